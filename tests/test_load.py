"""load: whatever it is given, it reads what is there, and says what it did not read."""

from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.readers import source
from tests.corpus.report import (
    ACCOUNT,
    GENERATED,
    OTHER_ACCOUNT,
    answer,
    answer_text,
    csv_text,
    encoded,
    gzipped,
    row,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

AWS = answer_text()
OTHER = answer_text(csv_text([row("<root_account>", OTHER_ACCOUNT), row("zoe", OTHER_ACCOUNT)]))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a folder for each of two accounts, and what stands around in folders."""
    for name, content in (("one", AWS), ("two", OTHER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "credential-report.json").write_text(content)
    (tmp_path / "README.md").write_text("# Exports\n")
    (tmp_path / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("[core]\n")
    return tmp_path


def accounts(snapshot: ir.Snapshot) -> list[str]:
    names: list[str] = snapshot.accounts["account_id"].tolist()
    return names


def problems(snapshot: ir.Snapshot, top: Path | None = None) -> list[tuple[str, str, str]]:
    """Return level, code and file of each problem, the file below `top`."""
    rows = snapshot.problems[["level", "code", "file"]].itertuples(index=False, name=None)
    if top is None:
        return list(rows)
    return [(level, code, os.path.relpath(file, top)) for level, code, file in rows]


def messages(snapshot: ir.Snapshot) -> list[str]:
    return snapshot.problems["message"].tolist()


def test_file(tree: Path) -> None:
    snapshot = ir.load(tree / "one" / "credential-report.json")

    assert accounts(snapshot) == [ACCOUNT]
    assert snapshot.problems.empty
    assert snapshot["exports"]["file"].tolist() == [str(tree / "one" / "credential-report.json")]


def test_folder_of_one_account(tree: Path) -> None:
    assert accounts(ir.load(str(tree / "two"))) == [OTHER_ACCOUNT]


def test_tree_of_accounts(tree: Path) -> None:
    snapshot = ir.load(tree)

    assert accounts(snapshot) == [ACCOUNT, OTHER_ACCOUNT]
    assert problems(snapshot, tree) == [("info", "not_an_export", "README.md")]


def test_glob(tree: Path) -> None:
    assert accounts(ir.load(str(tree / "*" / "*.json"))) == [ACCOUNT, OTHER_ACCOUNT]
    assert accounts(ir.load(str(tree / "**" / "*.json"))) == [ACCOUNT, OTHER_ACCOUNT]
    assert accounts(ir.load(str(tree / "t*"))) == [OTHER_ACCOUNT]


def test_file_whose_name_reads_as_a_pattern(tmp_path: Path) -> None:
    (tmp_path / "report[1].json").write_text(AWS)

    assert accounts(ir.load(tmp_path / "report[1].json")) == [ACCOUNT]


def test_glob_that_matches_nothing(tmp_path: Path) -> None:
    pattern = str(tmp_path / "*.json")
    with pytest.raises(ir.ExportError) as caught:
        ir.load(pattern)

    assert str(caught.value) == f"no file matches `{pattern}`"


def test_list_of_files_folders_and_globs(tree: Path) -> None:
    assert accounts(ir.load([tree / "one", str(tree / "tw*")])) == [ACCOUNT, OTHER_ACCOUNT]
    assert accounts(ir.load(tree.glob("*/*.json"))) == [ACCOUNT, OTHER_ACCOUNT]
    assert accounts(ir.load((AWS.encode(), OTHER.encode()))) == [ACCOUNT, OTHER_ACCOUNT]


def test_zip(tmp_path: Path) -> None:
    content = zipped(
        {"a/": "", "a/report.json": AWS, "b.csv.gz": gzipped(csv_text()), "c.csv": b"", "o": OTHER}
    )
    (tmp_path / "exports.zip").write_bytes(content)

    snapshot = ir.load(tmp_path / "exports.zip", as_of=GENERATED)

    assert accounts(snapshot) == [ACCOUNT, OTHER_ACCOUNT]
    assert problems(snapshot, tmp_path) == [
        ("error", "empty_file", "exports.zip!c.csv"),
        ("info", "repeated_export", "exports.zip!b.csv.gz"),
    ]


@pytest.mark.parametrize(
    "given",
    [AWS.encode(), bytearray(AWS.encode()), memoryview(AWS.encode()), io.BytesIO(AWS.encode())],
    ids=lambda given: type(given).__name__,
)
def test_bytes(given: Any) -> None:
    assert accounts(ir.load(given)) == [ACCOUNT]


def test_zip_as_bytes_and_stream() -> None:
    content = zipped({"report.csv": AWS})

    for given in (content, io.BytesIO(content)):
        assert ir.load(given)["exports"]["file"].str.endswith("!report.csv").all()


def test_open_file(tree: Path) -> None:
    path = tree / "one" / "credential-report.json"
    with path.open("rb") as stream:
        assert ir.load(stream)["exports"]["file"].tolist() == [str(path)]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(AWS.encode())))

    assert ir.load("-")["exports"]["file"].tolist() == ["<stdin>"]


def test_stream_that_gives_a_little_at_a_time() -> None:
    reads, writes = os.pipe()
    with os.fdopen(reads, "rb", buffering=0) as stream:
        os.write(writes, AWS.encode()[:1000])
        os.write(writes, AWS.encode()[1000:])
        os.close(writes)
        assert accounts(ir.load(stream)) == [ACCOUNT]


class Drops(io.RawIOBase):
    """A stream that gives ten bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self._rest = io.BytesIO(content)

    def read(self, size: int = -1) -> bytes:  # noqa: D102  (as the base class)
        return self._rest.read(min(size, 10))


def test_stream_of_drops() -> None:
    assert accounts(ir.load(Drops(AWS.encode()))) == [ACCOUNT]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipe_that_is_named(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(AWS.encode(),))
    writer.start()

    assert accounts(ir.load(pipe)) == [ACCOUNT]
    writer.join()


def test_decoded_answers() -> None:
    one = answer(encoded(csv_text()))
    two = answer(csv_text([row("<root_account>", OTHER_ACCOUNT)]))

    assert ir.load(one)["exports"]["file"].tolist() == ["<object>"]
    assert accounts(ir.load([one])) == [ACCOUNT]
    assert accounts(ir.load([one, two])) == [ACCOUNT, OTHER_ACCOUNT]


def test_response_of_boto3() -> None:
    moment = pd.Timestamp(GENERATED).to_pydatetime()
    response = answer(csv_text().encode(), GeneratedTime=moment, ResponseMetadata={"x": 1})

    snapshot = ir.load(response)

    assert snapshot.accounts["as_of"].tolist() == [moment]
    assert snapshot["exports"]["as_of_source"].tolist() == ["generated_time"]


def test_list_with_a_path_and_an_answer(tree: Path) -> None:
    given: Iterable[Any] = [tree / "two", answer(csv_text())]

    assert accounts(ir.load(given)) == [ACCOUNT, OTHER_ACCOUNT]


@pytest.mark.parametrize("given", [[], (), [1], [["a"]]])
def test_list_with_nothing_to_read(given: Any) -> None:
    with pytest.raises(ir.ExportError):
        ir.load(given)


@pytest.mark.parametrize("given", [None, 5, 1.5])
def test_what_is_no_source(given: Any) -> None:
    with pytest.raises(TypeError, match="give a path, bytes or an open file"):
        ir.load(given)


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ir.ExportError) as caught:
        ir.load(tmp_path)

    assert str(caught.value) == "nothing could be read"
    assert caught.value.hint == "give the folder that holds the exports"


