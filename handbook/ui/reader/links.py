"""What a link on the page does: scroll, show a card, show a picture, or ask for another place.

Footnotes and glossary terms show in a card where the reader is; the pointer resting on one brings the card up too.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

from handbook.book import nodes
from handbook.book.address import Address
from handbook.book.library import Handbook, LinkKind
from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.ui.fonts import ui_font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handbook.ui.reader.card import Card
    from handbook.ui.reader.chapter_page import ChapterPress
    from handbook.ui.reader.page import PageLink
    from handbook.ui.reader.style import PageStyle
    from handbook.ui.reader.view import PageView

_HOVER_MS = 450
# Links that the page makes by itself, to what stands on it or around it.
_OWN = ("fn:", "fnref:", "figure:", "nav:", "tool:", "field:")


class OpenChapter(NamedTuple):
    """What is on the screen, and where its links count from."""

    handbook: Handbook
    press: ChapterPress
    key: str
    tree: nodes.ChapterTree


class LinkFollower(QObject):
    """Follows the links of one view.

    Signals:
        place_wanted: Another place of the handbook.
        external_wanted: An address outside it.
        file_wanted: A file of the handbook that is no chapter: its path.
        broken: A link that leads nowhere, as its author wrote it.
        neighbour_wanted: The previous (-1) or the next (+1) chapter.
        anchor_wanted: A place on this page, by its name in `Page.anchors`.
        tool_wanted: A tool is to be filled in: its id.
    """

    place_wanted = Signal(Address)
    external_wanted = Signal(str)
    file_wanted = Signal(str)
    broken = Signal(str)
    neighbour_wanted = Signal(int)
    anchor_wanted = Signal(str)
    tool_wanted = Signal(str)

    def __init__(self, view: PageView, over: QWidget, card_style: Callable[[float], PageStyle]) -> None:
        """Bind the follower to a view.

        Args:
            view: Whose links are followed.
            over: Widget around the view, which cards and the link's target are laid over.
            card_style: Returns how a card of that column width is set.
        """
        super().__init__(view)
        self._view = view
        self._over = over
        self._card: Card | None = None
        self._target: QLabel | None = None
        self._card_style = card_style
        self._open: OpenChapter | None = None
        self._card_key = ""
        self._card_place: Address | None = None
        self._hovered = -1
        self._hover = QTimer(self, singleShot=True, interval=_HOVER_MS)
        self._hover.timeout.connect(self._show_hovered)
        view.link_activated.connect(self.follow)
        view.link_hovered.connect(self._on_hover)
        view.scrolled.connect(self._hide_target)

    @cached_property
    def card(self) -> Card:
        """The card for notes and terms; made when the first one is shown."""
        from handbook.ui.reader.card import Card

        self._card = Card(self._over)
        self._card.link_activated.connect(self._follow_from_card)
        self._card.opened.connect(self._open_place)
        return self._card

    def dismiss(self) -> bool:
        """Close the card. Returns whether one was open."""
        was_open = self._card is not None and self._card.isVisible()
        if self._card is not None:
            self._card.dismiss()
        return was_open

    def set_chapter(self, chapter: OpenChapter | None) -> None:
        """Say what is on the screen now; a card that is open closes."""
        self._open = chapter
        self._hovered = -1
        self._hover.stop()
        self.dismiss()
        self._hide_target()

    def follow(self, number: int) -> None:
        """Follow the view's link of that number."""
        link = self._view.link(number)
        if link is None or self._open is None:
            return
        kind, _colon, name = link.target.partition(":")
        match kind:
            case "fn":
                self._show_footnote(number, name, focus=True)
            case "fnref" | "field":
                self.anchor_wanted.emit(link.target)
            case "tool":
                self.tool_wanted.emit(name)
            case "figure":
                self.show_picture(int(name))
            case "nav":
                self.neighbour_wanted.emit(1 if name == "next" else -1)
            case _ if self._open.press.is_term(self._open.key, link.target):
                self._show_term(number, link.target, focus=True)
            case _:
                self._follow_target(self._open.key, link.target)

    def follow_written(self, target: str) -> None:
        """Follow a link that stands in a note of the reader's: from the chapter that is open."""
        if self._open is not None:
            self._follow_target(self._open.key, target)

    def follow_from(self, key: str, target: str) -> None:
        """Follow a link that stands in another chapter, as its author wrote it there."""
        if self._open is not None:
            self._follow_target(key, target)

    def show_picture(self, index: int) -> None:
        """Open the page's picture of that index in a window of its own."""
        page, style = self._view.page, self._view.style_of_page
        if page is None or style is None or self._open is None or not 0 <= index < len(page.pictures):
            return
        placed = page.pictures[index]
        if placed.picture is not None:
            from handbook.ui.reader.picture_window import PictureWindow

            window = PictureWindow(placed.picture, placed.caption, placed.alt, style.theme, self._view)
            window.exec()
            window.deleteLater()

    def address_of(self, link: PageLink) -> str:
        """Return what a link leads to as text that can be copied: a web address or an address of the handbook."""
        if self._open is None or link.target.startswith(_OWN):
            return ""
        target = self._open.handbook.resolve(self._open.key, link.target)
        return target.url if target.kind is LinkKind.EXTERNAL else str(target.address or "")

    def _follow_target(self, key: str, written: str) -> None:
        assert self._open is not None  # noqa: S101 - narrows the type; callers have looked
        target = self._open.handbook.resolve(key, written)
        if target.kind is LinkKind.EXTERNAL:
            self.external_wanted.emit(target.url)
        elif target.kind is LinkKind.PLACE and target.address is not None:
            self.dismiss()
            self.place_wanted.emit(target.address)
        elif target.kind is LinkKind.FILE:
            self.file_wanted.emit(str(self._open.handbook.root / target.url))
        else:
            self.broken.emit(written)

    def _follow_from_card(self, link: PageLink) -> None:
        if self._open is None:
            return
        if link.target.startswith(_OWN):
            # What stands in the chapter that the card is an excerpt of is seen there.
            self._open_place()
        else:
            self._follow_target(self._card_key, link.target)

    def _open_place(self) -> None:
        self.dismiss()
        if self._card_place is not None:
            self.place_wanted.emit(self._card_place)

    def _show_footnote(self, number: int, label: str, *, focus: bool) -> None:
        assert self._open is not None  # noqa: S101 - narrows the type; callers have looked
        note = next((note for note in self._open.tree.footnotes if note.label == label), None)
        if note is None:
            return
        self._card_place = Address(self._open.key, f"fn:{label}")
        title = _("Note {number}").format(number=note.number)
        self._show_card(number, title, self._open.key, self._open.tree, note.blocks, focus=focus)

    def _show_term(self, number: int, written: str, *, focus: bool) -> None:
        assert self._open is not None  # noqa: S101 - narrows the type; callers have looked
        address = self._open.handbook.resolve(self._open.key, written).address
        if address is None:
            self.broken.emit(written)
            return
        try:
            tree = self._open.handbook.tree(address.chapter)
        except HandbookError:
            # The glossary itself can't be read: going there says why.
            self.place_wanted.emit(address)
            return
        term = find_definition(tree.blocks, address.section)
        if term is None:
            self.place_wanted.emit(address)
            return
        self._card_place = address
        heading = nodes.Paragraph((nodes.Strong(term.term),), term.start, term.start)
        self._show_card(number, _("Glossary"), address.chapter, tree, (heading, *term.blocks), focus=focus)

    def _show_card(
        self, number: int, title: str, key: str, tree: nodes.ChapterTree, blocks: Sequence[nodes.Block], *, focus: bool
    ) -> None:
        assert self._open is not None  # noqa: S101 - narrows the type; callers have looked
        self._card_key = key
        percent = self._view.style_of_page.percent if self._view.style_of_page else 100
        style = self._card_style(self.card.text_width(percent))
        page = self._open.press.excerpt(key, tree, blocks, style)
        beside = self._view.link_rect(number).translated(QPoint(self._view.x(), self._view.y()))
        button = _("Open in the glossary") if key != self._open.key else ""
        self.card.show_page(title, page, style, tree, beside, button, focus=focus)

    def _on_hover(self, number: int) -> None:
        self._hovered = number
        link = self._view.link(number)
        self._show_pressable(number)
        if link is None or self._open is None:
            self._hover.stop()
            self._hide_target()
            return
        if link.target.startswith("fn:") or self._open.press.is_term(self._open.key, link.target):
            self._hover.start()
            return
        text = self._explain(link)
        self._show_target(text)
        if link.target.startswith("tool:") and self._view.is_on_link:
            # The link's own words are those of every tool.
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, text))

    def _show_pressable(self, number: int) -> None:
        """Let a button on the page look as one that the pointer is on."""
        page = self._view.page
        if page is not None and page.hovered != number:
            page.hovered = number
            self._view.viewport().update()

    def _explain_tool(self, id_: str) -> str:
        assert self._open is not None  # noqa: S101 - narrows the type; callers have looked
        from handbook.book.forms import tools
        from handbook.book.walk import plain_text

        title = next((plain_text(tool.title) for tool in tools(self._open.tree.blocks) if tool.id == id_), id_)
        return _("Fill in “{title}”").format(title=title)

    def _show_target(self, text: str) -> None:
        if self._target is None:
            self._target = QLabel(self._over)
            self._target.setObjectName("LinkTarget")
            self._target.setFont(ui_font(13))
        label = self._target
        label.setText(text)
        label.setVisible(bool(text))
        label.adjustSize()
        label.resize(min(label.width(), self._view.width() - 8), label.height())
        label.move(0, self._view.height() - label.height())
        label.raise_()

    def _hide_target(self) -> None:
        if self._target is not None:
            self._target.hide()

    def _show_hovered(self) -> None:
        link = self._view.link(self._hovered)
        if link is None or self._open is None:
            return
        if link.target.startswith("fn:"):
            self._show_footnote(self._hovered, link.target.removeprefix("fn:"), focus=False)
        else:
            self._show_term(self._hovered, link.target, focus=False)

    def _explain(self, link: PageLink) -> str:
        assert self._open is not None  # noqa: S101 - narrows the type; callers have looked
        if link.target.startswith("figure:"):
            return _("Show the figure large")
        if link.target.startswith("tool:"):
            return self._explain_tool(link.target.removeprefix("tool:"))
        if link.target.startswith(_OWN):
            return ""
        target = self._open.handbook.resolve(self._open.key, link.target)
        if target.kind is LinkKind.EXTERNAL:
            return _("Opens in the browser: {address}").format(address=target.url)
        if target.kind is LinkKind.FILE:
            return target.url
        if target.kind is not LinkKind.PLACE or target.address is None:
            return _("This link leads nowhere: {target}").format(target=link.target)
        chapter = self._open.handbook.chapter(target.address.chapter)
        title = chapter.title if chapter else target.address.chapter
        return f"{title} · #{target.address.section}" if target.address.section else title


def find_definition(blocks: Sequence[nodes.Block], name: str) -> nodes.Definition | None:
    """Return the definition with that id among the chapter's definition lists, or None."""
    for block in blocks:
        if isinstance(block, nodes.DefinitionList):
            for item in block.items:
                if item.id == name:
                    return item
    return None
