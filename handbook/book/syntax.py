"""Python-Markdown, set up for handbooks: which blocks there are (inline marks: `patterns.py`), and how far it is used.

The library runs its preprocessors, its block parser and its tree processors; the element tree that comes out is
handed to `convert.py`, and nothing is ever serialised. Raw HTML is off, so a tag shows as the text that it is.

What our own processors leave in the tree for the converter:

- an attribute whose name begins with a space is ours: no attribute list can write one;
- `STX code:N ETX` in a text stands for the N-th fenced code block (`ParsedSource.fences`);
- `STX N ETX` stands for the character N, taken literally: escaped, or written as an entity;
- `<note label>` is a reference to a footnote, `<notes>` at the end of the root holds their texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteBlockProcessor, FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from handbook.book.attributes import split_attributes
from handbook.book.blocks import MOST_BLOCKS as DEFAULT_MOST
from handbook.book.blocks import find_too_deep, has_too_many, separated
from handbook.book.effort import Effort, has_marks
from handbook.book.fences import Fence, replace_fences
from handbook.book.guard import too_deep, too_long
from handbook.book.lists import nested_by_four
from handbook.book.patterns import register_patterns
from handbook.book.tables import CountingTableProcessor
from handbook.book.tool_syntax import MOST_BLOCKS, has_blocks, mark_of, set_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.tool_syntax import SourceBlock

SOURCE = " source"
BLOCK = " block"
ID = " id"
ITEM_ID = " item-id"
TASK = " task"
UNREAD = " unread"
MARK = " mark"
DEFAULT_TITLE = " default-title"
_PUNCTUATION = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_IDENTIFIER = re.compile(r"(?:^|\s)#(?P<id>[^\s{}#]+)")
_TASK = re.compile(r"\[(?P<mark>[ xX])\](?:[ \u00a0\n]+|$)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(slots=True)
class ParsedSource:
    """What Python-Markdown made of a chapter.

    Attributes:
        root: The element tree.
        fences: The fenced code blocks, by number.
        abbreviations: Short form → long form.
        sources: The sources of the blocks in document order, as far as the parser still had them.
        duplicate_notes: Labels of footnotes that were defined again.
        tools: The blocks of tools, by number.
        unclosed: Lines of the body, from 0, that open a tool's block which isn't closed.
        unopened: Lines of the body, from 0, that close one where none is open.
    """

    root: ET.Element
    fences: Sequence[Fence]
    abbreviations: dict[str, str]
    sources: Sequence[str]
    duplicate_notes: Sequence[str]
    tools: Sequence[SourceBlock] = ()
    unclosed: Sequence[int] = ()
    unopened: Sequence[int] = ()


def parse_source(body: str, name: str, first_line: int) -> ParsedSource:
    """Run Python-Markdown over a chapter's body up to its element tree.

    Args:
        body: The text, without front matter, which `guard.py` has let pass.
        name: What messages call the chapter.
        first_line: Line of the file, from 1, that the body starts on.

    Raises:
        HandbookError: There are too many blocks, or they are nested too deeply.
    """
    parser = _Parser(name, first_line)
    lines = body.split("\n")
    for preprocessor in parser.md.preprocessors:
        lines = preprocessor.run(lines)
    root = ET.Element("div")
    parser.md.parser.parseChunk(root, "\n".join(lines))
    for processor in parser.md.treeprocessors:
        changed = processor.run(root)
        root = root if changed is None else changed
    return ParsedSource(
        root,
        parser.fences.found,
        parser.abbreviations,
        parser.attributes.sources,
        parser.notes.duplicates,
        parser.fences.tools,
        parser.fences.unclosed,
        parser.fences.unopened,
    )


class _Parser:
    """One Markdown instance: it keeps state from chapter to chapter, so each chapter gets a new one."""

    def __init__(self, name: str, first_line: int) -> None:
        self.notes = _Notes()
        self.abbreviations: dict[str, str] = {}
        self.md = md = Markdown(extensions=[self.notes, DefListExtension(), SaneListExtension()])
        md.ESCAPED_CHARS = _PUNCTUATION
        # Alternative texts are plain: what stands in them is joined, not serialised.
        md.serializer = lambda element: "".join(element.itertext())
        self.fences = _Fences(md, name, first_line)
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(self.fences, "fences", 25)
        md.parser.blockprocessors.register(_PanelProcessor(md.parser), "panel", 105)
        tables = CountingTableProcessor(md.parser, SOURCE, {"use_align_attribute": True})
        md.parser.blockprocessors.register(tables, "table", 75)
        md.parser.blockprocessors.register(_HeadingProcessor(md.parser), "hashheader", 70)
        # The converter finds the abbreviations in the text itself: it knows where each leaf starts.
        md.parser.blockprocessors.register(_AbbreviationProcessor(md.parser, self.abbreviations), "abbr", 16)
        register_patterns(md, self.notes.footnotes)
        md.treeprocessors.deregister("prettify")
        md.treeprocessors.deregister("unescape")
        self.attributes = _BlockAttributes(md)
        md.treeprocessors.register(self.attributes, "block_attributes", 25)


class _Fences(Preprocessor):
    """Takes fenced code out before anything else can read it."""

    def __init__(self, md: Markdown, name: str, first_line: int) -> None:
        super().__init__(md)
        self.found: list[Fence] = []
        self.tools: list[SourceBlock] = []
        self.unclosed: list[int] = []
        self.unopened: list[int] = []
        self._name = name
        self._first_line = first_line

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with a placeholder for each fenced block, and with the blocks set apart."""
        replaced, self.found = replace_fences(lines)
        deep = find_too_deep(replaced)
        if deep is not None:
            raise too_deep(self._name, self._first_line + self._line(deep))
        if has_tools := has_blocks(replaced):
            replaced = self._with_tools(replaced)
        lines = separated(nested_by_four(replaced))
        most = MOST_BLOCKS if has_tools else DEFAULT_MOST
        if has_too_many(lines, most):
            raise too_long(self._name, most)
        return lines

    def _with_tools(self, lines: list[str]) -> list[str]:
        from handbook.book.tool_blocks import register_blocks

        apart = set_apart(lines)
        if apart.too_deep is not None:
            raise too_deep(self._name, self._first_line + self._line(apart.too_deep))
        self.unclosed = [self._line(number) for number in apart.unclosed]
        self.unopened = [self._line(number) for number in apart.unopened]
        self.tools = register_blocks(self.md, SOURCE)
        return apart.lines

    def _line(self, number: int) -> int:
        """Return the line of the body that has become line `number`: fenced blocks above are one line each."""
        return number + sum(fence.source.count("\n") for fence in self.found if fence.place < number)


