"""Answers of three values put together: true, false, and None for what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Return whether all are true; None where that depends on what is not known."""
    found = list(answers)
    return False if False in found else None if None in found else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Return whether one is true; None where that depends on what is not known."""
    found = list(answers)
    return True if True in found else None if None in found else False
