"""Tests of EXP003."""

from __future__ import annotations

from iam_report.frames.exports import EXPORTS
from iam_report.rules.exports.report_columns_missing import report_columns_missing
from iam_report.testing import frame


def test_none_missing() -> None:
    """An empty text means that all columns are there."""
    exports = frame(EXPORTS, "| export |\n| --- |\n| credential_report |")
    exports = EXPORTS.from_columns(exports.assign(missing_columns=""))

    answers = report_columns_missing.mask({"exports": exports})

    assert answers.tolist() == [False]
