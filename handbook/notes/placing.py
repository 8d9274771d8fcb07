"""Where the annotations of a handbook stand in the edition that is open: in their chapters, in others, or nowhere.

The open chapter's are looked for when it is shown. The others follow in steps while nothing else happens, for the panel
can only say what is not found again when it has looked. A filled copy of a tool stands where its tool does, which is
known by its id.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.address import Address
from handbook.errors import HandbookError
from handbook.notes.anchor import Attachment, Method, attach, candidates, find_elsewhere
from handbook.notes.model import Kind
from handbook.notes.wording import filled_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from handbook.book.library import Handbook
    from handbook.book.nodes import ChapterTree, Section
    from handbook.book.toolbox import Toolbox
    from handbook.notes.model import Annotation


# What is less like it than this is another text: offering it would only make the reader doubt the rest.
_LIKELY = 0.4


class Spot(NamedTuple):
    """A place in the handbook.

    Attributes:
        chapter: The chapter's key.
        found: The range in its plain text.
    """

    chapter: str
    found: Attachment


class Placing:
    """Places the annotations of one handbook."""

    def __init__(self, handbook: Handbook) -> None:
        """Place annotations in `handbook`; nothing is read yet."""
        self._handbook = handbook
        # By id, with what was looked for: an annotation that was attached anew is looked for anew.
        self._spots: dict[str, tuple[Annotation, Spot | None]] = {}

    @cached_property
    def _toolbox(self) -> Toolbox:
        from handbook.book.toolbox import Toolbox

        return Toolbox(self._handbook)

    @property
    def handbook(self) -> Handbook:
        """The handbook."""
        return self._handbook

    def known(self, annotation: Annotation) -> bool:
        """Whether it has been looked for."""
        kept = self._spots.get(annotation.id)
        return kept is not None and kept[0].anchor == annotation.anchor

    def is_lost(self, annotation: Annotation) -> bool:
        """Whether it has been looked for and not been found."""
        kept = self._spots.get(annotation.id)
        return kept is not None and kept[0].anchor == annotation.anchor and kept[1] is None

    def place_of(self, annotation: Annotation) -> tuple[str, int]:
        """Return the chapter and the offset where an annotation stands, as far as that is known yet."""
        kept = self._spots.get(annotation.id)
        if kept is None or kept[0].anchor != annotation.anchor or kept[1] is None:
            return annotation.anchor.chapter, annotation.anchor.start
        return kept[1].chapter, kept[1].found.start

    def spot(self, annotation: Annotation) -> Spot | None:
        """Return where an annotation stands now; looked for, if need be, in the whole handbook."""
        if not self.known(annotation):
            tree = self._tree(annotation.anchor.chapter)
            if tree is None or not self._place_here(annotation, tree):
                self._place_elsewhere(annotation)
        return self._spots[annotation.id][1]

    def on_page(self, key: str, tree: ChapterTree, annotations: Iterable[Annotation]) -> dict[str, Spot]:
        """Return where annotations stand in one chapter: its own, and those that are known to have come to it.

        Args:
            key: The chapter.
            tree: Its tree.
            annotations: Those of the handbook that aren't deleted.
        """
        result = {}
        for annotation in annotations:
            # What was lost is looked for once more where it belongs: the chapter may not have been readable before.
            is_unplaced = not self.known(annotation) or self.is_lost(annotation)
            if annotation.anchor.chapter == key and is_unplaced:
                self._place_here(annotation, tree)
            kept = self._spots.get(annotation.id)
            if kept is not None and kept[0].anchor == annotation.anchor and kept[1] and kept[1].chapter == key:
                result[annotation.id] = kept[1]
        return result

    def steps(self, annotations: Sequence[Annotation]) -> Iterator[int]:
        """Look for everything that hasn't been looked for, a chapter or a lost annotation at each step.

        Yields:
            How many annotations were placed in the step.
        """
        by_chapter: dict[str, list[Annotation]] = {}
        for annotation in annotations:
            if not self.known(annotation):
                by_chapter.setdefault(annotation.anchor.chapter, []).append(annotation)
        for key, group in by_chapter.items():
            tree = self._tree(key)
            lost = [one for one in group if tree is None or not self._place_here(one, tree)]
            yield len(group) - len(lost)
            for annotation in lost:
                if annotation.kind is Kind.TOOL:
                    # To read all chapters in search of a tool takes longer than a step may.
                    yield from (0 for _known in self._toolbox.steps())
                self._place_elsewhere(annotation)
                yield 1

    def candidates(self, annotation: Annotation, most: int = 6) -> list[Spot]:
        """Return the places that an annotation most likely belongs to, best first, for the reader to choose from.

        A filled copy has its tool's place or none: another tool's fields are other questions.
        """
        if annotation.kind is Kind.TOOL:
            spot = self.spot(annotation)
            return [spot] if spot is not None else []
        spots = []
        for key, text, sections in self._texts():
            likely = candidates(text, sections, annotation.anchor, 2)
            spots += [Spot(key, found) for found in likely if found.score >= _LIKELY]
        # A likely place in its own chapter goes before one as likely in another.
        own = annotation.anchor.chapter
        return sorted(spots, key=lambda spot: -spot.found.score - 0.05 * (spot.chapter == own))[:most]

    def address(self, spot: Spot) -> Address:
        """Return the address of the section that a place is in."""
        tree = self._tree(spot.chapter)
        inside = [s for s in tree.sections if s.start <= spot.found.start and s.level > 1] if tree else []
        return Address(spot.chapter, inside[-1].id if inside else "")

    def snippet(self, spot: Spot, most: int = 160) -> str:
        """Return the words at a place."""
        tree = self._tree(spot.chapter)
        if tree is None:
            return ""
        end = spot.found.end if spot.found.end > spot.found.start else spot.found.start + most
        words = " ".join(tree.text[spot.found.start : min(end, spot.found.start + 2 * most)].split())
        return words if len(words) <= most else words[: words.rfind(" ", 0, most)] + " …"

    def _place_here(self, annotation: Annotation, tree: ChapterTree) -> bool:
        if annotation.kind is Kind.TOOL:
            found = _tool_in(tree, _tool_id(annotation))
        else:
            found = attach(tree.text, tree.sections, annotation.anchor)
        if found is not None:
            self._spots[annotation.id] = (annotation, Spot(annotation.anchor.chapter, found))
        return found is not None

    def _place_elsewhere(self, annotation: Annotation) -> None:
        if annotation.kind is Kind.TOOL:
            self._spots[annotation.id] = (annotation, self._tool_spot(_tool_id(annotation)))
            return
        others = (text for text in self._texts() if text[0] != annotation.anchor.chapter)
        found = find_elsewhere(others, annotation.anchor)
        self._spots[annotation.id] = (annotation, Spot(*found) if found is not None else None)

    def _tool_spot(self, id_: str) -> Spot | None:
        place = self._toolbox.find(id_) if id_ else None
        tree = self._tree(place.chapter.key) if place is not None else None
        found = _tool_in(tree, id_) if tree is not None else None
        return Spot(place.chapter.key, found) if place is not None and found is not None else None

    def _texts(self) -> Iterator[tuple[str, str, Sequence[Section]]]:
        for chapter in self._handbook.chapters:
            tree = self._tree(chapter.key, self._handbook.peek)
            if tree is not None:
                yield chapter.key, tree.text, tree.sections

    def _tree(self, key: str, read: Callable[[str], ChapterTree] | None = None) -> ChapterTree | None:
        if self._handbook.chapter(key) is None:
            return None
        try:
            return (read or self._handbook.tree)(key)
        except HandbookError:
            # Its page says what is wrong with the chapter; its notes are found again when it can be read.
            return None


def _tool_id(annotation: Annotation) -> str:
    """Return the id of the tool that a copy is of; "" when the copy can't be read."""
    filled = filled_of(annotation)
    return filled.tool if filled is not None else ""


def _tool_in(tree: ChapterTree, id_: str) -> Attachment | None:
    """Return the title of a tool in its chapter's text; None when the tool doesn't stand there."""
    from handbook.book.forms import tools

    for tool in tools(tree.blocks):
        if id_ and tool.id == id_:
            end = tree.text.find("\n", tool.start)
            return Attachment(tool.start, end if end >= 0 else len(tree.text), 1.0, Method.EXACT)
    return None
