"""A one-line field to type words into, with a glass before them and a cross behind that clears them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from handbook.i18n import _
from handbook.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QKeyEvent

    from handbook.ui.theme import Theme


class WordField(QLineEdit):
    """The field; `label` is its placeholder and its accessible name.

    Signals:
        escaped: Escape was pressed; with `clears_on_escape`, in a field with words in it, it clears those instead.
        entered: Enter was pressed; whether Shift was held.
        stepped: An arrow key: -1 up, +1 down.
    """

    escaped = Signal()
    entered = Signal(bool)
    stepped = Signal(int)

    def __init__(self, label: str, theme: Theme, *, clears_on_escape: bool = False) -> None:
        super().__init__()
        self.clears_on_escape = clears_on_escape
        self.setPlaceholderText(label)
        self.setAccessibleName(label)
        self._glass = self.addAction(icon("search", theme), QLineEdit.ActionPosition.LeadingPosition)
        # For the ear, it is a button like the cross.
        self._glass.setText(label)
        self._cross: QAction | None = None
        self._theme = theme
        self.textChanged.connect(self._show_cross)

    def set_theme(self, theme: Theme) -> None:
        """Draw the outlines in the theme's colour."""
        self._theme = theme
        self._glass.setIcon(icon("search", theme))
        if self._cross is not None:
            self._cross.setIcon(icon("x", theme))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the keys that aren't for typing into signals."""
        match event.key():
            case Qt.Key.Key_Escape:
                if self.clears_on_escape and self.text():
                    self.clear()
                else:
                    self.escaped.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case _:
                super().keyPressEvent(event)

    def _show_cross(self, text: str) -> None:
        if self._cross is None:
            self._cross = self.addAction(icon("x", self._theme), QLineEdit.ActionPosition.TrailingPosition)
            # The button's name for the ear.
            self._cross.setText(_("Clear"))
            self._cross.setToolTip(_("Clear"))
            self._cross.triggered.connect(self.clear)
        self._cross.setVisible(bool(text))
