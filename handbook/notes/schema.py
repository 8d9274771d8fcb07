"""The tables of the file of notes, what a sound one looks like, and how an older file becomes a newer one.

`PRAGMA user_version` is the number of the last migration that was carried out. What a file lacks is carried out in one
transaction: a file is of its old version or of the newest, never between. A migration that has been released is never
changed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import tempfile
from contextlib import closing
from pathlib import Path

from handbook.digest import blake2b
from handbook.notes.errors import NotesError, Trouble
from handbook.notes.model import Anchor, Annotation, Colour, Kind

APPLICATION_ID = 0x494E4E48
"""`PRAGMA application_id` of our files: "INNH" in ASCII."""

_COLUMNS = (
    *("id", "kind"),
    *(f"anchor_{name}" for name in Anchor._fields),
    *("colour", "body", "tags", "created", "modified", "deleted", "history", "checksum"),
)
SELECT = f"SELECT {', '.join(_COLUMNS)} FROM annotation"  # noqa: S608 - our own names
# No REPLACE: a row keeps its number, so that a damaged table has few numbers under which rows may be.
UPSERT = (
    f"INSERT INTO annotation ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608 - our own names
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE annotation (
            id TEXT PRIMARY KEY NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('highlight', 'note', 'bookmark', 'tick')),
            anchor_handbook TEXT NOT NULL,
            anchor_edition TEXT NOT NULL,
            anchor_chapter TEXT NOT NULL,
            anchor_chapter_title TEXT NOT NULL,
            anchor_section TEXT NOT NULL,
            anchor_section_title TEXT NOT NULL,
            anchor_start INTEGER NOT NULL,
            anchor_end INTEGER NOT NULL,
            anchor_exact TEXT NOT NULL,
            anchor_prefix TEXT NOT NULL,
            anchor_suffix TEXT NOT NULL,
            colour TEXT NOT NULL,
            body TEXT NOT NULL,
            tags TEXT NOT NULL,  -- a JSON array of texts
            created TEXT NOT NULL,
            modified TEXT NOT NULL,
            deleted TEXT NOT NULL,
            history TEXT NOT NULL,  -- digests, separated by spaces
            checksum TEXT NOT NULL
        ) STRICT
        """,
        "CREATE TABLE setting (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT",
    ),
    (
        # A constraint can't be changed: the table is made anew (https://www.sqlite.org/lang_altertable.html, 7).
        """
        CREATE TABLE annotation_2 (
            id TEXT PRIMARY KEY NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('highlight', 'note', 'bookmark', 'tick', 'tool')),
            anchor_handbook TEXT NOT NULL,
            anchor_edition TEXT NOT NULL,
            anchor_chapter TEXT NOT NULL,
            anchor_chapter_title TEXT NOT NULL,
            anchor_section TEXT NOT NULL,
            anchor_section_title TEXT NOT NULL,
            anchor_start INTEGER NOT NULL,
            anchor_end INTEGER NOT NULL,
            anchor_exact TEXT NOT NULL,
            anchor_prefix TEXT NOT NULL,
            anchor_suffix TEXT NOT NULL,
            colour TEXT NOT NULL,
            body TEXT NOT NULL,
            tags TEXT NOT NULL,  -- a JSON array of texts
            created TEXT NOT NULL,
            modified TEXT NOT NULL,
            deleted TEXT NOT NULL,
            history TEXT NOT NULL,  -- digests, separated by spaces
            checksum TEXT NOT NULL
        ) STRICT
        """,
        # With their numbers: in a damaged table rows are looked for under these.
        """
        INSERT INTO annotation_2 (
            rowid, id, kind, anchor_handbook, anchor_edition, anchor_chapter, anchor_chapter_title, anchor_section,
            anchor_section_title, anchor_start, anchor_end, anchor_exact, anchor_prefix, anchor_suffix, colour, body,
            tags, created, modified, deleted, history, checksum
        )
        SELECT
            rowid, id, kind, anchor_handbook, anchor_edition, anchor_chapter, anchor_chapter_title, anchor_section,
            anchor_section_title, anchor_start, anchor_end, anchor_exact, anchor_prefix, anchor_suffix, colour, body,
            tags, created, modified, deleted, history, checksum
        FROM annotation
        """,
        "DROP TABLE annotation",
        "ALTER TABLE annotation_2 RENAME TO annotation",
    ),
)
"""The statements of each version, the first version first."""

