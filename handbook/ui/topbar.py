"""The bar above the text: the few actions that are used all the time, and the breadcrumb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from handbook.ui.navigation.breadcrumb import Breadcrumb
from handbook.ui.theme import S1, S2

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from handbook.ui.actions import Actions

_ICON = 20
_NARROW = 520


class TopBar(QFrame):
    """Buttons left and right, the breadcrumb between them."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("TopBar")
        self._actions = actions
        self.breadcrumb = Breadcrumb()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(S2, S1, S2, S1)
        layout.setSpacing(2)
        for name in ("show-contents", "back", "forward"):
            layout.addWidget(self._button(name))
        layout.addSpacing(S1)
        layout.addWidget(self.breadcrumb, 1)
        self._dispensable = []
        for name in ("previous", "next", "search", "find", "quick-open", "show-notes"):
            button = self._button(name)
            layout.addWidget(button)
            if name not in ("search", "show-notes"):
                self._dispensable.append(button)
        self.reading_button = self._button("reading")
        layout.addWidget(self.reading_button)
        self.last_button = self._button("show-outline")
        self._dispensable.append(self.last_button)
        layout.addWidget(self.last_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the breadcrumb needs the room more than what the menus offer as well."""
        super().resizeEvent(event)
        for button in self._dispensable:
            button.setVisible(event.size().width() >= _NARROW)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        action = self._actions[name]
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self._actions.title(name))
        action.setToolTip(self._actions.tooltip(name))
        return button
