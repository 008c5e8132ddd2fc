"""What one statement grants that other policies do not.

A grant is new where some request meets its statement and no Deny beside it, and where the old
policy has no Allow for the request, or a Deny. Requests are told apart by the statements that they
meet: exactly so for actions and resources, and for principals and conditions as far as the texts
prove it. What is left is tried with concrete requests: one that works is the witness.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from iam_report.catalog.actions import catalogue
from iam_report.policy._comparison_actions import (
    Actions,
    actions_of_grant,
    formats_of,
    may_bear,
)
from iam_report.policy._comparison_conditions import (
    all_follow,
    by_value,
    is_contradiction,
    is_ruled_out,
    remaining,
)
from iam_report.policy._comparison_contexts import contexts
from iam_report.policy._comparison_principals import (
    candidates,
    covers_entry,
    entries_of,
    names_all_of,
)
from iam_report.policy._comparison_requests import Request, allows
from iam_report.policy._comparison_resources import NO_RESOURCE, resources_of
from iam_report.policy.action_sets import places_of
from iam_report.policy.resources import VARIABLE, matches_arn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from iam_report.policy._comparison_principals import Entry
    from iam_report.policy._comparison_requests import Value
    from iam_report.policy._comparison_resources import Example, Resources
    from iam_report.policy.compiled import CompiledStatement, PreparedCondition

Answers: TypeAlias = "tuple[bool | None, ...]"

#: For each other statement whether it is about an action, about a resource, about a principal.
About: TypeAlias = "tuple[Answers, Answers, Answers]"
Block: TypeAlias = "tuple[PreparedCondition, ...]"

#: Formats of ARNs that examples of resources are looked for in.
_MOST_FORMATS: Final = 6

#: Resources that stand for the same, to try.
_MOST_EXAMPLES: Final = 4

#: Values by which conditions are taken apart, and how deep.
_MOST_VALUES: Final = 16
_MOST_DEEP: Final = 2

#: Requests to try for one question.
_MOST_TRIED: Final = 4_000

NOT_ALLOWED: Final = "the old policy does not allow this"
NOT_HERE: Final = "the old policy allows this only on other resources"
NOT_THEM: Final = "the old policy allows this only to other principals"
NOT_SO: Final = "the old policy allows this only under conditions"
DENIED: Final = "the old policy denies this"
UNDECIDED: Final = "whether the old policy allows this depends on what cannot be compared"
TOO_MANY: Final = "the patterns are too many to compare"


class Question(NamedTuple):
    """What a comparison is limited to: patterns of actions and resources."""

    action: str | None = None
    resource: str | None = None


class Part(NamedTuple):
    """A part of a grant."""

    entry: str | None
    """The entry of `Resource`; None for all that `NotResource` leaves."""
    principal: Entry | None


class Access(NamedTuple):
    """Actions of one grant that share an answer."""

    of: Part
    actions: Actions
    witness: Request | None
    """A request that shows it; None if it cannot be told."""
    reason: str


class Grant:
    """A statement that allows, and all that bears on what is new of it.

    Args:
        statement: The statement.
        denies: The statements that deny, of its own policies.
        old: All statements of the old policies.
        question: What to look at.
    """

    def __init__(
        self,
        statement: CompiledStatement,
        denies: Sequence[CompiledStatement],
        old: Sequence[CompiledStatement],
        question: Question,
    ) -> None:
        self._statement = statement
        self._question = question
        bearing = [[s for s in some if may_bear(s, statement)] for some in (denies, old)]
        self._others = [*bearing[0], *bearing[1]]
        self._first_old = len(bearing[0])
        self._is_closed = lru_cache(maxsize=None)(self._find_closed)
        self._in_vain: set[tuple[About, Part]] = set()

    def access(self) -> Iterator[Access]:
        """Yield what is new, or may be."""
        unknown = (None,) * len(self._others)
        is_settled = self._is_closed((unknown, unknown, unknown), self._statement.conditions, 0)
        if is_settled or is_contradiction(self._statement.conditions):
            return
        principals = {
            entry: tuple(covers_entry(s, entry, self._statement) for s in self._others)
            for entry in entries_of(self._statement)
        }
        for entry in self._entries:
            resources = self._resources(entry)
            for principal, who in principals.items():
                for each in self.actions:
                    found = self._about(each, resources, who, Part(entry, principal))
                    if found is not None:
                        yield found

    @cached_property
    def actions(self) -> list[Actions]:
        """The actions of the statement, told apart."""
        return actions_of_grant(self._statement, self._others, self._question.action)

    @property
    def _entries(self) -> list[str | None]:
        statement = self._statement
        if statement.resources is None or statement.is_not_resource:
            return [None]
        return list(dict.fromkeys(statement.resources))

    def _resources(self, entry: str | None) -> Resources:
        return resources_of(
            self._statement, entry, self._others, self._formats, self._question.resource
        )

    @cached_property
    def _formats(self) -> list[str]:
        """Formats of the resources of some of the actions."""
        found: dict[str, None] = {}
        for each in self.actions:
            for place in places_of(each.known)[:_MOST_FORMATS]:
                found.update(dict.fromkeys(formats_of(place)))
                if len(found) >= _MOST_FORMATS:
                    return list(found)[:_MOST_FORMATS]
        return list(found)

    def _about(
        self, actions: Actions, resources: Resources, who: Answers, of: Part
    ) -> Access | None:
        """Return what is new of some actions, on an entry of resources and for a principal."""
        reason: str | None = None
        for answers, examples in resources.examples.items():
            about = (actions.answers, answers, who)
            if self._is_closed(about, self._statement.conditions, 0):
                continue
            witness = self._witness(about, actions, resources, examples, of)
            if witness is not None:
                return Access(of, actions, witness, self._reason(about))
            is_given_up = not examples or not (actions.known or actions.examples)
            reason = TOO_MANY if is_given_up else reason or UNDECIDED
        return None if reason is None else Access(of, actions, None, reason)

    def _find_closed(self, about: About, given: Block, depth: int) -> bool:
        """Return whether no request is new that meets the given conditions.

        Args:
            about: Which other statements are about its action, its resource, its principal.
            given: The conditions of the grant, or of a part of it.
            depth: How often it was taken apart.
        """
        given = self._without_denied(about, given)
        if self._is_sure(about, given):
            return True
        parts = by_value(given, _MOST_VALUES) if depth < _MOST_DEEP else []
        return bool(parts) and all(self._is_closed(about, part, depth + 1) for part in parts)

    def _without_denied(self, about: About, given: Block) -> Block:
        """Return the conditions, and those without which a Deny of the new policy hits."""
        denies = zip(self._others[: self._first_old], *about, strict=False)
        found = (
            remaining(deny.conditions, given)
            for deny, *answers in denies
            if all(answers) and deny.conditions
        )
        more = (each for each in found if each is not None and each not in given)
        return (*given, *dict.fromkeys(more))

    def _is_sure(self, about: About, given: Block) -> bool:
        hits = [
            at
            for at, answers in enumerate(zip(*about, strict=True))
            if False not in answers and not is_ruled_out(self._others[at].conditions, given)
        ]
        sure = [
            at
            for at in hits
            if self._includes(at, self._statement, about)
            and all_follow(self._others[at].conditions, given)
        ]
        if any(at < self._first_old for at in sure):
            return True
        old = [at for at in hits if at >= self._first_old]
        denies = [self._others[at] for at in old if self._others[at].is_deny]
        allowed = any(at >= self._first_old and not self._others[at].is_deny for at in sure)
        return allowed and all(self._is_denied_as_well(deny, hits, about, given) for deny in denies)

    def _is_denied_as_well(
        self, deny: CompiledStatement, hits: list[int], about: About, given: Block
    ) -> bool:
        """Return whether what an old statement denies, the new policy denies too."""
        both = (*given, *deny.conditions)
        return any(
            at < self._first_old
            and self._includes(at, deny, about)
            and all_follow(self._others[at].conditions, both)
            for at in hits
        )

    def _includes(self, at: int, narrow: CompiledStatement, about: About) -> bool:
        """Return whether a statement is about all that another is, of what the answers are for.

        Where an answer is open, the two must say the same, word by word.
        """
        wide = self._others[at]
        action, resource, principal = (answers[at] for answers in about)
        return (
            (
                bool(action)
                or _has_entries(
                    wide.actions, narrow.actions, wide.is_not_action, narrow.is_not_action
                )
            )
            and (
                bool(resource)
                or (
                    wide.with_variables == narrow.with_variables
                    and _has_entries(
                        wide.resources,
                        narrow.resources,
                        wide.is_not_resource,
                        narrow.is_not_resource,
                    )
                )
            )
            and (bool(principal) or names_all_of(wide, narrow))
        )

    def _witness(
        self,
        about: About,
        actions: Actions,
        resources: Resources,
        examples: list[Example],
        of: Part,
    ) -> Request | None:
        """Return a request that the grant allows and the old policy does not."""
        key = (about, of)
        if not actions.is_sure or key in self._in_vain:
            return None
        hits = [at for at, answers in enumerate(zip(*about, strict=True)) if False not in answers]
        active = [self._others[at] for at in hits]
        first_old = sum(at < self._first_old for at in hits)
        tried = (
            Request(action, resource, who, context)
            for action, example in self._requests(actions, examples)
            for who in candidates(of.principal, active)
            for word in [resources.ordinary(example.word)]
            for context in self._contexts(active, word)
            for resource in [resources.text(word, context)]
            if resource is not None
        )
        for request in islice(tried, _MOST_TRIED):
            if self._is_new(request, active[:first_old], active[first_old:]):
                return request
        self._in_vain.add(key)
        return None

    def _is_new(
        self,
        request: Request,
        denies: list[CompiledStatement],
        old: list[CompiledStatement],
    ) -> bool:
        within = self._question.resource
        if request.resource.endswith(":") or (
            within is not None and not matches_arn(within, request.resource)
        ):
            return False
        return allows([self._statement, *denies], request) is True and allows(old, request) is False

    def _contexts(
        self, active: list[CompiledStatement], word: str
    ) -> Iterator[Mapping[str, Value]]:
        variables = [
            found[0]
            for statement in (self._statement, *active)
            if statement.with_variables
            for text in statement.resources or ()
            for found in VARIABLE.finditer(text)
        ]
        others = [each for statement in active for each in statement.conditions]
        words = [word] if self._question.resource is None else [word, self._question.resource]
        return contexts(self._statement.conditions, others, variables, words)

    def _requests(self, actions: Actions, examples: list[Example]) -> list[tuple[str, Example]]:
        """Return actions and resources to try, such as go together first."""
        if not actions.known:
            ordered = sorted(examples, key=lambda example: not example.formats)
            return [(actions.examples[0], example) for example in ordered[:_MOST_EXAMPLES]]
        places = places_of(actions.known)
        display = catalogue().display
        found: list[tuple[str, Example]] = []
        for example in examples:
            fitting = {self._formats[at] for at in example.formats}
            for place in places[:64]:
                formats = formats_of(place)
                if fitting.intersection(formats) or (example.word == NO_RESOURCE and not formats):
                    found.append((display[place], example))
                    break
        plain = [(display[places[0]], example) for example in examples]
        return [*found[:_MOST_EXAMPLES], *plain[:_MOST_EXAMPLES]]

    def _reason(self, about: About) -> str:
        """Return why a request is new."""
        actions, resources, principals = about
        old = [
            at
            for at, statement in enumerate(self._others)
            if at >= self._first_old and not statement.is_deny and actions[at] is not False
        ]
        of_resource = [at for at in old if resources[at] is not False]
        of_principal = [at for at in of_resource if principals[at] is not False]
        given = self._statement.conditions
        if not old:
            return NOT_ALLOWED
        if not of_resource:
            return NOT_HERE
        if not any(principals[at] for at in of_principal):
            return NOT_THEM
        is_allowed = any(
            self._includes(at, self._statement, about)
            and all_follow(self._others[at].conditions, given)
            for at in of_principal
        )
        return DENIED if is_allowed else NOT_SO


def _has_entries(
    wide: tuple[str, ...] | None,
    narrow: tuple[str, ...] | None,
    is_wide_negated: bool,  # noqa: FBT001 - of two lists each
    is_narrow_negated: bool,  # noqa: FBT001
) -> bool:
    """Return whether a list of entries holds all of another one; negated, the other way round."""
    if wide is None or narrow is None:
        return wide is None
    if is_wide_negated != is_narrow_negated:
        return False
    return set(wide) <= set(narrow) if is_wide_negated else set(narrow) <= set(wide)
