"""The command that mends a finding: whatever a name holds, the shell takes it for a name."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam_report.rules import all_rules
from iam_report.writers.commands import Command, fill
from iam_report.writers.plain import width
from tests.writers.rows import HOSTILE

DELETE = "aws iam delete-user --user-name {user}"
#: Names with a meaning to some shell, or to the AWS CLI.
NAMES = (
    "x; rm -rf ~",
    "$(touch pwned)",
    "`touch pwned`",
    "a'b",
    'a"b',
    "a\\",
    "a b",
    "*",
    "~",
    "!!",
    "#x",
    "a&b|c>d<e",
    "%PATH%",
    "{a,b}",
    "=ls",
    "é",
)


def words_of(user: object, template: str = DELETE) -> list[str]:
    return shlex.split(str(fill(template, {"user": user})))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_one_word(name: str) -> None:
    assert words_of(name) == ["aws", "iam", "delete-user", "--user-name", name]


@given(st.text())
def test_any_text_is_one_word_or_left_to_the_reader(name: str) -> None:
    *start, last = words_of(name)

    if last.startswith("--"):
        assert [*start, last] == ["aws", "iam", "delete-user", f"--user-name={name}"]
        assert name.startswith("-")
    else:
        assert start == ["aws", "iam", "delete-user", "--user-name"]
        assert last in (name, "USER")


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell here")
@pytest.mark.parametrize("name", NAMES)
def test_a_shell_agrees(name: str) -> None:
    """In one line, and broken into lines."""
    command = fill("aws iam delete-user --verbose --verbose --user-name {user}", {"user": name})
    expected = ["iam", "delete-user", "--verbose", "--verbose", "--user-name", name]

    for text in (str(command), "\n".join(command.lines(30))):
        script = f"aws() {{ printf '%s\\n' \"$@\"; }}\n{text}\n"
        shell = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)  # noqa: S603, S607
        assert shell.stdout.splitlines() == expected
        assert shell.stderr == ""


@pytest.mark.parametrize(
    "name",
    [
        "",
        None,
        "two\nlines",
        "tab\there",
        "\x1b[2J",
        "\x9b2J",
        "\u202eevil",
        " space",
        "not read \ufffd",
        "x" * 81,
        "漢" * 41,
        "file:///etc/passwd",
        "fileb://x",
        "http://x.example",
        "https://x.example",
    ],
)
def test_what_is_no_name_is_left_to_the_reader(name: str | None) -> None:
    assert words_of(name) == ["aws", "iam", "delete-user", "--user-name", "USER"]


def test_a_column_that_is_not_there_is_left_to_the_reader() -> None:
    assert str(fill(DELETE, {})) == "aws iam delete-user --user-name USER"


def test_a_name_is_no_option() -> None:
    assert words_of("--profile=evil")[-1] == "--user-name=--profile=evil"
    assert words_of("-x", "aws iam get-user {user}") == ["aws", "iam", "get-user", "USER"]
    assert words_of("-x", "aws --a=b {user}") == ["aws", "--a=b", "USER"]


def test_options_of_the_rule_stay() -> None:
    template = "aws iam delete-user --user-name={user}"

    assert words_of("-x", template) == ["aws", "iam", "delete-user", "--user-name=-x"]


def test_a_name_within_a_word() -> None:
    template = "aws iam get-role --role-arn 'arn:aws:iam::{account_id}:role/{role}' --query \"a b\""

    command = fill(template, {"account_id": "111122223333", "role": "a b"})

    assert shlex.split(str(command))[4] == "arn:aws:iam::111122223333:role/a b"
    assert command.words[-1] == '"a b"'
    assert fill(template, {"role": "r"}).words[4] == "arn:aws:iam::ACCOUNT_ID:role/r"


def test_dates() -> None:
    template = "aws x --since {made:%Y-%m-%d}"

    assert str(fill(template, {"made": "2026-01-31T10:00:00Z"})) == "aws x --since 2026-01-31"
    assert str(fill(template, {"made": "yesterday"})) == "aws x --since MADE"
    assert str(fill(template, {"made": None})) == "aws x --since MADE"


def test_a_note_is_no_part_of_the_command() -> None:
    command = fill("aws iam delete-user --user-name {user} # after all else", {"user": "a"})

    assert str(command) == "aws iam delete-user --user-name a"
    assert command.note == "after all else"


def test_lines_are_no_wider_than_wanted() -> None:
    command = Command(("aws", "iam", "delete-user", "--user-name", "alice", "x" * 40))

    assert command.lines(30) == [
        "aws iam delete-user \\",
        "  --user-name alice \\",
        "  " + "x" * 40,
    ]
    assert Command(()).lines(30) == [""]


@pytest.mark.parametrize("rule", [r for r in all_rules() if r.info.fix], ids=lambda r: r.name)
def test_commands_of_rules_are_no_wider_than_a_line(rule: object) -> None:
    for name in HOSTILE:
        command = fill(rule.info.fix, dict.fromkeys(["user", "resource"], name))  # type: ignore[attr-defined]

        assert max(width(line) for line in command.lines(91)) <= 93


@pytest.mark.parametrize("word", ["{", "}", "'a{'", "{user", "\\"])
def test_a_word_that_cannot_be_filled_in_stays(word: str) -> None:
    command = fill(f"aws x {word} {{user}}", {"user": "alice"})

    assert command.words == ("aws", "x", word, "alice")


@pytest.mark.parametrize(
    "word", ["file://{user}.json", "https://x.example/{user}", "x" * 80 + "{user}"]
)
def test_a_word_of_the_rule_may_be_long_or_name_a_file(word: str) -> None:
    command = fill(f"aws x --y {word}", {"user": "alice"})

    assert command.words == ("aws", "x", "--y", word.replace("{user}", "USER"))
