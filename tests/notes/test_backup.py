"""Backups: made whole or not at all, tried, kept long enough, and found again when they are needed."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.notes import backup as backup_module
from handbook.notes import schema
from handbook.notes.backup import DAYS_KEPT, WEEKS_KEPT, Backup, read_backup, superfluous
from handbook.notes.errors import NotesError, Trouble
from handbook.notes.store import Edit

if TYPE_CHECKING:
    from tests.notes.conftest import Shelf

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def stamped(shelf: Shelf, made: datetime, reason: str = "daily", content: bytes = b"") -> Path:
    shelf.backups.folder.mkdir(parents=True, exist_ok=True)
    path = shelf.backups.folder / f"notes-{made.strftime('%Y%m%dT%H%M%S%fZ')}-{reason}.sqlite"
    path.write_bytes(content)
    return path


def at(monkeypatch: pytest.MonkeyPatch, when: datetime) -> None:
    """Set the clock of the backups, and the reader's time zone with it."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return when.astimezone(UTC) if tz is not None else when.replace(tzinfo=None)

    monkeypatch.setattr(backup_module, "datetime", Clock)


def test_a_backup_is_one_file_with_everything(shelf: Shelf) -> None:
    store, notes = shelf.open(), [shelf.note("et"), shelf.note("to", deleted="2026-11-25T08:00:00.000000Z")]
    store.write([Edit(None, note) for note in notes])
    backup = shelf.backups.make(store.connection, "manual")
    assert list(shelf.backups.folder.iterdir()) == [backup.path]
    assert shelf.backups.all() == [backup]
    assert read_backup(backup.path) == notes
    assert abs(datetime.now(UTC) - backup.made) < timedelta(minutes=1)
    store.write([Edit(None, shelf.note("senere"))])
    assert read_backup(backup.path) == notes


def test_a_backup_is_not_written_to_when_it_is_read(shelf: Shelf) -> None:
    store = shelf.open()
    store.write([Edit(None, shelf.note("et"))])
    path = shelf.backups.make(store.connection, "manual").path
    before = path.read_bytes()
    read_backup(path)
    assert shelf.backups.best() is not None
    assert path.read_bytes() == before
    assert list(shelf.backups.folder.iterdir()) == [path]


def test_what_another_window_is_writing_is_not_in_it(shelf: Shelf) -> None:
    ours, theirs, note = shelf.open(), shelf.open(), shelf.note("færdig")
    ours.write([Edit(None, note)])
    theirs.connection.execute("BEGIN IMMEDIATE")
    theirs.connection.execute(schema.UPSERT, schema.to_row(shelf.note("halv")))
    assert read_backup(shelf.backups.make(ours.connection, "daily").path) == [note]
    theirs.connection.execute("ROLLBACK")


def test_what_is_damaged_becomes_no_backup(shelf: Shelf) -> None:
    store = shelf.open()
    store.write([Edit(None, shelf.note("rigtig"))])
    store.connection.execute("UPDATE annotation SET body = 'forkert'")
    with pytest.raises(NotesError) as raised:
        shelf.backups.make(store.connection, "daily")
    assert raised.value.trouble is Trouble.DAMAGED
    assert list(shelf.backups.folder.iterdir()) == []


