"""The scorecard of the best practices, the summary and compliance."""

from __future__ import annotations

import pandas as pd
import pytest

import iam_report as ir
from iam_report.catalog.controls import FRAMEWORKS
from iam_report.errors import RuleError
from iam_report.frames.compliance import COMPLIANCE
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.scorecard import SCORECARD
from iam_report.frames.virtual_mfa_devices import VIRTUAL_MFA_DEVICES
from iam_report.rules import practices
from iam_report.testing import frame

ROOT = "| 2026-01-01 | <root_account> | aws | true | true | 2025-06-01 | 2025-06-01 | N/A | N/A | false | N/A | false | N/A | false | false | N/A | N/A |"
HEAD = "| account_id | as_of | user | partition | password_enabled | mfa_active | password_last_used | password_last_changed | access_key_1_last_used_date | access_key_2_last_used_date | access_key_1_active | access_key_1_last_rotated | access_key_2_active | access_key_2_last_rotated | cert_1_active | cert_2_active | cert_1_last_rotated | cert_2_last_rotated |"
LINE = "| - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - | - |"


def report(*rows: str) -> pd.DataFrame:
    return frame(CREDENTIAL_REPORT, "\n".join([HEAD, LINE, *rows]))


def quiet(account: str) -> str:
    return f"| {account} {ROOT}"


def user(account: str, name: str, *, mfa: str = "true") -> str:
    return f"| {account} | 2026-01-01 | {name} | aws | true | {mfa} | 2025-12-31 | 2025-12-01 | N/A | N/A | false | N/A | false | N/A | false | false | N/A | N/A |"


@pytest.fixture
def two_accounts() -> ir.Report:
    rows = [
        quiet("111122223333"),
        user("111122223333", "alice", mfa="false"),
        user("111122223333", "bob"),
        quiet("444455556666"),
        user("444455556666", "carol"),
    ]
    return ir.evaluate({"credential_report": report(*rows)})


def row(card: pd.DataFrame, practice: str, account: str | None = None) -> dict[str, object]:
    found = card[card["practice"] == practice]
    if account:
        found = found[found["account_id"] == account]
    assert len(found) == 1
    return found.iloc[0].to_dict()


def test_a_row_for_each_practice(two_accounts: ir.Report) -> None:
    card = SCORECARD.check(two_accounts.scorecard())

    assert card["number"].tolist() == list(range(1, 13))
    assert card["practice"].tolist() == list(practices())
    assert card["account_id"].isna().all()


def test_one_account_that_fails_makes_the_practice_fail(two_accounts: ir.Report) -> None:
    mfa = row(two_accounts.scorecard(), "mfa")

    assert (mfa["status"], mfa["worst"], mfa["findings"]) == ("fail", "high", 1)
    assert mfa["next_step"] == "MFA001 Console user without MFA: 1"
    assert (mfa["failed"], mfa["passed"]) == (1, 3)


def test_per_account(two_accounts: ir.Report) -> None:
    card = SCORECARD.check(two_accounts.scorecard(per_account=True))

    assert len(card) == 24
    assert row(card, "mfa", "111122223333")["status"] == "fail"
    other = row(card, "mfa", "444455556666")
    assert other["status"] == "unknown"
    assert other["next_step"] == "get `aws iam get-account-authorization-details`"


def test_checks_that_pass_do_not_make_a_practice_pass_that_needs_more(
    two_accounts: ir.Report,
) -> None:
    """Who is privileged is in the authorization details: without them MFA is not assessed."""
    mfa = row(two_accounts.scorecard(per_account=True), "mfa", "444455556666")

    assert (mfa["passed"], mfa["failed"]) == (2, 0)
    assert mfa["status"] == "unknown"


def test_practices_without_an_export_name_it(two_accounts: ir.Report) -> None:
    steps = two_accounts.scorecard().set_index("practice")["next_step"]

    wanted = ["password_policy", "auditing", "ec2_roles"]
    assert steps[wanted].tolist() == [
        "get `aws iam get-account-password-policy`",
        "get `aws cloudtrail describe-trails`",
        "get `aws iam get-account-authorization-details`, `aws ec2 describe-instances`",
    ]