class _HeadingProcessor(HashHeaderProcessor):
    """A heading needs a space after its marks, so that "#1" at the start of a line stays text."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?:[ ]+(?P<header>[^\n]*)|(?=\n|$))(?:\n|$)")

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Make the heading; one without text gets an empty one."""
        match = self.RE.search(blocks[0])
        if match is not None and match["header"] is None:
            blocks[0] = f"{blocks[0][: match.end('level')]} {blocks[0][match.end('level') :]}"
        super().run(parent, blocks)


class _PanelProcessor(AdmonitionProcessor):
    """Panels: the library's admonitions, but the default title is left to the converter, which knows the language."""

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Make or continue the panel."""
        match = self.RE.search(blocks[0])
        count = len(parent)
        super().run(parent, blocks)
        panel = next((element for element in parent[count:] if element.tag == "div"), None)
        if match is not None and panel is not None:
            panel.set(SOURCE, match[0].strip("\n"))
            if match.group(2) is None:
                panel.set(DEFAULT_TITLE, "1")

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        """Return the kind as written, and the title, None for the default and for an empty one."""
        return match.group(1).lower(), match.group(2) or None


class _AbbreviationProcessor(AbbrBlockprocessor):
    """Definitions of abbreviations; the short form stands on one line, which keeps the search for its end short."""

    RE = re.compile(r"^[*]\[(?P<abbr>[^\\\]\n]+)\][ ]?:[ ]*\n?[ ]*(?P<title>.*)$", re.MULTILINE)


class _NoteProcessor(FootnoteBlockProcessor):
    """Definitions of footnotes; the label stands on one line, which keeps the search for its end short."""

    RE = re.compile(r"^[ ]{0,3}\[\^([^\]\n]+)\]:[ ]*(.*)$", re.MULTILINE)


class _Notes(FootnoteExtension):
    """Footnotes: the library finds the definitions, the rest is ours."""

    def __init__(self) -> None:
        super().__init__()
        self.duplicates: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register what finds the definitions and what parses them."""
        self.parser = md.parser
        md.parser.blockprocessors.register(_NoteProcessor(self), "footnote", 17)
        md.treeprocessors.register(_NoteTexts(md, self), "footnote", 50)

    def setFootnote(self, id: str, text: str) -> None:  # noqa: N802 - the library's name
        """Keep the first definition of a label."""
        if id in self.footnotes:
            self.duplicates.append(id)
        else:
            self.footnotes[id] = text


