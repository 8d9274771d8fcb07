"""The window's composition root: builds settings, handbook and window once, and hands them down."""

from __future__ import annotations

import gc
import signal
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, Qt, QTimer, QTranslator, Signal
from PySide6.QtGui import QFileOpenEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from handbook import __version__, i18n
from handbook.book.address import SCHEME, Address, parse_address
from handbook.book.library import Handbook, open_handbook
from handbook.errors import HandbookError
from handbook.paths import config_dir, data_dir, resources, shipped_handbook
from handbook.settings import Settings
from handbook.ui.fonts import load_fonts, ui_font
from handbook.ui.window import MainWindow

if TYPE_CHECKING:
    from handbook.ui.notes.keeper import NoteKeeper

_SIGNAL_MS = 500
_COLLECT_GARBAGE_MS = 2_000


class HandbookApp:
    """A running program: one window, and what it is made of.

    Attributes:
        window: The window; another one when the reader changes the language.
        settings: The reader's settings.
        error: Why no handbook is open, or None.
    """

    def __init__(self, target: str = "", settings: Settings | None = None, notes: Path | None = None) -> None:
        """Build everything and open the handbook; the window isn't shown yet.

        Args:
            target: A folder, a `handbook://` address, or "" for where the reader was last.
            settings: Instead of the reader's own, for pictures and tests.
            notes: The folder of the notes, instead of the reader's own.
        """
        self._notes = notes or data_dir()
        self.settings = settings or Settings(config_dir() / "settings.ini")
        self._handbook: Handbook | None = None
        self.error: HandbookError | None = None
        self._address: Address | None = None
        self._translator: QTranslator | None = None
        load_fonts()
        QApplication.setFont(ui_font())
        # What is wrong with a handbook is said in the language that the window will have without one.
        i18n.set_language(i18n.choose_language(self.settings.language, ""))
        self._open(*self._understand(target))
        self._choose_language()
        self.window = self._make_window()

    @cached_property
    def keeper(self) -> NoteKeeper:
        """Who keeps the reader's notes; made when they are first wanted. Windows come and go, the keeper stays."""
        from handbook.ui.notes.keeper import NoteKeeper

        return NoteKeeper(self._notes)

    def close_notes(self) -> None:
        """Write every note and close their file."""
        if "keeper" in self.__dict__:
            self.keeper.close()

    def show(self) -> None:
        """Show the window with the handbook in it."""
        # Shown first, the window knows its width, and the page is set once; nothing is painted before this returns.
        self.window.show()
        self._fill()

    def open(self, target: str) -> None:
        """Open what the desktop hands over while the program runs: an address in the handbook, or another's folder."""
        if target.startswith(SCHEME):
            self.window.navigator.go(parse_address(target))
        else:
            self._on_handbook_wanted(target)
        self.window.activateWindow()

    def _understand(self, target: str) -> tuple[str, Address | None]:
        if target.startswith(SCHEME):
            return self.settings.folder, parse_address(target)
        return (target or self.settings.folder), None

    def _open(self, folder: str, address: Address | None) -> None:
        self.error = None
        self._address = address
        path = Path(folder) if folder else shipped_handbook()
        try:
            self._handbook = open_handbook(path)
        except HandbookError as error:
            self._handbook, self.error = None, error
            return
        if folder and address is not None and self._handbook.find(address) is None:
            # An address doesn't say of which handbook: the one read last goes before the shipped one.
            shipped = open_handbook(shipped_handbook())
            self._handbook = shipped if shipped.find(address) is not None else self._handbook

    def _choose_language(self) -> None:
        manifest_language = self._handbook.manifest.language if self._handbook is not None else ""
        i18n.set_language(i18n.choose_language(self.settings.language, manifest_language))
        QLocale.setDefault(QLocale(i18n.language()))
        application = QGuiApplication.instance()
        if application is None:
            return
        if self._translator is not None:
            application.removeTranslator(self._translator)
        translator = QTranslator(application)
        # Qt's own texts (dialogs, context menus of fields); English is built in.
        if translator.load(f"qtbase_{i18n.language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(translator)
        self._translator = translator

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.settings, lambda: self.keeper)
        window.handbook_wanted.connect(self._on_handbook_wanted)
        window.language_wanted.connect(self._on_language_wanted)
        return window

    def _fill(self) -> None:
        if self._handbook is not None:
            self.window.show_handbook(self._handbook, self._address)
        elif self.error is not None:
            self.window.show_error(self.error)

    def _on_handbook_wanted(self, folder: str) -> None:
        try:
            handbook = open_handbook(Path(folder) if folder else shipped_handbook())
        except HandbookError as error:
            # What is open stays open: the reader only hears why the other one doesn't.
            self.window.notice.show_text(str(error))
            return
        self._handbook, self.error, self._address = handbook, None, None
        self.settings.folder = folder
        self.window.show_handbook(handbook)

    def _on_language_wanted(self, language: str) -> None:
        if language == i18n.language():
            self.settings.language = language
            return
        self.settings.language = language
        old = self.window
        old.remember()
        copy = old.notes.tool_desk.open_id if old.has_notes else ""
        self._address = None
        self._choose_language()
        # Every text is asked for when a widget is made: a new window is simpler than renaming the old one's parts.
        self.window = self._make_window()
        self.show()
        # Out of sight, it writes what was typed.
        old.hide()
        if copy:
            self.window.notes.tool_desk.open_copy(copy)
        old.deleteLater()


