"""Converts Python-Markdown's element tree into a chapter's nodes.

A walk in document order: blocks here, their inline content in `inlines.py`. Every block writes its text and its closing
newline at the moment it is made; the rules for that are in `nodes.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.fences import PLACEHOLDER
from handbook.book.hyphenation import SOFT_HYPHEN
from handbook.book.inlines import Item, Scribe, attribute, content, plain, trimmed, unescaped_code
from handbook.book.slug import Identifiers
from handbook.book.syntax import BLOCK, DEFAULT_TITLE, ID, ITEM_ID, MARK, SOURCE, TASK, UNREAD
from handbook.book.tables import CELLS
from handbook.book.tool_syntax import TOOL
from handbook.book.tools import ToolConverter
from handbook.book.walk import plain_text
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from handbook.book.syntax import ParsedSource

_HEADING = re.compile(r"h([1-6])")
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr", "div", "notes"}
)
_KINDS = frozenset(kind.value for kind in nodes.PanelKind)
_TITLES = {
    "da": {
        "summary": "Kort sagt",
        "note": "Bemærk",
        "tip": "Tip",
        "warning": "Advarsel",
        "danger": "Fare",
        "example": "Eksempel",
        "tool": "Værktøj",
        "question": "Spørgsmål",
        "fact": "Fakta",
    },
    "en": {"summary": "In short"},
}


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """A heading that starts a section."""

    id: str
    title: str
    level: int
    start: int


class BlockConverter:
    """Converts one chapter. Make a new one for each."""

    def __init__(self, parsed: ParsedSource, scribe: Scribe) -> None:
        """Prepare to convert.

        Args:
            parsed: What Python-Markdown made of the chapter.
            scribe: Gets the text and what is noticed.
        """
        self.headings: list[HeadingMark] = []
        self.body_end = 0
        self._root = parsed.root
        self._scribe = scribe
        self._in_notes = False
        self._figures = 0
        self._tools = ToolConverter(parsed.tools, scribe)
        explicit = {element.get(ID) for element in parsed.root.iter()}
        self._identifiers = Identifiers({identifier for identifier in explicit if identifier})

    def convert(self) -> tuple[tuple[nodes.Block, ...], tuple[nodes.Footnote, ...]]:
        """Return the chapter's blocks and its footnotes, in order of first reference."""
        notes = {element.get("label", ""): element for element in self._root.iterfind("notes/div")}
        blocks = self._flow(self._root)
        self.body_end = self._scribe.position
        self._in_notes = True
        footnotes: list[nodes.Footnote] = []
        # A footnote may refer to further ones, so the numbers can grow while they are walked.
        waiting: list[tuple[str, int]] = []
        while len(footnotes) < len(self._scribe.note_numbers):
            if not waiting:
                waiting = list(self._scribe.note_numbers.items())[len(footnotes) :][::-1]
            label, number = waiting.pop()
            start = self._scribe.position
            content_blocks = self._flow(notes[label])
            footnotes.append(nodes.Footnote(label, number, content_blocks, start, self._close(start)))
        for label in notes:
            if label not in self._scribe.note_numbers:
                self._scribe.mention("unused-footnote", label, f"[^{label}]:")
        return blocks, tuple(footnotes)

    def _flow(self, element: Element) -> tuple[nodes.Block, ...]:
        """Convert content in which blocks and runs of text may alternate."""
        blocks: list[nodes.Block] = []
        run: list[Item] = []
        self._enter(element)
        for item in content(element):
            if isinstance(item, str):
                self._text_run(item, run, blocks)
            elif item.tag in _BLOCKS:
                self._flush(run, blocks)
                blocks.extend(self._block(item))
                self._enter(element)
            else:
                run.append(item)
        self._flush(run, blocks)
        return tuple(blocks)

    def _text_run(self, text: str, run: list[Item], blocks: list[nodes.Block]) -> None:
        """Add text to a run, but end the run at each fenced code block in it."""
        start = 0
        for match in PLACEHOLDER.finditer(text) if "code:" in text else ():
            run.append(text[start : match.start()])
            self._flush(run, blocks)
            fence = self._scribe.fences[int(match[1])]
            blocks.append(self._code_block(fence.value, fence.language))
            start = match.end()
        run.append(text[start:])

    def _flush(self, run: list[Item], blocks: list[nodes.Block]) -> None:
        """Make a run of text a paragraph, or figures when there is nothing but images in it."""
        items = trimmed(run)
        run.clear()
        elements = [item for item in items if not isinstance(item, str)]
        bare = all(not item.strip() for item in items if isinstance(item, str))
        if elements and bare and all(element.tag == "img" for element in elements):
            blocks.extend(self._figure(image) for image in elements)
            return
        start = self._scribe.position
        children = self._scribe.inlines(items)
        if children:
            blocks.append(nodes.Paragraph(children, start, self._end_line()))

    def _block(self, element: Element) -> Sequence[nodes.Block]:
        self._enter(element)
        heading = _HEADING.fullmatch(element.tag)
        if heading is not None:
            return (self._heading(element, int(heading[1])),)
        match element.tag:
            case "p":
                return self._flow(element)
            case "ul" | "ol":
                return (self._list(element),)
            case "dl":
                return (self._definitions(element),)
            case "table":
                return (self._table(element),)
            case "blockquote":
                return (self._quote(element),)
            case "pre":
                return (self._indented_code(element),)
            case "hr":
                start = self._scribe.write("\n")
                return (nodes.Rule(start, start),)
            case "div" if element.get(TOOL):
                return self._tools.convert(int(element.get(TOOL, "")), lambda: self._flow(element))
            case "div":
                return self._panel(element)
            case _:
                return ()

    def _quote(self, element: Element) -> nodes.Quote:
        start = self._scribe.position
        blocks = self._flow(element)
        return nodes.Quote(blocks, start, self._close(start))

    def _heading(self, element: Element, level: int) -> nodes.Heading:
        start = self._scribe.position
        children = self._scribe.inlines(content(element))
        title = plain_text(children).strip()
        identifier = self._identifier(element, title)
        if not self._in_notes:
            self.headings.append(HeadingMark(identifier, title, level, start))
        self._scribe.mention("heading", title, detail=str(level))
        return nodes.Heading(level, identifier, children, start, self._end_line())

    def _identifier(self, element: Element, title: str) -> str:
        explicit = element.get(ID)
        identifier = self._identifiers.take(explicit, title)
        if explicit and identifier != explicit:
            self._scribe.mention("duplicate-id", explicit)
        return identifier

    def _figure(self, image: Element) -> nodes.Figure:
        source, alt = attribute(image, "src"), self._scribe.alternative(image)
        self._scribe.mention("figure", source, image.get("src") or "", alt)
        self._figures += 1
        start = self._scribe.position
        caption = self._scribe.inlines([image.get("title") or ""])
        return nodes.Figure(source, alt, caption, self._figures, start, self._end_line())

    def _list(self, element: Element) -> nodes.ListBlock:
        start = self._scribe.position
        items = []
        tight = True
        for child in element:
            item_start = self._scribe.position
            tight = tight and child.find("p") is None
            mark = child.get(TASK)
            checked = None if mark is None else mark == "x"
            if mark is not None:
                self._enter(child)
            identifier = "" if mark is None else self._tools.item_id(child.get(ITEM_ID, ""))
            blocks = self._flow(child)
            items.append(nodes.ListItem(blocks, checked, item_start, self._close(item_start), identifier))
        first = element.get("start") or "1"
        number = int(first) if first.isdecimal() and len(first) < 10 else 1
        return nodes.ListBlock(element.tag == "ol", number, tight, tuple(items), start, self._close(start))

    def _definitions(self, element: Element) -> nodes.DefinitionList:
        start = self._scribe.position
        items: list[nodes.Definition] = []
        index = 0
        while index < len(element):
            item_start = self._scribe.position
            identifier = ""
            term: tuple[nodes.Inline, ...] = ()
            if element[index].tag == "dt":
                identifier, term = self._term(element[index])
                index += 1
            blocks: list[nodes.Block] = []
            while index < len(element) and element[index].tag != "dt":
                blocks.extend(self._flow(element[index]))
                index += 1
            items.append(nodes.Definition(identifier, term, tuple(blocks), item_start, self._close(item_start)))
        return nodes.DefinitionList(tuple(items), start, self._close(start))

    def _term(self, element: Element) -> tuple[str, tuple[nodes.Inline, ...]]:
        self._enter(element)
        term = self._scribe.inlines(content(element))
        identifier = self._identifier(element, plain_text(term))
        self._scribe.write("\n")
        return identifier, term

    def _table(self, element: Element) -> nodes.Table:
        start = self._scribe.position
        header_row, *body_rows = element.iter("tr")
        alignments = tuple(nodes.Alignment(cell.get("align") or "") for cell in header_row)
        header = self._row(header_row)
        if not any(plain_text(cell.children).strip() for cell in header):
            self._scribe.mention("table-header", "")
        # The library makes an empty row for a table that has none; it wasn't written, so it has no count of cells.
        rows = tuple(self._row(row, len(alignments)) for row in body_rows if row.get(CELLS) is not None)
        return nodes.Table(alignments, header, rows, start, self._close(start))

    def _row(self, row: Element, columns: int | None = None) -> tuple[nodes.TableCell, ...]:
        self._enter(row)
        written = int(row.get(CELLS) or 0)
        if columns is not None and written != columns:
            self._scribe.mention("ragged-table", f"{written}", detail=str(columns))
        cells = []
        for index, cell in enumerate(row):
            if index:
                self._scribe.write("\t")
            self._enter(cell)
            start = self._scribe.position
            children = self._scribe.inlines(content(cell))
            cells.append(nodes.TableCell(children, start, self._scribe.position))
        self._scribe.write("\n")
        return tuple(cells)

    def _panel(self, element: Element) -> Sequence[nodes.Block]:
        classes = (element.get("class") or "").split()
        if "admonition" not in classes:
            return self._flow(element)
        kind = classes[1] if len(classes) > 1 else ""
        title_element = element.find("p[@class='admonition-title']")
        if title_element is not None:
            element.remove(title_element)
        if kind not in _KINDS:
            return (self._unknown_panel(element, kind), *self._flow(element))
        start = self._scribe.position
        if title_element is not None:
            title = self._scribe.inlines(content(title_element))
        elif element.get(DEFAULT_TITLE):
            titles = _TITLES.get(self._scribe.language.lower().partition("-")[0], {})
            title = self._scribe.inlines([titles.get(kind, kind.capitalize())])
        else:
            title = ()
        if title:
            self._scribe.write("\n")
        blocks = self._flow(element)
        return (nodes.Panel(nodes.PanelKind(kind), title, blocks, start, self._close(start)),)

    def _unknown_panel(self, element: Element, kind: str) -> nodes.FaultBlock:
        """Keep the panel's first line visible; its content follows as ordinary blocks."""
        self._scribe.mention("unknown-panel", kind)
        message = _("There is no panel of the kind “{kind}”.").format(kind=kind)
        return fault_block(self._scribe, message, plain(element.get(SOURCE) or kind))

    def _indented_code(self, element: Element) -> nodes.CodeBlock:
        text = unescaped_code("".join(element.itertext()))
        # A fence within indented code is part of the code.
        text = PLACEHOLDER.sub(lambda match: self._scribe.fences[int(match[1])].source, text)
        return self._code_block(text.strip("\n").rstrip(), "")

    def _code_block(self, value: str, language: str) -> nodes.CodeBlock:
        value = value.replace(SOFT_HYPHEN, "")
        start = self._scribe.write(value)
        return nodes.CodeBlock(value, language, start, self._end_line())

    def _enter(self, element: Element) -> None:
        """Remember the source of the block being converted, for what is noticed in it."""
        block = element.get(BLOCK)
        if block:
            self._scribe.block = int(block)
        if element.get(UNREAD):
            self._scribe.mention("too-many-marks", "")
            del element.attrib[UNREAD]
        if (mark := element.get(MARK)) is not None:
            self._tools.mention_mark(mark)
            del element.attrib[MARK]

    def _end_line(self) -> int:
        """Close a block that holds text: its newline comes after its end."""
        return self._scribe.write("\n")

    def _close(self, start: int) -> int:
        """Close a block that holds blocks, and return its end; one with nothing in it gets a newline of its own."""
        if self._scribe.position == start:
            self._scribe.write("\n")
        return self._scribe.position - 1


def fault_block(scribe: Scribe, message: str, value: str) -> nodes.FaultBlock:
    """Return a construct that could not be understood, written to the text as its author typed it.

    Args:
        scribe: Gets the text.
        message: What is wrong, translated.
        value: What was typed.
    """
    value = value.replace(SOFT_HYPHEN, "")
    start = scribe.write(value)
    return nodes.FaultBlock(message, value, start, scribe.write("\n"))
