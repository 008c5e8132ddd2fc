"""Decisions: what one principal may do, and who may do something, as text and JSON.

Lines of text have at most 100 columns, but for names that somebody may want to copy. Nothing from
an export can steer the terminal.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report._version import __version__
from iam_report.frames.who_can import DECISIONS
from iam_report.policy.decisions import CONDITIONAL
from iam_report.schema import as_arrow
from iam_report.writers.json_text import joined, objects
from iam_report.writers.plain import clean, count, wrap
from iam_report.writers.tables import as_column, as_table, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.policy.decisions import Decision, MatchedStatement

_INDENT: Final = " " * 4
#: Lines that a sentence, or a list of keys, may have.
_LINES: Final = 8

_FITS: Final = {True: "fits", None: "may fit"}

_HOW_TO_GIVE: Final = (
    "To have it decided, say what the request holds: --context KEY=VALUE, --context-absent KEY for "
    "a key that it lacks, or --context-complete if it lacks all that are not given."
)
#: What a text has that a terminal is not to get, or that is not ASCII and needs a closer look.
_UNUSUAL: Final = r"[^\x20-\x7e]"


class Question(NamedTuple):
    """What was asked.

    Attributes:
        action: The action, or a pattern of actions.
        resource: The resource, or a pattern.
        principal: Who asks; None where that is the question.
    """

    action: str
    resource: str
    principal: str | None = None

    @property
    def what(self) -> str:
        """The action and resource as a phrase."""
        return f"{self.action} on {'any resource' if self.resource == '*' else self.resource}"


def decision_text(decision: Decision, asked: Question) -> str:
    """Return a decision as text: its word first, then what decided, then the statements."""
    lines = [
        *_wrapped(f"{decision.decision}: {asked.what}, by {asked.principal}"),
        *_wrapped(decision.reason),
        *_reasons(decision),
        *_statements(decision),
        *_keys(decision),
    ]
    return "\n".join(lines) + "\n"


def _wrapped(text: object, indent: str = "") -> list[str]:
    return wrap(text, indent=indent, lines=_LINES)


def _reasons(decision: Decision) -> Iterator[str]:
    """Yield what each type of policy says, where there are several."""
    if len(decision.reasons) < 2:  # noqa: PLR2004
        return
    yield from ("", "BY TYPE OF POLICY")
    for kind, reason in decision.reasons.items():
        first, *others = wrap(reason, indent=" " * 14, lines=_LINES) or [""]
        yield f"{_INDENT}{kind:<10}{first.lstrip()}".rstrip()
        yield from others


def _statements(decision: Decision) -> Iterator[str]:
    yield ""
    if not decision.matched_statements:
        yield "NO STATEMENT FITS"
        return
    yield "STATEMENTS THAT FIT, OR MAY"
    for each in decision.matched_statements:
        mark = ", decides" * (each == decision.decisive)
        text = f"{each.policy_type}: {each.policy}, {_place(each)} ({_FITS[each.matches]}{mark})"
        first, *others = wrap(text, indent=" " * 11, lines=_LINES)
        yield f"{_INDENT}{each.effect:<7}{first.lstrip()}"
        yield from others


def _place(statement: MatchedStatement) -> str:
    return f"statement {statement.statement}" + f" {statement.sid}" * bool(statement.sid)


def _keys(decision: Decision) -> Iterator[str]:
    """Yield the condition keys that the request was not known to have."""
    if not decision.missing_context:
        return
    yield from ("", "CONDITION KEYS WITHOUT A VALUE")
    yield from _wrapped(", ".join(decision.missing_context), _INDENT)
    if decision.decision == CONDITIONAL:
        yield from _wrapped(_HOW_TO_GIVE)


def decision_json(decision: Decision, asked: Question) -> str:
    """Return a decision as one JSON object, in ASCII.

    Its keys are `version`, `principal`, `action`, `resource`, and the attributes of `Decision`.
    """
    decisive = decision.decisive
    found = {
        "version": __version__,
        "principal": asked.principal,
        "action": asked.action,
        "resource": asked.resource,
        "decision": decision.decision,
        "reason": decision.reason,
        "reasons": dict(decision.reasons),
        "matched_statements": [each._asdict() for each in decision.matched_statements],
        "missing_context": list(decision.missing_context),
        "decisive": None if decisive is None else decisive._asdict(),
    }
    return json.dumps(found, indent=2) + "\n"


def who_can_text(frame: pd.DataFrame, asked: Question) -> str:
    """Return a `who_can` frame as text: names under what decides, those who are allowed first."""
    lines = list(_who_can_lines(frame, asked))
    return "\n".join([*lines, *_wrapped(_total(frame, asked))]) + "\n"


def _total(frame: pd.DataFrame, asked: Question) -> str:
    counts = frame["decision"].value_counts()
    found = ", ".join(f"{counts[word]:,} {word}" for word in DECISIONS if counts.get(word, 0))
    return f"{asked.what}: {found or 'nobody'} (root users are not asked about)"


#: Columns that rows which are shown together share.
_SHARED: Final = (
    "decision",
    "resource",
    "policy_type",
    "policy",
    "policy_arn",
    "via",
    "group",
    "statement",
    "reason",
    "missing_context",
)


def _who_can_lines(frame: pd.DataFrame, asked: Question) -> Iterator[str]:
    """Yield the lines of all rows; rows with the same answer stand together."""
    if frame.empty:
        return
    shared = [*_SHARED[:4], *_SHARED[5:]]
    group = frame.groupby(shared, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    decision = frame["decision"].cat.codes.to_numpy()
    order = np.lexsort((np.arange(len(frame)), group, decision))
    names = _names(frame).take(pa.array(order)).to_pylist()
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    heads = records(frame.iloc[order[starts]][list(_SHARED)])
    sizes = frame["decision"].value_counts()
    ends = [*starts[1:].tolist(), len(order)]
    word = None
    for head, start, end in zip(heads, starts.tolist(), ends, strict=True):
        if head["decision"] != word:
            word = head["decision"]
            yield f"{word}: {count(int(sizes[word]), 'answer')}"
        yield from _head(head, with_resource=head["resource"] != asked.resource)
        yield from names[start:end]
        yield ""


def _head(row: dict[str, Any], *, with_resource: bool) -> Iterator[str]:
    """Yield what rows that stand together share."""
    if with_resource:
        yield f"  {clean(row['resource'])}"
    notes = []
    if row["via"]:
        owner = f": {row['group']}" * bool(row["group"])
        notes.append(f"{row['via']}{owner}")
    missing = (row["missing_context"] or "").split(", ")
    if keys := [key for key in missing if key and f"`{key}`" not in row["reason"]]:
        notes.append(f"also not known: {', '.join(keys)}")
    end = f" ({'; '.join(notes)})" if notes else ""
    yield from _wrapped(f"{row['reason']}{end}", "  ")


def _names(frame: pd.DataFrame) -> Any:
    """Return a line for the principal of each row."""
    kinds = as_column(frame["principal_type"]).cast(pa.string())
    return pc.binary_join_element_wise(
        _INDENT, pc.utf8_rpad(kinds, 18), _clean(as_arrow(frame["principal"]).combine_chunks()), ""
    )


def _clean(names: pa.Array) -> pa.Array:
    """Return names that steer no terminal; few of them need a look."""
    unusual = pc.match_substring_regex(names, _UNUSUAL)
    if not pc.any(unusual).as_py():
        return names
    mended = [clean(name) for name in names.filter(unusual).to_pylist()]
    return pc.replace_with_mask(names, unusual, pa.array(mended, names.type))


def who_can_json(frame: pd.DataFrame, asked: Question) -> str:
    """Return a `who_can` frame as one JSON object, one row a line.

    Its keys are `version`, `action`, `resource` and `who_can`, a list of rows.
    """
    head = {"version": __version__, "action": asked.action, "resource": asked.resource}
    start = json.dumps(head)[:-1]
    rows = b",\n".join(joined(lines, ",\n") for lines in objects(as_table(frame)))
    return f'{start},\n"who_can": [\n{rows.decode()}\n]}}\n'
