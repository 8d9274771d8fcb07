"""Reads a handbook's text files: UTF-8 only, with limits, and with errors that say what to do.

Everything that a handbook's author can get wrong with a file ends here as a `HandbookError`: missing, unreadable, too
large, binary, another encoding. A byte order mark and Windows line ends are taken off.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from handbook.errors import HandbookError
from handbook.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 4 * 1024 * 1024
"""Size that a text file may have; a chapter of 10,000 words is about 70 kB."""

_BOM = "\ufeff"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class SourceError(HandbookError):
    """Something wrong at a place in a file; the message begins with the place.

    Attributes:
        name: The file, as messages call it.
        line: The line, from 1.
        problem: What is wrong, translated, without the place.
    """

    def __init__(self, name: str, line: int, problem: str, hint: str) -> None:
        """Keep the parts, so that the check can list the place by itself."""
        super().__init__(f"{name}:{line}: {problem}", hint)
        self.name = name
        self.line = line
        self.problem = problem


def read_bytes(path: Path, name: str) -> bytes:
    """Read a file whole.

    Args:
        path: The file.
        name: What messages call it.

    Raises:
        HandbookError: It is missing, can't be read, or is larger than `MOST_BYTES`.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            # A pipe would make the program wait for ever.
            raise HandbookError(_("{name} is no file.").format(name=name), _("Name a text file in SUMMARY.md."))
        if status.st_size > MOST_BYTES:
            raise too_large(name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise HandbookError(
            _("The file {name} is missing.").format(name=name),
            _("Put the file in place, or correct its name in SUMMARY.md."),
        ) from error
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have, such as one with a NUL in it.
        reason = getattr(error, "strerror", None) or str(error)
        raise HandbookError(
            _("The file {name} can’t be read: {reason}.").format(name=name, reason=reason),
            _("Check that the file exists and that you may read it."),
        ) from error


def is_file(path: Path) -> bool:
    """Whether a file is there and can be seen; a folder that may not be looked into has none.

    Args:
        path: The file.
    """
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def decode(data: bytes, name: str) -> str:
    """Return the text of a file.

    Args:
        data: Its bytes.
        name: What messages call it.

    Raises:
        SourceError: It is binary, or isn't UTF-8; the message says where.
    """
    if data.startswith(_UTF_16):
        raise SourceError(
            name, 1, _("this is UTF-16, not UTF-8."), _("Open the file in a text editor and save it as UTF-8.")
        )
    nul = data.find(b"\0")
    if nul >= 0:
        raise SourceError(
            name,
            data.count(b"\n", 0, nul) + 1,
            _("this isn’t text: byte {offset} is zero.").format(offset=nul),
            _("Save the file as text in UTF-8."),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            name,
            data.count(b"\n", 0, error.start) + 1,
            _("this isn’t UTF-8: byte {offset} can’t be read.").format(offset=error.start),
            _("Open the file in a text editor and save it with the encoding UTF-8."),
        ) from error
    text = text.removeprefix(_BOM)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def read_text(path: Path, name: str) -> str:
    """Read and decode a file; see `read_bytes` and `decode`.

    Args:
        path: The file.
        name: What messages call it.

    Raises:
        HandbookError: It can't be read as text.
    """
    return decode(read_bytes(path, name), name)


def too_large(name: str) -> HandbookError:
    """Return the error for a text that is larger than `MOST_BYTES`.

    Args:
        name: What the message calls the text.
    """
    return HandbookError(
        _("{name} is larger than {most} MB.").format(name=name, most=MOST_BYTES // (1024 * 1024)),
        _("Divide it into several chapters."),
    )
