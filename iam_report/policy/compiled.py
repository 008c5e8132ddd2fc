"""Policies as the decision engine takes them: parsed once, from whatever form they are given in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import msgspec
import pandas as pd

from iam_report.errors import IamReportError, shown
from iam_report.policy.conditions import Condition, conditions_of
from iam_report.policy.documents import parse_documents, plain_document
from iam_report.policy.operators import NULL, Operator, parse_operator
from iam_report.policy.resources import VARIABLE
from iam_report.policy.variables import WITH_VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A policy: the JSON of its document decoded, or as text, or the frame that `read_policy` returns.
Policy: TypeAlias = "Mapping[str, Any] | str | bytes | pd.DataFrame | CompiledPolicy"

#: Columns of `statements` that are needed.
ELEMENTS: Final = (
    "statement",
    "sid",
    "effect",
    "actions",
    "not_actions",
    "resources",
    "not_resources",
    "principals",
    "not_principals",
    "conditions",
)

#: How the text of a policy begins: as an object, as a JSON string, URL-encoded.
_BEGINS: Final = ("{", '"', "%7")

#: Distinct documents that are kept.
_KEPT: Final = 4_096

#: Operators of these types replace policy variables.
_REPLACING: Final = ("String", "Arn", "Bool")


class UnknownPolicy(NamedTuple):
    """A policy that is known to be there, but not what it says."""

    reason: str = "its document is not in the export"
    """Why, as a sentence."""


class PreparedCondition(NamedTuple):
    """A condition, taken apart."""

    condition: Condition
    operator: Operator
    key: str
    """In lower case."""
    values: tuple[str, ...]
    has_variables: bool
    """A value holds a variable that is to be replaced."""


class CompiledStatement(NamedTuple):
    """A statement."""

    place: int
    """Position in the document, from 0."""
    sid: str | None
    is_deny: bool
    actions: tuple[str, ...] | None
    """Of `Action` or `NotAction`, in lower case; None if there is neither."""
    is_not_action: bool
    resources: tuple[str, ...] | None
    """Of `Resource` or `NotResource`."""
    is_not_resource: bool
    principals: tuple[tuple[str, str], ...] | None
    """Type and value, of `Principal` or `NotPrincipal`."""
    is_not_principal: bool
    conditions: tuple[PreparedCondition, ...]
    with_variables: bool
    """Its document is of the version that has variables."""
    written: tuple[str, ...] | None = None
    """`actions` as the document has them."""


class CompiledPolicy:
    """The statements of a policy."""

    def __init__(self, statements: tuple[CompiledStatement, ...], text: str | None) -> None:
        self.statements = statements
        #: For actions in lower case the statements that are about them.
        self.by_action: dict[str, tuple[CompiledStatement, ...]] = {}
        #: The document; None if it is known only as a frame.
        self.text = text

    @cached_property
    def allows(self) -> tuple[CompiledStatement, ...]:
        """The statements that allow."""
        return tuple(s for s in self.statements if not s.is_deny)

    @cached_property
    def denies(self) -> tuple[CompiledStatement, ...]:
        """The statements that deny."""
        return tuple(s for s in self.statements if s.is_deny)


def compiled(policy: Policy, name: str = "the policy") -> CompiledPolicy:
    """Return a policy as the decision engine takes it.

    Args:
        policy: A document decoded or as JSON text, or a `statements` frame of one document.
        name: What errors call it.

    Raises:
        IamReportError: It is no policy, or one that AWS would refuse.
    """
    if isinstance(policy, CompiledPolicy):
        return policy
    if isinstance(policy, pd.DataFrame):
        return _of_frame(policy, name)
    if isinstance(policy, str) and not policy.lstrip("\ufeff \t\r\n").startswith(_BEGINS):
        raise IamReportError(
            f"{name} is no JSON: `{shown(policy)}`",
            hint="give the text of a policy; a file is read with read_policy",
        )
    try:
        if isinstance(policy, Mapping):
            text = msgspec.json.encode(policy)
        else:
            text = policy if isinstance(policy, bytes) else str.encode(policy)
        return _of_text(text)
    except IamReportError as error:
        raise IamReportError(f"{name}: {error.message}", hint=error.hint) from None
    except (TypeError, ValueError, RecursionError) as error:
        raise IamReportError(
            f"{name} is no policy: `{type(policy).__name__}`",
            hint="give the document as a dict or JSON text, or the frame of read_policy",
        ) from error


@lru_cache(maxsize=_KEPT)
def _of_text(text: bytes) -> CompiledPolicy:
    parsed = parse_documents([plain_document(text.strip())])
    problem = parsed.documents["problem"][0].as_py()
    if problem is not None:
        raise IamReportError(
            f"AWS would refuse this policy: {problem}",
            hint="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
        )
    version = parsed.documents["language_version"][0].as_py()
    columns = [parsed.statements[name].to_pylist() for name in ELEMENTS]
    rows = [dict(zip(ELEMENTS, row, strict=True)) for row in zip(*columns, strict=True)]
    document = parsed.documents["text"][0].as_py()
    return CompiledPolicy(compile_statements(rows, version), document)


def _of_frame(frame: pd.DataFrame, name: str) -> CompiledPolicy:
    missing = [column for column in (*ELEMENTS, "language_version") if column not in frame]
    if missing or ("document" in frame and len(frame["document"].unique()) > 1):
        what = f"no column `{missing[0]}`" if missing else "several documents"
        raise IamReportError(
            f"{name} is no frame of one policy: it has {what}", hint="give what read_policy returns"
        )
    columns = [_plain(frame[column]) for column in ELEMENTS]
    rows = [dict(zip(ELEMENTS, row, strict=True)) for row in zip(*columns, strict=True)]
    versions = _plain(frame["language_version"])
    return CompiledPolicy(compile_statements(rows, versions[0] if versions else None), None)


def _plain(column: pd.Series) -> list[Any]:
    import pyarrow as pa  # noqa: PLC0415  (a frame that was made by hand has no Arrow columns)

    found: list[Any] = pa.chunked_array(pa.array(column, from_pandas=True)).to_pylist()
    return found


def compile_statements(
    rows: Iterable[Mapping[str, Any]], version: str | None
) -> tuple[CompiledStatement, ...]:
    """Return the statements of a well-formed document.

    Args:
        rows: Mappings with ELEMENTS, as `statements` has them.
        version: The `Version` of the document; None where it has none.
    """
    with_variables = version == WITH_VARIABLES
    return tuple(_compile(row, with_variables=with_variables) for row in rows)


def _compile(row: Mapping[str, Any], *, with_variables: bool) -> CompiledStatement:
    actions, is_not_action = _either(row["actions"], row["not_actions"])
    resources, is_not_resource = _either(row["resources"], row["not_resources"])
    principals, is_not_principal = _either(row["principals"], row["not_principals"])
    return CompiledStatement(
        place=row["statement"],
        sid=row["sid"],
        is_deny=row["effect"] == "Deny",
        actions=None if actions is None else tuple(text.lower() for text in actions),
        is_not_action=is_not_action,
        resources=None if resources is None else tuple(resources),
        is_not_resource=is_not_resource,
        principals=None if principals is None else tuple(tuple(p.values()) for p in principals),
        is_not_principal=is_not_principal,
        conditions=tuple(
            _prepare(c, with_variables=with_variables) for c in conditions_of(row["conditions"])
        ),
        with_variables=with_variables,
        written=None if actions is None else tuple(actions),
    )


def _either(plain: Any, negated: Any) -> tuple[Any, bool]:
    return (plain, False) if plain is not None or negated is None else (negated, True)


def _prepare(condition: Condition, *, with_variables: bool) -> PreparedCondition:
    operator = parse_operator(condition.operator)
    has_variables = (
        with_variables
        and operator.base != NULL
        and operator.base.startswith(_REPLACING)
        and any(map(VARIABLE.search, condition[2]))
    )
    return PreparedCondition(
        condition, operator, condition.key.lower(), condition.values, has_variables
    )
