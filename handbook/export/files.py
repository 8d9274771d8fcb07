"""Files that the program gives away: written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.errors import HandbookError
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_file(path: Path, data: bytes, *, replaces: bool) -> None:
    """Write a file so that whoever looks for it finds the old one or the whole new one.

    Args:
        path: The file.
        data: What is to be in it.
        replaces: Whether a file that is there may be replaced.

    Raises:
        HandbookError: It is there already and may not be replaced, or it can't be written; what was there is as it was.
    """
    check_place(path, replaces=replaces)
    with _explained(path):
        _write(path, data)


def check_place(path: Path, *, replaces: bool) -> None:
    """Make sure that a file can be where it is to be, as far as that can be known before the work is done.

    Raises:
        HandbookError: It is there already and may not be replaced, is a folder, or its folder isn't there.
    """
    with _explained(path):
        if path.is_dir():
            raise HandbookError(_("{name} is a folder.").format(name=path.name), _("Give the file a name."))
        if not replaces and path.exists():
            raise HandbookError(
                _("{name} is there already.").format(name=path.name),
                _("Choose another name, or allow it to be replaced."),
            )
        if not path.parent.is_dir():
            code = errno.ENOTDIR if path.parent.exists() else errno.ENOENT
            raise OSError(code, os.strerror(code))


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say in a sentence of ours why a file can't be written."""
    try:
        yield
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have, such as one with a NUL in it.
        reason = getattr(error, "strerror", None) or str(error)
        raise HandbookError(
            _("The file {name} can’t be written: {reason}.").format(name=path.name, reason=reason),
            _("Choose a folder that you may write to, with enough room."),
        ) from error


def _write(path: Path, data: bytes) -> None:
    mode = _mode_of(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # A memory stick or another computer's folder may know no permissions.
        with suppress(OSError):
            part.chmod(mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _mode_of(path: Path) -> int:
    """Return the permissions of the file that is replaced, or those that a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
