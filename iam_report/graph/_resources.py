"""Resources of one kind, and which of them the patterns of statements match.

Each distinct pattern is matched once against all of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.graph._bits import NOTHING, Bits, mask_of_flags
from iam_report.policy.matching import EVERYTHING, entry_of, heads_match, is_type_wildcard
from iam_report.policy.patterns import matches, matches_many
from iam_report.policy.variables import has_literals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from iam_report.policy.resources import PolicyKind

#: For each resource the values of condition keys.
Contexts: TypeAlias = "Sequence[Mapping[str, tuple[str, ...] | None]]"

_LAST: Final = 5
_SERVICE: Final = 2


class Resources:
    """Resources, by the place of each.

    Args:
        arns: Their ARNs; `*` alone for actions that know no resources.
        contexts: Gives what requests about each have for condition keys that follow from the
            resource: by key in lower case, None for a key that they lack. None where nothing is
            known.
        is_of_many_accounts: Whether they are of several accounts; `contexts` then gives
            `aws:ResourceAccount` too.
    """

    def __init__(
        self,
        arns: Sequence[str],
        contexts: Callable[[], Contexts] | None = None,
        *,
        is_of_many_accounts: bool = False,
    ) -> None:
        self.arns = list(arns)
        self.is_of_many_accounts = is_of_many_accounts
        self._new_contexts = contexts
        self.all = (1 << len(self.arns)) - 1
        self._found: dict[tuple[str, str], Bits | None] = {}
        self._lists: dict[Any, Bits] = {}

    def __len__(self) -> int:
        return len(self.arns)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each ARN is."""
        return {arn: at for at, arn in enumerate(self.arns)}

    @property
    def has_contexts(self) -> bool:
        """Whether anything is known of requests about each."""
        return self._new_contexts is not None

    @cached_property
    def contexts(self) -> Contexts:
        """What requests about each have for condition keys."""
        return self._new_contexts() if self._new_contexts else [{}] * len(self)

    @cached_property
    def _parts(self) -> list[list[str]]:
        return [arn.split(":", _LAST) for arn in self.arns]

    @cached_property
    def _heads(self) -> list[tuple[list[str], int]]:
        """The distinct beginnings of the ARNs, and which resources have each."""
        numbers: dict[tuple[str, ...], int] = {}
        codes = [numbers.setdefault(tuple(p[:_LAST]), len(numbers)) for p in self._parts]
        found = np.array(codes, dtype=np.int64)
        return [([*head, ""], mask_of_flags(found == code)) for head, code in numbers.items()]

    @cached_property
    def _rests(self) -> Mapping[str, int]:
        """Masks by the last part of the ARNs."""
        found: dict[str, int] = {}
        for at, parts in enumerate(self._parts):
            if len(parts) > _LAST:
                found[parts[_LAST]] = found.get(parts[_LAST], 0) | 1 << at
        return found

    @cached_property
    def _named(self) -> Mapping[str, list[int]]:
        """The places of the ARNs by what stands behind their last slash."""
        found: dict[str, list[int]] = {}
        for at, arn in enumerate(self.arns):
            found.setdefault(arn.rpartition("/")[2], []).append(at)
        return found

    def _rest(self, at: int) -> str:
        parts = self._parts[at]
        return parts[_LAST] if len(parts) > _LAST else ""

    @cached_property
    def _rest_column(self) -> Any:
        return pa.array([p[_LAST] if len(p) > _LAST else None for p in self._parts], pa.string())

    def matched(
        self, entries: tuple[str, ...], *, is_outside: bool, kind: PolicyKind = "identity"
    ) -> Bits:
        """Return which resources `Resource` or `NotResource` names; variables are plain text.

        Args:
            entries: The patterns.
            is_outside: Whether they are those of `NotResource`.
            kind: The policy that they stand in.
        """
        key = entries, is_outside, kind
        found = self._lists.get(key)
        if found is None:
            each = [self.named(entry, kind) for entry in entries]
            found = self._lists[key] = self.together(each, is_outside=is_outside)
        return found

    def together(self, each: Sequence[Bits | None], *, is_outside: bool) -> Bits:
        """Return what entries of an element come to; None stands for one that is invalid."""
        found = NOTHING
        for bits in each:
            found |= bits or NOTHING
        if not is_outside:
            return found
        return NOTHING if None in each else Bits(self.all & ~found.some, found.cond, found.doubt)

    def named(self, entry: str, kind: PolicyKind = "identity") -> Bits | None:
        """Return which resources a pattern matches; None for a pattern that is invalid."""
        key = entry, kind
        if key not in self._found:
            self._found[key] = self._new_entry(entry, kind)
        return self._found[key]

    def _new_entry(self, entry: str, kind: PolicyKind) -> Bits | None:
        found = entry_of(entry, kind)
        if found is None:
            return None
        if found is EVERYTHING:
            return Bits(self.all, 0, 0)
        mask = 0
        for head, which in self._heads:
            mask |= which if heads_match(found, head) else 0
        mask &= self._of_last(found.last) if mask else 0
        if not mask or found.last == "*":
            return Bits(mask, 0, 0)
        doubt = self._of_odd_types(found.last) & mask
        return Bits(mask & ~doubt, 0, doubt)

    def _of_last(self, last: str) -> int:
        if last == "*":
            return self.all
        if has_literals(last):
            return 0
        if "*" not in last and "?" not in last:
            return self._rests.get(last, 0)
        _, slash, name = last.rpartition("/")
        if slash and "*" not in name and "?" not in name:  # most such patterns name one
            return sum(1 << at for at in self._named.get(name, ()) if matches(last, self._rest(at)))
        flags = pc.fill_null(matches_many(last, self._rest_column), fill_value=False)
        return mask_of_flags(np.asarray(flags, dtype=bool))

    def _of_odd_types(self, last: str) -> int:
        """Return the resources whose type a pattern has a wildcard for."""
        head = last.partition("/")[0].partition(":")[0]
        if "*" not in head and "?" not in head:
            return 0
        return sum(
            1 << at
            for at, parts in enumerate(self._parts)
            if len(parts) > _LAST and is_type_wildcard(last, parts[_LAST], parts[_SERVICE])
        )
