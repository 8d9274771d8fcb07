"""The bar above the page that says that notes aren't safe, why, and what can be done. It stays until they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from handbook.i18n import _
from handbook.notes.errors import NotesError, Trouble
from handbook.ui.flow import FlowLayout
from handbook.ui.fonts import ui_font
from handbook.ui.icons import paint_icon
from handbook.ui.theme import S2, S3, S4, Hue

if TYPE_CHECKING:
    from handbook.ui.theme import Theme


class TroubleBar(QFrame):
    """The bar.

    Signals:
        retried: The reader wants saving to be tried now.
        restored: The reader wants to restore a backup.
        begun_anew: The reader wants to begin without the notes that are gone.
        saved_elsewhere: The reader wants what is in the window in a file of its own.
        showed_folder: The reader wants to see the folder of the notes.
    """

    retried = Signal()
    restored = Signal()
    begun_anew = Signal()
    saved_elsewhere = Signal()
    showed_folder = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("TroubleBar")
        self.setAccessibleName(_("Your notes aren’t saved"))
        self._sign, self._text = QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._text.setFont(ui_font(15))
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons = {
            "retry": self._button(_("Try now"), self.retried),
            "restore": self._button(_("Restore a backup…"), self.restored),
            "anew": self._button(_("Begin anew"), self.begun_anew),
            "save": self._button(_("Save a copy…"), self.saved_elsewhere),
            "folder": self._button(_("Show the folder"), self.showed_folder),
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S4, S2, S4, S2)
        layout.setSpacing(S3)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(S2)
        column.addWidget(self._text)
        row = FlowLayout(S2)
        for button in self.buttons.values():
            row.addWidget(button)
        column.addLayout(row)
        layout.addLayout(column, 1)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says."""
        return self._text.text()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        accent = theme.accents[Hue.RED]
        self.setStyleSheet(
            f"#TroubleBar {{ background: {accent.soft}; border-bottom: 2px solid {accent.strong}; }}"
            f"QLabel {{ color: {theme.text}; }}"
        )
        size = QSize(20, 20)
        pixmap = QPixmap(size * 2)
        pixmap.setDevicePixelRatio(2)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_icon(painter, "triangle-alert", accent.strong, QRectF(0, 0, 20, 20))
        painter.end()
        self._sign.setPixmap(QIcon(pixmap).pixmap(size))

    def show_trouble(self, error: NotesError | None, *, has_backups: bool) -> None:
        """Say what is wrong; None takes the bar away."""
        if error is None:
            self.hide()
            return
        text = str(error)
        trouble = error.trouble
        self._text.setText(text)
        wanted = {
            "retry": not trouble.needs_choice,
            "restore": trouble in (Trouble.DAMAGED, Trouble.MISSING) and has_backups,
            "anew": trouble is Trouble.MISSING or (trouble is Trouble.DAMAGED and not has_backups),
            "save": True,
            "folder": trouble.needs_choice,
        }
        for name, button in self.buttons.items():
            button.setVisible(wanted[name])
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _button(self, text: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.setFont(ui_font(14))
        button.clicked.connect(signal)
        return button
