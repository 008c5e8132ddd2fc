"""Decision: what AWS would say to a request, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, NoReturn, TypeAlias

import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What AWS's policy simulator calls the outcomes, and two for what cannot be told.
Outcome: TypeAlias = Literal["allowed", "explicitDeny", "implicitDeny", "conditional", "unknown"]
PolicyType: TypeAlias = Literal[
    "identity", "resource", "boundary", "session", "scp", "rcp", "endpoint"
]

ALLOWED: Final = "allowed"
EXPLICIT_DENY: Final = "explicitDeny"
IMPLICIT_DENY: Final = "implicitDeny"
CONDITIONAL: Final = "conditional"
UNKNOWN: Final = "unknown"


class MatchedStatement(NamedTuple):
    """A statement that fits a request, or may."""

    policy_type: PolicyType
    """What the policy is to the request."""
    policy: str
    """The argument that held the policy, such as `identity_policies[0]`, or the policy's name."""
    statement: int
    """Position in the document, from 0."""
    sid: str | None
    effect: Literal["Allow", "Deny"]
    matches: bool | None
    """None where that is not known."""


@dataclass(frozen=True, repr=False)
class Decision:
    """What AWS would say to a request.

    Attributes:
        decision: `allowed`, `explicitDeny` or `implicitDeny`, the words of AWS's policy simulator;
            `conditional` where that depends on condition keys that are not known to be in the
            request, `unknown` where it depends on something else that is not known.
        matched_statements: The statements that fit the request, or may.
        missing_context: Condition keys as the policies write them: of an open decision those that
            would decide, else those that statements asked for and the request lacks.
        reason: One sentence that says what decided.
        reasons: For each type of policy that had a say, one sentence.
        decisive: The statement that decided; None where none did.
    """

    decision: Outcome
    matched_statements: tuple[MatchedStatement, ...] = ()
    missing_context: tuple[str, ...] = ()
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decisive: MatchedStatement | None = None

    @property
    def is_allowed(self) -> bool | None:
        """True, false, or None where it is not known."""
        return None if self.decision in (CONDITIONAL, UNKNOWN) else self.decision == ALLOWED

    def statements(self) -> pd.DataFrame:
        """Return `matched_statements` as a frame, with its attributes as columns."""
        columns = zip(*self.matched_statements, strict=True) if self.matched_statements else ()
        table = pa.table(list(map(list, columns)) or [[] for _ in _MATCHED.names], schema=_MATCHED)
        frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def __repr__(self) -> str:
        return f"<Decision {self.decision}: {self.reason}>"

    def __bool__(self) -> NoReturn:
        raise TypeError("a decision is neither true nor false: ask for `decision` or `is_allowed`")

    def __reduce__(self) -> tuple[Any, ...]:
        found = self.decision, self.matched_statements, self.missing_context
        return Decision, (*found, self.reason, dict(self.reasons), self.decisive)


_MATCHED: Final = pa.schema(
    [
        ("policy_type", pa.string()),
        ("policy", pa.string()),
        ("statement", pa.int64()),
        ("sid", pa.string()),
        ("effect", pa.string()),
        ("matches", pa.bool_()),
    ]
)
