"""The graph of who can become whom, and the registry of all frames that are made of others.

Questions about many steps are asked of all frames of a snapshot at once; the frames that come of
them stand beside those of `iam_report.relations`.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from iam_report import relations as _of_frames
from iam_report.relations import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from iam_report.relations import Frames

#: Frames that `escalating_principals` is made from.
_DETAILS: Final = ("users", "groups", "roles", "principal_policies", "documents", "statements")


@cache
def relations() -> Mapping[str, Relation]:
    """Return every relation of the package by name."""
    found = [
        Relation(
            "escalating_principals",
            _escalating_principals,
            (*_DETAILS, "group_memberships", "tags", "principals", "policy_versions"),
            ("access_keys", "credential_report"),
            takes_all=True,
        )
    ]
    return MappingProxyType({**_of_frames.relations(), **{each.name: each for each in found}})


def _escalating_principals(snapshot: Frames) -> pd.DataFrame:
    # Most snapshots are never asked who can become whom.
    from iam_report.graph.escalating import escalating_principals  # noqa: PLC0415

    return escalating_principals(snapshot)


@cache
def sources(name: str) -> frozenset[str]:
    """Return the frames read from exports that the frame `name` needs, or itself."""
    relation = relations().get(name)
    if relation is None:
        return frozenset({name})
    return frozenset().union(*(sources(frame) for frame in relation.frames))
