"""Every kind of input, named and found: read as it should be, or refused in these words."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import iam_report as ir
from tests.corpus.bad_rows import BAD_ROWS
from tests.corpus.read import AS_CLEAN, WARNED
from tests.corpus.refused import DAMAGED, FAILED
from tests.corpus.report import GENERATED, OTHER_ACCOUNT, ROWS, csv_text, row
from tests.corpus.strangers import STRANGERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.corpus.bad_rows import BadRows
    from tests.corpus.read import Warned
    from tests.corpus.refused import Refused


def cases(by_name: Mapping[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", by_name.values(), ids=by_name.keys())


def frame(rows: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Return what rows as AWS writes them are read as, whatever is odd about them together."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ir.ExportWarning)
        return ir.read_credential_report(csv_text(rows).encode(), as_of=GENERATED)


def assert_same(got: pd.DataFrame, rows: Iterable[Mapping[str, str]]) -> None:
    """Assert that all is equal but the column that plain CSV does not fill."""
    got, want = (f.drop(columns="generated_at") for f in (got, frame(rows)))
    pd.testing.assert_frame_equal(got, want)


def found(folder: Path, content: bytes) -> tuple[str, ir.Snapshot]:
    """Return the path of a file in a folder that also holds another account, and what is loaded."""
    (folder / "other.csv").write_text(csv_text([row("<root_account>", OTHER_ACCOUNT)]))
    file = folder / "case"
    file.write_bytes(content)
    return str(file), ir.load(folder, as_of=GENERATED)


def rows_of(snapshot: ir.Snapshot, file: str) -> pd.DataFrame:
    """Return the rows that were not read from the other account's file."""
    exports = snapshot["exports"]
    others = exports.loc[exports["file"] != file, "account_id"]
    report = snapshot["credential_report"]
    return report[~report["account_id"].isin(others)].reset_index(drop=True)


@cases(AS_CLEAN)
def test_reads_as_the_clean_report(case: bytes) -> None:
    assert_same(ir.read_credential_report(case, as_of=GENERATED), ROWS)


@cases(AS_CLEAN)
def test_finds_the_clean_report(case: bytes, tmp_path: Path) -> None:
    file, snapshot = found(tmp_path, case)

    assert snapshot.problems.empty
    assert_same(rows_of(snapshot, file), ROWS)


@cases(WARNED)
def test_reads_with_a_warning(case: Warned) -> None:
    with pytest.warns(ir.ExportWarning) as caught:
        report = ir.read_credential_report(case.content, as_of=GENERATED)

    assert f"`<bytes>`: {case.message}" in [str(warning.message) for warning in caught]
    if case.rows is not None:
        assert_same(report, case.rows)


@cases(WARNED)
def test_finds_with_a_warning(case: Warned, tmp_path: Path) -> None:
    (tmp_path / "case").write_bytes(case.content)

    snapshot = ir.load(tmp_path, as_of=GENERATED)

    problems = snapshot.problems[snapshot.problems["code"] == case.code]
    columns = ["level", "file", "place", "message", "hint"]
    want = ("warning", str(tmp_path / "case"), case.place, case.message, case.hint)
    assert problems[columns].to_numpy().tolist() == [list(want)]
    assert snapshot["exports"]["dropped_rows"].sum() == 0


@cases({**FAILED, **DAMAGED, **STRANGERS})
def test_refuses_what_was_named(case: Refused) -> None:
    with pytest.raises(ir.ExportError) as caught:
        ir.read_credential_report(case.content, as_of=GENERATED)

    error = caught.value
    assert str(error) == case.message.replace("{file}", "<bytes>")
    assert error.hint == (case.hint or None)
    assert (error.code, error.place, error.file) == (case.code, case.place, "<bytes>")


@cases({**FAILED, **DAMAGED, **STRANGERS})
def test_notes_what_was_found(case: Refused, tmp_path: Path) -> None:
    file, snapshot = found(tmp_path, case.content)

    message = case.message.replace("{file}", file)
    want = [1, case.level, case.code, file, case.place, message, case.hint]
    assert snapshot.problems.to_numpy().tolist() == [want]
    assert snapshot.accounts["account_id"].tolist() == [OTHER_ACCOUNT]


@cases(BAD_ROWS)
def test_refuses_bad_rows_of_what_was_named(case: BadRows) -> None:
    with pytest.raises(ir.ExportError) as caught:
        ir.read_credential_report(case.content, as_of=GENERATED)

    assert str(caught.value) == f"`<bytes>`: {case.place}: {case.message}"
    assert caught.value.hint == case.hint
    assert (caught.value.code, caught.value.place) == (case.code, case.place)


@cases(BAD_ROWS)
def test_drops_bad_rows_of_what_was_found(case: BadRows, tmp_path: Path) -> None:
    file, snapshot = found(tmp_path, case.content)

    want = ["error", case.code, file, case.place, case.message, case.hint]
    columns = ["level", "code", "file", "place", "message", "hint"]
    assert snapshot.problems[columns].to_numpy().tolist() == [want]
    assert_same(rows_of(snapshot, file), case.rows)
    exports = snapshot["exports"].set_index("file")
    assert exports.loc[file, "dropped_rows"] == case.dropped


@cases({case.code: case for case in BAD_ROWS.values()})
def test_no_check_passes_where_rows_were_dropped(case: BadRows, tmp_path: Path) -> None:
    (tmp_path / "case").write_bytes(case.content)

    snapshot = ir.load(tmp_path, as_of=GENERATED)
    checks = ir.evaluate(snapshot, ignore="exports").checks

    assert len(checks)
    assert "pass" not in set(checks["status"])
