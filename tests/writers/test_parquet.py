"""Parquet: a folder of tables that explain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pyarrow import parquet

import iam_report as ir
from iam_report.frames import schemas
from iam_report.writers.tables import ORDERS
from tests.writers.rows import HOSTILE, problems_of, report_of

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("checks", "findings", "problems", "scorecard")

every_table = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def report() -> ir.Report:
    return ir.evaluate(ir.load("sample_data"), select="all")


@pytest.fixture(scope="module")
def folder(report: ir.Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("parquet") / "report"
    report.to_parquet(where)
    return where


def frame_of(report: ir.Report, name: str) -> pd.DataFrame:
    return report.scorecard() if name == "scorecard" else getattr(report, name)


def test_files(folder: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == [f"{name}.parquet" for name in NAMES]
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


@every_table
def test_rows_come_back(report: ir.Report, folder: Path, name: str) -> None:
    """With the schema's dtypes, once it is asked for them."""
    got = schemas()[name].from_columns(pd.read_parquet(folder / f"{name}.parquet"))

    key = list(ORDERS[name])
    expected = frame_of(report, name)
    pd.testing.assert_frame_equal(
        got.sort_values(key, key=_plain, ignore_index=True),
        expected.sort_values(key, key=_plain, ignore_index=True),
    )


def _plain(values: pd.Series) -> pd.Series:
    return values.astype("str") if values.dtype == "category" else values


@every_table
def test_pandas_reads_the_dtypes(report: ir.Report, folder: Path, name: str) -> None:
    """Strings are the exception: pandas takes the name of their dtype for that of another."""
    got = pd.read_parquet(folder / f"{name}.parquet").dtypes
    expected = frame_of(report, name).dtypes

    for column, dtype in zip(expected.index.astype(str), expected, strict=True):
        if str(dtype) == "string[pyarrow]":
            assert got[column] == "string"
        elif isinstance(dtype, pd.CategoricalDtype):
            assert set(got[column].categories) == set(dtype.categories)
            assert got[column].ordered == dtype.ordered
        else:
            assert got[column] == dtype


@every_table
def test_metadata_says_what_columns_mean(folder: Path, name: str) -> None:
    found = parquet.read_schema(folder / f"{name}.parquet")

    assert found.metadata[b"frame"].decode() == name
    docs = {field.name: field.metadata[b"doc"].decode() for field in found}
    assert docs == {column.name: column.doc for column in schemas()[name].columns}


def test_compression(folder: Path) -> None:
    file = parquet.ParquetFile(folder / "findings.parquet")

    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_same_bytes_twice(report: ir.Report, folder: Path, tmp_path: Path) -> None:
    report.to_parquet(tmp_path)

    for name in NAMES:
        file = f"{name}.parquet"
        assert (tmp_path / file).read_bytes() == (folder / file).read_bytes()


def test_hostile_text_comes_back(tmp_path: Path) -> None:
    report_of(HOSTILE, problems_of(HOSTILE)).to_parquet(tmp_path)

    found = pd.read_parquet(tmp_path / "findings.parquet")
    problems = pd.read_parquet(tmp_path / "problems.parquet")

    assert sorted(found["message"]) == sorted(HOSTILE)
    assert problems["message"].tolist() == list(HOSTILE)


def test_no_rows(tmp_path: Path) -> None:
    report_of([]).to_parquet(tmp_path)

    assert len(pd.read_parquet(tmp_path / "findings.parquet")) == 0


def test_columns_that_the_schema_does_not_know_are_kept(tmp_path: Path) -> None:
    report = report_of(["alice"])
    report.findings["owner"] = pd.Series(["team"], dtype=report.findings["message"].dtype)

    report.to_parquet(tmp_path)

    assert pd.read_parquet(tmp_path / "findings.parquet")["owner"].tolist() == ["team"]


def test_files_that_exist_are_kept(folder: Path, report: ir.Report) -> None:
    with pytest.raises(ir.IamReportError) as caught:
        report.to_parquet(folder)

    assert caught.value.message == f"`{folder / 'findings.parquet'}` exists"
    report.to_parquet(folder, overwrite=True)


def test_one_file_that_exists_keeps_all_from_being_written(tmp_path: Path) -> None:
    (tmp_path / "problems.parquet").touch()

    with pytest.raises(ir.IamReportError, match="exists"):
        report_of([]).to_parquet(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["problems.parquet"]


def test_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    for where, reason in (
        (tmp_path / "file", "file exists"),
        (tmp_path / "no" / "report", "no such file or directory"),
    ):
        with pytest.raises(ir.IamReportError) as caught:
            report_of([]).to_parquet(where)
        assert caught.value.message == f"`{where}` cannot be made a folder: {reason}"
