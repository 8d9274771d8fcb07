"""How everything looks: the theme and the reading settings in force, and the application's palette and style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from handbook.settings import Reading
from handbook.ui.settings.text_sizes import step_size
from handbook.ui.stylesheet import stylesheet
from handbook.ui.theme import THEMES, Theme, palette, system_theme

if TYPE_CHECKING:
    from handbook.settings import Settings


class Looks(QObject):
    """Keeps the looks.

    Signals:
        changed: The page is to be set anew; whether the theme is another one.
    """

    changed = Signal(bool)

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self.reading = settings.reading
        self.theme = self._wanted_theme()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system)
        self._dress()

    def set_reading(self, reading: Reading) -> None:
        """Show the page in another way, and remember it."""
        if reading == self.reading:
            return
        self.reading = reading
        self._settings.reading = reading
        self._refresh()

    def step_size(self, by: int) -> int:
        """Make the text larger (+1), smaller (-1) or its normal size (0), and return its size in percent."""
        size = step_size(self.reading.text_size, by) if by else Reading().text_size
        self.set_reading(self.reading._replace(text_size=size))
        return size

    def _wanted_theme(self) -> Theme:
        return THEMES[system_theme() if self.reading.theme == "system" else self.reading.theme]

    def _on_system(self) -> None:
        if self.reading.theme == "system":
            # Our own palette hides the system's change from Qt until this event is over.
            QTimer.singleShot(0, self, self._refresh)

    def _refresh(self) -> None:
        theme = self._wanted_theme()
        is_other = theme is not self.theme
        self.theme = theme
        if is_other:
            self._dress()
        self.changed.emit(is_other)

    def _dress(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - a window can't exist without one
        application.setPalette(palette(self.theme))
        application.setStyleSheet(stylesheet(self.theme))