def test_folder_with_nothing_but_trouble(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "b.json").write_text("")

    with pytest.raises(ir.ExportError) as caught:
        ir.load(tmp_path)

    file = tmp_path / "b.json"
    assert str(caught.value) == f"nothing could be read: `{file}` is empty (and 1 more)"
    assert "leaves an empty file" in str(caught.value.hint)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ir.ExportError) as caught:
        ir.load(tmp_path / "report.csv")

    path = tmp_path / "report.csv"
    assert str(caught.value) == f"`{path}` cannot be read: no such file or directory"


@pytest.mark.parametrize("given", [csv_text(), "x" * 5000, "a\0b"])
def test_text_in_place_of_a_path(given: str) -> None:
    for read in (ir.load, ir.read_credential_report):
        with pytest.raises(ir.ExportError, match="is no path") as caught:
            read(given)
        assert caught.value.hint == (
            "if it is the text of an export, give it as bytes: text.encode()"
        )
        assert str(caught.value).isprintable()


def test_named_file_that_is_broken_stops_the_rest(tree: Path) -> None:
    (tree / "empty.json").write_text("")

    with pytest.raises(ir.ExportError, match="is empty"):
        ir.load([tree / "one", tree / "empty.json"])


def test_links_are_not_followed_out_of_the_folder(tree: Path, tmp_path: Path) -> None:
    inner = tmp_path / "one"
    (inner / "here.json").symlink_to(inner / "credential-report.json")
    (inner / "out.json").symlink_to(tree / "two" / "credential-report.json")
    (inner / "folder").symlink_to(tree / "two")
    (inner / "gone.json").symlink_to(tree / "nowhere")
    (inner / "loop").symlink_to(inner / "loop")

    for given in (inner, str(inner / "*")):
        snapshot = ir.load(given)

        assert accounts(snapshot) == [ACCOUNT]
        skipped = [p for p in problems(snapshot, inner) if p[1] != "repeated_export"]
        assert {(level, code) for level, code, _ in skipped} == {("warning", "skipped_file")}
        assert {file for *_, file in skipped} == {"folder", "gone.json", "loop", "out.json"}
    assert "passed over: it is a link out of the folder" in messages(snapshot)


