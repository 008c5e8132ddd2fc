"""The sample authorization details: shaped like real ones, and true to their stories."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import pytest

import iam_report as ir
from iam_report.policy.action_sets import unknown_patterns
from tools.make_sample_data import SAMPLE_DATA
from tools.sample_company import example_ferries
from tools.sample_company.authorization_details import ANSWER_ORDER, PAGE_LENGTH, groups_of
from tools.sample_company.credential_report import ROOT_USER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.sample_company.model import Account

COMPANY: Final = example_ferries()
DOCUMENTATION_ACCOUNTS: Final = {
    "111122223333",
    "123456789012",
    "210987654321",
    "444455556666",
    "777788889999",
    "999999999999",
}
DOCUMENT_KEYS: Final = {"PolicyDocument", "AssumeRolePolicyDocument", "Document"}
FILES: Final = {
    "production": ("authorization-details.json",),
    "development": ("authorization-details-1.json", "authorization-details-2.json"),
    "legacy": ("iam-dump.json",),
}
OF_SERVICES: Final = ("/aws-service-role/", "/aws-reserved/")
UNUSED: Final = timedelta(days=90)

Entry = dict[str, Any]


def decoded(value: Any, key: str = "") -> Any:
    """Return what a value says, however documents, times and absent lists are written."""
    if key in DOCUMENT_KEYS and isinstance(value, str):
        return json.loads(unquote(value))
    if key.endswith("Date"):
        return datetime.fromisoformat(value)
    if isinstance(value, dict):
        return {k: decoded(v, k) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [decoded(item) for item in value]
    return value


def texts_of(account: Account) -> list[str]:
    folder = SAMPLE_DATA / account.name
    return [(folder / name).read_text(encoding="utf-8") for name in FILES[account.name]]


def details_of(account: Account) -> dict[str, list[Entry]]:
    pages = [json.loads(text) for text in texts_of(account)]
    return {name: decoded([e for page in pages for e in page[name]]) for name in ANSWER_ORDER}


DETAILS: Final = {account.name: details_of(account) for account in COMPANY.accounts}


@pytest.fixture(params=COMPANY.accounts, ids=lambda account: account.name)
def account(request: pytest.FixtureRequest) -> Account:
    chosen: Account = request.param
    return chosen


@pytest.fixture
def details(account: Account) -> dict[str, list[Entry]]:
    return DETAILS[account.name]


def owners(details: dict[str, list[Entry]]) -> Iterator[Entry]:
    return chain.from_iterable(details[name] for name in ANSWER_ORDER[:3])


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield everything below a value with its key."""
    yield key, value
    children = value.items() if isinstance(value, dict) else ()
    children = [("", item) for item in value] if isinstance(value, list) else children
    for name, child in children:
        yield from walk(child, name)


def size(document: Entry) -> int:
    """Return the characters that AWS counts."""
    return len("".join(json.dumps(document, separators=(",", ":")).split()))


def inline_policies(owner: Entry) -> list[Entry]:
    return [p for key in owner if key.endswith("PolicyList") for p in owner[key]]


def short_name(entry: Entry) -> str:
    """Return what a story calls an entry: the last part of its ARN."""
    return re.sub(r"^arn:aws:iam::\d{12}:", "", entry["Arn"])


def test_users_are_those_of_the_credential_report(
    account: Account, details: dict[str, list[Entry]]
) -> None:
    folder = SAMPLE_DATA / account.name
    if account.name == "legacy":
        text = (folder / "credential_report.csv").read_text(encoding="utf-8")
    else:
        answer = json.loads((folder / "credential-report.json").read_bytes())
        text = base64.b64decode(answer["Content"]).decode()
    reported = {
        (row["user"], row["arn"], datetime.fromisoformat(row["user_creation_time"]))
        for row in csv.DictReader(io.StringIO(text))
        if row["user"] != ROOT_USER
    }
    assert {
        (u["UserName"], u["Arn"], u["CreateDate"]) for u in details["UserDetailList"]
    } == reported


