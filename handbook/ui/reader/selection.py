"""What a selection on the page says, in the chapter's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handbook.book.nodes import OBJECT_REPLACEMENT

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCursor, QTextTable

    from handbook.book.nodes import ChapterTree
    from handbook.ui.reader.page import Page


def selection_ends(cursor: QTextCursor) -> tuple[int, int]:
    """Return the document positions that a selection begins and ends at.

    Across cells of a table Qt selects whole cells, and says where the last of them begins.
    """
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    # PySide answers with None where there is no table, and with four numbers; its stubs say otherwise.
    table = cast("QTextTable | None", cursor.currentTable())
    if table is None:
        return start, end
    row, rows, column, columns = cast("tuple[int, int, int, int]", cursor.selectedTableCells())
    if row < 0:
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
