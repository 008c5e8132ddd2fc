"""Authorization details: what arrives, and what comes of it."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.frames import schemas
from iam_report.frames.authorization_details import NAME
from tests.corpus import details as d

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FRAMES = sorted(name for name, schema in schemas().items() if schema.part_of == NAME)
QUIET = pytest.mark.filterwarnings("ignore::iam_report.ExportWarning")


def assert_same(found: Mapping[str, pd.DataFrame], expected: Mapping[str, pd.DataFrame]) -> None:
    """Assert that frames hold the same rows, in any order."""
    assert found.keys() == expected.keys()
    for name, frame in expected.items():
        key = list(schemas()[name].key)
        pd.testing.assert_frame_equal(
            found[name].sort_values(key, ignore_index=True),
            frame.sort_values(key, ignore_index=True),
        )


@pytest.fixture(scope="module")
def expected() -> Mapping[str, pd.DataFrame]:
    return ir.read_authorization_details(d.text())


def test_gives_all_frames_as_their_schemas_say(expected: Mapping[str, pd.DataFrame]) -> None:
    assert sorted(expected) == FRAMES
    for name, frame in expected.items():
        schemas()[name].check(frame)
        assert frame["account_id"].dropna().eq(d.ACCOUNT).all()


def test_users(expected: Mapping[str, pd.DataFrame]) -> None:
    users = expected["users"].set_index("user")

    assert users.index.tolist() == ["alice", "deploy"]
    assert users.loc["deploy", "arn"] == f"arn:aws:iam::{d.ACCOUNT}:user/robots/deploy"
    assert users.loc["deploy", "path"] == "/robots/"
    assert users.loc["deploy", "permissions_boundary"].endswith(":policy/reports")
    assert pd.isna(users.loc["alice", "permissions_boundary"])
    counts = users[["groups", "attached_policies", "inline_policies", "tags"]].to_numpy().tolist()
    assert counts == [[1, 0, 0, 1], [0, 1, 1, 0]]
    assert set(users["as_of"]) == {pd.Timestamp(d.NEWEST)}


def test_roles(expected: Mapping[str, pd.DataFrame]) -> None:
    roles = expected["roles"].set_index("role")

    assert roles["is_service_linked"].tolist() == [False, True]
    assert roles["last_used_known"].all()
    assert roles.loc["web", "last_used_date"] == pd.Timestamp(d.NEWEST)
    assert pd.isna(roles.loc["AWSServiceRoleForSupport", "last_used_date"])
    assert roles["instance_profiles"].tolist() == [1, 0]
    profile = expected["instance_profiles"].iloc[0]
    assert (profile["instance_profile"], profile["role"], profile["roles"]) == ("web", "web", 1)


def test_policies_are_read_in_the_version_in_force(expected: Mapping[str, pd.DataFrame]) -> None:
    policies = expected["managed_policies"].set_index("policy")
    versions = expected["policy_versions"].set_index(["policy_arn", "version"])
    inline = expected["inline_policies"]

    assert policies["is_aws_managed"].tolist() == [False, True]
    assert policies["versions"].tolist() == [2, 1]
    reports = f"arn:aws:iam::{d.ACCOUNT}:policy/reports"
    assert policies.loc["reports", "document"] == versions.loc[(reports, "v2"), "document"]
    assert set(inline["document"]) == {policies.loc["reports", "document"]}
    assert inline["principal_type"].tolist() == ["user", "role"]


def test_a_document_stands_once(expected: Mapping[str, pd.DataFrame]) -> None:
    documents = expected["documents"]

    assert len(documents) == 5  # READ is used by a version, a user and a role
    assert documents["document"].is_unique
    assert not documents["is_malformed"].any()


def test_statements(expected: Mapping[str, pd.DataFrame]) -> None:
    statements = expected["statements"]
    read = statements[statements["sid"] == "ReadReports+"].iloc[0]

    assert list(read["actions"]) == ["s3:GetObject", "s3:ListBucket"]
    assert list(read["resources"]) == ["arn:aws:s3:::reports/100%25/*"]
    (condition,) = read["conditions"]
    assert (condition["operator"], condition["key"]) == ("Bool", "aws:SecureTransport")
    assert list(condition["values"]) == ["true"]
    trusts = statements[statements["principals"].notna()]["principals"].iloc[0]
    assert [(p["type"], p["value"]) for p in trusts] == [
        ("Service", "ec2.amazonaws.com"),
        ("AWS", "123456789012"),
    ]


def _one_or_list(value: Any) -> Any:
    """Write each list of one entry as that entry, as AWS's own sample does, and none as {}."""
    if isinstance(value, dict):
        return {
            k: v
            if k in ("PolicyDocument", "AssumeRolePolicyDocument", "Document")
            else _one_or_list(v)
            for k, v in value.items()
        }
    if isinstance(value, list):
        kept = [_one_or_list(v) for v in value]
        if not kept:
            return {}
        return kept[0] if len(kept) == 1 and isinstance(kept[0], dict) else kept
    return value


