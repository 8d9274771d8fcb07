"""What a window opens beside itself or turns into: settings, help, exports, the text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.settings import Settings
    from handbook.ui.window import MainWindow


def open_reading(window: MainWindow) -> None:
    """Open the reading settings below their button, or in the corner of the text where it isn't shown."""
    from handbook.ui.settings.reading_popover import ReadingPopover

    popover = ReadingPopover(window.looks.reading, window)
    popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    popover.changed.connect(window.set_reading)
    button = window.top_bar.reading_button
    anchor = button if button.isVisible() else window.reader
    corner = anchor.rect().bottomRight() if anchor is button else anchor.rect().topRight()
    popover.open_below(anchor.mapToGlobal(corner))


def show_keyboard(window: MainWindow) -> None:
    """Show what the keys do."""
    from handbook.ui.dialogs import KeyboardDialog

    KeyboardDialog(window.actions_by_id, window).exec()


def show_about(window: MainWindow) -> None:
    """Show what this program is."""
    from handbook.ui.dialogs import AboutDialog

    AboutDialog(window.navigator.handbook, window.looks.theme, window).exec()


def export(window: MainWindow, settings: Settings, *, is_printing: bool = False) -> None:
    """Let the reader export or print; what is printed is, at first, the chapter on the screen."""
    from handbook.ui.export.choices import What
    from handbook.ui.export.desk import open_export

    open_export(window, settings, What.CHAPTER if is_printing else None, is_printing=is_printing)


def export_notes(window: MainWindow, settings: Settings) -> None:
    """Let the reader export the notes that are listed or selected."""
    from handbook.ui.export.desk import open_notes_export

    open_notes_export(window, settings)


def export_copies(window: MainWindow, settings: Settings, ids: Sequence[str], *, is_printing: bool = False) -> None:
    """Let the reader export or print the annotations of these ids, such as filled copies of tools."""
    from handbook.ui.export.desk import open_copies_export

    open_copies_export(window, settings, ids, is_printing=is_printing)


def export_blank(window: MainWindow, settings: Settings, tool_id: str, *, is_printing: bool = False) -> None:
    """Let the reader export or print an empty tool; nothing happens for one that the handbook doesn't have."""
    from handbook.book.toolbox import Toolbox
    from handbook.ui.export.desk import open_blank_export

    handbook = window.navigator.handbook
    place = Toolbox(handbook).find(tool_id) if handbook is not None else None
    if place is not None:
        open_blank_export(window, settings, place.tool, is_printing=is_printing)


def restore(window: MainWindow, settings: Settings) -> None:
    """Give a new window the size and the panels that the last one had."""
    geometry = settings.window("geometry")
    if geometry.isEmpty() or not window.restoreGeometry(geometry):
        screen = window.screen().availableGeometry().size()
        window.resize(min(1_280, screen.width()), min(840, screen.height()))
    splitter = settings.window("panels")
    if not splitter.isEmpty():
        window.panels.restoreState(splitter)
    window.panels.fit(window.width())


def ask_for_folder(window: MainWindow, before: str) -> None:
    """Ask for another handbook's folder, beginning at `before`, and let the window have it."""
    from PySide6.QtWidgets import QFileDialog

    folder = QFileDialog.getExistingDirectory(window, _("Open a handbook’s folder"), before)
    if folder:
        window.handbook_wanted.emit(folder)


class FocusMode:
    """The text alone on the whole screen."""

    def __init__(self, window: MainWindow) -> None:
        """Be ready to show only the text of `window`."""
        self._window = window
        self._state_before: Qt.WindowState | None = None

    def toggle(self) -> None:
        """Show the text alone, or everything again, as the action says."""
        window = self._window
        on = window.actions_by_id["focus"].isChecked()
        window.menuBar().setVisible(not on)
        window.top_bar.setVisible(not on)
        if on:
            self._state_before = window.windowState()
            window.showFullScreen()
            window.notice.show_text(_("Esc or F11 leaves focus mode"))
        elif self._state_before is not None:
            window.notice.hide()
            window.setWindowState(self._state_before)
        window.panels.fit(window.width(), alone=on)
        window.reader.setFocus()
