"""Where the notes lie in their folder: the file, and the folder of its backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.notes.backup import Backups
from handbook.notes.errors import from_os
from handbook.notes.store import FILE, Store, open_store

if TYPE_CHECKING:
    from pathlib import Path

_BACKUPS = "backups"


def open_notes(folder: Path) -> tuple[Store, Backups]:
    """Open the notes in a folder, or make them.

    Args:
        folder: `handbook.paths.data_dir()`; made if need be.

    Returns:
        The open file, and its backups.

    Raises:
        NotesError: They can't be opened, see `open_store`; `backups_of` has what to restore them from.
    """
    backups = backups_of(folder)
    try:
        return open_store(notes_file(folder), backups), backups
    except OSError as error:
        # A folder that may not be looked into.
        raise from_os(error) from error


def notes_file(folder: Path) -> Path:
    """Return where the file of notes lies in its folder."""
    return folder.absolute() / FILE


def is_notes_file(path: Path, folder: Path) -> bool:
    """Whether a path is the file of the notes in a folder, by whatever name."""
    try:
        return path.samefile(notes_file(folder))
    except OSError:
        # One of them isn't there, or may not be looked at.
        return False


def backups_of(folder: Path) -> Backups:
    """Return the backups of the notes in a folder; there may be none."""
    return Backups(folder.absolute() / _BACKUPS)
