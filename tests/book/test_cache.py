"""The cache of trees: faithful, harmless, and never in the way."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from handbook.book import cache
from handbook.book.library import open_handbook
from handbook.book.markdown import parse_chapter
from handbook.paths import cache_dir, shipped_handbook

if TYPE_CHECKING:
    from pathlib import Path

    from handbook.book.nodes import ChapterTree


@pytest.fixture
def tree() -> ChapterTree:
    text = (
        "# A {#a}\n\n!!! tip\n    - [ ] b[^1]\n\n|a|b|\n|:-|-:|\n|c|`d`|\n\nTerm\n:   x\n\n[^1]: ++ctrl+k++ ![a](b)\n"
    )
    return parse_chapter(text, title="A", language="da")


def _entry(key: str) -> Path:
    return cache_dir() / "trees" / f"{key}.tree"


def test_a_tree_comes_back_as_it_was(tree: ChapterTree) -> None:
    cache.write("ab", tree)
    assert cache.read_tree("ab") == tree
    assert cache.read_tree("cd") is None


def test_a_key_depends_on_everything_that_a_tree_does() -> None:
    keys = {
        cache.tree_key(b"a", "b", "da"),
        cache.tree_key(b"ab", "", "da"),
        cache.tree_key(b"a", "c", "da"),
        cache.tree_key(b"a", "b", "en"),
    }
    assert len(keys) == 4
    assert cache.tree_key(b"a", "b", "da") in keys


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes of this sort")
def test_only_the_reader_may_read_it(tree: ChapterTree) -> None:
    cache.write("ab", tree)
    assert _entry("ab").stat().st_mode & 0o777 == 0o600
    assert _entry("ab").parent.stat().st_mode & 0o777 == 0o700


def test_every_damage_makes_an_entry_absent(tree: ChapterTree) -> None:
    cache.write("ab", tree)
    whole = _entry("ab").read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 200)):
        damaged = bytearray(whole)
        damaged[position] ^= 0x55
        _entry("ab").write_bytes(bytes(damaged))
        assert cache.read_tree("ab") is None
        _entry("ab").write_bytes(whole[:position])
        assert cache.read_tree("ab") is None


class _Runs:
    """What a planted file would like to be."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch planted",)


def _planted(payload: bytes) -> bytes:
    return cache._MAGIC + cache._checksum(payload) + payload


@pytest.mark.parametrize(
    "payload",
    [
        pickle.dumps(_Runs()),
        b"cos\nsystem\n(S'touch planted'\ntR.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"chandbook.book.nodes\ndataclass\n.",
        b"\x80\x04\x8c\x13handbook.book.nodes\x8c\x16ChapterTree.__init__\x93.",
        pickle.dumps({"a": 1}),
        pickle.dumps("a"),
        b"\x80\x05" + b"(" * 100_000,
        b"",
    ],
)
def test_a_planted_file_runs_nothing(payload: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _entry("ab").parent.mkdir(parents=True)
    _entry("ab").write_bytes(_planted(payload))
    assert cache.read_tree("ab") is None
    assert not (tmp_path / "planted").exists()


def test_a_place_that_cant_be_written_is_no_error(tree: ChapterTree) -> None:
    cache_dir().parent.mkdir(parents=True)
    cache_dir().write_text("a file where the folder should be")
    cache.write("ab", tree)
    assert cache.read_tree("ab") is None
    cache.prune()


def test_pruning_keeps_the_newest(tree: ChapterTree) -> None:
    for number in range(6):
        cache.write(f"a{number}", tree)
        os.utime(_entry(f"a{number}"), (number, number))
    cache.prune(most_files=4)
    assert [number for number in range(6) if _entry(f"a{number}").exists()] == [2, 3, 4, 5]
    size = _entry("a5").stat().st_size
    cache.prune(most_bytes=2 * size)
    assert [number for number in range(6) if _entry(f"a{number}").exists()] == [4, 5]


def test_nothing_half_written_is_left(tree: ChapterTree) -> None:
    cache.write("ab", tree)
    assert [path.name for path in _entry("ab").parent.iterdir()] == ["ab.tree"]


_WARM_START = """
import sys
from pathlib import Path
from handbook.book.library import open_handbook
handbook = open_handbook(Path(sys.argv[1]))
print(handbook.tree(handbook.chapters[-2].key).title)
heavy = {"markdown", "yaml", "pyphen", "PySide6", "xml", "logging"} & set(sys.modules)
print(sorted(heavy))
"""


def test_a_warm_start_imports_nothing_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(shipped_handbook().parent))
    command = [sys.executable, "-c", _WARM_START, str(shipped_handbook())]
    cold, warm = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _run in range(2))
    assert "markdown" in cold
    assert warm.splitlines() == [cold.splitlines()[0], "[]"]


def test_a_warm_start_reads_neither_toml_nor_the_summary(tmp_path: Path) -> None:
    folder = tmp_path / "bog"
    folder.mkdir()
    (folder / "handbook.toml").write_text('title = "Bog"\n', encoding="utf-8")
    (folder / "SUMMARY.md").write_text("# S\n\n- [A](a.md)\n  - [B](b.md)\n", encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from handbook.book.library import open_handbook;"
        f"book = open_handbook(Path({str(folder)!r}));"
        "print(book.manifest.title, [c.label for c in book.chapters], book.summary.path.name,"
        " sorted({'tomllib', 'handbook.book.summary'} & set(sys.modules)))"
    )
    cold, warm = (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        for _start in range(2)
    )
    assert cold.startswith("Bog ['1', '1.1'] SUMMARY.md [")
    assert warm == "Bog ['1', '1.1'] SUMMARY.md []\n"


def test_a_changed_summary_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "handbook.toml").write_text('title = "Bog"\n', encoding="utf-8")
    for title in ("Et", "To"):
        (tmp_path / "SUMMARY.md").write_text(f"- [{title}](a.md)\n", encoding="utf-8")
        assert [chapter.title for chapter in open_handbook(tmp_path).chapters] == [title]
