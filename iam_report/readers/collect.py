"""Exports as they are found: each is read, then those of an account are set to one moment."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from iam_report.errors import ExportError
from iam_report.frames.authorization_details import NAME as DETAILS
from iam_report.frames.exports import AS_OF_SOURCES, EXPORTS
from iam_report.frames.problems import Problem
from iam_report.readers._details_pages import NamedPage, read_pages
from iam_report.readers.authorization_details import AccountDetails, details_of, no_as_of
from iam_report.readers.credential_report import parse_detected
from iam_report.readers.detect import detect_blob
from iam_report.readers.garbage import collector_paused
from iam_report.readers.parsed import Parsed, problem_of
from iam_report.schema import TIMESTAMP, as_series, repeated

if TYPE_CHECKING:
    from datetime import datetime

    from iam_report.readers.folder import Found
    from iam_report.readers.source import Blob


class _Details(NamedTuple):
    """The details of an account, and the folder that they were found in."""

    folder: str
    named: bool
    details: AccountDetails


class Exports:
    """What was found, in its order.

    Args:
        as_of: The moment that the caller gave, or None.
        dayfirst: How to read dates that a spreadsheet wrote.
    """

    def __init__(self, as_of: datetime | None, *, dayfirst: bool | None) -> None:
        self._as_of = as_of
        self._dayfirst = dayfirst
        self._parts: list[Parsed | _Details] = []
        self._folders: dict[int, str] = {}
        self._problems: list[Problem] = []
        self._pages: list[NamedPage] = []
        self._folder = ""
        self._named = False
        self._damaged: set[str] = set()

    def add(self, found: Found) -> None:
        """Read what was found.

        Raises:
            ExportError: It was named, and is no export or cannot be read.
        """
        if isinstance(found, Problem):
            self._problems.append(found)
            return
        try:
            self._read(found.blob, named=found.named)
        except ExportError as exc:
            if found.named or exc.code == "bad_as_of":
                raise
            problem = problem_of(exc, found.blob.name)
            self._problems.append(problem)
            if problem.level == "error":
                self._damaged.add(_folder_of(found.blob))

    def _read(self, blob: Blob, *, named: bool) -> None:
        folder = _folder_of(blob)
        detected = detect_blob(blob)
        if detected.export == DETAILS:
            if folder != self._folder:
                self._flush()
            text = detected.value if isinstance(detected.value, bytes) else None
            with collector_paused():
                self._pages += read_pages(text, detected.value, blob.name)
            self._folder, self._named = folder, self._named or named
            return
        read = parse_detected(
            detected.value, blob.name, as_of=self._as_of, dayfirst=self._dayfirst, strict=named
        )
        self._folders[id(read)] = folder
        self._parts.append(read)
        self._problems += read.problems

    def _flush(self) -> None:
        """Put the pages of a folder together."""
        pages, named = self._pages, self._named
        self._pages, self._named = [], False
        if not pages:
            return
        try:
            with collector_paused():
                found, problems = details_of(pages)
        except ExportError as exc:
            if named:
                raise
            self._problems.append(problem_of(exc, pages[0].file))
            return
        self._problems += problems
        self._parts += [_Details(self._folder, named, details) for details in found]

    def settled(self) -> tuple[list[Parsed], list[Problem]]:
        """Return what was read, in the order in which it was found, and what is to be said of it.

        Authorization details do not say when they were true. They get the moment of the account's
        credential report: of the one in the same folder, else of the earliest that is not older
        than their newest date.

        Raises:
            ExportError: An export that was named does not say when it was true.
        """
        self._flush()
        reports = [part for part in self._parts if isinstance(part, Parsed)]
        moments = _Moments(reports, self._folders)
        parts = []
        for part in self._parts:
            if isinstance(part, Parsed):
                parts.append(part)
            elif stamped := self._stamped(part, moments):
                parts.append(stamped)
                self._problems += stamped.problems
        return parts, self._problems

    def _stamped(self, found: _Details, moments: _Moments) -> Parsed | None:
        details = found.details
        if details.of.is_paged and found.folder in self._damaged:
            details.of.miss_a_page()  # the file that cannot be read may be one
        if self._as_of is not None:
            return details.stamp(self._as_of, AS_OF_SOURCES[0])
        report = moments.of(details.of.account_id, found.folder, details.newest)
        if report is not None:
            if report.is_inferred and details.newest is not None:
                return details.stamp(moments.not_before(report, details.newest), report.source)
            return details.stamp(report.as_of, report.source)
        if details.newest is not None:
            return details.stamp(details.newest, AS_OF_SOURCES[-1])
        error = no_as_of(details.of.file)
        if found.named:
            raise error
        self._problems.append(problem_of(error, details.of.file))
        return None


def _folder_of(blob: Blob) -> str:
    return str(PurePath(blob.name).parent)


class _Moment(NamedTuple):
    """The moment of an account's credential report."""

    part: Parsed
    account_id: str
    folder: str
    as_of: datetime
    source: str

    @property
    def is_inferred(self) -> bool:
        """Whether the report does not say when it was generated."""
        return self.source == AS_OF_SOURCES[-1]


class _Moments:
    """The moments of the credential reports."""

    def __init__(self, reports: list[Parsed], folders: dict[int, str]) -> None:
        self._found: dict[str, list[_Moment]] = {}
        for part in reports:
            exports = part.frames[EXPORTS.name]
            columns = (exports[c].tolist() for c in ("account_id", "as_of", "as_of_source"))
            for account, as_of, source in zip(*columns, strict=True):
                moment = _Moment(part, account, folders[id(part)], as_of, source)
                self._found.setdefault(account, []).append(moment)

    def of(self, account_id: str, folder: str, newest: datetime | None) -> _Moment | None:
        """Return the moment of the report that goes with details, if there is one."""
        everywhere = self._found.get(account_id, [])
        beside = [moment for moment in everywhere if moment.folder == folder]
        found = sorted(beside or everywhere, key=lambda moment: moment.as_of)
        if not found:
            return None
        late_enough = (m for m in found if newest is None or m.as_of >= newest)
        return next(late_enough, found[-1])

    def not_before(self, report: _Moment, newest: datetime) -> datetime:
        """Return the newest date of report and details, where the report has no date of its own.

        The report gets the same moment, so that both are of one snapshot.
        """
        if newest <= report.as_of:
            return report.as_of
        _move(report, newest)
        moved = report._replace(as_of=newest)
        of_account = self._found[report.account_id]
        of_account[of_account.index(report)] = moved
        return newest


def _move(report: _Moment, as_of: datetime) -> None:
    """Set the rows of an account in a report to another moment."""
    for name, frame in report.part.frames.items():
        if set(frame["account_id"].unique()) <= {report.account_id}:
            moment = repeated(as_of, len(frame), TIMESTAMP)
            report.part.frames[name] = frame.assign(as_of=as_series(moment).set_axis(frame.index))
        else:
            own = (frame["account_id"] == report.account_id) & (frame["as_of"] == report.as_of)
            moved = frame["as_of"].mask(own.astype(bool), as_of)
            report.part.frames[name] = frame.assign(as_of=moved)
