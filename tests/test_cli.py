"""The command line, as a person or a pipeline uses it."""

from __future__ import annotations

import io
import json
import re
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

LEGACY = "sample_data/legacy/credential_report.csv"
PRODUCTION = "sample_data/production/credential-report.json"
#: One user, fine in every way but for an old key; no root user.
LOW = (
    "user,arn,user_creation_time,password_enabled\n"
    "a,arn:aws:iam::111122223333:user/a,2026-01-01T00:00:00Z,false\n"
)


@pytest.mark.parametrize(("form", "name"), [("text", "scan.txt"), ("markdown", "scan.md")])
def test_what_is_shown_of_the_sample_data(run: Run, form: str, name: str) -> None:
    status, output, complaints = run("scan", "sample_data", "--format", form)

    assert (status, complaints) == (1, "")
    assert max(map(len, output.splitlines())) <= 100 or form == "markdown"
    golden(name, output)


def test_the_catalogue_and_a_page(run: Run) -> None:
    status, catalogue, _ = run("rules")
    _, page, _ = run("rules", "MFA001")
    _, by_name, _ = run("rules", "console_user_without_mfa")

    assert status == 0
    assert all(code in catalogue for code in ir.rules()["code"])
    assert page == by_name
    assert "## Cases" in page
    assert "CIS AWS Foundations Benchmark v7.0: 2.10" in page


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["sample_data"], 1),
        (["sample_data", "--fail-on", "never"], 0),
        (["sample_data", "--fail-on", "critical"], 1),
        (["sample_data", "--select", "MFA003", "--fail-on", "low"], 0),
        (["sample_data", "--select", "MFA003", "--fail-on", "informational"], 1),
        ([PRODUCTION, "--select", "root", "--fail-on", "informational"], 0),
        (["{low}", "--select", "ROT001"], 3),
        (["{low}", "--select", "ROT001", "--allow-partial"], 0),
        (["{low}", "--select", "EXP003", "--fail-on", "medium"], 1),
    ],
)
def test_exit_status(run: Run, tmp_path: Path, arguments: list[str], status: int) -> None:
    low = tmp_path / "low.csv"
    low.write_text(LOW)

    assert run("scan", *(a.format(low=low) for a in arguments))[0] == status


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["nowhere.csv"], "`nowhere.csv` cannot be read: no such file or directory", None),
        (["README.md"], "`README.md` is not a credential report", None),
        ([LEGACY, "--select", "MFA01"], "`MFA01` is no rule, practice or severity", "did you mean"),
        ([LEGACY, "--option", "ROT001"], "`ROT001` is no option", "write RULE.NAME=VALUE"),
        ([LEGACY, "--option", "ROT001.max_age_days=x"], "`x` is not a whole number", None),
        ([LEGACY, "--option", "ROT001.max_age=1"], "no option `max_age`", "`max_age_days`"),
        ([LEGACY, "--option", "ROT0.max_age=1"], "no rule `ROT0` to set options of", None),
        ([LEGACY, "--as-of", "yesterday"], "as_of `yesterday` is not a date", "2026-01-31"),
        ([LEGACY, "--format", "parquet"], "parquet needs --output", "name the folder"),
        ([LEGACY, "--config", "nowhere.toml"], "`nowhere.toml` cannot be read as TOML", None),
        ([LEGACY, "--config", "sample_data/README.md"], "cannot be read as TOML", None),
        ([LEGACY, "--output", "README.md"], "`README.md` exists", "--overwrite"),
        ([LEGACY, "--output", "no/such/x.csv"], "`no/such/x.csv` cannot be written", "make the"),
    ],
)
def test_what_cannot_be_used_is_said_in_two_lines(
    run: Run, arguments: list[str], message: str, hint: str | None
) -> None:
    status, output, complaints = run("scan", *arguments)

    lines = complaints.splitlines()
    assert (status, output) == (2, "")
    assert lines[0].startswith("iam-report: error: ")
    assert message in lines[0]
    assert hint is None or (lines[1].startswith("help: ") and hint in lines[1])
    assert len(lines) <= 2


def test_rule_that_is_not_there(run: Run) -> None:
    status, _, complaints = run("rules", "MFA999")

    assert status == 2
    assert "MFA999" in complaints