def test_a_file_that_is_locked_makes_no_window_wait(shelf: Shelf) -> None:
    store = shelf.open()
    store.write([Edit(None, shelf.note("et"))])
    # As on a disk where processes can't share memory.
    store.connection.execute("PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(shelf.path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        end = Timer(5, other.execute, ["ROLLBACK"])
        end.start()
        with pytest.raises(NotesError) as raised:
            shelf.backups.make(store.connection, "daily")
        end.cancel()
        end.join()
    assert raised.value.trouble is Trouble.LOCKED
    assert list(shelf.backups.folder.iterdir()) == []


def test_the_best_is_the_newest_that_is_sound(shelf: Shelf) -> None:
    store = shelf.open()
    store.write([Edit(None, shelf.note("et"))])
    good = shelf.backups.make(store.connection, "daily")
    content = good.path.read_bytes()
    middle = len(content) // 2
    soon = datetime.now(UTC) + timedelta(hours=1)
    stamped(shelf, soon, content=b"")
    stamped(shelf, soon + timedelta(1), content=content[:middle])
    stamped(shelf, soon + timedelta(2), content=content.replace(b"kapitel.md", b"kapitel.nd"))
    stamped(shelf, soon + timedelta(3), content=b"not a database")
    (shelf.backups.folder / f"notes-{soon:%Y}1231T000000000000Z-daily.sqlite").mkdir()
    assert len(shelf.backups.all()) == 6
    assert shelf.backups.best() == good
    good.path.unlink()
    assert shelf.backups.best() is None


def test_other_files_in_the_folder_are_no_backups(shelf: Shelf) -> None:
    shelf.backups.folder.mkdir(parents=True)
    for name in ("notes-20261399T999999000000Z-daily.sqlite", "notes.sqlite", "notes-x-daily.sqlite", "liste.txt"):
        (shelf.backups.folder / name).write_text("x")
    assert shelf.backups.all() == []
    assert shelf.open().load() == []


def test_what_a_killed_process_left_half_made_goes(shelf: Shelf) -> None:
    old, young = (stamped(shelf, NOW, reason).rename(shelf.backups.folder / f"notes-{reason}.part") for reason in "ab")
    os.utime(old, (time.time() - 86_400,) * 2)
    backup = shelf.backups.make(shelf.open().connection, "manual")
    assert set(shelf.backups.folder.iterdir()) == {young, backup.path}


@pytest.mark.parametrize("offset", [-11, 0, 1, 13])
def test_one_a_day_by_the_calendar_on_the_wall(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, offset: int) -> None:
    if os.name == "nt":
        pytest.skip("Windows doesn't take its time zone from the environment")
    monkeypatch.setenv("TZ", f"XXX{-offset}")
    time.tzset()
    zone = timezone(timedelta(hours=offset))
    try:
        stamped(shelf, datetime(2026, 11, 25, 0, 10, tzinfo=zone).astimezone(UTC), "import")
        at(monkeypatch, datetime(2026, 11, 25, 0, 20, tzinfo=zone))
        assert not shelf.backups.made_today()
        stamped(shelf, datetime(2026, 11, 25, 0, 20, tzinfo=zone).astimezone(UTC))
        for hour, minute in ((0, 20), (12, 0), (23, 59)):
            at(monkeypatch, datetime(2026, 11, 25, hour, minute, tzinfo=zone))
            assert shelf.backups.made_today()
        for day, hour, minute in ((26, 0, 0), (24, 23, 59)):
            at(monkeypatch, datetime(2026, 11, day, hour, minute, tzinfo=zone))
            assert not shelf.backups.made_today()
    finally:
        monkeypatch.undo()
        time.tzset()


# How long they are kept.


def of(*ages: timedelta) -> list[Backup]:
    return [Backup(Path(str(number)), NOW - age, "daily") for number, age in enumerate(ages)]


def test_a_year_of_daily_backups(shelf: Shelf) -> None:
    ages = [timedelta(days=day) for day in range(365)]
    gone = superfluous(of(*ages), NOW)
    kept = [(NOW - backup.made).days for backup in of(*ages) if backup not in gone]
    # 25 November 2026 is a Wednesday: all of fourteen days, then each Sunday for twelve weeks.
    assert kept == [*range(15), *range(17, 85, 7)]


def test_a_backup_lets_old_ones_go(shelf: Shelf) -> None:
    now = datetime.now(UTC)
    store = shelf.open()
    recent = stamped(shelf, now - timedelta(days=13))
    old = [stamped(shelf, now - timedelta(days=day)) for day in (100, 200, 300)]
    backup = shelf.backups.make(store.connection, "manual")
    assert {one.path for one in shelf.backups.all()} == {backup.path, recent}
    assert not any(path.exists() for path in old)


@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), max_size=60))
def test_what_is_kept_and_what_goes(ages: list[timedelta]) -> None:
    backups = of(*ages)
    gone = superfluous(backups, NOW)
    kept = [backup for backup in backups if backup not in gone]
    for backup in gone:
        assert NOW - backup.made > timedelta(days=DAYS_KEPT)
        in_week = [other for other in backups if other.made.isocalendar()[:2] == backup.made.isocalendar()[:2]]
        is_newest = backup.made == max(other.made for other in in_week)
        has_equal = any(other.made == backup.made for other in kept)
        assert has_equal or not is_newest or NOW - backup.made > timedelta(weeks=WEEKS_KEPT)
    if backups:
        assert max(backup.made for backup in backups) in {backup.made for backup in kept}
    old = [backup for backup in kept if NOW - backup.made > timedelta(days=DAYS_KEPT)]
    assert len(old) <= WEEKS_KEPT
    assert superfluous(kept, NOW) == []


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60, unique=True))
def test_day_after_day_nothing_is_kept_that_all_at_once_would_let_go(days: list[int]) -> None:
    """What is let go on one day is never what a later day would have wanted."""
    kept: list[Backup] = []
    every = of(*[timedelta(days=day) for day in sorted(days, reverse=True)])
    for backup in every:
        kept.append(backup)
        gone = superfluous(kept, backup.made)
        kept = [one for one in kept if one not in gone]
    last = every[-1].made
    at_once = superfluous(every, last)
    assert kept == [one for one in every if one not in at_once]


# What is no backup.


@pytest.mark.parametrize(
    "statement", ["PRAGMA user_version = 99", "PRAGMA application_id = 1", "DROP TABLE annotation"]
)
def test_what_can_not_be_restored(shelf: Shelf, statement: str) -> None:
    path = shelf.backups.make(shelf.open().connection, "manual").path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
    with pytest.raises(NotesError) as raised:
        read_backup(path)
    assert raised.value.trouble is (Trouble.NEWER if "99" in statement else Trouble.DAMAGED)


def test_an_index_that_leads_elsewhere_is_found(shelf: Shelf) -> None:
    store = shelf.open()
    store.write([Edit(None, shelf.note(str(number))) for number in range(20)])
    path = shelf.backups.make(store.connection, "manual").path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET rootpage = (SELECT sum(other.rootpage) FROM sqlite_schema other "
            "WHERE other.tbl_name = 'annotation') - rootpage WHERE tbl_name = 'annotation'"
        )
        connection.commit()
    with pytest.raises(NotesError) as raised:
        read_backup(path)
    assert raised.value.trouble is Trouble.DAMAGED


def test_an_empty_file_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").touch()
    for name in ("x.sqlite", "missing.sqlite"):
        with pytest.raises(NotesError):
            read_backup(tmp_path / name)


def test_no_folder_may_be_made(shelf: Shelf) -> None:
    store = shelf.open()
    shelf.backups.folder.write_text("in the way")
    with pytest.raises(NotesError):
        shelf.backups.make(store.connection, "daily")
