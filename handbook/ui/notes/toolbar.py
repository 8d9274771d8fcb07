"""The small bar at a selection: four colours, a note, copy and search. It never takes the keyboard unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from handbook.i18n import _
from handbook.notes.model import Colour
from handbook.ui.floating import Floating
from handbook.ui.icons import icon, paint_icon
from handbook.ui.notes.colours import HUES, SIGNS
from handbook.ui.theme import S1

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent

    from handbook.ui.actions import Actions
    from handbook.ui.theme import Theme

_ICON = 20
_GAP = 6
ACTIONS = {
    Colour.IMPORTANT: "mark-important",
    Colour.ACTION: "mark-action",
    Colour.QUESTION: "mark-question",
    Colour.QUOTE: "mark-quote",
}


class SelectionBar(Floating):
    """The bar; its buttons are actions of the window.

    Signals:
        left: Escape was pressed, or a button has done its work: the keyboard belongs to the text again.
    """

    left = Signal()

    def __init__(self, actions: Actions, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._actions = actions
        self.setAccessibleName(_("Mark the selection"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S1, S1, S1, S1)
        layout.setSpacing(2)
        self._colours: dict[Colour, QToolButton] = {}
        for colour, action in ACTIONS.items():
            self._colours[colour] = self._button(action)
            layout.addWidget(self._colours[colour])
        self._others = {name: self._button(name) for name in ("note", "copy", "search")}
        for button in self._others.values():
            layout.addWidget(button)
        self.set_theme(theme)

    @property
    def buttons(self) -> list[QToolButton]:
        """The buttons from left to right."""
        return [*self._colours.values(), *self._others.values()]

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs in the colours of `theme`."""
        for colour, button in self._colours.items():
            button.setIcon(colour_icon(colour, theme))
        for name, button in self._others.items():
            button.setIcon(icon(self._actions.specs[name].icon, theme))

    def set_names(self, names: Mapping[Colour, str]) -> None:
        """Call the colours by these names."""
        for colour, button in self._colours.items():
            shortcut = self._actions.shortcut(ACTIONS[colour])
            button.setToolTip(f"{names[colour]} ({shortcut})" if shortcut else names[colour])
            button.setAccessibleName(names[colour])

    def show_at(self, rect: QRectF, *, focus: bool) -> None:
        """Show the bar above a rectangle of the widget that it lies over, below it where there is no room.

        Args:
            rect: The first line of the selection.
            focus: Whether the keyboard moves to the bar.
        """
        self.adjustSize()
        x = min(max(8, round(rect.left())), max(8, self._over.width() - self.width() - 16))
        y = round(rect.top()) - self.height() - _GAP
        if y < 4:
            y = round(rect.bottom()) + _GAP
        self.move(QPoint(x, min(max(4, y), self._over.height() - self.height() - 4)))
        self.show()
        self.raise_()
        if focus:
            self.buttons[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> bool:
        """Close the bar. Returns whether it was open."""
        was_open = self.isVisible()
        had_focus = any(button.hasFocus() for button in self.buttons)
        self.hide()
        if was_open and had_focus:
            self.left.emit()
        return was_open

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows walk from button to button, Escape closes."""
        keys = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in keys:
            buttons = self.buttons
            focused = next((n for n, button in enumerate(buttons) if button.hasFocus()), 0)
            by = keys[Qt.Key(event.key())]
            buttons[(focused + by) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            next((button for button in self.buttons if button.hasFocus()), self.buttons[0]).click()
        else:
            super().keyPressEvent(event)

    def _button(self, name: str) -> QToolButton:
        button = _BarButton()
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self._actions.title(name))
        button.setToolTip(self._actions.tooltip(name))

        def act() -> None:
            # Closed first: what the action opens gets the keyboard, and keeps it.
            self.dismiss()
            self._actions[name].trigger()

        button.clicked.connect(act)
        return button


class _BarButton(QToolButton):
    """A button that leaves the bar's keys to the bar: by itself, it moves the keyboard out of it at either end."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with the space bar, as buttons do."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)


def colour_icon(colour: Colour, theme: Theme, size: int = _ICON) -> QIcon:
    """Return a colour's sign on its ground, with its line beneath."""
    result = QIcon()
    hue = HUES[colour]
    for scale in (1, 2, 3):
        pixmap = QPixmap(size * scale, size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.accents[hue].strong)
        painter.setBrush(theme.marks[hue])
        painter.drawRoundedRect(QRectF(0.5, 0.5, size - 1, size - 1), 4, 4)
        inset = size * 0.17
        inner = QRectF(inset, inset, size - 2 * inset, size - 2 * inset)
        paint_icon(painter, SIGNS[colour], theme.accents[hue].strong, inner)
        painter.end()
        result.addPixmap(pixmap)
    return result
