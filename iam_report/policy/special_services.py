"""Services that decide otherwise than the rest: STS, KMS, IAM.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from iam_report.catalog.actions import catalogue
from iam_report.catalog.facts import rcp_services
from iam_report.policy import patterns, trusts
from iam_report.policy.action_sets import action_set, actions_of
from iam_report.policy.resources import arns_intersect, covers_arns

if TYPE_CHECKING:
    from iam_report.policy.requests import Request

#: Everybody may ask who they are; no policy can forbid it.
#: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
WHO_AM_I: Final = "sts:getcalleridentity"

#: Users need no permission to sign in with MFA.
#: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
SIGN_IN: Final = "sts:getsessiontoken"

#: Only the management account, or one that it names, can do this; no policy shows which that is.
#: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
ASSUME_ROOT: Final = "sts:assumeroot"

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
#: What an account can do to the policies of its buckets, and no other account. Its root user can
#: whatever the bucket policy denies.
#: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
BUCKET_POLICY: Final = frozenset(
    {"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"}
)

#: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
NOT_UNDER_RCP: Final = frozenset({"kms:retiregrant"})

_PROVIDERS: Final = (trusts.OIDC, trusts.SAML)

#: The actions of STS that are asked with the token of an identity provider, and what comes along.
_OF_PROVIDERS: Final = {
    trusts.OIDC: trusts.WITH_WEB_IDENTITY,
    trusts.SAML: trusts.WITH_SAML,
}
_BESIDE: Final = ("sts:tagsession", "sts:setsourceidentity")
_OF_USERS: Final = ("sts:getsessiontoken", "sts:getfederationtoken")

#: Services that are documented to take requests without a signature.
_ANONYMOUS: Final = frozenset({"execute-api", "s3", "sns", "sqs"})
_ANONYMOUS_ACTIONS: Final = frozenset({"lambda:invokefunctionurl"})

_ON_AWS_ALIASES: Final = frozenset({"kms:createalias", "kms:deletealias", "kms:updatealias"})

_ALIAS: Final = re.compile(r"arn:[^:]+:kms:[^:]*:[^:]*:alias/.+")
_ROLE: Final = re.compile(r"arn:[^:]+:iam::[^:]*:role/.+")
_ROLES: Final = "arn:*:iam::*:role/?*"
_KEYS: Final = "arn:*:kms:*:*:key/?*"
_KEY: Final = re.compile(r"arn:[^:]+:kms:[^:]*:[^:]*:key/.+")

#: Actions, the resources that nobody but AWS can do them to, and why.
_FORBIDDEN: Final = (
    (
        _ON_AWS_POLICIES,
        "arn:*:iam::aws:policy/*",
        "AWS managed policies cannot be made or changed by customers",
    ),
    (
        _ON_RESERVED_ROLES,
        "arn:*:iam::*:role/aws-reserved/*",
        "roles of IAM Identity Center can be changed and passed by it alone",
    ),
    (
        _ON_AWS_ALIASES,
        "arn:*:kms:*:*:alias/aws/*",
        "aliases of AWS managed keys cannot be made or changed by customers",
    ),
)


def needs_resource_policy(request: Request) -> str | None:
    """Return what the policy is called without which a request is not allowed, or None.

    A role is assumed as its trust policy allows, and a KMS key is used as its key policy does;
    identity-based policies count where that policy names the account.
    """
    if request.service == "sts" and is_assuming(request.action):
        is_role = request.resource == "*" or _is_one(request, _ROLE, _ROLES)
        return "trust policy" if is_role else None
    if request.service == "kms" and _is_about_key(request):
        return "key policy"
    return "central management of root access" if request.action == ASSUME_ROOT else None


def _is_about_key(request: Request) -> bool:
    """Return whether a KMS key is used: also by an alias, which stands for one."""
    if request.asks_actions or request.asks_resources:
        return _is_one(request, _KEY, _KEYS)
    if request.action in _ON_AWS_ALIASES and _ALIAS.fullmatch(request.resource):
        return False
    known = catalogue()
    at = known.index.get(request.action)
    takes_key = at is not None and "key" in known.resource_types[at]
    return takes_key or _KEY.fullmatch(request.resource) is not None


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
    kind = request.who.kind
    if request.service == "sts":
        reasons = _sts_reasons(request)
        if reasons and None not in reasons:
            return reasons[0]
    elif kind in _PROVIDERS:
        return "an identity provider can only ask for a role"
    if request.service == "kms" and kind == trusts.ANYONE:
        return "requests to KMS are signed"
    who = request.who
    is_owner = who.account is not None and who.account == request.resource_account
    if request.action in BUCKET_POLICY and not is_owner:
        return "only the account of a bucket can do this, whatever is granted"
    for actions, resource, reason in _FORBIDDEN:
        if _is_one_of(request, actions) and covers_arns(resource, request.resource):
            return reason
    return None


def _is_one_of(request: Request, actions: frozenset[str]) -> bool:
    """Return whether an action is one of some, or all known actions of a pattern are."""
    if not request.asks_actions:
        return request.action in actions
    named = action_set(request.action)
    return bool(named) and {each.lower() for each in actions_of(named)} <= actions


def is_who_am_i(request: Request) -> bool | None:
    """Return whether a request asks who asks; None for a pattern that stands for that and more."""
    if not request.asks_actions:
        return request.action == WHO_AM_I
    if _is_one_of(request, frozenset({WHO_AM_I})):
        return True
    is_part = request.service == "sts" and patterns.matches(request.action, WHO_AM_I)
    return None if is_part else False


def is_partly_forbidden(request: Request) -> bool:
    """Return whether some of the actions of STS that a pattern stands for cannot be asked."""
    return request.asks_actions and request.service == "sts" and any(_sts_reasons(request))


def _sts_reasons(request: Request) -> list[str | None]:
    """Return for each action of STS that a request is about why it cannot be asked, or None."""
    kind = request.who.kind
    if not request.asks_actions:
        return [_cannot_ask_sts(request.action, kind)]
    names = {each.lower() for each in actions_of(action_set(request.action))}
    if _is_one(request, _ROLE, _ROLES):
        names &= _TRUST - set(_BESIDE)
    return [_cannot_ask_sts(name, kind) for name in sorted(names)]


def _cannot_ask_sts(action: str, kind: str) -> str | None:
    """Return why a kind of requester cannot use an action of STS, or None.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
    """
    if kind in _PROVIDERS or action in _OF_PROVIDERS.values():
        fits = _OF_PROVIDERS.get(kind, action if kind == trusts.ANYONE else None)
        is_its_own = action == fits or (kind in _PROVIDERS and action in _BESIDE)
        return None if is_its_own else "identity providers, and they alone, ask this way"
    if kind == trusts.ANYONE:
        return "requests to STS are signed"
    if action == ASSUME_ROLE and kind == trusts.ACCOUNT:
        return "the root user cannot assume roles"
    if kind == trusts.FEDERATED_USER:
        return "a federated user can ask STS for nothing but who it is"
    if kind in (trusts.ROLE, trusts.SESSION, trusts.SERVICE) and action in _OF_USERS:
        return "only users and root users can do this"
    return None


def is_under_rcp(request: Request) -> bool:
    """Return whether resource control policies apply to a request, or may."""
    return (
        (request.service in rcp_services() or request.service == "*")
        and request.action not in NOT_UNDER_RCP
        and request.is_service_linked is not True
    )


def takes_unsigned(action: str) -> bool:
    """Return whether the service of an action is documented to take requests of anybody."""
    name = action.lower()
    return name.partition(":")[0] in _ANONYMOUS or name in _ANONYMOUS_ACTIONS


def is_anonymous_doubtful(request: Request) -> bool:
    """Return whether AWS's documentation does not say that a service takes anonymous requests.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    is_oidc = request.action == trusts.WITH_WEB_IDENTITY
    is_documented = takes_unsigned(request.action) and not is_oidc
    return request.who.kind == trusts.ANYONE and not is_documented


def signs_in(request: Request) -> bool:
    """Return whether a user asks for a session of its own, which needs no permission."""
    return request.action == SIGN_IN and request.who.kind in (trusts.USER, trusts.ACCOUNT)
