"""Statements by which users manage their MFA devices, and what holds back who used none."""

from __future__ import annotations

import pytest

from iam_report.policy.conditions import Condition
from iam_report.policy.mfa_management import Judgement, Part, judge

OWN = ("arn:aws:iam::*:user/${aws:username}",)
MFA = "aws:MultiFactorAuthPresent"
WITH_MFA = (Condition("Bool", MFA, ("true",)),)
IF_WITH_MFA = (Condition("BoolIfExists", MFA, ("true",)),)
WITHOUT_MFA = (Condition("BoolIfExists", MFA, ("false",)),)
WITHOUT_MFA_IN_CONSOLE = (Condition("Bool", MFA, ("false",)),)
WITHOUT_KEY = (Condition("Null", MFA, ("true",)),)
FROM_HOME = (Condition("IpAddress", "aws:SourceIp", ("203.0.113.0/24",)),)

SETUP = ("iam:EnableMFADevice", "iam:CreateVirtualMFADevice", "iam:ListMFADevices")


def allow(*actions: str, on: tuple[str, ...] = OWN, when: tuple[Condition, ...] = ()) -> Part:
    return Part("Allow", actions, None, on, when)


def deny(
    *actions: str, on: tuple[str, ...] = ("*",), when: tuple[Condition, ...] = WITHOUT_MFA
) -> Part:
    return Part("Deny", actions, None, on, when)


def deny_but(*actions: str, when: tuple[Condition, ...] = WITHOUT_MFA) -> Part:
    return Part("Deny", None, actions, ("*",), when)


REMOVAL = allow("iam:DeactivateMFADevice")


@pytest.mark.parametrize(
    ("statement", "is_about_it"),
    [
        (allow("iam:DeactivateMFADevice"), True),
        (allow("IAM:deactivatemfadevice"), True),
        (allow("iam:*MFA*"), True),
        (allow("iam:*"), True),
        (allow("*"), True),
        (allow("iam:*", on=("arn:aws:iam::111122223333:user/team/${ aws:UserName }",)), True),
        (allow("iam:EnableMFADevice", "iam:ListMFADevices"), False),
        (allow("iam:DeactivateMFADevice", on=("*",)), True),
        (allow("iam:*", on=("*",)), False),
        (allow("iam:De*", on=("arn:aws:iam::111122223333:user/*",)), False),
        (allow("iam:*", on=("arn:aws:iam::*:mfa/${aws:username}",)), False),
        (Part("Allow", None, ("s3:*",), OWN, ()), False),
        (Part(None, ("iam:DeactivateMFADevice",), None, OWN, ()), False),
    ],
)
def test_allows_removal(statement: Part, is_about_it: bool) -> None:  # noqa: FBT001
    (found,) = judge([statement])

    assert (found is not None and found.allows_removal) is is_about_it


@pytest.mark.parametrize(
    ("statements", "needs_mfa"),
    [
        ([REMOVAL], False),
        ([allow("iam:DeactivateMFADevice", when=WITH_MFA)], True),
        ([allow("iam:DeactivateMFADevice", when=IF_WITH_MFA)], False),
        ([allow("iam:DeactivateMFADevice", when=FROM_HOME)], False),
        ([allow("iam:DeactivateMFADevice", when=WITH_MFA + FROM_HOME)], True),
        ([REMOVAL, deny_but(*SETUP)], True),
        ([REMOVAL, deny("*")], True),
        ([REMOVAL, deny("iam:Deactivate*", on=OWN)], True),
        ([REMOVAL, deny("iam:DeactivateMFADevice", when=())], True),
        ([REMOVAL, deny("s3:*")], False),
        ([REMOVAL, deny("*", on=("arn:aws:iam::111122223333:user/boss",))], False),
        ([REMOVAL, deny_but("iam:*")], False),
        ([REMOVAL, deny_but("iam:*MFADevice")], False),
        ([REMOVAL, deny("*", when=WITHOUT_MFA_IN_CONSOLE)], False),
        ([REMOVAL, deny("*", when=WITHOUT_KEY)], False),
        ([REMOVAL, deny("*", when=WITHOUT_KEY), deny("*", when=WITHOUT_MFA_IN_CONSOLE)], True),
        ([allow("iam:DeactivateMFADevice", when=IF_WITH_MFA), deny("*", when=WITHOUT_KEY)], True),
        ([REMOVAL, deny("*", when=WITHOUT_MFA + FROM_HOME)], None),
        ([REMOVAL, Part("Deny", ("*",), None, (), WITHOUT_MFA)], False),
    ],
)
def test_needs_mfa(statements: list[Part], needs_mfa: bool | None) -> None:  # noqa: FBT001
    found = judge(statements)[0]

    assert found == Judgement(allows_removal=True, needs_mfa=needs_mfa, weak_exceptions="")


@pytest.mark.parametrize(
    ("statement", "weak"),
    [
        (deny_but(*SETUP, "iam:ChangePassword", "iam:GetUser", "sts:GetSessionToken"), ""),
        (deny_but(*SETUP, "iam:ResyncMFADevice", "iam:ListVirtualMFADevices"), ""),
        (deny_but("iam:DeleteVirtualMFADevice"), ""),
        (deny_but("iam:*"), "iam:*"),
        (deny_but("s3:*", "iam:Create*", "iam:PutUserPolicy"), "iam:Create*, iam:PutUserPolicy"),
        (deny_but("*"), "*"),
        (deny_but("iam:*", when=WITHOUT_MFA_IN_CONSOLE), "iam:*"),
        (deny("*"), ""),
    ],
)
def test_exceptions_of_a_deny(statement: Part, weak: str) -> None:
    found = judge([statement])

    assert found == [Judgement(allows_removal=False, needs_mfa=None, weak_exceptions=weak)]


@pytest.mark.parametrize(
    "statement",
    [
        deny_but("iam:*", when=()),
        deny_but("iam:*", when=WITH_MFA),
        deny_but("iam:*", when=FROM_HOME),
        allow("s3:*"),
    ],
)
def test_of_no_concern(statement: Part) -> None:
    assert judge([statement]) == [None]
