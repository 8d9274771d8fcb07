"""A small card over the page: a footnote or a glossary term, where the reader is, without leaving the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from handbook.ui.floating import Floating
from handbook.ui.fonts import ui_font
from handbook.ui.reader.page import Page, PageLink
from handbook.ui.reader.view import PageView
from handbook.ui.theme import S2, S3

if TYPE_CHECKING:
    from handbook.book import nodes
    from handbook.ui.reader.style import PageStyle

MAX_WIDTH = 460
# The card leaves the line that it belongs to, and something around it, in sight.
_LEAST_HEIGHT, _MOST_OF_HEIGHT = 200, 0.55
_GAP = 6


class Card(Floating):
    """Shows a short page beside a link, above or below it.

    Signals:
        link_activated: A link on the card was followed.
        opened: The reader asked for the whole place.
    """

    link_activated = Signal(PageLink)
    opened = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setFont(ui_font(13, ui_font().Weight.DemiBold))
        self._title.setObjectName("Hint")
        self._view = PageView(self)
        self._view.set_vertical_margins(0, 2)
        self._view.is_raised = True
        self._view.link_activated.connect(self._on_link)
        self._open = QPushButton()
        self._open.clicked.connect(self._on_open)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(S3 + 2, S3, S3 + 2, S3)
        layout.setSpacing(S2)
        layout.addWidget(self._title)
        layout.addWidget(self._view, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._open)
        layout.addLayout(row)
        self._focus_before: QWidget | None = None

    def text_width(self, percent: int) -> int:
        """Return the width of the card's column in pixels, for text of that size; large text gets a wider card."""
        wanted = MAX_WIDTH * (1 + max(0, percent - 100) / 200)
        return min(round(wanted), self._over.width() - 24) - 2 * (S3 + 3)

    def show_page(
        self,
        title: str,
        page: Page,
        style: PageStyle,
        tree: nodes.ChapterTree,
        beside: QRectF,
        button: str,
        *,
        focus: bool,
    ) -> None:
        """Show `page` beside a rectangle of the parent.

        Args:
            title: What it is, above the text.
            page: The text, set in a column of `text_width`.
            style: How it was set.
            tree: The chapter that it is an excerpt of.
            beside: The link, in the parent's pixels.
            button: Text of the button that opens the whole place; "" for none.
            focus: Whether the keyboard moves to the card (it was asked for) or stays (it came up under the pointer).
        """
        if focus and not self._view.hasFocus():
            self._focus_before = self.window().focusWidget()
        self._title.setText(title)
        self._open.setText(button)
        self._open.setVisible(bool(button))
        self.setAccessibleName(title)
        self._view.setAccessibleName(title)
        column = self.text_width(style.percent)
        width = column + 2 * (S3 + 3)
        room = max(beside.top(), self._over.height() - beside.bottom()) - _GAP - 8
        most = max(_LEAST_HEIGHT, round(min(room, self._over.height() * _MOST_OF_HEIGHT)))
        self.resize(width, most)
        self._column.activate()
        self._view.set_page(page, style, tree)
        self._view.setFixedWidth(column)
        height = round(page.document.documentLayout().documentSize().height())
        self._view.setFixedHeight(min(height, most - 80))
        self._column.activate()
        self.setGeometry(self._place(beside, QSize(width, self._column.totalSizeHint().height())))
        self.show()
        self.raise_()
        if focus:
            self._view.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> bool:
        """Close the card, and give the keyboard back to where it was. Returns whether it was open."""
        if not self.isVisible():
            return False
        had_focus = self._view.hasFocus() or self._open.hasFocus()
        self.hide()
        if had_focus and self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._focus_before = None
        return True

    def _place(self, beside: QRectF, size: QSize) -> QRect:
        parent = self._over.rect()
        x = round(min(max(beside.left() - 16, 8), max(8, parent.width() - size.width() - 8)))
        below = round(beside.bottom()) + _GAP
        above = round(beside.top()) - _GAP - size.height()
        fits_below = below + size.height() <= parent.height() - 8
        y = below if fits_below else max(8, above)
        return QRect(x, y, size.width(), size.height())

    def _on_link(self, number: int) -> None:
        link = self._view.link(number)
        if link is not None:
            self.link_activated.emit(link)

    def _on_open(self) -> None:
        self.dismiss()
        self.opened.emit()
