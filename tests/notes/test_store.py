"""The file of notes: what is written is there, whatever the text, whoever else writes, whatever lies in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, NamedTuple, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.notes import schema
from handbook.notes.backup import Backups, read_backup
from handbook.notes.errors import NotesError, Trouble, from_os, from_sqlite
from handbook.notes.model import Anchor, Annotation, Colour, Kind, now
from handbook.notes.notebook import Notebook
from handbook.notes.store import Edit, address, open_store, side_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.notes.conftest import Shelf

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
# Any text, lone surrogates and NUL among it.
texts = st.text(st.characters(exclude_categories=()), max_size=40)
any_annotation: st.SearchStrategy[Annotation] = st.builds(
    Annotation,
    st.uuids().map(str),
    st.sampled_from(Kind),
    st.builds(
        Anchor,
        *[texts] * 6,
        *[st.integers(0, 2**40)] * 2,
        *[texts] * 3,
    ),
    st.sampled_from(Colour),
    texts,
    st.lists(texts, unique=True, max_size=4).map(tuple),
    st.just("2026-11-25T08:15:00.000000Z"),
    st.just("2026-11-25T08:16:00.000000Z"),
    st.sampled_from(["", "2026-11-25T08:17:00.000000Z"]),
    st.lists(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), max_size=3).map(tuple),
)
VERSION_1 = Path(__file__).with_name("version-1.sqlite")
ROWS = schema.SELECT.replace("SELECT", "SELECT rowid,", 1) + " ORDER BY rowid"
NEXT = (*schema.MIGRATIONS, ("ALTER TABLE setting ADD COLUMN note TEXT NOT NULL DEFAULT ''",))


def shown(text: str) -> str:
    """Return a text as it can be stored: with a question mark for half a character."""
    return "".join("?" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


def trouble_of(shelf: Shelf) -> Trouble:
    with pytest.raises(NotesError) as raised:
        shelf.open()
    return raised.value.trouble


def why(book: Notebook) -> Trouble | None:
    return book.trouble.trouble if book.trouble else None


def with_notes(shelf: Shelf, *bodies: str) -> list[Annotation]:
    notes = [shelf.note(body) for body in bodies]
    store = shelf.open()
    store.write([Edit(None, note) for note in notes])
    store.close()
    return notes


def test_what_is_written_is_there_for_the_next_program(shelf: Shelf) -> None:
    note = shelf.note("Æblekage\r\nmed 🍏", kind=Kind.HIGHLIGHT, colour=Colour.QUESTION, tags=("mad", "å"))
    assert shelf.open().write([Edit(None, note)]) == [note]
    assert shelf.read() == {note.id: note}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(any_annotation, min_size=1, max_size=4, unique_by=lambda one: one.id))
def test_every_annotation_comes_back_as_it_was(new_shelf: Callable[[], Shelf], wanted: list[Annotation]) -> None:
    shelf = new_shelf()
    written = shelf.open().write([Edit(None, annotation) for annotation in wanted])
    assert list(shelf.read().values()) == written
    for after, before in zip(written, wanted, strict=True):
        assert after.anchor == Anchor._make(shown(v) if isinstance(v, str) else v for v in before.anchor)
        assert after.body == shown(before.body)
        assert after.tags == tuple(map(shown, before.tags))
        assert after[:2] + after[6:] == before[:2] + before[6:]


@pytest.mark.parametrize(
    "text", ["\0", "før\0efter", "🍏", "\ud83d", "\x1f", "'; DROP TABLE annotation; --", "e\u0301"]
)
def test_awkward_texts(shelf: Shelf, text: str) -> None:
    note = shelf.note(text, tags=(text,))
    shelf.open().write([Edit(None, note)])
    (stored,) = shelf.read().values()
    assert (stored.body, stored.tags) == (shown(text), (shown(text),))


def test_all_or_nothing(shelf: Shelf) -> None:
    good, bad = shelf.note("god"), shelf.note("dårlig", anchor=shelf.note().anchor._replace(start=cast("int", "x")))
    store = shelf.open()
    with pytest.raises(NotesError):
        store.write([Edit(None, good), Edit(None, bad)])
    assert shelf.read() == {}
    store.write([Edit(None, good)])
    assert shelf.read() == {good.id: good}


def test_a_row_keeps_its_number_when_it_is_edited(shelf: Shelf) -> None:
    """The way on from a damaged table tries numbers one by one: they mustn't grow with every letter typed."""
    store, note = shelf.open(), shelf.note("0")
    for count in range(50):
        after = note._replace(body=str(count))
        store.write([Edit(note, after)])
        note = after
    assert store.connection.execute("SELECT max(rowid) FROM annotation").fetchone() == (1,)
    assert shelf.read() == {note.id: note}


