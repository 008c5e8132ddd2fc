"""Names that options of rules are about."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from iam_report.errors import RuleError
from iam_report.rules._names import PLATFORM_ROLES, is_named

TEXT = pd.ArrowDtype(pa.string())


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", [False, False, False]),
        ("^/robots/", [True, False, None]),
        ("ROBOTS", [False, False, None]),
        ("(?i)ROBOTS", [True, False, None]),
    ],
)
def test_is_named(pattern: str, expected: list[bool | None]) -> None:
    names = pd.Series(["/robots/ci", "/people/ann", None], index=[5, 5, 6], dtype=TEXT)
    got = is_named(names, pattern)

    assert got.dtype == pd.ArrowDtype(pa.bool_())
    assert got.index.equals(names.index)
    assert [None if pd.isna(answer) else answer for answer in got] == expected


def test_a_pattern_that_is_none() -> None:
    with pytest.raises(RuleError) as caught:
        is_named(pd.Series(["a"], dtype=TEXT), "(?!a)")

    assert str(caught.value) == "`(?!a)` is no regular expression: invalid perl operator: (?!"
    assert caught.value.hint == "write it as RE2 does, without look-around and back-references"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/OrganizationAccountAccessRole", True),
        ("/AWSControlTowerExecution", True),
        ("/service-role/AWSControlTowerStackSetRole", True),
        ("/aws-controltower-AdministratorExecutionRole", True),
        ("/AWSCloudFormationStackSetExecutionRole", True),
        ("/stacksets-exec-0123456789abcdef0123456789abcdef", True),
        ("/AWSAFTExecution", True),
        ("/OrganizationAccountAccessRole2", False),
        ("/x/OrganizationAccountAccessRole", False),
        ("/my-AWSControlTowerExecution", False),
        ("/stacksets-exec-mine", False),
    ],
)
def test_platform_roles(name: str, expected: bool) -> None:  # noqa: FBT001
    assert is_named(pd.Series([name], dtype=TEXT), PLATFORM_ROLES).tolist() == [expected]