def _javascript(value: Any) -> Any:
    """Write dates as seconds since 1970."""
    if isinstance(value, dict):
        return {k: _javascript(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_javascript(v) for v in value]
    if isinstance(value, str) and value[4:5] == "-" and value.endswith("+00:00"):
        return int(pd.Timestamp(value).timestamp())
    return value


SAME = {
    "indented": json.dumps(d.DETAILS, indent=4).encode(),
    "byte order mark": b"\xef\xbb\xbf" + d.text(),
    "UTF-16 of PowerShell": json.dumps(d.DETAILS).encode("utf-16"),
    "decoded": d.DETAILS,
    "documents as JSON texts": d.text(d.with_documents(json.dumps)),
    "documents URL-encoded": d.text(d.with_documents(d.encoded)),
    "indented documents as texts": d.text(
        d.with_documents(lambda document: json.dumps(document, indent=2))
    ),
    "camel case": d.text(d.with_keys(d.camel)),
    "snake case": d.text(d.with_keys(d.snake)),
    "one entry where a list is due": d.text(_one_or_list(d.DETAILS)),
    "dates with Z": d.text().replace(b"+00:00", b"Z"),
    "dates of Python": d.text().replace(b"T09:00:00", b" 09:00:00"),
    "dates as numbers": d.text(_javascript(d.DETAILS)),
    "with metadata of boto3": d.text({**d.DETAILS, "ResponseMetadata": {"RequestId": "x"}}),
    "in a list": d.text([d.DETAILS]),
    "named after the operation": d.text({"GetAccountAuthorizationDetailsResult": d.DETAILS}),
    "pages in a list": d.text(d.pages()),
    "pages one after the other": b"\n".join(map(d.text, d.pages())),
    "the same twice": d.text([d.DETAILS, d.DETAILS]),
    "unknown key": d.text({**d.DETAILS, "Extra": 1}),
    "not truncated": d.text({**d.DETAILS, "IsTruncated": False}),
}


@pytest.mark.parametrize("source", SAME.values(), ids=SAME.keys())
def test_the_same_in_another_form(source: Any, expected: Mapping[str, pd.DataFrame]) -> None:
    assert_same(ir.read_authorization_details(source), expected)


@pytest.mark.parametrize("seed", range(4))
def test_pages_in_any_order(seed: int, expected: Mapping[str, pd.DataFrame]) -> None:
    pages = d.pages()
    random.Random(seed).shuffle(pages)  # noqa: S311  (no secret)

    assert_same(ir.read_authorization_details(pages), expected)


def test_pages_in_files_of_one_folder(tmp_path: Path, expected: Mapping[str, pd.DataFrame]) -> None:
    for number, page in enumerate(d.pages()):
        (tmp_path / f"{2 - number}.json").write_bytes(d.text(page))

    snapshot = ir.load(tmp_path)

    assert_same({name: snapshot[name] for name in FRAMES}, expected)
    assert snapshot["exports"]["truncated"].tolist() == [False]
    assert snapshot.problems.empty


def test_a_page_that_cannot_be_read_is_missing(tmp_path: Path) -> None:
    for number, page in enumerate(d.pages()):
        text = d.text(page)
        (tmp_path / f"{number}.json").write_bytes(text[:-20] if number == 1 else text)

    snapshot = ir.load(tmp_path)

    assert _told(snapshot)[0] == ("error", "not_json")
    assert ("warning", "truncated") in _told(snapshot)
    assert "pass" not in set(ir.evaluate(snapshot, ignore="exports").checks["status"])


def _told(snapshot: ir.Snapshot) -> list[tuple[str, str]]:
    rows = snapshot.problems[["level", "code"]]
    return [tuple(row) for row in rows.to_numpy().tolist()]


def _names(*sections: str) -> dict[str, Any]:
    return {name: d.DETAILS[name] for name in sections}


def _load(value: Any, tmp_path: Path, **options: Any) -> ir.Snapshot:
    (tmp_path / "details.json").write_bytes(value if isinstance(value, bytes) else d.text(value))
    return ir.load(tmp_path, **options)


DOUBTS: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "as AWS writes it": (d.DETAILS, []),
    "truncated": (
        {**d.DETAILS, "IsTruncated": True, "Marker": "x"},
        [("warning", "truncated")],
    ),
    "the AWS CLI with --max-items": (
        {**d.DETAILS, "NextToken": "x"},
        [("warning", "truncated")],
    ),
    "sections missing": (
        _names("UserDetailList"),
        [("warning", "sections_missing")],
    ),
    "sections empty, as --filter User leaves them": (
        {**{name: [] for name in d.DETAILS}, **_names("UserDetailList")},
        [("warning", "sections_missing")],
    ),
    "a policy that is attached is not there": (
        {**d.DETAILS, "Policies": d.DETAILS["Policies"][:1]},
        [("warning", "policy_not_in_export")],
    ),
    "a group that a user is in is not there": (
        d.changed(UserDetailList__0__GroupList=["admins", "ghosts"]),
        [("warning", "group_not_in_export")],
    ),
    "the version in force is not in the list": (
        d.changed(Policies__0__DefaultVersionId="v9"),
        [("warning", "version_in_force_unknown")],
    ),
    "two versions in force": (
        d.changed(Policies__0__PolicyVersionList__1__IsDefaultVersion=True),
        [("warning", "version_in_force_unknown")],
    ),
    "entries that differ": (
        [d.DETAILS, d.changed(UserDetailList__0__Path="/other/")],
        [("error", "conflicting_entries"), ("info", "repeated_entries")],
    ),
    "an entry without an ARN": (
        d.changed(RoleDetailList__0__Arn=...),
        [("error", "bad_entry")],
    ),
    "an entry whose ARN is none": (
        d.changed(RoleDetailList__0__Arn="arn:aws:s3:::bucket"),
        [("error", "bad_arn")],
    ),
    "a date that is none": (
        d.changed(RoleDetailList__0__CreateDate="9/11/2026"),
        [("warning", "bad_date")],
    ),
    "secrets": (
        d.changed(UserDetailList__0__SecretAccessKey="wJalrEXAMPLE"),
        [("warning", "secrets_in_export")],
    ),
    "an unknown key": (
        d.changed(UserDetailList__0__Colour="red"),
        [("info", "unexpected_key")],
    ),
    "a list that AWS always writes": (
        d.changed(UserDetailList__1__AttachedManagedPolicies=...),
        [("warning", "elements_missing")],
    ),
    "null where AWS writes an empty list": (
        d.changed(UserDetailList__0__AttachedManagedPolicies=None, RoleDetailList__1__Tags=None),
        [],
    ),
    "lone surrogate in a document": (
        d.changed(UserDetailList__1__UserPolicyList__0__PolicyDocument__Id="\ud800"),
        [],
    ),
    "lone surrogate in a name": (
        d.changed(UserDetailList__0__UserName="\ud800"),
        [("error", "bad_entry")],
    ),
}