def test_remove_takes_only_what_is_deleted(shelf: Shelf) -> None:
    live, trashed, other = shelf.note("her"), shelf.note("væk", deleted=now()), shelf.note("også væk", deleted=now())
    store = shelf.open()
    store.write([Edit(None, live), Edit(None, trashed), Edit(None, other)])
    assert store.remove([live.id, trashed.id]) == {trashed.id}
    assert shelf.read() == {live.id: live, other.id: other}


def test_purge_takes_what_was_deleted_before(shelf: Shelf) -> None:
    live = shelf.note("her")
    old, new = (shelf.note("væk", deleted=f"2026-0{month}-01T00:00:00.000000Z") for month in (1, 3))
    store = shelf.open()
    store.write([Edit(None, one) for one in (live, old, new)])
    assert store.purge("2026-02-01T00:00:00.000000Z") == 1
    assert shelf.read() == {live.id: live, new.id: new}


def test_settings_of_the_notes(shelf: Shelf) -> None:
    store = shelf.open()
    store.set_setting("edition", "1")
    store.set_setting("edition", "2")
    assert shelf.open().settings() == {"edition": "2"}


def test_the_change_of_another_window_is_noticed_once(shelf: Shelf) -> None:
    ours, theirs = shelf.open(), shelf.open()
    ours.load()
    assert not ours.has_changed()
    ours.write([Edit(None, shelf.note("vores"))])
    assert not ours.has_changed()
    theirs.write([Edit(None, shelf.note("deres"))])
    assert ours.has_changed()
    ours.load()
    assert not ours.has_changed()


