"""Finds a handbook's two folders: where its manifest lies and where its summary lies.

They are the same one, but for an mdBook: there `book.toml` lies above the folder of the texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book.files import is_file
from handbook.book.manifest import MDBOOK_NAME, OWN_NAME, source_folder
from handbook.book.summary import NAME as SUMMARY_NAME
from handbook.errors import HandbookError
from handbook.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_MANIFESTS = (OWN_NAME, MDBOOK_NAME)


def locate(path: Path) -> tuple[Path, Path]:
    """Return the folder that a handbook's manifest belongs in, and the folder of its summary: an mdBook has two.

    Args:
        path: A handbook's folder, or one of its main files.

    Raises:
        HandbookError: There is no handbook there.
    """
    try:
        resolved = path.expanduser().resolve()
        if not resolved.exists():
            raise HandbookError(
                _("There is no folder {path}.").format(path=path), _("Check the path, or choose another folder.")
            )
    except (OSError, ValueError, RuntimeError) as error:
        raise HandbookError(
            _("The folder {path} can’t be opened.").format(path=path), _("Check the path, or choose another folder.")
        ) from error
    if is_file(resolved) and resolved.name not in (*_MANIFESTS, SUMMARY_NAME):
        raise HandbookError(
            _("{path} isn’t a handbook.").format(path=path), _("Open the folder that SUMMARY.md is in.")
        )
    folder = resolved.parent if is_file(resolved) else resolved
    if is_file(folder / SUMMARY_NAME):
        return (folder.parent if _belongs_above(folder) else folder), folder
    root = (folder / source_folder(folder)).resolve()
    if not root.is_relative_to(folder) or not is_file(root / SUMMARY_NAME):
        raise HandbookError(
            _("There is no SUMMARY.md in {path}.").format(path=folder),
            _("A handbook is a folder with a SUMMARY.md that lists its chapters."),
        )
    has_own = is_file(root / OWN_NAME) and not is_file(folder / OWN_NAME)
    return (root if has_own else folder), root


def _belongs_above(folder: Path) -> bool:
    """Whether a folder of texts has its manifest in the folder above it."""
    above = folder.parent
    if any(is_file(folder / name) for name in _MANIFESTS) or is_file(above / SUMMARY_NAME):
        return False
    return any(is_file(above / name) for name in _MANIFESTS) and (above / source_folder(above)).resolve() == folder
