"""The blocks of a chapter, or of a note, as data for the Typst template."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.library import LinkKind
from handbook.book.walk import anchors
from handbook.export.glyphs import ZERO_WIDTH_SPACE, is_seen, lines, settable
from handbook.export.headings import Levels
from handbook.export.typst_tables import column_widths
from handbook.export.typst_tools import ToolSetter
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handbook.book.address import Address
    from handbook.book.library import Handbook
    from handbook.export.pictures import Pictures
    from handbook.export.report import ReportChapter, Sheet

    Data = dict[str, object]

_MOST_NESTED, _MOST_STRESSED, _MOST_NOTES = 9, 12, 3
"""How deep lists, quotes and panels stand in each other, emphasis in emphasis, and footnotes in footnotes. Deeper ones
would leave no room for words, and Typst takes no more than 80 calls in each other, and 128 levels of JSON."""
_MOST_FITTED = 3
_WIDE_TABLE = 8
"""Columns that a page has room for; wider tables are turned on their side."""
_LONGEST_HEADING, _LONGEST_ALT = 1_000, 4_000
"""Characters; a string in PDF/A-2 has at most 32,767 bytes (ISO 19005-2, 6.1.13), up to four for each of them."""
_LONGEST_URL = 8_000
"""Bytes of an address that Typst takes (typst-library, `model/link.rs`)."""


class Targets:
    """The places that links can lead to within the file."""

    def __init__(self, handbook: Handbook, chapters: Sequence[ReportChapter]) -> None:
        """Know the places of chapters that are in the file."""
        self.handbook = handbook
        # Of a chapter that is there twice, the first.
        self._numbers = {chapter.key: number for number, chapter in reversed([*enumerate(chapters)])}
        self._anchors = [anchors(chapter.tree) for chapter in chapters]
        self.may_fit = len(chapters) <= _MOST_FITTED
        """Whether forms are fitted to a page: each is laid out for every try, and a whole handbook has a hundred."""
        self.labels: set[str] = set()
        """Those that have been set."""
        self._links: list[tuple[Data, str, str]] = []
        self.notes = count()
        """A number for each note."""

    @staticmethod
    def label(number: int, section: str) -> str:
        """Return the label of a section of the chapter with that number in the file; "" is the chapter."""
        return f"c{number}:{section}" if section else f"c{number}"

    def link(self, address: Address) -> Data:
        """Return a link to a place: within the file if the place is in it, else to its address in the program.

        A section that there isn't leads to its chapter.
        """
        number = self._numbers.get(address.chapter)
        if number is None:
            return linked(str(address))
        section = address.section if address.section in self._anchors[number] else ""
        data: Data = {}
        self._links.append((data, self.label(number, section), str(address)))
        return data

    def connect(self) -> None:
        """Let the links lead to their labels, now that all are set; to one that wasn't, it would be an error."""
        for data, label, url in self._links:
            data.update({"to": label} if label in self.labels else linked(url))


