"""What the frame of a credential report says, cell by cell."""

from __future__ import annotations

import codecs
import io
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.readers import _report_rows
from tests.corpus.report import (
    ACCOUNT,
    ALICE,
    BOB,
    COLUMNS,
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


def read(text: str | bytes, **options: Any) -> pd.DataFrame:
    content = text.encode() if isinstance(text, str) else text
    return ir.read_credential_report(content, **{"as_of": GENERATED, **options})


def test_rows_keep_their_order_and_say_whose_they_are() -> None:
    report = read(csv_text())

    assert report["user"].tolist() == [cells["user"] for cells in ROWS]
    assert report["is_root"].tolist() == [True, False, False, False]
    assert report["account_id"].unique().tolist() == [ACCOUNT]
    assert report["partition"].unique().tolist() == ["aws"]
    assert report["generated_at"].isna().all()
    CREDENTIAL_REPORT.check(report)


def test_markers_are_told_apart() -> None:
    marked = {
        "password_last_used": ["N/A", "no_information", "not_supported", "", "N/A"],
        "access_key_1_last_used_date": ["no_information", "N/A", "", "not_supported", "N/A"],
        "access_key_1_last_used_region": ["not_supported", "", "no_information", "N/A", "N/A"],
        "access_key_2_active": ["", "not_supported", "N/A", "no_information", "N/A"],
        "cert_1_last_rotated": ["N/A"] * 5,
    }
    rows = [
        row(name, **{column: cells[i] for column, cells in marked.items()})
        for i, name in enumerate(["<root_account>", "a", "b", "c", "d"])
    ]

    report = read(csv_text(rows))

    for column, cells in marked.items():
        assert report[column].isna().all()
        assert report[f"{column}_state"].tolist() == [cell or "empty" for cell in cells]


def test_a_missing_column_is_absent() -> None:
    with pytest.warns(ir.ExportWarning, match="lacks column `mfa_active`"):
        report = read(csv_text(columns=[c for c in COLUMNS if c != "mfa_active"]))

    assert report["mfa_active"].isna().all()
    assert report["mfa_active_state"].unique().tolist() == ["absent"]
    assert report["additional_credentials_info_state"].unique().tolist() == ["absent"]
    CREDENTIAL_REPORT.check(report)


def test_values_have_the_state_value() -> None:
    report = read(csv_text()).set_index("user")

    assert report.loc["bob", "access_key_1_last_used_region"] == "eu-west-1"
    assert report.loc["bob", "access_key_1_last_used_region_state"] == "value"
    assert report.loc["bob", "access_key_1_last_rotated"] == datetime(
        2024, 2, 29, 23, 59, 59, tzinfo=UTC
    )
    assert report.loc["<root_account>", "password_next_rotation_state"] == "not_supported"


@pytest.mark.parametrize(
    "name", ["NA", "null", "nan", "None", "NaN", "007", "1e5", "true", "=1+1", "@x", "-", "+1"]
)
def test_names_that_read_as_something_else_are_kept(name: str) -> None:
    report = read(csv_text([ROOT, row(name)]))

    assert report["user"].tolist() == ["<root_account>", name]


def test_names_with_commas_and_quotes() -> None:
    report = read(csv_text([ROOT, row("a,b"), row('say "x"')]))

    assert report["user"].tolist() == ["<root_account>", "a,b", 'say "x"']


def test_names_beyond_ascii() -> None:
    assert read(csv_text([ROOT, row("zoë")]))["user"].tolist() == ["<root_account>", "zoë"]


@pytest.mark.parametrize(
    "partition", ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc"]
)
def test_partitions(partition: str) -> None:
    report = read(csv_text().replace("arn:aws:", f"arn:{partition}:"))

    assert report["partition"].unique().tolist() == [partition]
    assert report["account_id"].unique().tolist() == [ACCOUNT]


def test_users_with_paths() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:user/a/b:c/root,x/alice"

    report = read(csv_text([ROOT, ALICE | {"arn": arn}]))

    assert report["arn"].tolist() == [ROOT["arn"], arn]


def test_two_accounts_whose_users_have_one_name() -> None:
    rows = [*ROWS, row("<root_account>", OTHER_ACCOUNT), row("alice", OTHER_ACCOUNT)]

    report = read(csv_text(rows))

    assert report["account_id"].tolist() == [ACCOUNT] * 4 + [OTHER_ACCOUNT] * 2
    assert report["is_root"].tolist() == [True, False, False, False, True, False]


def test_the_23rd_column() -> None:
    columns = [*COLUMNS, "additional_credentials_info"]
    rows = [
        ROOT | {columns[-1]: "N/A"},
        ALICE | {columns[-1]: "access key 3"},
    ]

    report = read(csv_text(rows, columns))

    assert report[columns[-1]].isna().tolist() == [True, False]
    assert report[columns[-1]].iloc[1] == "access key 3"
    assert report[f"{columns[-1]}_state"].tolist() == ["N/A", "value"]


def test_columns_that_aws_does_not_write_are_kept_as_text(tmp_path: Path) -> None:
    columns = [*COLUMNS, "Team Name", "note"]
    more = {"Team Name": "1e5", "note": "N/A"}
    text = csv_text([ROOT | more, ALICE | more], columns)
    (tmp_path / "report.csv").write_text(text)

    report = read(text)
    snapshot = ir.load(tmp_path, as_of=GENERATED)

    assert report["team_name"].tolist() == ["1e5", "1e5"]
    assert report["note"].tolist() == ["N/A", "N/A"]
    assert snapshot["exports"]["unexpected_columns"].tolist() == ["team_name, note"]
    [problem] = snapshot.problems.to_dict("records")
    assert problem["level"] == "info"
    assert problem["message"] == (
        "the report has columns `team_name`, `note`, which AWS is not known to write; kept as text"
    )


def test_a_thousand_columns_that_aws_does_not_write() -> None:
    columns = [*COLUMNS, *(f"x{n}" for n in range(1000))]
    text = csv_text([ROOT | dict.fromkeys(columns[len(COLUMNS) :], "1")], columns)

    snapshot = ir.load(text.encode(), as_of=GENERATED)

    assert snapshot.credential_report["x999"].tolist() == ["1"]
    [message] = snapshot.problems["message"]
    assert message.endswith("`x29` and 970 more, which AWS is not known to write; kept as text")


def test_columns_of_other_programs_cannot_pass_for_ours() -> None:
    odd = {
        "account_id": OTHER_ACCOUNT,
        "as_of": "2000-01-01",
        "is_root": "true",
        "partition": "aws-cn",
        "mfa_active_state": "absent",
        "report_is_root": "x",
    }
    columns = [*COLUMNS, *odd]

    report = read(csv_text([cells | odd for cells in ROWS], columns))

    clean = read(csv_text())
    pd.testing.assert_frame_equal(report[list(clean)], clean)
    assert [name for name in report if name not in clean] == [
        "report_account_id",
        "report_as_of",
        "report_report_is_root",
        "report_partition",
        "report_mfa_active_state",
        "report_is_root",
    ]
    assert report["report_account_id"].tolist() == [OTHER_ACCOUNT] * 4


@pytest.mark.parametrize(
    ("text", "dayfirst", "want"),
    [
        ("9/11/2026 13:14", True, datetime(2026, 11, 9, 13, 14, tzinfo=UTC)),
        ("9/11/2026 13:14", False, datetime(2026, 9, 11, 13, 14, tzinfo=UTC)),
        ("09.11.2026", True, datetime(2026, 11, 9, tzinfo=UTC)),
        ("9-11-2026 01:02:03", True, datetime(2026, 11, 9, 1, 2, 3, tzinfo=UTC)),
        ("11/9/2026, 1:14 PM", False, datetime(2026, 11, 9, 13, 14, tzinfo=UTC)),
        ("11/9/2026 12:14:15 am", False, datetime(2026, 11, 9, 0, 14, 15, tzinfo=UTC)),
        ("11/9/2026 12:14PM", False, datetime(2026, 11, 9, 12, 14, tzinfo=UTC)),
        ("2026-01-31T12:00:00Z", True, datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-02-01T12:00:00Z", True, datetime(2026, 2, 1, 12, tzinfo=UTC)),
    ],
)
def test_dates_that_a_spreadsheet_wrote(text: str, dayfirst: bool, want: datetime) -> None:  # noqa: FBT001  (a parameter of the test)
    cells = {"password_next_rotation": text, "user_creation_time": text}

    report = read(csv_text([ROOT, ALICE | cells]), dayfirst=dayfirst, as_of="2027-01-01")

    assert report[list(cells)].iloc[1].tolist() == [want, want]


@pytest.mark.parametrize(
    "text",
    ["9/13/2026", "31.2.2026", "0/1/2026", "9/11/26", "9/11/2026 13:14 PM", "9/11/2026 24:30"],
)
def test_dates_that_are_none_with_the_day_first(text: str) -> None:
    with pytest.raises(ir.ExportError, match="is neither a date with a time nor a marker"):
        read(with_cell("password_next_rotation", text), dayfirst=True)


def test_generated_time_is_kept_beside_another_as_of() -> None:
    report = ir.read_credential_report(answer_text().encode(), as_of="2026-02-01")

    assert report["as_of"].unique().tolist() == [datetime(2026, 2, 1, tzinfo=UTC)]
    assert report["generated_at"].unique().tolist() == [datetime(2026, 1, 15, 12, tzinfo=UTC)]


def test_many_accounts_without_their_root_users() -> None:
    rows = [row("alice", f"{n:012}") for n in range(40)]

    with pytest.warns(ir.ExportWarning) as caught:
        report = read(csv_text(rows))

    assert report["account_id"].nunique() == 40
    assert str(caught[0].message).endswith(
        ", 000000000009 and 30 more accounts: it is not assessed"
    )


def test_a_warning_points_at_the_caller() -> None:
    with pytest.warns(ir.ExportWarning) as caught:
        read(csv_text(ROWS[1:]))

    assert caught[0].filename == __file__


def test_a_note_is_no_warning() -> None:
    columns = [*COLUMNS, "note"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read(csv_text([ROOT | {"note": "x"}], columns))


def test_text_stream() -> None:
    decoded = codecs.getreader("utf-8")(io.BytesIO(csv_text().encode()))
    for stream in (io.StringIO(csv_text()), io.TextIOWrapper(io.BytesIO(b"\xff")), decoded):
        with pytest.raises(ir.ExportError, match="is open as text") as caught:
            ir.read_credential_report(stream)  # type: ignore[arg-type]  # that is the mistake

        assert caught.value.hint == "open it in binary mode, so that its encoding can be told"


def test_closed_stream() -> None:
    stream = io.BytesIO(b"")
    stream.close()

    with pytest.raises(ir.ExportError, match="cannot be read: i/o operation on closed file"):
        ir.read_credential_report(stream)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_line_of_a_bad_row(newline: str) -> None:
    rows = [ROOT, row("bo"), row("bobby"), BOB, row("bob2"), ALICE | {"mfa_active": "?"}]
    text = csv_text(rows, newline=newline) + newline + "x"

    with pytest.raises(ir.ExportError) as caught:
        read(text)
    assert caught.value.place == "line 7, column `mfa_active`"
    with pytest.raises(ir.ExportError) as caught:
        read(text.replace("?", "true"))
    assert caught.value.place == "line 8"


def test_many_rows_are_read_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads change nothing, and neither do the blocks that the text is parsed in."""
    rows = [
        ROOT,
        *(BOB | row(f"user{n}", mfa_active=str(n % 2 == 0).lower()) for n in range(30_000)),
    ]
    text = csv_text(rows)
    alone = read(text)

    monkeypatch.setattr(_report_rows, "_THREADED_ROWS", 1)

    pd.testing.assert_frame_equal(read(text), alone)
    assert len(text) > 4 * 1024**2
    assert len(alone) == len(rows)
    assert alone["mfa_active"].sum() == 15_001


def test_bad_rows_among_many(tmp_path: Path) -> None:
    rows = [ROOT, *(row(f"user{n}") for n in range(40_000))]
    lines = csv_text(rows).split("\n")
    for place in (9, 20_001, 39_999):
        lines.insert(place, "x,y")
    lines.insert(30_000, "a,b,arn:aws:iam::111122223333:user/a,b," + lines[2].split(",", 2)[2])
    (tmp_path / "report.csv").write_text("\n".join(lines))

    snapshot = ir.load(tmp_path, as_of=GENERATED)

    assert snapshot.problems["place"].tolist() == [
        "line 10",
        "line 20002",
        "line 40001",
        "line 30001",
    ]
    assert snapshot.credential_report["user"].iloc[29_997] == "a,b"
    assert len(snapshot.credential_report) == len(rows) + 1
    assert snapshot["exports"]["dropped_rows"].tolist() == [3]
