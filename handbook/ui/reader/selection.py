"""What a selection on the page says, in the chapter's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book.nodes import OBJECT_REPLACEMENT

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCursor

    from handbook.book.nodes import ChapterTree
    from handbook.ui.reader.page import Page


def selection_ends(cursor: QTextCursor) -> tuple[int, int]:
    """Return the document positions that a selection begins and ends at.

    Across cells of a table Qt selects whole cells, and says where the last of them begins.
    """
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    table = cursor.currentTable()
    row, rows, column, columns = cursor.selectedTableCells() if table is not None else (-1, 0, -1, 0)
    if table is None or row < 0:
        return start, end
    first, last = table.cellAt(row, column), table.cellAt(row + rows - 1, column + columns - 1)
    return min(start, first.firstPosition()), max(end, last.lastPosition())


def selected_text(cursor: QTextCursor, page: Page | None, tree: ChapterTree | None) -> str:
    """Return the selection without soft hyphens, labels and footnote numbers, "" when there is none.

    Args:
        cursor: The view's.
        page: The page that it is on.
        tree: The chapter; None for a page that is no chapter, whose text is taken as it stands.
    """
    if not cursor.hasSelection():
        return ""
    if tree is None or page is None:
        return cursor.selection().toPlainText()
    start, end = map(page.map.to_text, selection_ends(cursor))
    return tree.text[start:end].replace(OBJECT_REPLACEMENT, "").strip("\n")
