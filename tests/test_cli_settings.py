"""Settings of the command line: options, configuration files, and which of them wins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import iam_report as ir
from iam_report.cli import settings
from iam_report.evaluate import choose
from iam_report.rule import MASK, Severity, rule

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

#: One user, and no root user.
LOW = (
    "user,arn,user_creation_time,password_enabled\n"
    "a,arn:aws:iam::111122223333:user/a,2026-01-01T00:00:00Z,false\n"
)
WRITE = "write RULE.NAME=VALUE, such as access_key_not_rotated.max_age_days=60"


@rule(
    code="OWN001",
    severity=Severity.HIGH,
    title="Odd user",
    message="{user} is odd",
    evidence=("user",),
    practice="mfa",
)
def odd_user(
    credential_report: pd.DataFrame,
    *,
    days: int = 1,
    share: float = 0.5,
    strict: bool = False,
    word: str = "x",
    numbers: tuple[int, ...] = (1,),
    words: tuple[str, ...] = (),
) -> pd.Series:
    """A user is odd, if all options are what the test sets."""
    given = (days, share, strict, word, numbers, words)
    return credential_report["arn"].notna().astype(MASK) & (given == SET)


SET = (60, 1.0, True, "a=b,c", (2, 3), ("y", "z"))
VALUES = ("days= 60", "share=1", "strict=TRUE", "word=a=b,c", "numbers=2, 3", "words=y,z")


@pytest.fixture
def own_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have one rule only, with options of every type."""
    for module in (choose, settings):
        monkeypatch.setattr(module, "all_rules", lambda: (odd_user,))


@pytest.fixture
def low(tmp_path: Path) -> Path:
    """Write the export of one user."""
    path = tmp_path / "low.csv"
    path.write_text(LOW)
    return path


@pytest.mark.usefixtures("own_rule")
@pytest.mark.parametrize("name", ["odd_user", "OWN001"])
def test_an_option_is_read_as_the_type_of_its_default(run: Run, low: Path, name: str) -> None:
    options = [word for value in VALUES for word in ("--option", f"{name}.{value}")]

    assert run("scan", low, *options, "--fail-on", "high")[0] == 1
    assert run("scan", low, *options[2:], "--fail-on", "high", "--allow-partial")[0] == 0


@pytest.mark.usefixtures("own_rule")
def test_an_option_of_a_file_is_read_as_the_type_of_its_default(run: Run, low: Path) -> None:
    config = low.with_name("c.toml")
    config.write_text(
        "[tool.iam_report]\nfail_on = 'high'\nallow_partial = true\n"
        "[tool.iam_report.options.OWN001]\ndays = 60\nshare = 1\nstrict = true\n"
        "[tool.iam_report.options.odd_user]\nword = 'a=b,c'\nnumbers = [2, 3]\nwords = ['y', 'z']\n"
    )

    assert run("scan", low, "--config", config)[0] == 1
    assert run("scan", low, "--config", config, "--option", "OWN001.days=61")[0] == 0


@pytest.mark.usefixtures("own_rule")
@pytest.mark.parametrize(
    ("option", "message", "hint"),
    [
        ("odd_user.days=1.5", "`odd_user.days=1.5`: `1.5` is not a whole number", None),
        ("odd_user.days=", "`odd_user.days=`: `` is not a whole number", None),
        ("odd_user.share=half", "`odd_user.share=half`: `half` is not a number", None),
        ("odd_user.strict=yes", "`odd_user.strict=yes`: `yes` is not true or false", None),
        ("odd_user.numbers=1,x", "`odd_user.numbers=1,x`: `x` is not a whole number", None),
        ("odd_user.dayz=1", "rule `odd_user` has no option `dayz`", "did you mean `days`?"),
        ("odd_usr.days=1", "no rule `odd_usr` to set options of", "did you mean `odd_user`?"),
        ("days=1", "`days=1` is no option", WRITE),
        ("odd_user.days", "`odd_user.days` is no option", WRITE),
        (".days=1", "`.days=1` is no option", WRITE),
    ],
)
def test_wrong_options(run: Run, low: Path, option: str, message: str, hint: str | None) -> None:
    status, output, complaints = run("scan", low, "--option", option)

    help_line = f"help: {hint}\n" if hint else ""
    assert (status, output) == (2, "")
    assert complaints == f"iam-report: error: {message}\n{help_line}"


@pytest.mark.usefixtures("own_rule")
def test_an_option_of_a_file_of_the_wrong_type(run: Run, low: Path) -> None:
    config = low.with_name("c.toml")
    config.write_text("[tool.iam_report.options.odd_user]\ndays = 'x'\n")

    status, _, complaints = run("scan", low, "--config", config)

    assert status == 2
    assert complaints == (
        "iam-report: error: option `days` of rule `odd_user` is a str, expected a int such as `1`\n"
    )


def test_a_config_that_cannot_be_read(run: Run, low: Path) -> None:
    config, deep = low.with_name("c.toml"), low.with_name("deep.toml")
    config.write_bytes(b"\xff\xfe")
    deep.write_text("x = " + "[" * 5000)

    for path, reason in (
        (config, "codec can't decode"),
        (config.parent, "is a directory"),
        (deep, "recursion"),
    ):
        status, _, complaints = run("scan", low, "--config", path)
        assert status == 2
        assert complaints.startswith(f"iam-report: error: `{path}` cannot be read as TOML: ")
        assert reason in complaints


def test_the_format_of_a_file_wins_over_the_ending(run: Run, low: Path) -> None:
    config, output = low.with_name("c.toml"), low.with_name("r.csv")
    config.write_text("[tool.iam_report]\nformat = 'json'\n")

    run("scan", low, "--config", config, "--output", output)

    assert json.loads(output.read_text())["version"] == ir.__version__


def test_files_are_replaced_only_if_asked(run: Run, low: Path) -> None:
    output = low.with_name("r.csv")
    output.write_text("precious")

    status, _, complaints = run("scan", low, "--output", output)

    assert (status, output.read_text()) == (2, "precious")
    assert complaints == (
        f"iam-report: error: `{output}` exists\n"
        "help: give another name, or overwrite=True (on the command line --overwrite)\n"
    )
    assert run("scan", low, "--output", output, "--overwrite", "--fail-on", "never")[0] == 3
    assert output.read_text().startswith('"account_id",')


@pytest.mark.usefixtures("own_rule")
def test_spreadsheet_safety_can_be_turned_off(run: Run, low: Path) -> None:
    low.write_text(LOW.replace("\na,", "\n=a,").replace("user/a", "user/=a"))
    options = [word for value in VALUES for word in ("--option", f"odd_user.{value}")]

    _, safe, _ = run("scan", low, "--format", "csv", *options)
    _, raw, _ = run("scan", low, "--format", "csv", *options, "--no-spreadsheet-safe")

    assert '"\'=a is odd"' in safe
    assert '"=a is odd"' in raw
