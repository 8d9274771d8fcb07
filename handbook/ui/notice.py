"""A notice at the foot of the window that goes away by itself; screen readers hear it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QLabel, QTextBrowser, QWidget

from handbook.ui.fonts import ui_font

# Long enough to read two lines twice (WCAG 2.2.1 asks that nothing needed is lost: a notice only confirms).
_SHOWN_MS = 6_000
_BOTTOM = 28


class Notice(QLabel):
    """One line over the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("Card")
        self.setFont(ui_font(15))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMargin(10)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show `text` for some seconds."""
        self.setText(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        parent = self._over
        most = min(520, parent.width() - 32)
        width = min(most, self.fontMetrics().horizontalAdvance(self.text()) + 40)
        self.setFixedWidth(width)
        self.setFixedHeight(self.heightForWidth(width))
        place = QRect((parent.width() - width) // 2, parent.height() - self.height() - _BOTTOM, width, self.height())
        focused = QApplication.focusWidget()
        if focused is not None and parent.isAncestorOf(focused) and not isinstance(focused, QTextBrowser):
            # Whoever types there sees what they type.
            typed_in = QRect(focused.mapTo(parent, QPoint(0, 0)), focused.size())
            if typed_in.intersects(place):
                place.moveTop(_BOTTOM)
        self.move(place.topLeft())