def test_an_unknown_check_keeps_a_practice_from_passing_and_says_why() -> None:
    frames = {"credential_report": report(quiet("111122223333"))}
    without = row(ir.evaluate(frames).scorecard(), "root")
    devices = frame(
        VIRTUAL_MFA_DEVICES,
        """
        | account_id   | as_of      | serial_number                     | user_arn                         |
        | ------------ | ---------- | --------------------------------- | -------------------------------- |
        | 111122223333 | 2026-01-01 | arn:aws:iam::111122223333:mfa/one | arn:aws:iam::111122223333:user/a |
        """,
    )
    with_it = row(ir.evaluate(frames | {"virtual_mfa_devices": devices}).scorecard(), "root")

    assert without["status"] == "unknown"
    assert without["next_step"] == (
        "ROOT003: 1 of 1 not known; `aws iam list-virtual-mfa-devices` would tell"
    )
    assert (with_it["status"], with_it["next_step"]) == ("pass", "")


def test_summary_lists_the_worst_first(two_accounts: ir.Report) -> None:
    table = two_accounts.summary()

    assert table.loc[0, ["code", "failed", "unknown", "accounts"]].tolist() == ["MFA001", 1, 0, 1]
    assert list(table.columns) == [
        "code",
        "rule",
        "practice",
        "severity",
        "title",
        "failed",
        "unknown",
        "accounts",
    ]


def test_compliance(two_accounts: ir.Report) -> None:
    table = COMPLIANCE.check(two_accounts.compliance("cis_7.0"))

    console_mfa = table[table["control"] == "2.10"].set_index("account_id")
    assert console_mfa["status"].to_dict() == {"111122223333": "fail", "444455556666": "pass"}
    assert console_mfa["rules"].unique().tolist() == ["console_user_without_mfa"]
    assert console_mfa["failed"].tolist() == [1, 0]
    password = table[table["control"] == "2.8"]
    assert password["status"].unique().tolist() == ["not_covered"]
    assert set(table["title"]) & {""} == set()


def test_a_control_has_its_own_threshold() -> None:
    """Sixty days without a sign-in fail where 45 are allowed, and pass where 90 are."""
    rows = [
        quiet("111122223333"),
        user("111122223333", "alice").replace("2025-12-31", "2025-11-01"),
    ]
    made = ir.evaluate(
        {"credential_report": report(*rows)},
        options={"console_password_unused": {"max_unused_days": 10}},
    )

    status = {
        framework: made.compliance(framework).set_index("control")["status"][control]
        for framework, control in (
            ("cis_1.2", "1.3"),
            ("cis_7.0", "2.11"),
            ("fsbp", "IAM.8"),
            ("fsbp", "IAM.22"),
        )
        if framework != "fsbp"
    }
    fsbp = made.compliance("fsbp").set_index("control")["status"]

    assert status == {"cis_1.2": "pass", "cis_7.0": "fail"}
    assert (fsbp["IAM.8"], fsbp["IAM.22"]) == ("pass", "fail")


def test_rules_that_are_off_or_not_asked_still_answer_controls(two_accounts: ir.Report) -> None:
    narrow = ir.evaluate(two_accounts.snapshot, select="ROOT001")

    every_user_mfa = narrow.compliance("fsbp").set_index(["account_id", "control"])["status"]
    assert every_user_mfa["111122223333", "IAM.19"] == "fail"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_framework(two_accounts: ir.Report, framework: str) -> None:
    table = two_accounts.compliance(framework)

    assert set(table["framework"]) == {framework}
    assert (table["status"] != "not_covered").any()
    assert len(table) % 2 == 0


def test_unknown_framework(two_accounts: ir.Report) -> None:
    with pytest.raises(RuleError) as info:
        two_accounts.compliance("cis_7")

    assert info.value.message == "no framework `cis_7`"
    assert info.value.hint == "did you mean `cis_7.0`?"


def test_no_accounts() -> None:
    empty = ir.evaluate({"credential_report": CREDENTIAL_REPORT.empty()})

    assert empty.compliance("cis_7.0").empty
    assert empty.summary().empty
