"""A file is there whole or not at all: whatever goes wrong, what was there is as it was, and nothing lies beside it."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handbook.errors import HandbookError
from handbook.export.files import check_place, write_file

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = b"gammelt\r\n\x00", b"nyt\n" * 1_000
posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions are other things there")


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "Ærlig & lang fil.pdf"
    write_file(path, NEW, replaces=False)
    assert path.read_bytes() == NEW
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_is_replaced_only_with_leave(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(OLD)
    with pytest.raises(HandbookError, match=r"x\.md is there already"):
        write_file(path, NEW, replaces=False)
    assert path.read_bytes() == OLD
    write_file(path, NEW, replaces=True)
    assert path.read_bytes() == NEW


def _fail(code: int) -> Callable[..., None]:
    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("handbook.export.files.os.fsync", errno.ENOSPC),
        ("handbook.export.files.tempfile.mkstemp", errno.EACCES),
        ("handbook.export.files.Path.replace", errno.EXDEV),
    ],
)
@pytest.mark.parametrize("is_there", [True, False])
def test_when_it_cant_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, code: int, is_there: bool
) -> None:
    path = tmp_path / "x.md"
    if is_there:
        path.write_bytes(OLD)
    with monkeypatch.context() as broken:
        broken.setattr(target, _fail(code))
        with pytest.raises(HandbookError) as caught:
            write_file(path, NEW, replaces=True)
    assert caught.value.message == f"The file x.md can’t be written: {os.strerror(code)}."
    assert caught.value.hint
    assert [one.read_bytes() for one in tmp_path.iterdir()] == ([OLD] if is_there else [])


def test_a_key_that_breaks_it_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("handbook.export.files.os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "x.md", NEW, replaces=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["borte/x.md", "fil.txt/x.md", "mappe", "x" * 300 + ".md", "x\0y.md"])
def test_a_place_where_no_file_can_be(tmp_path: Path, place: str) -> None:
    (tmp_path / "mappe").mkdir()
    (tmp_path / "fil.txt").write_bytes(OLD)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(HandbookError) as caught:
        write_file(tmp_path / place, NEW, replaces=True)
    assert Path(place).name in caught.value.message
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("mappe", "mappe is a folder."),
        ("borte/x.md", f"The file x.md can’t be written: {os.strerror(errno.ENOENT)}."),
        ("fil.txt/x.md", f"The file x.md can’t be written: {os.strerror(errno.ENOTDIR)}."),
        ("fil.txt", "fil.txt is there already."),
    ],
)
def test_a_place_is_looked_at_before_the_work(tmp_path: Path, place: str, message: str) -> None:
    (tmp_path / "mappe").mkdir()
    (tmp_path / "fil.txt").write_bytes(OLD)
    with pytest.raises(HandbookError) as caught:
        check_place(tmp_path / place, replaces=False)
    assert caught.value.message == message
    check_place(tmp_path / "ny.txt", replaces=False)
    check_place(tmp_path / "fil.txt", replaces=True)


@posix
def test_a_new_file_may_be_read_by_those_who_may_read_others(tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.touch()
    write_file(tmp_path / "x.md", NEW, replaces=False)
    assert stat.S_IMODE((tmp_path / "x.md").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@posix
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(OLD)
    path.chmod(0o640)
    write_file(path, NEW, replaces=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_disk_that_knows_no_permissions_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("handbook.export.files.Path.chmod", _fail(errno.EPERM))
        write_file(tmp_path / "x.md", NEW, replaces=False)
    assert (tmp_path / "x.md").read_bytes() == NEW
