"""Archives: read in memory, within limits, and never a path from inside."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest

import iam_report as ir
from iam_report.readers import folder, text
from tests.corpus.report import ACCOUNT, answer_text, csv_text, gzipped, zipped

if TYPE_CHECKING:
    from pathlib import Path

AWS = answer_text()


def noted(content: bytes) -> list[tuple[str, ...]]:
    """Return level, code, file and message of what is said of a zip file, and a report in it."""
    archive = io.BytesIO(content)
    with zipfile.ZipFile(archive, "a") as added:
        added.writestr("zz.json", AWS)
    snapshot = ir.load(archive.getvalue())
    assert snapshot.accounts["account_id"].tolist() == [ACCOUNT]
    columns = ["level", "code", "file", "message"]
    return list(snapshot.problems[columns].itertuples(index=False, name=None))


def refused(content: bytes) -> str:
    with pytest.raises(ir.ExportError) as caught:
        ir.load(content)
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["../report.json", "a/../../report.json", "/report.json", "..\\report.json", "C:/r.json"],
)
def test_paths_that_lead_out(name: str) -> None:
    message = "passed over: its path leads out of the archive"

    assert noted(zipped({name: AWS})) == [("warning", "skipped_file", f"<bytes>!{name}", message)]


def test_links() -> None:
    out = io.BytesIO()
    link = zipfile.ZipInfo("link.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")

    assert noted(out.getvalue()) == [
        ("warning", "skipped_file", "<bytes>!link.json", "passed over: it is a link")
    ]


def test_archives_in_archives() -> None:
    inner = zipped({"b.json": AWS})

    assert noted(zipped({"a.zip": inner, "b.gz": gzipped(inner)})) == [
        (
            "warning",
            "skipped_file",
            "<bytes>!a.zip",
            "passed over: it is an archive within an archive",
        ),
        (
            "error",
            "archive_not_read",
            "<bytes>!b.gz",
            "`<bytes>!b.gz` is an archive, not an export",
        ),
    ]


def test_two_members_of_one_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("a.json", AWS)
        archive.writestr("a.json", "")

    problem = (
        "error",
        "duplicate_member",
        "<bytes>!a.json",
        "`<bytes>!a.json` stands in the archive twice",
    )
    assert noted(out.getvalue()) == [problem, problem]


def test_encrypted_members() -> None:
    content = bytearray(zipped({"a.json": AWS}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1

    assert noted(bytes(content)) == [
        ("error", "encrypted_member", "<bytes>!a.json", "`<bytes>!a.json` is encrypted")
    ]


def test_clutter_is_passed_over_in_silence() -> None:
    names = ("__MACOSX/._report.json", "a/.DS_Store", "Thumbs.db", "empty folder/")

    assert noted(zipped(dict.fromkeys(names, b""))) == []


def test_member_names_cannot_forge_messages() -> None:
    [(_, _, file, message)] = noted(zipped({"a\n\x1b[2Jb": ""}))

    assert file == r"<bytes>!a\n\x1b[2Jb"
    assert message == rf"`{file}` is empty"


def test_damaged_member() -> None:
    content = bytearray(zipped({"a.json": AWS}))
    content[60:70] = bytes(10)

    [(level, code, file, message)] = noted(bytes(content))

    assert (level, code, file) == ("error", "broken_archive", "<bytes>!a.json")
    assert message.startswith("`<bytes>!a.json` cannot be unpacked: ")


def test_damaged_archive() -> None:
    assert refused(zipped({"a.json": AWS})[:-10]) == (
        "`<bytes>` is a broken zip file: file is not a zip file"
    )


def test_damaged_archive_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.json": AWS})[:-10])
    (tmp_path / "b.json").write_text(AWS)

    snapshot = ir.load(tmp_path)

    assert snapshot.problems[["level", "code"]].to_numpy().tolist() == [["error", "broken_archive"]]


def test_archive_without_members() -> None:
    assert refused(zipped({})) == "nothing could be read: `<bytes>`: the archive is empty"


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype"])
def test_office_document(name: str) -> None:
    with pytest.raises(ir.ExportError) as caught:
        ir.load(zipped({name: "", "sheet.xml": csv_text()}))

    assert str(caught.value) == (
        "nothing could be read: `<bytes>`: the archive is an Office document"
    )
    assert caught.value.hint == "save a spreadsheet as CSV"


def test_bomb_in_one_member() -> None:
    [(level, code, file, message)] = noted(zipped({"a.json": bytes(70 * 1024**2)}))

    assert (level, code, file) == ("error", "decompression_bomb", "<bytes>!a.json")
    assert message == "`<bytes>!a.json` unpacks to more than 200 times its size"


def test_bomb_of_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "FREE_UNPACKED", 10 * 1024**2)
    content = zipped({f"b{i}.json": bytes(3 * 1024**2) for i in range(9)} | {"a.json": AWS})

    problems = ir.load(content).problems

    codes = ["not_an_export"] * 3 + ["decompression_bomb"]
    assert problems["code"].tolist() == codes
    assert problems["message"].iloc[-1] == "`<bytes>` unpacks to more than 200 times its size"


def test_more_than_the_limit_in_one_member(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_UNPACKED", 5 * 1024**2)
    content = zipped({"a.json": b" " * 6 * 1024**2})

    assert [problem[1] for problem in noted(content)] == ["too_large"]


def test_more_than_the_limit_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MAX_BYTES", 3 * len(AWS))
    content = zipped({f"{i}.json": AWS for i in range(9)})

    assert ir.load(content).problems["code"].tolist() == [
        "too_large",
        "repeated_export",
        "repeated_export",
    ]


def test_more_than_the_limit_in_gzip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_UNPACKED", 5 * 1024**2)

    assert refused(gzipped(b" " * 6 * 1024**2)) == "`<bytes>` holds more than 5 MiB"


def test_zip_for_read_credential_report() -> None:
    with pytest.raises(ir.ExportError) as caught:
        ir.read_credential_report(zipped({"a.json": AWS}))

    assert str(caught.value) == "`<bytes>` is an archive, not an export"
    assert caught.value.hint == "unpack it; `load` reads folders and zip files"


def test_tar() -> None:
    assert refused(b"report.csv".ljust(257, b"\0") + b"ustar\0" + bytes(250)) == (
        "`<bytes>` is an archive, not an export"
    )
