"""Exit statuses; `--help` of each command says what it means by them."""

from __future__ import annotations

from typing import Final

#: The answer is the good one: no finding, allowed, no new access, no escalation.
GOOD: Final = 0
#: The answer is the bad one: findings, denied, new access, escalations.
BAD: Final = 1
UNUSABLE: Final = 2
#: The input can be read, but the answer cannot be relied on.
INCOMPLETE: Final = 3
INTERNAL_ERROR: Final = 70
INTERRUPTED: Final = 130
