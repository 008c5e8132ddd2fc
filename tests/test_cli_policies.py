"""Policies compared and checked, as a person or a pipeline does it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from iam_report.cli import main
from tests.goldens import golden

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run


def allow(action: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


IF_SECURE = {"Bool": {"aws:SecureTransport": "true"}}
EVERYBODY = {"Principal": "*"}
FROM_ACCOUNT = {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
FILES = {
    "get": policy(allow("s3:Get*")),
    "get-object": policy(allow("s3:GetObject")),
    "put-object": policy(allow("s3:PutObject")),
    "both": policy(allow(["s3:GetObject", "s3:PutObject"])),
    "get-if-secure": policy(allow("s3:Get*", Condition=IF_SECURE)),
    "wild": policy(allow("s*:GetObject")),
    "more": policy(
        allow("s3:Get*"), allow("iam:PassRole", "arn:aws:iam::*:role/app-*", Sid="Pass")
    ),
    "wrapped": {"PolicyVersion": {"Document": policy(allow("s3:GetObject")), "VersionId": "v1"}},
    "public": policy(allow("s3:GetObject", "arn:aws:s3:::b/*", **EVERYBODY)),
    "of-account": policy(allow("s3:GetObject", Condition=FROM_ACCOUNT, **EVERYBODY)),
    "of-nobody": policy(allow("s3:GetObject", Principal={"AWS": "111122223333"})),
    "hostile": policy(allow("s3:\x1b[2JGet*", Sid="=1"), allow("s3:PutObject", "arn:\u202e\x9b*")),
    "broken": {"Statement": {"Action": "s3:*", "Resource": "*"}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the policies."""
    for name, content in FILES.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return tmp_path


def paths(folder: Path, names: str) -> str:
    return ",".join(str(folder / f"{name}.json") for name in names.split(","))


@pytest.mark.parametrize(
    ("old", "new", "status", "last"),
    [
        ("get", "get", 0, "no new access"),
        ("get", "get-object", 0, "no new access"),
        ("get", "wrapped", 0, "no new access"),
        ("get-object,put-object", "both", 0, "no new access"),
        ("both", "put-object,get-object", 0, "no new access"),
        ("get", "get-if-secure", 0, "no new access"),
        ("get-if-secure", "get", 1, "1 row of new access"),
        ("get-object", "both", 1, "1 row of new access"),
        ("get-object", "get-object,put-object", 1, "1 row of new access"),
        ("get-object", "more", 1, "2 rows of new access"),
        ("of-nobody", "public", 1, "1 row of new access"),
    ],
)
def test_compare_policies(
    run: Run, folder: Path, old: str, new: str, status: int, last: str
) -> None:
    arguments = ("compare-policies", paths(folder, old), paths(folder, new))
    found, output, complaints = run(*arguments)

    assert (found, complaints) == (status, "")
    assert output.splitlines()[-1] == last


def test_what_cannot_be_compared(run: Run, folder: Path) -> None:
    # AWS does not say whether a wildcard may stand in the name of a service
    status, output, _ = run("compare-policies", paths(folder, "get"), paths(folder, "wild"))

    assert status == 3
    assert output.startswith("cannot tell: ")
    assert output.splitlines()[-1].startswith("no new access is certain, ")