def test_what_is_named_is_there(details: dict[str, list[Entry]]) -> None:
    groups = {group["GroupName"] for group in details["GroupDetailList"]}
    assert {g for user in details["UserDetailList"] for g in user["GroupList"]} <= groups
    policies = {policy["Arn"]: policy for policy in details["Policies"]}
    attached = Counter(
        a["PolicyArn"] for o in owners(details) for a in o["AttachedManagedPolicies"]
    )
    boundaries = Counter(
        o["PermissionsBoundary"]["PermissionsBoundaryArn"]
        for o in owners(details)
        if "PermissionsBoundary" in o
    )
    assert {*attached, *boundaries} <= set(policies)
    for arn, policy in policies.items():
        assert policy["AttachmentCount"] == attached[arn]
        assert policy["PermissionsBoundaryUsageCount"] == boundaries[arn]
        assert attached[arn] or boundaries[arn] or ":iam::aws:" not in arn


def test_groups_are_those_of_the_model(account: Account, details: dict[str, list[Entry]]) -> None:
    listed = {user["UserName"]: user["GroupList"] for user in details["UserDetailList"]}
    assert listed == {user.name: groups_of(account, user) for user in account.users}


def test_entries_have_the_keys_of_real_ones(account: Account) -> None:
    first = json.loads(texts_of(account)[0])
    user = first["UserDetailList"][0]
    assert list(user)[:5] == ["Path", "UserName", "UserId", "Arn", "CreateDate"]
    written = [u.get("UserPolicyList", "absent") for u in first["UserDetailList"]]
    assert ("absent" in written) == (account.name != "legacy")
    assert [] not in written
    for role in first["RoleDetailList"]:
        assert "RoleLastUsed" in role
        assert not {"Description", "MaxSessionDuration"} & set(role)
    assert all("Tags" not in group for group in first["GroupDetailList"])


def test_ids_are_unique_and_none_of_aws(account: Account, details: dict[str, list[Entry]]) -> None:
    keys = ("UserId", "GroupId", "RoleId", "PolicyId", "InstanceProfileId")
    entries = [*owners(details), *details["Policies"]]
    ids = [entry[key] for entry in entries for key in keys if key in entry]
    assert len(ids) == len(set(ids)) == len(entries)
    assert all(re.fullmatch(r"A(IDA|GPA|ROA|NPA|IPA)[A-Z2-7]{10}EXAMPLE", text) for text in ids)
    for text in texts_of(account):
        assert set(re.findall(r"(?<!\d)\d{12}(?!\d)", text)) <= DOCUMENTATION_ACCOUNTS
        assert not re.search(r"AKIA|ASIA", text)


def test_time_runs_forwards(account: Account, details: dict[str, list[Entry]]) -> None:
    for entry in chain(owners(details), details["Policies"]):
        dates = [value for key, value in walk(entry) if key.endswith("Date")]
        assert max(dates) <= account.exported
        if ":iam::aws:" not in entry["Arn"]:
            assert min(dates) == entry["CreateDate"] >= account.opened
    for policy in details["Policies"]:
        versions = policy["PolicyVersionList"]
        numbers = [int(version["VersionId"][1:]) for version in versions]
        assert numbers == sorted(numbers, reverse=True)
        made = [version["CreateDate"] for version in versions]
        assert made == sorted(made, reverse=True)
        assert made[0] == policy["UpdateDate"]
        default = [v["VersionId"] for v in versions if v["IsDefaultVersion"]]
        assert default == [policy["DefaultVersionId"]]


def test_nothing_is_larger_than_aws_allows(details: dict[str, list[Entry]]) -> None:
    limits = {"UserName": 2048, "GroupName": 5120, "RoleName": 10240}
    for owner in owners(details):
        limit = next(limits[key] for key in limits if key in owner)
        assert sum(size(p["PolicyDocument"]) for p in inline_policies(owner)) <= limit
        assert len(owner["AttachedManagedPolicies"]) <= 10
    for policy in details["Policies"]:
        assert all(size(v["Document"]) <= 6144 for v in policy["PolicyVersionList"])
        assert len(policy["PolicyVersionList"]) <= 5
    assert all(size(r["AssumeRolePolicyDocument"]) <= 2048 for r in details["RoleDetailList"])


def test_one_policy_is_nearly_full() -> None:
    sizes = {
        p["PolicyName"]: size(p["PolicyVersionList"][0]["Document"])
        for p in DETAILS["production"]["Policies"]
    }
    assert [name for name, n in sizes.items() if n > 0.9 * 6144] == ["harbour-gauges"]


