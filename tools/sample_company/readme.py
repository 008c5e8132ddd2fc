"""The page that introduces the sample data."""

from __future__ import annotations

from itertools import chain
from textwrap import fill
from typing import TYPE_CHECKING, Final

from tools.sample_company.credential_report import ROOT_USER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tools.sample_company.model import Account, Company, Story

PAGE: Final = """\
# Sample data: {name}

{introduction}

It moved to AWS in {since} and has three accounts. They belong to an organization whose management
account (`{management_account}`) is not among the exports.

{accounts}

The two JSON files are what `aws iam get-credential-report` prints. The CSV file is the same report
with its content decoded, as somebody saved it; it does not say when it was generated.

## What to look for

Most users are fine. Among the others are people who have left, people who never came, robots that
can do more than robots need, and keys that are older than some of the ships. Some questions to
begin with:

- Which root user would you look at first, and which one not at all?
- Who can sign in with nothing but a password?
- Whose credentials still work although nobody uses them, and whose although nobody should?
- Which key rotations were begun and not finished, and which is just under way?
- Has any access key been somewhere that the company has not?
- Which users do not belong to one person?
- Do all user names survive your spreadsheet, and your CSV reader?

## How it is made

`tools/make_sample_data.py` makes everything in this folder, this page included. It draws ordinary
days at random, always the same ones, and tells the stories below on top:

```console
$ python tools/make_sample_data.py
$ python tools/make_sample_data.py --check
```

The second command changes nothing; it fails when a file here is not what the first would write.

## Spoilers

| account | user | story |
| --- | --- | --- |
{stories}
"""


def readme(company: Company, files: Mapping[str, str]) -> str:
    """Return the page; `files` names each account's credential report."""
    stories = chain.from_iterable(_stories(account) for account in company.accounts)
    return PAGE.format(
        name=company.name,
        introduction=fill(_introduction(company), width=100),
        since=min(account.opened for account in company.accounts).year,
        management_account=company.management_account,
        accounts="\n".join(_accounts(company.accounts, files)),
        stories="\n".join(stories),
    )


def _introduction(company: Company) -> str:
    return (
        f"{company.name} is {company.business}. The company, its people and everything that"
        " happens here are invented; the account ids are those that AWS uses in its own"
        " documentation."
    )


def _accounts(accounts: Iterable[Account], files: Mapping[str, str]) -> Iterator[str]:
    yield "| account | since | users | what for | export |"
    yield "| --- | --- | --- | --- | --- |"
    for account in accounts:
        file = files[account.id]
        yield (
            f"| {account.name} (`{account.id}`) | {account.opened.year} | {len(account.users)}"
            f" | {account.purpose} | [`{file}`]({file}) |"
        )


def _stories(account: Account) -> Iterator[str]:
    for story in account.root.stories:
        yield _line(account, ROOT_USER, story)
    for user in sorted(account.users, key=lambda user: user.name.lower()):
        for story in user.stories:
            yield _line(account, user.name, story)


def _line(account: Account, user: str, story: Story) -> str:
    return f"| {account.name} | `{user}` | {story.text} |"
