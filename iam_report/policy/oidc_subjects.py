"""Subjects of OIDC tokens: how much of an issuer's workloads a pattern for `sub` lets in.

Each issuer builds `sub` in its own way. What counts is what stands before the first wildcard: with
`repo:acme/*` that is one organization, with `repo:acme*` also `acme-evil`, which anybody can make.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY: Final = "any"
LOOKALIKES: Final = "lookalikes"
ORGANIZATION: Final = "organization"
AUDIENCE: Final = "audience"
PROJECT: Final = "project"
PULL_REQUEST: Final = "pull request"
PART: Final = "part"
EXACT: Final = "exact"

#: How much of an issuer's workloads is let in, from all to few.
BREADTHS: Final = (
    ANY,
    LOOKALIKES,
    ORGANIZATION,
    AUDIENCE,
    PROJECT,
    PULL_REQUEST,
    PART,
    EXACT,
)


class Grammar(NamedTuple):
    """How the subjects of an issuer begin, up to where a tenant or a project is named in full."""

    organization: str
    """An organization or account of the provider; empty if subjects name none."""
    project: str
    """A repository, project, pipeline, workspace or namespace."""
    open_organization: str = ""
    """The beginning of an organization's name."""
    all_of_project: str = r"[*?]*"
    """What follows a project if nothing of it is left out."""


#: A name that ends at a colon, and the beginning of one.
_NAME: Final = r"[^:*?]+"

_GRAMMARS: Final = {
    # project_path:group/subgroup/project:ref_type:branch:ref:main
    "gitlab": Grammar(
        r"project_path:[^:/*?]+/", rf"project_path:{_NAME}:", r"project_path:[^:/*?]+"
    ),
    # organization:acme:project:infra:workspace:prod:run_phase:apply; workspaces have names of their
    # own in an organization, so the project may be left open
    "terraform": Grammar(
        rf"organization:{_NAME}:",
        rf"organization:{_NAME}:project:(?:{_NAME}:|\*:workspace:{_NAME}:)",
        rf"organization:{_NAME}",
        r"[*?]*|workspace:[*?]+(?::run_phase:.*)?",
    ),
    # organization:acme:pipeline:infra:ref:refs/heads/main:commit:...:step:...
    "buildkite": Grammar(
        rf"organization:{_NAME}:",
        rf"organization:{_NAME}:pipeline:{_NAME}:",
        rf"organization:{_NAME}",
    ),
    # owner:acme:project:web:environment:production
    "vercel": Grammar(rf"owner:{_NAME}:", rf"owner:{_NAME}:project:{_NAME}:", rf"owner:{_NAME}"),
    # account:5f...:pipeline:60...:initiator:...
    "codefresh": Grammar(
        rf"account:{_NAME}:", rf"account:{_NAME}:pipeline:{_NAME}:", rf"account:{_NAME}"
    ),
    # account:acme:environment:prod:workspace:network
    "scalr": Grammar(
        rf"account:{_NAME}:", rf"account:{_NAME}:environment:{_NAME}:", rf"account:{_NAME}"
    ),
    # pulumi:deploy:org:acme:project:infra:stack:prod:operation:update:scope:write
    "pulumi": Grammar(
        rf"pulumi:{_NAME}:org:{_NAME}:",
        rf"pulumi:{_NAME}:org:{_NAME}:(?:project|env):{_NAME}:",
        rf"pulumi:{_NAME}:org:{_NAME}",
    ),
    # org/UUID/project/UUID/user/UUID
    "circleci": Grammar(r"org/[^/*?]+/", r"org/[^/*?]+/project/[^/*?]+/", r"org/[^/*?]+"),
    # {repository UUID}:{environment UUID}:{step UUID}
    "bitbucket": Grammar("", r"[^:*?]+:"),
    # a number of Google, an identity of Cognito: nothing but the whole says anything
    "google": Grammar("", r"(?!)", r"[^*?]"),
    "cognito": Grammar("", r"(?!)", r"[^*?]"),
    # system:serviceaccount:namespace:name
    "kubernetes": Grammar(
        "", rf"system:serviceaccount:{_NAME}:", rf"system:serviceaccount:{_NAME}"
    ),
}

