"""Errors keep what they say on the way from a worker."""

from __future__ import annotations

import pickle

import pytest

from iam_report.errors import (
    ExportError,
    FrameError,
    IamReportError,
    MissingExtraError,
    RuleError,
    did_you_mean,
)

ERRORS = [
    IamReportError("odd", hint="mend it"),
    ExportError("odd", hint="mend it", file="a.csv", code="bad_row", place="line 7"),
    FrameError("pets", ["no tail", "no ears"], hint="look again"),
    RuleError("odd"),
    MissingExtraError("odd", hint="pip install it"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
def test_errors_pickle_whole(error: IamReportError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)

    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)


def test_every_error_is_a_value_error_and_shows_its_hint() -> None:
    assert all(isinstance(error, ValueError) for error in ERRORS)
    assert ERRORS[0].__notes__ == ["help: mend it"]
    assert isinstance(ERRORS[-1], ImportError)


def test_did_you_mean() -> None:
    assert did_you_mean("usr", ["user", "arn"]) == "did you mean `user`?"
    assert did_you_mean("xyz", ["user", "arn"]) is None