class BlockSetter:
    """Sets the blocks of one chapter or one note."""

    def __init__(
        self, chapter: ReportChapter | None, number: int, targets: Targets, pictures: Pictures, key: str = ""
    ) -> None:
        """Set blocks.

        Args:
            chapter: The chapter that they are of; None for a note.
            number: The chapter's, or the note's, in the file.
            targets: What links can lead to.
            pictures: Takes in the chapter's pictures; a note has none.
            key: Of a filled tool: the chapter that its links lead from.
        """
        self._key = chapter.key if chapter is not None else key
        self._tree = chapter.tree if chapter is not None else None
        self._number = number
        self._targets = targets
        self._pictures = pictures
        footnotes = chapter.tree.footnotes if chapter is not None else ()
        self._footnotes = {note.number: note for note in footnotes}
        self._set: set[int] = set()
        self._set_in_headings: set[int] = set()
        self._is_heading = False
        self.levels = Levels(0)
        self._nest = -1
        self._stress = self._notes = 0

    def title(self) -> list[object]:
        """Return the words of the chapter's own heading; none if it has none that can be a title."""
        first = self._own_heading()
        return self._heading_inlines(first) if first is not None and _is_title(first) else []

    def own_ids(self) -> list[str]:
        """Return the labels of the chapter's beginning: its own, and its heading's."""
        first = self._own_heading()
        return [self.label(id_) for id_ in ("", first.id if first is not None else "") if self._is_new(id_)]

    def chapter(self, level: int) -> list[Data]:
        """Return the blocks of the chapter without its own heading, which stands at `level`."""
        assert self._tree is not None  # noqa: S101 - only a chapter is asked for this
        self.levels = Levels(level)
        first = self._own_heading()
        is_above = first is not None and _is_title(first)
        blocks = self._tree.blocks[1:] if is_above else self._tree.blocks
        return self.blocks(blocks) + self._unmarked()

    def note(self, tree: nodes.ChapterTree, level: int) -> list[Data]:
        """Return the blocks of a note; its headings stand at `level` and below."""
        self._footnotes = {note.number: note for note in tree.footnotes}
        self.levels = Levels(level - 1)
        return self.blocks(tree.blocks) + self._unmarked()

    def form(self, sheet: Sheet, level: int) -> ToolSetter:
        """Return what sets a tool by itself, below a heading of that level."""
        self._footnotes = {note.number: note for note in sheet.footnotes}
        self.levels = Levels(level)
        return ToolSetter(self)

    def _own_heading(self) -> nodes.Heading | None:
        assert self._tree is not None  # noqa: S101 - only a chapter is asked for this
        first = self._tree.blocks[0] if self._tree.blocks else None
        return first if isinstance(first, nodes.Heading) and first.level == 1 else None

    def blocks(self, blocks: Iterable[nodes.Block]) -> list[Data]:
        """Return blocks, one level deeper than those that they stand in."""
        self._nest += 1
        found: list[Data] = []
        for block in blocks:
            found += self._block(block) if self._nest < _MOST_NESTED else self._laid_out(block)
        self._nest -= 1
        return found

    def _laid_out(self, block: nodes.Block) -> list[Data]:
        """Return a block that is nested too deep to be one, as what it consists of."""
        match block:
            case nodes.ListBlock():
                return [data for item in block.items for data in self.blocks(item.blocks)]
            case nodes.Quote():
                return self.blocks(block.blocks)
            case nodes.Panel():
                return [*self._in_bold(block.title), *self.blocks(block.blocks)]
            case nodes.DefinitionList():
                return [
                    data
                    for item in block.items
                    for data in (*self._in_bold(item.term, item.id), *self.blocks(item.blocks))
                ]
            case _:
                return self._block(block)

    def _in_bold(self, children: Iterable[nodes.Inline], id_: str = "") -> list[Data]:
        return [{"t": "p", "c": [{"t": "b", "c": self.inlines(children)}]} | self._labelled(id_)]

    def _block(self, block: nodes.Block) -> list[Data]:
        match block:
            case nodes.Paragraph():
                return [{"t": "p", "c": self.inlines(block.children)}]
            case nodes.Heading():
                return self.heading(block)
            case nodes.ListBlock():
                return [self._list(block)]
            case nodes.Table():
                return [self._table(block)]
            case nodes.Quote():
                return [{"t": "quote", "b": self.blocks(block.blocks)}]
            case nodes.Panel():
                title = self.inlines(block.title)
                return [{"t": "panel", "k": block.kind.value, "c": title, "b": self.blocks(block.blocks)}]
            case nodes.DefinitionList():
                items = [
                    {"c": self.inlines(item.term), "b": self.blocks(item.blocks)} | self._labelled(item.id)
                    for item in block.items
                ]
                return [{"t": "terms", "i": items}]
            case nodes.Figure():
                return [self._figure(block)]
            case nodes.CodeBlock():
                return [{"t": "code", "x": lines(block.value)}]
            case nodes.Rule():
                return [{"t": "hr"}]
            case nodes.Tool():
                return [ToolSetter(self).in_chapter(block, may_fit=self._targets.may_fit)]
            case nodes.Field():
                # Fields stand in tools alone, and those set them themselves.
                return [*self._in_bold(block.label), *self.blocks(block.blocks)]
            case nodes.FaultBlock():
                return [{"t": "fault", "m": settable(block.message), "x": lines(block.value)}]

    def heading(self, block: nodes.Heading) -> list[Data]:
        """Return a heading below those before it."""
        if not _is_title(block):
            return self._in_bold(block.children, block.id)
        level = self.levels.of(block.level)
        return [{"t": "h", "l": level, "c": self._heading_inlines(block)} | self._labelled(block.id)]

    def _heading_inlines(self, heading: nodes.Heading) -> list[object]:
        self._is_heading = True
        found = self.inlines(heading.children)
        self._is_heading = False
        return found

    def _labelled(self, id_: str) -> Data:
        """Return an anchor, unless there is one by this name: two would lead nowhere."""
        return self.anchored(id_) if id_ and self._tree is not None else {}

    def anchored(self, id_: str) -> Data:
        """Return an anchor in a chapter or a note, unless there is one by this name."""
        return {"id": self.label(id_)} if self._is_new(id_) else {}

    def label(self, id_: str) -> str:
        """Return the name of an anchor, unique in the file."""
        return Targets.label(self._number, id_) if self._tree is not None else f"n{self._number}:{id_}"

    def _is_new(self, id_: str) -> bool:
        label = self.label(id_)
        if label in self._targets.labels:
            return False
        self._targets.labels.add(label)
        return True

    def _list(self, block: nodes.ListBlock) -> Data:
        items: list[Data] = []
        for item in block.items:
            data: Data = {"b": self.blocks(item.blocks)}
            if item.checked is not None:
                data["x"] = item.checked
            items.append(data)
        return {"t": "ol" if block.ordered else "ul", "s": block.first, "i": items, "tight": block.tight}

    def _table(self, block: nodes.Table) -> Data:
        columns = len(block.alignments)
        rows = [[_words(cell.children) for cell in row] for row in (block.header, *block.rows)]
        widths = column_widths(rows)
        return ({"w": widths} if widths else {}) | {
            "t": "table",
            "a": [alignment.value for alignment in block.alignments],
            "h": [self.inlines(cell.children) for cell in block.header],
            "r": [[self.inlines(cell.children) for cell in row] for row in block.rows],
            # A header that is repeated is an artifact (ISO 14289-1, 7.1), and no link may be in one.
            "repeat": not any(_leads(cell.children) for cell in block.header),
            # A page is turned only between paragraphs, not within a panel or a list.
            "wide": columns > _WIDE_TABLE and self._nest == 0 and self._tree is not None,
        }

    def _figure(self, block: nodes.Figure) -> Data:
        picture = self._pictures.take(self._key, block.source) if self._key else None
        data: Data = {"t": "fig", "c": self.inlines(block.caption), "n": block.number}
        if picture is None:
            return data | {"alt": settable(block.alt), "missing": settable(block.source)}
        alt = settable(block.alt[:_LONGEST_ALT])
        return data | {"alt": alt, "src": picture.name, "w": picture.width, "h": picture.height}

    def inlines(self, children: Iterable[nodes.Inline]) -> list[object]:
        """Return the words of a line."""
        self._stress += 1
        found: list[object] = []
        for child in children:
            match child:
                case nodes.Emphasis() | nodes.Strong() | nodes.Strike() if self._stress > _MOST_STRESSED:
                    found += self.inlines(child.children)
                case _:
                    found.append(self._inline(child))
        self._stress -= 1
        return found

    def _inline(self, child: nodes.Inline) -> object:
        match child:
            case nodes.Text() | nodes.Abbreviation():
                return _pieces(settable(child.value))
            case nodes.Emphasis():
                return {"t": "i", "c": self.inlines(child.children)}
            case nodes.Strong():
                return {"t": "b", "c": self.inlines(child.children)}
            case nodes.Strike():
                return {"t": "s", "c": self.inlines(child.children)}
            case nodes.Code():
                return {"t": "code", "x": settable(child.value)}
            case nodes.LineBreak():
                return {"t": "br"}
            case nodes.Keys():
                return {"t": "keys", "c": [settable(name) for name in child.names]}
            case nodes.Link():
                link = self._target(child.target)
                # In place: where it leads within the file is filled in when all is set.
                link |= {"t": "a", "c": self.inlines(child.children)}
                return link
            case nodes.Image():
                return self._image(child)
            case nodes.FootnoteReference():
                return self._footnote(child)

    def _image(self, child: nodes.Image) -> object:
        picture = self._pictures.take(self._key, child.source) if self._key else None
        alt = settable(child.alt or child.source)
        if picture is None:
            return {"t": "noimg", "x": alt}
        return {"t": "img", "src": picture.name, "alt": settable(child.alt[:_LONGEST_ALT]) or _("Picture")}

    def _footnote(self, mark: nodes.FootnoteReference) -> object:
        note = self._footnotes.get(mark.number)
        if note is None:
            return ""
        label = self.label(f"fn:{mark.number}")
        if mark.number in self._set:
            return {"t": "again", "to": label}
        if self._notes == _MOST_NOTES:
            return settable(f"[{mark.label}]")
        # The contents have the words of headings again, and no label can be twice in a file: a second mark to a
        # heading's footnote sets it once more.
        id_ = {"again": True} if self._is_heading else {"id": label}
        (self._set_in_headings if self._is_heading else self._set).add(mark.number)
        # It stands by itself, wherever its mark is.
        nest, self._nest, self._notes = self._nest, 0, self._notes + 1
        data = {"t": "fn", "b": self.blocks(note.blocks)} | id_
        self._nest, self._notes = nest, self._notes - 1
        return data

    def _unmarked(self) -> list[Data]:
        """Return the footnotes that no mark leads to: they are text all the same."""
        found: list[Data] = []
        for number, note in self._footnotes.items():
            if number not in self._set | self._set_in_headings:
                found += self.blocks(note.blocks)
        return found

    def _target(self, target: str) -> Data:
        """Return where a link leads: to a place in the file, to an address, or nowhere."""
        found = self._targets.handbook.resolve(self._key, target)
        if found.kind is LinkKind.PLACE and found.address is not None:
            # A note is in no chapter that "#section" could be in.
            return self._targets.link(found.address) if found.address.chapter else {}
        return linked(found.url) if found.kind is LinkKind.EXTERNAL else {}


