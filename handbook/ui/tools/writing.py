"""The widgets that answers are typed into: one line, and a text that grows as it is written; and that of a title."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QSizePolicy

from handbook.ui.theme import S1
from handbook.ui.tools.look import HEADING

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QResizeEvent, QTextDocument, QWheelEvent

    from handbook.ui.tools.look import Look

_FRAME = 1
_OVERRIDE = QEvent.Type.ShortcutOverride
_FORMS_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Caret(NamedTuple):
    """Where a reader stands in a text.

    Attributes:
        anchor: Where what is selected begins for them; the same as the position where nothing is.
        position: Where the next letter goes.
    """

    anchor: int
    position: int


class LineEdit(QLineEdit):
    """One line.

    Undo takes letters back; when there are none left to take back, it is the window's.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setFont(look.font())
        self.setMinimumWidth(look.size(60))

    @property
    def caret(self) -> Caret:
        """Where the reader stands."""
        position = self.cursorPosition()
        if not self.hasSelectedText():
            return Caret(position, position)
        first, last = self.selectionStart(), self.selectionEnd()
        return Caret(last if position == first else first, position)

    def put_caret(self, caret: Caret) -> None:
        """Let the reader stand there, in as much of it as there is."""
        self.setSelection(caret.anchor, caret.position - caret.anchor)

    def put(self, text: str) -> None:
        """Show a text; where the caret was, it stays."""
        if text != self.text():
            place = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(place, len(text)))

    def event(self, event: QEvent) -> bool:
        """Leave undo to the window where there is nothing to undo here."""
        # Asked first: every cell of a long table hears of dozens of events before it is seen.
        if event.type() == _OVERRIDE and _is_step(event, self):
            event.ignore()
            return False
        return super().event(event)


class TextEdit(QPlainTextEdit):
    """Several lines; it is as high as its text, and at least some lines high. Tab leaves it.

    Signals:
        edited: The reader has changed the text.
        entered: Enter was pressed where it doesn't break the line.
        grown: It has another height now.
    """

    edited = Signal()
    entered = Signal()
    grown = Signal()

    def __init__(self, look: Look, lines: int, *, breaks_lines: bool = True) -> None:
        """Make the field.

        Args:
            look: How it is drawn.
            lines: The least height.
            breaks_lines: Whether Enter begins a new line; otherwise only Shift+Enter does.
        """
        super().__init__()
        self._lines = max(1, lines)
        self._breaks_lines = breaks_lines
        self._is_putting = False
        self.setFont(look.font())
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(look.size(48))
        self.document().setDocumentMargin(S1)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self.textChanged.connect(self._on_text)
        self._caret = QTimer(self, singleShot=True, interval=0)
        self._caret.timeout.connect(self._show_caret)
        self.cursorPositionChanged.connect(self._caret.start)
        self.setFixedHeight(self._wanted())

    @property
    def words(self) -> str:
        """The text exactly as it was typed; Qt's own way of asking for it turns spaces that don't break into others."""
        raw = str(self.document().toRawText())
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    @property
    def caret(self) -> Caret:
        """Where the reader stands."""
        cursor = self.textCursor()
        return Caret(cursor.anchor(), cursor.position())

    def put_caret(self, caret: Caret) -> None:
        """Let the reader stand there, in as much of it as there is."""
        cursor, last = self.textCursor(), self.document().characterCount() - 1
        cursor.setPosition(min(caret.anchor, last))
        cursor.setPosition(min(caret.position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def put(self, text: str) -> None:
        """Show a text, without a signal; where the caret was, it stays."""
        if text == self.words:
            return
        self._is_putting = True
        place = self.textCursor().position()
        self.setPlainText(text)
        self.put_caret(Caret(place, place))
        self._is_putting = False

    def place_caret_at_end(self) -> None:
        """Let the caret stand behind the text."""
        self.moveCursor(QTextCursor.MoveOperation.End)

    def sizeHint(self) -> QSize:
        """Return the size that it has."""
        return QSize(self.minimumWidth() * 2, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(self.minimumWidth(), self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say when Enter is pressed; Escape is the form's, and since all of it is seen, so are the keys for pages."""
        if event.key() in _FORMS_KEYS:
            event.ignore()
            return
        if (
            not self._breaks_lines
            and event.key() in _ENTER
            and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width the text has another height."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Everything in it is seen: the wheel is the form's."""
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """Leave undo to the window where there is nothing to undo here."""
        if event.type() == _OVERRIDE and _is_step(event, self.document()):
            event.ignore()
            return False
        return super().event(event)

    def _wanted(self) -> int:
        # The document counts its height in lines.
        lines = max(self._lines, math.ceil(self.document().size().height()))
        padding = self.contentsMargins().top() + self.contentsMargins().bottom()
        return lines * QFontMetrics(self.font()).lineSpacing() + 2 * S1 + 2 * _FRAME + max(padding, 2 * S1)

    def _fit(self) -> None:
        height = self._wanted()
        if height != self.minimumHeight():
            self.setFixedHeight(height)
            self.grown.emit()

    def _show_caret(self) -> None:
        """Scroll what it stands in, so that the line that is written is seen."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        inner = above.widget() if above is not None else None
        if above is not None and inner is not None and self.hasFocus():
            rect = self.cursorRect()
            at = self.viewport().mapTo(inner, QPoint(rect.x(), rect.center().y()))
            above.ensureVisible(at.x(), at.y(), 0, 2 * rect.height())

    def _on_text(self) -> None:
        if not self._is_putting:
            self.edited.emit()


class TitleEdit(TextEdit):
    """A title: one line of words, which is set over as many as it takes. Enter is no part of it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, 1, breaks_lines=False)
        self.setFont(look.font(HEADING, QFont.Weight.DemiBold))
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter alone, with Shift too."""
        if event.key() in _ENTER:
            event.ignore()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take what is pasted or dropped as one line."""
        self.insertPlainText(" ".join(source.text().split()))


def _is_step(event: QEvent, text: QLineEdit | QTextDocument) -> bool:
    """Whether a key asks a text to undo or redo what it has nothing of."""
    if not isinstance(event, QKeyEvent):
        return False
    is_undo, is_redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
    return (is_undo and not text.isUndoAvailable()) or (is_redo and not text.isRedoAvailable())
