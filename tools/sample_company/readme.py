"""The page that introduces the sample data."""

from __future__ import annotations

from itertools import chain
from textwrap import fill
from typing import TYPE_CHECKING, Final

from tools.sample_company.credential_report import ROOT_USER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tools.sample_company.model import Account, Company, Story

PAGE: Final = """\
# Sample data: {name}

{introduction}

It moved to AWS in {since} and has three accounts. They belong to an organization whose management
account (`{management_account}`) is not among the exports.

{accounts}

Each account has two exports, and each was made in its own way. Credential reports are what
`aws iam get-credential-report` prints; the CSV file is the same with its content decoded, as
somebody saved it, and does not say when it was generated. The other files are what
`aws iam get-account-authorization-details` prints: in one piece, in pages (`--no-paginate`), and as
a program wrote it that left the policies URL-encoded. AWS's own policies are in them, much
abridged.

## What to look for

Most users are fine. Among the others are people who have left, people who never came, robots that
can do more than robots need, keys that are older than some of the ships, and doors that are open to
more than their makers meant. Some questions to begin with:

- Which root user would you look at first, and which one not at all?
- Who can sign in with nothing but a password?
- Whose credentials still work although nobody uses them, and whose although nobody should?
- Which key rotations were begun and not finished, and which is just under way?
- Has any access key been somewhere that the company has not?
- Which users do not belong to one person?
- Who is an administrator and does not look like one?
- Which roles let in somebody from outside, and which of those are as they should be?
- Of three GitHub deploy roles in production, which one would you close?
- Two accounts demand MFA by a policy of the same name. Does it work in both?
- Who could become an administrator, though nobody has made them one?
- From which account could somebody become an administrator of another one?
- Which role may write policies of roles, and does no harm with it?
- Which policies, roles and groups would nobody miss?
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

| account | who or what | story |
| --- | --- | --- |
{access_stories}
"""


def readme(company: Company, files: Sequence[str]) -> str:
    """Return the page; `files` are the exports, by folders that have the names of accounts."""
    stories = chain.from_iterable(_stories(account) for account in company.accounts)
    return PAGE.format(
        name=company.name,
        introduction=fill(_introduction(company), width=100),
        since=min(account.opened for account in company.accounts).year,
        management_account=company.management_account,
        accounts="\n".join(_accounts(company.accounts, files)),
        stories="\n".join(stories),
        access_stories="\n".join(
            f"| {account.name} | `{story.subject}` | {story.text} |"
            for account in company.accounts
            for story in sorted(account.access.stories, key=lambda story: story.subject)
        ),
    )


def _introduction(company: Company) -> str:
    return (
        f"{company.name} is {company.business}. The company, its people and everything that"
        " happens here are invented; the account ids are those that AWS uses in its own"
        " documentation."
    )


def _accounts(accounts: Iterable[Account], files: Sequence[str]) -> Iterator[str]:
    yield "| account | since | users | roles | what for | exports |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for account in accounts:
        own = [file for file in files if file.startswith(f"{account.name}/")]
        yield (
            f"| {account.name} (`{account.id}`) | {account.opened.year} | {len(account.users)}"
            f" | {len(account.access.roles)} | {account.purpose}"
            f" | {', '.join(f'[`{file}`]({file})' for file in own)} |"
        )


def _stories(account: Account) -> Iterator[str]:
    for story in account.root.stories:
        yield _line(account, ROOT_USER, story)
    for user in sorted(account.users, key=lambda user: user.name.lower()):
        for story in user.stories:
            yield _line(account, user.name, story)


def _line(account: Account, user: str, story: Story) -> str:
    return f"| {account.name} | `{user}` | {story.text} |"
