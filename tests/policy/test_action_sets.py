"""Which actions patterns name."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir
from iam_report.catalog.actions import catalogue
from iam_report.policy import action_sets
from iam_report.policy.action_sets import (
    action_set,
    actions_of,
    class_set,
    expand_actions,
    full_services,
    is_known_service,
    level_set,
    places_of,
    statement_set,
    unknown_patterns,
)

KNOWN = catalogue()
ALL = action_sets.ALL


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("iam:PassRole", ["iam:PassRole"]),
        ("IAM:passrole", ["iam:PassRole"]),
        ("sts:AssumeRole?ith*", ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]),
        ("sts:AssumeRo??", ["sts:AssumeRole", "sts:AssumeRoot"]),
        ("iam:*PassRole", ["iam:PassRole"]),
        ("iam:Put*Boundary", ["iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"]),
        ("*:PassRole", ["iam:PassRole"]),
        ("i?m:PassRole", ["iam:PassRole"]),
        ("i*:PassR*", ["iam:PassRole"]),
        ("*:Pass*ole", ["iam:PassRole"]),
        ("ia*:*assRol?", ["iam:PassRole"]),
        ("kms*:Decrypt", ["kms:Decrypt"]),
        ("sts**:Assume***Roo?", ["sts:AssumeRoot"]),
        # what names nothing
        ("iam:PassRoles", []),
        ("iam:PassRole ", []),
        (" iam:PassRole", []),
        ("iam: PassRole", []),
        ("iam:Pass\tRole", []),
        ("iam:Pass*\n", []),
        ("iam:PassRole,iam:GetRole", []),
        ("iam:*,", []),
        ("iam:", []),
        ("*:", []),
        (":PassRole", []),
        (":*", []),
        ("iam", []),
        ("iam*", []),
        ("iam*PassRole", []),
        ("PassRole", []),
        ("", []),
        ("?", []),
        ("iam:Pass*:Role", []),
        ("iam:PassRole:*", []),
        ("nosuch:*", []),
        ("nosuch:Get?", []),
        ("nosuch*:*", []),
        ("iam:?", []),
        ("\N{KELVIN SIGN}ms:Decrypt", []),
        ("s3:Get\N{LATIN SMALL LETTER LONG S}*", []),
        ("iam:" + "a" * 10_000, []),
        ("iam:" + "*a" * 5_000, []),
    ],
)
def test_action_set(pattern: str, expected: list[str]) -> None:
    assert actions_of(action_set(pattern)) == expected


@pytest.mark.parametrize("pattern", ["*", "**", "*:*", "**:***", "*:**"])
def test_every_action(pattern: str) -> None:
    assert action_set(pattern) == ALL
    assert actions_of(ALL) == list(KNOWN.display)


@pytest.mark.parametrize("pattern", ["s3:*", "S3:**", "s3:?*", "s3:*?"])
def test_a_service(pattern: str) -> None:
    first, last = KNOWN.services["s3"]

    assert actions_of(action_set(pattern)) == list(KNOWN.display[first:last])


def test_a_service_whose_name_begins_as_another_does_is_another() -> None:
    assert {name.partition(":")[0] for name in actions_of(action_set("ec2:*"))} == {"ec2"}
    assert {name.partition(":")[0] for name in actions_of(action_set("s3*:*Object"))} == {
        service
        for service in KNOWN.services
        if service.startswith("s3") and action_set(f"{service}:*Object")
    }


def _with_wildcards(draw: st.DrawFn, text: str) -> str:
    """Put wildcards in the place of parts of a text."""
    for _ in range(draw(st.integers(0, 3))):
        places = st.integers(0, len(text))
        first, last = sorted((draw(places), draw(places)))
        text = text[:first] + draw(st.sampled_from(["*", "?", "", "**", "?*"])) + text[last:]
    return text


@st.composite
def patterns_of_actions(draw: st.DrawFn) -> str:
    service, _, action = draw(st.sampled_from(KNOWN.display)).partition(":")
    if draw(st.integers(0, 3)) == 0:
        service = _with_wildcards(draw, service)
    return f"{service}:{_with_wildcards(draw, action)}"


@settings(max_examples=100, deadline=None)
@given(patterns_of_actions())
def test_a_set_is_what_the_two_parts_match(pattern: str) -> None:
    service, _, action = pattern.lower().partition(":")
    is_pattern = service and action and ":" not in action
    spans = [at for name, at in KNOWN.services.items() if is_pattern and _matches(service, name)]
    expected = [
        KNOWN.display[place]
        for span in spans
        for place in range(*span)
        if _matches(action, KNOWN.names[place].partition(":")[2])
    ]

    assert actions_of(action_set(pattern)) == expected


def _matches(pattern: str, text: str) -> bool:
    """Match a pattern as a regular expression does; it has few wildcards."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text) is not None


@pytest.mark.parametrize(
    ("actions", "not_actions", "within", "expected"),
    [
        (["iam:PassRole", "IAM:Pass*"], None, "*", ["iam:PassRole"]),
        (["sts:AssumeRoot", "kms:Decrypt"], None, "*", ["kms:Decrypt", "sts:AssumeRoot"]),
        (["nosuch:Thing"], None, "*", []),
        ([], None, "*", []),
        (["*", "nosuch:Thing"], None, "kms:Decrypt", ["kms:Decrypt"]),
        (None, ["iam:*", "sts:*Role"], "sts:AssumeRo??", ["sts:AssumeRoot"]),
        (None, ["iam:*", "sts:*Role"], "iam:*", []),
        (None, ["kms:"], "kms:Decrypt", ["kms:Decrypt"]),
        (None, [], "kms:Decrypt", ["kms:Decrypt"]),
        (None, ["*"], "*", []),
        (None, None, "*", []),
    ],
)
def test_statement_set(
    actions: list[str] | None, not_actions: list[str] | None, within: str, expected: list[str]
) -> None:
    assert actions_of(statement_set(actions, not_actions) & action_set(within)) == expected


