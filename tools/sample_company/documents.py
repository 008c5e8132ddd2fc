"""Policy documents and trust policies in few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.sample_company.access import Document, Statement

VERSION: Final = "2012-10-17"
OLD_VERSION: Final = "2008-10-17"
GITHUB: Final = "token.actions.githubusercontent.com"
TERRAFORM_CLOUD: Final = "app.terraform.io"
ASSUME: Final = "sts:AssumeRole"
ASSUME_BY_TOKEN: Final = "sts:AssumeRoleWithWebIdentity"  # noqa: S105
#: One text or several.
Words: TypeAlias = "str | Sequence[str]"
#: The conditions of a statement, by operator and key.
When: TypeAlias = "Mapping[str, Mapping[str, Any]] | None"

WITH_MFA: Final = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def document(*statements: Statement, version: str = VERSION) -> Document:
    """Return a document of some statements."""
    return {"Version": version, "Statement": list(statements)}


def allow(
    actions: Words,
    resources: Words = "*",
    *,
    sid: str | None = None,
    when: When = None,
) -> Statement:
    """Return a statement that allows actions."""
    return _statement("Allow", {"Action": actions}, resources, sid, when)


def deny(
    actions: Words,
    resources: Words = "*",
    *,
    sid: str | None = None,
    when: When = None,
) -> Statement:
    """Return a statement that denies actions."""
    return _statement("Deny", {"Action": actions}, resources, sid, when)


def allow_all_but(
    actions: Words,
    *,
    sid: str | None = None,
    when: When = None,
) -> Statement:
    """Return a statement that allows whatever is not among the actions."""
    return _statement("Allow", {"NotAction": actions}, "*", sid, when)


def deny_all_but(
    actions: Words,
    *,
    sid: str | None = None,
    when: When = None,
) -> Statement:
    """Return a statement that denies whatever is not among the actions."""
    return _statement("Deny", {"NotAction": actions}, "*", sid, when)


def trust(
    principal: str | Mapping[str, Any],
    *,
    actions: Words = ASSUME,
    when: When = None,
) -> Document:
    """Return a trust policy of one statement."""
    return document(trusting(principal, actions=actions, when=when))


def trusting(
    principal: str | Mapping[str, Any],
    *,
    actions: Words = ASSUME,
    when: When = None,
) -> Statement:
    """Return a statement of a trust policy."""
    statement: Statement = {"Effect": "Allow", "Principal": principal, "Action": _plain(actions)}
    return statement | ({"Condition": when} if when else {})


def trust_service(service: str, when: When = None) -> Document:
    """Return a trust policy for a service of AWS."""
    return trust({"Service": f"{service}.amazonaws.com"}, when=when)


def trust_account(account: str, when: When = None) -> Document:
    """Return a trust policy for a whole account."""
    return trust({"AWS": f"arn:aws:iam::{account}:root"}, when=when)


def trust_github(account: str, subject: str, operator: str = "StringEquals") -> Document:
    """Return a trust policy for jobs of GitHub Actions whose subject is as given."""
    audience = {f"{GITHUB}:aud": "sts.amazonaws.com"}
    subjects = {f"{GITHUB}:sub": subject}
    both = operator == "StringEquals"
    when = (
        {operator: audience | subjects}
        if both
        else {"StringEquals": audience} | {operator: subjects}
    )
    provider = f"arn:aws:iam::{account}:oidc-provider/{GITHUB}"
    return trust({"Federated": provider}, actions=ASSUME_BY_TOKEN, when=when)


def trust_terraform(account: str, subject: str) -> Document:
    """Return a trust policy for runs of Terraform Cloud whose subject is as given."""
    provider = f"arn:aws:iam::{account}:oidc-provider/{TERRAFORM_CLOUD}"
    when = {
        "StringEquals": {f"{TERRAFORM_CLOUD}:aud": "aws.workload.identity"},
        "StringLike": {f"{TERRAFORM_CLOUD}:sub": subject},
    }
    return trust({"Federated": provider}, actions=ASSUME_BY_TOKEN, when=when)


def _statement(
    effect: str,
    actions: Mapping[str, Words],
    resources: Words,
    sid: str | None,
    when: When,
) -> Statement:
    statement: Statement = {"Sid": sid} if sid else {}
    statement["Effect"] = effect
    statement |= {element: _plain(words) for element, words in actions.items()}
    statement["Resource"] = _plain(resources)
    return statement | ({"Condition": when} if when else {})


def _plain(words: Words) -> str | list[str]:
    return words if isinstance(words, str) else list(words)