@pytest.mark.parametrize(("value", "told"), DOUBTS.values(), ids=DOUBTS.keys())
def test_says_what_is_odd(value: Any, told: list[tuple[str, str]], tmp_path: Path) -> None:
    assert _told(_load(value, tmp_path)) == told


def test_nothing_passes_where_a_list_is_missing(tmp_path: Path) -> None:
    details = d.changed(UserDetailList__1__AttachedManagedPolicies=..., Policies=[])

    checks = ir.evaluate(_load(details, tmp_path), ignore="exports").checks

    assert "pass" not in set(checks["status"])


def test_no_secret_is_kept(tmp_path: Path) -> None:
    snapshot = _load(d.changed(UserDetailList__0__SecretAccessKey="wJalrEXAMPLE"), tmp_path)

    assert "wJalrEXAMPLE" not in repr(snapshot) + snapshot.problems.to_string()
    assert all("wJalrEXAMPLE" not in frame.to_string() for frame in snapshot.frames.values())


REFUSED = {
    "cut": (d.text()[:-10], "not_json"),
    "NaN": (d.text().replace(b'"AttachmentCount": 1', b'"AttachmentCount": NaN'), "not_json"),
    "trailing comma": (d.text()[:-1] + b",}", "not_json"),
    "trailing text": (d.text() + b" done", "not_json"),
    "number of 6,000 digits": (
        d.text().replace(b'"AttachmentCount": 1', b'"AttachmentCount": ' + b"1" * 6000),
        "not_json",
    ),
    "number out of range": (
        d.text().replace(b'"AttachmentCount": 1', b'"AttachmentCount": 1e400'),
        "not_json",
    ),
    "depth 5,000": (
        b'{"UserDetailList": [], "x": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        "not_json",
    ),
    "no entry": ({name: [] for name in d.DETAILS}, "no_account"),
    "no dates": (
        {"RoleDetailList": [{"RoleName": "a", "Arn": "arn:aws:iam::111122223333:role/a"}]},
        "no_as_of",
    ),
    "a credential report": (b"user,arn\n", "other_export"),
}


