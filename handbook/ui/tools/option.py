"""Radio buttons and check boxes whose texts wrap, drawn in the theme's own colours; to Qt and to the ear they are real.

The style's own buttons neither wrap nor have an outline of 3:1 in every theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QPushButton, QRadioButton, QSizePolicy

from handbook.ui.theme import RADIUS, S1, S2
from handbook.ui.tools.look import BODY, SOFT_HYPHEN

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QAbstractButton

    from handbook.ui.theme import Theme
    from handbook.ui.tools.look import Look

_BOX = 16
_FLAGS = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)
_TALL = 100_000
# Words are broken where they may be; one longer than this many letters may be cut, but doesn't widen the form.
_LEAST_LETTERS = 6
_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_DIGITS = frozenset("0123456789")
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
# What makes a digit another key.
_OTHERWISE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class _Wrapped:
    """Measures and draws a button: its sign, and its text beside it, on as many lines as it takes."""

    def __init__(self, button: QAbstractButton, text: str, look: Look, pixels: int = BODY) -> None:
        self._button = button
        self._theme: Theme = look.theme
        self._text = look.broken(text)
        self.box = look.size(_BOX)
        # A layout asks again and again, and neither the text nor the font changes.
        self._heights: dict[int, int] = {}
        self._hint: QSize | None = None
        button.setFont(look.font(pixels))
        button.setText(text.replace("&", "&&"))
        button.setAccessibleName(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        button.setSizePolicy(policy)

    @property
    def left(self) -> int:
        """Where the text begins, in pixels."""
        return S1 + self.box + (S2 if self._text else S1)

    def height(self, width: int) -> int:
        """Return the height at a width, in pixels."""
        if width not in self._heights:
            self._heights[width] = max(self._text_rect(width).height(), self.box) + 2 * S1
        return self._heights[width]

    def hint(self) -> QSize:
        """Return the size on one line."""
        if self._hint is not None:
            return self._hint
        metrics = QFontMetrics(self._button.font())
        words = metrics.horizontalAdvance(self._text.replace(SOFT_HYPHEN, "")) + 1 if self._text else 0
        self._hint = QSize(self.left + words + (S1 if words else 0), max(metrics.height(), self.box) + 2 * S1)
        return self._hint

    def least(self) -> QSize:
        """Return the least size."""
        if not self._text:
            return self.hint()
        metrics = QFontMetrics(self._button.font())
        words = min(self.hint().width(), self.left + metrics.averageCharWidth() * _LEAST_LETTERS)
        return QSize(words, max(metrics.height(), self.box) + 2 * S1)

    def paint(self, sign: str) -> None:
        """Draw the button with a sign: "radio", "tick" or "way"."""
        button, theme = self._button, self._theme
        painter = QPainter(button)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if button.underMouse() and button.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(QRectF(button.rect()), RADIUS, RADIUS)
        line = QFontMetrics(button.font()).height()
        box = QRectF(S1, S1 + max(0, (line - self.box) / 2), self.box, self.box)
        {"radio": self._paint_radio, "tick": self._paint_tick, "way": self._paint_way}[sign](painter, box)
        painter.setPen(QColor(theme.text if button.isEnabled() else theme.muted))
        rect = self._text_rect(button.width())
        painter.drawText(rect, _FLAGS, self._text)
        if button.hasFocus():
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(button.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()

    def _text_rect(self, width: int) -> QRect:
        room = QRect(self.left, S1, max(1, width - self.left - S1), _TALL)
        found = QFontMetrics(self._button.font()).boundingRect(room, _FLAGS, self._text)
        return QRect(room.topLeft(), QSize(room.width(), found.height()))

    def _paint_radio(self, painter: QPainter, box: QRectF) -> None:
        theme, on = self._theme, self._button.isChecked()
        painter.setPen(QPen(QColor(theme.accent if on else theme.border), 2 if on else 1.4))
        painter.setBrush(QColor(theme.raised))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        if on:
            inset = box.width() * 0.28
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))

    def _paint_tick(self, painter: QPainter, box: QRectF) -> None:
        theme, on = self._theme, self._button.isChecked()
        painter.setPen(QPen(QColor(theme.accent if on else theme.border), 1.4))
        painter.setBrush(QColor(theme.accent if on else theme.raised))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        if on:
            pen = QPen(QColor(theme.accent_text), max(1.8, box.width() / 8))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            points = ((0.26, 0.53), (0.43, 0.70), (0.75, 0.32))
            at = [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in points]
            painter.drawPolyline(QPolygonF(at))

    def _paint_way(self, painter: QPainter, box: QRectF) -> None:
        # A step back along the way: an arrow to the left.
        pen = QPen(QColor(self._theme.link), max(1.6, box.width() / 9))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        middle = box.center()
        reach = box.width() * 0.3
        painter.drawLine(middle - QPointF(reach, 0), middle + QPointF(reach, 0))
        for sign in (-1, 1):
            painter.drawLine(middle - QPointF(reach, 0), middle + QPointF(0, sign * reach))


class _Sized:
    """The sizes of a button whose words wrap; it stands before Qt's class."""

    _wrapped: _Wrapped

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        return self._wrapped.hint()

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return self._wrapped.least()

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        return self._wrapped.height(width)


