"""Sets of wildcard patterns as one automaton, so that unions and differences of them are exact.

All patterns are read at once: a place before each character of each is one bit, and the places
where a text may be are one whole number. A walk over all such numbers finds every combination of
patterns that some text has, with a shortest text of each. Whether `a*` lies in what `a` and `a?*`
match together is then read off: no combination holds the first without one of the others.

A policy variable is a value that is not known. In a text it is one letter of its own; a `STRICT`
pattern matches it only with the same variable or a `*`, a `LOOSE` one with whatever it could be.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

#: Kinds of tokens: one unit, any unit, any run of units, the value of a variable.
UNIT: Final = 0
ANY: Final = 1
RUN: Final = 2
VALUE: Final = 3

#: Sets of places that a walk looks at before it gives up.
MAX_STATES: Final = 20_000

#: Patterns with several runs, for which each time the limit is divided by one more.
_MANY_RUNS: Final = 16

_COLON: Final = ":"

#: Stand for a unit that is in no pattern; the first that is free does.
_FRESH: Final = "zxqjkvwyZXQJKVWY7938\u00b7"


class Token(NamedTuple):
    """One element of a pattern."""

    kind: int
    """UNIT, ANY, RUN or VALUE."""
    unit: str
    """The unit; of a VALUE the letter that stands for it."""
    takes_colon: bool
    """Whether a wildcard passes over a colon: not in the first five parts of an ARN."""


class Words(NamedTuple):
    """What a walk found."""

    shortest: dict[int, str]
    """A shortest text for each combination of patterns, which are the bits of the key."""
    is_complete: bool
    """Whether there are no further combinations; false if the walk gave up."""


def units(text: str) -> str:
    """Return the text with one character for each UTF-16 unit, as AWS counts."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(data[i] | data[i + 1] << 8) for i in range(0, len(data), 2))


def text_of(word: str) -> str:
    """Return the text of UTF-16 units."""
    return word.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def wildcard_tokens(pattern: str, *, takes_colon: bool = True) -> list[Token]:
    """Return the tokens of a pattern with `*` and `?`."""
    kinds = {"*": RUN, "?": ANY}
    return [Token(kinds.get(unit, UNIT), unit, takes_colon) for unit in units(pattern)]