@pytest.mark.parametrize(
    "value",
    [
        {"SummaryMap": {"Users": 2, "Policies": 12, "Roles": 3}},
        {"Policies": [{"PolicyName": "a", "Arn": "arn:aws:iam::111122223333:policy/a"}]},
        {"Policies": []},
        {"Users": [{"UserName": "a", "Arn": "arn:aws:iam::111122223333:user/a"}]},
    ],
)
def test_other_exports_are_not_taken_for_details(value: Any, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(d.text(value))
    (tmp_path / "details.json").write_bytes(d.text())

    assert ("info", "export_not_read") in _told(ir.load(tmp_path))


@QUIET
@pytest.mark.parametrize(("value", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses(value: Any, code: str) -> None:
    with pytest.raises(ir.ExportError) as caught:
        ir.read_authorization_details(value)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"Statement": [{"effect": "Allow", "Action": "*", "Resource": "*"}]}, "no element"),
        ({"Statement": [{"Effect": "allow", "Action": "*", "Resource": "*"}]}, "`allow`"),
        ({"Statement": [{"Effect": "Allow", "Action": 1, "Resource": "*"}]}, "a number"),
        ({"Statement": [{"Effect": "Allow", "Action": None, "Resource": "*"}]}, "null"),
        ({"Version": "2012-10-17"}, "no `Statement`"),
        ({"Statement": [], "Extra": 1}, "no element `Extra`"),
        ("", "not valid JSON"),
        ([], "no JSON object"),
    ],
)
def test_a_malformed_document_is_kept_and_known_as_one(
    document: Any, problem: str, tmp_path: Path
) -> None:
    path = "UserDetailList__1__UserPolicyList__0__PolicyDocument"
    snapshot = _load(d.changed(**{path: document}), tmp_path)

    inline = snapshot["inline_policies"].set_index("principal")
    documents = snapshot["documents"].set_index("document")
    found = documents.loc[inline.loc["deploy", "document"]]
    assert found["is_malformed"]
    assert problem in found["problem"]
    assert not documents.loc[inline.loc["web", "document"], "is_malformed"]


