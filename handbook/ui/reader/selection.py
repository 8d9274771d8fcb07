"""What a selection on the page says, in the chapter's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book.nodes import OBJECT_REPLACEMENT

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCursor

    from handbook.book.nodes import ChapterTree
    from handbook.ui.reader.page import Page


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
    start, end = page.map.to_text(cursor.selectionStart()), page.map.to_text(cursor.selectionEnd())
    return tree.text[start:end].replace(OBJECT_REPLACEMENT, "").strip("\n")
