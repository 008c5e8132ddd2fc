"""The fast rules against the slow ones: the same answer for every user, key and certificate.

Reports are made up, cell by cell, of all that AWS writes and of dates around every threshold. The
environment variable REFERENCE_REPORTS asks for more of them than a normal run compares.

Not compared, as one credential report does not decide them: USR002 (a regular expression over
names), USR003 (other accounts), ROOT003 (the virtual MFA devices) and EXP* (the files themselves).
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import iam_report as ir
from iam_report.graph import sources
from iam_report.rules import builtin_rules
from tests.reference import credential_report_rules as reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.reference.credential_report_rules import Answer, Row

REPORTS: Final = int(os.environ.get("REFERENCE_REPORTS", "300"))
#: Reports of as many accounts are judged together.
BATCH: Final = 15

USER_RULES: Final = (
    *("MFA001", "MFA002", "MFA003", "USR001", "ROT005", "ROT008", "ROT009", "ROT010", "ROT011"),
    *("ROT012", "ROT013", "ROT016"),
)
KEY_RULES: Final = ("ROT001", "ROT002", "ROT003", "ROT004", "ROT006", "ROT007", "ROT018", "ROT019")
REGION_RULE: Final = "ROT017"
CERTIFICATE_RULES: Final = ("ROT014", "ROT015")
ROOT_RULES: Final = ("ROOT001", "ROOT002", "ROOT004", "ROOT005", "ROOT006")
RULES: Final = (*USER_RULES, *KEY_RULES, REGION_RULE, *CERTIFICATE_RULES, *ROOT_RULES)
NOT_COMPARED: Final = {"USR002", "USR003", "USR006", "ROOT003"}

AS_OF: Final = datetime(2026, 3, 31, 12, 34, 56, tzinfo=UTC)
DAYS: Final = (0, 3, 13, 14, 15, 44, 45, 46, 89, 90, 91, 364, 365, 366, 730, 731, 4000)
SECONDS: Final = (0, 1, -1, 10, -10, 11, 5000)
AHEAD: Final = (timedelta(seconds=1), timedelta(days=1), timedelta(days=40))


def _text(moment: datetime, zone: str = "Z") -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + zone


PAST: Final = [
    _text(moment, zone)
    for day in DAYS
    for second in SECONDS
    for zone in ("Z", "+00:00")
    if (moment := AS_OF - timedelta(days=day, seconds=second)) <= AS_OF
]
FUTURE: Final = [_text(AS_OF + ahead) for ahead in AHEAD]
MARKERS: Final = list(reference.MARKERS)
FLAGS: Final = ["true", "false"] * 7 + ["TRUE", "FALSE", *MARKERS]
DATES: Final = PAST + MARKERS * 18 + FUTURE * 4
REGIONS: Final = ["eu-west-1", "us-east-1", "ap-east-1", "sa-east-1", *MARKERS]
SERVICES: Final = ["iam", "sts", "s3", "ec2", *MARKERS]
KEY_CELLS: Final = {
    "active": FLAGS,
    "last_rotated": DATES,
    "last_used_date": DATES,
    "last_used_region": REGIONS,
    "last_used_service": SERVICES,
}
#: What the cells of each column may hold, besides `user` and `arn`.
CELLS: Final = {
    "user_creation_time": DATES,
    "password_enabled": FLAGS,
    "password_last_used": DATES,
    "password_last_changed": DATES,
    "password_next_rotation": DATES + FUTURE * 20,
    "mfa_active": FLAGS,
    **{f"{name}_{part}": KEY_CELLS[part] for name in reference.KEYS for part in KEY_CELLS},
    **{f"{name}_active": FLAGS for name in reference.CERTIFICATES},
    **{f"{name}_last_rotated": DATES for name in reference.CERTIFICATES},
    "additional_credentials_info": ["1 additional access key", *MARKERS],
}
PARTITIONS: Final = ("aws", "aws", "aws-cn", "aws-us-gov")

#: Code of the rule, ARN, and the slot or 0.
Subject = tuple[str, str, int]


def _named(cells: dict[str, str], number: int, account: str) -> dict[str, str]:
    """Return a row for user `number` of an account, such as `aws:iam::111122223333`; 0 is root."""
    user, end = (f"u{number}", f"user/a/path/u{number}") if number else (reference.ROOT, "root")
    return {"user": user, "arn": f"arn:{account}:{end}", **cells}


def _csv(rows: Iterable[Row], columns: list[str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _report(rng: random.Random, account_ids: list[str]) -> str:
    """Return a report of 5 to 40 rows with columns missing and out of order."""
    rows = []
    for account_id in account_ids:
        account = f"{rng.choice(PARTITIONS)}:iam::{account_id}"
        first = rng.choice((0, 0, 0, 1))
        for number in range(first, first + rng.randint(5, 40 // len(account_ids))):
            cells = {column: rng.choice(words) for column, words in CELLS.items()}
            rows.append(_named(_leaning(cells, rng), number, account))
    rng.shuffle(rows)
    share = rng.choice((0, 0, 0.05, 0.2, 0.5))
    columns = ["user", "arn", *(column for column in CELLS if rng.random() >= share)]
    rng.shuffle(columns)
    return _csv(rows, columns)


def _leaning(cells: dict[str, str], rng: random.Random) -> dict[str, str]:
    """Return the cells, in some rows with dates that are seconds apart."""
    dated = [c for c in cells if CELLS[c] is DATES and cells[c] not in MARKERS]
    if rng.random() < 0.7 or not dated:
        return cells
    base = datetime.fromisoformat(cells[rng.choice(dated)])
    near = {c: _text(base + timedelta(seconds=rng.choice((0, *SECONDS)))) for c in dated}
    return {c: near[c] if c in near and rng.random() < 0.5 else cells[c] for c in cells}


def _account(row: Row) -> str:
    return row["arn"].rpartition(":")[0]


def _expected(text: str) -> Iterator[tuple[Subject, Answer, Row]]:
    """Yield what the reference says of each subject of a report, with the row that it is about."""
    rows = list(csv.DictReader(io.StringIO(text)))
    accounts = defaultdict(list)
    for row in rows:
        accounts[_account(row)].append(row)
    for account, members in accounts.items():
        roots = [row for row in members if row["user"] == reference.ROOT]
        root = roots[0] if roots else {"arn": f"{account}:root"}
        for code in ROOT_RULES:
            yield (code, root["arn"], 0), _ask(code, root, AS_OF), root
        for row in members:
            if row["user"] != reference.ROOT:
                yield from _expected_of_user(row, members)


def _expected_of_user(row: Row, account: list[Row]) -> Iterator[tuple[Subject, Answer, Row]]:
    for code in USER_RULES:
        yield (code, row["arn"], 0), _ask(code, row, AS_OF), row
    for names, codes in ((reference.KEYS, KEY_RULES), (reference.CERTIFICATES, CERTIFICATE_RULES)):
        for slot, name in enumerate(names, 1):
            for code in codes:
                yield (code, row["arn"], slot), _ask(code, row, name, AS_OF), row
    for slot, name in enumerate(reference.KEYS, 1):
        yield (REGION_RULE, row["arn"], slot), _ask(REGION_RULE, row, name, account), row


def _ask(code: str, *arguments: Any) -> Answer:
    answer: Answer = getattr(reference, code.lower())(*arguments)
    return answer


def _found(texts: list[str]) -> dict[Subject, str]:
    """Return the status of every finding of the package."""
    snapshot = ir.load([text.encode() for text in texts], as_of=AS_OF)
    assert set(snapshot["problems"]["level"]) <= {"warning", "info"}
    findings = ir.evaluate(snapshot, select="all").findings
    findings = findings[findings["code"].isin(RULES)]
    columns = [findings[name] for name in ("code", "resource", "evidence", "status")]
    found = [
        ((code, arn, json.loads(evidence).get("slot", 0)), status)
        for code, arn, evidence, status in zip(*columns, strict=True)
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def _status(answer: Answer) -> str:
    return "fail" if answer else "unknown" if answer is None else "none"


def _compare(texts: list[str]) -> tuple[Counter[tuple[str, str]], dict[str, list[str]]]:
    """Return how often each rule gave each answer, and by rule what the package says otherwise."""
    found = _found(texts)
    seen: Counter[tuple[str, str]] = Counter()
    wrong = defaultdict(list)
    for subject, answer, row in (line for text in texts for line in _expected(text)):
        code, expected, got = subject[0], _status(answer), found.pop(subject, "none")
        seen[code, expected] += 1
        if got != expected:
            wrong[code].append(f"{subject}: expected {expected}, got {got}: {dict(row)}")
    for subject, status in found.items():
        wrong[subject[0]].append(f"{subject}: expected nothing of it, got {status}")
    return seen, wrong


@pytest.fixture(scope="module")
def compared() -> tuple[Counter[tuple[str, str]], dict[str, list[str]]]:
    """Compare all reports, some of them with the rows of two accounts."""
    seen: Counter[tuple[str, str]] = Counter()
    wrong: dict[str, list[str]] = defaultdict(list)
    for seed in range(-(-REPORTS // BATCH)):
        rng = random.Random(seed)  # noqa: S311
        pairs = [[f"{2 * n:012}", f"{2 * n + 1:012}"] for n in range(1, BATCH + 1)]
        texts = [_report(rng, pair if rng.random() < 0.1 else pair[:1]) for pair in pairs]
        more, other = _compare(texts)
        seen += more
        for code, lines in other.items():
            wrong[code] += lines
    return seen, wrong


@pytest.mark.parametrize("code", RULES)
def test_same_answers(
    code: str, compared: tuple[Counter[tuple[str, str]], dict[str, list[str]]]
) -> None:
    _, wrong = compared
    lines = wrong.get(code, [])

    assert not lines, "\n".join([f"{len(lines)} answers differ", *lines[:5]])


@pytest.mark.parametrize("code", RULES)
def test_reports_show_every_answer(
    code: str, compared: tuple[Counter[tuple[str, str]], dict[str, list[str]]]
) -> None:
    seen, _ = compared
    possible = {"none", "unknown"} if code == "ROT013" else {"none", "unknown", "fail"}

    assert {answer for rule, answer in seen if rule == code} == possible


def test_every_rule_is_compared_or_named() -> None:
    of_report = [
        r for r in builtin_rules() if all(sources(f) == {"credential_report"} for f in r.frames)
    ]
    codes = {r.info.code for r in of_report}
    mine = {code for code in codes if code.startswith(("MFA", "ROT", "ROOT", "USR"))}

    assert mine == {*RULES, *NOT_COMPARED}


ROWS: Final = st.fixed_dictionaries({c: st.sampled_from(cells) for c, cells in CELLS.items()})


@given(
    cells=st.lists(ROWS, min_size=1, max_size=3),
    first=st.integers(0, 1),
    partition=st.sampled_from(PARTITIONS),
    missing=st.sets(st.sampled_from(list(CELLS)), max_size=6),
)
@settings(max_examples=60, deadline=None, derandomize=True, phases=(Phase.generate, Phase.shrink))
def test_same_answers_for_few_rows(
    cells: list[dict[str, str]], first: int, partition: str, missing: set[str]
) -> None:
    account = f"{partition}:iam::111122223333"
    rows = [_named(row, number, account) for number, row in enumerate(cells, first)]
    columns = ["user", "arn", *(column for column in CELLS if column not in missing)]

    _, wrong = _compare([_csv(rows, columns)])

    assert not wrong