class _NoteTexts(Treeprocessor):
    """Parses the footnotes' texts, so that they go through the same inline patterns as the rest."""

    def __init__(self, md: Markdown, notes: _Notes) -> None:
        super().__init__(md)
        self._md = md
        self._notes = notes

    def run(self, root: ET.Element) -> None:
        """Append the element `notes` to the root."""
        container = ET.SubElement(root, "notes")
        # A footnote may itself define others, so the dictionary can grow while it is walked.
        done = 0
        while done < len(self._notes.footnotes):
            for label, text in list(self._notes.footnotes.items())[done:]:
                holder = ET.SubElement(container, "div", {"label": label})
                self._md.parser.parseChunk(holder, text)
                done += 1


class _BlockAttributes(Treeprocessor):
    """Reads, before any inline pattern does, what blocks carry in their text: ids, task boxes, their own source.

    Attributes:
        sources: The sources of the blocks in document order; an element's attribute `BLOCK` is the number of its own.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.sources: list[str] = []

    def run(self, root: ET.Element) -> None:
        """Set our attributes on headings, terms, list items and every block with text."""
        effort = Effort()
        for element in root.iter():
            source = element.get(SOURCE) or element.text
            if source and not _is_part_of_line(element):
                element.set(BLOCK, str(len(self.sources)))
                self.sources.append(source)
            if element.tag in _HEADINGS:
                _read_identifier(element)
                _strip_closing_marks(element)
            elif element.tag == "dt":
                _read_identifier(element)
            elif element.tag == "li":
                _read_task(element)
            elif element.tag == "p":
                _drop_last_line(element)
            mark = mark_of(element.text) if element.tag in ("p", "li") and element.text else None
            if mark is not None:
                element.set(MARK, mark)
            if element.text:
                element.text = _bounded(element, element.text, effort)
            if element.tail:
                element.tail = _bounded(element, element.tail, effort)


def _is_part_of_line(element: ET.Element) -> bool:
    """Whether an element is only a part of a line: its row or its panel stands for it."""
    return element.tag in ("td", "th") or element.get("class") == AdmonitionProcessor.CLASSNAME_TITLE


def _bounded(element: ET.Element, text: str, effort: Effort) -> str:
    """Return a run of text, out of reach of the inline patterns where they have nothing to find or too much."""
    if isinstance(text, AtomicString) or not has_marks(text):
        return AtomicString(text)
    if effort.affords(text):
        return text
    element.set(UNREAD, "1")
    return AtomicString(text)


def _strip_closing_marks(heading: ET.Element) -> None:
    text = (heading.text or "").rstrip()
    without = text.rstrip("#")
    if without != text and without[-1:] in ("", " "):
        heading.text = without.rstrip()


def _read_identifier(element: ET.Element) -> None:
    text, attributes = split_attributes(element.text or "")
    identifier = _IDENTIFIER.search(attributes)
    if identifier is not None:
        element.set(ID, identifier["id"])
    element.text = text


def _drop_last_line(paragraph: ET.Element) -> None:
    """Take away a last line that is nothing but attributes: a page has no use for a paragraph's."""
    text, newline, last = (paragraph.text or "").rpartition("\n")
    if newline and not split_attributes(last)[0].strip():
        paragraph.text = text


def _read_task(item: ET.Element) -> None:
    holder = item
    if not (item.text or "").strip() and len(item) and item[0].tag == "p":
        holder = item[0]
    match = _TASK.match(holder.text or "")
    if match is not None:
        item.set(TASK, match["mark"].lower())
        holder.text = (holder.text or "")[match.end() :]
        holder.text, attributes = split_attributes(holder.text)
        identifier = _IDENTIFIER.search(attributes)
        if identifier is not None:
            item.set(ITEM_ID, identifier["id"])