@pytest.mark.parametrize(
    ("actions", "not_actions", "of_allow", "of_deny"),
    [
        (["*:PassRole"], None, ["iam:PassRole"], []),
        (["ia?:PassRole", "iam:PassRole"], None, ["iam:PassRole"], ["iam:PassRole"]),
        (["*"], None, ["iam:PassRole"], ["iam:PassRole"]),
        (["*:*"], None, ["iam:PassRole"], ["iam:PassRole"]),
        (["**:**"], None, ["iam:PassRole"], ["iam:PassRole"]),
        (None, ["*:PassRole"], ["iam:PassRole"], []),
        (None, ["iam:PassRole"], [], []),
        (None, ["*:*"], [], []),
    ],
)
def test_wildcards_in_the_service_let_an_allow_do_more_and_a_deny_less(
    actions: list[str] | None,
    not_actions: list[str] | None,
    of_allow: list[str],
    of_deny: list[str],
) -> None:
    pass_role = action_set("iam:PassRole")

    assert actions_of(statement_set(actions, not_actions) & pass_role) == of_allow
    assert actions_of(statement_set(actions, not_actions, is_deny=True) & pass_role) == of_deny


def test_not_action_is_all_but_what_is_named() -> None:
    bits = statement_set(None, ["iam:*"])

    assert bits & action_set("iam:*") == 0
    assert bits | action_set("iam:*") == ALL


def test_action_sets_of_many() -> None:
    assert action_sets.action_sets(["*", "x:y", "iam:PassRole"]) == [
        ALL,
        0,
        action_set("iam:PassRole"),
    ]


def test_places_are_those_of_the_catalogue() -> None:
    bits = action_set("iam:PassRole") | action_set(KNOWN.names[0]) | action_set(KNOWN.names[-1])

    assert places_of(bits) == [0, KNOWN.index["iam:passrole"], len(KNOWN.names) - 1]
    assert places_of(0) == []
    assert actions_of(0) == []
    assert ALL.bit_count() == len(KNOWN.names)


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("s3", True),
        ("IAM", True),
        ("nosuch", False),
        ("", False),
        ("*", False),
        ("\N{KELVIN SIGN}ms", False),
    ],
)
def test_is_known_service(prefix: str, *, expected: bool) -> None:
    assert is_known_service(prefix) is expected


def test_unknown_patterns() -> None:
    patterns = ["s3:GetObject", "s3:GetObjects", "nosuch:*", "s3:*", "s3:", "*"]

    assert unknown_patterns(patterns) == ["s3:GetObjects", "nosuch:*", "s3:"]
    assert unknown_patterns([]) == []


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["S3:*", "ec2:Describe*", "kms:**"], ["kms", "s3"]),
        (["*"], []),
        (["*:*", "**:*"], []),
        (["nosuch:*"], ["nosuch"]),
        (["km?:*"], ["kms"]),
        (["s3:?*"], ["s3"]),
        (["s3:??*", "s3:*a*", "s3:", "s3", ":*", "s 3:*", "s3:* ", "s3,kms:*"], []),
        (["\N{KELVIN SIGN}ms:*"], []),
        ([], []),
    ],
)
def test_full_services(patterns: list[str], expected: list[str]) -> None:
    assert full_services(patterns) == expected


def test_class_set() -> None:
    assert actions_of(class_set("kms_decrypt")) == ["kms:Decrypt", "kms:ReEncryptFrom"]
    with pytest.raises(KeyError, match="nosuch"):
        class_set("nosuch")


def test_level_set() -> None:
    """Levels part the actions; AWS has iam:PassRole among those that write."""
    sets = [level_set(level) for level in sorted(set(KNOWN.levels))]

    assert sum(sets) == ALL
    assert sum(bits.bit_count() for bits in sets) == len(KNOWN.names)
    assert level_set("Write") & class_set("pass_role")
    assert level_set("nosuch") == 0


def test_all_is_made_when_asked_for() -> None:
    with pytest.raises(AttributeError, match="no attribute `NONE`"):
        _ = action_sets.NONE  # type: ignore[attr-defined]


def test_expand_actions() -> None:
    found = ir.expand_actions(["iam:PassR*", "s3:ListAllMy*", "nosuch:Thing"])

    assert found.columns.tolist() == [
        "action",
        "access_level",
        "resource_types",
        "condition_keys",
    ]
    assert found["action"].tolist() == ["iam:PassRole", "s3:ListAllMyBuckets"]
    assert found["access_level"].tolist() == ["Write", "List"]
    assert list(found["resource_types"][0]) == ["role"]
    assert list(found["resource_types"][1]) == []
    assert "iam:PassedToService" in found["condition_keys"][0]


@pytest.mark.parametrize("patterns", [[], "nosuch:Thing", "not an action"])
def test_expand_to_nothing(patterns: str | list[str]) -> None:
    found = expand_actions(patterns)

    assert len(found) == 0
    assert found.dtypes.equals(expand_actions("iam:PassRole").dtypes)


@pytest.mark.parametrize(
    "pattern",
    [
        "*:" + "*a" * 32 + "*",
        "*:" + "*e" * 12,
        "*:" + "?*" * 32,
        "*" + "?" * 5 + "*:*e*",
        "ec2:" + "*e" * 64,
        "ec2:*" + "?" * 64,
    ],
)
def test_patterns_made_to_hurt(pattern: str) -> None:
    start = time.perf_counter()

    action_set(pattern)

    assert time.perf_counter() - start < 1