def test_what_is_shown_of_a_comparison(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        _, output, _ = run("compare-policies", "get-if-secure.json", "more.json")

    assert max(map(len, output.splitlines())) <= 100
    golden("compare-policies.txt", output)


def test_every_format(run: Run, folder: Path) -> None:
    arguments = ("compare-policies", paths(folder, "get-object"), paths(folder, "get-object,more"))
    for name in ("a.txt", "a.csv", "a.json", "a.jsonl"):
        _, printed, _ = run(*arguments, "--format", "text" if name == "a.txt" else name[2:])
        status, output, _ = run(*arguments, "--output", folder / name)
        assert (status, output) == (1, "")
        assert (folder / name).read_text("utf-8") == printed

    of_csv = pd.read_csv(folder / "a.csv")
    of_json = json.loads((folder / "a.json").read_text("utf-8"))["new_access"]
    of_lines = list(map(json.loads, (folder / "a.jsonl").read_text("utf-8").splitlines()))
    assert of_json == of_lines
    assert list(of_json[0]) == list(of_csv.columns)
    assert {row["file"] for row in of_json} == {paths(folder, "more")} == set(of_csv["file"])
    passed = next(row for row in of_json if row["sid"] == "Pass")
    assert (passed["actions"], passed["witness_context"]) == (["iam:PassRole"], {})
    assert "iam:PassRole" in of_csv["actions"].tolist()


def test_a_condition_is_an_object_in_json(run: Run, folder: Path) -> None:
    _, output, _ = run(
        "compare-policies", paths(folder, "put-object"), paths(folder, "get-if-secure"), "--format", "json"
    )  # fmt: skip

    (row,) = json.loads(output)["new_access"]
    assert row["conditions"] == {"Bool": {"aws:SecureTransport": ["true"]}}
    assert row["witness_context"] == {"aws:SecureTransport": "true"}


@pytest.mark.parametrize(
    ("names", "options", "status", "told"),
    [
        ("get", ["--not-granted", "s3:GetObject"], 1, "granted: s3:GetObject\n"),
        ("get", ["--not-granted", "s3:PutObject"], 0, "not granted: s3:PutObject\n"),
        ("get", ["--not-granted", "s3:PutObject, iam:*"], 0, "not granted: iam:*\n"),
        ("get", ["--not-granted", "iam:*", "--not-granted", "s3:*"], 1, "granted: s3:*\n"),
        ("get-if-secure", ["--not-granted", "s3:GetObject"], 3, "perhaps granted: s3:GetObject\n"),
        ("put-object,get", ["--not-granted", "s3:GetObject"], 1, "get.json, statement 0: "),
        ("more", ["--not-granted", "iam:PassRole", "--resource", "arn:aws:iam::111122223333:role/app-1"], 1, "granted: iam:PassRole on arn:"),
        ("more", ["--not-granted", "iam:PassRole", "--resource", "arn:aws:iam::111122223333:role/x"], 0, "not granted: iam:PassRole on arn:"),
        ("public", ["--no-public-access"], 1, "public: s3:GetObject, by *\n"),
        ("of-account", ["--no-public-access"], 0, "not public: s3:GetObject, by *\n"),
        ("of-nobody", ["--no-public-access"], 0, "no statement is about everybody\n"),
        ("of-nobody,public", ["--no-public-access"], 1, "public.json, statement 0"),
        ("public", ["--no-public-access", "--not-granted", "s3:PutObject"], 1, "not granted: s3:PutObject\npublic: "),
        ("of-nobody", ["--no-public-access", "--not-granted", "s3:PutObject", "--resource-type", "AWS::S3::Bucket"], 0, "not granted: s3:PutObject\nno statement"),
    ],
)  # fmt: skip
def test_check_policy(
    run: Run, folder: Path, names: str, options: list[str], status: int, told: str
) -> None:
    found, output, complaints = run("check-policy", paths(folder, names), *options)

    assert (found, complaints) == (status, "")
    # Lines break where the path of the file lets them.
    assert " ".join(told.split()) in " ".join(output.split())


def test_check_policy_as_json(run: Run, folder: Path) -> None:
    arguments = ("check-policy", paths(folder, "public"), "--format", "json")
    _, public, _ = run(*arguments, "--no-public-access")
    _, granted, _ = run(*arguments, "--not-granted", "s3:GetObject,s3:PutObject")

    assert json.loads(public)["access_not_granted"] is None
    (row,) = json.loads(public)["no_public_access"]
    assert (row["verdict"], row["actions"]) == ("public", ["s3:GetObject"])
    assert row["witness"]["action"] == "s3:GetObject"
    assert [r["granted"] for r in json.loads(granted)["access_not_granted"]] == [True, False]
    assert json.loads(granted)["no_public_access"] is None


def test_names_are_made_harmless(run: Run, folder: Path) -> None:
    arguments = ("compare-policies", paths(folder, "get"), paths(folder, "hostile"))
    for form in ("text", "json", "jsonl", "csv"):
        _, output, _ = run(*arguments, "--format", form)
        if form != "csv":
            assert output.replace("\n", "").isprintable()
        assert "\x1b" not in output
        assert "PutObject" in output


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["compare-policies", "nowhere.json", "{get}"], "`nowhere.json` cannot be read", None),
        (["compare-policies", "{get}", ","], "`,` names no file", "FILE,FILE"),
        (["compare-policies", "{get}", "{broken}"], "no policy that AWS would take", "grammar"),
        (["compare-policies", "{get}", "README.md"], "README.md", None),
        (["compare-policies", "{get}", "{get}", "--output", "a.md"], "no format `markdown`", "csv"),
        (["check-policy", "{get}"], "nothing is asked of the policy", "--not-granted"),
        (["check-policy", "{get}", "--not-granted", ","], "nothing is asked", None),
        (["check-policy", "{broken}", "--no-public-access"], "no policy that AWS", None),
    ],
)
def test_what_cannot_be_used_is_said_in_two_lines(
    run: Run, folder: Path, arguments: list[str], message: str, hint: str | None
) -> None:
    names = {name: paths(folder, name) for name in ("get", "broken")}

    status, output, complaints = run(*(a.format(**names) for a in arguments))

    lines = complaints.splitlines()
    assert (status, output) == (2, "")
    assert lines[0].startswith("iam-report: error: ")
    assert message in lines[0]
    assert hint is None or (lines[1].startswith("help: ") and hint in lines[1])
    assert len(lines) <= 2


@pytest.mark.parametrize("arguments", [["compare-policies", "a"], ["check-policy"]])
def test_what_is_missing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as info:
        main(arguments)

    assert info.value.code == 2
    assert "required" in capsys.readouterr().err


def test_standard_input(folder: Path) -> None:
    command = [sys.executable, "-m", "iam_report", "compare-policies", "-", paths(folder, "more")]
    old = (folder / "get.json").read_bytes()
    done = subprocess.run(command, input=old, capture_output=True, check=False)  # noqa: S603

    assert (done.returncode, done.stderr) == (1, b"")
    assert b"iam:PassRole" in done.stdout
