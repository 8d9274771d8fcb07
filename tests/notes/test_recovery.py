"""A file that was damaged: nothing is shown that wasn't written, it is left as it is, and what is sound comes back."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from handbook.book.nodes import ToolKind
from handbook.notes import recovery, schema
from handbook.notes.backup import read_backup
from handbook.notes.errors import NotesError, Trouble
from handbook.notes.filled import Answer, Filled, write_filled
from handbook.notes.model import Annotation, Kind, now
from handbook.notes.notebook import Notebook
from handbook.notes.recovery import DAMAGED_FOLDER, recover, salvage
from handbook.notes.store import Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.notes.conftest import Shelf

PAGE, FRAME = 4_096, 24 + 4_096
WAL = "notes.sqlite-wal"
Notes = dict[str, Annotation]


class Written(NamedTuple):
    """A file of notes before it is damaged.

    Attributes:
        files: Its content, by name.
        backup: The content of a backup with two thirds of the notes, some in older versions.
        backed_up: What is in it.
        states: What was in the file after each transaction that its log holds; the last one is how it is now.
    """

    files: dict[str, bytes]
    backup: bytes
    backed_up: Notes
    states: list[Notes]


def copy_of(text: str) -> str:
    """Return the body of a filled copy."""
    answers = (Answer("a", "paragraph", "Hvad?", text), Answer("b", "table", "Hvem?", ({"x": text},), (("x", "Hvem"),)))
    return write_filled(Filled("skema", ToolKind.WORKSHEET, "Skemaet", "Mit", answers))


@pytest.fixture
def written(shelf: Shelf, request: pytest.FixtureRequest) -> Written:
    """About 300 notes and filled copies, long and short, edited and deleted; with a log when the test asks for it."""
    chance, book = random.Random(1), shelf.notebook()  # noqa: S311 - not a secret
    for number in range(200):
        length = 3_000 if number % 40 == 0 else chance.randint(1, 60)
        text = f"{number}: " + "æblegrød " * length
        kind = Kind.TOOL if number % 3 == 0 else Kind.NOTE
        book.apply("", [shelf.note(copy_of(text) if kind is Kind.TOOL else text, kind=kind, tags=("mad",))])
    store = shelf.open()
    backup = shelf.backups.make(store.connection, "daily")
    backed_up = dict(book.all)
    for number, id_ in enumerate(chance.sample(list(book.all), 40)):
        one = book.all[id_]
        text = f"rettet {number}"
        book.apply("", [one._replace(body=copy_of(text) if one.kind is Kind.TOOL else text)])
    book.delete("", chance.sample(list(book.all), 10))
    book.apply("", [shelf.note(f"ny {number} " + "x" * chance.randint(1, 500)) for number in range(100)])
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    states = [dict(book.all)]
    if getattr(request, "param", "") == "log":
        for number in range(30):
            book.apply("", [shelf.note(f"i loggen {number} " + "y" * chance.randint(1, 3_000))])
            states.append(dict(book.all))
    files = shelf.bytes()
    shelf.close()
    for file in shelf.folder.iterdir():
        if file.is_file():
            file.unlink()
    return Written({name: data for name, data in files.items() if data}, backup.path.read_bytes(), backed_up, states)


def laid_out(shelf: Shelf, written: Written, files: dict[str, bytes]) -> None:
    shelf.backups.folder.mkdir(parents=True)
    for name, data in files.items():
        (shelf.folder / name).write_bytes(data)
    (shelf.backups.folder / "notes-20261125T080000000000Z-daily.sqlite").write_bytes(written.backup)


def read(shelf: Shelf) -> Notes:
    """Open the file, show everything in it, and close it."""
    store = shelf.open()
    try:
        return dict(Notebook(store).all)
    finally:
        store.close()


def check(shelf: Shelf, written: Written, files: dict[str, bytes], allowed: list[Notes], sound: set[str]) -> bool:
    """Check what must hold for a damaged file, and return whether the damage was noticed.

    Args:
        shelf: An empty place.
        written: The file before.
        files: It as it is damaged.
        allowed: What may be shown.
        sound: Ids of notes that must come back out of the file.
    """
    laid_out(shelf, written, files)
    trouble, shown = None, Notes()
    try:
        shown = read(shelf)
    except NotesError as error:
        trouble = error
    if trouble is None:
        assert shown in allowed
        return False
    assert trouble.trouble.needs_choice, trouble.detail
    assert shelf.bytes() == files
    backup = shelf.backups.best()
    assert backup is not None
    result = recover(shelf.path, shelf.backups, backup)
    found = {annotation.id: annotation for annotation in result.store.load()}
    result.store.close()
    for id_, annotation in found.items():
        assert annotation in [written.backed_up.get(id_), *(state.get(id_) for state in written.states)]
    now_ = written.states[-1]
    assert written.backed_up.keys() <= found.keys()
    assert sound <= found.keys()
    assert all(found[id_] == now_[id_] for id_ in sound)
    if "notes.sqlite" in files:
        assert result.kept is not None
        assert {
            file.name: file.read_bytes() for file in result.kept.parent.iterdir() if "shm" not in file.name
        } == files
    assert read(shelf) == found
    return True


def flipped(chance: random.Random, data: bytes, at: range, count: int) -> bytes:
    changed = bytearray(data)
    for _flip in range(count):
        changed[chance.choice(at)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def pages_of(written: Written) -> dict[str, int]:
    """Return the leaf of the table on which a note stands whole, by its id; one that is longer than a page has none."""
    data = written.files["notes.sqlite"]
    leaves = {at // PAGE: data[at : at + PAGE] for at in range(PAGE, len(data), PAGE) if data[at] == 13}
    found = {}
    for annotation in written.states[-1].values():
        row = schema.to_row(annotation)
        whole = "".join(map(str, row[2:6])).encode()
        for number, page in leaves.items():
            if row[0].encode() + row[1].encode() + whole in page and row[-1].encode() in page:  # type: ignore[union-attr,operator]
                found[annotation.id] = number
    assert len(found) > 250
    return found


def damaged_files(written: Written, chance: random.Random) -> Iterator[tuple[str, dict[str, bytes], set[str]]]:
    """Yield damaged versions without end: what was done, the files, and what must come back out of them."""
    data, places = written.files["notes.sqlite"], pages_of(written)
    leaves = sorted(set(places.values()))
    everywhere = range(len(data))
    while True:
        page = chance.choice(leaves)
        others = {id_ for id_, place in places.items() if place != page}
        inside = range(page * PAGE, (page + 1) * PAGE)
        start, end = inside.start, inside.stop
        other = chance.randrange(len(data) // PAGE) * PAGE
        for name, changed, sound in (
            ("bit", flipped(chance, data, everywhere, 1), set[str]()),
            ("bits", flipped(chance, data, everywhere, chance.randint(2, 30)), set()),
            ("header", flipped(chance, data, range(100), 1), set()),
            ("bit of a leaf", flipped(chance, data, inside, 1), others),
            ("bits of a leaf", flipped(chance, data, inside, 20), others),
            ("leaf of zeros", data[:start] + bytes(PAGE) + data[end:], others),
            ("leaf of noise", data[:start] + chance.randbytes(PAGE) + data[end:], others),
            ("page of another", data[:start] + data[other : other + PAGE] + data[end:], set()),
            ("any page of zeros", data[:other] + bytes(PAGE) + data[other + PAGE :], set()),
            ("cut", data[: chance.randrange(1, len(data))], set()),
            ("sector", data[: (at := chance.randrange(len(data)))] + bytes(512) + data[at + 512 :], set()),
        ):
            yield name, {"notes.sqlite": changed}, sound


def damage(new_shelf: Callable[[], Shelf], written: Written, seed: int, count: int) -> None:
    noticed = dict[str, int]()
    chance = random.Random(seed)  # noqa: S311 - not a secret
    for (name, files, sound), _number in zip(damaged_files(written, chance), range(count), strict=False):
        if files == written.files:
            continue
        noticed[name] = noticed.get(name, 0) + check(new_shelf(), written, files, [written.states[-1]], sound)
    for name in ("bits of a leaf", "leaf of zeros", "leaf of noise"):
        assert noticed[name] == pytest.approx(count / 11, abs=1), name


def test_what_is_damaged_is_never_shown(new_shelf: Callable[[], Shelf], written: Written) -> None:
    damage(new_shelf, written, 2, 110)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 16))
def test_what_is_damaged_is_never_shown_in_more_places(
    new_shelf: Callable[[], Shelf], written: Written, seed: int
) -> None:
    damage(new_shelf, written, seed, 500)


def damage_log(new_shelf: Callable[[], Shelf], written: Written, seed: int, count: int) -> None:
    """Damage the log.

    The loss of the last transaction can't be told from one that a power cut interrupted, nor can that of the last but
    one when no commit is left between them.
    """
    chance, log = random.Random(seed), written.files[WAL]  # noqa: S311 - not a secret
    commits = [at for at in range(32, len(log), FRAME) if log[at + 4 : at + 8] != bytes(4)]
    assert len(commits) == len(written.states) - 1
    noticed = 0
    for number in range(count):
        at = chance.randrange(32, len(log))
        match number % 5:
            case 0:
                end, changed = 32, flipped(chance, log, range(32), 1)
            case 1:
                end, changed = at + 1, flipped(chance, log, range(at, at + 1), 1)
            case 2:
                at = 32 + (at - 32) // FRAME * FRAME
                end, changed = at + FRAME, log[:at] + bytes(FRAME) + log[at + FRAME :]
            case 3:
                end = min(at + PAGE, len(log))
                changed = log[:at] + chance.randbytes(end - at) + log[end:]
            case _:
                # Where it was cut off it ends, as far as anybody can tell.
                end, changed = len(log), log[:at]
        is_cut, is_proven = len(changed) < len(log), end <= commits[-2]
        states = written.states if is_cut else written.states[-1 if is_proven else -4 :]
        was_noticed = check(new_shelf(), written, {**written.files, WAL: changed}, states, set())
        assert was_noticed or is_cut or not is_proven
        noticed += was_noticed
    assert noticed > count / 2


@pytest.mark.parametrize("written", ["log"], indirect=True)
def test_a_damaged_log_is_noticed(new_shelf: Callable[[], Shelf], written: Written) -> None:
    damage_log(new_shelf, written, 3, 50)


@pytest.mark.long
@pytest.mark.parametrize("seed", [4, 5])
@pytest.mark.parametrize("written", ["log"], indirect=True)
def test_a_damaged_log_is_noticed_in_more_places(new_shelf: Callable[[], Shelf], written: Written, seed: int) -> None:
    damage_log(new_shelf, written, seed, 500)


@pytest.mark.parametrize("written", ["log"], indirect=True)
def test_a_log_is_no_damage(new_shelf: Callable[[], Shelf], written: Written) -> None:
    shelf = new_shelf()
    laid_out(shelf, written, written.files)
    assert read(shelf) == written.states[-1]


def test_a_log_that_was_begun_anew_is_no_damage(shelf: Shelf) -> None:
    """Behind its end stand the frames of an earlier round, commits and all."""
    book = shelf.notebook()
    for number in range(30):
        book.apply("", [shelf.note(str(number) * 1_000)])
    shelf.open().connection.execute("PRAGMA wal_checkpoint(RESTART)")
    for number in range(3):
        book.apply("", [shelf.note(str(number))])
    files = shelf.bytes()
    assert len(files[WAL]) > 30 * FRAME
    shelf.close()
    for name, data in files.items():
        (shelf.folder / name).write_bytes(data)
    assert read(shelf) == dict(book.all)


@pytest.mark.parametrize("written", ["log"], indirect=True)
@pytest.mark.parametrize("is_empty", [True, False])
def test_a_log_without_its_file(new_shelf: Callable[[], Shelf], written: Written, is_empty: bool) -> None:
    """Neither is it thrown away, nor is it taken for the log of the file that comes in its place."""
    shelf = new_shelf()
    files = {WAL: written.files[WAL], **({"notes.sqlite": b""} if is_empty else {})}
    assert check(shelf, written, files, [], set())
    (kept,) = (shelf.folder / DAMAGED_FOLDER).rglob("*-wal")
    assert kept.read_bytes() == files[WAL]


def test_notes_that_are_in_the_log_only_come_back(shelf: Shelf) -> None:
    book = shelf.notebook()
    book.apply("", [shelf.note(str(number)) for number in range(20)])
    log = shelf.bytes()[WAL]
    shelf.close()
    shelf.path.unlink()
    shelf.path.with_name(WAL).write_bytes(log)
    result = recover(shelf.path, shelf.backups, None)
    assert (result.restored, result.salvaged) == (0, 20)
    assert {one.id: one for one in result.store.load()} == dict(book.all)
    result.store.close()


def test_a_journal_belongs_to_the_damaged_file(shelf: Shelf) -> None:
    """Left beside the new file, SQLite would write the old pages in it back."""
    shelf.open().write([Edit(None, shelf.note(str(number))) for number in range(50)])
    shelf.close()
    journal = shelf.path.with_name("notes.sqlite-journal")
    shelf.run(
        "import os, sqlite3; c = sqlite3.connect(path, isolation_level=None)\n"
        "for do in ('PRAGMA journal_mode = DELETE', 'PRAGMA cache_size = 1', 'PRAGMA cache_spill = 1', 'BEGIN',\n"
        "           \"UPDATE annotation SET body = 'halv'\"): c.execute(do)\n"
        "os._exit(0)"
    )
    assert journal.stat().st_size > 512
    before = salvage(shelf.path)
    assert {one.body for one in before} == set(map(str, range(50)))
    result = recover(shelf.path, shelf.backups, None)
    result.store.close()
    assert result.kept is not None
    assert (result.kept.parent / journal.name).exists()
    assert not journal.exists()
    assert {one.body for one in read(shelf).values()} == set(map(str, range(50)))


def test_a_row_that_is_unsound_leaves_the_log_as_it_is(shelf: Shelf) -> None:
    store = shelf.open()
    store.write([Edit(None, shelf.note("rigtig"))])
    store.connection.execute("UPDATE annotation SET body = 'forkert'")
    files = shelf.bytes()
    assert files[WAL]
    shelf.close()
    for name, data in files.items():
        (shelf.folder / name).write_bytes(data)
    with pytest.raises(NotesError):
        read(shelf)
    assert shelf.bytes() == files


# The way on.


def test_a_missing_file_is_restored(shelf: Shelf) -> None:
    book = shelf.notebook()
    book.apply("", [shelf.note("et"), shelf.note("to")])
    backup = shelf.backups.make(shelf.open().connection, "daily")
    shelf.close()
    shelf.path.unlink()
    result = recover(shelf.path, shelf.backups, backup)
    assert result[1:] == (2, 0, None)
    assert {one.id: one for one in result.store.load()} == dict(book.all)
    result.store.close()
    assert not (shelf.folder / DAMAGED_FOLDER).exists()


def test_a_whole_folder_that_is_gone_is_restored(shelf: Shelf, tmp_path: Path) -> None:
    note = shelf.note("et")
    shelf.open().write([Edit(None, note)])
    backup = shelf.backups.make(shelf.open().connection, "daily")
    shelf.close()
    shelf.folder.rename(tmp_path / "moved")
    result = recover(shelf.path, shelf.backups, backup._replace(path=tmp_path / "moved" / "backups" / backup.path.name))
    assert result.store.load() == [note]
    result.store.close()


def test_to_begin_anew_keeps_what_was_there(shelf: Shelf) -> None:
    shelf.folder.mkdir()
    shelf.path.write_bytes(b"no database")
    result = recover(shelf.path, shelf.backups, None)
    assert result.store.load() == []
    result.store.close()
    assert result.kept is not None
    assert result.kept.read_bytes() == b"no database"


def test_a_folder_in_the_place_of_the_file(shelf: Shelf) -> None:
    shelf.path.mkdir(parents=True)
    (shelf.path / "mine").write_text("x")
    result = recover(shelf.path, shelf.backups, None)
    assert result.store.load() == []
    result.store.close()
    assert result.kept is not None
    assert (result.kept / "mine").read_text() == "x"


def test_the_newer_version_of_a_note_is_taken(shelf: Shelf) -> None:
    book, early, late = shelf.notebook(), shelf.note("tidlig"), shelf.note("sen")
    book.apply("", [early, late])
    early_only = shelf.backups.make(shelf.open().connection, "daily")
    book.apply("", [book.all[late.id]._replace(body="senere")])
    both = shelf.backups.make(shelf.open().connection, "daily")
    shelf.close()
    for backup, salvaged in ((early_only, 1), (both, 0)):
        result = recover(shelf.path, shelf.backups, backup)
        assert (result.restored, result.salvaged) == (2, salvaged)
        assert sorted(one.body for one in result.store.load()) == ["senere", "tidlig"]
        result.store.close()


def test_the_newer_version_is_known_by_its_history_where_the_clock_was_wrong(shelf: Shelf) -> None:
    old = shelf.note("før", modified="2030-01-01T00:00:00.000000Z")
    new = old._replace(body="efter", modified="2026-01-01T00:00:00.000000Z").after(old)
    store = shelf.open()
    store.write([Edit(None, old)])
    backup = shelf.backups.make(store.connection, "daily")
    store.write([Edit(old, new)])
    store.close()
    result = recover(shelf.path, shelf.backups, backup)
    assert result.store.load() == [new]
    result.store.close()


def test_an_older_damaged_file_gives_its_notes(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [shelf.note(str(number)) for number in range(10)]
    store = shelf.open()
    store.write([Edit(None, note) for note in notes])
    store.connection.execute("UPDATE annotation SET body = 'x' WHERE rowid = 4")
    store.close()
    more = ("ALTER TABLE annotation ADD COLUMN extra TEXT NOT NULL DEFAULT ''",)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr(schema, "SELECT", schema.SELECT.replace("checksum", "extra || checksum"))
    assert list(salvage(shelf.path)) == notes[:3] + notes[4:]


def test_rows_between_two_damaged_ones(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is no text stops SQLite where it stands; what lies behind it is found all the same."""
    notes = [shelf.note(str(number)) for number in range(30)]
    store = shelf.open()
    store.write([Edit(None, note) for note in notes])
    store.connection.execute("UPDATE annotation SET rowid = rowid + 1000000")
    store.connection.execute("UPDATE annotation SET body = CAST(x'ff' AS TEXT) WHERE rowid IN (1000005, 1000020)")
    store.close()
    with pytest.raises(NotesError) as raised:
        read(shelf)
    assert raised.value.trouble is Trouble.DAMAGED
    assert sorted(int(one.body) for one in salvage(shelf.path)) == [n for n in range(30) if n not in (4, 19)]


