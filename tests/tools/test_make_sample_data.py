"""The sample data: reproducible, shaped like real exports, and true to its stories."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tools.make_sample_data import SAMPLE_DATA, main, sample_files
from tools.sample_company import example_ferries
from tools.sample_company.credential_report import COLUMNS, ROOT_USER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.sample_company.model import Account

COMPANY: Final = example_ferries()
SCRIPT: Final = Path(__file__).resolve().parents[2] / "tools" / "make_sample_data.py"
DOCUMENTATION_ACCOUNTS: Final = {"111122223333", "123456789012", "444455556666", "777788889999"}
HEADER: Final = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
NEVER_USED: Final = "no_information"
DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def report_text(account: Account) -> str:
    """Return the committed credential report of an account."""
    folder = SAMPLE_DATA / account.name
    if account.name == "legacy":
        return (folder / "credential_report.csv").read_bytes().decode()
    answer = json.loads((folder / "credential-report.json").read_bytes())
    return base64.b64decode(answer["Content"], validate=True).decode()


class Row:
    """A row of a credential report, with what a reader would ask of it."""

    def __init__(self, account: Account, cells: dict[str, str]) -> None:
        self.account = account
        self.cells = cells
        self.user = cells["user"]
        self.is_root = self.user == ROOT_USER
        self.password = self.true("password_enabled")
        self.mfa = self.true("mfa_active")
        self.keys = [slot for slot in (1, 2) if self.true(f"access_key_{slot}_active")]
        self.certificates = [slot for slot in (1, 2) if self.true(f"cert_{slot}_active")]

    def true(self, column: str) -> bool:
        """Return whether a cell says `true`."""
        return self.cells[column] == "true"

    def date(self, column: str) -> datetime | None:
        """Return the date in a cell, if one is there."""
        cell = self.cells[column]
        return datetime.fromisoformat(cell) if DATE.fullmatch(cell) else None

    def age(self, column: str, otherwise: str | None = None) -> int:
        """Return the age in days of a date, or of another if there is none; -1 without any."""
        date = self.date(column) or (self.date(otherwise) if otherwise else None)
        return (self.account.exported - date).days if date else -1

    def key_ages(self) -> list[int]:
        """Return the age in days of each active key."""
        return [self.age(f"access_key_{slot}_last_rotated") for slot in self.keys]

    def key_idle_days(self) -> list[int]:
        """Return for each active key the days since it was used, or made."""
        return [
            self.age(f"access_key_{slot}_last_used_date", f"access_key_{slot}_last_rotated")
            for slot in self.keys
        ]

    def password_idle_days(self) -> int:
        """Return the days since the password was used, or made; -1 without a password."""
        return self.age("password_last_used", "password_last_changed") if self.password else -1


def rows_of(account: Account) -> list[Row]:
    return [Row(account, cells) for cells in csv.DictReader(io.StringIO(report_text(account)))]


ROWS: Final = {account.name: rows_of(account) for account in COMPANY.accounts}
USERS: Final = [row for row in chain.from_iterable(ROWS.values()) if not row.is_root]
ROOTS: Final = [row for row in chain.from_iterable(ROWS.values()) if row.is_root]
KEY_HOLDERS: Final = Counter(row.user for row in USERS if row.keys)
REGIONS: Final = Counter(
    (row.account.id, row.cells[f"access_key_{slot}_last_used_region"])
    for row in USERS
    for slot in row.keys
)


@pytest.fixture(params=COMPANY.accounts, ids=lambda account: account.name)
def account(request: pytest.FixtureRequest) -> Account:
    chosen: Account = request.param
    return chosen


def test_committed_files_are_what_the_script_writes() -> None:
    result = subprocess.run(  # noqa: S603
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_output_is_the_same_every_time(tmp_path: Path) -> None:
    assert main(["--output", str(tmp_path)]) == 0
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert written == sample_files(example_ferries())


def test_check_names_stale_and_missing_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--output", str(tmp_path)])
    (tmp_path / "README.md").write_bytes(b"something else")
    (tmp_path / "legacy" / "credential_report.csv").unlink()
    assert main(["--check", "--output", str(tmp_path)]) == 1
    complaints = capsys.readouterr().err
    assert f"{tmp_path / 'README.md'} is not what" in complaints
    assert f"{tmp_path / 'legacy' / 'credential_report.csv'} is not what" in complaints
    assert "production" not in complaints
    assert (tmp_path / "README.md").read_bytes() == b"something else"


def test_no_file_holds_a_real_account_or_key() -> None:
    texts = [report_text(account) for account in COMPANY.accounts]
    texts.append((SAMPLE_DATA / "README.md").read_text(encoding="utf-8"))
    for text in texts:
        assert set(re.findall(r"(?<!\d)\d{12}(?!\d)", text)) <= DOCUMENTATION_ACCOUNTS
        assert not re.search(r"AKIA|ASIA", text)
        assert set(re.findall(r"@([\w-]+\.[\w.]+)", text)) <= {"example.com"}


@pytest.mark.parametrize("name", ["production", "development"])
def test_json_is_what_the_cli_prints(name: str) -> None:
    text = (SAMPLE_DATA / name / "credential-report.json").read_text(encoding="utf-8")
    answer = json.loads(text)
    assert list(answer) == ["Content", "ReportFormat", "GeneratedTime"]
    assert answer["ReportFormat"] == "text/csv"
    assert re.fullmatch(r"2026-09-14T08:\d\d:\d\d\+00:00", answer["GeneratedTime"])
    assert text == json.dumps(answer, indent=4) + "\n"


def test_report_has_the_shape_of_a_real_one(account: Account) -> None:
    text = report_text(account)
    lines = text.split("\n")
    assert ",".join(COLUMNS) == HEADER
    assert lines[0] == HEADER
    assert {line.count(",") for line in lines} == {21}
    assert not re.search(r'["\r]|\n\Z', text)
    assert len(lines) == len(account.users) + 2


def test_root_comes_first_and_users_are_sorted(account: Account) -> None:
    names = [row.user for row in ROWS[account.name]]
    assert names[0] == ROOT_USER
    assert names[1:] == sorted(names[1:], key=str.lower)
    assert len({name.lower() for name in names}) == len(names)


def test_cells_are_written_as_aws_writes_them(account: Account) -> None:
    for row in ROWS[account.name]:
        for column, cell in row.cells.items():
            if column.endswith(("_active", "_enabled")):
                assert cell in {"true", "false"}
            elif column == "password_last_used" and row.password:
                assert cell == NEVER_USED or DATE.fullmatch(cell)
            elif column == "password_next_rotation" and row.is_root:
                assert cell == "not_supported"
            elif column not in {"user", "arn"} and not column.endswith(("_region", "_service")):
                assert cell == "N/A" or DATE.fullmatch(cell), (row.user, column)
        if not row.password:
            passwords = ("password_last_used", "password_last_changed")
            assert {row.cells[column] for column in passwords} == {"N/A"}


def test_names_are_legal(account: Account) -> None:
    for user in account.users:
        assert re.fullmatch(r"[\w+=,.@-]{1,64}", user.name, re.ASCII)
        assert "," not in user.name
        assert re.fullmatch(r"/|/[\w-]+/", user.path, re.ASCII)
        assert all(re.fullmatch(r"[\w+=,.@-]{1,128}", group, re.ASCII) for group in user.groups)
        assert all(
            re.fullmatch(r"[\w .:/=+@-]{1,256}", tag, re.ASCII) for tag in user.tags.values()
        )


def test_time_runs_forwards(account: Account) -> None:
    """Nothing happens before it can, or after the report was generated."""
    for row in ROWS[account.name]:
        dates = {column: row.date(column) for column in COLUMNS}
        past = [d for column, d in dates.items() if d and column != "password_next_rotation"]
        assert max(past) <= account.exported
        assert min(past) == dates["user_creation_time"]
        assert min(past) >= account.opened
        for slot in (1, 2):
            used = dates[f"access_key_{slot}_last_used_date"]
            made = dates[f"access_key_{slot}_last_rotated"]
            assert used is None or (made is not None and made <= used)
            assert used is None or used.second == 0
        last_used, changed = dates["password_last_used"], dates["password_last_changed"]
        expires = dates["password_next_rotation"]
        assert last_used is None or (changed is not None and changed <= last_used)
        assert last_used is None or expires is None or last_used <= expires


def test_password_policy_shows_in_every_row(account: Account) -> None:
    days = account.max_password_age
    for row in ROWS[account.name][1:]:
        changed = row.date("password_last_changed")
        expected = changed + timedelta(days=days) if changed and days else None
        assert row.date("password_next_rotation") == expected


def test_every_story_shows_in_its_row(account: Account) -> None:
    cells = {row.user: row.cells for row in ROWS[account.name]}
    told = [(ROOT_USER, story) for story in account.root.stories]
    told += [(user.name, story) for user in account.users for story in user.stories]
    assert told
    for user, story in told:
        for column, pattern in story.cells.items():
            assert re.fullmatch(pattern, cells[user][column]), (user, column, story.text)


def test_every_story_is_on_the_page() -> None:
    page = (SAMPLE_DATA / "README.md").read_text(encoding="utf-8")
    for account in COMPANY.accounts:
        for user in account.users:
            for story in user.stories:
                assert f"| {account.name} | `{user.name}` | {story.text} |" in page


def test_old_keys_are_as_old_as_their_stories_say() -> None:
    ages = {row.user: row.key_ages() for row in ROWS["production"]}
    assert (ages["customs-export"], ages["cctv-archive"]) == ([900], [400])
    assert ages["passenger-count"] == [90]
    assert max(chain.from_iterable(ages.values())) == 900


def half_rotated(row: Row) -> bool:
    """Both keys are active, the newer one for over two weeks, and the older was used since."""
    if len(row.keys) < 2:
        return False
    old, new = sorted(row.keys, key=lambda slot: -row.age(f"access_key_{slot}_last_rotated"))
    made = row.date(f"access_key_{new}_last_rotated")
    used = row.date(f"access_key_{old}_last_used_date")
    return min(row.key_ages()) > 14 and made is not None and used is not None and used > made


def two_regions_on_one_day(row: Row) -> bool:
    regions = {row.cells[f"access_key_{slot}_last_used_region"] for slot in row.keys}
    days = {row.cells[f"access_key_{slot}_last_used_date"][:10] for slot in row.keys}
    return len(regions) == 2 and len(days) == 1


def made_at_setup(row: Row) -> bool:
    created = row.date("user_creation_time")
    for slot in row.keys:
        made = row.date(f"access_key_{slot}_last_rotated")
        never_used = row.cells[f"access_key_{slot}_last_used_date"] == "N/A"
        if row.password and never_used and created and made:
            return made - created <= timedelta(seconds=10)
    return False


def never_used_key(row: Row) -> bool:
    return any(
        row.cells[f"access_key_{slot}_last_used_date"] == "N/A"
        and row.age(f"access_key_{slot}_last_rotated") > 14
        for slot in row.keys
    )


def inactive_key(row: Row) -> bool:
    return any(
        slot not in row.keys and row.date(f"access_key_{slot}_last_rotated") for slot in (1, 2)
    )


def dormant(row: Row) -> bool:
    idle = [*row.key_idle_days(), *([row.password_idle_days()] if row.password else [])]
    return bool(idle) and min(idle) >= 90


def lonely_region(row: Row) -> bool:
    regions = {row.cells[f"access_key_{slot}_last_used_region"] for slot in row.keys} - {"N/A"}
    return any(REGIONS[row.account.id, region] == 1 for region in regions)


ROOT_FINDINGS: Final[dict[str, Callable[[Row], bool]]] = {
    "access key": lambda row: bool(row.keys),
    "no MFA although it can sign in": lambda row: row.password and not row.mfa,
    "used within 90 days": lambda row: 0 <= row.age("password_last_used") <= 90,
    "signing certificate": lambda row: bool(row.certificates),
    "password older than a year": lambda row: row.age("password_last_changed") > 365,
    "has credentials": lambda row: row.password,
}
USER_FINDINGS: Final[dict[str, Callable[[Row], bool]]] = {
    "console user without MFA": lambda row: row.password and not row.mfa,
    "user without MFA": lambda row: not row.mfa,
    "password unused": lambda row: row.password_idle_days() >= 45,
    "never signed in": lambda row: (
        row.cells["password_last_used"] == NEVER_USED and row.age("password_last_changed") > 30
    ),
    "password rotation overdue": lambda row: row.age("password_next_rotation") >= 0,
    "password older than a year": lambda row: row.age("password_last_changed") > 365,
    "password and keys": lambda row: row.password and bool(row.keys),
    "robot with a password": lambda row: row.password and row.user.startswith("svc-"),
    "key made at setup": made_at_setup,
    "MFA without password or keys": lambda row: row.mfa and not (row.password or row.keys),
    "dormant": dormant,
    "no credentials": lambda row: not (row.password or row.keys or row.certificates),
    "key not rotated": lambda row: any(age > 90 for age in row.key_ages()),
    "key not rotated for a year": lambda row: any(365 < age <= 730 for age in row.key_ages()),
    "key not rotated for two years": lambda row: any(age > 730 for age in row.key_ages()),
    "inactive key": inactive_key,
    "key unused": lambda row: any(days >= 45 for days in row.key_idle_days()),
    "key never used": never_used_key,
    "two active keys": lambda row: len(row.keys) == 2 and min(row.key_ages()) > 14,
    "two active keys, one unused": lambda row: (
        len(row.keys) == 2 and max(row.key_idle_days()) >= 45 > min(row.key_idle_days())
    ),
    "half-finished rotation": half_rotated,
    "unusual region": lonely_region,
    "key for STS only": lambda row: row.cells["access_key_1_last_used_service"] == "sts",
    "old signing certificate": lambda row: any(
        row.age(f"cert_{slot}_last_rotated") > 365 for slot in row.certificates
    ),
    "shared user by its keys": two_regions_on_one_day,
    "shared user by its name": lambda row: bool(re.match("team|demo|webmaster", row.user)),
    "same name in all accounts": lambda row: KEY_HOLDERS[row.user] == len(COMPANY.accounts),
}
# What would call for somebody to act.
SERIOUS: Final = (
    "console user without MFA",
    "password unused",
    "dormant",
    "key not rotated",
    "key unused",
    "half-finished rotation",
    "old signing certificate",
    "robot with a password",
)


@pytest.mark.parametrize("name", ROOT_FINDINGS)
def test_some_root_user_has(name: str) -> None:
    assert any(ROOT_FINDINGS[name](row) for row in ROOTS)
    assert not all(ROOT_FINDINGS[name](row) for row in ROOTS)


@pytest.mark.parametrize("name", USER_FINDINGS)
def test_some_user_has(name: str) -> None:
    assert any(USER_FINDINGS[name](row) for row in USERS)
    assert not all(USER_FINDINGS[name](row) for row in USERS)


@pytest.mark.parametrize("name", ["production", "development"])
def test_most_users_are_fine(name: str) -> None:
    users = ROWS[name][1:]
    troubled = [row.user for row in users if any(USER_FINDINGS[find](row) for find in SERIOUS)]
    assert 0.1 < len(troubled) / len(users) < 0.3


def untold_trouble() -> Iterator[tuple[str, str, str]]:
    for account in COMPANY.accounts:
        told = {user.name for user in account.users if user.stories}
        for row in ROWS[account.name][1:]:
            for name in SERIOUS:
                if row.user not in told and USER_FINDINGS[name](row):
                    yield account.name, row.user, name


def test_trouble_is_always_told() -> None:
    """Ordinary users are ordinary: what calls for action has its story."""
    assert list(untold_trouble()) == []


def test_harmless_users_are_harmless() -> None:
    rows = {row.user: row for row in USERS}
    for user in ("timetable-publisher", "passenger-count", "terraform", "007", "@harbour-sensors"):
        assert [name for name in SERIOUS if USER_FINDINGS[name](rows[user])] == []


def test_legacy_tells_its_time_without_the_answer_of_the_api() -> None:
    """The newest time in the bare CSV lies within hours of when it was generated."""
    dates = DATE.findall(report_text(COMPANY.accounts[-1]))
    newest = max(datetime.fromisoformat(date).astimezone(UTC) for date in dates)
    assert timedelta() < COMPANY.accounts[-1].exported - newest < timedelta(hours=4)
