"""Ids that are unique over a file, and where links lead from it: to such an id, to an address, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.forms import tools
from handbook.book.library import LinkKind
from handbook.book.slug import Identifiers
from handbook.book.walk import iter_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.book.nodes import ChapterTree
    from handbook.export.report import Report


class Places:
    """The ids of a file. Those of the first chapter that has a name keep it, so that they are as in the handbook."""

    def __init__(self, report: Report) -> None:
        """Give every chapter, section, term and tool an id."""
        self._handbook = report.handbook
        self._identifiers = Identifiers(set())
        self._ids: dict[tuple[str, str], str] = {}
        # What a reader's copies hang on keeps its name.
        for chapter in report.chapters:
            for tool in tools(chapter.tree.blocks):
                self._ids.setdefault((chapter.key, tool.id), self.new(tool.id))
        for chapter in report.chapters:
            own = own_heading(chapter.tree)
            name = own.id if own is not None and own.id else chapter.title
            self._ids[chapter.key, ""] = id_ = self.new(own.id if own is not None else "", name)
            for anchor in _anchors(chapter.tree):
                is_own = own is not None and anchor == own.id
                if (chapter.key, anchor) not in self._ids:
                    self._ids[chapter.key, anchor] = id_ if is_own else self.new(anchor)

    def new(self, wanted: str, title: str = "") -> str:
        """Return an id that nothing else in the file has.

        Args:
            wanted: What it should be; "" for one that is made of a title.
            title: The title.
        """
        return self._identifiers.take(wanted or None, title)

    def id(self, chapter: str, section: str = "") -> str:
        """Return the id of a place in the file, "" if it isn't in it.

        Args:
            chapter: The chapter's key.
            section: A section's id, a term's or a tool's; "" for the beginning of the chapter.
        """
        return self._ids.get((chapter, section), "")

    def target(self, chapter: str, link: str) -> str:
        """Return where a link leads: "#id" within the file, a URL, or "" for what must not be a link.

        Args:
            chapter: Key of the chapter that it stands in; "" for a note.
            link: Its target as written.
        """
        found = self._handbook.resolve(chapter, link)
        if found.kind is LinkKind.EXTERNAL:
            return found.url
        if found.kind is not LinkKind.PLACE or found.address is None or not found.address.chapter:
            return ""
        key, section = found.address
        # A section that there isn't leads to its chapter.
        id_ = self.id(key, section) or self.id(key)
        return f"#{id_}" if id_ else str(found.address)


def own_heading(tree: ChapterTree) -> nodes.Heading | None:
    """Return the heading that a chapter begins with, if it is its title."""
    first = tree.blocks[0] if tree.blocks else None
    return first if isinstance(first, nodes.Heading) and first.level == 1 else None


def is_compact(report: Report) -> bool:
    """Whether a report is one chapter by itself, under its own title: that is the file's heading then."""
    return len(report.chapters) == 1 and not report.groups and report.cover.title == report.chapters[0].title


def _anchors(tree: ChapterTree) -> Iterator[str]:
    for block in iter_blocks(tree.blocks):
        if isinstance(block, nodes.Heading):
            yield block.id
        elif isinstance(block, nodes.DefinitionList):
            yield from (item.id for item in block.items if item.id)
        elif isinstance(block, nodes.Tool):
            yield block.id
