"""What the command line does when something fails: a rule, a stream, a name."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from iam_report.cli import main
from iam_report.rule import Rule

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

LEGACY = "sample_data/legacy/credential_report.csv"


@pytest.mark.parametrize("debug", ["", "0", "1"])
def test_a_rule_that_fails(run: Run, monkeypatch: pytest.MonkeyPatch, debug: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(Rule, "mask", fail)
    monkeypatch.setenv("IAM_REPORT_DEBUG", debug)

    status, output, complaints = run("scan", LEGACY)

    assert (status, output) == (70, "")
    assert "iam-report: internal error: ArithmeticError\n" in complaints
    assert "help: this is a fault of iam-report; IAM_REPORT_DEBUG=1 shows where" in complaints
    assert ("Traceback" in complaints) is (debug == "1")


def test_names_in_complaints_steer_no_terminal(run: Run, tmp_path: Path) -> None:
    _, _, complaints = run("scan", tmp_path / "\x1b[2J\x9b2J\nerror")

    assert complaints.count("\n") == len(complaints.splitlines()) <= 2
    assert complaints.replace("\n", "").isprintable()


@pytest.mark.parametrize("name", ["nonsense", "MFA01", "console_user"])
def test_a_rule_that_is_not_there_is_said_in_two_lines(run: Run, name: str) -> None:
    status, output, complaints = run("rules", name)

    first, second = complaints.splitlines()
    assert (status, output) == (2, "")
    assert first == f"iam-report: error: no rule `{name}`"
    assert second.startswith("help: ")


class Gone:
    """A stream, and its buffer, that fail with an error."""

    encoding = "utf-8"

    def __init__(self, error: OSError, descriptor: int | None = None) -> None:
        self.error, self.descriptor, self.buffer = error, descriptor, self

    def write(self, _: object) -> int:
        """Fail."""
        raise self.error

    def flush(self) -> None:
        """Fail."""
        raise self.error

    def fileno(self) -> int:
        """Return the descriptor, if there is one."""
        if self.descriptor is None:
            raise io.UnsupportedOperation
        return self.descriptor


def test_a_pipe_that_breaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "pipe").open("w") as pipe:
        for descriptor in (pipe.fileno(), None):
            gone = Gone(BrokenPipeError(32, "Broken pipe"), descriptor)
            monkeypatch.setattr("sys.stdout", gone)
            assert main(["rules"]) == 0


def test_output_that_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for error, reason in (
        (OSError(28, "No space left on device"), "no space left on device"),
        (OSError("Odd"), "odd"),
    ):
        monkeypatch.setattr("sys.stdout", Gone(error))
        assert main(["rules"]) == 2
        assert capsys.readouterr().err == (
            f"iam-report: error: standard output cannot be written: {reason}\n"
        )


def test_a_process_without_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)

    assert main(["rules"]) == 0
    assert main(["rules", "nonsense"]) == 2
    sys.stdout.close()
    sys.stderr.close()
