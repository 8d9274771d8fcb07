"""The file of notes. The guarantee: **what `Store.write` has returned from survives all but the loss of the disk**.

Each call of `write` is one transaction, on the disk before it returns (write-ahead log, `synchronous=FULL`). A process
that is killed, a power cut or a full disk leaves the transactions before it and nothing of the one under way
(https://www.sqlite.org/atomiccommit.html). On opening, SQLite checks the file and we check each row against its own
checksum; what isn't sound is reported and left as it is, never written over. Two processes may hold the file open:
each write is merged into what the other one has written meanwhile.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handbook.notes import schema
from handbook.notes.errors import NotesError, Trouble, from_os, from_sqlite
from handbook.notes.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handbook.notes.backup import Backups
    from handbook.notes.model import Annotation

FILE = "notes.sqlite"
# The write-ahead log, the rollback journal, what processes share about the log.
_SIDE_FILES = ("-wal", "-journal", "-shm")
# A window that waits for another process stands still: rather try again later. In seconds.
_BUSY_S = 0.25
# Of two windows that make the file at once, one finds it locked for a moment, and SQLite doesn't wait for that.
_TRIES, _PAUSE_S = 3, 0.1
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
# What SQLite takes for a file that has content, if no page of it: only then does it read the log.
_NO_PAGE = bytes(512)


class Edit(NamedTuple):
    """A change of one annotation: from `before` (None: it is new) to `after`."""

    before: Annotation | None
    after: Annotation


class Store:
    """An open file of notes.

    Attributes:
        path: The file.
        is_read_only: Whether nothing can be written: its folder or disk doesn't allow it.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, is_read_only: bool) -> None:
        """Take an open connection; `open_store` makes one."""
        self.path = path
        self.is_read_only = is_read_only
        self._connection = connection
        self._is_sound = True
        self._seen = self._data_version()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for a backup of what it sees."""
        return self._connection

    def load(self) -> list[Annotation]:
        """Return every annotation, deleted ones too.

        Raises:
            NotesError: The file can't be read, or a row isn't what was written.
        """
        with self._watched():
            self._seen = self._data_version()
            return [_sound(row) for row in self._connection.execute(schema.SELECT).fetchall()]

    def write(self, edits: Sequence[Edit]) -> list[Annotation]:
        """Write changes in one transaction.

        Args:
            edits: The changes. One whose `before` is no longer what the file holds is joined with what is there
                (`resolve`).

        Returns:
            The annotations as they are in the file now: one for each edit, and one more for each note that another
            process has rewritten meanwhile.

        Raises:
            NotesError: Nothing was written.
        """
        if self.is_read_only:
            raise NotesError(Trouble.READ_ONLY)
        with self._watched(), self._transaction() as connection:
            written: list[Annotation] = []
            for edit in edits:
                before, after = edit.before, schema.storable(edit.after)
                row = connection.execute(f"{schema.SELECT} WHERE id = ?", (after.id,)).fetchone()
                theirs = _sound(row) if row is not None else None
                is_ours = theirs is None or theirs in (before, after)
                written += (after,) if theirs is None or is_ours else resolve(before, after, theirs)
            connection.executemany(schema.UPSERT, map(schema.to_row, written))
        return written

    def purge(self, deleted_before: str) -> int:
        """Remove for good what was deleted before a time, and return how many those were.

        Args:
            deleted_before: A time as `Annotation.deleted` has it.

        Raises:
            NotesError: Nothing was removed.
        """
        if self.is_read_only:
            return 0
        with self._watched(), self._transaction() as connection:
            found = connection.execute("DELETE FROM annotation WHERE deleted <> '' AND deleted < ?", (deleted_before,))
            return found.rowcount

    def remove(self, ids: Sequence[str]) -> set[str]:
        """Remove deleted annotations for good, and return which; one that isn't deleted (any more) stays.

        Raises:
            NotesError: Nothing was removed.
        """
        if self.is_read_only:
            raise NotesError(Trouble.READ_ONLY)
        with self._watched(), self._transaction() as connection:
            for id_ in ids:
                connection.execute("DELETE FROM annotation WHERE id = ? AND deleted <> ''", (id_,))
            left = {id_ for (id_,) in connection.execute("SELECT id FROM annotation")}
        return set(ids) - left

    def settings(self) -> dict[str, str]:
        """Return what belongs to the notes as a whole, by name.

        Raises:
            NotesError: The file can't be read.
        """
        with self._watched():
            return dict(self._connection.execute("SELECT name, value FROM setting"))

    def set_setting(self, name: str, value: str) -> None:
        """Keep a value that belongs to the notes as a whole.

        Raises:
            NotesError: It wasn't written.
        """
        if self.is_read_only:
            raise NotesError(Trouble.READ_ONLY)
        with self._watched(), self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def has_changed(self) -> bool:
        """Whether another process has written since the last `load`."""
        with _translated():
            return self._data_version() != self._seen

    def close(self) -> None:
        """Close the file; what was written is in it. One that isn't sound is left as it is."""
        with _translated():
            if self._is_sound or self.is_read_only:
                self._connection.close()
            else:
                _close_untouched(self.path, self._connection)

    def _data_version(self) -> int:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with _translated():
                yield
        except NotesError as error:
            self._is_sound = self._is_sound and error.trouble is not Trouble.DAMAGED
            raise

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk makes SQLite roll back by itself.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def open_store(path: Path, backups: Backups) -> Store:
    """Open the file of notes, or make it.

    Args:
        path: The file.
        backups: Its backups; one is made before an older file is migrated, and a file that is missing although there
            are backups of it is no new beginning.

    Raises:
        NotesError: The file is damaged, missing, of a newer version, locked, or can't be made. It is left as it is.
    """
    try:
        # The log lies beside the file itself, not beside a link to it.
        path = path.resolve() if path.exists() else path
        is_new = _is_new(path)
        if is_new and backups.all():
            raise NotesError(Trouble.MISSING)
        if is_new and path.is_symlink():
            raise NotesError(Trouble.FAILED, "a link that leads nowhere, perhaps to a disk that isn't there just now")
        make_folder(path.parent)
        if is_new:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, _FILE_MODE))
    except OSError as error:
        raise from_os(error) from error
    is_writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    with _translated():
        if not is_writable:
            return Store(path, _open_copy(path), is_read_only=True)
        return Store(path, _open(path, backups), is_read_only=False)


