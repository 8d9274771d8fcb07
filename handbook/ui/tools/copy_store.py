"""The filled copies of the handbook that is open, and the tools that they belong to."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import TYPE_CHECKING

from handbook.book.forms import tools
from handbook.book.toolbox import Toolbox, ToolPlace
from handbook.book.walk import plain_text
from handbook.dates import long_date
from handbook.errors import HandbookError
from handbook.notes.filled import UnreadableBodyError, blank, read_filled, write_filled
from handbook.notes.model import Annotation, Kind
from handbook.notes.notebook import new_id
from handbook.ui.notes.anchoring import anchor_of

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.book.nodes import ChapterTree, Tool
    from handbook.notes.filled import Filled
    from handbook.ui.notes.keeper import NoteKeeper

_MOST_READ = 500


class CopyStore:
    """Finds copies and tools.

    Attributes:
        toolbox: The tools of the handbook; None before the first.
    """

    def __init__(self, keeper: NoteKeeper) -> None:
        """Look among what `keeper` keeps."""
        self._keeper = keeper
        self._read: OrderedDict[str, Filled] = OrderedDict()
        self.toolbox: Toolbox | None = None

    def set_handbook(self, handbook: Handbook) -> None:
        """Look for the copies of another handbook."""
        self.toolbox = Toolbox(handbook)

    def copies(self, tool_id: str | None) -> list[Annotation]:
        """Return the copies of a tool, the one that was changed last first; of all tools for None.

        Args:
            tool_id: The tool's id. Copies that can't be read are returned for None alone: they say of no tool.
        """
        id_ = self.toolbox.handbook.manifest.id if self.toolbox is not None else ""
        live = (one for one in self._keeper.notebook.live() if one.kind is Kind.TOOL and one.anchor.handbook == id_)
        found = [one for one in live if tool_id is None or self._is_of(one, tool_id)]
        return sorted(found, key=lambda one: (one.modified, one.created, one.id), reverse=True)

    def filled(self, annotation: Annotation) -> Filled:
        """Return what stands in a copy.

        Args:
            annotation: The copy.

        Raises:
            UnreadableBodyError: It was written by a newer program, or isn't a copy.
        """
        known = self._read.get(annotation.body)
        if known is None:
            known = self._read[annotation.body] = read_filled(annotation.body)
            if len(self._read) > _MOST_READ:
                self._read.popitem(last=False)
        return known

    def place(self, tool_id: str, chapter: str) -> ToolPlace | None:
        """Return a tool, as it stands in the text that is read now, and its chapter; None when the handbook has none.

        Args:
            tool_id: The tool's id.
            chapter: Key of the chapter in which it is looked for first; "" for none.
        """
        toolbox = self.toolbox
        if toolbox is None:
            return None
        known = toolbox.handbook.chapter(chapter)
        tree = self._tree(known) if known is not None else None
        here = _tool_in(tree, tool_id) if tree is not None else None
        if known is not None and here is not None:
            return ToolPlace(known, here)
        found = toolbox.find(tool_id)
        # The chapter may have been written anew since it was looked through.
        tree = self._tree(found.chapter) if found is not None else None
        if found is None or tree is None:
            return found
        tool = _tool_in(tree, tool_id)
        return ToolPlace(found.chapter, tool) if tool is not None else None

    def hyphenation(self, place: ToolPlace | None) -> dict[str, str]:
        """Return where words may be broken in the chapter of a tool; no words where it can't be read."""
        tree = self._tree(place.chapter) if place is not None else None
        return dict(tree.hyphenation) if tree is not None else {}

    def blank(self, place: ToolPlace) -> Annotation | None:
        """Return a new copy of a tool, which isn't kept yet; None where it can't stand.

        Args:
            place: The tool.

        Raises:
            HandbookError: Its chapter can't be read.
        """
        if self.toolbox is None:
            return None
        handbook = self.toolbox.handbook
        tree = handbook.tree(place.chapter.key)
        # As it stands in the text that it is anchored in: the file may be another one than `place` was taken from.
        tool = _tool_in(tree, place.tool.id)
        if tool is None:
            return None
        end = tree.text.find("\n", tool.start)
        anchor = anchor_of(handbook, place.chapter, tree, tool.start, end if end > tool.start else tool.end)
        if anchor is None:
            return None
        title = f"{plain_text(tool.title).strip()} – {long_date(datetime.now().astimezone())}"
        return Annotation(new_id(), Kind.TOOL, anchor, body=write_filled(blank(tool, title)))

    def _tree(self, chapter: Chapter) -> ChapterTree | None:
        if self.toolbox is None:
            return None
        try:
            return self.toolbox.handbook.tree(chapter.key)
        except HandbookError:
            # Opening the chapter says what is wrong with it.
            return None

    def _is_of(self, annotation: Annotation, tool_id: str) -> bool:
        try:
            return self.filled(annotation).tool == tool_id
        except UnreadableBodyError:
            return False


def _tool_in(tree: ChapterTree, id_: str) -> Tool | None:
    return next((tool for tool in tools(tree.blocks) if tool.id == id_), None)
