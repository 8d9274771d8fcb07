"""From what the reader selects, or where they are, to an anchor in the chapter's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.notes.anchor import describe
from handbook.ui.reader.selection import selection_stretches

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.book.nodes import ChapterTree
    from handbook.notes.model import Anchor
    from handbook.ui.reader.view import PageView


def anchor_of(handbook: Handbook, chapter: Chapter, tree: ChapterTree, start: int, end: int) -> Anchor | None:
    """Return the anchor of a range of a chapter's text, or of a place; None when there is nothing to be anchored.

    Args:
        handbook: The handbook.
        chapter: One of its chapters.
        tree: The chapter's tree.
        start: Offset in its plain text.
        end: Offset of its end; equal to `start` for a place.
    """
    manifest = handbook.manifest
    try:
        return describe(
            tree.text,
            tree.sections,
            start,
            end,
            handbook=manifest.id,
            edition=manifest.edition,
            chapter=chapter.key,
            chapter_title=chapter.title,
        )
    except ValueError:
        # White space alone, or only what stands around the text.
        return None


def selected_ranges(view: PageView) -> list[tuple[int, int]]:
    """Return what the reader has selected as ranges of the chapter's text: one, or one for each row of some cells."""
    cursor, page = view.textCursor(), view.page
    if page is None or not cursor.hasSelection() or view.is_on_link:
        return []
    ranges = [(page.map.to_text(start), page.map.to_text(end)) for start, end in selection_stretches(cursor)]
    return [(start, end) for start, end in ranges if end > start]


def place_offset(view: PageView) -> int | None:
    """Return the offset of the paragraph where the reader is: at the caret, else the uppermost that begins in sight.

    A caret that was scrolled out of sight doesn't count.
    """
    page = view.page
    if page is None or view.tree is None:
        return None
    top = view.verticalScrollBar().value()
    caret = view.textCursor().position()
    is_caret_seen = view.has_caret and top <= view.position_y(caret) <= top + view.viewport().height()
    if top == 0 and not is_caret_seen:
        return 0
    block = view.document().findBlock(caret if is_caret_seen else view.top_position())
    following = block.next()
    if not is_caret_seen and view.position_y(block.position()) < top and following.isValid():
        # The end of a paragraph is still to be seen, but it is the next one that is being read.
        begins = view.position_y(following.position()) - top
        block = following if begins < view.viewport().height() / 2 else block
    return page.map.to_text(block.position())