def test_a_recovery_that_fails_leaves_everything(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.open().write([Edit(None, shelf.note("et"))])
    backup = shelf.backups.make(shelf.open().connection, "daily")
    shelf.close()
    shelf.path.write_bytes(b"damaged")
    before = shelf.bytes()
    with monkeypatch.context() as patch:
        patch.setattr(recovery, "make_folder", lambda _folder: (_ for _ in ()).throw(OSError(28, "no room")))
        with pytest.raises(NotesError) as raised:
            recover(shelf.path, shelf.backups, backup)
    assert raised.value.trouble is Trouble.FULL
    assert shelf.bytes() == before
    backup.path.write_bytes(b"damaged, too")
    with pytest.raises(NotesError):
        recover(shelf.path, shelf.backups, backup)
    assert shelf.bytes() == before
    assert not [one for one in shelf.folder.iterdir() if one.is_dir() and one != shelf.backups.folder]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make links")
def test_a_damaged_file_behind_a_link(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    shelf.folder.mkdir()
    real = tmp_path / "elsewhere" / "my.sqlite"
    real.write_bytes(b"damaged")
    shelf.path.symlink_to(real)
    result = recover(shelf.path, shelf.backups, None)
    assert result.kept is not None
    assert result.kept.read_bytes() == b"damaged"
    note = shelf.note("nyt")
    result.store.write([Edit(None, note)])
    result.store.close()
    assert shelf.path.is_symlink()
    assert read(shelf) == {note.id: note}


def test_salvage_writes_nothing(shelf: Shelf) -> None:
    shelf.open().write([Edit(None, shelf.note("et"))])
    files = shelf.bytes()
    shelf.close()
    for name, data in files.items():
        (shelf.folder / name).write_bytes(data)
    assert [one.body for one in salvage(shelf.path)] == ["et"]
    assert shelf.bytes() == files
    assert list(salvage(shelf.folder / "missing.sqlite")) == []


def test_an_index_that_leads_elsewhere_is_noticed_before_a_note_is_overwritten(shelf: Shelf) -> None:
    notes = [shelf.note(str(number)) for number in range(20)]
    store = shelf.open()
    store.write([Edit(None, note) for note in notes])
    store.close()
    data, id_ = shelf.path.read_bytes(), notes[7].id.encode()
    # In the index, the id is followed by the number of its row.
    (at,) = [at for at in range(len(data)) if data.startswith(id_ + bytes([8]), at)]
    shelf.path.write_bytes(data[: at + 36] + bytes([3]) + data[at + 37 :])
    with pytest.raises(NotesError) as raised:
        read(shelf)
    assert raised.value.trouble is Trouble.DAMAGED
    result = recover(shelf.path, shelf.backups, None)
    assert result.store.load() == notes
    result.store.close()


def test_what_was_restored_is_a_file_as_any_other(shelf: Shelf) -> None:
    store, note = shelf.open(), shelf.note("et", deleted=now())
    store.write([Edit(None, note)])
    backup = shelf.backups.make(store.connection, "daily")
    store.close()
    shelf.path.write_bytes(b"")
    result = recover(shelf.path, shelf.backups, backup)
    edited = note._replace(deleted="")
    result.store.write([Edit(note, edited)])
    result.store.close()
    assert read_backup(backup.path) == [note]
    assert read(shelf) == {note.id: edited}
    with closing(sqlite3.connect(shelf.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    if os.name != "nt":
        assert shelf.path.stat().st_mode & 0o777 == 0o600
