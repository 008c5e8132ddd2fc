"""Tests of EXP004."""

from __future__ import annotations

from iam_report.frames.exports import EXPORTS
from iam_report.rules.exports.unexpected_column import unexpected_column
from iam_report.testing import frame


def test_none_unexpected() -> None:
    """An empty text means that all columns are known."""
    exports = frame(EXPORTS, "| export |\n| --- |\n| credential_report |")
    exports = EXPORTS.from_columns(exports.assign(unexpected_columns=""))

    answers = unexpected_column.mask({"exports": exports})

    assert answers.tolist() == [False]