@posix_only
def test_nobody_else_may_look(shelf: Shelf) -> None:
    umask = os.umask(0)
    try:
        store = shelf.open()
        store.write([Edit(None, shelf.note("hemmeligt"))])
        shelf.backups.make(store.connection, "manual")
    finally:
        os.umask(umask)
    assert stat.S_IMODE(shelf.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(shelf.backups.folder.stat().st_mode) == 0o700
    files = [file for file in shelf.folder.rglob("*") if file.is_file()]
    assert len(files) == 4  # the file, its log, what processes share, the backup
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.parametrize("name", ["a b", "a?b", "a#b", "100%25", "æøå 🍏"])
def test_any_name_of_a_folder(tmp_path: Path, name: str) -> None:
    if os.name == "nt" and "?" in name:
        pytest.skip("Windows has no such name")
    path = tmp_path / name / "notes.sqlite"
    store = open_store(path, Backups(tmp_path / name / "backups"))
    backup = Backups(tmp_path / name / "backups").make(store.connection, "manual")
    store.close()
    assert path.is_file()
    assert read_backup(backup.path) == []


def test_the_address_of_a_windows_network_folder_has_an_empty_host() -> None:
    class Share(PureWindowsPath):
        def absolute(self) -> PureWindowsPath:
            return PureWindowsPath(r"\\server\hjem$\noter\notes.sqlite")

    assert address(cast("Path", Share("x"))) == "file:////server/hjem%24/noter/notes.sqlite"


def test_two_windows_that_begin_at_once(shelf: Shelf) -> None:
    code = """
from handbook.notes.backup import Backups
from handbook.notes.store import open_store
print("ready", flush=True); sys.stdin.readline()
open_store(path, Backups(path.parent / "backups")).close(); print("opened")
"""
    for _round in range(4):
        windows = [shelf.start(code) for _window in range(2)]
        for window in windows:
            assert window.stdout is not None
            window.stdout.readline()
        for window in windows:
            assert window.stdin is not None
            window.stdin.write("go\n")
            window.stdin.flush()
        assert [window.communicate(timeout=30) for window in windows] == [("opened\n", "")] * 2
        shelf.path.unlink()
        # Two that close at once may each leave the log to the other.
        for file in side_files(shelf.path):
            file.unlink(missing_ok=True)


# What lies in its place.


@pytest.mark.parametrize("has_file", [True, False])
def test_an_empty_file_is_a_new_one(shelf: Shelf, has_file: bool) -> None:
    shelf.folder.mkdir()
    if has_file:
        shelf.path.touch()
    assert shelf.open().load() == []


@pytest.mark.parametrize("has_file", [True, False])
def test_what_has_backups_is_no_new_beginning(shelf: Shelf, has_file: bool) -> None:
    with_notes(shelf, "en")
    shelf.backups.make(shelf.open().connection, "daily")
    shelf.close()
    for file in shelf.bytes():
        (shelf.folder / file).unlink()
    if has_file:
        shelf.path.touch()
    before = shelf.bytes()
    assert trouble_of(shelf) is Trouble.MISSING
    assert shelf.bytes() == before


@pytest.mark.parametrize("has_file", [True, False])
def test_a_log_without_its_file_is_not_thrown_away(shelf: Shelf, has_file: bool) -> None:
    shelf.open().write([Edit(None, shelf.note("kun i loggen"))])
    log = shelf.bytes()["notes.sqlite-wal"]
    shelf.close()
    shelf.path.unlink()
    shelf.path.with_name("notes.sqlite-wal").write_bytes(log)
    if has_file:
        shelf.path.touch()
    before = shelf.bytes()
    assert trouble_of(shelf) is Trouble.DAMAGED
    assert shelf.bytes() == before


@pytest.mark.parametrize("content", [b"Kaere dagbog", bytes(5_000), b"SQLite format 3\0", bytes(range(256)) * 64])
def test_a_file_that_is_no_database(shelf: Shelf, content: bytes) -> None:
    shelf.folder.mkdir()
    shelf.path.write_bytes(content)
    assert trouble_of(shelf) is Trouble.DAMAGED
    assert shelf.bytes() == {"notes.sqlite": content}


@pytest.mark.parametrize("version", [0, 1, 75])
@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_the_file_of_another_program(shelf: Shelf, version: int, mode: str) -> None:
    shelf.folder.mkdir()
    with closing(sqlite3.connect(shelf.path)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
        other.execute(f"PRAGMA user_version = {version}")
        other.execute("CREATE TABLE annotation (id TEXT)")
    before = shelf.bytes()
    assert trouble_of(shelf) is Trouble.DAMAGED
    assert shelf.bytes() == before


def test_tables_that_are_not_ours(shelf: Shelf) -> None:
    with_notes(shelf, "en")
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute("ALTER TABLE annotation RENAME COLUMN body TO bodi")
    before = shelf.bytes()
    assert trouble_of(shelf) is Trouble.DAMAGED
    assert shelf.bytes() == before


def test_a_folder_in_its_place(shelf: Shelf) -> None:
    shelf.path.mkdir(parents=True)
    assert trouble_of(shelf) is Trouble.DAMAGED
    assert list(shelf.folder.iterdir()) == [shelf.path]


def test_a_file_in_the_place_of_the_folder(shelf: Shelf) -> None:
    shelf.folder.write_text("x")
    assert trouble_of(shelf) is Trouble.FAILED


@posix_only
def test_a_link_to_the_file(shelf: Shelf, tmp_path: Path) -> None:
    shelf.folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "my.sqlite"
    shelf.path.symlink_to(real)
    real.touch()
    note = shelf.note("gennem et link")
    shelf.open().write([Edit(None, note)])
    assert shelf.read() == {note.id: note}
    assert shelf.path.is_symlink()


@posix_only
def test_a_link_that_leads_nowhere(shelf: Shelf, tmp_path: Path) -> None:
    """The disk with the notes isn't there just now: notes that are begun in its place would be hidden later."""
    shelf.folder.mkdir()
    shelf.path.symlink_to(tmp_path / "my.sqlite")
    assert trouble_of(shelf) is Trouble.FAILED
    shelf.path.with_name("loop").symlink_to(shelf.path.with_name("loop"))
    assert not (tmp_path / "my.sqlite").exists()
    assert shelf.path.is_symlink()


# Versions of the file.


def test_before_a_migration_a_backup_is_made(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    (note,) = with_notes(shelf, "fra før")
    daily = shelf.backups.make(shelf.open().connection, "daily")
    shelf.close()
    monkeypatch.setattr(schema, "MIGRATIONS", NEXT)
    monkeypatch.setattr(schema, "VERSION", len(NEXT))
    store = shelf.open()
    assert store.load() == [note]
    assert store.connection.execute("PRAGMA user_version").fetchone() == (len(NEXT),)
    assert store.connection.execute("SELECT note FROM setting").fetchall() == []
    backup, _daily = shelf.backups.all()
    assert backup.reason == "migration"
    for one in (backup, daily):
        with closing(sqlite3.connect(one.path)) as old:
            assert old.execute("PRAGMA user_version").fetchone() == (len(NEXT) - 1,)
        assert read_backup(one.path) == [note]
    shelf.close()
    assert shelf.read() == {note.id: note}
    assert len(shelf.backups.all()) == 2


@pytest.mark.parametrize("statement", ["ALTER TABLE nothing ADD COLUMN x", "INSERT INTO annotation (id) VALUES ('x')"])
def test_a_migration_that_fails_leaves_the_file_as_it_was(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    (note,) = with_notes(shelf, "fra før")
    before = shelf.bytes()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*NEXT[:-1], (*NEXT[-1], statement)))
        patch.setattr(schema, "VERSION", len(NEXT))
        with pytest.raises(NotesError):
            shelf.open()
    assert shelf.bytes() == before
    assert shelf.read() == {note.id: note}


def test_no_migration_without_a_backup(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    with_notes(shelf, "fra før")
    before = shelf.bytes()
    shelf.backups.folder.write_text("in the way")
    monkeypatch.setattr(schema, "MIGRATIONS", NEXT)
    monkeypatch.setattr(schema, "VERSION", len(NEXT))
    with pytest.raises(NotesError):
        shelf.open()
    assert shelf.path.read_bytes() == before["notes.sqlite"]


class OldFile(NamedTuple):
    """A copy of a file that version 1 of the program wrote, and what is in it."""

    rows: list[tuple[object, ...]]
    settings: list[tuple[object, ...]]


def put_old_file(shelf: Shelf) -> OldFile:
    shelf.folder.mkdir()
    shutil.copyfile(VERSION_1, shelf.path)
    with closing(sqlite3.connect(shelf.path)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (1,)
        return OldFile(old.execute(ROWS).fetchall(), old.execute("SELECT * FROM setting").fetchall())


def test_a_file_of_version_1_is_migrated_with_everything_in_it(shelf: Shelf) -> None:
    old = put_old_file(shelf)
    before = read_backup(shelf.path)
    store = shelf.open()
    assert store.connection.execute(ROWS).fetchall() == old.rows
    assert store.connection.execute("SELECT * FROM setting").fetchall() == old.settings
    assert store.load() == before
    assert [one.kind for one in before].count(Kind.TICK) > 0
    # Numbers with gaps, a NUL in a note, something in the trash, a past: nothing of it can be lost unseen.
    numbers = [row[0] for row in old.rows]
    assert numbers != list(range(1, len(numbers) + 1))
    assert any("\0" in one.body for one in before)
    assert any(one.deleted for one in before)
    assert any(one.history for one in before)
    assert [backup.reason for backup in shelf.backups.all()] == ["migration"]
    tool = shelf.note("{}", kind=Kind.TOOL)
    store.write([Edit(None, tool)])
    shelf.close()
    assert list(shelf.read().values()) == [*before, tool]
    with closing(sqlite3.connect(shelf.path)) as new:
        assert new.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with pytest.raises(sqlite3.IntegrityError):
            new.execute("UPDATE annotation SET kind = 'something else'")


def test_a_migrated_file_has_the_tables_of_a_new_one(shelf: Shelf, new_shelf: Callable[[], Shelf]) -> None:
    put_old_file(shelf)
    tables = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
    made = [one.open().connection.execute(tables).fetchall() for one in (shelf, new_shelf())]
    assert made[0] == made[1]


def test_a_program_of_version_1_leaves_a_migrated_file_alone(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    put_old_file(shelf)
    shelf.open()
    shelf.close()
    before = shelf.bytes()
    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
    monkeypatch.setattr(schema, "VERSION", 1)
    assert trouble_of(shelf) is Trouble.NEWER
    assert shelf.bytes() == before


# Before which statement of the migration the process dies; one more than there are: before it is committed.
@pytest.mark.parametrize("number", range(len(schema.MIGRATIONS[1]) + 1))
def test_killed_in_the_middle_of_a_migration(shelf: Shelf, number: int) -> None:
    old = put_old_file(shelf)
    code = """
import os, sqlite3
from handbook.notes import schema
number = int(sys.argv[2])
class Dying(sqlite3.Connection):
    count = -1
    def execute(self, statement, *rest):
        if statement.startswith("BEGIN IMMEDIATE"):
            self.count = 0
        elif self.count >= 0 and statement in schema.MIGRATIONS[1] or statement == "COMMIT":
            if self.count == number:
                os._exit(9)
            self.count += 1
        return super().execute(statement, *rest)
connection = sqlite3.connect(path, isolation_level=None, factory=Dying)
connection.execute("PRAGMA journal_mode = WAL")
# Pages that don't fit go into the log before the commit.
connection.execute("PRAGMA cache_size = 1")
schema.migrate(connection, 1)
"""
    process = shelf.start(code, number)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 9, err
    with closing(sqlite3.connect(shelf.path)) as found:
        assert found.execute("PRAGMA user_version").fetchone() == (1,)
        assert found.execute(ROWS).fetchall() == old.rows
    store = shelf.open()
    assert store.connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    assert store.connection.execute(ROWS).fetchall() == old.rows


def test_two_windows_that_migrate_at_once(shelf: Shelf) -> None:
    old = put_old_file(shelf)
    code = """
from handbook.notes.backup import Backups
from handbook.notes.store import open_store
print("ready", flush=True); sys.stdin.readline()
store = open_store(path, Backups(path.parent / "backups")); print(len(store.load())); store.close()
"""
    windows = [shelf.start(code) for _window in range(2)]
    for window in windows:
        assert window.stdout is not None
        window.stdout.readline()
    for window in windows:
        assert window.stdin is not None
        window.stdin.write("go\n")
        window.stdin.flush()
    assert [window.communicate(timeout=30) for window in windows] == [(f"{len(old.rows)}\n", "")] * 2
    assert shelf.open().connection.execute(ROWS).fetchall() == old.rows


def test_a_newer_file_is_left_alone(shelf: Shelf) -> None:
    with_notes(shelf, "en")
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    # As a newer program leaves it when it is killed: with a log.
    shelf.run(
        "import os, sqlite3; c = sqlite3.connect(path); c.execute('PRAGMA journal_mode = WAL')\n"
        "c.execute('CREATE TABLE newer (x)'); c.commit(); os._exit(0)"
    )
    before = shelf.bytes()
    assert "notes.sqlite-wal" in before
    assert trouble_of(shelf) is Trouble.NEWER
    assert shelf.bytes() == before


# What can't be written.


def test_read_only_notes_can_be_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = shelf.note("i loggen")
    shelf.open().write([Edit(None, ours)])
    before = shelf.bytes()
    assert before["notes.sqlite-wal"]
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    store = shelf.open()
    assert store.is_read_only
    book = Notebook(store)
    assert dict(book.all) == {ours.id: ours}
    book.apply("Skriv", [shelf.note("kan ikke gemmes")])
    assert book.has_waiting
    assert why(book) is Trouble.READ_ONLY
    for write in (lambda: store.set_setting("a", "b"), lambda: store.remove([ours.id])):
        with pytest.raises(NotesError) as raised:
            write()
        assert raised.value.trouble is Trouble.READ_ONLY
    assert store.purge(now()) == 0
    assert shelf.bytes() == before


def test_older_read_only_notes_can_be_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    (note,) = with_notes(shelf, "fra før")
    monkeypatch.setattr(schema, "MIGRATIONS", NEXT)
    monkeypatch.setattr(schema, "VERSION", len(NEXT))
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    before = shelf.bytes()
    assert shelf.open().load() == [note]
    assert shelf.bytes() == before
    assert shelf.backups.all() == []


def test_damaged_read_only_notes(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    with_notes(shelf, *map(str, range(200)))
    shelf.path.write_bytes(shelf.path.read_bytes()[:8_192])
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    assert trouble_of(shelf) is Trouble.DAMAGED


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a folder read-only, as Linux lets root do")
def test_a_disk_that_is_mounted_read_only(shelf: Shelf, run_mounted: Callable[[str, str], str]) -> None:
    (note,) = with_notes(shelf, "en")
    code = """
from handbook.notes.backup import Backups
from handbook.notes.errors import NotesError
from handbook.notes.store import Edit, open_store
store = open_store(path, Backups(path.parent / "backups"))
(note,) = store.load()
try:
    store.write([Edit(note, note._replace(body="to"))])
except NotesError as error:
    print(note.body, error.trouble.value)
"""
    folder = str(shelf.folder)
    out = run_mounted(f"mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}'", code)
    assert out.split() == [note.body, "read-only"]


def test_another_program_holds_the_file(shelf: Shelf) -> None:
    (note,) = with_notes(shelf, "en")
    book = shelf.notebook()
    holder = shelf.start(
        "import sqlite3; c = sqlite3.connect(path, isolation_level=None); c.execute('BEGIN EXCLUSIVE')\n"
        "print('held', flush=True); sys.stdin.readline(); c.execute('ROLLBACK'); print('free', flush=True)\n"
        "sys.stdin.readline()"
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    holder.stdout.readline()
    edited, other = note._replace(body="en, rettet"), shelf.note("to")
    book.apply("Ret", [edited])
    book.apply("Skriv", [other])
    book.apply("Ret", [book.all[note.id]._replace(body="en, rettet igen")])
    assert why(book) is Trouble.LOCKED
    assert [one.body for one in book.live()] == ["en, rettet igen", "to"]
    assert not book.flush()
    assert [one.body for one in shelf.read().values()] == ["en"]
    holder.stdin.write("go\n")
    holder.stdin.flush()
    holder.stdout.readline()
    assert book.flush()
    assert why(book) is None
    assert not book.has_waiting
    assert shelf.read() == dict(book.all)
    assert [one.body for one in book.live()] == ["en, rettet igen", "to"]


_FILL = """
import os, resource
from handbook.notes.backup import Backups
from handbook.notes.model import Anchor, Annotation, Kind
from handbook.notes.notebook import Notebook, new_id
from handbook.notes.store import open_store
place = Anchor("bog", "1", "k.md", "K", "a", "A", 1, 5, "tekst", "", "")
book = Notebook(open_store(path, Backups(path.parent / "backups")))
def write():
    note = Annotation(new_id(), Kind.NOTE, place, body=os.urandom(3_000).hex())
    book.apply("Skriv", [note])
    return note
"""
_FILLED = """
saved = []
while not book.has_waiting:
    saved.append(write())
    assert len(saved) < 1_000
print(book.trouble.trouble.value)
saved.pop()
write(), write()
assert len(book.live()) == len(saved) + 3
stored = lambda: {one.id: one.body for one in open_store(path, Backups(path.parent / "backups")).load()}
assert stored() == {one.id: one.body for one in saved}
make_room()
assert book.flush(), book.trouble.detail
assert book.trouble is None
assert stored() == {one.id: one.body for one in book.live()}
print(list(stored()) == [one.id for one in book.live()])
"""


@posix_only
def test_no_room_for_the_file(shelf: Shelf) -> None:
    """A limit on the size of files looks like a disk that is full, or a quota."""
    begin = """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
def make_room(): resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
"""
    assert shelf.run(_FILL + begin + _FILLED).split() == ["full", "True"]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk, as Linux lets root do")
def test_no_room_on_the_disk(shelf: Shelf, run_mounted: Callable[[str, str], str]) -> None:
    shelf.folder.mkdir()
    begin = """
ballast = path.with_name("ballast")
ballast.write_bytes(bytes(300_000))
def make_room(): ballast.unlink()
"""
    out = run_mounted(f"mount -t tmpfs -o size=700k tmpfs '{shelf.folder}'", _FILL + begin + _FILLED)
    assert out.split() == ["full", "True"]


def test_a_daily_backup_on_a_full_disk_leaves_nothing_half(shelf: Shelf) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no limit on the size of files")
    with_notes(shelf, "x" * 100_000)
    code = """
import resource, signal
from handbook.notes.backup import Backups
from handbook.notes.errors import NotesError
from handbook.notes.store import open_store
backups = Backups(path.parent / "backups")
store = open_store(path, backups)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))
try:
    backups.make(store.connection, "daily")
except NotesError as error:
    print(error.trouble.value)
assert store.load()[0].body == "x" * 100_000
"""
    assert shelf.run(code) == "full\n"
    assert list(shelf.backups.folder.iterdir()) == []


# What errors mean.


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Trouble.LOCKED),
        (sqlite3.SQLITE_READONLY_DBMOVED, Trouble.READ_ONLY),
        (sqlite3.SQLITE_CORRUPT_INDEX, Trouble.DAMAGED),
        (sqlite3.SQLITE_NOTADB, Trouble.DAMAGED),
        (sqlite3.SQLITE_FULL, Trouble.FULL),
        (sqlite3.SQLITE_IOERR_WRITE, Trouble.FULL),
        (sqlite3.SQLITE_IOERR_FSYNC, Trouble.FAILED),
        (sqlite3.SQLITE_IOERR_READ, Trouble.FAILED),
    ],
)
def test_what_an_error_of_sqlite_means(code: int, trouble: Trouble) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    assert from_sqlite(error).trouble is trouble


def test_use_of_a_closed_file_is_no_damage(shelf: Shelf) -> None:
    store = shelf.open()
    store.close()
    with pytest.raises(NotesError) as raised:
        store.load()
    assert raised.value.trouble is Trouble.FAILED


@pytest.mark.parametrize(
    ("error", "trouble"),
    [(28, Trouble.FULL), (27, Trouble.FULL), (13, Trouble.READ_ONLY), (30, Trouble.READ_ONLY), (5, Trouble.FAILED)],
)
def test_what_an_error_of_the_system_means(error: int, trouble: Trouble) -> None:
    assert from_os(OSError(error, "x")).trouble is trouble


def test_a_folder_that_may_not_be_looked_into(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "x")

    monkeypatch.setattr(Path, "exists", refuse)
    assert trouble_of(shelf) is Trouble.READ_ONLY
