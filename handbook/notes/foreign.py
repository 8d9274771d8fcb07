"""Files of notes that come from somewhere else, or go there: an export, a backup, the file of another computer.

What a file is, its content says, not its name. A file of notes is read from a copy, with the log that lies beside it;
since somebody else made it, its tables must be exactly ours before a row of them is read.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import tempfile
from contextlib import closing
from pathlib import Path

from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.notes import schema
from handbook.notes.backup import read_backup
from handbook.notes.errors import NotesError, Trouble
from handbook.notes.exchange import MOST_BYTES, Imported, from_item, from_json, to_item, too_large
from handbook.notes.store import FILE, side_files

_MAGIC = b"SQLite format 3\0"


def read_foreign(path: Path) -> Imported:
    """Read annotations from a file, whatever kind of file it is.

    Args:
        path: JSON (see `exchange`), a backup, or a file of notes; it isn't written to.

    Raises:
        HandbookError: It can't be read, or is none of these; the message begins with the file's name.
    """
    try:
        return _read(path)
    except NotesError as error:
        raise _named(path, _unsuitable(error)) from error
    except HandbookError as error:
        raise _named(path, error) from error
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have, such as one with a NUL in it.
        reason = getattr(error, "strerror", None) or str(error)
        raise HandbookError(
            _("The file {name} can’t be read: {reason}.").format(name=path.name, reason=reason),
            _("Check that the file exists and that you may read it."),
        ) from error


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; one that is there is replaced when the new one is on the disk.

    Args:
        path: The file; only the reader may look into it.
        text: What is to be in it, as UTF-8.

    Raises:
        OSError: It can't be written; a file that was there is as it was.
        ValueError: No file can have this name.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _read(path: Path) -> Imported:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        # A pipe would make the program wait for ever.
        raise HandbookError(_("This is no file."), _("Choose a file of notes."))
    if status.st_size > MOST_BYTES:
        raise too_large()
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) == _MAGIC:
            return _read_database(path)
        file.seek(0)
        return from_json(_decoded(file.read(MOST_BYTES + 1)))


def _decoded(data: bytes) -> str:
    """Return the text of JSON in whichever Unicode encoding: Windows likes to save UTF-16."""
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise HandbookError(
            _("This is no file of notes."),
            _("Choose an export in JSON, a backup, or the file {file} of another computer.").format(file=FILE),
        ) from error


def _read_database(path: Path) -> Imported:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / FILE
        for file, name in zip((path, *side_files(path)[:1]), (copy, *side_files(copy)[:1]), strict=True):
            if file.is_file():
                shutil.copyfile(file, name)
        try:
            with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
                # The log is written into the file: whoever reads it as a backup doesn't look beside it.
                connection.execute("PRAGMA trusted_schema = OFF")
                connection.execute("PRAGMA journal_mode = DELETE").fetchone()
                _check_tables(connection)
            found = [from_item(to_item(annotation)) for annotation in read_backup(copy)]
        except (sqlite3.Error, ValueError, TypeError, AttributeError, RecursionError) as error:
            # Values of a kind that we never write, in rows that someone has given a checksum.
            raise NotesError(Trouble.DAMAGED, str(error)) from error
    annotations = {annotation.id: annotation for annotation in found if annotation is not None}
    return Imported(list(annotations.values()), len(found) - len(annotations))


def _check_tables(connection: sqlite3.Connection) -> None:
    """See that a file has our tables and nothing else: a view by a table's name could give rows without end.

    Raises:
        NotesError: It has others, or is of a version that we don't know.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > schema.VERSION:
        raise NotesError(Trouble.NEWER, f"user_version {version}")
    statements = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as ours:
        for migration in schema.MIGRATIONS[: max(0, version)]:
            for statement in migration:
                ours.execute(statement)
        if version < 1 or connection.execute(statements).fetchall() != ours.execute(statements).fetchall():
            raise NotesError(Trouble.DAMAGED, "not our tables")


def _unsuitable(error: NotesError) -> HandbookError:
    """Return the error in words that fit a file which isn't the reader's own."""
    if error.trouble is Trouble.NEWER:
        return HandbookError(
            _("The notes were written by a newer version of this program."), _("Install the newer version.")
        )
    return HandbookError(
        _("The file is damaged, or isn’t a file of notes."),
        _("Choose an export in JSON, a backup, or the file {file} of another computer.").format(file=FILE),
    )


def _named(path: Path, error: HandbookError) -> HandbookError:
    return HandbookError(f"{path.name}: {error.message}", error.hint)