@pytest.mark.parametrize(
    "arguments",
    [[], ["scna", "x"], ["scan"], ["scan", "x", "--fail-on", "awful"], ["scan", "x", "--nonsense"]],
)
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as info:
        main(arguments)

    assert info.value.code == 2
    assert "usage: iam-report" in capsys.readouterr().err


def test_every_format_to_a_file(run: Run, tmp_path: Path) -> None:
    for name in ("r.txt", "r.csv", "r.json", "r.jsonl", "r.md", "folder"):
        more = ("--format", "parquet") if name == "folder" else ()
        status, output, _ = run("scan", LEGACY, "--output", tmp_path / name, *more)
        assert (status, output) == (1, "")

    findings = pd.read_parquet(tmp_path / "folder" / "findings.parquet")
    assert len(findings) == len(pd.read_csv(tmp_path / "r.csv"))
    assert len(findings) == len((tmp_path / "r.jsonl").read_text().splitlines())
    assert len(findings) == len(json.loads((tmp_path / "r.json").read_text())["findings"])
    assert (tmp_path / "r.md").read_text().startswith("#")
    assert (tmp_path / "r.txt").read_text().startswith("IAM report")
    assert all(f.stat().st_mode & 0o077 == 0 for f in tmp_path.glob("r.*"))


def test_options_select_and_ignore(run: Run) -> None:
    arguments = ("--select", "rotation,ROOT001", "--ignore", "low,informational")
    option = ("--option", "access_key_not_rotated.max_age_days=5000")

    _, output, _ = run("scan", LEGACY, "--format", "json", *arguments, *option)

    codes = {check["code"] for check in json.loads(output)["checks"]}
    found = {finding["code"] for finding in json.loads(output)["findings"]}
    assert {"ROT001", "ROOT001"} <= codes
    assert not codes & {"ROT004", "MFA001"}
    assert "ROT001" not in found


def test_options_of_every_type(run: Run) -> None:
    arguments = ["key_last_used_unusual_region.regions=eu-west-1, eu-north-1"]
    arguments += ["shared_user_suspect.name_pattern=^hs$"]
    more = [word for argument in arguments for word in ("--option", argument)]

    _, output, _ = run("scan", LEGACY, "--format", "csv", "--select", "USR002,ROT017", *more)

    assert "user/hs" in output


CONFIG = """
[tool.iam_report]
select = ["ROT001", "MFA001"]
fail_on = "critical"
format = "json"
allow_partial = true
options.access_key_not_rotated.max_age_days = 5000
options.key_last_used_unusual_region.regions = ["eu-west-1"]
suppressions = { "0000000000000000" = "none" }
"""


def test_config_and_arguments_over_it(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "any.toml"
    config.write_text(CONFIG)

    status, output, _ = run("scan", LEGACY, "--config", config)
    again, _, _ = run("scan", LEGACY, "--config", config, "--fail-on", "high")

    assert (status, again) == (0, 1)
    assert {c["code"] for c in json.loads(output)["checks"]} == {"ROT001", "MFA001"}
    assert {f["code"] for f in json.loads(output)["findings"]} == {"MFA001"}


def test_suppressed_findings_do_not_fail(run: Run, tmp_path: Path) -> None:
    findings = ir.evaluate(ir.load(LEGACY), select="MFA001").findings
    lines = [f'"{finding}" = "accepted"' for finding in findings["finding_id"]]
    config = tmp_path / "c.toml"
    config.write_text("[tool.iam_report.suppressions]\n" + "\n".join(lines))

    assert run("scan", LEGACY, "--select", "MFA001", "--config", config)[0] == 0


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[tool.iam_report]\nselct = []", "unknown setting `selct`", "did you mean `select`?"),
        ("[tool.iam_report]\nqqq = 1", "unknown setting `qqq`", "there are select"),
        ("[tool.iam_report]\nselect = 'x'", "setting `select` is not a list of strings", None),
        ("[tool.iam_report]\noptions = 1", "setting `options` is not a table of tables", None),
        ("[tool.iam_report]\nsuppressions = 1", "is not a table of strings", None),
        ("[tool.iam_report]\nfail_on = 'x'", "setting `fail_on` is not one of", None),
        ("[tool.iam_report]\ndayfirst = 1", "setting `dayfirst` is not true or false", None),
        ("[tool]\n", "has no table [tool.iam_report]", None),
        ("[tool", "cannot be read as TOML", None),
    ],
)
def test_wrong_config(run: Run, tmp_path: Path, text: str, message: str, hint: str | None) -> None:
    config = tmp_path / "c.toml"
    config.write_text(text)

    status, _, complaints = run("scan", LEGACY, "--config", config)

    assert status == 2
    assert message in complaints
    assert hint is None or hint in complaints