def _is_title(heading: nodes.Heading) -> bool:
    """Whether a heading can be one in a PDF: a bookmark has to have words, and no more than a string can hold."""
    words = _words(heading.children)
    return is_seen(words) and len(words) <= _LONGEST_HEADING


def _pieces(text: str) -> object:
    """Return a text, or its pieces where it may be broken: a long address that is copied must be one word."""
    return {"t": "w", "x": text.split(ZERO_WIDTH_SPACE)} if ZERO_WIDTH_SPACE in text else text


def _leads(children: Iterable[nodes.Inline]) -> bool:
    """Whether a link or the mark of a footnote is among inlines."""
    return any(
        isinstance(child, nodes.Link | nodes.FootnoteReference)
        or (isinstance(child, nodes.Emphasis | nodes.Strong | nodes.Strike) and _leads(child.children))
        for child in children
    )


def _words(children: Iterable[nodes.Inline]) -> str:
    found = []
    for child in children:
        match child:
            case nodes.Text() | nodes.Code() | nodes.Abbreviation():
                found.append(child.value)
            case nodes.Keys():
                found.extend(child.names)
            case nodes.Emphasis() | nodes.Strong() | nodes.Strike() | nodes.Link():
                found.append(_words(child.children))
            case _:
                pass
    return "".join(found)


def linked(url: str) -> Data:
    """Return a link to an address; none to one that is longer than Typst takes."""
    return {"url": url} if len(url.encode("utf-8", "replace")) <= _LONGEST_URL else {}
