"""The panel of what the reader keeps: "Notes" and "My tools", one of them at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from handbook.i18n import _
from handbook.ui.fonts import ui_font
from handbook.ui.theme import S2, S3

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from handbook.ui.notes.panel import NotesPanel
    from handbook.ui.tools.copies_panel import CopiesPanel

NOTES, TOOLS = 0, 1


class Shelf(QWidget):
    """Holds the two panels below their tabs.

    Signals:
        turned: Another one is shown: `NOTES` or `TOOLS`.
        grown: There is more that Tab comes to.
        entered: The keyboard has come in: from which widget of the window.
    """

    turned = Signal(int)
    grown = Signal()
    entered = Signal(QWidget)

    def __init__(self, make_notes: Callable[[], NotesPanel], make_tools: Callable[[], CopiesPanel]) -> None:
        """Hold nothing yet: each panel is made when it is first seen.

        Args:
            make_notes: Makes the panel of notes.
            make_tools: Makes the panel of filled copies.
        """
        super().__init__()
        self.setObjectName("SidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._make: tuple[Callable[[], NotesPanel], Callable[[], CopiesPanel]] = (make_notes, make_tools)
        self._made: dict[int, NotesPanel | CopiesPanel] = {}
        self.tabs = QTabBar()
        self.tabs.setObjectName("ShelfTabs")
        self.tabs.setAccessibleName(_("Notes and tools"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setFont(ui_font(15))
        for name in (_("Notes"), _("My tools")):
            self.tabs.addTab(name)
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, S2, 0, 0)
        layout.setSpacing(0)
        head = QHBoxLayout()
        # The words of a tab begin where the panel's other words do.
        head.setContentsMargins(S3 - S2, 0, S2, 0)
        head.addWidget(self.tabs, 1)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._turn)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @property
    def shown(self) -> int:
        """Which one is shown: `NOTES` or `TOOLS`."""
        return self.tabs.currentIndex()

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to, in order."""
        return [self.tabs, *(stop for _tab, panel in sorted(self._made.items()) for stop in panel.stops)]

    def turn_to(self, tab: int) -> None:
        """Show the notes or the tools.

        Args:
            tab: `NOTES` or `TOOLS`.
        """
        self.tabs.setCurrentIndex(tab)

    def focus_filter(self) -> None:
        """Move the keyboard to the filter of what is shown."""
        self._fill().focus_filter()

    def showEvent(self, event: QShowEvent) -> None:
        """What is seen first is made now."""
        super().showEvent(event)
        self._fill()

    def _turn(self, tab: int) -> None:
        if self.isVisible():
            is_new = tab not in self._made
            panel = self._fill()
            if not is_new:
                panel.arrange()
        self.turned.emit(tab)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is None or new is None or not isValid(old) or not self.isAncestorOf(new):
            return
        # From a menu or a dialog, the keyboard only comes back.
        if old.window() is self.window() and not self.isAncestorOf(old):
            self.entered.emit(old)

    def _fill(self) -> NotesPanel | CopiesPanel:
        """Show the panel whose tab is chosen, and return it."""
        tab = self.shown
        if tab not in self._made:
            self._made[tab] = self._make[tab]()
            self._stack.addWidget(self._made[tab])
            self.grown.emit()
        self._stack.setCurrentWidget(self._made[tab])
        return self._made[tab]
