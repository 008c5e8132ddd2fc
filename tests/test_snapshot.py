"""Snapshot: the frames of accounts; what load makes of an account that was exported twice."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.frames.accounts import ACCOUNTS
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.frames.exports import EXPORTS
from tests.corpus.report import (
    ACCOUNT,
    BOB,
    GENERATED,
    OTHER_ACCOUNT,
    ROOT,
    ROWS,
    answer_text,
    csv_text,
    row,
    with_cell,
)

if TYPE_CHECKING:
    from pathlib import Path

AWS = answer_text().encode()
TWO_ACCOUNTS = csv_text(
    [*ROWS, row("<root_account>", OTHER_ACCOUNT), row("alice", OTHER_ACCOUNT)]
).encode()
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def told(snapshot: ir.Snapshot) -> list[tuple[str, ...]]:
    columns = ["level", "code", "file", "message"]
    return list(snapshot.problems[columns].itertuples(index=False, name=None))


def moments(snapshot: ir.Snapshot) -> list[datetime]:
    return [moment.to_pydatetime() for moment in snapshot.accounts["as_of"]]


def test_frames_are_attributes_and_items() -> None:
    snapshot = ir.load(AWS)

    assert snapshot.access_keys is snapshot["access_keys"]
    assert set(snapshot.frames) == {"credential_report", "exports", "access_keys"}
    assert snapshot.accounts is snapshot["accounts"]
    assert snapshot.problems is snapshot["problems"]
    assert {"access_keys", "accounts", "credential_report"} <= set(dir(snapshot))
    assert "access_keys" in snapshot
    assert "trails" not in snapshot


def test_frames_fit_their_schemas() -> None:
    snapshot = ir.load([AWS, TWO_ACCOUNTS], as_of=GENERATED)

    for schema in (CREDENTIAL_REPORT, EXPORTS, ACCOUNTS):
        schema.check(snapshot[schema.name])


def test_frame_that_is_not_there() -> None:
    snapshot = ir.Snapshot({})

    with pytest.raises(KeyError, match="get it by `aws iam get-credential-report`"):
        snapshot["credential_report"]
    with pytest.raises(KeyError, match="frame `access_keys` is made of others: no export holds"):
        snapshot["access_keys"]
    with pytest.raises(AttributeError, match="did you mean `access_keys`"):
        _ = snapshot.access_key


def test_copies_and_pickles() -> None:
    snapshot = ir.load(AWS)

    again = pickle.loads(pickle.dumps(snapshot))  # noqa: S301  (our own bytes)

    for other in (copy.copy(snapshot), copy.deepcopy(snapshot), again):
        pd.testing.assert_frame_equal(other.credential_report, snapshot.credential_report)


def test_two_accounts_in_one_file() -> None:
    snapshot = ir.load(TWO_ACCOUNTS, as_of=GENERATED)

    accounts = snapshot.accounts.set_index("account_id")
    assert accounts["users"].to_dict() == {ACCOUNT: 3, OTHER_ACCOUNT: 1}
    assert accounts["exports"].unique().tolist() == ["credential_report"]
    assert snapshot["exports"]["rows"].tolist() == [4, 2]
    assert snapshot["exports"]["accounts"].tolist() == [2, 2]


def test_one_account_of_two() -> None:
    snapshot = ir.load(TWO_ACCOUNTS, as_of=GENERATED, account_id=OTHER_ACCOUNT)

    assert snapshot.accounts["account_id"].tolist() == [OTHER_ACCOUNT]
    assert snapshot["exports"]["account_id"].tolist() == [OTHER_ACCOUNT]
    assert len(snapshot.credential_report) == 2
    assert told(snapshot) == [
        (
            "info",
            "other_account",
            "<bytes>",
            f"the rows of account {ACCOUNT} are left out: account_id={OTHER_ACCOUNT} was asked for",
        )
    ]


@pytest.mark.parametrize("given", ["", "12", "my-account", 12, "1111 2222 3333"])
def test_account_id_that_is_none(given: Any) -> None:
    with pytest.raises(ir.ExportError) as caught:
        ir.load(AWS, account_id=given)

    assert str(caught.value) == f"account_id `{given}` is not an account ID"
    assert caught.value.hint == "write its 12 digits, as text"


def test_the_same_report_twice(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(AWS)

    snapshot = ir.load(tmp_path)

    assert len(snapshot.credential_report) == len(ROWS)
    assert snapshot["exports"]["file"].tolist() == [str(tmp_path / "a.json")]
    assert told(snapshot) == [
        (
            "info",
            "repeated_export",
            str(tmp_path / "b.json"),
            (
                f"the credential report of account {ACCOUNT} as of 2026-01-15 12:00 UTC is also in "
                f"`{tmp_path / 'a.json'}`"
            ),
        )
    ]


def test_the_same_report_in_another_form(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv_text([ROOT, *ROWS[:0:-1]]))
    (tmp_path / "b.json").write_bytes(AWS)

    snapshot = ir.load(tmp_path, as_of=GENERATED)

    assert snapshot["exports"]["file"].tolist() == [str(tmp_path / "b.json")]
    assert [problem[:2] for problem in told(snapshot)] == [("info", "repeated_export")]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_two_reports_of_one_moment_that_differ(order: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(AWS)
    (tmp_path / "b").write_text(answer_text(with_cell("mfa_active", "true")))

    snapshot = ir.load([tmp_path / name for name in order])

    assert snapshot["exports"]["file"].tolist() == [str(tmp_path / "a")]
    assert not snapshot.credential_report.set_index("user").loc["alice", "mfa_active"]
    assert told(snapshot) == [
        (
            "error",
            "conflicting_exports",
            str(tmp_path / "b"),
            (
                f"the credential report of account {ACCOUNT} as of 2026-01-15 12:00 UTC differs from "
                f"that in `{tmp_path / 'a'}` and is left out"
            ),
        )
    ]
    assert snapshot.problems["hint"].tolist() == [
        "give as_of only for exports of one moment; without it each report has its own"
    ]
    assert snapshot["exports"]["dropped_rows"].tolist() == [len(ROWS)]
    checks = ir.evaluate(snapshot, select=["individual_users", "mfa", "root", "rotation"]).checks
    assert "pass" not in set(checks["status"])


def test_the_newer_report_is_taken_where_as_of_is_given() -> None:
    older = answer_text(csv_text(ROWS[:-1]), GeneratedTime="2026-01-14T12:00:00Z").encode()

    for order in ([AWS, older], [older, AWS]):
        snapshot = ir.load(order, as_of="2026-01-16")

        assert len(snapshot.credential_report) == len(ROWS)
        assert snapshot.problems["code"].tolist() == ["conflicting_exports"]


def test_two_reports_of_two_moments() -> None:
    older = answer_text(csv_text(ROWS[:-1]), GeneratedTime="2026-01-14T12:00:00Z").encode()

    snapshot = ir.load([AWS, older])

    assert moments(snapshot) == [NOON - timedelta(days=1), NOON]
    assert snapshot.accounts["account_id"].tolist() == [ACCOUNT, ACCOUNT]
    assert snapshot.accounts["users"].tolist() == [2, 3]
    assert snapshot.problems["code"].tolist() == ["future_date"]  # a key used on the day after


def test_a_part_of_a_file_repeats() -> None:
    snapshot = ir.load([AWS, TWO_ACCOUNTS], as_of=GENERATED)

    assert snapshot.accounts["users"].tolist() == [3, 1]
    assert len(snapshot.credential_report) == len(ROWS) + 2
    assert snapshot["exports"]["account_id"].tolist() == [ACCOUNT, OTHER_ACCOUNT]
    assert snapshot.problems["code"].tolist() == ["repeated_export"]


def test_columns_that_only_one_file_has() -> None:
    columns = [*BOB, "team"]
    other = csv_text([row("zoe", OTHER_ACCOUNT, team="red")], columns).encode()

    report = ir.load([AWS, other, AWS], as_of=GENERATED).credential_report

    assert report["team"].isna().tolist() == [True] * len(ROWS) + [False]
    assert report["team"].iloc[-1] == "red"
    assert str(report["team"].dtype) == "string[pyarrow]"


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("2026-01-15", datetime(2026, 1, 15, tzinfo=UTC)),
        (" 2026-01-15T13:00:00+01:00 ", NOON),
        ("2026-01-15 12:00:00Z", NOON),
        ("2026-01-15T12:00", NOON),
        (date(2026, 1, 15), datetime(2026, 1, 15, tzinfo=UTC)),
        (datetime(2026, 1, 15, 12), NOON),  # noqa: DTZ001  (taken as UTC)
        (datetime(2026, 1, 15, 13, tzinfo=timezone(timedelta(hours=1))), NOON),
        (pd.Timestamp("2026-01-15T12:00:00Z"), NOON),
        (NOON.timestamp(), NOON),
    ],
)
def test_as_of(given: Any, want: datetime) -> None:
    snapshot = ir.load(AWS, as_of=given)

    assert moments(snapshot) == [want]
    assert snapshot.accounts["as_of_source"].tolist() == ["argument"]


@pytest.mark.parametrize(
    "given",
    ["now", "today", "", "1", "15.1.2026", "2026-02-30", pd.NaT, float("nan"), True, "9999999-01"],
)
def test_as_of_that_is_no_date(given: Any, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_bytes(AWS)

    for source in (AWS, tmp_path):
        with pytest.raises(ir.ExportError) as caught:
            ir.load(source, as_of=given)

        assert str(caught.value) == f"as_of `{given}` is not a date"
        assert caught.value.hint == "write it as 2026-01-31 or 2026-01-31T12:00:00Z"


@pytest.mark.parametrize(
    "generated",
    [
        "2026-01-15T12:00:00Z",
        "2026-01-15T12:00:00+00:00",
        "2026-01-15 13:00:00+01:00",
        "2026-01-15T12:00:00.000Z",
        1768478400,
        1768478400.0,
        "/Date(1768478400000)/",
        "/Date(1768478400000+0100)/",
    ],
)
def test_as_of_is_the_generated_time(generated: Any) -> None:
    snapshot = ir.load(answer_text(GeneratedTime=generated).encode())

    assert moments(snapshot) == [NOON]
    assert snapshot.accounts["as_of_source"].tolist() == ["generated_time"]
    assert snapshot.credential_report["generated_at"].tolist() == [NOON] * len(ROWS)


def test_as_of_is_the_newest_date_of_each_account() -> None:
    snapshot = ir.load(TWO_ACCOUNTS)

    accounts = snapshot.accounts.set_index("account_id")
    assert accounts["as_of"].to_dict() == {
        ACCOUNT: datetime(2026, 1, 15, 11, 45, tzinfo=UTC),
        OTHER_ACCOUNT: datetime(2023, 5, 4, 9, 30, tzinfo=UTC),
    }
    assert set(accounts["as_of_source"]) == {"newest_timestamp"}


def test_a_password_that_will_expire_tells_no_moment() -> None:
    rows = [ROOT | {"password_next_rotation": "2027-01-01T00:00:00Z"}]

    snapshot = ir.load(csv_text(rows).encode())

    assert moments(snapshot) == [datetime(2025, 11, 20, 8, 15, tzinfo=UTC)]


def test_report_without_any_date() -> None:
    content = csv_text([row("zoe", user_creation_time="N/A")]).encode()

    with pytest.raises(ir.ExportError) as caught:
        ir.load(content)

    assert str(caught.value) == (
        "`<bytes>` does not say when it was true: it has no GeneratedTime and no dates"
    )
    assert caught.value.hint == "give as_of=, the moment at which it was exported"


def test_report_without_rows_has_no_account(tmp_path: Path) -> None:
    (tmp_path / "report.csv").write_text(csv_text([]))

    report = ir.evaluate(ir.load(tmp_path))

    assert report.snapshot.accounts.empty
    assert report.findings.empty
    assert report.checks.empty


@pytest.mark.parametrize(
    ("dayfirst", "want"),
    [
        (True, datetime(2025, 12, 1, 10, tzinfo=UTC)),
        (False, datetime(2025, 1, 12, 10, tzinfo=UTC)),
    ],
)
def test_dayfirst(dayfirst: bool, want: datetime) -> None:  # noqa: FBT001  (a parameter of the test)
    content = with_cell("password_last_changed", "1/12/2025 10:00").encode()

    report = ir.load(content, as_of=GENERATED, dayfirst=dayfirst).credential_report

    assert report.set_index("user").loc["alice", "password_last_changed"] == want


def test_the_latest_moment_of_each_account() -> None:
    older = answer_text(csv_text(ROWS[:-1]), GeneratedTime="2026-01-14T12:00:00Z").encode()
    other = answer_text(
        csv_text([row("carol", OTHER_ACCOUNT)]), GeneratedTime="2026-01-02T12:00:00Z"
    ).encode()
    both = ir.load([older, AWS, other])

    latest = both.latest()

    assert moments(latest) == [NOON, NOON - timedelta(days=13)]
    assert latest.credential_report["user"].tolist() == [*(r["user"] for r in ROWS), "carol"]
    assert latest.problems["code"].tolist()[-1] == "older_export"
    assert latest.problems["number"].tolist() == list(range(1, len(latest.problems) + 1))
    assert latest.latest() is latest


def test_an_account_that_is_not_there() -> None:
    with pytest.raises(ir.ExportError) as info:
        ir.load(AWS, account_id="999999999999")

    assert info.value.message == "the exports hold no account 999999999999"
    assert info.value.hint == f"they hold {ACCOUNT}"
