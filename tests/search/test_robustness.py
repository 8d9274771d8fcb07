"""Before there is an index, while it is made, and with everything wrong that can be wrong with its file."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from handbook.book.library import Handbook, open_handbook
from handbook.search import service as service_module
from handbook.search import shelf, store
from handbook.search.pace import finish
from handbook.search.results import Results, Scope
from handbook.search.service import SearchService

Places = Callable[[Results], list[str]]
Ready = Callable[[Handbook], SearchService]
MakeHandbook = Callable[[Mapping[str, str]], Handbook]
QUERY = "gevinst"


def index_file() -> Path:
    (path,) = shelf.cached("").parent.glob("*.index")
    return path


def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Returns a list that grows whenever an index is made."""
    made: list[str] = []
    write = store.write

    def watched(*arguments: object) -> object:
        made.append("index")
        return write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "write", watched)
    return made


def test_before_it_is_ready(small: Handbook) -> None:
    service = SearchService(small)
    results = service.search(QUERY)
    assert (results.hits, results.total, results.is_complete) == ((), 0, False)
    assert service.marks("En gevinst", QUERY) == []
    assert not service.is_ready
    assert not service.is_complete
    service.close()


def test_while_it_is_being_made(small: Handbook) -> None:
    service = SearchService(small)
    totals = []
    for progress in service.prepare():
        assert 0 <= progress.done <= progress.total == 5
        results = service.search("ledelse")
        totals.append(results.total)
        assert results.is_complete is service.is_complete
        if results.hits:
            assert service.is_ready
    # Found before everything was indexed, and never less as more is.
    assert 0 < next(total for total in totals if total) < totals[-1]
    assert service.is_complete


def test_a_preparation_may_be_abandoned(small: Handbook, ready: Ready) -> None:
    for steps in range(0, 120, 7):
        service = SearchService(small)
        preparing = service.prepare()
        for _number, _progress in zip(range(steps), preparing, strict=False):
            pass
        preparing.close()  # type: ignore[attr-defined]
        service.search(QUERY)
    folder = shelf.cached("").parent
    assert not folder.is_dir() or {path.suffix for path in folder.iterdir()} <= {".index"}
    assert ready(small).search(QUERY).hits


