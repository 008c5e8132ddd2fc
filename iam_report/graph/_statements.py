"""What one statement says to a question about many resources, for everybody or for one actor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.access.asking import depends_on_requester, template
from iam_report.graph._bits import NOTHING, Bits, mask_of
from iam_report.graph._scope import GROUP
from iam_report.policy.causes import DOUBT, MISSING, Cause
from iam_report.policy.matching import entry_of, fits_action
from iam_report.policy.matching_conditions import fits_conditions
from iam_report.policy.requests import requester
from iam_report.policy.resources import VARIABLE
from iam_report.policy.variables import UnknownValueError, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.access.asking import Asked
    from iam_report.graph._resources import Resources
    from iam_report.graph._scope import Scope
    from iam_report.policy.causes import Notes
    from iam_report.policy.compiled import CompiledStatement
    from iam_report.policy.requests import Request
    from iam_report.policy.resources import PolicyKind

#: How keys begin that follow from the resource.
_TAGS: Final = ("aws:resourcetag/", "iam:resourcetag/")
_OF_RESOURCE: Final = (*_TAGS, "iam:permissionsboundary", "aws:resourceaccount")

#: AWS says that tags of roles are not reliably looked at when they are passed.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
_WITHOUT_TAGS: Final = "iam:passrole"

_ODD: Final = Cause(DOUBT, "AWS does not define a wildcard in the type of a resource")


class Said(NamedTuple):
    """What a statement says: to which resources it applies, and why that is not known."""

    bits: Bits
    causes: tuple[Cause, ...] = ()


_SILENT: Final = Said(NOTHING)


class Statements:
    """What statements say to one question.

    Args:
        scope: The account.
        asked: The question; its resource does not count.
        resources: The resources.
    """

    def __init__(self, scope: Scope, asked: Asked, resources: Resources) -> None:
        self._scope = scope
        self._asked = asked
        self._resources = resources
        who = requester(f"arn:{scope.partition}:iam::{scope.account}:user/somebody")
        self._who = who
        self._template: Request = template(asked, who)
        self._found: dict[Any, Said] = {}
        self._met: dict[Any, tuple[tuple[int, bool | None, tuple[Cause, ...]], ...]] = {}
        self._keys: dict[int, frozenset[str]] = {}
        self._fits: dict[int, tuple[Cause, ...]] = {}
        self._requests: dict[int, Request] = {}

    def is_about(self, statement: CompiledStatement) -> bool:
        """Return whether a statement is about the action, or may be."""
        return fits_action(statement, self._template, []) is not False

    def is_personal(self, statement: CompiledStatement) -> bool:
        """Return whether what a statement says depends on who asks."""
        if not statement.conditions and not statement.with_variables:
            return False
        return any(
            depends_on_requester(key) and not key.startswith(_OF_RESOURCE)
            for key in self._keys_of(statement)
        )

    def said(self, statement: CompiledStatement, actor: int, kind: PolicyKind = "identity") -> Said:
        """Return what a statement says to an actor.

        Args:
            statement: The statement; it is about the action, or may be.
            actor: The place of the actor.
            kind: The policy that it stands in.
        """
        who = actor if self.is_personal(statement) else None
        key = id(statement), who, kind
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._new(statement, who, kind)
        return found

    def _new(self, statement: CompiledStatement, actor: int | None, kind: PolicyKind) -> Said:
        notes: Notes = []
        bits = self._named(statement, actor, kind, notes)
        if not bits.some:
            return _SILENT
        causes = list(notes)
        met = NOTHING
        for mask, answer, why in self._conditions(statement, actor):
            is_doubt = any(cause.kind == DOUBT for cause in why)
            met |= (
                Bits(mask, 0, 0)
                if answer
                else NOTHING
                if answer is False
                else Bits(0, 0, mask)
                if is_doubt
                else Bits(0, mask, 0)
            )
            causes += why if answer is None and mask & bits.some else ()
        bits &= met
        doubts = self._doubts(statement)
        if doubts:
            bits &= Bits(0, 0, self._resources.all)
            causes += doubts
        return Said(bits, tuple(dict.fromkeys(causes))) if bits.some else _SILENT

    def _doubts(self, statement: CompiledStatement) -> tuple[Cause, ...]:
        """Return why it is not known whether a statement is about the action; nothing if it is."""
        key = id(statement.actions)
        found = self._fits.get(key)
        if found is None:
            notes: Notes = []
            fits = fits_action(statement, self._template, notes)
            found = self._fits[key] = tuple(notes) if fits is None else ()
        return found

    def _named(
        self, statement: CompiledStatement, actor: int | None, kind: PolicyKind, notes: Notes
    ) -> Bits:
        """Return which resources a statement names."""
        entries, is_outside = statement.resources, statement.is_not_resource
        if entries is None:
            return NOTHING
        if not (statement.with_variables and any("$" in entry for entry in entries)):
            found = self._resources.matched(entries, is_outside=is_outside, kind=kind)
        else:
            each = [self._with_values(entry, actor, kind, notes) for entry in entries]
            found = self._resources.together(each, is_outside=is_outside)
        if found.doubt and not any(cause.kind == DOUBT for cause in notes):
            notes.append(_ODD)
        return found

    def _with_values(
        self, entry: str, actor: int | None, kind: PolicyKind, notes: Notes
    ) -> Bits | None:
        """Return which resources a pattern matches once its variables are replaced."""
        found = entry_of(entry, kind)
        if found is None or not found.has_variable:
            return self._resources.named(entry, kind)
        try:
            last = substitute(found.last, self._request(actor).value, is_pattern=True)
        except UnknownValueError as unknown:
            wide = found._replace(last=VARIABLE.sub("*", found.last)).text
            may = (self._resources.named(wide, kind) or NOTHING).some
            if not may:
                return NOTHING
            notes.append(Cause(*unknown.args))
            is_doubt = unknown.args[0] != MISSING
            return Bits(0, 0 if is_doubt else may, may if is_doubt else 0)
        if last is None:
            return NOTHING
        return self._resources.named(found._replace(last=last).text, kind)

    def _conditions(
        self, statement: CompiledStatement, actor: int | None
    ) -> tuple[tuple[int, bool | None, tuple[Cause, ...]], ...]:
        """Return for masks of resources whether the conditions are met, and why not known."""
        if not statement.conditions:
            return ((self._resources.all, True, ()),)
        key = id(statement.conditions), actor
        found = self._met.get(key)
        if found is None:
            found = self._met[key] = tuple(self._new_conditions(statement, actor))
        return found

    def _new_conditions(
        self, statement: CompiledStatement, actor: int | None
    ) -> Iterator[tuple[int, bool | None, tuple[Cause, ...]]]:
        keys = self._of_resource(statement)
        if not keys:
            request, mask = self._request(actor), self._resources.all
            notes: Notes = []
            yield mask, fits_conditions(statement.conditions, request, notes), tuple(notes)
            return
        places: dict[tuple[tuple[str, ...] | None, ...], list[int]] = {}
        for place, context in enumerate(self._resources.contexts):
            places.setdefault(tuple(context.get(key) for key in keys), []).append(place)
        for values, listed in places.items():
            request = self._request(actor, dict(zip(keys, values, strict=True)))
            notes = []
            answer = fits_conditions(statement.conditions, request, notes)
            yield mask_of(listed, len(self._resources)), answer, tuple(notes)

    def _of_resource(self, statement: CompiledStatement) -> list[str]:
        """Return the keys of a statement whose values follow from the resource."""
        if not self._resources.has_contexts:
            return []
        begins = _OF_RESOURCE[len(_TAGS) :] if self._is_passing else _OF_RESOURCE
        given = self._asked.context
        keys = self._keys_of(statement)
        return sorted(k for k in keys if k.startswith(begins) and k not in given)

    @property
    def _is_passing(self) -> bool:
        return self._asked.action.lower() == _WITHOUT_TAGS

    def _keys_of(self, statement: CompiledStatement) -> frozenset[str]:
        found = self._keys.get(id(statement))
        if found is None:
            every = self._scope.keys_of_statements
            if id(statement) not in every:
                every[id(statement)] = keys_of(statement)
            found = self._keys[id(statement)] = every[id(statement)] - self._asked.context.keys()
        return found

    def _request(
        self, actor: int | None, more: dict[str, tuple[str, ...] | None] | None = None
    ) -> Request:
        """Return the request of an actor, or of somebody who is not known."""
        asked = (
            self._asked
            if more is None
            else replace(self._asked, context={**self._asked.context, **more})
        )
        if actor is None or self._scope.kinds[actor] == GROUP:
            if more is None:
                return self._template
            found: Request = template(asked, self._who)
            return found
        if more is None and actor in self._requests:
            return self._requests[actor]
        request = asked.request(requester(self._scope.arns[actor]), self._scope.own_context(actor))
        if more is None:
            self._requests[actor] = request
        return request


def keys_of(statement: CompiledStatement) -> frozenset[str]:
    """Return the condition keys, in lower case, that a statement asks for."""
    texts = [*(statement.resources or ())] if statement.with_variables else []
    found = set()
    for condition in statement.conditions:
        found.add(condition.key)
        texts += condition.values if condition.has_variables else ()
    for text in texts:
        if "$" in text:
            found.update(v[2:-1].partition(",")[0].strip().lower() for v in VARIABLE.findall(text))
    return frozenset(found)
