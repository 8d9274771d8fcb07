"""The blocks of a chapter, or of a note, as HTML."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.walk import plain_text
from handbook.export.headings import Levels
from handbook.export.html_text import element, empty_alternative, escape, scrolled, start_tag
from handbook.export.html_tools import ToolWriter
from handbook.export.places import own_heading
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handbook.export.pictures import Picture, Pictures
    from handbook.export.places import Places

_MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".gif": "image/gif"}
# The face that figures are drawn with comes with the program; elsewhere one of the same width takes its place.
_FIGURE_FACE = re.compile(rb"""font-family=(["'])Source Sans Pro\1""")
_FACES = b'font-family="Source Sans Pro, Segoe UI, Arial, sans-serif"'


class HtmlBlocks:
    """Writes the blocks of one chapter or one note."""

    def __init__(self, key: str, places: Places, pictures: Pictures, *, has_ids: bool = True) -> None:
        """Write blocks.

        Args:
            key: Key of the chapter that they are of; "" for a note.
            places: Gives ids, and says where links lead.
            pictures: Takes in the chapter's pictures; a note has none.
            has_ids: Whether links can lead here; a copy of a tool isn't the tool.
        """
        self.has_ids = has_ids and bool(key)
        self.key = key
        self.places = places
        self._pictures = pictures
        self.levels = Levels(0)
        self._notes: dict[int, tuple[str, str]] = {}
        """For each footnote that is referred to, its id and that of the first mark."""

    def title(self, tree: nodes.ChapterTree, title: str) -> str:
        """Return what stands in the chapter's heading.

        Args:
            tree: The chapter.
            title: Its title, if it has no heading of its own.
        """
        own = own_heading(tree)
        return self.inlines(own.children) if own is not None else escape(title)

    def chapter(self, tree: nodes.ChapterTree, level: int) -> str:
        """Return the blocks of a chapter without its own heading, which stands at `level`."""
        own = own_heading(tree)
        title = plain_text(own.children) if own is not None else tree.title
        return self._tree([block for block in tree.blocks if block is not own], tree.footnotes, level, title)

    def note(self, tree: nodes.ChapterTree, level: int) -> str:
        """Return the blocks of a note; the heading above it stands at `level`."""
        return self._tree(tree.blocks, tree.footnotes, level)

    def _tree(
        self, blocks: Sequence[nodes.Block], footnotes: Sequence[nodes.Footnote], level: int, title: str = ""
    ) -> str:
        self.levels = Levels(level)
        written = self.blocks(blocks)
        return written + (self._footnotes(footnotes, title) if footnotes else "")

    def tools(self, level: int) -> ToolWriter:
        """Return what writes a tool by itself, below a heading of that level."""
        self.levels = Levels(level)
        return ToolWriter(self)

    def ended(self, footnotes: Iterable[nodes.Footnote]) -> str:
        """Return the footnotes of what was written, if there are any.

        Args:
            footnotes: Those that there are.
        """
        marked = [note for note in footnotes if note.number in self._notes]
        return self._footnotes(marked) if marked else ""

    def blocks(self, blocks: Iterable[nodes.Block]) -> str:
        """Return blocks."""
        return "\n".join(self._block(block) for block in blocks)

    def _block(self, block: nodes.Block) -> str:
        match block:
            case nodes.Paragraph():
                return element("p", self.inlines(block.children))
            case nodes.Heading():
                id_ = self.places.id(self.key, block.id) if self.has_ids and block.id else ""
                return element(f"h{self.levels.of(block.level)}", self.inlines(block.children), id=id_)
            case nodes.ListBlock():
                return self._list(block)
            case nodes.Table():
                return self._table(block)
            case nodes.Quote():
                return element("blockquote", self.blocks(block.blocks))
            case nodes.Panel():
                return self._panel(block)
            case nodes.DefinitionList():
                return element("dl", "\n".join(self._definition(item) for item in block.items))
            case nodes.Figure():
                return self._figure(block)
            case nodes.CodeBlock():
                return _code_block(block.value)
            case nodes.Rule():
                return "<hr>"
            case nodes.Tool():
                return ToolWriter(self).in_chapter(block)
            case nodes.Field():
                # Fields stand in tools alone, and those write them themselves.
                return element("p", self.inlines(block.label)) + self.blocks(block.blocks)
            case nodes.FaultBlock():
                return element("p", escape(block.message), class_="fault") + _code_block(block.value)

    def _list(self, block: nodes.ListBlock) -> str:
        items = [self._item(item, tight=block.tight) for item in block.items]
        start = str(block.first) if block.ordered and block.first != 1 else ""
        name = "ol" if block.ordered else "ul"
        is_checklist = any(item.checked is not None for item in block.items)
        return element(name, "\n".join(items), start=start, class_="tasks" if is_checklist else "")

    def _item(self, item: nodes.ListItem, *, tight: bool) -> str:
        first = item.blocks[0] if item.blocks else None
        opening, blocks = "", item.blocks
        if isinstance(first, nodes.Paragraph) and (tight or item.checked is not None):
            opening, blocks = self.inlines(first.children), blocks[1:]
        if item.checked is not None:
            box = start_tag("input", type="checkbox", disabled=True, checked=item.checked)
            opening = element("label", f"{box} {element('span', opening)}")
        return element("li", opening + self.blocks(blocks))

    def _panel(self, block: nodes.Panel) -> str:
        title = self.inlines(block.title)
        id_ = self.places.new("panel") if title else ""
        label = element("p", title, class_="label", id=id_) if title else ""
        body = self.blocks(block.blocks)
        return element("aside", label + body, class_=f"panel {block.kind.value}", role="note", aria_labelledby=id_)

    def _definition(self, item: nodes.Definition) -> str:
        id_ = self.places.id(self.key, item.id) if self.has_ids and item.id else ""
        term = element("dt", self.inlines(item.term), id=id_)
        return f"{term}{element('dd', self.blocks(item.blocks))}"

    def _table(self, block: nodes.Table) -> str:
        head = "".join(self._cell(c, a, is_head=True) for c, a in zip(block.header, block.alignments, strict=True))
        rows = [
            element("tr", "".join(self._cell(c, a) for c, a in zip(row, block.alignments, strict=True)))
            for row in block.rows
        ]
        body = element("tbody", "\n".join(rows))
        table = element("table", f"{element('thead', element('tr', head))}{body}")
        columns = ", ".join(filter(None, (plain_text(cell.children).strip() for cell in block.header)))
        return scrolled(table, _("Table: {columns}").format(columns=columns) if columns else _("Table"))

    def _cell(self, cell: nodes.TableCell, alignment: nodes.Alignment, *, is_head: bool = False) -> str:
        words = self.inlines(cell.children)
        if is_head and words:
            return element("th", words, scope="col", class_=alignment.value)
        return element("td", words, class_=alignment.value)

    def _figure(self, block: nodes.Figure) -> str:
        caption = self.inlines(block.caption)
        number = element("span", escape(_("Figure {number}").format(number=block.number)), class_="number")
        caption = element("figcaption", f"{number} {caption}".strip())
        return element("figure", f"{self._picture(block.source, block.alt)}{caption}")

    def _picture(self, source: str, alt: str) -> str:
        picture = self._pictures.take(self.key, source) if self.key else None
        if picture is None:
            return element("span", escape(f"[{alt or source}]"), class_="missing")
        sides = {"width": f"{picture.width:.0f}", "height": f"{picture.height:.0f}"} if picture.height >= 1 else {}
        attributes = {"src": _data_uri(picture), **sides}
        return start_tag("img", **attributes, alt=alt) if alt else empty_alternative(**attributes)

    def inlines(self, children: Iterable[nodes.Inline]) -> str:
        """Return the words of a line."""
        return "".join(self._inline(child) for child in children)

    def _inline(self, child: nodes.Inline) -> str:
        match child:
            case nodes.Text():
                return escape(child.value)
            case nodes.Abbreviation():
                return element("abbr", escape(child.value), title=child.title)
            case nodes.Emphasis():
                return element("em", self.inlines(child.children))
            case nodes.Strong():
                return element("strong", self.inlines(child.children))
            case nodes.Strike():
                return element("s", self.inlines(child.children))
            case nodes.Code():
                return element("code", escape(child.value))
            case nodes.LineBreak():
                return "<br>"
            case nodes.Keys():
                return element("kbd", "+".join(element("kbd", escape(name)) for name in child.names), class_="keys")
            case nodes.Link():
                url = self.places.target(self.key, child.target)
                words = self.inlines(child.children)
                return linked(url, words, title=child.title) if url else words
            case nodes.Image():
                return self._picture(child.source, child.alt)
            case nodes.FootnoteReference():
                return self._mark(child.number)

    def _mark(self, number: int) -> str:
        is_first = number not in self._notes
        if is_first:
            self._notes[number] = (self.places.new(f"fn-{number}"), self.places.new(f"fnref-{number}"))
        note, mark = self._notes[number]
        link = element("a", str(number), href=f"#{note}", role="doc-noteref", id=mark if is_first else "")
        return element("sup", link)

    def _footnotes(self, footnotes: Sequence[nodes.Footnote], title: str = "") -> str:
        items = []
        for note in footnotes:
            body = self.blocks(note.blocks)
            id_, mark = self._notes.get(note.number, ("", ""))
            back = element("a", "↩", href=f"#{mark}", role="doc-backlink", aria_label=_("Back to the text"))
            # The way back stands at the end of the last paragraph, if that is what the note ends in.
            if mark and body.endswith("</p>"):
                body = f"{body[: -len('</p>')]} {back}</p>"
            elif mark:
                body = f"{body}<p>{back}</p>"
            items.append(element("li", body, id=id_, value=str(note.number)))
        content = element("ol", "\n".join(items))
        # They are a landmark, and each chapter has its own.
        name = _("Footnotes: {title}").format(title=title) if title else _("Footnotes")
        return element("section", content, class_="footnotes", role="doc-endnotes", aria_label=name)


def linked(url: str, words: str, **attributes: str | bool) -> str:
    """Return a link.

    Args:
        url: Where it leads: within the file, to the handbook, or out.
        words: HTML.
        attributes: Further ones of the element.
    """
    return element("a", words, href=url, rel="" if url.startswith("#") else "noopener", **attributes)


def _code_block(value: str) -> str:
    return element("pre", element("code", escape(value)), tabindex="0")


def _data_uri(picture: Picture) -> str:
    suffix = f".{picture.name.rpartition('.')[2]}"
    data = _FIGURE_FACE.sub(_FACES, picture.data) if suffix == ".svg" else picture.data
    return f"data:{_MEDIA_TYPES.get(suffix, 'image/jpeg')};base64,{base64.b64encode(data).decode('ascii')}"
