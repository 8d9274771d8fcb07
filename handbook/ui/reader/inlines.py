"""Runs of text: inline nodes written into a document, with the map, the links and the soft hyphens they need."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, assert_never

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor

from handbook.book import nodes
from handbook.ui.reader.page import PICTURE_OBJECT, ObjectProperty, Page, PageLink, PlacedPicture
from handbook.ui.reader.style import PageStyle, Role
from handbook.ui.theme import Hue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SOFT_HYPHEN = "\u00ad"
_LINE_SEPARATOR = "\u2028"
_THIN_SPACE = "\u2009"
_EXTERNAL_MARK = "↗"
_WORD = re.compile(r"[^\W\d_]{5,}")


class LinkKind(Enum):
    """How a link is shown."""

    PLACE = "place"
    EXTERNAL = "external"
    TERM = "term"
    BROKEN = "broken"
    BUTTON = "button"


class _Look(NamedTuple):
    """Which marks a run has; the key of the cache of character formats."""

    role: Role
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    note: bool = False
    external_mark: bool = False
    keys: bool = False
    abbreviation: str = ""
    link: int = -1
    kind: LinkKind = LinkKind.PLACE


class InlineWriter:
    """Writes inline nodes at a cursor, and records on the page where each of them came to stand."""

    def __init__(
        self,
        page: Page,
        style: PageStyle,
        hyphenation: Mapping[str, str],
        classify: Callable[[str], LinkKind],
        place_picture: Callable[[nodes.Image], PlacedPicture],
    ) -> None:
        """Bind the writer to a page.

        Args:
            page: Gets the map, links and pictures.
            style: Decides the formats.
            hyphenation: Word → the word with soft hyphens.
            classify: Says how a link's target is shown.
            place_picture: Finds an inline image's file.
        """
        self._page = page
        self._style = style
        self._hyphenation = hyphenation
        self._classify = classify
        self._place_picture = place_picture
        self._formats: dict[_Look, QTextCharFormat] = {}

    def write(self, cursor: QTextCursor, children: Sequence[nodes.Inline], role: Role) -> None:
        """Write `children` at `cursor` in `role`."""
        self._write(cursor, children, _Look(role))

    def furniture(
        self, cursor: QTextCursor, text: str, role: Role, target: str = "", kind: LinkKind = LinkKind.PLACE
    ) -> None:
        """Write text that isn't the chapter's own (labels, numbers): it has no place in the map.

        Args:
            cursor: Where.
            text: What.
            role: How.
            target: Makes it a link, when given.
            kind: How a link is shown.
        """
        look = _Look(role, kind=kind)
        if target:
            look = look._replace(link=self._add_link(target))
        start = cursor.position()
        cursor.insertText(text, self._format(look))
        if target:
            self._close_link(look.link, start, cursor.position())

    def plain(self, cursor: QTextCursor, value: str, start: int, role: Role) -> None:
        """Write a run that is neither hyphenated nor marked (code blocks); newlines stay within the block."""
        self._page.map.add(start, cursor.position(), value)
        cursor.insertText(value.replace("\n", _LINE_SEPARATOR), self._format(_Look(role)))

    def _write(self, cursor: QTextCursor, children: Sequence[nodes.Inline], look: _Look) -> None:
        for node in children:
            match node:
                case nodes.Text():
                    self._write_text(cursor, node, look)
                case nodes.Emphasis():
                    # Emphasis within emphasis turns upright again, as in print.
                    self._write(cursor, node.children, look._replace(italic=not look.italic))
                case nodes.Strong():
                    self._write(cursor, node.children, look._replace(bold=True))
                case nodes.Strike():
                    self._write(cursor, node.children, look._replace(strike=True))
                case nodes.Link():
                    self._write_link(cursor, node, look)
                case nodes.Code():
                    start = cursor.position()
                    self._page.map.add(node.start, start, node.value)
                    cursor.insertText(node.value, self._format(look._replace(code=True)))
                    self._page.codes.append((start, cursor.position()))
                case nodes.Keys():
                    self._write_keys(cursor, node, look)
                case nodes.Abbreviation():
                    self._page.map.add(node.start, cursor.position(), node.value)
                    cursor.insertText(node.value, self._format(look._replace(abbreviation=node.title)))
                case nodes.LineBreak():
                    self._page.map.add(node.start, cursor.position(), "\n")
                    cursor.insertText(_LINE_SEPARATOR, self._format(look))
                case nodes.Image():
                    self._write_image(cursor, node, look)
                case nodes.FootnoteReference():
                    self._write_reference(cursor, node, look)
                case _:
                    assert_never(node)

    def _write_text(self, cursor: QTextCursor, node: nodes.Text, look: _Look) -> None:
        shown = _WORD.sub(self._hyphenate, node.value)
        position = cursor.position()
        offset = node.start
        for piece in shown.split(SOFT_HYPHEN):
            position = self._page.map.add(offset, position, piece) + 1
            offset += len(piece)
        cursor.insertText(shown, self._format(look))

    def _hyphenate(self, match: re.Match[str]) -> str:
        word = match.group()
        return self._hyphenation.get(word, word)

    def _write_link(self, cursor: QTextCursor, node: nodes.Link, look: _Look) -> None:
        number = self._add_link(node.target)
        kind = self._classify(node.target)
        start = cursor.position()
        self._write(cursor, node.children, look._replace(link=number, kind=kind))
        self._close_link(number, start, cursor.position())
        if kind is LinkKind.EXTERNAL:
            # A word joiner keeps the mark on the line of the link's last word.
            cursor.insertText(f"\u2060{_EXTERNAL_MARK}", self._format(look._replace(external_mark=True)))

    def _write_keys(self, cursor: QTextCursor, node: nodes.Keys, look: _Look) -> None:
        plain = self._format(look)
        caps = self._format(look._replace(keys=True))
        offset = node.start
        # Thin spaces of the page's own keep the caps clear of each other and of the words around them.
        cursor.insertText(_THIN_SPACE, plain)
        for index, name in enumerate(node.names):
            if index:
                self._page.map.add(offset, cursor.position(), "+")
                cursor.insertText(f"+{_THIN_SPACE}", plain)
                offset += 1
            start = cursor.position()
            self._page.map.add(offset, start, name)
            cursor.insertText(name, caps)
            self._page.keycaps.append((start, cursor.position()))
            cursor.insertText(_THIN_SPACE, plain)
            offset += len(name)

    def _write_image(self, cursor: QTextCursor, node: nodes.Image, look: _Look) -> None:
        self._page.map.add(node.start, cursor.position(), nodes.OBJECT_REPLACEMENT)
        self.picture(cursor, self._place_picture(node), self._format(look))

    def picture(self, cursor: QTextCursor, placed: PlacedPicture, base: QTextCharFormat | None = None) -> None:
        """Write a picture as one object character."""
        char_format = QTextCharFormat(base) if base is not None else QTextCharFormat()
        char_format.setObjectType(PICTURE_OBJECT)
        char_format.setProperty(ObjectProperty.PICTURE, len(self._page.pictures))
        self._page.pictures.append(placed)
        cursor.insertText(nodes.OBJECT_REPLACEMENT, char_format)

    def picture_link(self, cursor: QTextCursor, placed: PlacedPicture, target: str) -> None:
        """Write a picture that can be opened like a link."""
        number = self._add_link(target)
        base = QTextCharFormat()
        base.setAnchor(True)
        base.setAnchorHref(f"l:{number}")
        start = cursor.position()
        self.picture(cursor, placed, base)
        self._close_link(number, start, cursor.position())

    def _write_reference(self, cursor: QTextCursor, node: nodes.FootnoteReference, look: _Look) -> None:
        number = self._add_link(f"fn:{node.label}")
        start = cursor.position()
        self._page.anchors.setdefault(f"fnref:{node.label}", start)
        cursor.insertText(str(node.number), self._format(look._replace(note=True, link=number)))
        self._close_link(number, start, cursor.position())

    def _add_link(self, target: str) -> int:
        self._page.links.append(PageLink(target, 0, 0))
        return len(self._page.links) - 1

    def _close_link(self, number: int, start: int, end: int) -> None:
        self._page.links[number] = self._page.links[number]._replace(start=start, end=end)

    def _format(self, look: _Look) -> QTextCharFormat:
        # A link's number is part of the format, so only formats without one are worth keeping.
        found = self._formats.get(look)
        if found is not None:
            return found
        result = self._make_format(look)
        if look.link < 0:
            self._formats[look] = result
        return result

    def _make_format(self, look: _Look) -> QTextCharFormat:
        theme = self._style.theme
        base = Role.CODE if look.code else look.role
        result = self._style.char_format(base)
        if look.code:
            size = self._style.font(look.role).pixelSize() * 0.88
            result.setProperty(QTextCharFormat.Property.FontPixelSize, round(size))
        if look.bold:
            result.setFontWeight(QFont.Weight.Bold if look.role in (Role.BODY, Role.QUOTE) else QFont.Weight.DemiBold)
        if look.italic:
            result.setFontItalic(True)
        if look.strike:
            result.setFontStrikeOut(True)
        if look.keys:
            result.setFontFamilies([Role.LABEL.value[0]])
            size = self._style.font(look.role).pixelSize() * 0.86
            result.setProperty(QTextCharFormat.Property.FontPixelSize, round(size))
        if look.external_mark:
            # Of the two faces only the upright text face has the arrow.
            result.setFontFamilies([Role.BODY.value[0]])
            result.setFontItalic(False)
            result.setForeground(QColor(theme.muted))
            result.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        if look.abbreviation:
            result.setToolTip(look.abbreviation)
            result.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            result.setUnderlineColor(QColor(theme.border))
        if look.link >= 0:
            self._mark_link(result, look)
        return result

    def _mark_link(self, result: QTextCharFormat, look: _Look) -> None:
        theme = self._style.theme
        result.setAnchor(True)
        result.setAnchorHref(f"l:{look.link}")
        inside = look.kind in (LinkKind.TERM, LinkKind.BROKEN)
        result.setForeground(QColor(theme.text if inside else theme.link))
        if look.note:
            result.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            result.setFontFamilies([Role.NOTE.value[0]])
            return
        if look.kind is LinkKind.BUTTON:
            return
        underline = QTextCharFormat.UnderlineStyle
        style, colour = {
            LinkKind.TERM: (underline.DotLine, theme.accent),
            LinkKind.BROKEN: (underline.WaveUnderline, theme.accents[Hue.RED].strong),
        }.get(look.kind, (underline.SingleUnderline, theme.link))
        result.setUnderlineStyle(style)
        result.setUnderlineColor(QColor(colour))
