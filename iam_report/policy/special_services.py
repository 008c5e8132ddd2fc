"""Services that decide otherwise than the rest: STS, KMS, IAM.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from iam_report.policy import patterns, trusts
from iam_report.policy.resources import arns_intersect

if TYPE_CHECKING:
    from iam_report.policy.requests import Request

#: Everybody may ask who they are; no policy can forbid it.
#: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
WHO_AM_I: Final = "sts:getcalleridentity"

#: Users need no permission to sign in with MFA.
#: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
SIGN_IN: Final = "sts:getsessiontoken"

ASSUME_ROLE: Final = "sts:assumerole"

#: What a role's trust policy decides on.
_TRUST: Final = frozenset(
    {
        ASSUME_ROLE,
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:setsourceidentity",
        "sts:tagsession",
    }
)

#: Actions that AWS keeps for itself on its own managed policies.
_ON_AWS_POLICIES: Final = frozenset(
    f"iam:{name}"
    for name in (
        "createpolicy",
        "createpolicyversion",
        "deletepolicy",
        "deletepolicyversion",
        "setdefaultpolicyversion",
        "tagpolicy",
        "untagpolicy",
    )
)

#: Actions that only IAM Identity Center can do on the roles that it makes.
_ON_RESERVED_ROLES: Final = frozenset(
    f"iam:{name}"
    for name in (
        "addroletoinstanceprofile",
        "attachrolepolicy",
        "createrole",
        "deleterole",
        "deleterolepermissionsboundary",
        "deleterolepolicy",
        "detachrolepolicy",
        "passrole",
        "putrolepermissionsboundary",
        "putrolepolicy",
        "removerolefrominstanceprofile",
        "tagrole",
        "untagrole",
        "updateassumerolepolicy",
        "updaterole",
        "updateroledescription",
    )
)
_ON_AWS_ALIASES: Final = frozenset({"kms:createalias", "kms:deletealias", "kms:updatealias"})

_ROLE: Final = re.compile(r"arn:[^:]+:iam::[^:]*:role/.+")
_ROLES: Final = "arn:*:iam::*:role/?*"
_KEYS: Final = "arn:*:kms:*:*:key/?*"
_KEY: Final = re.compile(r"arn:[^:]+:kms:[^:]*:[^:]*:key/.+")

#: Actions, the resources that nobody but AWS can do them to, and why.
_FORBIDDEN: Final = (
    (
        _ON_AWS_POLICIES,
        re.compile(r"arn:[^:]+:iam::aws:policy/.+"),
        "AWS managed policies cannot be made or changed by customers",
    ),
    (
        _ON_RESERVED_ROLES,
        re.compile(r"arn:[^:]+:iam::[^:]*:role/aws-reserved/.+"),
        "roles of IAM Identity Center can be changed and passed by it alone",
    ),
    (
        _ON_AWS_ALIASES,
        re.compile(r"arn:[^:]+:kms:[^:]*:[^:]*:alias/aws/.+"),
        "aliases of AWS managed keys cannot be made or changed by customers",
    ),
)


def needs_resource_policy(request: Request) -> str | None:
    """Return what the policy is called without which a request is not allowed, or None.

    A role is assumed as its trust policy allows, and a KMS key is used as its key policy does;
    identity-based policies count where that policy names the account.
    """
    if request.service == "sts" and is_assuming(request.action):
        return "trust policy" if _is_one(request, _ROLE, _ROLES) else None
    if request.service == "kms" and _is_one(request, _KEY, _KEYS):
        return "key policy"
    return None


def is_assuming(action: str) -> bool:
    """Return whether a role's trust policy decides on an action, or on some of a pattern of STS."""
    name = action.lower()
    is_pattern = name.startswith("sts:") and ("*" in name or "?" in name)
    return name in _TRUST or (is_pattern and any(patterns.matches(name, each) for each in _TRUST))


def _is_one(request: Request, resource: re.Pattern[str], every: str) -> bool:
    """Return whether a request is, or may be, for a resource of a kind."""
    if request.asks_resources:
        return arns_intersect(request.resource, every)
    return resource.fullmatch(request.resource) is not None


def forbidden(request: Request) -> str | None:
    """Return why no policy can allow a request, or None."""
    if request.action == ASSUME_ROLE and request.who.kind == trusts.ACCOUNT:
        return "the root user cannot assume roles"
    for actions, resource, reason in _FORBIDDEN:
        if request.action in actions and resource.fullmatch(request.resource):
            return reason
    return None


def signs_in(request: Request) -> bool:
    """Return whether a user asks for a session of its own, which needs no permission."""
    return request.action == SIGN_IN and request.who.kind in (trusts.USER, trusts.ACCOUNT)
