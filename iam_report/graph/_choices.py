"""What a caller chooses besides the resource: the region, and the boundary of what it makes.

A condition on such a key holds nobody up who may choose a value that meets it. What is chosen is
the same for all steps of a path: a function that was made in one region is invoked there.
"""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING, Final, TypeAlias

from iam_report.graph._candidates import NEW, REGIONS, common_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iam_report.catalog.escalation_paths import EscalationPath
    from iam_report.graph._scope import Scope
    from iam_report.graph._verdicts import Abouts
    from iam_report.policy.compiled import CompiledStatement

Context: TypeAlias = "tuple[tuple[str, tuple[str, ...] | None], ...]"

#: The condition key for the region that is asked.
REGION: Final = "aws:requestedregion"
_BOUNDARY: Final = "iam:permissionsboundary"
_IAM: Final = "iam:"
_PART: Final = 3
_PASSING: Final = "iam:PassRole"

#: The condition keys whose value callers choose.
CHOSEN: Final = frozenset({REGION, _BOUNDARY})

#: So many regions that conditions name are tried.
_MOST: Final = 20


class Choices:
    """What callers of an account choose.

    Args:
        scope: The account.
        abouts: Which statements are about which actions.
        levels: The statements of its service control policies.
        strong: ARNs of policies that as a boundary hold nothing back.
    """

    def __init__(
        self,
        scope: Scope,
        abouts: Abouts,
        levels: Sequence[CompiledStatement],
        strong: Sequence[str],
    ) -> None:
        self._scope = scope
        self._abouts = abouts
        self._levels = levels
        self._strong = strong

    def of(self, path: EscalationPath) -> list[Context]:
        """Return the choices that make a difference to a path, each as condition keys."""
        return [(*region, *boundary) for region, boundary in product(*self._of(path))]

    def _of(self, path: EscalationPath) -> tuple[list[Context], list[Context]]:
        regions: list[Context] = [()]
        named = self._values(path, REGION)
        if named:
            regions = [((REGION, (region,)),) for region in self._regions(path, named)]
        boundaries: list[Context] = [()]
        is_new = any(kind in NEW for step in path.steps for kind in step.on)
        if is_new and self._values(path, _BOUNDARY):
            wide = [(arn,) for arn in self._strong]
            boundaries = [((_BOUNDARY, value),) for value in (None, *wide)]
        return regions, boundaries

    def _regions(self, path: EscalationPath, named: list[str]) -> list[str]:
        """Return regions to try; requests to IAM are of one in each partition.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
        """
        usual = REGIONS.get(self._scope.partition, ())
        actions = {step.action for step in path.steps} - {_PASSING}
        if usual and all(action.startswith(_IAM) for action in actions):
            return [*usual[:1]]
        texts = [common_text(value, "?*") for value in (*named, *self._of_resources(path))[:_MOST]]
        return list(dict.fromkeys([*usual, *(text for text in texts if text)]))

    def _of_resources(self, path: EscalationPath) -> list[str]:
        """Return the regions that statements about the actions of a path have in resources."""
        found = (
            parts[_PART]
            for statement in self._statements(path)
            for entry in statement.resources or ()
            if len(parts := entry.split(":")) > _PART and parts[_PART].strip("*?")
        )
        return list(dict.fromkeys(found))

    def _values(self, path: EscalationPath, key: str) -> list[str]:
        """Return the values of a key in conditions of statements about the actions of a path."""
        return list(
            dict.fromkeys(
                value
                for statement in chain(self._statements(path), self._levels)
                for condition in statement.conditions
                if condition.key == key
                for value in condition.values
            )
        )

    def _statements(self, path: EscalationPath) -> Iterator[CompiledStatement]:
        for step in path.steps:
            about = self._abouts.of(step.action)
            for document in sorted(self._scope.documents & about.keys()):
                yield from about[document]
