"""A way on when the file of notes is damaged or gone: nothing of it is thrown away, and what is sound is kept.

The damaged file is put aside as it is. The newest good backup takes its place, and every row that can still be read in
the damaged file and stands the test of its checksum is joined into it.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handbook.notes import schema
from handbook.notes.backup import Backups, read_backup
from handbook.notes.errors import from_os
from handbook.notes.store import FILE, Edit, copy_with_logs, make_folder, open_store, side_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.notes.backup import Backup
    from handbook.notes.model import Annotation
    from handbook.notes.store import Store

DAMAGED_FOLDER = "damaged"
# Rows are looked for one by one up to here where a table can't be read in one go.
_MOST_ROWS = 50_000


class Recovery(NamedTuple):
    """What a recovery led to.

    Attributes:
        store: The notes, open.
        restored: How many annotations came from the backup.
        salvaged: How many came from the damaged file and were not in the backup, or newer there.
        kept: Where the damaged file is; None if there was none.
    """

    store: Store
    restored: int
    salvaged: int
    kept: Path | None


def recover(path: Path, backups: Backups, backup: Backup | None) -> Recovery:
    """Put the notes in order again.

    Args:
        path: The file of notes, damaged or missing.
        backups: Its backups.
        backup: The one to begin from; None for none.

    Raises:
        NotesError: The backup can't be read, or nothing can be written. Whatever was there is still there.
    """
    restored = read_backup(backup.path) if backup is not None else []
    # A link stays one: the file that it leads to is put in order, where its log lies.
    path = path.resolve() if path.exists() else path
    found = list(salvage(path))
    try:
        make_folder(path.parent)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            # Without backups beside it, the file is a new one and isn't taken for one that has gone.
            fresh = open_store(Path(folder) / FILE, Backups(Path(folder) / "none"))
            fresh.write([Edit(None, annotation) for annotation in restored])
            known = {annotation.id: annotation for annotation in restored}
            newer = [
                annotation
                for annotation in found
                if annotation.id not in known or _is_newer(annotation, known[annotation.id])
            ]
            fresh.write([Edit(known.get(annotation.id), annotation) for annotation in newer])
            # Closing writes the log into the file, which then is whole by itself.
            fresh.close()
            kept = _put_aside(path)
            (Path(folder) / FILE).replace(path)
    except OSError as error:
        raise from_os(error) from error
    return Recovery(open_store(path, backups), len(restored), len(newer), kept)


def salvage(path: Path) -> Iterator[Annotation]:
    """Yield every annotation that can be read in a damaged file and is as it was written.

    Args:
        path: The file; it isn't written to.
    """
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Annotation] = {}
        try:
            copy = copy_with_logs(path, Path(folder))
            with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
                _migrate(connection)
                for annotation in _readable(connection):
                    # Pages that were let go may still hold an older version.
                    if annotation.id not in found or _is_newer(annotation, found[annotation.id]):
                        found[annotation.id] = annotation
        except (OSError, sqlite3.Error):
            # Nothing more in it can be read: it is kept for someone who has better tools.
            pass
    yield from found.values()


def _is_newer(one: Annotation, other: Annotation) -> bool:
    """Whether one version came after another: it knows the other one, or, where that says nothing, by the clock."""
    knows, is_known = other.digest in one.history, one.digest in other.history
    return knows if knows != is_known else one.modified > other.modified


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    try:
        schema.migrate(connection, version)
    except sqlite3.Error:
        # Damaged too much to be changed; perhaps it can still be read.
        pass
    # Fails where there is no table at all, and nothing to be looked for.
    connection.execute(_select("LIMIT 0"))


def _readable(connection: sqlite3.Connection) -> Iterator[Annotation]:
    """Yield the sound rows: from the front and from the back as far as they can be read, then one by one between."""
    least, most = 1, sys.maxsize
    is_whole = False
    for order in ("ASC", "DESC"):
        last = None
        try:
            for rowid, *row in connection.execute(_select(f"ORDER BY rowid {order}")):
                last = int(rowid)
                yield from _sound(tuple(row))
            is_whole = True
        except sqlite3.Error:
            # The page after the last row that was read is broken.
            pass
        if is_whole:
            return
        if last is not None:
            least, most = (last + 1, most) if order == "ASC" else (least, last - 1)
    for rowid in range(least, min(most + 1, least + _MOST_ROWS)):
        try:
            for _rowid, *row in connection.execute(_select("WHERE rowid = ?"), (rowid,)):
                yield from _sound(tuple(row))
        except sqlite3.Error:
            continue


def _select(rest: str) -> str:
    return f"{schema.SELECT.replace('SELECT ', 'SELECT rowid, ', 1)} {rest}"


def _sound(row: tuple[str | int, ...]) -> Iterator[Annotation]:
    try:
        yield schema.from_row(row)
    except ValueError:
        # A row that isn't as it was written is no note of the reader's any more; it stays in the damaged file.
        return


def _put_aside(path: Path) -> Path | None:
    files = [file for file in (path, *side_files(path)) if file.exists()]
    if not files:
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    folder = path.parent / DAMAGED_FOLDER / stamp
    try:
        make_folder(folder.parent)
        make_folder(folder)
        for file in files:
            file.replace(folder / file.name)
    except OSError as error:
        raise from_os(error) from error
    return folder / path.name