def test_an_error_of_ours_shows_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("odd\x1b[31m")

    monkeypatch.setattr("iam_report.snapshot.load", fail)
    monkeypatch.setitem(vars(ir), "load", fail)

    status, output, complaints = run("scan", LEGACY)
    monkeypatch.setenv("IAM_REPORT_DEBUG", "1")
    _, _, with_place = run("scan", LEGACY)

    assert (status, output) == (70, "")
    assert complaints.startswith("iam-report: internal error: ZeroDivisionError: odd")
    assert "Traceback" not in complaints
    assert "\x1b" not in complaints
    assert "Traceback" in with_place


def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(vars(ir), "load", interrupt)

    assert run("scan", LEGACY) == (130, "", "")


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "iam_report", *arguments]
    return subprocess.run(command, capture_output=True, check=False, **more)  # noqa: S603


def test_standard_input() -> None:
    done = process("scan", "-", "--format", "jsonl", input=Path(PRODUCTION).read_bytes())

    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[0])["account_id"] == "111122223333"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["scan", "--help"]])
def test_help_and_version_load_nothing(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from iam_report.cli import main\n"
        "try:\n"
        f"    main({arguments})\n"
        "except SystemExit as exc:\n"
        "    assert not exc.code\n"
        "assert not {'pandas', 'pyarrow', 'numpy'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603


def test_version() -> None:
    assert re.fullmatch(rb"iam-report \d+\.\d+\.\d+\r?\n", process("--version").stdout)


def test_a_reader_who_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m iam_report scan sample_data --format jsonl | head -c 10"
    done = subprocess.run(  # noqa: S602  (our own words)
        command, shell=True, capture_output=True, check=False
    )

    assert done.stderr == b""
    assert len(done.stdout) == 10


def test_a_terminal_without_the_characters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    report = tmp_path / "r.csv"
    report.write_text(LOW.replace("user/a", "user/\u00e9/a"), "utf-8")
    buffer = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(buffer, "ascii"))

    main(["scan", str(report), "--format", "text", "--select", "all"])

    assert buffer.getvalue().isascii()


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_color_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch, *, no_color: str, colored: bool
) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            """Say yes."""
            return True

    buffer = io.BytesIO()
    monkeypatch.setattr("sys.stdout", Terminal(buffer, "utf-8"))
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")

    main(["scan", LEGACY])

    assert (b"\x1b[" in buffer.getvalue()) is colored


def test_an_older_export_is_no_news(run: Run, tmp_path: Path) -> None:
    text = Path(LEGACY).read_text("utf-8")
    for name, moment in (("old", "2026-09-14"), ("new", "2026-12-01")):
        answer = {"Content": text, "ReportFormat": "text/csv", "GeneratedTime": moment}
        (tmp_path / f"{name}.json").write_text(json.dumps(answer))

    _, latest, _ = run("scan", tmp_path, "--format", "json")
    _, both, _ = run("scan", tmp_path, "--format", "json", "--history")

    assert [a["as_of"] for a in json.loads(latest)["accounts"]] == ["2026-12-01T00:00:00Z"]
    assert "older_export" in latest
    assert len(json.loads(both)["accounts"]) == 2


def test_a_report_of_nobody_is_unusable(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("user,arn,user_creation_time,password_enabled\n")

    status, output, complaints = run("scan", tmp_path, "--allow-partial")

    assert (status, output) == (2, "")
    assert "no account could be judged: the exports hold no rows" in complaints


def test_a_process_without_output_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)

    status = main(["scan", LEGACY])
    sys.stdout.close()
    sys.stderr.close()

    assert status == 1
