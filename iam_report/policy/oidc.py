"""Trust in OIDC providers: which of a provider's workloads the claims in a trust policy let in.

Many providers give tokens to all their customers from one issuer. A role that trusts such an issuer
has to name its tenant, mostly in the claim `sub`, with some issuers in `aud`. What `sub` holds, the
issuer decides; so does who may choose parts of it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.catalog.facts import Issuer, oidc_issuer
from iam_report.policy.conditions import Condition, parse_operator, requires
from iam_report.policy.oidc_subjects import (
    ANY,
    AUDIENCE,
    LOOKALIKES,
    ORGANIZATION,
    PART,
    PROJECT,
    narrowest,
    subject_breadth,
    widest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

COGNITO: Final = "cognito-identity.amazonaws.com"

#: Claims, beside `sub`, that name a tenant, and what a value without wildcards lets in. Other ones
#: that the catalogue knows, such as `aud`, stand for the tenant or one application of it.
_OF_CLAIM: Final = {
    "enterprise": ORGANIZATION,
    "enterprise_id": ORGANIZATION,
    "job_workflow_ref": PART,
    "repository": PROJECT,
    "repository_id": PROJECT,
    "repository_owner": ORGANIZATION,
    "repository_owner_id": ORGANIZATION,
}

#: An issuer that the catalogue does not know is taken to serve one tenant.
_PRIVATE: Final = Issuer("", ("sub",), (), shared=False, audience="", grammar="")


class Trust(NamedTuple):
    """What conditions on the claims of an issuer let in."""

    is_shared: bool
    """Customers of the provider share the issuer."""
    breadth: str | None
    """One of BREADTHS: how much of the issuer's workloads; None if that cannot be told."""
    limits_tenant: bool | None
    """Only workloads of named tenants; true of an issuer that serves one tenant."""
    subjects: tuple[str, ...]
    """Values that `sub` needs."""
    audiences: tuple[str, ...]
    """Values that `aud` needs."""
    amr: tuple[str, ...]
    """Of Cognito: how people have to have signed in."""
    dead: tuple[str, ...]
    """Values with a wildcard that stand with an operator which takes it literally."""


def trust_in(name: str, conditions: Iterable[Condition], *, is_sure: bool = True) -> Trust:
    """Return what conditions on the claims of an issuer let in.

    Args:
        name: The issuer: its URL without `https://`.
        conditions: The conditions, all of which have to be met. Those on other keys are ignored.
        is_sure: False if more may be asked, by what could not be read.
    """
    issuer = oidc_issuer(name) or _PRIVATE
    conditions = tuple(conditions)
    claims = [(claim, c) for c in conditions if (claim := _claim(name, c.key))]
    needed = [(claim, c) for claim, c in claims if requires((c,), (c.key,))]
    found = [_breadth(issuer, claim, c) for claim, c in needed if _counts(issuer, claim)]
    breadth = narrowest([b for b in found if b]) or ANY
    is_wide = breadth in (ANY, LOOKALIKES)
    is_known = is_sure and None not in found and not _has_whole_key(issuer, conditions)
    limits = False if is_known else None
    return Trust(
        issuer.shared,
        None if is_wide and not is_known else breadth,
        limits if issuer.shared and is_wide else True,
        _values(needed, "sub"),
        _values(needed, "aud"),
        _values(needed, "amr") if name == COGNITO else (),
        tuple(dict.fromkeys(v for claim, c in claims for v in _dead(claim, c))),
    )


def _claim(name: str, key: str) -> str:
    """Return the claim that a condition key stands for; empty for a key of another issuer."""
    head, key = f"{name.lower()}:", key.lower()
    return key.removeprefix(head) if key.startswith(head) else ""


def _has_whole_key(issuer: Issuer, conditions: Iterable[Condition]) -> bool:
    """Return whether a condition is on a key, none of the issuer's claims, that names the tenant.

    The caller chooses what stands in it, and the issuer may or may not look at it.
    """
    keys = {claim.lower() for claim in issuer.tenant_claims if ":" in claim}
    return any(condition.key.lower() in keys for condition in conditions)


def _counts(issuer: Issuer, claim: str) -> bool:
    """Return whether a claim tells workloads apart.

    Of an issuer that is known, only the claims do that its customers cannot choose; of another one
    all do but the audience.
    """
    if claim == "sub" or claim in (*issuer.tenant_claims, *issuer.other_claims):
        return True
    return issuer is _PRIVATE and claim != "aud"


def _breadth(issuer: Issuer, claim: str, condition: Condition) -> str | None:
    """Return how much the values of a condition let in; None if that cannot be told."""
    is_like = parse_operator(condition.operator).base == "StringLike"
    return widest([_breadth_of(issuer, claim, v, is_like=is_like) for v in condition.values])


def _breadth_of(issuer: Issuer, claim: str, value: str, *, is_like: bool) -> str | None:
    is_pattern = is_like and ("*" in value or "?" in value)
    if claim == "sub":
        return subject_breadth(issuer.grammar, value, is_pattern=is_pattern)
    if issuer is _PRIVATE:
        return PART
    if claim in _OF_CLAIM:
        return _of_path(value) if is_pattern else _OF_CLAIM[claim]
    return ANY if is_pattern else AUDIENCE


def _of_path(pattern: str) -> str:
    """Return how much a pattern of `owner/repository`, or of what begins so, lets in."""
    head = re.split(r"[*?]", pattern)[0]
    if not head:
        return ANY
    return (LOOKALIKES, ORGANIZATION, PROJECT)[min(head.count("/"), 2)]


def _values(needed: list[tuple[str, Condition]], claim: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for name, c in needed if name == claim for v in c.values))


def _dead(claim: str, condition: Condition) -> list[str]:
    operator = parse_operator(condition.operator)
    if operator.base not in ("StringEquals", "StringEqualsIgnoreCase"):
        return []
    return [v for v in condition.values if "*" in v or ("?" in v and claim == "sub")]
