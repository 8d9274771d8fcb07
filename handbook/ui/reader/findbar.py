"""The bar for finding on the page: a field, a count, and steps. It knows words and numbers, not pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from handbook.i18n import _, plural
from handbook.ui.fields import WordField
from handbook.ui.icons import icon
from handbook.ui.theme import S1, S2, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class FindBar(QFrame):
    """Asks for words.

    Signals:
        changed: Other words are looked for.
        stepped: The reader wants the next (+1) or the previous (-1) hit.
        closed: The reader is done.
    """

    changed = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("FindBar")
        self.setAutoFillBackground(True)
        self._field = WordField(_("Find on the page"), theme)
        self._field.setMinimumWidth(120)
        self._field.textChanged.connect(self.changed)
        self._field.escaped.connect(self.close_bar)
        self._field.entered.connect(lambda back: self.stepped.emit(-1 if back else 1))
        self._field.stepped.connect(self.stepped)
        self._count = QLabel()
        self._count.setObjectName("Hint")
        self._count.setMinimumWidth(74)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S2, S1 + 2, S2, S1 + 2)
        layout.setSpacing(S1)
        layout.addWidget(self._field, 1)
        layout.addWidget(self._count)
        self._buttons: list[tuple[QToolButton, str]] = []
        for name, title, act in (
            ("arrow-up", _("Previous hit"), lambda: self.stepped.emit(-1)),
            ("arrow-down", _("Next hit"), lambda: self.stepped.emit(1)),
            ("x", _("Close"), self.close_bar),
        ):
            button = QToolButton()
            button.setToolTip(title)
            button.setAccessibleName(title)
            button.clicked.connect(act)
            layout.addWidget(button)
            self._buttons.append((button, name))
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """The words in the field."""
        return self._field.text()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colour."""
        self._field.set_theme(theme)
        for button, name in self._buttons:
            button.setIcon(icon(name, theme))

    def open_bar(self, text: str) -> None:
        """Show the bar; `text`, when given, replaces what was looked for."""
        self.show()
        self.raise_()
        if text and text != self._field.text():
            self._field.setText(text)
        else:
            self.changed.emit(self._field.text())
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_bar(self) -> None:
        """Hide the bar."""
        if self.isVisible():
            self.hide()
            # The focus leaves a hidden field only when Qt has handled the hiding.
            QTimer.singleShot(0, self, self.closed.emit)

    def show_count(self, current: int, total: int) -> None:
        """Show which hit of how many is the current one (from 0); no hits are said plainly."""
        if not self._field.text().strip():
            text = ""
        elif total == 0:
            text = _("No hits")
        else:
            text = _("{current} of {total}").format(current=current + 1, total=total)
        self._count.setText(text)
        spoken = plural("{count} hit", "{count} hits", total) if text else ""
        self._count.setAccessibleName(spoken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes, from the buttons too."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return
        super().keyPressEvent(event)
