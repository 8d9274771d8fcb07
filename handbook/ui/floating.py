"""What lies over the page for a moment, a card or a bar: Escape closes it, another size of what is beneath too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class Floating(QFrame):
    """A frame over a widget; hidden until it is shown."""

    def __init__(self, over: QWidget) -> None:
        """Lie over `over`, whose child it becomes."""
        super().__init__(over)
        self._over = over
        self.setObjectName("Card")
        self.setAutoFillBackground(True)
        self.hide()
        over.installEventFilter(self)

    def dismiss(self) -> bool:
        """Close. Returns whether it was open."""
        was_open = self.isVisible()
        self.hide()
        return was_open

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Close when what is beneath changes its size: the place is another one."""
        if event.type() == QEvent.Type.Resize:
            self.dismiss()
        return False