def test_a_key_that_stands_twice_is_a_malformed_document(tmp_path: Path) -> None:
    text = d.text().replace(
        b'"Effect": "Allow", "Action": "*"', b'"Effect": "Deny", "Effect": "Allow", "Action": "*"'
    )

    documents = _load(text, tmp_path)["documents"]

    assert documents.loc[documents["is_malformed"], "problem"].tolist() == [
        "key `Effect` stands twice in one object"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"UserDetailList": [', b'"UserDetailList": [], "UserDetailList": ['),
        (b'"GroupList": ["admins"]', b'"GroupList": ["admins"], "GroupList": []'),
        (b'"IsDefaultVersion": true', b'"IsDefaultVersion": true, "IsDefaultVersion": true'),
        (b'{"UserDetailList"', b'{"X": 1, "Path": "/", "Path": "/", "UserDetailList"'),
    ],
)
def test_a_key_that_stands_twice_keeps_checks_from_passing(
    old: bytes, new: bytes, tmp_path: Path
) -> None:
    text = d.text().replace(old, new, 1)

    snapshot = _load(text, tmp_path)

    assert ("error", "repeated_key") in _told(snapshot)
    checks = ir.evaluate(snapshot, ignore="exports").checks
    assert "pass" not in set(checks["status"])
    with pytest.raises(ir.ExportError, match="stands twice in one object"):
        ir.read_authorization_details(text)


@pytest.mark.parametrize("kind", ["aws-cn", "aws-us-gov", "aws-iso-b", "aws-eusc"])
def test_partitions(kind: str, tmp_path: Path) -> None:
    snapshot = _load(d.text().replace(b"arn:aws:", f"arn:{kind}:".encode()), tmp_path)

    assert snapshot.accounts["partition"].tolist() == [kind]
    assert snapshot["managed_policies"]["is_aws_managed"].tolist() == [False, True]


def test_two_accounts_in_one_file(expected: Mapping[str, pd.DataFrame]) -> None:
    other = json.loads(d.text().replace(d.ACCOUNT.encode(), b"444455556666"))
    joined = {n: [*d.DETAILS[n], *other[n]] for n in d.DETAILS}
    joined["Policies"] = [*d.DETAILS["Policies"], other["Policies"][0]]

    found = ir.read_authorization_details(joined)

    assert_same({n: f[f["account_id"] == d.ACCOUNT] for n, f in found.items()}, expected)
    assert len(found["users"]) == 2 * len(expected["users"])
    assert len(found["managed_policies"]) == 2 * len(expected["managed_policies"])


def test_a_policy_without_a_name_has_that_of_its_arn() -> None:
    found = ir.read_authorization_details(d.changed(Policies__0__PolicyName=...))

    assert found["managed_policies"]["policy"].tolist() == ["reports", "AdministratorAccess"]


def test_as_of_is_that_of_the_credential_report_beside(tmp_path: Path) -> None:
    report = (
        "user,arn,user_creation_time\n"
        f"<root_account>,arn:aws:iam::{d.ACCOUNT}:root,2020-01-01T00:00:00Z\n"
    )
    for folder, generated in (("a", "2026-01-15T12:00:00Z"), ("b", "2026-02-15T12:00:00Z")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "details.json").write_bytes(d.text())
        answer = {"Content": report, "GeneratedTime": generated, "ReportFormat": "text/csv"}
        (tmp_path / folder / "report.json").write_bytes(d.text(answer))

    snapshot = ir.load(tmp_path)

    moments = snapshot.accounts["as_of"].astype(str).tolist()
    assert moments == ["2026-01-15 12:00:00+00:00", "2026-02-15 12:00:00+00:00"]
    assert set(snapshot.accounts["exports"]) == {"authorization_details, credential_report"}
    assert set(snapshot.accounts["as_of_source"]) == {"generated_time"}
    assert len(snapshot["users"]) == 2 * 2


def test_report_and_details_without_a_moment_get_one_together(tmp_path: Path) -> None:
    (tmp_path / "details.json").write_bytes(d.text())
    (tmp_path / "report.csv").write_text(
        "user,arn,user_creation_time\n"
        f"<root_account>,arn:aws:iam::{d.ACCOUNT}:root,2020-01-01T00:00:00Z\n"
    )

    snapshot = ir.load(tmp_path)

    assert snapshot.accounts["as_of"].tolist() == [pd.Timestamp(d.NEWEST)]
    assert set(snapshot["credential_report"]["as_of"]) == {pd.Timestamp(d.NEWEST)}


def test_dates_long_after_as_of_are_counted(tmp_path: Path) -> None:
    snapshot = _load(d.DETAILS, tmp_path, as_of="2026-01-01")

    assert _told(snapshot) == [("warning", "future_date")]
    assert snapshot["exports"]["future_dates"].tolist() == [1]


def test_what_is_named_and_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    bare = {"RoleDetailList": [{"RoleName": "a", "Arn": f"arn:aws:iam::{d.ACCOUNT}:role/a"}]}
    for name, value, code in (
        ("empty.json", {name: [] for name in d.DETAILS}, "no_account"),
        ("bare.json", bare, "no_as_of"),
    ):
        (tmp_path / name).write_bytes(d.text(value))

        with pytest.raises(ir.ExportError) as caught:
            ir.load(tmp_path / name)

        assert caught.value.code == code


def test_a_report_with_several_accounts_is_moved_for_one(tmp_path: Path) -> None:
    (tmp_path / "details.json").write_bytes(d.text())
    (tmp_path / "report.csv").write_text(
        "user,arn,user_creation_time\n"
        f"<root_account>,arn:aws:iam::{d.ACCOUNT}:root,2020-01-01T00:00:00Z\n"
        "<root_account>,arn:aws:iam::444455556666:root,2021-01-01T00:00:00Z\n"
    )

    snapshot = ir.load(tmp_path)

    moments = snapshot.accounts.set_index("account_id")["as_of"]
    assert moments[d.ACCOUNT] == pd.Timestamp(d.NEWEST)
    assert moments["444455556666"] == pd.Timestamp("2021-01-01T00:00:00Z")


@pytest.mark.parametrize("given", [True, False])
def test_the_moment_that_is_given_counts(given: bool, tmp_path: Path) -> None:  # noqa: FBT001
    options = {"as_of": "2026-03-01"} if given else {}
    found = ir.read_authorization_details(d.text(), **options)
    loaded = _load(d.DETAILS, tmp_path, **options)

    expected = pd.Timestamp("2026-03-01", tz="UTC") if given else pd.Timestamp(d.NEWEST)
    assert set(found["users"]["as_of"]) == set(loaded["users"]["as_of"]) == {expected}


def test_policies_of_aws_are_whole_in_each_account() -> None:
    admin = {
        "PolicyName": "AdministratorAccess",
        "Arn": "arn:aws:iam::aws:policy/AdministratorAccess",
        "PolicyId": "ANPAIWMBCKSKIEE64ZLYK",
        "DefaultVersionId": "v1",
        "PolicyVersionList": [
            {
                "VersionId": "v1",
                "IsDefaultVersion": True,
                "Document": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
                },
            }
        ],
    }
    exports = [
        {
            "UserDetailList": [],
            "GroupDetailList": [],
            "RoleDetailList": [
                {
                    "RoleName": "boss",
                    "Path": "/",
                    "Arn": f"arn:aws:iam::{account}:role/boss",
                    "RoleId": "AROAEXAMPLE",
                    "AttachedManagedPolicies": [
                        {"PolicyName": admin["PolicyName"], "PolicyArn": admin["Arn"]}
                    ],
                }
            ],
            "Policies": [admin],
            "IsTruncated": False,
        }
        for account in ("111122223333", "444455556666")
    ]

    snapshot = ir.load(exports, as_of="2026-09-14T08:00:00Z")

    assert snapshot.managed_policies["document"].notna().all()
    assert snapshot.principals["is_admin"].tolist() == [True, True]
    assert "repeated_entries" not in set(snapshot.problems["code"])
