"""Shows how an export will look: the first pages of its PDF, or the beginning of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from handbook.i18n import _
from handbook.ui.fonts import code_family, ui_font
from handbook.ui.theme import S4, S5

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QFont, QImage, QPaintEvent, QResizeEvent

_MOST_PAGES = 8
_MOST_CHARACTERS = 20_000
_RESIZE_MS = 120
_CODE_PIXELS = 13


class Preview(QStackedWidget):
    """Pages, a text, or a sentence that says why there is neither."""

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self._is_cut = False
        self._drawn = 0
        # The dialog gets narrower than the pages, and takes the preview away then.
        self.setMinimumWidth(1)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.setAccessibleName(_("Preview"))
        # As a table that sheets lie on: white paper stands out in every theme. (Mid, the rule's colour, can be white.)
        self.area.viewport().setBackgroundRole(QPalette.ColorRole.Midlight)
        self._sheets = QWidget()
        self._sheets.setBackgroundRole(QPalette.ColorRole.Midlight)
        self._column = QVBoxLayout(self._sheets)
        self._column.setContentsMargins(S4, S4, S4, S4)
        self._column.setSpacing(S4)
        self.area.setWidget(self._sheets)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setAccessibleName(_("Preview"))
        self.text.setFont(_code_font())
        self.message = QLabel()
        self.message.setObjectName("Hint")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setContentsMargins(S5, S5, S5, S5)
        for widget in (self.message, self.area, self.text):
            self.addWidget(widget)
        self._again = QTimer(self, singleShot=True, interval=_RESIZE_MS)
        self._again.timeout.connect(self._draw)

    def show_pdf(self, path: Path, *, is_cut: bool = False) -> None:
        """Show the first pages of a PDF; where the reader has scrolled to stays in sight.

        Args:
            path: The PDF.
            is_cut: Whether it has less in it than what will be exported.
        """
        self._path, self._is_cut = path, is_cut
        self._draw()
        self.setCurrentWidget(self.area)

    def show_text(self, text: str, *, is_cut: bool = False) -> None:
        """Show the beginning of a text; where the reader has scrolled to stays in sight."""
        self._path = None
        position = self.text.verticalScrollBar().value()
        cut = text[:_MOST_CHARACTERS]
        self.text.setPlainText(f"{cut}\n…" if is_cut or cut != text else cut)
        self.text.verticalScrollBar().setValue(position)
        self.setCurrentWidget(self.text)

    def say(self, text: str) -> None:
        """Show a sentence."""
        self._path = None
        self.message.setText(text)
        self.setCurrentWidget(self.message)

    @property
    def sheets(self) -> list[Sheet]:
        """The pages that are shown."""
        return self._sheets.findChildren(Sheet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pages fill the width."""
        super().resizeEvent(event)
        if self._path is not None and self._drawn != self._width():
            self._again.start()

    def _width(self) -> int:
        # The area has its size only when it is the one that is shown.
        return max(120, self.width() - self.area.verticalScrollBar().sizeHint().width() - 2 * S4)

    def _draw(self) -> None:
        if self._path is None:
            return
        from handbook.ui.export.pages import Pages

        self._drawn = width = self._width()
        ratio = self.devicePixelRatioF()
        position = self.area.verticalScrollBar().value()
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        with Pages(self._path) as pages:
            count = len(pages)
            for number in range(min(count, _MOST_PAGES)):
                image = pages.image(number, width * ratio / pages.size(number)[0])
                image.setDevicePixelRatio(ratio)
                sheet = Sheet(image, _("Page {number}").format(number=number + 1))
                self._column.addWidget(sheet)
                # Not when the loop comes to it: what isn't shown has no height, and the reader's place would be gone.
                sheet.show()
        if count > _MOST_PAGES or self._is_cut:
            more = QLabel(_("The preview shows the first pages."))
            more.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._column.addWidget(more)
        self._column.addStretch(1)
        self._sheets.adjustSize()
        self.area.verticalScrollBar().setValue(position)


def _code_font() -> QFont:
    font = ui_font(_CODE_PIXELS)
    font.setFamilies([code_family()])
    return font


class Sheet(QWidget):
    """A page on the table."""

    def __init__(self, image: QImage, name: str) -> None:
        super().__init__()
        self._image = image
        self.setAccessibleName(name)
        self.setFixedHeight(round(image.deviceIndependentSize().height()))

    def sizeHint(self) -> QSize:
        """As large as the picture."""
        return self._image.deviceIndependentSize().toSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page with an edge, so that it stands out in a light theme too."""
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        painter.setPen(self.palette().color(QPalette.ColorRole.Dark))
        size = self._image.deviceIndependentSize()
        painter.drawRect(0, 0, round(size.width()) - 1, round(size.height()) - 1)
