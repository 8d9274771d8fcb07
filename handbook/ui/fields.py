"""A one-line field to type words into, with a glass before them and a cross behind that clears them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from handbook.i18n import _
from handbook.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from handbook.ui.theme import Theme


class WordField(QLineEdit):
    """The field; `label` is its placeholder and its accessible name."""

    def __init__(self, label: str, theme: Theme) -> None:
        super().__init__()
        self.setPlaceholderText(label)
        self.setAccessibleName(label)
        self._glass = self.addAction(icon("search", theme), QLineEdit.ActionPosition.LeadingPosition)
        self._cross: QAction | None = None
        self._theme = theme
        self.textChanged.connect(self._show_cross)

    def set_theme(self, theme: Theme) -> None:
        """Draw the outlines in the theme's colour."""
        self._theme = theme
        self._glass.setIcon(icon("search", theme))
        if self._cross is not None:
            self._cross.setIcon(icon("x", theme))

    def _show_cross(self, text: str) -> None:
        if self._cross is None:
            self._cross = self.addAction(icon("x", self._theme), QLineEdit.ActionPosition.TrailingPosition)
            self._cross.setToolTip(_("Clear"))
            self._cross.triggered.connect(self.clear)
        self._cross.setVisible(bool(text))