def address(path: Path) -> str:
    """Return a path as the address of a database; a folder of Windows's network stands behind an empty host."""
    uri = path.absolute().as_uri()
    return uri if uri.startswith("file:///") else f"file://{uri.removeprefix('file:')}"


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, that only the reader may look into.

    Raises:
        OSError: It can't be made.
    """
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)


def side_files(path: Path) -> list[Path]:
    """Return the files that belong to a database beside itself, whether they are there or not."""
    return [path.with_name(path.name + ending) for ending in _SIDE_FILES]


def copy_with_logs(path: Path, folder: Path) -> Path:
    """Copy a database with the log that belongs to it, and return the copy. Nobody in this process may have it open."""
    copy = folder / FILE
    for file, name in zip((path, *side_files(path)), (copy, *side_files(copy)), strict=True):
        if file.is_file() and not file.name.endswith("-shm"):
            shutil.copyfile(file, name)
    if side_files(copy)[0].exists() and not (copy.exists() and copy.stat().st_size):
        copy.write_bytes(_NO_PAGE)
    return copy


def _is_new(path: Path) -> bool:
    if path.exists() and not path.is_file():
        raise NotesError(Trouble.DAMAGED, "not a file")
    if path.exists() and path.stat().st_size:
        return False
    log = side_files(path)[0]
    if log.exists() and log.stat().st_size:
        if path.exists() and path.stat().st_size:
            # Another window has just begun: it writes the file, and then its log.
            return False
        # SQLite would throw it away, and it may hold everything.
        raise NotesError(Trouble.DAMAGED, "a log without its file")
    return True


def _open(path: Path, backups: Backups) -> sqlite3.Connection:
    for tries_left in reversed(range(_TRIES)):
        schema.check_log(side_files(path)[0])
        connection = _connect(path)
        try:
            schema.check(connection)
            _set_up(connection, backups)
        except BaseException as error:
            _close_untouched(path, connection)
            if not tries_left or getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_PAUSE_S)
        else:
            return connection
    raise AssertionError


def _connect(path: Path) -> sqlite3.Connection:
    # `mode=rw` as an address: a plain path would make a file that somebody has just taken away.
    return sqlite3.connect(f"{address(path)}?mode=rw", uri=True, timeout=_BUSY_S, isolation_level=None)


def _close_untouched(path: Path, connection: sqlite3.Connection) -> None:
    """Close a file that isn't sound. Who closes it last writes the log into it: the last is somebody who can't."""
    log = side_files(path)[0]
    if not log.exists() or not log.stat().st_size:
        connection.close()
        return
    try:
        witness = sqlite3.connect(f"{address(path)}?mode=ro", uri=True, timeout=0, isolation_level=None)
    except sqlite3.Error:
        connection.close()
        return
    with closing(witness):
        try:
            witness.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.Error:
            # It isn't sound; it is held all the same.
            pass
        connection.close()


def _open_copy(path: Path) -> sqlite3.Connection:
    """Open a file that can't be written to: its log belongs to it, and SQLite couldn't read one without writing."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_with_logs(path, Path(folder))
        schema.check_log(side_files(copy)[0])
        with closing(_connect(copy)) as source:
            schema.check(source)
            memory = sqlite3.connect(":memory:", isolation_level=None)
            try:
                source.backup(memory)
                (version,) = memory.execute("PRAGMA user_version").fetchone()
                schema.migrate(memory, version)
            except BaseException:
                memory.close()
                raise
    return memory


def _set_up(connection: sqlite3.Connection, backups: Backups) -> None:
    # On a disk that can't share memory between processes SQLite keeps its rollback journal, which is as safe.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # macOS acknowledges a sync that hasn't reached the disk, unless asked for more.
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if 0 < version < schema.VERSION:
        backups.make(connection, "migration")
    schema.migrate(connection, version)


def _sound(row: tuple[str | int, ...]) -> Annotation:
    try:
        return schema.from_row(row)
    except (schema.UnsoundRowError, ValueError) as error:
        raise NotesError(Trouble.DAMAGED, f"unsound row: {error}") from error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise from_sqlite(error) from error
    except OSError as error:
        raise from_os(error) from error
