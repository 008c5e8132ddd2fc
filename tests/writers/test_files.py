"""Files: whole or not at all, for their owner only, and never in place of another unasked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iam_report.errors import IamReportError
from iam_report.writers.files import deliver, save
from tests.writers.rows import report_of

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("to_csv", "to_json", "to_jsonl", "to_markdown", "to_text")
KEEP = "give another name, or overwrite=True (on the command line --overwrite)"

every_method = pytest.mark.parametrize("method", METHODS)
links = pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def broken_off() -> Iterator[bytes]:
    yield b"half"
    raise ZeroDivisionError


def full_disk() -> Iterator[bytes]:
    yield b"half"
    raise OSError(28, "No space left on device")


def test_without_a_path_text_comes_back() -> None:
    assert deliver([b"caf\xc3", b"\xa9"], None, overwrite=False) == "café"


@every_method
def test_only_its_owner_may_read_it(method: str, tmp_path: Path) -> None:
    getattr(report_of(["alice"]), method)(tmp_path / "report")

    assert (tmp_path / "report").stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["report"]


@every_method
def test_a_file_that_exists_is_kept(method: str, tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.write_text("precious")
    write = getattr(report_of(["alice"]), method)

    with pytest.raises(IamReportError) as caught:
        write(target)

    assert caught.value.message == f"`{target}` exists"
    assert caught.value.hint == KEEP
    assert target.read_text() == "precious"
    write(str(target), overwrite=True)
    assert "alice" in target.read_text("utf-8")
    assert names(tmp_path) == ["report"]


def test_a_file_that_is_replaced_loses_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.write_text("old")
    target.chmod(0o644)

    deliver([b"new"], target, overwrite=True)

    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("chunks", [broken_off, full_disk])
def test_nothing_is_left_of_a_failure(chunks: object, tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.write_text("precious")

    with pytest.raises((ZeroDivisionError, IamReportError)):
        deliver(chunks(), target, overwrite=True)  # type: ignore[operator]

    assert names(tmp_path) == ["report"]
    assert target.read_text() == "precious"


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    target = tmp_path / "report"

    with pytest.raises(IamReportError) as caught:
        deliver(full_disk(), target, overwrite=False)

    assert caught.value.message == f"`{target}` cannot be written: no space left on device"
    assert caught.value.hint is None


def test_no_file_is_moved_before_all_are_complete(tmp_path: Path) -> None:
    contents = {tmp_path / "a": [b"a"], tmp_path / "b": broken_off()}

    with pytest.raises(ZeroDivisionError):
        save(contents, overwrite=False)

    assert names(tmp_path) == []


def test_missing_folder(tmp_path: Path) -> None:
    target = tmp_path / "no" / "report"

    with pytest.raises(IamReportError) as caught:
        deliver([b"x"], target, overwrite=False)

    assert caught.value.message == f"`{target}` cannot be written: no such file or directory"
    assert caught.value.hint == f"make the folder `{target.parent}` first"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IamReportError) as caught:
        deliver([b"x"], tmp_path, overwrite=True)

    assert caught.value.message == f"`{tmp_path}` cannot be written: it is a folder"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(IamReportError, match="cannot be written: it is no regular file"):
        deliver([b"x"], tmp_path / "pipe", overwrite=True)


@links
def test_a_link_is_replaced_and_what_it_points_to_is_kept(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    (tmp_path / "nowhere").symlink_to(tmp_path / "none")

    for name in ("link", "nowhere"):
        with pytest.raises(IamReportError, match="exists"):
            deliver([b"x"], tmp_path / name, overwrite=False)
        deliver([b"x"], tmp_path / name, overwrite=True)
        assert not (tmp_path / name).is_symlink()

    assert (tmp_path / "precious").read_text() == "precious"
    assert names(tmp_path) == ["link", "nowhere", "precious"]


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "report"

    def chunks() -> Iterator[bytes]:
        yield b"ours"
        target.write_text("theirs")

    with pytest.raises(IamReportError, match="exists"):
        deliver(chunks(), target, overwrite=False)

    assert target.read_text() == "theirs"
    assert names(tmp_path) == ["report"]


def test_a_file_that_cannot_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)

    with pytest.raises(IamReportError, match="cannot be written: permission denied"):
        deliver([b"x"], tmp_path / "report", overwrite=False)

    assert names(tmp_path) == []


def test_an_error_without_words(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"x"
        raise OSError("Odd")

    with pytest.raises(IamReportError, match="cannot be written: odd"):
        deliver(chunks(), tmp_path / "report", overwrite=False)