#: Subjects of GitHub: repo:acme/infra:..., or repo:acme@123/infra@456:... with IDs in them. What
#: follows is `ref:`, `environment:`, `pull_request`, or claims that the owner chose.
_GITHUB: Final = Grammar(
    r"repo:[^:/@*?]+[/@]",
    r"repo:[^:/@*?]+(?:@[^:/*?]+)?/[^:/@*?]+(?::|@[^:*?]*:|@[*?]+:?)",
    r"repo:[^:/@*?]+",
    r"(?:ref:(?:refs/(?:heads/)?)?)?[*?]*",
)

_NAMES: Final = "repository_owner|repository_owner_id|enterprise|enterprise_id"
_PATHS: Final = "repo|repository|job_workflow_ref|workflow_ref"

#: Claims that an owner may have put into `sub`, and what they name. GitHub writes a colon in a
#: value as `%3A`.
_CHOSEN: Final = (
    (re.compile(rf"(?:^|:)(?:(?:{_NAMES}):[^:*?]+(?::|$)|(?:{_PATHS}):[^:/*?]+/)"), ORGANIZATION),
    (
        re.compile(
            rf"(?:^|:)(?:repository_id:[^:*?]+(?::|$)|(?:{_PATHS}):[^:/*?]+/[^:/*?]+(?:[:/]|$))"
        ),
        PROJECT,
    ),
    (re.compile(rf"(?:^|:)(?:{_NAMES}|{_PATHS}):[^:/*?]+[*?]"), LOOKALIKES),
)

_PULL_REQUEST: Final = re.compile(r"repo:[^:*?]+:pull_request.*", re.DOTALL)
_WILDCARD: Final = re.compile(r"[*?]")


def subject_breadth(grammar: str, value: str, *, is_pattern: bool) -> str | None:
    """Return how much a value for `sub` lets in.

    Args:
        grammar: Name of the issuer's grammar; empty if it is not known.
        value: The value.
        is_pattern: Whether it holds wildcards, with an operator that takes them as such.

    Returns:
        One of BREADTHS, or None if that cannot be told.

    Examples:
        >>> subject_breadth("github", "repo:acme/*", is_pattern=True)
        'organization'
    """
    if grammar == "github":
        return _of_github(value, is_pattern=is_pattern)
    if not is_pattern:
        return EXACT
    if grammar in _GRAMMARS:
        return _by(_GRAMMARS[grammar], value)
    return ANY if value[0] in "*?" else None


def widest(found: Sequence[str | None]) -> str | None:
    """Return the widest of several; None if one that is not known may be wider."""
    known = [BREADTHS.index(each) for each in found if each]
    if None in found and (not known or min(known) > 0):
        return None
    return BREADTHS[min(known)] if known else ANY


def narrowest(found: Sequence[str]) -> str | None:
    """Return the narrowest of several; None of none."""
    return max(found, key=BREADTHS.index) if found else None


def _by(grammar: Grammar, pattern: str) -> str:
    """Return how much a pattern lets in, by what it names in full."""
    if match := re.match(grammar.project, pattern):
        is_all = re.fullmatch(grammar.all_of_project, pattern[match.end() :])
        return PROJECT if is_all else PART
    if grammar.organization and re.match(grammar.organization, pattern):
        return ORGANIZATION
    is_open = grammar.open_organization and re.match(grammar.open_organization, pattern)
    return LOOKALIKES if is_open else ANY


def _of_github(value: str, *, is_pattern: bool) -> str | None:
    if not value.startswith("repo:"):
        return _of_claims(value, is_pattern=is_pattern)
    if _PULL_REQUEST.fullmatch(value):
        return PULL_REQUEST
    return _by(_GITHUB, value) if is_pattern else EXACT


def _of_claims(value: str, *, is_pattern: bool) -> str | None:
    """Return how much a subject lets in that an owner built of other claims.

    Every owner can build them so, `environment:prod` as well: one that names no owner lets in
    workloads of all.
    """
    wildcard = _WILDCARD.search(value) if is_pattern else None
    head = value[: wildcard.end()] if wildcard else value
    found = narrowest([breadth for form, breadth in _CHOSEN[:2] if form.search(head)])
    if found:
        return found if is_pattern else EXACT
    if not is_pattern:
        return ANY
    if _CHOSEN[2][0].search(head):
        return LOOKALIKES
    return None if any(form.search(value) for form, _ in _CHOSEN) else ANY
