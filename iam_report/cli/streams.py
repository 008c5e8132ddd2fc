"""Standard output and standard error, which may be closed, or lead to somebody who went away."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from iam_report.errors import IamReportError
from iam_report.writers.plain import clean


def open_closed_streams() -> None:
    """Give a process that was started without output streams some that lead nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (until the end)
            setattr(sys, name, nowhere)


def wants_color() -> bool:
    """Tell whether a person looks on, who has not said no (https://no-color.org)."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def show(text: str, form: str) -> None:
    """Print text; what the terminal has no character for is shown as an escape.

    Args:
        text: What to print.
        form: Its format: `text` is for the terminal, the others are always UTF-8.

    Raises:
        IamReportError: It cannot be written.
    """
    encoding = sys.stdout.encoding if form == "text" else "utf-8"
    try:
        sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError as exc:
        _drop_output()
        reason = (exc.strerror or str(exc)).lower()
        raise IamReportError(f"standard output cannot be written: {reason}") from exc


def flush() -> None:
    """Write out what is left; argparse passes over errors in writing, too."""
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()


def _drop_output() -> None:
    """Send what is left to nowhere, lest Python complains of it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def complain(kind: str, message: str, hint: str | None) -> None:
    """Say on standard error what is wrong, and what helps."""
    lines = [f"iam-report: {kind}: {clean(message)}"]
    lines += [f"help: {clean(hint)}"] * bool(hint)
    sys.stderr.write("\n".join(lines) + "\n")
