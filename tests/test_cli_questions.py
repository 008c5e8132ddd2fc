"""Questions about permissions, as a person or a pipeline asks them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.cli import main
from tests.goldens import golden

if TYPE_CHECKING:
    from tests.conftest import Run

PRODUCTION = "sample_data/production"
LEGACY = "sample_data/legacy"
DETAILS = "sample_data/production/authorization-details.json"

ALL = {"Statement": {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}}
ONLY_S3 = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
NO_DELETION = {"Statement": {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}}
PUBLIC = {
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
}
FROM_HOME = {
    "Statement": {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "*",
        "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    }
}
TAGGED = {
    "Statement": {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "*",
        "Condition": {
            "ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]},
            "Null": {"aws:TagKeys": "false"},
        },
    }
}
OBJECT = "arn:aws:s3:::tickets/2026.csv"
TERRAFORM = "arn:aws:iam::111122223333:role/terraform/*"
SUPPORT = "arn:aws:iam::111122223333:role/aws-support"

_NEW = {"Path": "/", "CreateDate": "2026-01-01T00:00:00Z"}
_NOTHING = {"AttachedManagedPolicies": []}
#: An account with `ana`, who may do everything by a policy with an odd name, and `ben`.
TINY: dict[str, Any] = {
    "UserDetailList": [
        {
            **_NEW,
            **_NOTHING,
            "UserName": name,
            "UserId": f"user-{name}",
            "Arn": f"arn:aws:iam::111122223333:user/{name}",
            "UserPolicyList": [{"PolicyName": "=odd\u202e\x1b[2J", "PolicyDocument": document}],
            "GroupList": [],
        }
        for name, document in (("ana", ALL), ("ben", {"Statement": []}))
    ],
    "GroupDetailList": [
        {
            **_NEW,
            **_NOTHING,
            "GroupName": "staff",
            "GroupId": "group-staff",
            "Arn": "arn:aws:iam::111122223333:group/staff",
            "GroupPolicyList": [],
        }
    ],
    "RoleDetailList": [
        {
            **_NEW,
            **_NOTHING,
            "RoleName": "app",
            "RoleId": "role-app",
            "Arn": "arn:aws:iam::111122223333:role/app",
            "AssumeRolePolicyDocument": {"Statement": []},
            "InstanceProfileList": [],
            "RolePolicyList": [],
        }
    ],
    "Policies": [
        {
            **_NEW,
            "PolicyName": "p",
            "PolicyId": "policy-p",
            "Arn": "arn:aws:iam::111122223333:policy/p",
            "DefaultVersionId": "v1",
            "PolicyVersionList": [
                {
                    "Document": ALL,
                    "VersionId": "v1",
                    "IsDefaultVersion": True,
                    "CreateDate": "2026-01-01T00:00:00Z",
                }
            ],
        }
    ],
}


def file(folder: Path, name: str, content: Any) -> Path:
    """Write a JSON file."""
    path = folder / name
    path.write_text(json.dumps(content), "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "arguments", "status"),
    [
        ("can.txt", ["can", "mara.tidewell", "sts:AssumeRole", SUPPORT], 3),
        ("who-can.txt", ["who-can", "iam:CreateAccessKey"], 0),
        ("who-can-assume.txt", ["who-can", "sts:AssumeRole", TERRAFORM, "--context-complete"], 0),
    ],
)
def test_what_is_shown(run: Run, name: str, arguments: list[str], status: int) -> None:
    found, output, complaints = run(*arguments, "--from", PRODUCTION)

    assert (found, complaints) == (status, "")
    sentences = [line for line in output.splitlines() if "arn:" not in line]
    assert max(map(len, sentences)) <= 100
    golden(name, output)


@pytest.mark.parametrize(
    ("source", "principal", "action", "resource", "more", "status", "first", "told"),
    [
        # a group with an odd name makes an administrator of the departure boards
        (PRODUCTION, "departure-boards", "iam:CreateUser", "*", [], 0, "allowed: iam:CreateUser on any resource, by departure-boards", "statement 0 of policy tmp"),
        # whoever gets onto the build server is an administrator
        (PRODUCTION, "build-server", "iam:*", "*", [], 0, "allowed: iam:* on any", "AdministratorAccess, statement 0 (fits, decides)"),
        # reading invoices is no right to write them
        (PRODUCTION, "petra.gunwaler", "iam:CreateUser", "*", [], 1, "implicitDeny: ", "no statement"),
        # production demands MFA
        (PRODUCTION, "mara.tidewell", "iam:CreateUser", "*", [], 3, "conditional: ", "--context KEY=VALUE"),
        (PRODUCTION, "mara.tidewell", "iam:CreateUser", "*", ["--context", "aws:multifactorauthpresent=true"], 0, "allowed: ", None),
        (PRODUCTION, "mara.tidewell", "iam:CreateUser", "*", ["--context", "aws:MultiFactorAuthPresent=false"], 1, "explicitDeny: ", "NothingWithoutMfa"),
        (PRODUCTION, "mara.tidewell", "iam:CreateUser", "*", ["--context-absent", "aws:MultiFactorAuthPresent"], 1, "explicitDeny: ", "NothingWithoutMfa (fits, decides)"),
        (PRODUCTION, "mara.tidewell", "iam:CreateUser", "*", ["--context-complete"], 1, "explicitDeny: ", "CONDITION KEYS WITHOUT A VALUE"),
        # a key that nobody has given the policy of
        (PRODUCTION, "svc-payments", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1", [], 3, "unknown: ", "BY TYPE OF POLICY"),
        (LEGACY, "NA", "iam:DeleteUser", "*", [], 0, "allowed: ", None),
        (LEGACY, "ec2.amazonaws.com", "sts:AssumeRole", "arn:aws:iam::777788889999:role/www", [], 0, "allowed: ", "trust policy of the role"),
        (LEGACY, "lambda.amazonaws.com", "sts:AssumeRole", "arn:aws:iam::777788889999:role/www", [], 1, "implicitDeny: ", "NO STATEMENT FITS"),
        ("sample_data/development", "-dry-run", "s3:GetObject", "*", [], 1, "implicitDeny: ", None),
        # policies that no export has
        (LEGACY, "*", "s3:GetObject", OBJECT, ["--resource-policy", "{PUBLIC}"], 0, "allowed: ", "resource_policy, statement 0"),
        (LEGACY, "*", "s3:GetObject", OBJECT, ["--resource-policy", "{FROM_HOME}"], 3, "conditional: ", "aws:SourceIp"),
        (LEGACY, "*", "s3:GetObject", OBJECT, ["--resource-policy", "{FROM_HOME}", "--context", "aws:SourceIp=203.0.113.7"], 0, "allowed: ", None),
        (LEGACY, "*", "s3:PutObject", OBJECT, ["--resource-policy", "{TAGGED}", "--context", "aws:TagKeys=a", "--context", "AWS:tagkeys=b"], 0, "allowed: ", None),
        (LEGACY, "*", "s3:PutObject", OBJECT, ["--resource-policy", "{TAGGED}", "--context", "aws:TagKeys=a", "--context", "aws:TagKeys=c"], 1, "implicitDeny: ", None),
        (LEGACY, "NA", "s3:GetObject", OBJECT, ["--resource-account", "444455556666"], 1, "implicitDeny: ", None),
        (LEGACY, "NA", "s3:DeleteObject", OBJECT, ["--scp", "{ALL}"], 0, "allowed: ", "by type of policy"),
        (LEGACY, "NA", "s3:DeleteObject", OBJECT, ["--scp", "{ALL}, {NO_DELETION}"], 1, "explicitDeny: ", None),
        (LEGACY, "NA", "ec2:RunInstances", "*", ["--scp", "{ALL}", "--scp", "{ONLY_S3}"], 1, "implicitDeny: ", None),
        (LEGACY, "NA", "ec2:RunInstances", "*", ["--scp", "{ALL},{ONLY_S3}"], 0, "allowed: ", None),
        (LEGACY, "NA", "s3:DeleteObject", OBJECT, ["--rcp", "{NO_DELETION_OF_ANYBODY}"], 1, "explicitDeny: ", None),
    ],
)  # fmt: skip
def test_can(  # noqa: PLR0913, PLR0917  (a row is a question and its answer)
    run: Run,
    tmp_path: Path,
    source: str,
    principal: str,
    action: str,
    resource: str,
    more: list[str],
    status: int,
    first: str,
    told: str | None,
) -> None:
    of_anybody = {"Statement": {**NO_DELETION["Statement"], "Principal": "*"}}
    policies = {
        "ALL": ALL,
        "ONLY_S3": ONLY_S3,
        "NO_DELETION": NO_DELETION,
        "NO_DELETION_OF_ANYBODY": of_anybody,
        "PUBLIC": PUBLIC,
        "FROM_HOME": FROM_HOME,
        "TAGGED": TAGGED,
    }
    files = {name: file(tmp_path, f"{name}.json", policy) for name, policy in policies.items()}
    options = [option.format(**files) for option in more]

    found, output, complaints = run(
        "can", "-f", source, *options, "--", principal, action, resource
    )

    assert (found, complaints) == (status, "")
    assert output.startswith(first)
    assert told is None or told.lower() in " ".join(output.split()).lower()


def test_the_hint_is_for_decisions_that_hang_on_keys(run: Run) -> None:
    arguments = ("can", "-f", PRODUCTION, "mara.tidewell", "iam:CreateUser")
    _, conditional, _ = run(*arguments)
    _, decided, _ = run(*arguments, "--context-complete")

    assert "--context-absent" in conditional
    assert "--context-absent" not in decided


def test_can_as_json(run: Run) -> None:
    asked = ("mara.tidewell", "iam:CreateUser", "arn:aws:iam::111122223333:user/new")
    status, output, _ = run("can", "-f", PRODUCTION, *asked, "--format", "json")
    decision = ir.can(ir.load(PRODUCTION), *asked)

    found = json.loads(output)
    assert status == 3
    assert list(found) == ["version", "principal", "action", "resource", "decision", "reason", "reasons", "matched_statements", "missing_context", "decisive"]  # fmt: skip
    assert (found["principal"], found["action"], found["resource"]) == asked
    assert found["decision"] == decision.decision == "conditional"
    assert found["missing_context"] == ["aws:MultiFactorAuthPresent"]
    assert found["matched_statements"] == [s._asdict() for s in decision.matched_statements]
    assert found["decisive"] in found["matched_statements"]


@pytest.mark.parametrize(
    ("arguments", "counts"),
    [
        (["s3:DeleteBucket", "arn:aws:s3:::www"], {"allowed": 6}),
        (["s3:DeleteBucket", "arn:aws:s3:::www", "--denied"], {"allowed": 6, "implicitDeny": 6}),
        (["s3:DeleteBucket", "arn:aws:s3:::www", "--scp", "{NO_DELETION}"], {}),
        # service control policies do not hold for service-linked roles
        (["s3:DeleteBucket", "arn:aws:s3:::www", "--scp", "{NO_DELETION}", "--denied"], {"implicitDeny": 2, "explicitDeny": 10}),
        (["s3:GetObject", OBJECT, "--resource-policy", "{FROM_HOME}"], {"allowed": 7, "conditional": 6}),
        (["s3:GetObject", OBJECT, "--resource-policy", "{FROM_HOME}", "--context-complete"], {"allowed": 7}),
    ],
)  # fmt: skip
def test_who_can(run: Run, tmp_path: Path, arguments: list[str], counts: dict[str, int]) -> None:
    deny = {"Statement": {**NO_DELETION["Statement"], "Action": "*"}}
    files = {
        "NO_DELETION": file(tmp_path, "n.json", deny),
        "FROM_HOME": file(tmp_path, "h.json", FROM_HOME),
    }
    asked = [argument.format(**files) for argument in arguments]

    status, text, complaints = run("who-can", "-f", LEGACY, *asked)
    _, output, _ = run("who-can", "-f", LEGACY, *asked, "--format", "json")

    rows = json.loads(output)["who_can"]
    assert (status, complaints) == (0, "")
    assert pd.Series([r["decision"] for r in rows], dtype=str).value_counts().to_dict() == counts
    summary = " ".join(text.rpartition("\n\n")[2].split())
    found = ", ".join(f"{number} {word}" for word, number in counts.items())
    assert summary.endswith(f": {found or 'nobody'} (root users are not asked about)")
    names = {line.split()[-1] for line in text.splitlines() if line.startswith("    ")}
    assert names == {row["principal"] for row in rows}


def test_who_can_in_every_format(run: Run, tmp_path: Path) -> None:
    arguments = ("who-can", "-f", PRODUCTION, "iam:CreateAccessKey")
    for name in ("a.txt", "a.csv", "a.json", "a.jsonl"):
        status, output, _ = run(*arguments, "--output", tmp_path / name)
        _, printed, _ = run(*arguments, "--format", "text" if name == "a.txt" else name[2:])
        assert (status, output) == (0, "")
        assert (tmp_path / name).read_text("utf-8") == printed

    expected = ir.who_can(ir.load(PRODUCTION), "iam:CreateAccessKey")
    of_csv = pd.read_csv(tmp_path / "a.csv", dtype={"account_id": str})
    of_json = json.loads((tmp_path / "a.json").read_text("utf-8"))
    of_lines = list(map(json.loads, (tmp_path / "a.jsonl").read_text("utf-8").splitlines()))
    assert list(of_csv.columns) == list(expected.columns) == list(of_lines[0])
    assert of_csv["principal"].tolist() == expected["principal"].tolist()
    assert of_json["who_can"] == of_lines
    assert [row["principal"] for row in of_lines] == expected["principal"].tolist()
    assert {k: of_json[k] for k in ("action", "resource")} == {
        "action": "iam:CreateAccessKey",
        "resource": "*",
    }


def test_an_answer_replaces_no_file_unless_asked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    arguments = ("who-can", "-f", LEGACY, "s3:GetObject", "--output", path)

    assert run(*arguments)[0] == 2
    assert path.read_text() == "mine"
    assert run(*arguments, "--overwrite")[0] == 0
    assert path.read_text() != "mine"


def test_names_are_made_harmless(run: Run, tmp_path: Path) -> None:
    details = file(tmp_path, "d.json", TINY)
    asked = ("-f", details, "s3:GetObject")

    _, text, _ = run("who-can", *asked)
    _, decision, _ = run("can", "-f", details, "ana", "s3:GetObject")
    _, as_json, _ = run("can", "-f", details, "ana", "s3:GetObject", "--format", "json")
    _, safe, _ = run("who-can", *asked, "--format", "csv")
    _, raw, _ = run("who-can", *asked, "--format", "csv", "--no-spreadsheet-safe")

    for output in (text, decision, as_json):
        assert output.replace("\n", "").isprintable()
        assert "=odd" in output
    assert "'=odd" in safe
    assert "\x1b" not in safe
    assert '"=odd\u202e\x1b' in raw


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["can", "-f", "nowhere", "ana", "s3:Get*"], "`nowhere` cannot be read", None),
        (["can", "-f", LEGACY, "webmastr", "s3:Get*"], "no user or role `webmastr`", "did you mean `webmaster`?"),
        (["can", "-f", "sample_data", "backup-agent", "s3:Get*"], "is the name of several", "give the ARN"),
        (["can", "-f", LEGACY, "NA", "s3"], "`s3` is no action", "s3:GetObject"),
        (["can", "-f", LEGACY, "NA", "s3:GetObject", "bucket"], "`bucket` is no resource", "ARN"),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--context", "aws:SourceIp"], "no condition key with a value", "KEY=VALUE"),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--context", " =1"], "no condition key with a value", None),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--context-absent", "a=b"], "`a=b` is no condition key", "KEY"),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--context", "aws:A=", "--context-absent", "AWS:a"], "has a value and is absent", None),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--resource-policy", "README.md"], "README.md`", None),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--resource-policy", DETAILS], "holds no policy", None),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--resource-account", "12"], "no account ID", "12 digits"),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--scp", ","], "`,` names no file", "FILE"),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--scp", "nowhere.json"], "`nowhere.json` cannot be read", None),
        (["can", "-f", LEGACY, "NA", "s3:Get*", "--account-id", "1"], "is not an account ID", None),
        (["can", "-f", f"{LEGACY}/credential_report.csv", "NA", "s3:Get*"], "the exports hold no policies", "get-account-authorization-details"),
        (["who-can", "-f", LEGACY, "s3"], "`s3` is no action", None),
        (["who-can", "-f", LEGACY, "s3:Get*", "--output", "x.md"], "no format `markdown`", "text, csv, json, jsonl"),
        (["who-can", "-f", LEGACY, "s3:Get*", "--output", "no/such/x.csv"], "cannot be written", "make the folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_in_two_lines(
    run: Run, arguments: list[str], message: str, hint: str | None
) -> None:
    status, output, complaints = run(*arguments)

    lines = complaints.splitlines()
    assert (status, output) == (2, "")
    assert lines[0].startswith("iam-report: error: ")
    assert message in lines[0]
    assert hint is None or (lines[1].startswith("help: ") and hint in lines[1])
    assert len(lines) <= 2


@pytest.mark.parametrize(
    "arguments",
    [["can", "ana", "s3:GetObject"], ["can", "-f", LEGACY, "ana"], ["who-can", "-f", LEGACY]],
)
def test_what_is_missing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as info:
        main(arguments)

    assert info.value.code == 2
    assert "required" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("question", "complete"),
    [(["can", "ana", "s3:Get*"], 0), (["can", "ben", "s3:Get*"], 1), (["who-can", "s3:Get*"], 0)],
)
def test_incomplete_input(run: Run, tmp_path: Path, question: list[str], complete: int) -> None:
    file(tmp_path, "a.json", TINY)
    (tmp_path / "b.json").write_text('{"UserDetailList": [')

    status, output, complaints = run(*question, "--from", tmp_path)
    partial, same, silence = run(*question, "--from", tmp_path, "--allow-partial")

    assert status == 3
    assert "the input is incomplete: 1 problem of level warning or error" in complaints
    assert "--allow-partial" in complaints
    assert (partial, same, silence) == (complete, output, "")


def test_several_sources(run: Run) -> None:
    arguments = ("who-can", "iam:CreateUser", "--format", "jsonl", "-f", LEGACY)
    _, one, _ = run(*arguments)
    _, two, _ = run(*arguments, "--from", PRODUCTION)
    _, again, _ = run(*arguments, "--from", PRODUCTION, "--account-id", "777788889999")

    accounts = {json.loads(line)["account_id"] for line in two.splitlines()}
    assert accounts == {"111122223333", "777788889999"}
    assert one == again


def test_exports_of_several_moments(run: Run, tmp_path: Path) -> None:
    text = Path(DETAILS).read_text("utf-8")
    (tmp_path / "d.json").write_text(text, "utf-8")

    _, now, _ = run("who-can", "iam:CreateUser", "-f", tmp_path, "--as-of", "2026-09-14")

    assert "allowed" in now


def test_standard_input() -> None:
    command = [sys.executable, "-m", "iam_report", "can", "-f", "-", "build-server", "iam:Get*"]
    done = subprocess.run(  # noqa: S603  (our own words)
        command, input=Path(DETAILS).read_bytes(), capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"allowed: ")


def test_a_terminal_without_the_characters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    policies = [{"PolicyName": "h\u00e5fen", "PolicyDocument": ALL}]
    user = {**TINY["UserDetailList"][0], "UserPolicyList": policies}
    details = file(tmp_path, "d.json", {**TINY, "UserDetailList": [user]})
    buffer = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(buffer, "ascii"))

    main(["can", "-f", str(details), "ana", "s3:GetObject"])

    assert b"h\\xe5fen" in buffer.getvalue()


@pytest.mark.parametrize("command", ["can", "who-can", "compare-policies", "check-policy"])
def test_help_loads_nothing(command: str) -> None:
    code = (
        "import sys\n"
        "from iam_report.cli import main\n"
        "try:\n"
        f"    main(['{command}', '--help'])\n"
        "except SystemExit as exc:\n"
        "    assert not exc.code\n"
        "assert not {'pandas', 'pyarrow', 'numpy'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603
