"""Causes: why an answer of three values is not known."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

#: The value of a condition key is not known; the question is about several actions or resources,
#: and it is so for some; or nobody can say.
MISSING: Final = "key"
PART: Final = "part"
DOUBT: Final = "doubt"


class Cause(NamedTuple):
    """Why an answer is not known."""

    kind: str
    """MISSING, PART or DOUBT."""
    what: str
    """Name of the key, or a sentence."""


Notes: TypeAlias = list[Cause]
