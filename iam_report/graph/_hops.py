"""Hops in words: who does what to whom, what lets it, and on what it depends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.errors import shown
from iam_report.graph._groups import CERTAIN, CONDITIONAL
from iam_report.policy.causes import DOUBT

if TYPE_CHECKING:
    from iam_report.graph._graph import Graph
    from iam_report.graph._search import Link

#: Stands in texts for the name of the target.
TARGET: Final = "{target}"

_LONGEST: Final = 120
_LONGEST_DOUBT: Final = 600
_TRUST: Final = "the trust policy of the role"


class Hop(NamedTuple):
    """A hop.

    Attributes:
        path_id: ID of the path.
        actions: The actions.
        policies: The names of the policies that allow them.
        statements: The statements that do.
        missing: Condition keys on which it depends.
        needs: Commands of the exports that would tell.
        text: What the actor can do, behind its name; TARGET stands for the name of the target.
    """

    path_id: str
    actions: tuple[str, ...]
    policies: tuple[str, ...]
    statements: tuple[str, ...]
    missing: tuple[str, ...]
    needs: tuple[str, ...]
    text: str


def evidence_of(link: Link, actor: int, target: int) -> tuple[object, ...]:
    """Return what tells apart hops of the same link: what allows them, and what is not known.

    Args:
        link: The link.
        actor: Place of an actor of the link.
        target: Place of a target among the group's own.
    """
    group = link.group
    deciding = tuple(id(_statement(part.deciding(actor, target))) for part in group.parts)
    if link.level == CERTAIN:
        return deciding
    return (*deciding, tuple(group.causes(actor, target)))


def _statement(hit: object) -> object:
    return getattr(hit, "statement", None)


def hop_of(graph: Graph, link: Link, actor: int, target: int) -> Hop:
    """Return a hop.

    Args:
        graph: The graph.
        link: The link.
        actor: Place of the actor in its account; any for an administrator that is made.
        target: Place of the target among the group's own.
    """
    group = link.group
    by_policy: dict[str, list[str]] = {}
    statements: list[str] = []
    parts = [part for part in group.parts if part.is_taken(actor, target)]
    actions = [part.choice(actor, target).action for part in parts]
    for part, action in zip(parts, actions, strict=True):
        hit = part.deciding(actor, target)
        if hit is None or hit.statement is None:
            name = _TRUST
        else:
            name = _policy_name(graph, group.scope.who[actor], hit.document)
            statements.append(f"{name}[{hit.statement.place}]")
        by_policy.setdefault(name, []).append(action)
    missing = tuple(group.missing(actor, target)) if link.level != CERTAIN else ()
    needs = tuple(group.needs(actor, target)) if link.level > CONDITIONAL else ()
    doubts = () if link.level == CERTAIN else _doubts(link, actor, target)
    policies = tuple(name for name in by_policy if name != _TRUST)
    return Hop(
        group.path.id,
        tuple(dict.fromkeys(actions)),
        policies,
        tuple(dict.fromkeys(statements)),
        missing,
        needs,
        _text(link, by_policy, missing, doubts, needs),
    )


def _policy_name(graph: Graph, actor: int, document: int) -> str:
    """Return what the policy is called by which a document came to an actor."""
    population = graph.population
    first, last = population.uses_of(int(actor))
    for use in range(first, last):
        if population.use_document[use] == document and not population.use_is_boundary[use]:
            name = population.policy_names[use]
            owner = population.inline_owner(use)
            return f"{name} of group {owner}" if owner else name
    return ""


def _doubts(link: Link, actor: int, target: int) -> tuple[str, ...]:
    causes = link.group.causes(actor, target)
    return tuple(cause.what for cause in causes if cause.kind == DOUBT)


def _text(
    link: Link,
    by_policy: dict[str, list[str]],
    missing: tuple[str, ...],
    doubts: tuple[str, ...],
    needs: tuple[str, ...],
) -> str:
    path = link.group.path
    text = f"can {path.how}"
    if link.group.is_of_admins:
        text = "can act as any principal of its account, and so assume the role {target}"
    elif link.group.is_grant:
        text = "can give {target} any permission"
    conditions = []
    if path.exists and needs:
        conditions.append(f"if there is {path.exists.format(target=TARGET)}")
    elif needs:
        conditions.append(f"if an export shows that it can ({', '.join(needs)})")
    if missing:
        conditions.append(f"depending on {', '.join(missing)}")
    elif doubts and not needs:
        conditions.append(f"unless AWS reads it otherwise: {shown(doubts[0], _LONGEST_DOUBT)}")
    allowed = [
        f"{_listed(actions)} by {'' if name == _TRUST else 'policy '}{shown(name, _LONGEST)}"
        for name, actions in by_policy.items()
    ]
    tail = f" ({'; '.join(allowed)})" if allowed else ""
    return f"{text}{', ' if conditions else ''}{', '.join(conditions)}{tail}"


def _listed(words: list[str]) -> str:
    distinct = list(dict.fromkeys(words))
    return " and ".join([", ".join(distinct[:-1]), distinct[-1]]) if distinct[1:] else distinct[0]