class Option(_Sized, QRadioButton):
    """One of several; choosing the chosen one again takes the choice back, and so does Delete.

    Signals:
        picked: The reader has chosen it, or taken the choice back: whether it is chosen now.
        stepped: An arrow key was pressed: -1 or +1.
        numbered: A digit was pressed, at a step of a scale.
        cleared: Delete was pressed.
        left: The keyboard has gone elsewhere.
    """

    picked = Signal(bool)
    stepped = Signal(int)
    numbered = Signal(str)
    cleared = Signal()
    left = Signal()

    def __init__(self, text: str, look: Look, pixels: int = BODY, *, is_step: bool = False) -> None:
        super().__init__()
        self._wrapped = _Wrapped(self, text, look, pixels)
        self._is_step = is_step
        self._was_checked = False
        self.pressed.connect(self._on_press)
        self.clicked.connect(self._on_click)

    def put(self, *, on: bool) -> None:
        """Show it chosen, or not."""
        # Qt lets go of the chosen one of its group only for another.
        self.setAutoExclusive(False)
        self.setChecked(on)
        self.setAutoExclusive(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to its neighbours, Delete takes the choice back, Enter chooses; among steps, a digit is one."""
        key = event.key()
        if key in _FORWARD or key in _BACK:
            self.stepped.emit(1 if key in _FORWARD else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif self._is_step and event.text() in _DIGITS and not event.modifiers() & _OTHERWISE:
            self.numbered.emit(event.text())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard has gone."""
        super().focusOutEvent(event)
        self.left.emit()

    def hitButton(self, pos: QPoint) -> bool:
        """The words belong to it."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        self._wrapped.paint("radio")

    def _on_press(self) -> None:
        self._was_checked = self.isChecked()

    def _on_click(self) -> None:
        if self._was_checked:
            self.put(on=False)
        self._was_checked = False
        self.picked.emit(self.isChecked())


class TickBox(_Sized, QCheckBox):
    """A check box."""

    def __init__(self, text: str, look: Look) -> None:
        super().__init__()
        self._wrapped = _Wrapped(self, text, look)

    @property
    def indent(self) -> int:
        """Where the text begins, in pixels."""
        return self._wrapped.left

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ticks too; Delete takes the tick away."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter or (event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.isChecked()):
            self.click()
            return
        super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        """The words belong to it."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        self._wrapped.paint("tick")


class WayButton(_Sized, QPushButton):
    """A question that was answered: pressing it goes back there."""

    def __init__(self, text: str, look: Look) -> None:
        super().__init__()
        self._wrapped = _Wrapped(self, text, look)

    def hasHeightForWidth(self) -> bool:
        """A narrower one is higher."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        self._wrapped.paint("way")
