"""Backups of the notes: made by themselves, tried as soon as they are made, and kept for a quarter of a year.

A backup is one SQLite file, copied with SQLite's online backup (https://www.sqlite.org/backup.html), so that it is
whole even while another window writes. It gets its name when it has been opened, checked and read to the last row: a
file with the name of a backup is one that can be restored.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from handbook.notes import schema
from handbook.notes.errors import NotesError, Trouble, from_os, from_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from handbook.notes.model import Annotation

DAYS_KEPT, WEEKS_KEPT = 14, 12
# How old, in seconds, a half-made backup is when nobody can be at work on it any more.
_PART_S = 3_600
_STAMP = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"notes-(\d{8}T\d{12}Z)-([a-z]+)\.sqlite")


class Backup(NamedTuple):
    """A backup.

    Attributes:
        path: The file.
        made: When, in UTC.
        reason: Why: "daily", "migration", "import", "edition", "restore", "purge" or "manual".
    """

    path: Path
    made: datetime
    reason: str


class Backups:
    """The backups of one file of notes."""

    def __init__(self, folder: Path) -> None:
        """Keep them in `folder`, which is made when the first one is."""
        self.folder = folder

    def all(self) -> list[Backup]:
        """Return the backups, the newest first."""
        try:
            names = [entry.name for entry in self.folder.iterdir()]
        except OSError:
            # No folder, or one that may not be read: as far as can be told there are none.
            return []
        found = []
        for name in names:
            match = _NAME.fullmatch(name)
            if match is None:
                continue
            try:
                made = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
            except ValueError:
                # Somebody's own file: there is no such date.
                continue
            found.append(Backup(self.folder / name, made, match[2]))
        return sorted(found, key=lambda backup: backup.made, reverse=True)

    def make(self, source: sqlite3.Connection, reason: str) -> Backup:
        """Make a backup, try it, and let old ones go.

        Args:
            source: What to copy; may be in use.
            reason: As `Backup.reason`.

        Raises:
            NotesError: It couldn't be made, or what was made can't be read.
        """
        from handbook.notes.store import make_folder, side_files

        made = datetime.now(UTC)
        path = self.folder / f"notes-{made.strftime(_STAMP)}-{reason}.sqlite"
        part = path.with_suffix(".part")
        try:
            make_folder(self.folder)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            try:
                with closing(sqlite3.connect(part)) as target:
                    source.backup(target, progress=_give_up_if_locked)
                    # One file, not three: a backup is copied and mailed by its name.
                    target.execute("PRAGMA journal_mode = DELETE")
                read_backup(part)
                _sync(part)
                part.replace(path)
                _sync(self.folder)
            finally:
                for file in (part, *side_files(part)):
                    file.unlink(missing_ok=True)
        except sqlite3.Error as error:
            raise from_sqlite(error) from error
        except OSError as error:
            raise from_os(error) from error
        self._let_go(made)
        return Backup(path, made, reason)

    def made_today(self) -> bool:
        """Whether there is a daily backup of today, by the reader's own calendar."""
        today = datetime.now().astimezone().date()
        return any(backup.made.astimezone().date() == today for backup in self.all() if backup.reason == "daily")

    def best(self) -> Backup | None:
        """Return the newest backup that can be read, or None."""
        for backup in self.all():
            try:
                read_backup(backup.path)
            except NotesError:
                continue
            return backup
        return None

    def _let_go(self, now: datetime) -> None:
        for backup in superfluous(self.all(), now):
            try:
                backup.path.unlink()
            except OSError:
                # It will be tried again at the next backup; one too many does no harm.
                continue
        for part in self.folder.glob("notes-*.part*"):
            # Left by a process that was killed; one that is alive has its own for a second.
            try:
                if now.timestamp() - part.stat().st_mtime > _PART_S:
                    part.unlink()
            except OSError:
                continue


def superfluous(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """Return the backups that needn't be kept.

    All of the last `DAYS_KEPT` days are kept, and the newest of each of the last `WEEKS_KEPT` calendar weeks. The very
    newest one is kept, however old it is.

    Args:
        backups: All there are.
        now: The time.
    """
    kept_weeks: set[tuple[int, int]] = set()
    result = []
    for number, backup in enumerate(sorted(backups, key=lambda backup: backup.made, reverse=True)):
        week = backup.made.isocalendar()[:2]
        age = now - backup.made
        is_weekly = week not in kept_weeks and age <= timedelta(weeks=WEEKS_KEPT)
        kept_weeks.add(week)
        if number and age > timedelta(days=DAYS_KEPT) and not is_weekly:
            result.append(backup)
    return result


def read_backup(path: Path) -> list[Annotation]:
    """Return every annotation in a backup, having checked the file and each row.

    Args:
        path: The file; it isn't written to.

    Raises:
        NotesError: It is no sound file of notes of a version that we know.
    """
    from handbook.notes.store import address

    try:
        with closing(sqlite3.connect(f"{address(path)}?mode=ro&immutable=1", uri=True)) as connection:
            version = schema.check(connection)
            if not version:
                raise NotesError(Trouble.DAMAGED, "no tables")
            with closing(_newest(connection, version)) as current:
                return [schema.from_row(row) for row in current.execute(schema.SELECT)]
    except sqlite3.Error as error:
        raise from_sqlite(error) from error
    except ValueError as error:
        raise NotesError(Trouble.DAMAGED, f"unsound row: {error}") from error


def _newest(connection: sqlite3.Connection, version: int) -> sqlite3.Connection:
    """Return the file as it would be after migration; in memory, since a backup isn't written to."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.backup(memory)
        schema.migrate(memory, version)
    except BaseException:
        memory.close()
        raise
    return memory


def _give_up_if_locked(status: int, _remaining: int, _total: int) -> None:
    # Python would try again for ever, and the window would stand still.
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise NotesError(Trouble.LOCKED)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        # Windows has no way to sync a folder, and needs none: its file system logs a rename.
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