class Automaton:
    """Patterns that are read together.

    Args:
        patterns: The tokens of each.
        loose: Which of them are LOOSE: they match whatever a variable could be.
    """

    def __init__(self, patterns: Sequence[Sequence[Token]], loose: Container[int] = ()) -> None:
        self._of: dict[str, int] = {}
        self._values: set[str] = set()
        self._any = self._any_but_colon = self._runs = self._runs_but_colon = 0
        self._ends: list[int] = []
        self._slices: list[int] = []
        self._loose: list[int] = []
        self._many_runs: list[tuple[int, int]] = []
        self._start = offset = 0
        for at, tokens in enumerate(patterns):
            self._start |= 1 << offset
            end = self._add(tokens, offset, is_loose=at in loose)
            self._ends.append(1 << end)
            self._slices.append((2 << end) - (1 << offset))
            if at in loose:
                self._loose.append(self._slices[-1])
            runs = (self._runs | self._runs_but_colon) & self._slices[-1]
            if runs.bit_count() > 1:
                self._many_runs.append((self._slices[-1], runs))
            offset = end + 1
        self._all_loose = _union(self._loose)
        self._all_ends = _union(self._ends)
        self.fresh: Final = self._unused()

    def _unused(self) -> str:
        for unit in _FRESH:
            if unit not in self._of and unit.lower() not in self._of:
                return unit
        return next(chr(c) for c in range(0xC0, 0xD800) if chr(c) not in self._of)

    def _add(self, tokens: Sequence[Token], place: int, *, is_loose: bool) -> int:
        """Add a pattern from a place on, and return the place behind its last character."""
        for token in tokens:
            bit = 1 << place
            kind = RUN if token.kind == VALUE and is_loose else token.kind
            if kind == RUN:
                if token.takes_colon:
                    self._runs |= bit
                else:
                    self._runs_but_colon |= bit
                continue
            place += 1
            if kind == ANY:
                if token.takes_colon:
                    self._any |= bit
                else:
                    self._any_but_colon |= bit
            else:
                self._of[token.unit] = self._of.get(token.unit, 0) | bit
            if token.kind == VALUE:
                self._values.add(token.unit)
        return place

    def matches(self, word: str) -> int:
        """Return which patterns match a text of units, as bits."""
        here = self._start
        for unit in word:
            here = self._step(here, unit)
        return self._matched(here)

    def walk(
        self,
        wanted: Iterable[Sequence[int]],
        *,
        without: Container[str] = (),
        of_units: Container[str] | None = None,
    ) -> Words:
        """Find every combination of patterns that some text has.

        Args:
            wanted: Groups of patterns; a text must match one of each group.
            without: Texts that do not count. A text with a unit that is in no pattern is looked for
                as well where a shorter one is among them.
            of_units: The units that texts may have, besides one that is in no pattern; None for
                all.
        """
        groups = [list(group) for group in wanted]
        alive = [_union(self._slices[at] for at in group) for group in groups]
        ends = [_union(self._ends[at] for at in group) for group in groups]
        first = (self._start, False)
        seen = {first}
        queue = deque([(first, "")])
        # Sets of patterns with many runs take longer, and there are more of them.
        most = MAX_STATES // (1 + len(self._many_runs) // _MANY_RUNS)
        found: dict[int, str] = {}
        known_ends: set[int] = set()
        while queue:
            (here, is_fresh), word = queue.popleft()
            at_end = here & self._all_ends
            is_new = at_end not in known_ends and all(at_end & end for end in ends)
            if is_new and word not in without:
                known_ends.add(at_end)
                found[self._matched(here)] = word
            for unit in self._units_at(here, alive):
                if of_units is not None and unit not in of_units and unit != self.fresh:
                    continue
                there = self._step(here, unit)
                if not all(there & slices for slices in alive):
                    continue
                state = (there, bool(without) and (is_fresh or unit == self.fresh))
                if state not in seen:
                    if len(seen) >= most:
                        return Words(found, is_complete=False)
                    seen.add(state)
                    queue.append((state, word + unit))
        return Words(found, is_complete=True)

    def _units_at(self, here: int, alive: list[int]) -> list[str]:
        """Return the units that lead to different places, and one for all others.

        The value of a variable is only tried where a pattern that is wanted has it.
        """
        units_here = [unit for unit, bits in self._of.items() if here & bits]
        if self._values:
            wanted = _union(alive)
            units_here = [
                unit
                for unit in units_here
                if unit not in self._values or here & self._of[unit] & wanted
            ]
        # A colon is special even where no pattern has one: some wildcards do not pass over it.
        if _COLON not in units_here and here & (self._any_but_colon | self._runs_but_colon):
            units_here.append(_COLON)
        return [self.fresh, *units_here]

    def _step(self, here: int, unit: str) -> int:
        if unit in self._values:
            return self._step_value(here, unit)
        move = self._of.get(unit, 0) | self._any
        stay = self._runs
        if unit != _COLON:
            move |= self._any_but_colon
            stay |= self._runs_but_colon
        return self._thinned((here & move) << 1 | here & stay)

    def _step_value(self, here: int, unit: str) -> int:
        strict = here & ~self._all_loose
        there = (strict & self._of.get(unit, 0)) << 1 | strict & self._runs
        for places in self._loose:
            found = here & places
            if found:
                there |= places & -(found & -found)
        return self._thinned(there)

    def _thinned(self, here: int) -> int:
        """Return the places without those that a later run of any length makes needless."""
        for places, runs in self._many_runs:
            found = here & runs
            if found:
                here &= ~(places & ((1 << (found.bit_length() - 1)) - 1))
        return here

    def _matched(self, here: int) -> int:
        return sum(1 << at for at, end in enumerate(self._ends) if here & end)


def _union(sets: Iterable[int]) -> int:
    found = 0
    for bits in sets:
        found |= bits
    return found
