"""Resources that a caller could choose: what the exports do not show, or what it would make.

Of all ARNs of a type only some need to be looked at: one that no policy spells, and for each
pattern of a policy, and for each two that have ARNs in common, one that matches. What is allowed on
some ARN of the type is allowed on one of these.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from iam_report.catalog.actions import catalogue
from iam_report.graph._resources import Resources
from iam_report.graph._scope import ACTORS, GROUP
from iam_report.policy.matching import EVERYTHING, entry_of
from iam_report.policy.requests import requester
from iam_report.policy.resources import VARIABLE
from iam_report.policy.variables import UnknownValueError, has_literals, substitute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iam_report.graph._scope import Scope
    from iam_report.graph._verdicts import Abouts
    from iam_report.policy.compiled import CompiledStatement

#: A name that nobody chose.
_FRESH: Final = "zq0zq"
_ONE: Final = "z"
_ANY: Final = "?*"

_PLACEHOLDER: Final = re.compile(r"\$\{[^}]*\}")
_LAST: Final = 5
_REGION: Final = 3
_ACCOUNT: Final = 4

#: Resources that AWS has too; the ARN of one of these names no account.
#: https://docs.aws.amazon.com/systems-manager/latest/userguide/security_iam_service-with-iam.html
_OF_AWS: Final = frozenset({("ssm", "document")})

#: Some regions of each partition: where one is denied, another may not be.
REGIONS: Final = {
    "aws": ("us-east-1", "eu-west-1", "ap-southeast-2"),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-west-1", "us-gov-east-1"),
}

#: Paths in which only AWS makes roles.
_KEPT_BY_AWS: Final = (":role/aws-reserved/", ":role/aws-service-role/")

#: Of so many patterns each two are looked at together.
_FEW: Final = 40

#: The types of those that are made, by the word that the catalogue of paths has for them.
NEW: Final = {"new_user": ("iam", "user"), "new_role": ("iam", "role")}


def candidates(
    scope: Scope,
    abouts: Abouts,
    service: str,
    kind: str,
    actions: Iterable[str],
    *,
    region: str | None = None,
) -> Resources:
    """Return resources of a type that stand for all that there could be in an account.

    Args:
        scope: The account.
        abouts: Which statements are about which actions.
        service: The prefix of the service.
        kind: A resource type of it, or a word of NEW.
        actions: The actions that are asked about.
        region: The region that they are asked in; None for any.
    """
    service, name = NEW.get(kind, (service, kind))
    form = _form(scope, catalogue().resources[service][name].arn)
    if region is not None and form[_REGION] == _ANY:
        form[_REGION] = region
    forms = _forms(form, with_aws=(service, name) in _OF_AWS)
    listed = []
    for entry in _entries(scope, abouts, actions):
        parts = entry_of(entry, "identity")
        if parts is not None and parts is not EVERYTHING and not has_literals(entry):
            listed.append(parts.text.split(":", _LAST))
    found = [_text(each) for each in forms]
    distinct = [list(each) for each in dict.fromkeys(map(tuple, listed))]
    found += [_text(each, pattern) for pattern in distinct for each in forms]
    wild = [pattern for pattern in distinct if any("*" in p or "?" in p for p in pattern)]
    if len(wild) <= _FEW:
        found += [_text(each, *two) for two in combinations(wild, 2) for each in forms]
    arns = dict.fromkeys(arn for arn in found if arn is not None)
    if kind in NEW:
        taken = scope.names[ACTORS.index(name)]
        arns = dict.fromkeys(
            arn
            for arn in arns
            if arn.rpartition("/")[2].lower() not in taken
            and not any(path in arn for path in _KEPT_BY_AWS)
        )
    return Resources([*arns])


def _forms(form: list[str], *, with_aws: bool) -> list[list[str]]:
    """Return what ARNs of a type are like in some regions, and in all."""
    found = [form]
    if form[_REGION] == _ANY:
        regions = REGIONS.get(form[1], ())
        found = [[*form[:_REGION], region, *form[_REGION + 1 :]] for region in regions] + found
    if with_aws:
        found += [[*each[:_ACCOUNT], "", *each[_ACCOUNT + 1 :]] for each in found]
    return found


def _form(scope: Scope, arn: str) -> list[str]:
    """Return the parts of the ARNs of a type, as patterns."""
    parts = arn.split(":", _LAST)
    known = {"${Partition}": scope.partition, "${Account}": scope.account}
    heads = [known.get(part, part) for part in parts[:_LAST]]
    return [_PLACEHOLDER.sub(_ANY, part) for part in (*heads, *parts[_LAST:])]


def _entries(scope: Scope, abouts: Abouts, actions: Iterable[str]) -> Iterator[str]:
    """Give the patterns of resources of all statements that are about actions."""
    statements: dict[int, tuple[int, CompiledStatement]] = {}
    for action in actions:
        about = abouts.of(action)
        for document in sorted(scope.documents & about.keys()):
            statements.update({id(each): (document, each) for each in about[document]})
    for document, statement in statements.values():
        for entry in statement.resources or ():
            if statement.with_variables and VARIABLE.search(entry):
                yield from _replaced(scope, document, entry)
            else:
                yield entry


def _replaced(scope: Scope, document: int, entry: str) -> Iterator[str]:
    """Give a pattern with the values that its variables have for those who have the document."""
    actors = scope.actor_of_use[scope.document == document]
    for actor in dict.fromkeys(actors.tolist()):
        if scope.kinds[actor] == GROUP:
            continue
        context: dict[str, Any] = {
            **requester(scope.arns[actor]).context,
            **scope.own_context(actor),
        }
        try:
            text = substitute(entry, context.get, is_pattern=True)
        except UnknownValueError:
            continue
        yield entry if text is None else text


def _text(*patterns: list[str]) -> str | None:
    """Return an ARN that patterns of ARNs all match; None if there is none."""
    found = [common_text(*parts) for parts in zip(*patterns, strict=True)]
    return None if None in found else ":".join(map(str, found))


@lru_cache(maxsize=16_384)
def common_text(*patterns: str) -> str | None:
    """Return a text that all patterns match; None if there is none.

    Where all leave open what stands somewhere, it is a name that nobody chose.

    Examples:
        >>> common_text("function:?*", "function:dev-*")
        'function:dev-zq0zq'
    """
    steps: list[tuple[tuple[int, ...], str]] = [((0,) * len(patterns), "")]
    ends = tuple(map(len, patterns))
    seen = set()
    while steps:
        places, text = steps.pop()
        if places == ends:
            return text
        if places not in seen:
            seen.add(places)
            steps += reversed(list(_next(patterns, places, text)))
    return None


def _next(
    patterns: tuple[str, ...], places: tuple[int, ...], text: str
) -> Iterator[tuple[tuple[int, ...], str]]:
    """Give where patterns can go on, and the text up to there; the best first."""
    signs = [pattern[at : at + 1] for pattern, at in zip(patterns, places, strict=True)]
    is_open = all(sign == "*" for sign in signs)
    if not is_open and all(signs):
        plain = {sign for sign in signs if sign not in "*?"}
        if len(plain) <= 1:
            moved = (at + (s != "*") for at, s in zip(places, signs, strict=True))
            yield tuple(moved), text + (plain.pop() if plain else _ONE)
    for place, sign in enumerate(signs):
        if sign == "*":
            passed = (*places[:place], places[place] + 1, *places[place + 1 :])
            yield passed, text + _FRESH if is_open else text