class Application(QApplication):
    """Qt's application, which hears what the desktop wants opened: macOS sends that as an event, not as an argument.

    Signals:
        opened: A folder or an address is to be opened.
    """

    opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Take what is to be opened."""
        if isinstance(event, QFileOpenEvent):
            self.opened.emit(event.file() or event.url().toString())
            return True
        return super().event(event)


def make_application(argv: list[str]) -> Application:
    """Return the Qt application, set up as this program needs it."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # By argument: QApplication.setStyle hands the style back, and PySide would load all of QStyle for that.
    application = Application([*argv[:1], "-style", "fusion", *argv[1:]])
    application.setApplicationName("innovationshaandbogen")
    application.setApplicationDisplayName("Innovationshåndbogen")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("innovationshaandbogen")
    if sys.platform != "darwin":
        # There, the program's bundle has one that fits the dock. Drawn when a window wants it; all in all 2 ms.
        application.setWindowIcon(QIcon(str(resources() / "app" / "innovationshaandbogen.svg")))
    return application


def run(target: str) -> int:
    """Open the window and run until it closes.

    Args:
        target: A folder, a `handbook://` address, or "".

    Returns:
        The exit code.
    """
    application = make_application(sys.argv[:1])
    app = HandbookApp(target)
    application.opened.connect(app.open)
    app.show()
    QTimer.singleShot(_COLLECT_GARBAGE_MS, _collect_garbage)
    _quit_on_signals(app)
    code = application.exec()
    app.window.remember()
    app.close_notes()
    return code


def _collect_garbage() -> None:
    """Take up what `cli.main` put off; what the start has made stays and need not be looked at again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _quit_on_signals(app: HandbookApp) -> None:
    """Close as by the menu when the system ends the program, so that the reader's place is kept."""

    def close(_number: int, _frame: object) -> None:
        app.window.close()

    signal.signal(signal.SIGTERM, close)
    signal.signal(signal.SIGINT, close)
    if hasattr(signal, "SIGHUP"):
        # The terminal or the session has gone.
        signal.signal(signal.SIGHUP, close)
    # Python runs its handlers only between its own instructions: Qt's loop must come back to it now and then.
    # A child of the application: the window is another one after a change of language.
    timer = QTimer(QGuiApplication.instance(), interval=_SIGNAL_MS)
    timer.timeout.connect(lambda: None)
    timer.start()
