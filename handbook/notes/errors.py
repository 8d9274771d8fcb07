"""What can be wrong with the file of notes, and how the reader is told."""

from __future__ import annotations

import sqlite3
from enum import Enum

from handbook.errors import HandbookError
from handbook.i18n import _


class Trouble(Enum):
    """What is wrong."""

    DAMAGED = "damaged"
    MISSING = "missing"
    NEWER = "newer"
    READ_ONLY = "read-only"
    FULL = "full"
    LOCKED = "locked"
    FAILED = "failed"

    @property
    def needs_choice(self) -> bool:
        """Whether the reader has to choose a way on; otherwise it helps to try again later."""
        return self in (Trouble.DAMAGED, Trouble.MISSING, Trouble.NEWER)


class NotesError(HandbookError):
    """The notes can't be read or written.

    Attributes:
        trouble: Why not.
        detail: What the system said, for whoever repairs it; not translated.
    """

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        """Make the error; its words follow from `trouble`.

        Args:
            trouble: Why the notes can't be read or written.
            detail: What the system said.
        """
        super().__init__(*_words(trouble))
        self.trouble = trouble
        self.detail = detail


def _words(trouble: Trouble) -> tuple[str, str]:
    return {
        Trouble.DAMAGED: (
            _("The file with your notes is damaged."),
            _("It is kept as it is. Restore the latest backup; what can still be read in the file is put into it."),
        ),
        Trouble.MISSING: (
            _("The file with your notes is gone, but there are backups of it."),
            _("Restore the latest backup, or begin anew; the backups stay."),
        ),
        Trouble.NEWER: (
            _("Your notes were written by a newer version of this program."),
            _("Install the newer version to read and change them. They are left as they are."),
        ),
        Trouble.READ_ONLY: (
            _("Your notes can’t be saved: their folder can’t be written to."),
            _("What you write is kept in the window, and saving is tried again."),
        ),
        Trouble.FULL: (
            _("Your notes can’t be saved: the disk is full."),
            _("Make room on it. What you write is kept in the window, and saving is tried again."),
        ),
        Trouble.LOCKED: (
            _("Your notes can’t be saved just now: another program is using their file."),
            _("What you write is kept in the window, and saving is tried again."),
        ),
        Trouble.FAILED: (
            _("Your notes can’t be saved: the disk reports a fault."),
            _("What you write is kept in the window, and saving is tried again."),
        ),
    }[trouble]


_BY_CODE = {
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_AUTH: Trouble.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_SCHEMA: Trouble.DAMAGED,
    sqlite3.SQLITE_TOOBIG: Trouble.DAMAGED,
    # SQLite calls a disk full only at ENOSPC. Above a quota or a limit on file size it is a write that failed; a faulty
    # disk is noticed when the system writes its cache out, which is another code.
    sqlite3.SQLITE_IOERR_WRITE: Trouble.FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: Trouble.FULL,
}
# The low byte of SQLite's extended result codes is the primary one (https://www.sqlite.org/rescode.html).
_PRIMARY = 0xFF


def from_sqlite(error: sqlite3.Error) -> NotesError:
    """Return what an error of SQLite means for the reader.

    Args:
        error: As it was raised; one that the `sqlite3` module raises itself carries no code.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Bytes that are no UTF-8 stood where a text was written.
        trouble = Trouble.DAMAGED if str(error).startswith("Could not decode") else Trouble.FAILED
    else:
        trouble = _BY_CODE.get(code) or _BY_CODE.get(code & _PRIMARY, Trouble.FAILED)
    return NotesError(trouble, f"{getattr(error, 'sqlite_errorname', type(error).__name__)}: {error}")


def from_os(error: OSError) -> NotesError:
    """Return what an error of the file system means for the reader."""
    import errno

    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) if hasattr(errno, "EDQUOT") else (errno.ENOSPC, errno.EFBIG)
    denied = (errno.EACCES, errno.EPERM, errno.EROFS)
    trouble = Trouble.FULL if error.errno in full else Trouble.READ_ONLY if error.errno in denied else Trouble.FAILED
    return NotesError(trouble, str(error))