def test_the_index_is_kept_and_opened_again(small: Handbook, ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ready(small)
    assert first.kept_in == index_file()
    made = built(monkeypatch)
    second = ready(small)
    assert made == []
    for query in (QUERY, '"viden udefra"', "kapitel:1", "nudging", "maaling", "gevinstralisering"):
        for scope in Scope:
            one, other = first.search(query, scope=scope), second.search(query, scope=scope)
            assert one._replace(took_ms=0, hits=()) == other._replace(took_ms=0, hits=())
            for left, right in zip(one.hits, other.hits, strict=True):
                assert left._replace(score=0) == right._replace(score=0)
                assert left.score == pytest.approx(right.score, rel=1e-5)


def test_an_open_search_needs_its_file_no_more(small: Handbook, ready: Ready) -> None:
    ready(small)
    service = ready(small)
    index_file().unlink()
    assert service.search(QUERY).hits
    assert service.search("måling").hits


def test_truncated_anywhere(small: Handbook, ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(small)
    path = index_file()
    whole = path.read_bytes()
    chance = random.Random(1)  # noqa: S311 - not for secrets
    ends = {0, 1, 9, 10, 41, 42, 43, 50, 51, len(whole) - 1, *chance.sample(range(len(whole)), 25)}
    made = built(monkeypatch)
    for count, end in enumerate(sorted(ends), 1):
        path.write_bytes(whole[:end])
        assert ready(small).search(QUERY).hits, end
        assert len(made) == count
        # The next one finds it repaired.
        assert path.stat().st_size >= len(whole) - 100


def test_a_changed_byte_is_noticed(small: Handbook, ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(small)
    path = index_file()
    whole = bytearray(path.read_bytes())
    made = built(monkeypatch)
    chance = random.Random(2)  # noqa: S311 - not for secrets
    for count, place in enumerate(chance.sample(range(len(whole)), 12), 1):
        damaged = whole.copy()
        damaged[place] ^= 0x40
        path.write_bytes(damaged)
        assert ready(small).search(QUERY).hits
        assert len(made) == count


@pytest.mark.parametrize("content", [b"", b"HBSEARCH1\n", b"\x00" * 5_000, b"PK\x03\x04 not ours"])
def test_a_foreign_file_is_replaced(small: Handbook, ready: Ready, content: bytes) -> None:
    ready(small)
    path = index_file()
    path.write_bytes(content)
    assert ready(small).search(QUERY).hits
    assert path.read_bytes() != content


def test_an_index_of_something_else_under_the_right_checksum(small: Handbook, ready: Ready) -> None:
    service = ready(small)
    key = index_file().stem
    for files in ({}, {"segment.json": b"{}"}, {"segment.json": b'{"documents": 3}'}):
        finish(shelf.write(index_file(), key, files))
        assert ready(small).search(QUERY).hits
    finish(shelf.write(index_file(), "another key", {}))
    assert ready(small).search(QUERY).hits
    assert service.search(QUERY).hits


def test_a_folder_where_the_index_should_be(small: Handbook, ready: Ready) -> None:
    ready(small)
    path = index_file()
    path.unlink()
    path.mkdir()
    service = ready(small)
    assert service.search(QUERY).hits
    assert service.kept_in is None


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions mean nothing here")
def test_a_cache_that_cannot_be_written(small: Handbook, ready: Ready) -> None:
    folder = shelf.cached("").parent
    folder.mkdir(parents=True)
    folder.chmod(0o500)
    assert ready(small).search(QUERY).hits


def test_a_cache_below_a_file(small: Handbook, ready: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("HANDBOOK_HOME", str(blocked))
    service = ready(small)
    assert service.kept_in is None
    assert service.search(QUERY).hits


def test_a_full_disk(small: Handbook, ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    service = ready(small)
    assert service.kept_in is None
    assert service.search(QUERY).hits
    assert not list(shelf.cached("").parent.iterdir())


def test_a_changed_handbook_is_indexed_again(small: Handbook, ready: Ready, places: Places) -> None:
    service = ready(small)
    assert places(service.search("zebra")) == []
    (small.root / "forord.md").write_text("# Forord\n\nEn zebra.\n", encoding="utf-8")
    assert service.search(QUERY).is_complete
    for _progress in service.prepare():
        # The old index answers until the new one is there.
        assert service.search(QUERY).hits
    assert places(service.search("zebra")) == ["forord#forord"]
    assert places(ready(small).search("zebra")) == ["forord#forord"]


def test_a_chapter_that_changes_while_it_is_indexed(
    small: Handbook, monkeypatch: pytest.MonkeyPatch, places: Places
) -> None:
    service = SearchService(small)
    for progress in service.prepare():
        if progress.done == 3:
            (small.root / "forord.md").write_text("# Forord\n\nEn zebra.\n", encoding="utf-8")
    assert service.kept_in is None
    for _progress in service.prepare():
        pass
    assert places(service.search("zebra")) == ["forord#forord"]
    assert service.kept_in == index_file()


def test_chapters_that_cannot_be_read_are_left_out(make_handbook: MakeHandbook, ready: Ready, places: Places) -> None:
    handbook = make_handbook(
        {"SUMMARY.md": "# Bog\n\n- [A](a.md)\n- [B](b.md)\n- [C](../c.md)\n- [D]()\n", "b.md": "# B\n\nzebra\n"}
    )
    assert places(ready(handbook).search("zebra")) == ["b#b"]


def test_a_handbook_without_chapters(make_handbook: MakeHandbook, ready: Ready) -> None:
    service = ready(make_handbook({"SUMMARY.md": "# Bog\n"}))
    assert service.search("noget").hits == ()
    assert service.search("kapitel:1").hits == ()


def test_no_index_that_came_with_a_handbook_is_opened(
    small: Handbook, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(small)
    beside = small.root / shelf.FOLDER / shelf.FILE
    beside.parent.mkdir()
    index_file().rename(beside)
    made = built(monkeypatch)
    ready(small)
    assert made == ["index"]
    # Only the handbook that the program ships with has one that can be trusted.
    index_file().unlink()
    monkeypatch.setattr(shelf, "shipped_handbook", lambda: small.root)
    before = beside.read_bytes()
    service = ready(small)
    assert made == ["index"]
    assert service.kept_in == beside
    assert beside.read_bytes() == before


def test_a_fault_of_ours_is_no_crash(
    small: Handbook, ready: Ready, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    service = ready(small)

    def broken(*_arguments: object, **_options: object) -> None:
        raise KeyError("t")

    monkeypatch.setattr("handbook.search.searcher.Searcher.search", broken)
    assert service.search(QUERY).hits == ()
    assert not service.is_ready
    assert "dropped" in caplog.text
    monkeypatch.undo()
    assert service_module.SearchService is SearchService


def test_two_programs_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from handbook.book.library import open_handbook\n"
        "from handbook.search.service import SearchService\n"
        "for _round in range(4):\n"
        "    service = SearchService(open_handbook(Path(sys.argv[1])))\n"
        "    for _progress in service.prepare(): pass\n"
        "    assert service.search('måling').hits\n"
        "    Path(service.kept_in).unlink(missing_ok=True)\n"
        "print('done')\n"
    )
    book = tmp_path / "bog"
    book.mkdir()
    (book / "SUMMARY.md").write_text("# Bog\n\n- [A](a.md)\n", encoding="utf-8")
    (book / "a.md").write_text("# Måling\n\nMål.\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-W", "error", "-c", program, str(book)]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _number in range(2)
    ]
    for process in running:
        output, errors = process.communicate(timeout=60)
        assert output == "done\n", errors


def test_the_cache_is_tidied(small: Handbook, ready: Ready) -> None:
    folder = shelf.cached("").parent
    folder.mkdir(parents=True)
    for number in range(shelf.MOST_CACHED + 3):
        old = folder / f"{number}.index"
        old.write_bytes(b"")
        os.utime(old, (number, number))
    (folder / "x.index.1.new").write_bytes(b"")
    os.utime(folder / "x.index.1.new", (1, 1))
    ready(small)
    left = sorted(path.name for path in folder.iterdir())
    assert len(left) == shelf.MOST_CACHED
    assert "0.index" not in left
    assert not any(name.endswith(".new") for name in left)


def test_importing_it_warns_of_nothing(tmp_path: Path) -> None:
    program = (
        "from handbook.search import store\n"
        "for _step in store.load_library(): pass\n"
        "import handbook.search.whoosh_codec\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        # Compiled anew, as on the first start.
        "PYTHONPYCACHEPREFIX": str(tmp_path),
    }
    subprocess.run([sys.executable, "-W", "error", "-c", program], env=environment, check=True)


def test_the_collector_of_garbage_is_left_as_it_was(small: Handbook) -> None:
    # A test before may have left an index half made, which holds the collector off.
    gc.enable()
    preparing = SearchService(small).prepare()
    next(preparing)
    del preparing
    assert gc.isenabled()


def test_nothing_is_written_beside_a_handbook(small: Handbook, ready: Ready) -> None:
    before = sorted(path.relative_to(small.root) for path in small.root.rglob("*"))
    ready(small)
    ready(open_handbook(small.root))
    assert sorted(path.relative_to(small.root) for path in small.root.rglob("*")) == before
