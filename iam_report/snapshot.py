"""Snapshot: the frames of one or many accounts; and load, which reads whatever is there."""

from __future__ import annotations

import importlib
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from iam_report.arn import IAM_ARN_HEAD
from iam_report.errors import ExportError, MissingExtraError, did_you_mean, shown
from iam_report.frames import schemas
from iam_report.frames.accounts import ACCOUNTS
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.exports import AS_OF_SOURCES, EXPORTS
from iam_report.frames.problems import LEVELS, Problem, problems_frame
from iam_report.frames.roles import ROLES
from iam_report.frames.users import USERS
from iam_report.graph import relations
from iam_report.readers.collect import Exports
from iam_report.readers.folder import Found, Sources, find
from iam_report.readers.garbage import collector_paused
from iam_report.readers.merge import merge
from iam_report.readers.moments import given_moment
from iam_report.schema import category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from iam_report.readers.parsed import Parsed

_KEY = ["account_id", "as_of"]
_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")


class Snapshot:
    """The frames of one or many accounts.

    Frames are attributes and items: `snapshot.access_keys` is `snapshot["access_keys"]`. Relations
    are made when they are first asked for, and kept.

    Attributes:
        problems: What could not be read, or was read with a doubt (`problems` frame).
    """

    def __init__(
        self, frames: Mapping[str, pd.DataFrame], problems: pd.DataFrame | None = None
    ) -> None:
        self._read = dict(frames)
        self._made: dict[str, pd.DataFrame] = {}
        self.problems = problems_frame([]) if problems is None else problems

    @property
    def read(self) -> Mapping[str, pd.DataFrame]:
        """The frames that were read from exports or given, by name; no relation made of them."""
        return MappingProxyType(self._read)

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """The frames read, and the relations made so far, by name."""
        return MappingProxyType(self._made | self._read)

    @property
    def accounts(self) -> pd.DataFrame:
        """The accounts, one row for each moment (`accounts` frame)."""
        if ACCOUNTS.name in self._read:
            return self._read[ACCOUNTS.name]
        if ACCOUNTS.name not in self._made:
            self._made[ACCOUNTS.name] = _accounts(self)
        return self._made[ACCOUNTS.name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return the frame `name`.

        Raises:
            KeyError: There is no frame of this name, or no export to make it from.
        """
        if name == "problems":
            return self.problems
        if name == ACCOUNTS.name:
            return self.accounts
        if name in self._read:
            return self._read[name]
        if name not in self._made:
            relation = relations().get(name)
            if relation is None or name not in self:
                raise KeyError(self._missing(name))
            needed = [self] if relation.takes_all else [self[frame] for frame in relation.frames]
            names = () if relation.takes_all else relation.sharpening_frames
            sharpening = {n: self[n] for n in names if n in self}
            with collector_paused():
                self._made[name] = relation.make(*needed, **sharpening)
        return self._made[name]

    def latest(self) -> Snapshot:
        """Return a snapshot with the latest moment of each account.

        What older exports say of an account may have been mended since. Each that is left out has
        a row in `problems`, level info.
        """
        newest = self.accounts.groupby("account_id")["as_of"].transform("max")
        old = self.accounts.loc[self.accounts["as_of"] < newest, _KEY]
        if old.empty:
            return self
        left_out = problems_frame(
            Problem(
                "info",
                "older_export",
                "",
                f"account {account} as of {moment} is left out: there are newer exports of it",
            )
            for account, moment in zip(old["account_id"], old["as_of"], strict=True)
        )
        problems = pd.concat([self.problems, left_out], ignore_index=True)
        problems["number"] = pd.Series(range(1, len(problems) + 1), dtype=left_out["number"].dtype)
        frames = {name: _without(frame, old) for name, frame in self._read.items()}
        return Snapshot(frames, problems)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as exc:
            raise AttributeError(exc.args[0]) from None

    def __contains__(self, name: str) -> bool:
        """Tell whether the frame is there or can be made."""
        if name in self._read or name in ("problems", ACCOUNTS.name):
            return True
        relation = relations().get(name)
        return relation is not None and all(frame in self for frame in relation.frames)

    def __dir__(self) -> Iterable[str]:
        names = {*self._read, *relations(), ACCOUNTS.name}
        return sorted({*super().__dir__(), *(n for n in names if n in self)})

    def __repr__(self) -> str:
        frames = ", ".join(f"{n} {len(f):,}" for n, f in sorted(self._read.items()))
        count, doubts = len(self.accounts), len(self.problems)
        return f"<Snapshot of {count:,} accounts: {frames}; {doubts:,} problems>"

    def _repr_html_(self) -> str:
        # The layer of display is above this one; only a notebook asks for it.
        display = importlib.import_module("iam_report.display")
        shown: str = display.snapshot_html(self.accounts, self.read, self.problems)
        return shown

    def _missing(self, name: str) -> str:
        schema = schemas().get(name)
        if schema is not None and schema.export:
            return f"no export holds frame `{name}`; get it by `{schema.export}`"
        relation = relations().get(name)
        if relation is not None:
            lacking = next(frame for frame in relation.frames if frame not in self)
            return f"frame `{name}` is made of others: {self._missing(lacking)}"
        known = [*self._read, *relations(), ACCOUNTS.name, "problems"]
        return f"no frame `{name}`; {did_you_mean(name, known) or f'there are {known}'}"


def load(
    source: Sources,
    *,
    as_of: str | datetime | None = None,
    account_id: str | None = None,
    dayfirst: bool | None = None,
    progress: bool = False,
) -> Snapshot:
    """Read whatever is there: exports are told apart by content, not by name.

    Args:
        source: A file, a folder (of one account, or a tree of many), a zip file, a glob pattern,
            `-` for standard input, an open binary file, bytes, a decoded export, or a list of
            those.
        as_of: The moment at which the exports were true; by default that of each account's
            exports (see `read_credential_report`).
        account_id: The account to read; rows of others are left out, with a row in `problems`.
        dayfirst: How to read dates that a spreadsheet wrote (see `read_credential_report`).
        progress: Show a progress bar (needs the extra `notebook`).

    Returns:
        A Snapshot; rows stand in the order of the sources. What was found in a folder, archive or
        pattern and could not be read is in its `problems`.

    Raises:
        ExportError: A file that was named is no export, or nothing at all could be read.
    """
    if account_id is not None and not _ACCOUNT_ID.fullmatch(str(account_id)):
        raise ExportError(
            f"account_id `{shown(account_id)}` is not an account ID",
            hint="write its 12 digits, as text",
            code="bad_account_id",
        )
    given = given_moment(as_of)
    exports = Exports(given, dayfirst=dayfirst)
    _add_all(exports, _with_progress(find(source), progress=progress))
    parts, problems = exports.settled()
    frames, more = merge(parts, None if account_id is None else str(account_id))
    problems += more
    if not frames:
        raise _nothing(problems)
    if account_id is not None and frames[EXPORTS.name].empty:
        raise _no_such_account(str(account_id), parts)
    return Snapshot(frames, problems_frame(problems))


def _add_all(exports: Exports, everything: Iterable[Found]) -> None:
    for found in everything:
        exports.add(found)


def _nothing(problems: list[Problem]) -> ExportError:
    """Return the error that names the worst of the problems."""
    why, hint = "", ""
    if problems:
        worst = max(problems, key=lambda p: LEVELS.index(p.level))
        place = "" if f"`{worst.file}" in worst.message else f"`{worst.file}`: "
        others = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        why, hint = f": {place}{worst.message}{others}", worst.hint
    return ExportError(
        f"nothing could be read{why}",
        hint=hint or "give the folder that holds the exports",
        code="nothing_read",
    )


def _no_such_account(account_id: str, parts: list[Parsed]) -> ExportError:
    there = sorted({a for part in parts for a in part.frames[EXPORTS.name]["account_id"]})
    return ExportError(
        f"the exports hold no account {account_id}",
        hint=f"they hold {', '.join(there[:10]) or 'no account'}{' ...' if there[10:] else ''}",
        code="nothing_read",
    )


def _with_progress(found: Iterator[Found], *, progress: bool) -> Iterable[Found]:
    if not progress:
        return found
    try:
        from tqdm.auto import tqdm  # noqa: PLC0415  (an extra)
    except ImportError as exc:
        raise MissingExtraError(
            "a progress bar needs tqdm", hint="pip install 'iam_report[notebook]'"
        ) from exc
    shown_while_read: Iterable[Found] = tqdm(found, unit="file")
    return shown_while_read


def _without(frame: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a frame whose snapshot key is not among `keys`."""
    found = frame[_KEY].merge(keys.assign(found=True), on=_KEY, how="left")["found"]
    return frame[found.isna().to_numpy()].reset_index(drop=True)


def _accounts(snapshot: Snapshot) -> pd.DataFrame:
    """Return the `accounts` frame, from `exports` and the frames that list users and roles."""
    frames = [f for n, f in snapshot.read.items() if n != EXPORTS.name]
    exports = snapshot.read.get(EXPORTS.name, EXPORTS.empty())
    keys = pd.concat([f[_KEY].drop_duplicates() for f in [exports, *frames]])
    accounts = keys.drop_duplicates().sort_values(_KEY, ignore_index=True)
    grouped = exports.groupby(_KEY, observed=True)
    best = exports.assign(source=exports["as_of_source"].cat.codes).groupby(_KEY)["source"].min()
    names = grouped["export"].agg(lambda e: ", ".join(sorted(set(e))))
    accounts = accounts.merge(best.reset_index(), on=_KEY, how="left")
    accounts = accounts.merge(
        names.reset_index().rename(columns={"export": "exports"}), on=_KEY, how="left"
    )
    accounts = accounts.merge(_of_arns(snapshot), on=_KEY, how="left")
    codes = accounts["source"].fillna(0).astype("int8")
    return ACCOUNTS.from_columns(
        accounts.assign(
            as_of_source=category(codes, AS_OF_SOURCES), exports=accounts["exports"].fillna("")
        )[list(ACCOUNTS.by_name)]
    )


def _of_arns(snapshot: Snapshot) -> pd.DataFrame:
    """Return partition and number of users of each account that an export lists users of."""
    report = snapshot.read.get(CREDENTIAL_REPORT.name, CREDENTIAL_REPORT.empty())
    users = report.groupby(_KEY, observed=True).agg(
        partition=("partition", "first"), rows=("is_root", "size"), roots=("is_root", "sum")
    )
    users["users"] = users["rows"] - users["roots"]
    found = users[["partition", "users"]].reset_index()
    for name in (USERS.name, ROLES.name):
        frame = snapshot.read.get(name, schemas()[name].empty())
        listed = frame.groupby(_KEY, observed=True).agg(arn=("arn", "first"), users=("arn", "size"))
        partition = listed["arn"].str.extract(IAM_ARN_HEAD)["partition"]
        more = listed.assign(partition=partition)[["partition", "users"]].reset_index()
        if name == ROLES.name:  # an account with roles and no users
            more["users"] = pd.Series(None, more.index, dtype=more["users"].dtype)
        found = pd.concat([found, more], ignore_index=True)
    return found.groupby(_KEY, observed=True).first().reset_index()
