"""Reports that the AWS CLI makes, against a local moto server: nobody here wrote them.

moto's reports differ from those of AWS: they have no row for the root user, write `not_supported`
where AWS writes `N/A`, and are generated in 2015 whenever they are made.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import iam_report as ir
from iam_report.errors import ExportError
from tests.moto.conftest import AWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AS_OF = "2100-01-01T00:00:00Z"
LONG = "l" * 64
USERS = ("alice", "=1+1", "@x", "NA", "a,b", LONG)

pytestmark = pytest.mark.skipif(not AWS.exists(), reason="the AWS CLI is not installed")


@pytest.fixture(scope="module")
def account(aws: Callable[..., bytes]) -> Callable[..., bytes]:
    """Make the users of an account, and generate its report."""
    for user in USERS:
        aws("iam", "create-user", "--user-name", user)
    aws("iam", "create-login-profile", "--user-name", "alice", "--password", "Corr3ct-horse!")
    aws("iam", "create-access-key", "--user-name", "alice")
    query = ("--query", "AccessKey.AccessKeyId", "--output", "text")
    key = aws("iam", "create-access-key", "--user-name", "NA", *query).decode().strip()
    inactive = ("--access-key-id", key, "--status", "Inactive")
    aws("iam", "update-access-key", "--user-name", "NA", *inactive)
    aws("iam", "create-group", "--group-name", "staff")
    aws("iam", "add-user-to-group", "--group-name", "staff", "--user-name", "a,b")
    seed = ("--outfile", os.devnull, "--bootstrap-method", "Base32StringSeed")
    named = ("--virtual-mfa-device-name", "phone", "--query", "VirtualMFADevice.SerialNumber")
    made = aws("iam", "create-virtual-mfa-device", *named, *seed, "--output", "text")
    device = ("--serial-number", made.decode().strip())
    codes = ("--authentication-code1", "123456", "--authentication-code2", "654321")
    aws("iam", "enable-mfa-device", "--user-name", "a,b", *device, *codes)
    for _ in range(5):
        if b"COMPLETE" in aws("iam", "generate-credential-report"):
            return aws
    pytest.fail("moto did not complete the report")


@pytest.fixture(scope="module")
def report(account: Callable[..., bytes]) -> bytes:
    """Return what the AWS CLI prints."""
    return account("iam", "get-credential-report", "--output", "json")


def test_before_it_is_generated(aws: Callable[..., bytes], tmp_path: Path) -> None:
    """The AWS CLI leaves an empty file, and says why elsewhere."""
    printed = aws("iam", "get-credential-report", check=False)
    for name, content in (("report.json", b""), ("report.log", printed)):
        (tmp_path / name).write_bytes(content)

    with pytest.raises(ExportError, match=r"`.*report.json` is empty"):
        ir.load(tmp_path / "report.json")
    with pytest.raises(
        ExportError, match="holds an error, not an export: `ReportNotPresent`"
    ) as caught:
        ir.load(tmp_path / "report.log")
    assert str(caught.value.hint).startswith("run `aws iam generate-credential-report` until")


def test_every_user_is_there_under_its_name(report: bytes) -> None:
    snapshot = ir.load(report, as_of=AS_OF)

    users = snapshot.credential_report
    assert sorted(users["user"]) == sorted(USERS)
    assert users["account_id"].unique().tolist() == ["123456789012"]
    assert set(snapshot.problems["code"]) == {"no_root_row", "unquoted_comma"}


def test_credentials_are_as_they_were_made(report: bytes) -> None:
    snapshot = ir.load(report, as_of=AS_OF)

    users = snapshot.credential_report.set_index("user")
    assert users["password_enabled"].to_dict() == {user: user == "alice" for user in USERS}
    assert users["mfa_active"].to_dict() == {user: user == "a,b" for user in USERS}
    keys = snapshot.access_keys.set_index("user")["active"]
    assert keys.to_dict() == {"alice": True, "NA": False}


def test_the_root_user_is_unknown_and_users_are_judged(report: bytes) -> None:
    judged = ir.evaluate(ir.load(report, as_of=AS_OF))

    status = judged.checks.set_index("code")["status"]
    roots = status[[code for code in status.index if code.startswith("ROOT")]]
    assert set(roots) == {"unknown"}
    assert status["MFA001"] == "fail"
    failing = judged.findings[judged.findings["status"] == "fail"]
    assert failing.loc[failing["code"] == "MFA001", "resource"].tolist() == [
        "arn:aws:iam::123456789012:user/alice"
    ]
    assert "NA" in failing.loc[failing["code"] == "ROT004", "message"].iloc[0]


def test_a_report_older_than_what_it_holds_says_so(report: bytes) -> None:
    """The server says 2015 of every report: no age is known, and nothing passes as fresh."""
    judged = ir.evaluate(ir.load(report))

    assert judged.snapshot.accounts["as_of"].dt.year.tolist() == [2015]
    assert "future_date" in judged.problems["code"].tolist()
    assert judged.checks.set_index("code")["status"]["ROT001"] == "unknown"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--query", "Content", "--output", "json"),
        ("--query", "Content", "--output", "text"),
    ],
    ids=lambda words: words[-1],
)
def test_content_alone(
    account: Callable[..., bytes], report: bytes, arguments: tuple[str, ...]
) -> None:
    content = account("iam", "get-credential-report", *arguments)

    expected = ir.load(report, as_of=AS_OF).credential_report.drop(columns="generated_at")
    got = ir.load(content, as_of=AS_OF).credential_report.drop(columns="generated_at")
    assert got.equals(expected)


@pytest.mark.parametrize("form", ["text", "table"])
def test_other_output_formats_are_told(account: Callable[..., bytes], form: str) -> None:
    printed = account("iam", "get-credential-report", "--output", form)

    with pytest.raises(ExportError, match=f"was written by the AWS CLI as (a )?{form}") as info:
        ir.load(printed)

    assert info.value.hint == "use --output json"


def test_other_exports_are_known_by_their_names(
    account: Callable[..., bytes], tmp_path: Path
) -> None:
    for command in ("get-account-summary", "list-users", "get-account-authorization-details"):
        (tmp_path / f"{command}.json").write_bytes(account("iam", command, "--output", "json"))
    content = account("iam", "get-credential-report", "--output", "json")
    (tmp_path / "report.json").write_bytes(content)

    snapshot = ir.load(tmp_path, as_of=AS_OF)

    codes = snapshot.problems["code"].tolist()
    assert codes.count("export_not_read") == 2
    assert set(snapshot["users"]["user"]) == set(USERS)
    assert len(snapshot.credential_report) == len(USERS)
