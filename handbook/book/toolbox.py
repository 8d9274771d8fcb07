"""The tools of a handbook: which there are, and in which chapters.

To know them all, every chapter in whose source a block begins has to be read, which takes a while the first time;
whoever has a window open reads them in `steps`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handbook.book.forms import tools
from handbook.errors import HandbookError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.book.nodes import Tool


class ToolPlace(NamedTuple):
    """A tool, and the chapter that it stands in."""

    chapter: Chapter
    tool: Tool


class Toolbox:
    """The tools of one handbook, in its order."""

    def __init__(self, handbook: Handbook) -> None:
        """Collect the tools of `handbook`; nothing is read yet."""
        self._handbook = handbook
        self._places: list[ToolPlace] = []
        self._by_id: dict[str, ToolPlace] = {}
        self._unread = list(handbook.chapters)[::-1]

    @property
    def handbook(self) -> Handbook:
        """The handbook."""
        return self._handbook

    @property
    def known(self) -> tuple[ToolPlace, ...]:
        """The tools that are known, in the order of the handbook, without reading on."""
        return tuple(self._places)

    @property
    def is_complete(self) -> bool:
        """Whether every chapter has been read."""
        return not self._unread

    def find(self, id_: str) -> ToolPlace | None:
        """Return the tool of that id; of several, which `check` reports, the first. None when there is none.

        Args:
            id_: The tool's id.
        """
        while id_ not in self._by_id and self._unread:
            self._read_next()
        return self._by_id.get(id_)

    def all(self) -> list[ToolPlace]:
        """Return every tool, in the order of the handbook."""
        while self._unread:
            self._read_next()
        return list(self._places)

    def steps(self) -> Iterator[int]:
        """Read what hasn't been read, a chapter at each step.

        Yields:
            How many tools are known.
        """
        while self._unread:
            self._read_next()
            yield len(self._places)

    def _read_next(self) -> None:
        chapter = self._unread.pop()
        try:
            if "///" not in self._handbook.source(chapter):
                return
            tree = self._handbook.peek(chapter.key)
        except HandbookError:
            # Opening the chapter says what is wrong with it; it has no tools to offer.
            return
        for tool in tools(tree.blocks):
            place = ToolPlace(chapter, tool)
            if self._by_id.setdefault(tool.id, place) is place:
                self._places.append(place)