def test_pages_are_full_but_the_last() -> None:
    account = next(a for a in COMPANY.accounts if a.name == "development")
    pages = [json.loads(text) for text in texts_of(account)]
    lengths = [sum(len(page[name]) for name in ANSWER_ORDER) for page in pages]
    assert lengths[0] == PAGE_LENGTH
    assert 0 < lengths[1] < PAGE_LENGTH
    assert [page["IsTruncated"] for page in pages] == [True, False]
    assert ["Marker" in page for page in pages] == [True, False]


def test_documents_are_encoded_in_the_dump_only(account: Account) -> None:
    for text in texts_of(account):
        documents = [value for key, value in walk(json.loads(text)) if key in DOCUMENT_KEYS]
        kinds = {type(document) for document in documents}
        assert kinds == ({str} if account.name == "legacy" else {dict})


def test_every_story_shows_in_its_entry(account: Account) -> None:
    entries = {
        short_name(entry): json.dumps(entry, default=str)
        for entry in chain(owners(DETAILS[account.name]), DETAILS[account.name]["Policies"])
    }
    entries["account"] = json.dumps(DETAILS[account.name], default=str)
    assert account.access.stories
    for story in account.access.stories:
        text = entries[story.subject]
        assert [piece for piece in story.holds if piece not in text] == [], story.subject
        assert [piece for piece in story.lacks if piece in text] == [], story.subject


def test_every_story_is_on_the_page(account: Account) -> None:
    page = (SAMPLE_DATA / "README.md").read_text(encoding="utf-8")
    for story in account.access.stories:
        assert f"| {account.name} | `{story.subject}` | {story.text} |" in page


def trouble(account: Account) -> Iterator[str]:
    """Yield whom something should be told of."""
    details = DETAILS[account.name]
    members = {name for user in details["UserDetailList"] for name in user["GroupList"]}
    for group in details["GroupDetailList"]:
        if group["GroupName"] not in members or not (
            group["GroupPolicyList"] or group["AttachedManagedPolicies"]
        ):
            yield short_name(group)
    for policy in details["Policies"]:
        counts = policy["AttachmentCount"], policy["PermissionsBoundaryUsageCount"]
        if counts == (0, 0) or len(policy["PolicyVersionList"]) == 5:
            yield short_name(policy)
    for role in details["RoleDetailList"]:
        used = role["RoleLastUsed"].get("LastUsedDate")
        trusts = json.dumps(role["AssumeRolePolicyDocument"])
        idle = used is None or account.exported - used > UNUSED
        by_anyone = '"*"' in trusts or "repo:*" in trusts
        if not role["Path"].startswith(OF_SERVICES) and (idle or by_anyone):
            yield short_name(role)
    for owner in owners(details):
        if any('"*"' in json.dumps(s.get("Action", s)) for s in inline_statements(owner)):
            yield short_name(owner)


def inline_statements(owner: Entry) -> Iterator[Entry]:
    for policy in inline_policies(owner):
        for statement in policy["PolicyDocument"]["Statement"]:
            yield {key: value for key, value in statement.items() if key != "Resource"}


def test_trouble_is_always_told(account: Account) -> None:
    assert set(trouble(account)) <= {story.subject for story in account.access.stories}


def test_there_is_trouble_enough() -> None:
    found = Counter(account.name for account in COMPANY.accounts for _ in trouble(account))
    assert found["production"] >= 8
    assert found["development"] >= 4


def test_actions_exist_but_for_one_slip() -> None:
    patterns = {
        pattern
        for details in DETAILS.values()
        for key, value in walk(details)
        if key in {"Action", "NotAction"}
        for pattern in ([value] if isinstance(value, str) else value)
    }
    assert len(patterns) > 100
    assert unknown_patterns(sorted(patterns)) == ["s3:DeleteBuckets"]


def test_the_package_reads_all_of_it() -> None:
    snapshot = ir.load(SAMPLE_DATA)
    assert snapshot.problems["file"].str.endswith("README.md").all()
    read = {
        "users": "UserDetailList",
        "groups": "GroupDetailList",
        "roles": "RoleDetailList",
        "managed_policies": "Policies",
    }
    for frame, name in read.items():
        assert len(snapshot.frames[frame]) == sum(
            len(details[name]) for details in DETAILS.values()
        )
    assert snapshot.documents["problem"].isna().all()
