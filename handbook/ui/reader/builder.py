"""Sets a chapter tree as a page: a walk over the tree with a text cursor.

`QTextDocument` has no borders on blocks, no maximum width and weak line height in its HTML import, so nothing goes
through HTML: block, table and character formats are set here, and grounds, bars, bullets and boxes are left to the
view, which paints them beneath the text (`decorations.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never

from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument, QTextFrameFormat

from handbook.book import nodes
from handbook.i18n import _
from handbook.ui.reader.inlines import InlineWriter, LinkKind
from handbook.ui.reader.page import BlockProperty, Decoration, DecorationKind, Page, PlacedPicture
from handbook.ui.reader.picture_size import picture_size
from handbook.ui.reader.style import HEADING_ROLES, PageStyle, Role
from handbook.ui.reader.tables import write_table
from handbook.ui.theme import PANEL_HUES, PANEL_ICONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BULLETS = ("•", "–", "·")


class Furniture(NamedTuple):
    """What stands on the page around the chapter, without being part of it.

    Attributes:
        eyebrow: The line above the title.
        previous, following: Titles of the neighbours in reading order; "" where there is none.
    """

    eyebrow: str = ""
    previous: str = ""
    following: str = ""


class PageBuilder:
    """Builds one page. Make a new one for each.

    Attributes:
        indent, right_indent: Margins of the blocks now being set, in pixels.
        body: What paragraphs are now set in.
        tool: Id of the tool now being set, or "".
    """

    def __init__(
        self,
        style: PageStyle,
        classify: Callable[[str], LinkKind],
        place_picture: Callable[[nodes.Image | nodes.Figure], PlacedPicture],
    ) -> None:
        """Prepare to build.

        Args:
            style: How it is to be set.
            classify: Says how a link's target is shown.
            place_picture: Finds and reads a picture's file.
        """
        self.style = style
        document = QTextDocument()
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setDefaultFont(style.font(Role.BODY))
        self.page = Page(document)
        self.cursor = QTextCursor(document)
        self._classify = classify
        self._place_picture = place_picture
        self.inlines = InlineWriter(self.page, style, {}, classify, place_picture)
        self._fresh = True
        self.indent = style.inset
        self.right_indent = style.inset
        self._space = 0.0
        self._marker: tuple[str, str] | None = None
        self._checked: bool | None = None
        self._list_depth = 0
        self.body = Role.BODY
        self.tool = ""

    def build(self, tree: nodes.ChapterTree, furniture: Furniture) -> Page:
        """Set `tree`, with `furniture` around it, and return the page. Its margins are left to the view."""
        self.inlines = InlineWriter(self.page, self.style, tree.hyphenation, self._classify, self._place_picture)
        self.cursor.beginEditBlock()
        if furniture.eyebrow:
            self.begin_block(Role.EYEBROW, after=self.style.gap(2))
            self.inlines.furniture(self.cursor, furniture.eyebrow, Role.EYEBROW)
        self.blocks(tree.blocks)
        if tree.footnotes:
            self._footnotes(tree.footnotes)
        self._neighbours(furniture)
        self.cursor.endEditBlock()
        return self.page

    def message(self, title: str, paragraphs: Sequence[str]) -> Page:
        """Set a page that is no chapter: an error, or an empty place."""
        self.begin_block(Role.H2, before=self.style.gap(48), after=self.style.gap(12))
        self.inlines.furniture(self.cursor, title, Role.H2)
        for paragraph in paragraphs:
            self.begin_block(Role.BODY, after=self.style.gap(10))
            self.inlines.furniture(self.cursor, paragraph, Role.BODY)
        return self.page

    def begin_block(self, role: Role, before: float = 0, after: float = 0, heading: int = 0) -> None:
        """Begin a block in `role`, within the margins of what surrounds it.

        Args:
            role: Decides the leading.
            before: Space above, in pixels; the larger of it and the space that is owed wins.
            after: Space below, in pixels.
            heading: Level for screen readers; 0 for text.
        """
        block_format = QTextBlockFormat()
        block_format.setLineHeight(self.style.leading(role), QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        block_format.setTopMargin(max(before, self._space))
        block_format.setBottomMargin(after)
        block_format.setLeftMargin(self.indent)
        block_format.setRightMargin(self.right_indent)
        block_format.setHeadingLevel(heading)
        self._space = 0
        if self._marker is not None:
            block_format.setProperty(BlockProperty.MARKER, self._marker[0])
            block_format.setProperty(BlockProperty.MARKER_ROLE, self._marker[1])
            self._marker = None
        if self._checked is not None:
            block_format.setProperty(BlockProperty.CHECKED, int(self._checked))
            self._checked = None
        char_format = self.style.char_format(role)
        if self._fresh:
            self.cursor.setBlockFormat(block_format)
            self.cursor.setBlockCharFormat(char_format)
            self._fresh = False
        else:
            self.cursor.insertBlock(block_format, char_format)

    def blocks(self, blocks: Sequence[nodes.Block]) -> None:
        """Set blocks, one after another."""
        for block in blocks:
            self._block(block)

    def owe(self, space: float) -> None:
        """Let the next block have at least `space` pixels above it."""
        self._space = max(self._space, space)

    def after_table(self) -> None:
        """Go on behind a table: Qt has already made the block that follows it."""
        self.cursor.movePosition(QTextCursor.MoveOperation.End)
        self._fresh = True

    def before_table(self) -> None:
        """Make sure that no visible empty line is left where a table can't follow a block directly."""
        if self._fresh:
            thin = QTextBlockFormat()
            thin.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            self.cursor.setBlockFormat(thin)
            self._fresh = False

    def take_owed(self) -> float:
        """Return the space owed above the next block, in pixels; it is owed no longer."""
        space, self._space = self._space, 0
        return space

    @property
    def room(self) -> float:
        """Width left for a block, in pixels."""
        return self.style.wide - self.indent - self.right_indent

    def _block(self, block: nodes.Block) -> None:
        match block:
            case nodes.Paragraph():
                tight = self._list_depth > 0
                self.begin_block(self.body, after=self.style.gap(6 if tight else 14))
                self.inlines.write(self.cursor, block.children, self.body)
            case nodes.Heading():
                self._heading(block)
            case nodes.ListBlock():
                self._list(block)
            case nodes.Panel():
                self._panel(block)
            case nodes.Quote():
                self._quote(block)
            case nodes.Table():
                write_table(self, block)
            case nodes.Figure():
                self._figure(block)
            case nodes.CodeBlock():
                self._code(block.value, block.start)
            case nodes.DefinitionList():
                self._definitions(block)
            case nodes.Rule():
                self.begin_block(Role.FURNITURE, before=self.style.gap(16), after=self.style.gap(16))
                self._decorate(DecorationKind.RULE, self.cursor.position())
            case nodes.FaultBlock():
                self._fault(block)
            case nodes.Tool() | nodes.Field():
                from handbook.ui.reader.tool_page import write_tool

                write_tool(self, block)
            case _:
                assert_never(block)

    def _heading(self, block: nodes.Heading) -> None:
        role = HEADING_ROLES.get(block.level, Role.H4)
        above = {1: 0, 2: 44, 3: 28}.get(block.level, 22)
        below = {1: 20, 2: 10, 3: 6}.get(block.level, 4)
        self.begin_block(role, self.style.gap(above), self.style.gap(below), heading=block.level)
        self.page.anchors[block.id] = self.cursor.position()
        self.inlines.write(self.cursor, block.children, role)

    def _list(self, block: nodes.ListBlock) -> None:
        step = self._list_step(block)
        self.indent += step
        self._list_depth += block.tight
        for index, item in enumerate(block.items):
            self._marker = (self._marker_text(block, index), self.body.name)
            self._checked = item.checked
            if item.id:
                self.page.items[self.next_position()] = (self.tool, item.id)
            if not item.blocks:
                self.begin_block(self.body)
            self.blocks(item.blocks)
        self._list_depth -= block.tight
        self.indent -= step
        self.owe(self.style.gap(14))

    def _list_step(self, block: nodes.ListBlock) -> float:
        """Return how far a list is indented: as much as its widest marker needs."""
        if any(item.checked is not None for item in block.items):
            return self.style.px(25)
        if block.ordered:
            return self.style.px(18 + 9 * len(str(block.first + len(block.items) - 1)))
        return self.style.px(18)

    def _marker_text(self, block: nodes.ListBlock, index: int) -> str:
        if block.ordered:
            return f"{block.first + index}."
        return _BULLETS[min(self._list_depth - 1, len(_BULLETS) - 1)] if self._list_depth else _BULLETS[0]

    def _panel(self, block: nodes.Panel) -> None:
        pad, side, outer = self.style.gap(18), self.style.gap(22), self.style.gap(22)
        hue = PANEL_HUES[block.kind]
        decoration = Decoration(
            DecorationKind.PANEL, 0, 0, self.indent, self.right_indent, pad, hue, PANEL_ICONS[block.kind]
        )
        place = self.reserve(decoration)
        icon_room = self.style.px(28)
        self.owe(outer + pad)
        self.indent += side
        self.right_indent += side
        self.indent += icon_room
        self.begin_block(Role.PANEL_TITLE, after=self.style.gap(6))
        self.indent -= icon_room
        first = self.cursor.position()
        self.inlines.write(self.cursor, block.title, Role.PANEL_TITLE)
        self.blocks(block.blocks)
        self.page.decorations[place] = decoration._replace(first=first, last=self.last_position())
        self.indent -= side
        self.right_indent -= side
        self._space = 0
        self.owe(outer + pad)

    def _quote(self, block: nodes.Quote) -> None:
        side = self.style.gap(22)
        decoration = Decoration(DecorationKind.QUOTE, 0, 0, self.indent, self.right_indent, 0)
        place = self.reserve(decoration)
        self.owe(self.style.gap(18))
        self.indent += side
        before, self.body = self.body, Role.QUOTE
        first = self.next_position()
        self.blocks(block.blocks)
        self.body = before
        self.page.decorations[place] = decoration._replace(first=first, last=self.last_position())
        self.indent -= side
        self.owe(self.style.gap(20))

    def _figure(self, block: nodes.Figure) -> None:
        placed = self._place_picture(block)
        # In the column a figure may fill the frame, on both sides alike; in a panel or a list it keeps within.
        is_free = self.room >= self.style.column - 1
        placed = placed._replace(room=self.style.wide if is_free else self.room)
        overhang = max(0.0, picture_size(placed, self.style).width() - self.room) / 2
        left, right = self.indent, self.right_indent
        self.indent, self.right_indent = left - overhang, right - overhang
        self.begin_block(Role.FURNITURE, before=self.style.gap(24), after=self.style.gap(8))
        self.indent, self.right_indent = left, right
        if placed.picture is None:
            self._missing_picture(placed)
        else:
            start = self.cursor.position()
            self.inlines.picture_link(self.cursor, placed, f"figure:{len(self.page.pictures)}")
            self.page.anchors[f"figure:{block.number}"] = start
        self.begin_block(Role.CAPTION, after=self.style.gap(24))
        label = _("Figure {number}").format(number=block.number)
        self.inlines.furniture(self.cursor, f"{label}\u2002", Role.LABEL)
        self.inlines.write(self.cursor, block.caption, Role.CAPTION)

    def _missing_picture(self, placed: PlacedPicture) -> None:
        text = _("The picture {name} can’t be shown.").format(name=placed.source)
        self.inlines.furniture(self.cursor, f"{text} {placed.alt}".strip(), Role.FURNITURE)
        self._decorate(DecorationKind.FAULT, self.cursor.position(), self.style.gap(8))

    def _code(self, value: str, start: int) -> None:
        pad = self.style.gap(12)
        self.owe(self.style.gap(12) + pad)
        self.indent += pad
        self.right_indent += pad
        self.begin_block(Role.CODE)
        self.indent -= pad
        self.right_indent -= pad
        self._decorate(DecorationKind.CODE, self.cursor.position(), pad)
        self.inlines.plain(self.cursor, value, start, Role.CODE)
        self.owe(self.style.gap(14) + pad)

    def _fault(self, block: nodes.FaultBlock) -> None:
        pad = self.style.gap(10)
        self.owe(self.style.gap(12) + pad)
        self.begin_block(Role.FURNITURE)
        self._decorate(DecorationKind.FAULT, self.cursor.position(), pad)
        self.inlines.furniture(self.cursor, f"{block.message} ", Role.LABEL)
        self.inlines.plain(self.cursor, block.value, block.start, Role.CODE)
        self.owe(self.style.gap(14) + pad)

    def _definitions(self, block: nodes.DefinitionList) -> None:
        indent = self.style.gap(22)
        for item in block.items:
            self.begin_block(Role.TERM, before=self.style.gap(14), after=self.style.gap(2))
            self.page.anchors[item.id] = self.cursor.position()
            self.inlines.write(self.cursor, item.term, Role.TERM)
            self.indent += indent
            self.blocks(item.blocks)
            self.indent -= indent

    def _footnotes(self, footnotes: Sequence[nodes.Footnote]) -> None:
        self.begin_block(Role.FURNITURE, before=self.style.gap(32), after=self.style.gap(12))
        self._decorate(DecorationKind.RULE, self.cursor.position())
        before, self.body = self.body, Role.NOTE
        step = self.style.px(14) + self.style.px(8) * len(str(len(footnotes)))
        self.indent += step
        self._list_depth += 1
        for note in footnotes:
            self._marker = (f"{note.number}.", Role.NOTE.name)
            if not note.blocks:
                self.begin_block(Role.NOTE)
            first = self.next_position()
            self.blocks(note.blocks)
            self.page.anchors[f"fn:{note.label}"] = first
            self.inlines.furniture(self.cursor, "\u00a0", Role.NOTE)
            self.inlines.furniture(self.cursor, "↑", Role.NOTE, f"fnref:{note.label}")
        self._list_depth -= 1
        self.indent -= step
        self.body = before

    def _neighbours(self, furniture: Furniture) -> None:
        space = self.style.gap(36)
        rows = (
            ("nav:previous", _("Previous"), furniture.previous),
            ("nav:next", _("Next"), furniture.following),
        )
        for target, label, title in rows:
            if not title:
                continue
            self.begin_block(Role.FURNITURE, before=space, after=self.style.gap(6))
            if space > self.style.gap(20):
                self._decorate(DecorationKind.RULE, self.cursor.position())
                self.begin_block(Role.FURNITURE, before=self.style.gap(20), after=self.style.gap(6))
            self.inlines.furniture(self.cursor, f"{label}\u2002", Role.FURNITURE)
            self.inlines.furniture(self.cursor, title, Role.FURNITURE, target)
            space = self.style.gap(4)

    def reserve(self, decoration: Decoration) -> int:
        """Give a decoration its place beneath those of the blocks in it, and return that: its end isn't known yet."""
        self.page.decorations.append(decoration)
        return len(self.page.decorations) - 1

    def _decorate(self, kind: DecorationKind, position: int, pad: float = 0) -> None:
        self.page.decorations.append(Decoration(kind, position, position, self.indent, self.right_indent, pad))

    def next_position(self) -> int:
        """Return the document position at which the next block will begin."""
        return self.cursor.position() + (not self._fresh)

    def last_position(self) -> int:
        """Return a document position in what was set last, be it a block or a table."""
        # Right behind a table stands the still empty block that Qt made; the table itself ends before it.
        return self.cursor.position() - (1 if self._fresh else 0)


def set_margins(document: QTextDocument, left: float, right: float, top: float, bottom: float) -> None:
    """Give the page its margins, in pixels: the column stands between them."""
    root = document.rootFrame()
    frame_format = QTextFrameFormat()
    frame_format.setLeftMargin(left)
    frame_format.setRightMargin(right)
    frame_format.setTopMargin(top)
    frame_format.setBottomMargin(bottom)
    root.setFrameFormat(frame_format)
