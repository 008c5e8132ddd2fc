"""Tests of EXP002."""

from __future__ import annotations

from iam_report.frames.exports import AS_OF_SOURCES, EXPORTS
from iam_report.rules.exports.as_of_inferred import as_of_inferred
from iam_report.testing import frame


def test_every_source() -> None:
    """Only the worst of the sources is a guess."""
    rows = "\n".join(f"| {source} |" for source in AS_OF_SOURCES)
    exports = frame(EXPORTS, f"| as_of_source |\n| --- |\n{rows}")

    answers = as_of_inferred.mask({"exports": exports})

    assert dict(zip(AS_OF_SOURCES, answers, strict=True)) == {
        "argument": False,
        "generated_time": False,
        "newest_timestamp": True,
    }
