"""Where the keyboard begins to look for a link of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor

if TYPE_CHECKING:
    from handbook.ui.reader.view import PageView

# Below the window's top, in pixels: a line that only just reaches into the window isn't one that is read.
_BELOW_TOP = 4


def begin_of_search(view: PageView, *, forward: bool, is_anew: bool) -> QTextCursor:
    """Return the cursor from which Qt is to look for the next or the previous link.

    It is where the last one was as long as that is on the screen, else at the screen's edge. Qt looks on from what is
    selected, and from the document's beginning when nothing is: then a character is selected.

    Args:
        view: The page.
        forward: Whether the next link is wanted.
        is_anew: Whether the keyboard has been past the last link, and comes again.
    """
    cursor = view.textCursor()
    top, height = view.verticalScrollBar().value(), view.viewport().height()
    if is_anew or not top <= view.position_y(cursor.position()) <= top + height:
        cursor.setPosition(view.position_at(top + _BELOW_TOP if forward else top + height))
    if not cursor.hasSelection():
        steps = QTextCursor.MoveOperation.Left, QTextCursor.MoveOperation.Right
        back, there = steps if forward else steps[::-1]
        cursor.movePosition(back)
        cursor.movePosition(there, QTextCursor.MoveMode.KeepAnchor)
    return cursor