VERSION = len(MIGRATIONS)

_LOG_MAGIC, _LOG_VERSION = (0x377F0682, 0x377F0683), 3_007_000
_LOG_HEADER = struct.Struct(">8I")  # magic, version, size of a page, number, two salts, two sums
_LOG_FRAME = struct.Struct(">6I")  # page, pages after a commit or 0, two salts, two sums


class UnsoundRowError(ValueError):
    """A row isn't what was written: a bit of the disk has changed."""


def check(connection: sqlite3.Connection) -> int:
    """Return the version of a file that is sound, 0 for one without tables.

    Raises:
        NotesError: It is damaged, another program's, or of a newer version.
        sqlite3.Error: It can't be read.
    """
    # One transaction: another process may be making the tables just now.
    connection.execute("BEGIN")
    try:
        return _checked(connection)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        # The file, or a table in it, isn't made as we made it.
        raise NotesError(Trouble.DAMAGED, str(error)) from error
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _checked(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    has_tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,)
    if application != APPLICATION_ID and (has_tables or application or version):
        raise NotesError(Trouble.DAMAGED, "not a file of notes")
    if version > VERSION:
        raise NotesError(Trouble.NEWER, f"user_version {version}, known {VERSION}")
    if version < 0 or has_tables != bool(version):
        raise NotesError(Trouble.DAMAGED, f"user_version {version}, tables: {has_tables}")
    # Not `quick_check`: by an index that leads elsewhere, one note would be written over another.
    (result,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if result != "ok":
        raise NotesError(Trouble.DAMAGED, f"integrity_check: {result}")
    if version == VERSION:
        connection.execute(f"{SELECT} LIMIT 0")
    return int(version)


def check_log(log: Path) -> None:
    """Raise an error when the log has lost what was committed.

    SQLite takes the first unsound frame for the end (https://www.sqlite.org/fileformat2.html#the_write_ahead_log), as
    it must after a power cut, which spoils the transaction under way and nothing before it. A frame that was written
    after the commit of a transaction which SQLite doesn't see is the proof of damage.

    Args:
        log: The write-ahead log, which needn't be there. It is read before the file is open.

    Raises:
        NotesError: The log is damaged.
        OSError, sqlite3.Error: It can't be read.
    """
    data = _read(log)
    if len(data) <= _LOG_HEADER.size:
        return
    magic, version, page, _number, *rest = _LOG_HEADER.unpack_from(data)
    salts, sums = tuple(rest[:2]), tuple(rest[2:])
    order = ">" if magic & 1 else "<"
    if magic not in _LOG_MAGIC or version != _LOG_VERSION or _log_sums(data[:24], (0, 0), order) != sums:
        if magic in _LOG_MAGIC or version == _LOG_VERSION:
            raise NotesError(Trouble.DAMAGED, "the log's header")
        # What a power cut leaves of a file that was never synced.
        return
    file = log.with_name(log.name.removesuffix("-wal"))
    first = _frames_seen(data, page, file.stat().st_size if file.exists() else 0)
    if first is None or _read(log)[: _LOG_HEADER.size] != data[: _LOG_HEADER.size]:
        # Another process has begun the log anew meanwhile, and sees to its end.
        return
    size = _LOG_FRAME.size + page
    for start in range(_LOG_HEADER.size + first * size, len(data) - 2 * size + 1, size):
        _page, is_commit, *frame = _LOG_FRAME.unpack_from(data, start)
        _page, _commit, *following = _LOG_FRAME.unpack_from(data, start + size)
        if not is_commit or tuple(frame[:2]) != salts or tuple(following[:2]) != salts:
            continue
        content = data[start + size : start + size + 8] + data[start + size + _LOG_FRAME.size : start + 2 * size]
        if _log_sums(content, (frame[2], frame[3]), order) == tuple(following[2:]):
            raise NotesError(Trouble.DAMAGED, f"the log ends before frame {first + 1}")


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a file from `version` to the newest one.

    Args:
        connection: In autocommit mode.
        version: The file's `user_version`.

    Raises:
        sqlite3.Error: A migration failed; the file is as it was.
    """
    if version >= VERSION:
        return
    # One transaction for all: another process never sees a new file of an old version.
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been here first.
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found < VERSION:
            for statement in (statement for migration in MIGRATIONS[found:] for statement in migration):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def storable(annotation: Annotation) -> Annotation:
    """Return an annotation as the file can hold it: lone surrogates, which a damaged paste can bring, are no text."""
    a = annotation
    try:
        "".join((*map(str, a.anchor), a.body, *a.tags)).encode()
    except UnicodeEncodeError:
        anchor = Anchor._make(v if isinstance(v, int) else _replaced(v) for v in a.anchor)
        return a._replace(anchor=anchor, body=_replaced(a.body), tags=tuple(map(_replaced, a.tags)))
    return a


def to_row(annotation: Annotation) -> tuple[str | int, ...]:
    """Return an annotation that is `storable` as a row of its table, with its checksum."""
    a = annotation
    values = (
        *(a.id, a.kind.value, *a.anchor, a.colour.value, a.body),
        *(json.dumps(a.tags, ensure_ascii=False), a.created, a.modified, a.deleted, " ".join(a.history)),
    )
    return (*values, checksum(values))


def from_row(row: tuple[str | int, ...]) -> Annotation:
    """Return the annotation of a row.

    Args:
        row: As `SELECT` gives it.

    Raises:
        UnsoundRowError: The row isn't as it was written.
    """
    *values, known = row
    if checksum(tuple(values)) != known:
        raise UnsoundRowError(str(row[0]))
    id_, kind, *rest = values
    anchor, texts = rest[:11], [str(value) for value in rest[11:]]
    colour, body, tags, created, modified, deleted, history = texts
    return Annotation(
        str(id_),
        Kind(str(kind)),
        Anchor._make(anchor),
        Colour(colour),
        body,
        tuple(json.loads(tags)),
        created,
        modified,
        deleted,
        tuple(history.split()),
    )


def checksum(values: tuple[str | int, ...]) -> str:
    """Return what SQLite's own check can't see: whether the text in the row is still the one that was written."""
    return blake2b("\x1f".join(map(str, values)).encode(), digest_size=8).hexdigest()


def _replaced(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _read(log: Path) -> bytes:
    try:
        return log.read_bytes()
    except FileNotFoundError:
        # None there, or another process has closed the file this moment.
        return b""


def _frames_seen(log: bytes, page: int, file_size: int) -> int | None:
    """Return how many frames SQLite takes for committed, None if it can't say. It writes them: into another file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "frames.sqlite"
        for content in (b"", log):
            file.with_name(f"{file.name}-wal").write_bytes(content)
            with closing(sqlite3.connect(file, isolation_level=None)) as connection:
                try:
                    connection.execute(f"PRAGMA page_size = {page}")
                    connection.execute("PRAGMA journal_mode = WAL")
                    _busy, frames, _written = connection.execute("PRAGMA wal_checkpoint").fetchone()
                except sqlite3.Error:
                    return None
            # SQLite finds it wrong that a log should make a file grow by much.
            os.truncate(file, max(file.stat().st_size, file_size))
        return max(0, int(frames))


def _log_sums(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
