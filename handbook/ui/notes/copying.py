"""Notes on the clipboard, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from handbook.export.citation import note_citation
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handbook.ui.notes.desk import NoteDesk


def copy_with_source(desk: NoteDesk, ids: Iterable[str]) -> None:
    """Copy annotations: what was highlighted, what was written, and where it is from; a blank line between them."""
    placing = desk.placing
    if placing is None:
        return
    desk.keeper.settle()
    found = [desk.keeper.latest(id_) for id_ in ids]
    QGuiApplication.clipboard().setText("\n\n".join(note_citation(placing, one) for one in found if one is not None))
    desk.told.emit(_("Copied with its source"))
