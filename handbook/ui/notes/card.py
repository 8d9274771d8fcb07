"""The card at a highlight, a note or a bookmark: what the reader thought there, to be read and written on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from handbook.i18n import _
from handbook.notes.model import Kind
from handbook.notes.wording import kind_names
from handbook.ui.floating import Floating
from handbook.ui.fonts import ui_font
from handbook.ui.icons import icon
from handbook.ui.notes.editor import NoteEditor
from handbook.ui.theme import S2, S3

if TYPE_CHECKING:
    from handbook.notes.model import Annotation
    from handbook.ui.notes.keeper import NoteKeeper
    from handbook.ui.theme import Theme

_WIDTH, _HEIGHT = 380, 250
_GAP = 6


class NoteCard(Floating):
    """Shows an annotation beside its place, above or below it.

    Signals:
        closed: The card has closed; whether the keyboard was in it.
        deleted: The reader wants the annotation deleted: its id.
        link_activated: A link in the note was followed: its target as written.
    """

    closed = Signal(bool)
    deleted = Signal(str)
    link_activated = Signal(str)

    def __init__(self, keeper: NoteKeeper, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._keeper = keeper
        self._is_closing = False
        self._title = QLabel()
        self._title.setObjectName("Hint")
        self._title.setFont(ui_font(13, ui_font().Weight.DemiBold))
        self.editor = NoteEditor(keeper, theme)
        self.editor.escaped.connect(self.dismiss)
        self.editor.link_activated.connect(self.link_activated)
        self._trash, self._close = QToolButton(), QToolButton()
        for button, title in ((self._trash, _("Delete")), (self._close, _("Close"))):
            button.setIconSize(QSize(18, 18))
            button.setAccessibleName(title)
            button.setToolTip(title)
        self._trash.clicked.connect(self._on_delete)
        self._close.clicked.connect(self.dismiss)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S3, S2, S3, S3)
        layout.setSpacing(S2)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._trash)
        top.addWidget(self._close)
        layout.addLayout(top)
        layout.addWidget(self.editor, 1)
        self.set_theme(theme)
        keeper.changed.connect(self._on_changed)

    @property
    def annotation(self) -> Annotation | None:
        """What the card shows; None while it is closed."""
        return self.editor.annotation if self.isVisible() else None

    @property
    def holds_keyboard(self) -> bool:
        """Whether what is typed goes into the card."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._trash.setIcon(icon("trash-2", theme))
        self._close.setIcon(icon("x", theme))
        self.editor.set_theme(theme)

    def show_annotation(self, annotation: Annotation, beside: QRectF, *, focus: bool = True) -> None:
        """Show an annotation beside a rectangle of the widget that the card lies over.

        Args:
            annotation: What to show; it need not be kept yet.
            beside: Its place, in pixels.
            focus: Whether the keyboard moves into the note.
        """
        self._title.setText(kind_names()[annotation.kind])
        self.setAccessibleName(self._title.text())
        self.editor.edit(annotation)
        room = self._over.size()
        width, height = min(_WIDTH, room.width() - 16), min(_HEIGHT, room.height() - 16)
        below, above = round(beside.bottom()) + _GAP, round(beside.top()) - _GAP - height
        lowest = room.height() - height - 8
        y = below if below <= lowest else min(above, lowest) if above >= 8 else lowest
        x = min(max(8, round(beside.left())), room.width() - width - 16)
        self.setGeometry(max(4, x), max(4, y), width, height)
        self.show()
        self.raise_()
        if focus:
            self.editor.focus_note()

    def dismiss(self) -> bool:
        """Write what was typed and close. Returns whether the card was open."""
        if not self.isVisible():
            return False
        had_focus = self.holds_keyboard
        self._keeper.settle()
        self._is_closing = True
        self.hide()
        self._is_closing = False
        one = self.editor.annotation
        self.editor.edit(None)
        if one is not None and one.kind is Kind.NOTE and not (one.deleted or one.body.strip() or one.tags):
            # A note without a word is none; the highlight and the bookmark mean something without.
            self._keeper.delete([one.id])
        self.closed.emit(had_focus)
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Tab stays in the card: what lies beneath it is another thing."""
        stops = [one for one in (*self.editor.stops, self._trash, self._close) if one.isVisible() and one.isEnabled()]
        if self._is_closing or not stops:
            # Qt asks for the next widget as well when it takes the focus from one that is being hidden.
            return super().focusNextPrevChild(forward)
        focused = QApplication.focusWidget()
        place = next((n for n, one in enumerate(stops) if one is focused), -1)
        stops[(place + (1 if forward else -1)) % len(stops)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def _on_delete(self) -> None:
        annotation = self.editor.annotation
        if annotation is not None:
            self.dismiss()
            self.deleted.emit(annotation.id)

    def _on_changed(self, _ids: set[str]) -> None:
        annotation = self.editor.annotation
        if self.isVisible() and annotation is not None and annotation.deleted:
            self.dismiss()
