"""Read `aws iam get-account-authorization-details`: who there is, and which policies they have."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import ExportError, ExportWarning, shown
from iam_report.frames import schemas
from iam_report.frames.authorization_details import NAME
from iam_report.frames.exports import AS_OF_SOURCES, EXPORTS
from iam_report.frames.problems import Problem
from iam_report.readers._details_accounts import AccountEntries, entries_of_accounts
from iam_report.readers._details_pages import read_pages
from iam_report.readers._details_tables import Tables, make_tables
from iam_report.readers.detect import detect_blob
from iam_report.readers.garbage import collector_paused
from iam_report.readers.moments import given_moment
from iam_report.readers.parsed import Parsed, error_of
from iam_report.readers.source import open_source
from iam_report.schema import TIMESTAMP, category, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from iam_report.readers._details_pages import NamedPage
    from iam_report.readers.source import Blob, Source

#: The report that `as_of` comes from may be four hours old when it is downloaded, and the details
#: be exported later that day.
_TOLERANCE: Final = timedelta(days=1)

_MOST_LISTED: Final = 10


@dataclass(frozen=True)
class AccountDetails:
    """The details of one account, before it is known when they were true.

    Attributes:
        of: The entries and what is to be said of them.
        tables: The columns of the frames.
        newest: The newest date that they hold, or None.
    """

    of: AccountEntries
    tables: Tables
    newest: datetime | None

    def stamp(self, as_of: datetime, source: str) -> Parsed:
        """Return the frames as of a moment.

        Args:
            as_of: When the export was true.
            source: Where that comes from, a word of AS_OF_SOURCES.
        """
        frames = {}
        for name, columns in self.tables.frames.items():
            count = len(next(iter(columns.values())))
            key = {
                "account_id": repeated(self.of.account_id, count),
                "as_of": repeated(as_of, count, TIMESTAMP),
            }
            frames[name] = schemas()[name].from_arrays({**key, **columns})
        exports = self._exports(as_of, source)
        return Parsed({**frames, EXPORTS.name: exports}, self._problems(as_of))

    def _exports(self, as_of: datetime, source: str) -> pd.DataFrame:
        entries = self.of.entries
        rows = len(entries.owners) + len(entries.policies)
        values = {
            "account_id": self.of.account_id,
            "as_of": as_of,
            "export": NAME,
            "file": self.of.file,
            "rows": rows,
            "accounts": 1,
            "dropped_rows": self.of.dropped,
            "repeated_rows": self.of.repeated,
            "future_dates": self._future_dates(as_of),
            "missing_columns": ", ".join(self.of.missing),
            "truncated": self.of.truncated,
            "unexpected_columns": "",
        }
        columns: dict[str, Any] = {
            c.name: pa.array([values.get(c.name)], c.type)
            for c in EXPORTS.columns
            if c.name != "as_of_source"
        }
        columns["as_of_source"] = category([AS_OF_SOURCES.index(source)], AS_OF_SOURCES)
        return EXPORTS.from_arrays(columns)

    def _future_dates(self, as_of: datetime) -> int:
        latest = pa.scalar(as_of + _TOLERANCE, TIMESTAMP)
        return sum(
            pc.sum(pc.greater(column, latest)).as_py() or 0 for column in _dates(self.tables)
        )

    def _problems(self, as_of: datetime) -> list[Problem]:
        found = list(self.of.problems)
        if odd := self.tables.odd_dates:
            found.append(
                self._problem(
                    "bad_date",
                    f"not dates, and read as not known: {_some(odd)}",
                    "use the output of the AWS CLI as it is",
                )
            )
        if odd := self.tables.odd_versions:
            found.append(
                self._problem(
                    "version_in_force_unknown",
                    f"the version in force is not known of {_some(odd)}",
                    "the list of versions and the default version contradict each other",
                )
            )
        if late := self._future_dates(as_of):
            found.append(
                self._problem(
                    "future_date",
                    f"dates later than as_of ({as_of:%Y-%m-%d %H:%M} UTC), of unknown age: {late}",
                    "export the credential report and the authorization details on one day",
                )
            )
        return found

    def _problem(self, code: str, message: str, hint: str) -> Problem:
        return Problem("warning", code, self.of.file, message, hint=hint)


def read_authorization_details(
    source: Source | Iterable[Source],
    *,
    as_of: str | datetime | None = None,
) -> Mapping[str, pd.DataFrame]:
    """Read account authorization details.

    Args:
        source: Path, bytes or open binary file with the JSON that
            ``aws iam get-account-authorization-details`` prints, or that JSON decoded; or a list
            of its pages, in any order. Gzip, byte order marks and UTF-16 are seen through, as are
            the key styles of other programs, and documents written as text.
        as_of: The moment at which the export was true; by default the newest date that it holds
            of the account.

    Returns:
        A mapping of frames by name: `users`, `groups`, `roles`, `managed_policies`,
        `policy_versions`, `inline_policies`, `policy_attachments`, `group_memberships`,
        `instance_profiles`, `tags`, `documents` (the distinct policy documents) and `statements`
        (theirs). Their columns are those of the schemas in `iam_report.frames`. Rows stand in the
        order of the export. Several accounts may stand in one export.

    Raises:
        ExportError: The content is no such export, or a part of it cannot be read.

    Warns:
        ExportWarning: The export was read, but something is missing or odd.

    Examples:
        >>> import iam_report as ir
        >>> path = "sample_data/production/authorization-details.json"
        >>> details = ir.read_authorization_details(path)
        >>> details["users"][["user", "groups", "attached_policies"]]  # doctest: +SKIP
    """
    with collector_paused():
        pages = [page for blob in _blobs(source) for page in _pages_of(blob)]
        accounts, problems = details_of(pages)
        del pages
    given = given_moment(as_of)
    parts = []
    for details in accounts:
        moment = given or details.newest
        if moment is None:
            raise no_as_of(details.of.file)
        parts.append(details.stamp(moment, AS_OF_SOURCES[0 if given else -1]))
        problems += parts[-1].problems
    if errors := [p for p in problems if p.level == "error"]:
        raise error_of(errors[0])
    for problem in problems:
        if problem.level == "warning":
            warnings.warn(f"`{problem.file}`: {problem.message}", ExportWarning, stacklevel=2)
    names = [name for name in parts[0].frames if name != EXPORTS.name]
    frames = {name: _concat([part.frames[name] for part in parts]) for name in names}
    return MappingProxyType(frames)


def details_of(pages: list[NamedPage]) -> tuple[list[AccountDetails], list[Problem]]:
    """Return the details of each account in pages that belong together, and what is to be said.

    Raises:
        ExportError: No entry names an account.
    """
    accounts, problems = entries_of_accounts(pages)
    found = []
    for entries in accounts:
        tables = make_tables(entries.entries)
        found.append(AccountDetails(entries, tables, _newest(tables)))
    return found, problems


def no_as_of(file: str) -> ExportError:
    """Return the error for details without any date."""
    return ExportError(
        f"`{file}` does not say when it was true: it has no dates",
        hint="give as_of=, the moment at which it was exported",
        file=file,
        code="no_as_of",
    )


def _blobs(source: Any) -> list[Blob]:
    """Return the pages, or the one export; a list may hold paths as well as decoded pages."""
    one = isinstance(source, str | bytes | bytearray | memoryview | Mapping) or hasattr(
        source, "read"
    )
    if one or hasattr(source, "__fspath__"):
        return [open_source(source)]
    return [open_source(each) for each in source]


def _pages_of(blob: Blob) -> list[NamedPage]:
    detected = detect_blob(blob)
    if detected.export != NAME:
        raise ExportError(
            f"`{blob.name}` is no authorization details, but `{detected.export}`",
            hint="`iam_report.load` reads exports of any kind",
            file=blob.name,
            code="other_export",
        )
    text = detected.value if isinstance(detected.value, bytes) else None
    return read_pages(text, detected.value, blob.name)


def _dates(tables: Tables) -> list[pa.Array]:
    """Return the columns of dates."""
    return [
        column
        for columns in tables.frames.values()
        for column in columns.values()
        if isinstance(column, pa.Array | pa.ChunkedArray) and column.type == TIMESTAMP
    ]


def _newest(tables: Tables) -> datetime | None:
    found = [pc.max(column).as_py() for column in _dates(tables)]
    return max((moment for moment in found if moment is not None), default=None)


def _concat(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _some(texts: list[str]) -> str:
    listed = ", ".join(f"`{shown(text)}`" for text in texts[:_MOST_LISTED])
    return listed + f" and {len(texts) - _MOST_LISTED} more" * (len(texts) > _MOST_LISTED)
