"""The blocks of a chapter, or of a note, as Markdown in the dialect that handbooks are written in."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.keys import key_cap
from handbook.export.headings import Levels
from handbook.export.markdown_text import broken, code, escaped, fenced, image, line, link
from handbook.export.markdown_tools import field_lines, tool_lines
from handbook.export.places import own_heading
from handbook.export.prose import prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handbook.export.places import Places
    from handbook.export.report import Sheet

_INDENT = " " * 4
_BLANK = "&nbsp;"
"""Stands where the dialect wants words, and there are none."""
_RULES = {
    nodes.Alignment.NONE: "---",
    nodes.Alignment.LEFT: ":--",
    nodes.Alignment.CENTER: ":-:",
    nodes.Alignment.RIGHT: "--:",
}
_KEY = re.compile(r"[\w-]+")
_KEY_NAMES = {
    "←": "left", "→": "right", "↑": "up", "↓": "down", "⌘": "cmd", "⌥": "option", "+": "plus", "-": "minus",
    "Skift": "shift", "Mellemrum": "space",
}  # fmt: skip
_LANGUAGE = re.compile(r"[\w+#.-]+")


class Footnotes:
    """Numbers footnotes over a whole file, in which each label may stand for one only."""

    def __init__(self) -> None:
        """Begin with 1."""
        self._last = 0

    def next(self) -> int:
        """Return the next number."""
        self._last += 1
        return self._last


class MarkdownBlocks:
    """Writes the blocks of one chapter or one note."""

    def __init__(self, key: str, language: str, places: Places, footnotes: Footnotes, *, has_ids: bool = True) -> None:
        """Write blocks.

        Args:
            key: Key of the chapter that they are of; "" for a note.
            language: BCP 47 tag of the chapter; the names of keys hang on it.
            places: What links can lead to.
            footnotes: Numbers the footnotes.
            has_ids: Whether links can lead here; a copy of a tool isn't the tool.
        """
        self._key = key
        self._has_ids = has_ids and bool(key)
        self._language = language
        self._places = places
        self._numbers = footnotes
        self._labels: dict[int, int] = {}
        self._levels = Levels(0)

    def chapter(self, tree: nodes.ChapterTree, title: str, number: str, level: int) -> list[str]:
        """Return the lines of a chapter.

        Args:
            tree: The chapter.
            title: Its title, if it has no heading of its own.
            number: What stands before its title, or "".
            level: Of its own heading; the others stand below.
        """
        own = own_heading(tree)
        self._levels = Levels(level)
        words = self._line(own.children) if own is not None else escaped(title)
        heading = _heading(level, f"{escaped(number)} {words}" if number else words, self._places.id(self._key))
        blocks = [block for block in tree.blocks if block is not own]
        return _apart([[heading], *self._tree(blocks, tree.footnotes)])

    def note(self, tree: nodes.ChapterTree, level: int) -> list[str]:
        """Return the lines of a note.

        Args:
            tree: The note.
            level: That of the heading above it.
        """
        self._levels = Levels(level)
        return _apart(self._tree(tree.blocks, tree.footnotes))

    def sheet(self, sheet: Sheet, level: int) -> list[str]:
        """Return the lines of a tool that stands by itself: an empty one as it is written, a copy as text.

        Args:
            sheet: The tool.
            level: That of the heading above it.
        """
        self._levels = Levels(level)
        blank = (sheet.tool,) if sheet.tool is not None and sheet.filled is None else ()
        written = self._blocks(blank or prose(sheet))
        marked = [note for note in sheet.footnotes if note.number in self._labels]
        return _apart([*written, *self._tree((), marked)])

    def _tree(self, blocks: Sequence[nodes.Block], footnotes: Sequence[nodes.Footnote]) -> list[list[str]]:
        written = self._blocks(blocks)
        for note in footnotes:
            opening = f"[^{self._label(note.number)}]: "
            written.append(_hung(opening, self._contents(note.blocks), len(_INDENT)))
        return written

    def _blocks(self, blocks: Iterable[nodes.Block]) -> list[list[str]]:
        written: list[list[str]] = []
        previous: nodes.Block | None = None
        other = False
        for block in blocks:
            # Two lists that follow each other would be one, if their marks were the same.
            is_next = isinstance(block, nodes.ListBlock) and isinstance(previous, nodes.ListBlock)
            other = is_next and not other
            written.append(self._list(block, other=other) if isinstance(block, nodes.ListBlock) else self._block(block))
            previous = block
        return written

    def _block(self, block: nodes.Block) -> list[str]:
        match block:
            case nodes.Paragraph():
                return self._lines(block.children)
            case nodes.Heading():
                id_ = self._places.id(self._key, block.id) if self._has_ids and block.id else ""
                return [_heading(self._levels.of(block.level), self._line(block.children), id_)]
            case nodes.ListBlock():
                return self._list(block, other=False)
            case nodes.Table():
                return self._table(block)
            case nodes.Quote():
                return [f"> {text}".rstrip(" ") for text in _apart(self._blocks(block.blocks))] or [">"]
            case nodes.Panel():
                title = self._line(block.title)
                return _hung(f'!!! {block.kind.value} "{title}"', [[], *self._blocks(block.blocks)], len(_INDENT))
            case nodes.DefinitionList():
                return _apart([self._definition(item) for item in block.items])
            case nodes.Figure():
                return [image(block.alt, self._source(block.source), _words(block.caption))]
            case nodes.CodeBlock():
                return fenced(block.value, block.language if _LANGUAGE.fullmatch(block.language) else "")
            case nodes.Rule():
                return ["---"]
            case nodes.Tool():
                id_ = self._places.id(self._key, block.id) or block.id
                return tool_lines(block, id_, _apart(self._blocks(block.blocks)))
            case nodes.Field():
                is_text = bool(block.blocks) and isinstance(block.blocks[0], nodes.Paragraph)
                return field_lines(block, _apart(self._blocks(block.blocks)), is_text=is_text)
            case nodes.FaultBlock():
                return fenced(block.value, "")

    def _list(self, block: nodes.ListBlock, *, other: bool) -> list[str]:
        items = []
        for number, item in enumerate(block.items, block.first):
            mark = f"{number}{')' if other else '.'} " if block.ordered else f"{'*' if other else '-'} "
            width = max(len(_INDENT), len(mark))
            box = "" if item.checked is None else "[x] " if item.checked else "[ ] "
            items.append(_hung(mark + box, self._contents(item.blocks, item.id), width, tight=block.tight))
        return [text for item in items for text in item] if block.tight else _apart(items)

    def _contents(self, blocks: Sequence[nodes.Block], id_: str = "") -> list[list[str]]:
        """Return blocks of which the first one's first line can stand behind a mark, and has an id, if there is one."""
        written = self._blocks(blocks)
        if not blocks or not isinstance(blocks[0], nodes.Paragraph) or not written[0]:
            return [[f"{{#{id_}}}" if id_ else _BLANK], *written]
        if id_:
            written[0][-1] += f" {{#{id_}}}"
        return written

    def _definition(self, item: nodes.Definition) -> list[str]:
        id_ = self._places.id(self._key, item.id) if self._has_ids and item.id else ""
        term = line(self._line(item.term)) or _BLANK
        term = f"{term} {{#{id_}}}" if id_ else term
        return [term, *_hung(":   ", self._contents(item.blocks), len(_INDENT))]

    def _table(self, block: nodes.Table) -> list[str]:
        rows = [self._row(row) for row in (block.header, *block.rows)]
        rule = f"|{'|'.join(_RULES[alignment] for alignment in block.alignments)}|"
        return [rows[0], rule, *rows[1:]]

    def _row(self, cells: Iterable[nodes.TableCell]) -> str:
        return f"| {' | '.join(self._line(cell.children) for cell in cells)} |"

    def _lines(self, children: Sequence[nodes.Inline]) -> list[str]:
        """Return the lines of a paragraph; all but the last end in a hard break."""
        lines = [line(text) or _BLANK for text in self._inlines(children).split("\n")]
        return broken(lines)

    def _line(self, children: Sequence[nodes.Inline]) -> str:
        return self._inlines(children).replace("\n", " ").strip(" ")

    def _inlines(self, children: Sequence[nodes.Inline]) -> str:
        written = ""
        for index, child in enumerate(children):
            following = children[index + 1] if index + 1 < len(children) else None
            written += self._inline(child, written[-1:], following)
        return written

    def _inline(self, child: nodes.Inline, before: str, following: nodes.Inline | None) -> str:
        match child:
            case nodes.Text() | nodes.Abbreviation():
                return escaped(child.value)
            case nodes.Emphasis():
                return self._marked("*", child.children, before, following)
            case nodes.Strong():
                return self._marked("**", child.children, before, following)
            case nodes.Strike():
                return self._marked("~~", child.children, before, following)
            case nodes.Code():
                return code(child.value)
            case nodes.LineBreak():
                return "\n"
            case nodes.Keys():
                return self._keys(child.names)
            case nodes.Link():
                text = self._inlines(child.children)
                url = self._places.target(self._key, child.target)
                return link(text, url, child.title) if url else text
            case nodes.Image():
                return image(child.alt, self._source(child.source))
            case nodes.FootnoteReference():
                return f"[^{self._label(child.number)}]"

    def _marked(self, mark: str, children: Sequence[nodes.Inline], before: str, following: nodes.Inline | None) -> str:
        """Return words between marks, if the marks can be told from the text there (CommonMark 0.31, 6.2)."""
        words = self._inlines(children)
        inner = words.strip()
        after = following.value[:1] if isinstance(following, nodes.Text | nodes.Abbreviation) else ""
        touches = isinstance(following, nodes.Emphasis | nodes.Strong) or before == "*"
        opens = inner[:1].isalnum() or not before.isalnum()
        closes = inner[-1:].isalnum() or not after.isalnum()
        if not inner or (touches and mark[0] == "*") or not opens or not closes or "\n" in inner:
            return words
        start = len(words) - len(words.lstrip())
        return f"{words[:start]}{mark}{inner}{mark}{words[start + len(inner) :]}"

    def _keys(self, names: Sequence[str]) -> str:
        written = [self._key_name(name) for name in names]
        return f"++{'+'.join(written)}++" if all(written) else escaped("+".join(names))

    def _key_name(self, cap: str) -> str:
        """Return what is typed for a key, or "" if nothing gives that cap."""
        lower = cap.lower()
        for name in (_KEY_NAMES.get(cap, ""), lower, lower.replace(" ", "-"), lower.replace(" ", ""), cap):
            if _KEY.fullmatch(name) and key_cap(name, self._language) == cap:
                return name
        return ""

    def _label(self, number: int) -> int:
        if number not in self._labels:
            self._labels[number] = self._numbers.next()
        return self._labels[number]

    def _source(self, source: str) -> str:
        """Return where a picture lies: in the handbook's folder, from which the file may be read."""
        if not self._key or ":" in source or source.startswith("/"):
            return source
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._key), source))


def _heading(level: int, words: str, id_: str) -> str:
    text = f"{'#' * level} {words}".rstrip(" ")
    return f"{text} {{#{id_}}}" if id_ else text


def _apart(blocks: Iterable[list[str]]) -> list[str]:
    """Return the lines of blocks with an empty one between each two."""
    lines: list[str] = []
    for block in blocks:
        if block:
            lines += ["", *block] if lines else block
    return lines


def _hung(mark: str, blocks: Sequence[list[str]], width: int, *, tight: bool = False) -> list[str]:
    """Return blocks behind a mark: the first line goes on behind it, the others are indented."""
    first, *rest = blocks
    lines = [*first]
    for block in rest:
        lines += block if tight and lines else ["", *block] if lines else block
    indented = [f"{' ' * width}{text}" if text else "" for text in lines]
    if not first:
        return [mark, *indented]
    return [f"{mark}{lines[0]}", *indented[1:]]


def _words(children: Iterable[nodes.Inline]) -> str:
    return "".join(child.value for child in children if isinstance(child, nodes.Text | nodes.Abbreviation | nodes.Code))
