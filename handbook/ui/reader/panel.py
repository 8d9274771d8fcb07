"""The reading panel: a chapter on its page, with find bar, cards, link target and context menu.

It is told what to show; what the reader wants beyond the page is passed up as signals.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from handbook.book.address import Address
from handbook.export.citation import citation, section_at
from handbook.i18n import _
from handbook.ui.reader.builder import PageBuilder
from handbook.ui.reader.chapter_page import ChapterPress
from handbook.ui.reader.finding import Finder
from handbook.ui.reader.inlines import LinkKind
from handbook.ui.reader.links import LinkFollower, OpenChapter
from handbook.ui.reader.page import Page, PlacedPicture
from handbook.ui.reader.style import PageStyle, column_width
from handbook.ui.reader.view import PageView

if TYPE_CHECKING:
    from handbook.book import nodes
    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.settings import Reading
    from handbook.ui.theme import Theme

_NARROW = 480
# Least space beside the column, in a wide and in a narrow window; and above and below the text.
_SIDES = (28, 16)
_TOPS = (34, 18)
_BOTTOM = 96
# How far below the window's edge a line that was asked for comes to stand: less than the lowest line is high, so that
# it is found again as the first one that is whole. In pixels.
_MARGIN = 12
_LINE_MARGIN = 3


class Message(NamedTuple):
    """A page that is no chapter: what went wrong, and what to do."""

    title: str
    paragraphs: tuple[str, ...]


class ReaderPanel(QWidget):
    """Shows chapters of a handbook.

    Signals:
        section_changed: Another section is being read: its index in the tree, -1 for none.
        scrolled: The reader moved on the page.
        size_wanted: Text larger (+1) or smaller (-1).
        side_button: Back (-1) or forward (+1).
        page_set: Another page is on the screen, or the same one set anew.
        menu_wanted: A context menu is about to open: the window adds its actions to it.
        covered: A page of another sort has taken the text's place, or has given it back.
    """

    section_changed = Signal(int)
    scrolled = Signal()
    size_wanted = Signal(int)
    side_button = Signal(int)
    page_set = Signal()
    menu_wanted = Signal(QMenu)
    covered = Signal()

    def __init__(self, theme: Theme, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reading = reading
        self._handbook: Handbook | None = None
        self._press: ChapterPress | None = None
        self._message: Message | None = None
        self._section = -1
        self._pinned = (-1, -1)
        self._kept = (0, -1)
        self.chapter: Chapter | None = None
        self.tree: nodes.ChapterTree | None = None
        self.cover: QWidget | None = None
        self.view = PageView(self)
        self.view.setAccessibleName(_("Text"))
        # A bar that came with a long page would change the width, and the page would have to be set twice.
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.finder = Finder(self.view, self, theme)
        self.links = LinkFollower(self.view, self, self.page_style)
        self.links.anchor_wanted.connect(self.go_to_anchor)
        self.view.scrolled.connect(self._on_scroll)
        self.view.resizing.connect(self._on_resizing)
        self.view.resized.connect(self._on_resized)
        self._reset = QTimer(self, singleShot=True, interval=0)
        self._reset.timeout.connect(self._fit_column)
        self.view.zoom_wheel.connect(self.size_wanted)
        self.view.side_button.connect(self.side_button)
        self.view.pressed.connect(self.links.dismiss)
        self.view.menu_asked.connect(self._open_menu)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.set_look(theme, reading)

    @property
    def offset(self) -> int:
        """Text offset of the line at the top of the window; 0 at the page's beginning."""
        if self.view.page is None or self.view.verticalScrollBar().value() == 0:
            return 0
        if self.view.verticalScrollBar().value() == self._kept[1] or self._reset.isActive():
            return self._kept[0]
        return self.view.page.map.to_text(self.view.top_position())

    @property
    def title(self) -> str:
        """Title of what is on the screen; "" for a message."""
        if self.cover is not None:
            return self.cover.accessibleName()
        return self.chapter.title if self.chapter is not None else ""

    @property
    def section_index(self) -> int:
        """Index in the tree of the section that is being read; -1 for none."""
        return self._section

    @property
    def section(self) -> nodes.Section | None:
        """The section that is being read."""
        if self.tree is None or not 0 <= self._section < len(self.tree.sections):
            return None
        return self.tree.sections[self._section]

    def set_cover(self, page: QWidget | None) -> None:
        """Let a page of another sort stand in the text's place; None, or going anywhere in the text, gives it back."""
        before = self.cover
        if page is before:
            return
        if before is None:
            self.dismiss()
        focused: QWidget | None = self.window().focusWidget()
        has_keyboard = before is not None and focused is not None and before.isAncestorOf(focused)
        self.cover = page
        if before is not None:
            before.hide()
        if page is not None:
            self._layout.addWidget(page)
        shown = page or self.view
        self.view.setVisible(page is None)
        # The pointer may have been on a link.
        self.view.link_hovered.emit(-1)
        shown.show()
        self.setFocusProxy(shown)
        if has_keyboard:
            self.setFocus()
        self.covered.emit()

    def set_handbook(self, handbook: Handbook) -> None:
        """Take chapters from `handbook` from now on."""
        self._handbook = handbook
        self._press = ChapterPress(handbook)

    def show_chapter(self, chapter: Chapter, tree: nodes.ChapterTree, offset: int = 0, section: str = "") -> bool:
        """Show a chapter of the handbook.

        Args:
            chapter: Which.
            tree: Its tree.
            offset: Text offset to scroll to.
            section: Id of a heading, term or note to scroll to instead, when given.

        Returns:
            Whether the section is there.
        """
        self.set_cover(None)
        self.chapter, self.tree, self._message = chapter, tree, None
        self._section, self._pinned = -1, (-1, -1)
        self._set()
        found = True
        if section:
            found = self.go_to_anchor(section)
        else:
            self.go_to_offset(offset)
        self._on_scroll()
        return found

    def show_message(self, message: Message, chapter: Chapter | None = None) -> None:
        """Show a message in the place of a chapter, of `chapter` if it is about one."""
        self.set_cover(None)
        self.chapter, self.tree, self._message = chapter, None, message
        self._section = -1
        self._set()
        self.section_changed.emit(-1)

    def set_look(self, theme: Theme, reading: Reading) -> None:
        """Set the page anew in another theme, size or measure; the reader stays on the line."""
        offset = self.offset
        self._theme, self._reading = theme, reading
        self.finder.set_theme(theme)
        if self.chapter is not None or self._message is not None:
            self._set()
            self.go_to_offset(offset)

    def go_to_section(self, index: int) -> None:
        """Scroll to a section of the open chapter."""
        self.set_cover(None)
        if self.tree is None or self.view.page is None or not 0 <= index < len(self.tree.sections):
            return
        section = self.tree.sections[index]
        if section.start == 0:
            self.view.verticalScrollBar().setValue(0)
        else:
            self.view.scroll_to(self.view.page.map.to_document(section.start), margin=_MARGIN)
        self._pin(index)

    def go_to_anchor(self, name: str) -> bool:
        """Scroll to a heading, term or note of the open chapter.

        Returns:
            Whether there is one of that name; the page's beginning is shown when there is none.
        """
        self.set_cover(None)
        if self.view.page is None:
            return False
        position = self.view.page.anchors.get(name)
        # The chapter's own title is the beginning of the page, with what stands above it.
        is_title = self.tree is not None and any(s.id == name and s.level == 1 for s in self.tree.sections[:1])
        if position is None or is_title:
            self.view.verticalScrollBar().setValue(0)
        else:
            # A tool's sheet begins above its first line.
            self.view.scroll_to(position, margin=2 * _MARGIN if name in self.view.page.tools else _MARGIN)
        if self.tree is not None:
            self._pin(next((i for i, section in enumerate(self.tree.sections) if section.id == name), -1))
        return position is not None

    def dismiss(self) -> bool:
        """Close what lies over the page, the uppermost first. Returns whether anything did."""
        return self.links.dismiss() or self.finder.dismiss() or self.uncover()

    def uncover(self) -> bool:
        """Give the text its place back. Returns whether another page had taken it."""
        is_covered = self.cover is not None
        self.set_cover(None)
        return is_covered

    def reference(self) -> str:
        """Return the source of the place on the screen, after the selected words if there are any."""
        if self._handbook is None or self.chapter is None or self.tree is None:
            return ""
        quote = self.view.selected_text()
        section = self.section
        if quote and self.view.page is not None:
            start = self.view.page.map.to_text(self.view.textCursor().selectionStart())
            section = section_at(self.tree.sections, start)
        return citation(self._handbook.manifest, self.chapter, section, quote)

    def address(self) -> Address | None:
        """Return the address of the section on the screen."""
        if self.chapter is None:
            return None
        section = self.section
        return Address(self.chapter.key, section.id if section is not None and section.level > 1 else "")

    def page_style(self, column: float | None = None) -> PageStyle:
        """Return how the page is set in the room that there is now, or in a column of that many pixels."""
        reading = self._reading
        width = self.view.viewport().width()
        wide = column or width - 2 * _SIDES[width < _NARROW]
        column = column or column_width(wide, reading.text_size, reading.line_length)
        return PageStyle(self._theme, reading.text_size, reading.line_spacing, column, wide)

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        link = self.view.link(self.view.link_at(self.view.viewport().mapFromGlobal(at)))
        address = self.links.address_of(link) if link is not None else ""
        if address:
            copy = menu.addAction(_("Copy the link’s address"))
            copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(address))
            menu.addSeparator()
        self.menu_wanted.emit(menu)
        menu.exec(at)
        menu.deleteLater()

    def _set(self) -> None:
        self._kept = (0, -1)
        style = self.page_style()
        handbook, press, chapter, tree = self._handbook, self._press, self.chapter, self.tree
        opened = None
        if handbook is not None and press is not None and chapter is not None and tree is not None:
            opened = OpenChapter(handbook, press, chapter.key, tree)
        self.links.set_chapter(opened)
        self.view.set_vertical_margins(_TOPS[self.view.viewport().width() < _NARROW], _BOTTOM)
        self.view.set_page(self._make_page(style), style, self.tree)
        self.finder.refresh()
        self.page_set.emit()

    def _make_page(self, style: PageStyle) -> Page:
        if self.chapter is not None and self.tree is not None and self._press is not None:
            return self._press.chapter(self.chapter, self.tree, style)
        message = self._message or Message("", ())
        builder = PageBuilder(style, lambda _target: LinkKind.PLACE, _no_picture)
        return builder.message(message.title, message.paragraphs)

    def go_to_offset(self, offset: int) -> None:
        """Scroll so that the line of a text offset of the open chapter stands at the top."""
        if self.view.page is None or offset <= 0:
            self.view.verticalScrollBar().setValue(0)
            return
        position = self.view.page.map.to_document(offset)
        is_heading = self.view.document().findBlock(position).blockFormat().headingLevel() > 0
        # Above a line there is no more room than its leading: half a line would show.
        self.view.scroll_to(position, margin=_MARGIN if is_heading else _LINE_MARGIN)
        # The place itself is kept, not the beginning of the line that it is in now: it would creep with every setting.
        self._kept = (offset, self.view.verticalScrollBar().value())

    def _pin(self, index: int) -> None:
        """Take a section that was jumped to for the one being read, until the reader scrolls on."""
        self._pinned = (index, self.view.verticalScrollBar().value()) if index >= 0 else (-1, -1)
        self._on_scroll()

    def _on_resizing(self) -> None:
        # Laying out in another width moves the page under the scroll bar: the place is taken down before that.
        self._kept = (self.offset, -1)

    def _on_resized(self) -> None:
        self.go_to_offset(self._kept[0])
        # Setting the page anew within a resize would delete the document that Qt is laying out.
        self._reset.start()

    def _fit_column(self) -> None:
        style, wanted = self.view.style_of_page, self.page_style()
        if style is not None and max(abs(style.column - wanted.column), abs(style.wide - wanted.wide)) >= 1:
            offset = self._kept[0]
            self._set()
            self.go_to_offset(offset)

    def _on_scroll(self) -> None:
        self.scrolled.emit()
        self.links.dismiss()
        if self.tree is None or self.view.page is None:
            return
        # A section is being read when its heading has come into the upper third of the window.
        bar = self.view.verticalScrollBar()
        third = bar.value() + self.view.viewport().height() / 3
        position = self.view.position_at(third)
        offset = self.view.page.map.to_text(position)
        index = bisect_right([section.start for section in self.tree.sections], offset) - 1
        if bar.value() == 0:
            index = min(index, 0)
        if bar.value() == self._pinned[1]:
            index = self._pinned[0]
        if index != self._section:
            self._section = index
            self.section_changed.emit(index)


def _no_picture(node: nodes.Image | nodes.Figure) -> PlacedPicture:
    return PlacedPicture(None, node.source, node.alt, inline=True)
