"""Account authorization details: pages -> the entries of each account, and what they lack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa

from iam_report.arn import owner
from iam_report.errors import ExportError, shown
from iam_report.frames.authorization_details import SECTIONS
from iam_report.frames.problems import Problem
from iam_report.readers._details_structs import ALWAYS
from iam_report.readers._details_tables import Entries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.readers._details_pages import NamedPage
    from iam_report.readers._details_structs import Policy, Role, User

#: Attribute of Entries by list of the export.
_ATTRIBUTES: Final = {
    "UserDetailList": "users",
    "GroupDetailList": "groups",
    "RoleDetailList": "roles",
    "Policies": "policies",
}
_MOST_LISTED: Final = 10


@dataclass
class AccountEntries:
    """What pages say of one account.

    Attributes:
        account_id: The account.
        files: The files that the pages were read from.
        entries: The entries.
        problems: What is to be said of them.
        missing: Frames whose list the pages do not hold.
        truncated: Whether pages are missing.
        is_paged: Whether a page says that others follow.
        dropped: Entries that could not be read, or contradict one that was.
        repeated: Entries that stood in the pages twice.
    """

    account_id: str
    files: list[str]
    entries: Entries = field(default_factory=Entries)
    problems: list[Problem] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    truncated: bool = False
    is_paged: bool = False
    dropped: int = 0
    repeated: int = 0

    @property
    def file(self) -> str:
        """The names of the files."""
        return ", ".join(self.files)

    def miss_a_page(self) -> None:
        """Note that pages are missing."""
        self.truncated = True
        self.problems.append(
            Problem(
                "warning",
                "truncated",
                self.file,
                f"pages are missing of account {self.account_id}: what is not in the export may "
                "still be in the account",
                hint="export without --max-items and --no-paginate, or give all pages",
            )
        )


def entries_of_accounts(pages: list[NamedPage]) -> tuple[list[AccountEntries], list[Problem]]:
    """Return the entries of each account in pages that belong together.

    Raises:
        ExportError: No entry names an account.
    """
    problems = [problem for page in pages for problem in page.problems]
    everything = {name: _section(pages, name) for name in _ATTRIBUTES}
    accounts, bad = _split(everything, pages)
    problems += bad
    files = list(dict.fromkeys(page.file for page in pages))
    dropped = sum(page.dropped for page in pages) + len(bad)
    if not accounts:
        raise ExportError(
            f"`{files[0]}` names no account: none of its entries has an ARN of one",
            hint="a full export lists the account's roles; export without --filter",
            file=files[0],
            code="no_account",
        )
    found = []
    for account_id, entries in accounts.items():
        of_account = AccountEntries(account_id, files, entries, dropped=dropped)
        _without_repeats(of_account)
        lacking = _without_gaps(entries)
        of_account.truncated = _is_truncated(pages)
        of_account.is_paged = any(page.page.is_truncated for page in pages)
        of_account.missing = _missing(pages, of_account.entries)
        _say_what_is_missing(of_account)
        if lacking:
            of_account.truncated = True
            of_account.problems.append(_about_gaps(lacking, of_account))
        found.append(of_account)
    return found, problems


def _section(pages: Iterable[NamedPage], name: str) -> list[Any]:
    sections = (getattr(page.page, name) for page in pages)
    lists = [section for section in sections if section is not msgspec.UNSET]
    return lists[0] if len(lists) == 1 else [entry for each in lists for entry in each]


def _split(
    everything: dict[str, list[Any]], pages: list[NamedPage]
) -> tuple[dict[str, Entries], list[Problem]]:
    """Return the entries by account; AWS managed policies belong to each."""
    found: dict[str, Entries] = {}
    shared: list[Any] = []
    problems: list[Problem] = []
    for section, entries in everything.items():
        of = owner(pa.chunked_array([pa.array([e.Arn for e in entries], pa.string())]))
        ids = of.account_id
        if of.is_one:
            account = ids[0].as_py()
            setattr(found.setdefault(account, Entries()), _ATTRIBUTES[section], entries)
            continue
        for entry, account in zip(entries, ids.to_pylist(), strict=True):
            if account is not None:
                of_account = found.setdefault(account, Entries())
                getattr(of_account, _ATTRIBUTES[section]).append(entry)
            elif section == "Policies" and ":iam::aws:policy/" in entry.Arn:
                shared.append(entry)
            else:
                problems.append(_bad_arn(entry, section, pages[0].file))
    # Each account lists the policies of AWS that it uses: several accounts list the same.
    distinct = {(entry.Arn, entry.DefaultVersionId): entry for entry in reversed(shared)}
    for entries_of in found.values():
        own = map(_copy, reversed(distinct.values()))
        entries_of.policies = [*entries_of.policies, *own] if shared else entries_of.policies
    return found, problems


def _copy(policy: Policy) -> Policy:
    """Return a policy of AWS for one account: what is forgotten of it stays with the others."""
    versions = [msgspec.structs.replace(version) for version in policy.PolicyVersionList]
    return msgspec.structs.replace(policy, PolicyVersionList=versions)


def _bad_arn(entry: Any, section: str, file: str) -> Problem:
    return Problem(
        "error",
        "bad_arn",
        file,
        f"an entry of {section} is left out: `{shown(entry.Arn)}` is no ARN of IAM",
        hint="use the output of the AWS CLI as it is; it may have been edited",
    )


def _without_repeats(account: AccountEntries) -> None:
    """Leave each ARN once: pages may overlap, and files may be given twice."""
    for section, attribute in _ATTRIBUTES.items():
        entries = getattr(account.entries, attribute)
        arns = [e.Arn for e in entries]
        if len(set(arns)) == len(arns):
            continue
        first: dict[str, Any] = {}
        for entry in entries:
            known = first.setdefault(entry.Arn, entry)
            if known is entry:
                continue
            if msgspec.json.encode(known) == msgspec.json.encode(entry):
                account.repeated += 1
                continue
            account.dropped += 1
            account.problems.append(
                Problem(
                    "error",
                    "conflicting_entries",
                    account.file,
                    f"two entries of {section} differ for `{shown(entry.Arn)}`; the first is read",
                    hint="give exports of different moments in folders of their own",
                )
            )
        setattr(account.entries, attribute, list(first.values()))


def _without_gaps(entries: Entries) -> list[str]:
    """Make lists that entries lack empty; return the ARNs of these entries."""
    found = []
    for name in ALWAYS:
        lacking = [e for e in entries.owners if getattr(e, name, None) is msgspec.UNSET]
        for entry in lacking:
            setattr(entry, name, [])
        found += [e.Arn for e in lacking]
    return list(dict.fromkeys(found))


def _about_gaps(arns: list[str], account: AccountEntries) -> Problem:
    listed = ", ".join(f"`{shown(arn)}`" for arn in arns[:_MOST_LISTED])
    more = f" and {len(arns) - _MOST_LISTED} more" * (len(arns) > _MOST_LISTED)
    return Problem(
        "warning",
        "elements_missing",
        account.file,
        f"entries lack {' or '.join(ALWAYS)}, which AWS always writes: {listed}{more}",
        hint="use the output of the AWS CLI as it is; it may have been edited",
    )


def _is_truncated(pages: list[NamedPage]) -> bool:
    """Tell whether pages are missing: of a whole sequence one page alone is not truncated."""
    return all(page.page.is_truncated for page in pages)


def _missing(pages: list[NamedPage], entries: Entries) -> tuple[str, ...]:
    """Return the frames whose list is not in the export.

    AWS writes empty lists for what `--filter` left out. Every account has roles that services made,
    and every policy that is attached and group that a user is in are in a full export: where that
    does not hold, an empty list says nothing.
    """
    there = {n for p in pages for n in SECTIONS.values() if getattr(p.page, n) is not msgspec.UNSET}
    filtered = not entries.roles or (
        not entries.policies and any(e.AttachedManagedPolicies for e in entries.owners)
    )
    filtered = filtered or (not entries.groups and any(u.GroupList for u in entries.users))
    return tuple(
        frame
        for frame, section in SECTIONS.items()
        if section not in there or (filtered and not getattr(entries, _ATTRIBUTES[section]))
    )


def _say_what_is_missing(account: AccountEntries) -> None:
    if account.truncated:
        account.miss_a_page()
    if account.missing:
        sections = ", ".join(SECTIONS[frame] for frame in account.missing)
        account.problems.append(
            Problem(
                "warning",
                "sections_missing",
                account.file,
                f"{sections} of account {account.account_id} not in the export: not assessed",
                hint="export without --filter",
            )
        )
    account.problems += _about_references(account)
    if account.repeated:
        account.problems.append(
            Problem(
                "info", "repeated_entries", account.file, f"{account.repeated} entries stood twice"
            )
        )


def _about_references(account: AccountEntries) -> list[Problem]:
    """Say which policies and groups are named and not there."""
    entries = account.entries
    held = {p.Arn for p in entries.policies}
    named = {a.PolicyArn for e in entries.owners for a in e.AttachedManagedPolicies}
    bounded: list[User | Role] = [*entries.users, *entries.roles]
    bounds = (e.PermissionsBoundary for e in bounded)
    named.update(b.PermissionsBoundaryArn for b in bounds if b is not None)
    groups = {g.GroupName for g in entries.groups}
    of_users = {name for user in entries.users for name in user.GroupList}
    found = []
    if "managed_policies" not in account.missing and (lacking := named - held):
        found.append(_not_there("policy_not_in_export", "policies", sorted(lacking), account))
    if "groups" not in account.missing and (lacking := of_users - groups):
        found.append(_not_there("group_not_in_export", "groups", sorted(lacking), account))
    return found


def _not_there(code: str, what: str, names: list[str], account: AccountEntries) -> Problem:
    listed = ", ".join(f"`{shown(name)}`" for name in names[:_MOST_LISTED])
    more = f" and {len(names) - _MOST_LISTED} more" * (len(names) > _MOST_LISTED)
    return Problem(
        "warning",
        code,
        account.file,
        f"{what} are named and not in the export, so that what they grant is not known: "
        f"{listed}{more}",
        hint="export all of `aws iam get-account-authorization-details`, without --filter",
    )
