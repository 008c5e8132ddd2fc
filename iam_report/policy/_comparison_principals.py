"""Entries of `Principal`, compared: whom a statement is about, of those that another one names.

An account stands for its root user and, where its policies agree, for everybody in it; so it is
equal to itself only, and of a role in it nothing is sure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from iam_report.policy import trusts
from iam_report.policy.kleene import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.policy.compiled import CompiledStatement

#: Type and value of an entry; the type is `NotPrincipal` for everybody but those that are named.
Entry: TypeAlias = tuple[str, str]

#: Everybody, and a requester without an account.
ANYONE: Final = ("*", "*")

#: Somebody of an account that no policy is likely to name.
_STRANGER: Final = ("AWS", "arn:aws:iam::777788889999:user/example")

_NOBODY: Final = (trusts.WILDCARD, trusts.INVALID, trusts.DELETED)
_ONE_OF_AN_ACCOUNT: Final = (trusts.USER, trusts.ROLE, trusts.SESSION, trusts.FEDERATED_USER)
_CANONICAL: Final = "CanonicalUser"


def entries_of(statement: CompiledStatement) -> list[Entry | None]:
    """Return whom a statement names, one entry each; None alone where it names no principals."""
    if statement.principals is None:
        return [None]
    if statement.is_not_principal:
        is_empty = any(_kind(entry) == trusts.ANYONE for entry in statement.principals)
        return [] if is_empty else [(trusts.NOT_PRINCIPAL, text_of(statement))]
    found = (entry for entry in statement.principals if _kind(entry) not in _NOBODY)
    return list(dict.fromkeys(found))


def text_of(statement: CompiledStatement) -> str:
    """Return the entries of a statement as one text, in a fixed order."""
    return ", ".join(sorted({shown(entry) for entry in statement.principals or ()}))


def shown(entry: Entry) -> str:
    """Return an entry for a reader: its value, with its type where that is not plain."""
    kind, value = entry
    if kind in ("*", "AWS"):
        return value
    return f"all but {value}" if kind == trusts.NOT_PRINCIPAL else f"{kind}: {value}"


def covers_entry(
    statement: CompiledStatement, entry: Entry | None, of: CompiledStatement
) -> bool | None:
    """Return whether a statement is about all whom an entry names.

    Args:
        statement: The statement.
        entry: One of `entries_of(of)`.
        of: The statement that has the entry.

    Returns:
        False if it is about none of them; None if it is about some, or AWS does not say.
    """
    if entry is None or statement.principals is None:
        return entry is None and statement.principals is None
    if entry[0] == trusts.NOT_PRINCIPAL:
        return _covers_others(statement, of)
    found = [_covers(one, entry) for one in statement.principals]
    if not statement.is_not_principal:
        return any_of(found)
    if any(_kind(one) == trusts.ANYONE for one in statement.principals):
        return False
    if True in found:
        return None if statement.is_deny and _has_account(entry) else False
    return None if None in found else True


def names_all_of(wide: CompiledStatement, narrow: CompiledStatement) -> bool:
    """Return whether one statement is sure to be about all whom another one is about."""
    if wide.principals is None or narrow.principals is None:
        return wide.principals is narrow.principals
    ours, theirs = set(map(_plain, wide.principals)), set(map(_plain, narrow.principals))
    if not wide.is_not_principal and any(_kind(e) == trusts.ANYONE for e in wide.principals):
        return True
    if wide.is_not_principal != narrow.is_not_principal or wide.is_deny != narrow.is_deny:
        return not wide.is_not_principal and not narrow.is_not_principal and theirs <= ours
    return ours <= theirs if wide.is_not_principal else theirs <= ours


def candidates(entry: Entry | None, others: Iterable[CompiledStatement]) -> list[Entry | None]:
    """Return requesters to try for an entry: one that it names, and for everybody else some."""
    if entry is None:
        return [None]
    if entry[0] != trusts.NOT_PRINCIPAL and _kind(entry) != trusts.ANYONE:
        return [_requester(entry)]
    named = [
        _requester(one)
        for statement in others
        for one in statement.principals or ()
        if _kind(one) != trusts.ANYONE and _kind(one) not in _NOBODY
    ]
    return list(dict.fromkeys([ANYONE, _STRANGER, *named]))


def principal_matches(statement: CompiledStatement, who: Entry | None) -> bool | None:
    """Return whether a statement is about one requester.

    Args:
        statement: The statement.
        who: The requester, as an entry names it: ANYONE for one without an account; None where no
            policy names principals.
    """
    if who is None or statement.principals is None:
        return who is None and statement.principals is None
    found = [_is_about(entry, who) for entry in statement.principals]
    if not statement.is_not_principal:
        return any_of(found)
    if any(_kind(entry) == trusts.ANYONE for entry in statement.principals):
        return False
    if not statement.is_deny:
        named = any_of([_is_about(e, who) or _is_of_account(e, who) for e in statement.principals])
        return None if named is None else not named
    of_account = any(_is_of_account(entry, who) for entry in statement.principals)
    if True not in found and None not in found and not of_account:
        return True
    return False if True in found and (of_account or not _has_account(who)) else None


def _covers_others(statement: CompiledStatement, of: CompiledStatement) -> bool | None:
    """Return whether a statement is about everybody but those that another one names."""
    if names_all_of(statement, of):
        return True
    entries = statement.principals or ()
    is_nobody = all(_kind(entry) in _NOBODY for entry in entries)
    if statement.is_not_principal:
        return False if any(_kind(entry) == trusts.ANYONE for entry in entries) else None
    return False if is_nobody else None


def _covers(wide: Entry, narrow: Entry) -> bool | None:
    """Return whether one entry covers another; false if nobody is in both."""
    ours, theirs = _kind(wide), _kind(narrow)
    if ours in _NOBODY:
        return False
    if ours == trusts.ANYONE or _plain(wide) == _plain(narrow):
        return True
    if theirs == trusts.ANYONE:
        return None
    if _CANONICAL in (wide[0], narrow[0]):  # it stands for an account
        return (
            None
            if {ours, theirs} & {trusts.UNKNOWN, *trusts.OF_ACCOUNTS} == {ours, theirs}
            else False
        )
    if ours == theirs == trusts.SERVICE:
        return None if _first_and_domain(wide[1]) == _first_and_domain(narrow[1]) else False
    return None if _overlap(wide, narrow) else False


def _is_about(entry: Entry, who: Entry) -> bool | None:
    """Return whether an entry is about one requester, who stands for itself alone."""
    if who == ANYONE:
        return _kind(entry) == trusts.ANYONE
    found = _covers(entry, who)
    if found is None and _kind(who) == trusts.ACCOUNT and _kind(entry) in _ONE_OF_AN_ACCOUNT:
        return False  # the root user is none of them
    if found is None and _kind(entry) == trusts.ACCOUNT and _kind(who) in _ONE_OF_AN_ACCOUNT:
        return True
    return found


def _overlap(a: Entry, b: Entry) -> bool:
    """Return whether two entries may be about the same requester: an account and one in it."""
    first, second = trusts.principal(*a), trusts.principal(*b)
    if first.account is None or first.account != second.account:
        return False
    kinds = {first.kind, second.kind}
    if trusts.ACCOUNT in kinds:
        return kinds <= {trusts.ACCOUNT, *_ONE_OF_AN_ACCOUNT}
    if kinds == {trusts.ROLE, trusts.SESSION}:
        role, session = sorted((a[1], b[1]), key=lambda text: ":assumed-role/" in text)
        return role.rsplit("/", 1)[-1].lower() == session.split("/")[1].lower()
    return kinds == {trusts.USER, trusts.FEDERATED_USER}


def _is_of_account(entry: Entry, who: Entry) -> bool:
    """Return whether an entry is the account of a requester."""
    account = trusts.principal(*entry)
    found = trusts.principal(*who)
    return account.kind == trusts.ACCOUNT and _has_account(who) and account.account == found.account


def _has_account(entry: Entry) -> bool:
    """Return whether an entry is an account, or somebody in one: providers and services are not."""
    return _kind(entry) in (*trusts.OF_ACCOUNTS, trusts.UNKNOWN)


def _requester(entry: Entry) -> Entry:
    """Return one requester whom an entry names."""
    found = trusts.principal(*entry)
    if found.kind == trusts.ACCOUNT and entry[1] == found.account:
        return "AWS", f"arn:aws:iam::{found.account}:root"
    return entry


def _plain(entry: Entry) -> Entry:
    """Return an entry in one spelling."""
    kind, value = entry
    found = trusts.principal(kind, value)
    if found.kind == trusts.ACCOUNT:
        return "AWS", found.account or ""
    if found.kind == trusts.ANYONE:
        return ANYONE
    return kind, value.lower() if kind == "Service" else value


def _kind(entry: Entry) -> str:
    if entry[0] == _CANONICAL:
        return trusts.UNKNOWN
    return trusts.principal(*entry).kind


def _first_and_domain(service: str) -> tuple[str, ...]:
    parts = service.lower().split(".")
    return parts[0], *parts[-2:]
