"""Reading files: what isn't there, what isn't a file, what isn't text."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from handbook.book.files import SourceError, decode, is_file, read_bytes, read_text
from handbook.errors import HandbookError


def test_a_byte_order_mark_and_windows_line_ends_are_taken_off() -> None:
    assert decode(b"\xef\xbb\xbfa\r\nb\rc\n", "a.md") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"a\n\xe5", 2, "byte 2 "),
        (b"\xef\xbb\xbfa\n\n\xff", 3, "byte 6 "),
        (b"a\n\0", 2, "byte 2 "),
        ("å".encode("utf-16"), 1, "UTF-16"),
    ],
)
def test_what_isnt_utf_8_is_named_by_byte_and_line(data: bytes, line: int, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(data, "a.md")
    assert caught.value.line == line
    assert says in caught.value.problem


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(HandbookError, match="missing"):
        read_text(tmp_path / "nej.md", "nej.md")
    with pytest.raises(HandbookError, match="is no file"):
        read_bytes(tmp_path, "mappe")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_a_pipe_isnt_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(HandbookError, match="is no file"):
        read_bytes(tmp_path / "a.md", "a.md")


def test_what_may_not_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, **_options: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", refuse)
    assert not is_file(tmp_path / "a.md")
    with pytest.raises(HandbookError, match="Permission denied") as caught:
        read_bytes(tmp_path / "a.md", "a.md")
    assert caught.value.hint
