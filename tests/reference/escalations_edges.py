"""Which paths of escalation work from whom to whom: one question for each step.

Candidates for what a step may be on ("some function") are made of the patterns that the principal's
policies hold.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import iam_report as ir
from iam_report.catalog.escalation_paths import escalation_paths
from tests.reference.escalations_account import ANYTHING, Accounts, Node
from tests.reference.escalations_answers import (
    ASSUMED_BY,
    FIXED,
    NEVER,
    NO,
    OPEN,
    WORDS,
    YES,
    Answer,
    Edge,
    answer_of,
    best,
    both,
    form_of,
    forms_of,
    lifts_of,
)
from tests.reference.escalations_candidates import candidates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iam_report.catalog.escalation_paths import EscalationPath

_TAG: Final = re.compile(r"aws:PrincipalTag/([\w.-]+)", re.IGNORECASE)


class Edges:
    """Which paths work in a snapshot, from whom to whom.

    Attributes:
        snapshot: The snapshot.
        accounts: What it holds, as plain data.
        paths: The paths that are looked for.
    """

    def __init__(self, snapshot: Any, paths: Iterable[str] | None = None) -> None:
        known = escalation_paths()
        self.snapshot = snapshot
        self.accounts = Accounts(snapshot)
        self.paths = [known[name] for name in (known if paths is None else paths)]
        self._asked: dict[Any, Answer] = {}

    # --- Edges ------------------------------------------------------------------------------------

    def edges(self, sources: Iterable[str] | None = None) -> set[Edge]:
        """Return the edges that begin at some principals, or at all."""
        nodes = self.accounts.principals
        chosen = nodes.values() if sources is None else [nodes[arn] for arn in sources]
        return {edge for source in chosen for edge in self._edges_of(source)}

    def _edges_of(self, source: Node) -> Iterator[Edge]:
        if source.is_service_linked or self.is_administrator(source):
            return
        yield from self._all_edges_of(source)

    def _all_edges_of(self, source: Node) -> Iterator[Edge]:
        for path in self.paths:
            if path.caller and source.kind not in path.caller:
                continue
            for target in self._targets(source, path):
                answer = self.works(source, path, target)
                if answer.rank != NO:
                    word = WORDS[answer.rank]
                    yield Edge(source.arn, path.id, target.arn, path.yields, word)

    def _targets(self, source: Node, path: EscalationPath) -> list[Node]:
        if path.target in ("self", "new"):
            return [source]
        pool = self.accounts.groups if path.target == "group" else self.accounts.principals
        chosen = [n for n in pool.values() if n.kind == path.target and not n.is_service_linked]
        actions = {step.action for step in path.steps}
        if actions != {"sts:AssumeRole"}:
            chosen = [node for node in chosen if node.account == source.account]
        return [node for node in chosen if node.arn != source.arn]

    def works_by_name(self, caller: str, path: str, target: str) -> Answer | None:
        """Return how sure a path from one ARN to another is; None where it does not work."""
        source = self.accounts.principals[caller]
        found = next(each for each in self.paths if each.id == path)
        if found.caller and source.kind not in found.caller:
            return None
        for node in self._targets(source, found):
            if node.arn == target:
                answer = self.works(source, found, node)
                return None if answer.rank == NO else answer
        return None

    def works(self, source: Node, path: EscalationPath, target: Node) -> Answer:
        """Return whether a principal can use a path to a target."""
        parts = (
            lambda: both(self._fact(fact, source, target) for fact in path.facts),
            lambda: self._gain(path, source, target),
            lambda: best(self._as_service(each, source, path, target) for each in path.trusts or ("",)),
        )  # fmt: skip
        found = both(part() for part in parts)
        return found if found.rank == NO or not path.exists else found.and_(OPEN)

    def _as_service(self, service: str, source: Node, path: EscalationPath, target: Node) -> Answer:
        trusted = self._trusts(target, service) if service else YES
        if trusted.rank == NO:
            return NEVER
        steps = both(self._fixed_steps(service, source, path, target))
        return both((trusted, steps)) if steps.rank == NO else both(
            (trusted, steps, self._policy_steps(source, path, target), self._some_steps(source, path))
        )  # fmt: skip

    def _trusts(self, role: Node, service: str) -> Answer:
        key = ("trust", service, role.arn)
        if key not in self._asked:
            # Only the policy of the role is asked: a service needs no grant.
            found = ir.simulate(
                ASSUMED_BY.get(service, "sts:AssumeRole"),
                role.arn,
                service,
                resource_policy=role.trust,
                context={"aws:SourceAccount": role.account},
                context_complete=False,
            )
            self._asked[key] = answer_of(found)
        return self._asked[key]

    # --- Facts ------------------------------------------------------------------------------------

    def _fact(self, fact: str, source: Node, target: Node) -> Answer:
        if fact == "trust_rewritten":
            return self._may_assume_when_trusted(source, target)
        known = {
            "fewer_than_two_keys": None if target.keys is None else target.keys < 2,
            # Where there are fewer, none has to go.
            "two_keys": target.keys is None or target.keys >= 2,
            "no_password": None if target.password is None else not target.password,
            "has_password": target.password,
            "in_instance_profile": target.in_instance_profile,
            "stronger_version": True,  # asked of each policy
            "any_password": True,
            "has_boundary": target.has_boundary,
            "held_back_by_deny": source.has_denials,
        }[fact]
        return OPEN if known is None else YES if known else NEVER

    def _may_assume_when_trusted(self, source: Node, target: Node) -> Answer:
        """Return whether a role can be assumed once its trust policy names the caller's session."""
        key = ("rewritten", *source.key, target.arn)
        if key not in self._asked:
            who = source.arn if source.kind == "user" else source.session
            own = {"Effect": "Allow", "Principal": {"AWS": who}, "Action": "sts:AssumeRole"}
            trust = {"Version": "2012-10-17", "Statement": own}
            action, arn = "sts:AssumeRole", target.arn
            if source.is_as_exported:
                found = ir.can(self.snapshot, who, action, arn, resource_policy=trust)
            else:
                found = self._simulated(source, action, arn, {}, trust, who)
            self._asked[key] = answer_of(found)
        return self._asked[key]

    def _gain(self, path: EscalationPath, source: Node, target: Node) -> Answer:
        """Return whether there is anything to gain."""
        if path.yields == "administrator" and path.target != "new":
            # Who joins a group gets what the group does.
            target = source.with_group(target) if target.kind == "group" else target
            if self.is_administrator(target):
                return NEVER
            could = self.accounts.can_become_administrator(target)
            if could or not self.accounts.could_without_boundary(target):
                return YES if could else NEVER
            without = (self._lifts_boundary(source, target), self._escapes(target))
            return best((NEVER if could is False else OPEN, *without))
        if path.yields in ("without_boundary", "without_deny"):
            freed = target.freed(path.yields)
            return YES if freed is not None and self.accounts.is_administrator(freed) else NEVER
        return YES

    def _lifts_boundary(self, source: Node, target: Node) -> Answer:
        """Return whether a principal can take the boundary of another away, or change it."""
        lifts = lifts_of(target)
        return best(self.ask(source, action, on, target.resource_tags) for action, on in lifts)

    def _escapes(self, node: Node) -> Answer:
        """Return whether who may do anything within a boundary can take the boundary away."""
        if not node.boundary:
            return NEVER
        return best(
            answer_of(
                ir.simulate(
                    action,
                    resource,
                    node.arn,
                    identity_policies=[*node.policies, ANYTHING],
                    permissions_boundaries=node.boundary,
                    context=self._tags_of(node, node.boundary),
                    context_complete=False,
                )
            )
            for action, resource in lifts_of(node)
        )

    # --- Steps ------------------------------------------------------------------------------------

    def _fixed_steps(
        self, service: str, source: Node, path: EscalationPath, target: Node
    ) -> Iterator[Answer]:
        """Yield the answers to the steps of which it is known what they are on."""
        for step in path.steps:
            for on in step.on:
                yield from self._fixed_step(step.action, on, service, source, target)

    def _fixed_step(
        self, action: str, on: str, service: str, source: Node, target: Node
    ) -> Iterator[Answer]:
        if on in ("target", "self"):
            node = source if on == "self" else target
            yield best(self.ask(source, action, node.arn, context) for context in self._contexts(source, action, service, node))  # fmt: skip
        elif on == "boundary":
            own = source.boundary_arn or ""
            yield self.ask(source, action, own, {}) if f"::{source.account}:" in own else NEVER
        elif on in ("own_group", "target_group", "admin_group"):
            groups = self._groups(on, source, target)
            yield best(
                self.ask(source, action, group.arn, context)
                for group in groups
                for context in self._contexts(source, action, service, group)
            )
        elif on == "*":
            yield self.ask(source, action, "*", {})

    def _groups(self, on: str, source: Node, target: Node) -> list[Node]:
        """Return the groups that a step may be on, one of which is enough."""
        if on == "admin_group":
            groups = self.accounts.groups.values()
            return [g for g in groups if g.account == target.account and self.is_administrator(g)]
        return self.accounts.groups_of(source if on == "own_group" else target)

    def _contexts(
        self, source: Node, action: str, service: str, node: Node | None
    ) -> list[dict[str, Any]]:
        """Return what is known of a request, once for each choice that the caller has."""
        known = {} if node is None or action == "iam:PassRole" else node.resource_tags
        if action == "iam:PassRole":
            return [{"iam:PassedToService": service}]
        if action in ("iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:AttachGroupPolicy"):
            return [known | {"iam:PolicyARN": arn} for arn in self.accounts.strong_policies(source)]
        return [known]

    def _policy_steps(self, source: Node, path: EscalationPath, target: Node) -> Answer:
        """Return the answer to the steps on a policy of the target, the same for all."""
        actions = [step.action for step in path.steps if "policy" in step.on]
        if not actions:
            return YES
        policies = [
            policy
            for policy in self.accounts.attached_to(target)
            if "stronger_version" not in path.facts or self.accounts.has_strong_version(policy)
        ]
        return best(both(self.ask(source, a, p, {}) for a in actions) for p in policies)

    def _some_steps(self, source: Node, path: EscalationPath) -> Answer:
        """Return the answer to the steps on things of the caller's choice, the same for each type."""
        by_form: dict[str, list[str]] = defaultdict(list)
        for step in path.steps:
            for on in step.on:
                if on not in FIXED:
                    by_form[form_of(step.action, on)].append(step.action)
        return both(
            best(
                both(self._on_some(source, action, arn) for action in actions)
                for each in forms_of(form)
                for arn in candidates(source, each)
                if arn not in self.accounts.principals
            )
            for form, actions in by_form.items()
        )

    def _on_some(self, source: Node, action: str, arn: str) -> Answer:
        return best(
            self.ask(source, action, arn, c) for c in self._contexts(source, action, "", None)
        )

    def ask(self, source: Node, action: str, resource: str, context: dict[str, Any]) -> Answer:
        """Return the answer to one step."""
        key = (*source.key, action, resource, repr(sorted(context.items())))
        if key not in self._asked:
            if source.is_as_exported:
                found = ir.can(self.snapshot, source.arn, action, resource, context)
            else:
                found = self._simulated(source, action, resource, context)
            self._asked[key] = answer_of(found)
        return self._asked[key]

    def _simulated(
        self,
        source: Node,
        action: str,
        resource: str,
        context: dict[str, Any],
        trust: Any = None,
        who: str = "",
    ) -> Any:
        """Decide a request of somebody who is no longer, or not yet, as the export has it."""
        role = self.accounts.principals.get(resource)
        if trust is None and action == "sts:AssumeRole" and role is not None:
            trust = role.trust
        policies = [source.policies, source.boundary, trust]
        return ir.simulate(
            action,
            resource,
            who or source.arn,
            identity_policies=source.policies,
            permissions_boundaries=source.boundary,
            resource_policy=trust,
            context={**self._tags_of(source, policies), **context},
            context_complete=False,
        )

    def is_administrator(self, node: Node) -> bool:
        """Return whether a principal is an administrator."""
        return self.accounts.is_administrator(node)

    def is_one(self, arn: str) -> bool:
        """Return whether an ARN is that of a user or role that is an administrator."""
        node = self.accounts.principals.get(arn)
        return node is not None and self.is_administrator(node)

    @cached_property
    def all_edges(self) -> set[Edge]:
        """Every edge of the snapshot."""
        return self.edges()

    def _tags_of(self, node: Node, policy: Any) -> dict[str, str | None]:
        """Return the tags of who asks; a user has no others, a session of a role may."""
        asked = _TAG.findall(json.dumps(policy)) if node.kind == "user" else []
        tags: dict[str, str | None] = {**dict.fromkeys(asked), **node.tags}
        return {f"aws:PrincipalTag/{tag}": value for tag, value in tags.items()}
