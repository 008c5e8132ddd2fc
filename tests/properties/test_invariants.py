"""What must hold for every credential report."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import iam_report as ir
from iam_report.rules import builtin_rules
from tests.properties.strategies import ACCOUNT, AS_OF, COLUMNS, csv_of, reports

if TYPE_CHECKING:
    from pathlib import Path

    from tests.properties.strategies import Row

OTHER: Final = "444455556666"
CARD: Final = ["account_id", "code", "resource", "evidence", "status", "severity", "finding_id"]

#: Every example judges a report once or more; a few dozen find what there is to find.
MARKERS_OF_AWS = ("N/A", "no_information", "not_supported")
few = settings(max_examples=8, deadline=None)


def judged(rows: list[Row], columns: tuple[str, ...] = COLUMNS, **arguments: object) -> ir.Report:
    """Judge a report with every rule."""
    snapshot = ir.load(csv_of(rows, columns), as_of=AS_OF)
    return ir.evaluate(snapshot, select="all", **arguments)  # type: ignore[arg-type]


def rows_of(frame: pd.DataFrame, names: list[str] = CARD) -> set[tuple[object, ...]]:
    """Return the rows of a frame as a set."""
    return set(frame[names].astype("str").itertuples(index=False, name=None))


def statuses(report: ir.Report) -> dict[tuple[str, str], str]:
    """Return the status of each check."""
    checks = report.checks
    keys = zip(checks["account_id"], checks["code"].astype("str"), strict=True)
    return dict(zip(keys, checks["status"].astype("str"), strict=True))


@few
@given(st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    rows = data.draw(reports())
    shuffled = data.draw(st.permutations(rows))

    one, other = judged(rows), judged(shuffled)

    assert rows_of(one.findings) == rows_of(other.findings)
    assert one.to_csv() == other.to_csv()
    assert statuses(one) == statuses(other)


@few
@given(reports(), st.permutations(COLUMNS))
def test_the_order_of_columns_does_not_matter(rows: list[Row], columns: list[str]) -> None:
    one, other = judged(rows), judged(rows, tuple(columns))

    assert rows_of(one.findings) == rows_of(other.findings)


@few
@given(reports(), reports(OTHER))
def test_accounts_together_are_accounts_alone(first: list[Row], second: list[Row]) -> None:
    texts = [csv_of(rows) for rows in (first, second)]
    together = ir.evaluate(ir.load(texts, as_of=AS_OF))
    reverse = ir.evaluate(ir.load([*reversed(texts), *texts], as_of=AS_OF))
    alone = [ir.evaluate(ir.load(text, as_of=AS_OF)) for text in texts]

    for name, columns in (
        ("findings", CARD),
        ("checks", ["account_id", "code", "status", "failed"]),
    ):
        parts = [rows_of(getattr(report, name), columns) for report in alone]
        assert rows_of(getattr(together, name), columns) == set.union(*parts)
        assert rows_of(getattr(reverse, name), columns) == set.union(*parts)


def without_stray_regions(row: Row) -> Row:
    """Return a row in which only keys that were used have a region."""
    never = [
        f"access_key_{slot}_last_used_region"
        for slot in (1, 2)
        if row[f"access_key_{slot}_last_used_date"] in MARKERS_OF_AWS
    ]
    return {**row, **dict.fromkeys(never, "N/A")}


@few
@given(reports(), st.sampled_from(COLUMNS[2:]))
def test_taking_a_column_away_never_makes_a_failure_pass(rows: list[Row], column: str) -> None:
    """Of what AWS can write: a key that was never used was used in no region."""
    rows = [without_stray_regions(row) for row in rows]
    whole = statuses(judged(rows))
    less = statuses(judged(rows, tuple(c for c in COLUMNS if c != column)))

    better = {k: (v, less[k]) for k, v in whole.items() if v == "fail" and k in less}
    odd = {k: v for k, v in better.items() if v[1] not in ("fail", "unknown")}
    assert not {k: v for k, v in odd.items() if not k[1].startswith("EXP")}


@few
@given(reports(root=True))
def test_taking_the_root_row_away_makes_its_rules_unknown(rows: list[Row]) -> None:
    roots = {k: v for k, v in statuses(judged(rows[1:])).items() if k[1].startswith("ROOT")}

    assert set(roots.values()) <= {"unknown"}


@few
@given(reports(), st.integers(0, 400))
def test_what_is_stale_stays_stale(rows: list[Row], days: int) -> None:
    """Time only adds ages, as long as no date lies in the future."""
    snapshot = ir.load(csv_of(rows), as_of=AS_OF)
    later = ir.load(csv_of(rows), as_of=AS_OF + timedelta(days=days))
    stale = ["ROT001", "ROT002", "ROT008", "ROT012", "ROT014"]

    now, then = (ir.evaluate(s, select=stale).findings for s in (snapshot, later))

    failing = [f[f["status"] == "fail"] for f in (now, then)]
    assert set(failing[0]["finding_id"]) <= set(failing[1]["finding_id"])


#: Rules that find what is older than an option says.
LIMITS: Final = {
    rule.info.code: option
    for rule in builtin_rules()
    for option in rule.options
    if option in ("max_age_days", "max_unused_days", "max_idle_days", "grace_days")
}


@few
@given(reports(), st.integers(0, 200), st.integers(0, 200))
def test_a_higher_threshold_finds_a_subset(rows: list[Row], low: int, more: int) -> None:
    snapshot = ir.load(csv_of(rows), as_of=AS_OF)

    strict, lax = (
        ir.evaluate(
            snapshot,
            select=LIMITS,
            options={code: {option: days} for code, option in LIMITS.items()},
        ).findings
        for days in (low, low + more)
    )

    failing = [set(f.loc[f["status"] == "fail", "finding_id"]) for f in (strict, lax)]
    assert failing[1] <= failing[0]


@few
@given(reports())
def test_another_account_id_changes_only_that(rows: list[Row]) -> None:
    renamed = [row | {"arn": row["arn"].replace(ACCOUNT, OTHER)} for row in rows]

    one, other = judged(rows).findings, judged(renamed).findings

    names = ["code", "resource", "evidence", "status", "severity"]
    moved = one.assign(resource=one["resource"].str.replace(ACCOUNT, OTHER))
    assert rows_of(moved, names) == rows_of(other, names)
    assert not set(one["finding_id"]) & set(other["finding_id"])


@few
@given(reports())
def test_findings_are_about_something_that_is_there(rows: list[Row]) -> None:
    report = judged(rows)

    arns = {*report.snapshot.credential_report["arn"], f"arn:aws:iam::{ACCOUNT}:root", "<bytes>"}
    assert set(report.findings["resource"]) <= arns
    assert set(report.findings["rule"]) <= set(ir.rules().index)
    assert report.findings["finding_id"].is_unique
    counts = report.checks[["failed", "unknown"]].sum().sum()
    assert counts == len(report.findings)


@few
@given(reports(), st.data())
def test_a_suppression_changes_one_column(rows: list[Row], data: st.DataObject) -> None:
    snapshot = ir.load(csv_of(rows), as_of=AS_OF)
    plain = ir.evaluate(snapshot)
    ids = plain.findings["finding_id"].tolist()
    chosen = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    reasons = {finding: f"ticket {n}" for n, finding in enumerate(chosen)}

    muted = ir.evaluate(snapshot, suppressions=reasons).findings

    want = plain.findings["finding_id"].map(reasons)
    assert muted["suppressed_by"].isna().tolist() == want.isna().tolist()
    assert muted["suppressed_by"].dropna().tolist() == want.dropna().tolist()
    rest = [str(name) for name in muted if name != "suppressed_by"]
    assert rows_of(muted, rest) == rows_of(plain.findings, rest)
    assert plain.findings["suppressed_by"].isna().all()


def test_zone_locale_and_hash_seed_do_not_matter(tmp_path: Path) -> None:
    code = (
        "import sys, iam_report as ir\n"
        "report = ir.evaluate(ir.load('sample_data'), select='all')\n"
        "report.to_parquet(sys.argv[1])\n"
        "sys.stdout.write(report.to_json())"
    )
    outputs = []
    for n, settings_of in enumerate(
        [
            {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"},
            {
                "TZ": "Asia/Kolkata",
                "PYTHONHASHSEED": "2",
                "LC_ALL": "de_DE.UTF-8",
                "OMP_NUM_THREADS": "1",
            },
        ]
    ):
        folder = tmp_path / str(n)
        printed = subprocess.check_output(  # noqa: S603  (our own arguments)
            [sys.executable, "-c", code, str(folder)], env={**os.environ, **settings_of}
        )
        outputs.append({f.name: f.read_bytes() for f in folder.iterdir()} | {"json": printed})

    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("users", [2_000])
def test_time_grows_no_faster_than_the_report(users: int) -> None:
    """Four times the users take at most six times as long: no loop hides a loop."""

    def seconds(count: int) -> float:
        row = dict.fromkeys(COLUMNS, "N/A") | {"password_enabled": "true", "mfa_active": "false"}
        false = {c: "false" for c in COLUMNS if c.endswith("_active") and c != "mfa_active"}
        rows = [
            row | false | {"user": f"u{n}", "arn": f"arn:aws:iam::{ACCOUNT}:user/u{n}"}
            for n in range(count)
        ]
        text = csv_of(rows)
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            ir.evaluate(ir.load(text, as_of=AS_OF)).to_csv()
            best = min(best, time.process_time() - start)
        return best

    seconds(10)
    assert seconds(4 * users) < 6 * seconds(users)
