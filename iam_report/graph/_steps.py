"""What actors of an account can do of the steps of a path, as columns."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from iam_report.catalog.escalation_paths import escalation_paths
from iam_report.graph._assuming import Assuming
from iam_report.graph._bits import NOTHING, Bits, mask_of, places_in
from iam_report.graph._candidates import NEW, candidates
from iam_report.graph._choices import REGION, Choices
from iam_report.graph._columns import (
    Column,
    any_of,
    any_of_own,
    by_code,
    mapped,
    of_targets,
    only_for,
    together,
)
from iam_report.graph._facts import Facts
from iam_report.graph._resources import Resources
from iam_report.graph._scope import GROUP, ROLE, USER
from iam_report.graph._verdicts import BY_ITSELF, Asker, Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iam_report.catalog.escalation_paths import EscalationPath, EscalationStep
    from iam_report.graph._scope import Scope
    from iam_report.graph._strength import Strength
    from iam_report.graph._trusts import Trusts
    from iam_report.graph._verdicts import Abouts
    from iam_report.policy.sides import Labelled

Context: TypeAlias = "tuple[tuple[str, tuple[str, ...] | None], ...]"

_PASSING: Final = "iam:PassRole"
_ASSUME: Final = "sts:AssumeRole"
_ATTACH: Final = ("iam:AttachUserPolicy", "iam:AttachGroupPolicy", "iam:AttachRolePolicy")
_VERSION: Final = "iam:CreatePolicyVersion"
_OLD_VERSION: Final = "iam:DeletePolicyVersion"

#: What takes the boundary of a user or role away, and what sets another one.
_LIFT: Final = {
    USER: ("iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"),
    ROLE: ("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"),
}
_PUT_BOUNDARY: Final = tuple(put for _, put in _LIFT.values())
_POLICY: Final = "iam:policyarn"
_BOUNDARY: Final = "iam:permissionsboundary"
_SERVICE: Final = "iam:passedtoservice"

_NO_RESOURCE: Final = Resources(["*"])


class Steps:
    """Tells what the actors of one account can do.

    Args:
        scope: The account.
        abouts: Which statements are about which actions.
        strength: What everybody may do.
        scp: The service control policies of the account, by level; None for none.
        trusts: The trust policies of all roles.
        among: For each actor whether it is asked about.
        like: What told it before some policies lost statements: what a caller could choose is taken
            over from it.

    Attributes:
        chosen: What callers choose besides: condition keys of all questions.
    """

    def __init__(
        self,
        scope: Scope,
        abouts: Abouts,
        strength: Strength,
        scp: Sequence[Sequence[Labelled]] | None,
        *,
        trusts: Trusts,
        among: np.ndarray,
        like: Steps | None,
    ) -> None:
        self._like = like
        self._scope = scope
        self._abouts = abouts
        self._asker = Asker(scope, abouts, scp)
        self._sources = among & ~strength.is_admin[scope.who]
        self.facts = Facts(scope, strength)
        self.assuming = Assuming(scope, trusts, self._asker, among)
        self.choices = Choices(scope, abouts, self._asker.of_levels, self.facts.strong_policies)
        self.chosen: Context = ()
        self._made: dict[tuple[str, str, str | None], Resources] = {}
        self._freed: dict[int, Bits] = {}

    def own(
        self,
        path: EscalationPath,
        kind: str,
        steps: Sequence[EscalationStep],
        callers: np.ndarray,
    ) -> Column:
        """Return the column of steps on the caller itself, or on something of its own."""
        if kind not in ("self", "own_group", "policy", "boundary"):
            return self._elsewhere(kind, steps, callers, 1)
        return together([self._own_step(path, kind, step, callers) for step in steps])

    def _own_step(
        self, path: EscalationPath, kind: str, step: EscalationStep, callers: np.ndarray
    ) -> Column:
        scope = self._scope
        if kind in ("policy", "boundary"):
            column = self._on_policies(path, step.action, callers)
            own = scope.policies_of if kind == "policy" else scope.boundary_of
            return any_of_own(column, own)
        if kind == "own_group":
            own = [
                mask if scope.kinds[actor] != GROUP else 1 << scope.groups.place[scope.arns[actor]]
                for actor, mask in enumerate(scope.groups_of)
            ]
            return self.of_groups(step.action, callers, own)
        resources = scope.roles if "Role" in step.action else scope.users
        own = [1 << resources.place[a] if a in resources.place else 0 for a in scope.arns]
        return any_of_own(self._on(step.action, resources, callers), own)

    def of_groups(self, action: str, callers: np.ndarray, masks: Sequence[int]) -> Column:
        """Return the column of a step on one of some groups of the caller's own.

        Args:
            action: The action.
            callers: Who is asked about.
            masks: For each actor the mask of these groups.
        """
        return any_of_own(self._on(action, self._scope.groups, callers), masks)

    def lift_own(self, callers: np.ndarray) -> Column:
        """Return the column of taking one's own boundary away, having got any permission."""
        scope, each = self._scope, []
        for kind, resources in ((USER, scope.users), (ROLE, scope.roles)):
            own = [1 << resources.place[a] if a in resources.place else 0 for a in scope.arns]
            each.append(any_of_own(self.lift(kind, resources, callers, BY_ITSELF), own))
        rewritten = self._on(_VERSION, scope.policies, callers, granted=BY_ITSELF)
        each.append(any_of_own(rewritten, scope.boundary_of))
        return together(each, either=True)

    def freeing_itself(self, kind: int) -> Bits:
        """Return the targets of a kind that take their boundary away once they may do anything.

        Their boundary itself lets them.
        """
        if kind not in self._freed:
            bounded = self.facts.is_bounded_only & (self._scope.kinds == kind)
            found = NOTHING
            if bounded.any():
                lift = self.lift_own(bounded)
                for code, actors in by_code(lift, bounded):
                    places = np.searchsorted(self._scope.of_kind(kind), actors)
                    mask = mask_of(places, len(self.resources(kind)))
                    found |= Bits(*(mask if each else 0 for each in lift.bits[code]))
            self._freed[kind] = found
        return self._freed[kind]

    def resources(self, kind: int) -> Resources:
        return (self._scope.users, self._scope.roles, self._scope.groups)[kind]

    def lift(
        self, kind: int, resources: Resources, callers: np.ndarray, granted: str = ""
    ) -> Column:
        """Return the column of taking the boundary of a target away."""
        delete, put = _LIFT[kind]
        each = [
            self._on(delete, resources, callers, granted=granted),
            self._on(put, resources, callers, granted=granted),
        ]
        return together(each, either=True)

    def _on(
        self,
        action: str,
        resources: Resources,
        callers: np.ndarray,
        context: Context = (),
        *,
        granted: str = "",
    ) -> Column:
        """Return what actors can do to resources."""
        contexts = [(*self.chosen, *context)]
        chosen = _POLICY if action in _ATTACH else _BOUNDARY if action in _PUT_BOUNDARY else None
        if chosen is not None:
            contexts = [
                (*contexts[0], (chosen, (arn,))) for arn in self._strong_for(action, chosen)
            ]
        each = [
            of_targets(action, self._asker.ask(Question(action, resources, c, granted), callers))
            for c in contexts
        ]
        return together(each, either=True)

    def _strong_for(self, action: str, key: str) -> tuple[str, ...]:
        """Return the policies that are worth being attached, or being a boundary.

        One, if no statement about the action has a condition on the key that tells which it is.
        """
        strong = self.facts.strong_policies
        return strong if self.is_asked(action, key) else strong[:1]

    def is_asked(self, action: str, key: str) -> bool:
        """Return whether a statement that may be about an action has a condition on a key."""
        listed = [*chain.from_iterable(self._abouts.of(action).values()), *self._asker.of_levels]
        return any(c.key == key for statement in listed for c in statement.conditions)

    def towards(
        self,
        path: EscalationPath,
        on: str,
        steps: Sequence[EscalationStep],
        callers: np.ndarray,
        resources: Resources,
        service: str,
    ) -> Column:
        """Return the column of the steps of a path that are on the same resource."""
        if on == "target":
            each = []
            for step in steps:
                if step.action == _ASSUME:
                    each.append(self.assuming.column(resources))
                else:
                    is_passed = step.action == _PASSING and service
                    context: Context = ((_SERVICE, (service,)),) if is_passed else ()
                    each.append(self._on(step.action, resources, callers, context))
            return together(each)
        if on == "target_group":
            members = self.facts.members(resources)
            groups = self._scope.groups
            return together([mapped(self._on(s.action, groups, callers), members) for s in steps])
        if on == "policy":
            owners = self.facts.owners(resources)
            each = [mapped(self._on_policies(path, s.action, callers), owners) for s in steps]
            return together(each)
        return self._elsewhere(on, steps, callers, resources.all)

    def _on_policies(self, path: EscalationPath, action: str, callers: np.ndarray) -> Column:
        """Return the column of a step on policies of the customer."""
        policies = self._scope.policies
        column = self._on(action, policies, callers)
        if action == _VERSION and self.facts.full_policies:
            more = self._on(_OLD_VERSION, policies, callers)
            column = together([column, only_for(more, self.facts.full_policies, policies.all)])
        if "stronger_version" in path.facts:
            kept = self.facts.stronger_policies
            return column._replace(bits=[bits.within(kept) for bits in column.bits])
        return column

    def _elsewhere(
        self, kind: str, steps: Sequence[EscalationStep], callers: np.ndarray, everything: int
    ) -> Column:
        """Return the column of steps on one resource that the caller chooses, whatever the target.

        Args:
            kind: A resource type, a word for what is made, or `*` for no resource.
            steps: The steps.
            callers: Who is asked about.
            everything: The mask of all targets.
        """
        if kind == "*":
            found = _NO_RESOURCE
        elif kind == "admin_group":
            found = self._admin_groups
        else:
            found = self._candidates(steps[0].action.partition(":")[0], kind)
        is_chosen = any(key == _BOUNDARY for key, _ in self.chosen)
        context: Context = ((_BOUNDARY, None),) if kind in NEW and not is_chosen else ()
        each = [self._on(step.action, found, callers, context) for step in steps]
        return any_of(together(each), everything)

    @cached_property
    def _admin_groups(self) -> Resources:
        groups = self._scope.groups
        mask = self.facts.admin_groups()
        return Resources([groups.arns[at] for at in places_in(mask, len(groups)).tolist()])

    def _candidates(self, service: str, kind: str) -> Resources:
        if self._like is not None:
            self._like.chosen = self.chosen
            return self._like._candidates(service, kind)  # noqa: SLF001  (its own kind)
        chosen = dict(self.chosen).get(REGION)
        region = chosen[0] if chosen else None
        key = service, kind, region
        if key not in self._made:
            steps = (s for p in escalation_paths().values() for s in p.steps if kind in s.on)
            actions = {s.action for s in steps if kind in NEW or s.action.startswith(f"{service}:")}
            found = candidates(
                self._scope, self._abouts, service, kind, sorted(actions), region=region
            )
            self._made[key] = found
        return self._made[key]

    @cached_property
    def _documents(self) -> frozenset[int]:
        """The documents of those whose edges are made."""
        return frozenset(self._scope.document[self._sources[self._scope.actor_of_use]].tolist())

    def is_possible(self, step: EscalationStep) -> bool:
        """Return whether a policy of somebody whose edges are made is about an action."""
        return step.action == _ASSUME or not self._documents.isdisjoint(
            self._abouts.of(step.action)
        )


def by_kind(path: EscalationPath) -> Iterator[tuple[str, list[EscalationStep]]]:
    """Give the steps of a path by what they are on; one that is on several kinds several times."""
    found: dict[str, list[EscalationStep]] = {}
    for step in path.steps:
        for kind in step.on:
            found.setdefault(kind, []).append(step)
    yield from found.items()
