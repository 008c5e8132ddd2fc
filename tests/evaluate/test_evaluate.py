"""Rules x frames -> findings and checks."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.errors import RuleError
from iam_report.frames.checks import CHECKS
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.exports import EXPORTS
from iam_report.frames.findings import FINDINGS
from iam_report.frames.service_specific_credentials import SERVICE_SPECIFIC_CREDENTIALS
from iam_report.frames.virtual_mfa_devices import VIRTUAL_MFA_DEVICES
from iam_report.graph import sources
from iam_report.rules import builtin_rules
from iam_report.testing import frame

USERS = """
| account_id   | as_of      | user           | arn                                    | password_enabled | mfa_active | password_last_used | password_last_changed | access_key_1_active | access_key_1_last_rotated | access_key_1_last_used_date | access_key_2_active | access_key_2_last_rotated | access_key_2_last_used_date | partition |
| ------------ | ---------- | -------------- | -------------------------------------- | ---------------- | ---------- | ------------------ | --------------------- | ------------------- | ------------------------- | --------------------------- | ------------------- | ------------------------- | --------------------------- | --------- |
| 111122223333 | 2026-01-01 | <root_account> | arn:aws:iam::111122223333:root         | true             | true       | 2020-01-01         | 2020-01-01            | false               | N/A                       | N/A                         | false               | N/A                       | N/A                         | aws       |
| 111122223333 | 2026-01-01 | alice          | arn:aws:iam::111122223333:user/alice   | true             | false      | 2025-12-31         | 2025-12-01            | true                | 2025-01-01                | 2025-12-31                  | true                | 2023-01-01                | N/A                         | aws       |
| 111122223333 | 2026-01-01 | bob            | arn:aws:iam::111122223333:user/bob     | true             | true       | 2025-12-31         | 2025-12-01            | false               | N/A                       | N/A                         | false               | N/A                       | N/A                         | aws       |
| 444455556666 | 2026-02-01 | <root_account> | arn:aws:iam::444455556666:root         | true             | true       | 2020-01-01         | 2020-01-01            | false               | N/A                       | N/A                         | false               | N/A                       | N/A                         | aws       |
| 444455556666 | 2026-02-01 | alice          | arn:aws:iam::444455556666:user/x/alice | true             |            | 2026-01-31         | 2026-01-01            | false               | N/A                       | N/A                         | false               | N/A                       | N/A                         | aws       |
| 777788889999 | 2026-02-01 | robot          | arn:aws:iam::777788889999:user/robot   | false            | false      | N/A                | N/A                   | true                | 2026-01-01                | 2026-01-31                  | false               | N/A                       | N/A                         | aws       |
"""


@pytest.fixture
def frames() -> dict[str, pd.DataFrame]:
    return {"credential_report": frame(CREDENTIAL_REPORT, USERS)}


def status(report: ir.Report, code: str) -> dict[str, str]:
    """Return the status of a rule by account."""
    checks = report.checks[report.checks["code"] == code]
    return dict(zip(checks["account_id"], checks["status"], strict=True))


def test_frames_fit_their_schemas(frames: dict[str, pd.DataFrame]) -> None:
    report = ir.evaluate(frames, select="all")

    FINDINGS.check(report.findings)
    CHECKS.check(report.checks)
    assert len(report.checks) == 3 * len(ir.rules())


def test_a_finding(frames: dict[str, pd.DataFrame]) -> None:
    report = ir.evaluate(frames, select="MFA001")

    first = report.findings.iloc[0].to_dict()
    assert first.pop("as_of") == pd.Timestamp("2026-01-01", tz="UTC")
    assert json.loads(first.pop("evidence")) == {
        "user": "alice",
        "mfa_active": False,
        "password_last_used": "2025-12-31T00:00:00Z",
        "user_creation_time": None,
    }
    assert pd.isna(first.pop("suppressed_by"))
    assert first == {
        "account_id": "111122223333",
        "finding_id": "3141aec4c68d1d3a",
        "code": "MFA001",
        "rule": "console_user_without_mfa",
        "practice": "mfa",
        "severity": "high",
        "status": "fail",
        "resource_type": "AWS::IAM::User",
        "resource": "arn:aws:iam::111122223333:user/alice",
        "message": "alice can sign in to the console with a password alone",
    }


def test_unknown_is_a_finding_and_never_a_pass(frames: dict[str, pd.DataFrame]) -> None:
    report = ir.evaluate(frames, select="MFA001")

    assert report.findings["status"].tolist() == ["fail", "unknown"]
    assert report.findings["resource"].iloc[1] == "arn:aws:iam::444455556666:user/x/alice"
    assert status(report, "MFA001") == {
        "111122223333": "fail",
        "444455556666": "unknown",
        "777788889999": "not_applicable",
    }
    assert report.checks["reason"].tolist() == [
        "",
        "1 of 1 not known: the export does not say",
        "nothing to judge",
    ]
    assert report.checks["assessed"].tolist() == [2, 1, 0]


def test_a_missing_export_is_named(frames: dict[str, pd.DataFrame]) -> None:
    @ir.rule(code="X1", severity=ir.Severity.LOW, title="X", message="x", practice="root")
    def needs_devices(root_users: pd.DataFrame, virtual_mfa_devices: pd.DataFrame) -> pd.Series:
        raise NotImplementedError(root_users, virtual_mfa_devices)

    report = ir.evaluate(frames, [needs_devices])

    assert set(status(report, "X1").values()) == {"unknown"}
    assert set(report.checks["reason"]) == {"export missing: `aws iam list-virtual-mfa-devices`"}
    assert report.findings.empty


def test_an_export_that_would_tell_is_named(frames: dict[str, pd.DataFrame]) -> None:
    report = ir.evaluate(frames, select="ROOT003")

    assert set(status(report, "ROOT003").values()) == {"unknown"}
    assert set(report.checks["reason"]) == {
        "1 of 1 not known; `aws iam list-virtual-mfa-devices` would tell"
    }
    assert report.findings["message"].iloc[0] == (
        "not known whether the root user of 111122223333 signs in with a virtual MFA device"
    )


def test_an_export_that_one_account_has(frames: dict[str, pd.DataFrame]) -> None:
    devices = frame(
        VIRTUAL_MFA_DEVICES,
        """
        | account_id   | as_of      | serial_number                        | user_arn                       |
        | ------------ | ---------- | ------------------------------------ | ------------------------------ |
        | 111122223333 | 2026-01-01 | arn:aws:iam::111122223333:mfa/phone  | arn:aws:iam::111122223333:root |
        """,
    )

    report = ir.evaluate(frames | {"virtual_mfa_devices": devices}, select="ROOT003")

    assert status(report, "ROOT003") == {
        "111122223333": "fail",
        "444455556666": "unknown",
        "777788889999": "unknown",
    }
    failing = report.findings[report.findings["status"] == "fail"]
    assert failing["account_id"].tolist() == ["111122223333"]


def test_an_export_that_was_read_and_is_empty_is_an_answer(frames: dict[str, pd.DataFrame]) -> None:
    exports = frame(
        EXPORTS,
        """
        | account_id   | as_of      | export              | file | as_of_source |
        | ------------ | ---------- | ------------------- | ---- | ------------ |
        | 111122223333 | 2026-01-01 | virtual_mfa_devices | a    | argument     |
        """,
    )
    more = {"virtual_mfa_devices": VIRTUAL_MFA_DEVICES.empty(), "exports": exports}

    report = ir.evaluate(frames | more, select="ROOT003")

    assert status(report, "ROOT003") == {
        "111122223333": "pass",
        "444455556666": "unknown",
        "777788889999": "unknown",
    }


def test_a_frame_that_sharpens_a_rule_counts_only_where_it_is_there() -> None:
    report = """
        | account_id   | as_of      | user | password_enabled | access_key_1_active | access_key_2_active | access_key_1_last_rotated | access_key_2_last_rotated | cert_1_active | cert_2_active | cert_1_last_rotated | cert_2_last_rotated |
        | ------------ | ---------- | ---- | ---------------- | ------------------- | ------------------- | ------------------------- | ------------------------- | ------------- | ------------- | ------------------- | ------------------- |
        | 111122223333 | 2026-01-01 | bare | false            | false               | false               | N/A                       | N/A                       | false         | false         | N/A                 | N/A                 |
        | 111122223333 | 2026-01-01 | git  | false            | false               | false               | N/A                       | N/A                       | false         | false         | N/A                 | N/A                 |
        | 444455556666 | 2026-01-01 | bare | false            | false               | false               | N/A                       | N/A                       | false         | false         | N/A                 | N/A                 |
    """
    credentials = """
        | account_id   | as_of      | service_specific_credential_id | user | status |
        | ------------ | ---------- | ------------------------------ | ---- | ------ |
        | 111122223333 | 2026-01-01 | ACCA1                          | git  | Active |
    """
    frames = {"credential_report": frame(CREDENTIAL_REPORT, report)}

    without = ir.evaluate(frames, select="ROT013")
    given = {"service_specific_credentials": frame(SERVICE_SPECIFIC_CREDENTIALS, credentials)}
    with_it = ir.evaluate(frames | given, select="ROT013")

    assert without.findings["status"].tolist() == ["unknown"] * 3
    assert with_it.findings["status"].tolist() == ["fail", "unknown"]
    assert status(with_it, "ROT013") == {"111122223333": "fail", "444455556666": "unknown"}
    assert with_it.checks["reason"].iloc[1] == (
        "1 of 1 not known; `aws iam list-service-specific-credentials --all-users` would tell"
    )


def test_a_row_that_was_not_read_keeps_checks_from_passing(frames: dict[str, pd.DataFrame]) -> None:
    exports = frame(
        EXPORTS,
        """
        | account_id   | as_of      | export            | file | as_of_source | dropped_rows |
        | ------------ | ---------- | ----------------- | ---- | ------------ | ------------ |
        | 111122223333 | 2026-01-01 | credential_report | a    | argument     | 2            |
        | 444455556666 | 2026-02-01 | credential_report | b    | argument     | 0            |
        | 777788889999 | 2026-02-01 | credential_report | b    | argument     | 0            |
        """,
    )

    report = ir.evaluate(frames | {"exports": exports}, select=["ROOT001", "MFA001"])

    assert status(report, "ROOT001") == {
        "111122223333": "unknown",
        "444455556666": "pass",
        "777788889999": "unknown",  # no row for the root user
    }
    assert status(report, "MFA001")["111122223333"] == "fail"
    reasons = report.checks.set_index(["code", "account_id"])["reason"]
    assert reasons["ROOT001", "111122223333"] == "2 rows could not be read"


def test_one_finding_for_each_key_and_severity_by_age(frames: dict[str, pd.DataFrame]) -> None:
    report = ir.evaluate(frames, select="ROT001")

    found = report.findings[["resource_type", "severity", "message"]].to_numpy().tolist()
    assert found == [
        ["AWS::IAM::AccessKey", "medium", "access key 1 of alice is 365 days old"],
        ["AWS::IAM::AccessKey", "critical", "access key 2 of alice is 1096 days old"],
    ]
    assert report.findings["finding_id"].nunique() == 2
    assert report.checks["severity"].tolist() == ["critical", "medium", "medium"]


def test_options(frames: dict[str, pd.DataFrame]) -> None:
    strict = ir.evaluate(frames, select="ROT001", options={"ROT001": {"max_age_days": 30}})

    assert len(strict.findings) == 3
    assert strict.options == {"access_key_not_rotated": {"max_age_days": 30}}


def test_finding_ids_are_stable(frames: dict[str, pd.DataFrame]) -> None:
    """The same subject keeps its ID at another moment, among other rows, in another order."""
    before = ir.evaluate(frames).findings
    later = frames["credential_report"].iloc[::-1].reset_index(drop=True)
    later["as_of"] = later["as_of"] + pd.Timedelta(days=1)
    after = ir.evaluate({"credential_report": later}).findings

    assert set(before["finding_id"]) <= set(after["finding_id"])
    assert before["finding_id"].is_unique


def test_accounts_alone_give_the_same(frames: dict[str, pd.DataFrame]) -> None:
    report = frames["credential_report"]
    together = ir.evaluate(frames)
    alone = [
        ir.evaluate({"credential_report": report[report["account_id"] == account]})
        for account in report["account_id"].unique()
    ]

    for name in ("findings", "checks"):
        rows = [set(map(tuple, _text(getattr(r, name)).to_numpy())) for r in alone]
        assert set.union(*rows) == set(map(tuple, _text(getattr(together, name)).to_numpy()))


def _text(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype("string").fillna("")


def test_one_account_at_two_moments_is_two_snapshots(frames: dict[str, pd.DataFrame]) -> None:
    report = frames["credential_report"]
    again = report.assign(as_of=report["as_of"] + pd.Timedelta(days=400))

    both = ir.evaluate({"credential_report": pd.concat([report, again])}, select="ROT001")

    assert len(both.snapshot.accounts) == 6
    assert both.checks["failed"].tolist() == [2, 2, 0, 0, 0, 1]


def test_no_rows() -> None:
    report = ir.evaluate({"credential_report": CREDENTIAL_REPORT.empty()})

    assert report.findings.empty
    assert report.checks.empty
    assert report.scorecard()["status"].isin(["unknown", "not_applicable"]).all()


def test_no_rules(frames: dict[str, pd.DataFrame]) -> None:
    report = ir.evaluate(frames, rules=[])

    assert report.findings.empty
    assert report.checks.empty
    assert report.summary().empty


def test_hostile_text_stays_within_its_json(frames: dict[str, pd.DataFrame]) -> None:
    name = 'a"},"x":"\\\n\t\x07\u2028é'
    report = frames["credential_report"]
    report["user"] = report["user"].where(report["user"] != "alice", name)

    findings = ir.evaluate({"credential_report": report}, select="MFA001").findings

    evidence = [json.loads(text) for text in findings["evidence"]]
    assert evidence[0]["user"] == name.replace("\x07", "\ufffd")


def test_suppressions_change_one_column(frames: dict[str, pd.DataFrame]) -> None:
    plain = ir.evaluate(frames)
    wanted = plain.findings["finding_id"].iloc[0]

    quiet = ir.evaluate(frames, suppressions={wanted: "accepted until spring"})

    assert quiet.findings["suppressed_by"].tolist()[0] == "accepted until spring"
    assert quiet.findings["suppressed_by"].isna().sum() == len(plain.findings) - 1
    pd.testing.assert_frame_equal(
        quiet.findings.drop(columns="suppressed_by"), plain.findings.drop(columns="suppressed_by")
    )
    pd.testing.assert_frame_equal(quiet.checks, plain.checks)
    FINDINGS.check(quiet.findings)


def test_a_report_can_be_pickled(frames: dict[str, pd.DataFrame]) -> None:
    report = ir.evaluate(frames)

    again = pickle.loads(pickle.dumps(report))  # noqa: S301  (our own bytes)

    pd.testing.assert_frame_equal(again.findings, report.findings)


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ({"select": "MFA001"}, {"MFA001"}),
        ({"select": ["console_user_without_mfa", "ROOT001"]}, {"MFA001", "ROOT001"}),
        ({"select": "mfa"}, {"MFA001", "MFA003"}),
        ({"select": "mfa", "ignore": "informational"}, {"MFA001"}),
        ({"select": ["mfa", "user_without_mfa"]}, {"MFA001", "MFA002", "MFA003"}),
        ({"select": "high", "ignore": ["root"]}, {"MFA001"}),
    ],
)
def test_select_and_ignore(
    frames: dict[str, pd.DataFrame], arguments: dict[str, Any], codes: set[str]
) -> None:
    of_report = [r for r in builtin_rules() if sources(r.frames[0]) == {"credential_report"}]
    of_report = [r for r in of_report if len(r.frames) == 1]

    assert set(ir.evaluate(frames, of_report, **arguments).checks["code"]) == codes


def test_rules_that_are_off_are_not_asked_by_default(frames: dict[str, pd.DataFrame]) -> None:
    catalogue = ir.rules()
    asked = set(ir.evaluate(frames).checks["rule"])

    assert asked == set(catalogue.index[catalogue["on"]])
    assert set(ir.evaluate(frames, select="all").checks["rule"]) == set(catalogue.index)


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ({"select": "MFA01"}, "`MFA01` is no rule, practice or severity", "did you mean `MFA010`?"),
        (
            {"ignore": "qqq"},
            "`qqq` is no rule, practice or severity",
            "`iam-report rules` lists them",
        ),
        (
            {"options": {"access_key_not_rotatd": {}}},
            "no rule `access_key_not_rotatd` to set options of",
            "did you mean `access_key_not_rotated`?",
        ),
    ],
)
def test_words_that_name_nothing(
    frames: dict[str, pd.DataFrame], arguments: dict[str, Any], message: str, hint: str
) -> None:
    with pytest.raises(RuleError) as info:
        ir.evaluate(frames, **arguments)

    assert (info.value.message, info.value.hint) == (message, hint)


def test_two_rules_of_one_code_and_a_practice_that_is_none(frames: dict[str, pd.DataFrame]) -> None:
    @ir.rule(code="X1", severity=ir.Severity.LOW, title="X", message="x", practice="mfa")
    def one(console_users: pd.DataFrame) -> pd.Series:
        return console_users["mfa_active"]

    @ir.rule(code="X1", severity=ir.Severity.LOW, title="X", message="x", practice="mfaa")
    def other(console_users: pd.DataFrame) -> pd.Series:
        return console_users["mfa_active"]

    with pytest.raises(RuleError, match="two rules have the code `X1`"):
        ir.evaluate(frames, [one, other])
    with pytest.raises(RuleError, match="`other` belongs to `mfaa`, which is no best practice"):
        ir.evaluate(frames, [other])


def test_evaluating_twice_gives_the_same(frames: dict[str, pd.DataFrame]) -> None:
    """Relations that the first run made are no exports of their own."""
    no_keys = frames["credential_report"]
    no_keys = no_keys[no_keys["user"].isin(["bob", "<root_account>"])]
    snapshot = ir.evaluate({"credential_report": no_keys}).snapshot

    first, second = ir.evaluate(snapshot).checks, ir.evaluate(snapshot).checks

    pd.testing.assert_frame_equal(first, second)
    assert set(second.loc[second["code"] == "ROT001", "status"]) == {"not_applicable"}


def test_what_the_export_lacks_is_named() -> None:
    """Columns by their name, the root user's row as what it is."""
    text = b"user,arn,password_enabled\nalice,arn:aws:iam::111122223333:user/alice,true\n"

    report = ir.evaluate(ir.load(text, as_of="2026-01-01"), select=["MFA001", "ROOT001"])

    reasons = report.checks.set_index("code")["reason"]
    assert reasons["MFA001"].startswith("1 of 1 not known: the export lacks user_creation_time, ")
    assert reasons["MFA001"].endswith("cert_2_last_rotated, the row of the root user")
    assert reasons["ROOT001"] == reasons["MFA001"]
