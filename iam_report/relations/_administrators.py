"""Who can give itself any permission: claims of documents, put together for each target."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iam_report.policy.grants import READINGS
from iam_report.relations._targets import EVERY_GRANT, EVERY_LIFT, EVERY_MAKE, Targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.policy.grants import Claim, Grants

_POSSIBLE = READINGS.index("possible")


class Uses(NamedTuple):
    """Which documents bear on which principals; several rows may say the same.

    Attributes:
        principal: Position of the principal.
        document: Number of the document.
        is_boundary: Whether it is a permissions boundary.
    """

    principal: np.ndarray
    document: np.ndarray
    is_boundary: np.ndarray


class Administrators(NamedTuple):
    """Who can give itself any permission.

    Attributes:
        within: For each principal and reading, whether its policies and its boundary let it.
        without_boundary: The same, were there no boundary to hold it back.
        helps: For each row of the uses, whether the document gives it what it needs.
    """

    within: np.ndarray
    without_boundary: np.ndarray
    helps: np.ndarray


def administrators(
    targets: Targets, uses: Uses, grants: Mapping[int, Grants], is_bounded: np.ndarray
) -> Administrators:
    """Tell who can give itself any permission."""
    claims, of_uses = _by_claims(uses, grants)
    powers = _Powers.none(len(targets.principal))
    helps = np.zeros(len(of_uses), dtype=bool)
    order = np.argsort(of_uses, kind="stable")
    ends = np.searchsorted(of_uses[order], np.arange(len(claims) + 1))
    for number, of_document in enumerate(claims):
        rows = order[ends[number] : ends[number + 1]]
        is_boundary = uses.is_boundary[rows]
        powers.add(targets, of_document, uses.principal[rows[is_boundary]], is_boundary=True)
        gain = powers.add(targets, of_document, uses.principal[rows[~is_boundary]])
        helps[rows] = ~is_boundary & np.isin(uses.principal[rows], gain)
    capped = powers.allowed & ~powers.denied
    free = _decide(targets, capped, len(is_bounded), np.zeros(len(is_bounded), dtype=bool))
    of_bounded = is_bounded[targets.principal]
    capped[of_bounded] &= powers.cap[of_bounded]
    return Administrators(_decide(targets, capped, len(is_bounded), is_bounded), free, helps)


def _by_claims(
    uses: Uses, grants: Mapping[int, Grants]
) -> tuple[list[tuple[Claim, ...]], np.ndarray]:
    """Return what documents claim, each once, and which of it each use is about; -1 for nothing."""
    numbers: dict[tuple[Claim, ...], int] = {}
    of_documents = np.full(max(grants, default=-1) + 1, -1, dtype=np.int64)
    for document, grant in grants.items():
        if grant.claims:
            of_documents[document] = numbers.setdefault(grant.claims, len(numbers))
    return list(numbers), of_documents[uses.document]


class _Powers(NamedTuple):
    """Masks of POWERS, for each target and reading.

    Attributes:
        allowed: What policies allow.
        cap: What the boundary allows.
        denied: What either denies.
    """

    allowed: np.ndarray
    cap: np.ndarray
    denied: np.ndarray

    @classmethod
    def none(cls, count: int) -> _Powers:
        """Return no powers for a number of targets."""
        return cls(*np.zeros((3, count, len(READINGS)), dtype=np.int64))

    def add(
        self,
        targets: Targets,
        claims: tuple[Claim, ...],
        principals: np.ndarray,
        *,
        is_boundary: bool = False,
    ) -> np.ndarray:
        """Add what a document claims for principals; return those whom it may give permissions."""
        rows = targets.of_principals(np.unique(principals))
        gains = [np.zeros(0, dtype=np.int64)]
        for claim in claims:
            concerned = rows[(targets.powers[rows] & claim.powers) > 0]
            if not len(concerned):
                continue
            sure, may = targets.reached(claim, concerned)
            masks = np.where(targets.has_boundary[concerned], claim.bounded, claim.unbounded)
            into = self.denied if claim.is_deny else self.cap if is_boundary else self.allowed
            for reading in range(len(READINGS)):
                is_strict = (reading == 0) != claim.is_deny
                counts = (masks >> reading & 1).astype(bool) & (sure if is_strict else may)
                into[concerned[counts], reading] |= claim.powers
                if reading == _POSSIBLE and not claim.is_deny:
                    grant = targets.powers[concerned] & claim.powers & EVERY_GRANT
                    gains.append(concerned[counts & (grant > 0) & ~targets.is_new[concerned]])
        found: np.ndarray = targets.principal[np.concatenate(gains)]
        return found


def _decide(targets: Targets, powers: np.ndarray, count: int, is_bounded: np.ndarray) -> np.ndarray:
    """Tell for each principal and reading whether powers are enough to get any permission."""
    has = powers & targets.powers[:, None]
    grants, makes = (has & EVERY_GRANT) > 0, (has & EVERY_MAKE) > 0
    is_new = targets.is_new[:, None]
    gets = _any(targets, grants & ~is_new, count)
    escapes = _any(targets, ((has & EVERY_LIFT) > 0) | (grants & makes & is_new), count)
    found: np.ndarray = gets & (escapes | ~is_bounded[:, None])
    return found


def _any(targets: Targets, answers: np.ndarray, count: int) -> np.ndarray:
    """Tell for each principal and reading whether it is so for one of its targets."""
    found = np.zeros((count, len(READINGS)), dtype=bool)
    rows, readings = np.nonzero(answers)
    found[targets.principal[rows], readings] = True
    return found