def test_links_between_folders_of_one_pattern(tree: Path) -> None:
    (tree / "one" / "copy.json").symlink_to(tree / "two" / "credential-report.json")

    assert accounts(ir.load(str(tree / "on*" / "copy.json"))) == [OTHER_ACCOUNT]
    with pytest.raises(ir.ExportError, match="it is a link out of the folder"):
        ir.load(str(tree / "one" / "copy*"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipes_and_sockets_in_folders_are_passed_over(tree: Path) -> None:
    os.mkfifo(tree / "one" / "pipe.json")

    for given in (tree / "one", str(tree / "one" / "*")):
        snapshot = ir.load(given)

        assert problems(snapshot, tree) == [("warning", "skipped_file", "one/pipe.json")]
        assert messages(snapshot) == ["passed over: it is no regular file"]


def test_unreadable_file(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.parent.name == "two":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)

    snapshot = ir.load(tree)

    file = tree / "two" / "credential-report.json"
    assert ("error", "unreadable_file", str(file)) in problems(snapshot)
    assert f"`{file}` cannot be read: permission denied" in messages(snapshot)
    with pytest.raises(ir.ExportError, match="cannot be read: permission denied"):
        ir.load(file)


def test_unreadable_folder(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("two"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)

    assert ("error", "unreadable_file", "two") in problems(ir.load(tree), tree)


def test_name_that_is_no_text(tmp_path: Path) -> None:
    try:
        (tmp_path / "report\udcff\n\x1b[2J.json").write_text(AWS)
    except (OSError, ValueError):
        pytest.skip("file names are text here")

    snapshot = ir.load(tmp_path)

    assert snapshot["exports"]["file"].tolist() == [rf"{tmp_path}/report\udcff\n\x1b[2J.json"]


def test_file_over_the_limit(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1024**2 - 1)
    (tree / "big").write_bytes(b" " * 1024**2)

    assert ("error", "too_large", "big") in problems(ir.load(tree), tree)
    for given in (tree / "big", io.BytesIO(b" " * 1024**2)):
        with pytest.raises(ir.ExportError, match="holds more than"):
            ir.load(given)
