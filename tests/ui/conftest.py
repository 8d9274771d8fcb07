"""A reader at the window: a small handbook with a bit of everything, and a desk to open handbooks at.

`small` is the handbook; `desk` opens a window as the program does, and presses keys and clicks as a reader would.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QImage, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from handbook.app import HandbookApp
from handbook.book.address import Address
from handbook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from handbook.book.nodes import ChapterTree
    from handbook.ui.reader.page import PageLink
    from handbook.ui.reader.panel import ReaderPanel
    from handbook.ui.reader.view import PageView
    from handbook.ui.window import MainWindow

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton

SMALL = Path(__file__).parent / "small"


class Desk:
    """A window with a reader before it.

    Attributes:
        app: The program; its window is another one after a change of language.
        settings: The reader's settings.
    """

    def __init__(self, qtbot: QtBot, app: HandbookApp) -> None:
        self.qtbot = qtbot
        self.app = app
        self.settings = app.settings

    @property
    def window(self) -> MainWindow:
        return self.app.window

    @property
    def reader(self) -> ReaderPanel:
        return self.window.reader

    @property
    def view(self) -> PageView:
        return self.window.reader.view

    @property
    def tree(self) -> ChapterTree:
        tree = self.window.reader.tree
        assert tree is not None, "no chapter is on the screen"
        return tree

    @property
    def title(self) -> str:
        """Title of the chapter on the screen, "" when there is none."""
        return self.reader.chapter.title if self.reader.chapter else ""

    @property
    def scroll(self) -> int:
        return self.view.verticalScrollBar().value()

    @property
    def notice(self) -> str:
        """What the notice says, "" when none is shown."""
        notice = self.window.notice
        return notice.text() if notice.isVisible() else ""

    @property
    def focus(self) -> QWidget:
        widget = self.window.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget

    @property
    def clipboard(self) -> str:
        return QGuiApplication.clipboard().text()

    def page_text(self) -> str:
        """Return everything that stands on the page, soft hyphens taken out."""
        return self.view.toPlainText().replace("\u00ad", "")

    def settle(self) -> None:
        """Let what is due now happen: delayed layouts and timers without delay."""
        for _round in range(3):
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key wherever the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.settle()

    def ctrl(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Type into the widget that has the keyboard."""
        for character in text:
            if character.isascii():
                QTest.keyClicks(self.focus, character)
            else:
                # As an input method does it: a text without a key of its own.
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(self.focus, QKeyEvent(kind, Qt.Key.Key_unknown, NONE, character))
        self.settle()

    def act(self, name: str) -> None:
        """Choose an action as from a menu."""
        self.window.actions_by_id[name].trigger()
        self.settle()

    def go(self, chapter: str, section: str = "") -> None:
        """Go to a place of the handbook."""
        self.window.navigator.go(Address(chapter, section))
        self.settle()

    def resize(self, width: int, height: int) -> None:
        self.window.resize(width, height)
        self.settle()

    def link(self, target: str) -> tuple[int, PageLink]:
        """Return the first link on the page with that target, and its number."""
        page = self.view.page
        assert page is not None
        for number, link in enumerate(page.links):
            if link.target == target:
                return number, link
        raise AssertionError(f"no link to {target} among {[link.target for link in page.links]}")

    def link_point(self, target: str) -> QPoint:
        """Scroll to a link and return a point of the viewport within it."""
        number, link = self.link(target)
        self.view.scroll_to(link.start, margin=120)
        self.settle()
        rect = self.view.link_rect(number)
        point = (rect.topLeft() + QPointF(min(rect.width() / 2, 6), rect.height() / 2)).toPoint()
        assert self.view.link_at(point) == number, f"the link to {target} can't be hit"
        return point

    def click_link(self, target: str) -> None:
        """Click a link on the page."""
        QTest.mouseClick(self.view.viewport(), LEFT, NONE, self.link_point(target))
        self.settle()

    def hover(self, target: str) -> None:
        """Move the pointer onto a link."""
        point, viewport = self.link_point(target), self.view.viewport()
        QTest.mouseMove(viewport, QPoint(3, 3))
        QTest.mouseMove(viewport, point)
        self.settle()

    def tab_to(self, target: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press Tab in the text until a link has the keyboard."""
        _number, link = self.link(target)
        for _press in range(40):
            self.press(Qt.Key.Key_Tab, modifiers)
            cursor = self.view.textCursor()
            if cursor.hasSelection() and cursor.selectionStart() == link.start:
                return
        raise AssertionError(f"Tab never comes to the link to {target}")

    def wheel(self, steps: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Turn the wheel over the text; up is positive."""
        middle = QPointF(self.view.viewport().rect().center())
        event = QWheelEvent(
            middle,
            self.view.viewport().mapToGlobal(middle),
            QPoint(),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), event)
        self.settle()

    def select(self, words: str) -> None:
        """Select words of the chapter's text on the page."""
        page = self.view.page
        assert page is not None
        start = self.tree.text.index(words)
        cursor = self.view.textCursor()
        cursor.setPosition(page.map.to_document(start))
        cursor.setPosition(page.map.end_to_document(start + len(words)), cursor.MoveMode.KeepAnchor)
        self.view.setTextCursor(cursor)

    def scroll_to_words(self, words: str) -> None:
        """Scroll until the line that those words begin in, or end the chapter with, is the uppermost whole one."""
        page = self.view.page
        assert page is not None
        self.view.scroll_to(page.map.to_document(self.tree.text.rindex(words)), margin=2)
        self.settle()

    def words_at_top(self, count: int = 40) -> str:
        """Return the beginning of the text at the top of the window."""
        return self.tree.text[self.reader.offset :][:count]

    def close(self) -> None:
        """Close the window as its reader would."""
        self.window.close()
        self.settle()


class Urls(QObject):
    """Takes addresses in the browser's place."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture(scope="session")
def _kept_trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ui-home")


@pytest.fixture(autouse=True)
def _one_cache(_own_home: Path, _kept_trees: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Share parsed trees between the tests of the window; each still gives its settings a file of their own."""
    monkeypatch.setenv("HANDBOOK_HOME", str(_kept_trees))


@pytest.fixture
def small(tmp_path: Path, qapp: QApplication) -> Path:
    """A handbook of five chapters, a nested one and a draft among them, with a bit of everything in the second."""
    folder = tmp_path / "lille"
    shutil.copytree(SMALL, folder)
    picture = QImage(QSize(600, 200), QImage.Format.Format_RGB32)
    picture.fill(QColor("#cc2200"))
    assert picture.save(str(folder / "figurer" / "felt.png"))
    return folder


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens a window.

    Its arguments: the target (a folder or an address; the shipped handbook when left out), the window's `size` (None
    leaves it to the program), the `language` of the interface, and the name of the `settings` file: the same name again
    is the same reader, who comes back.
    """
    opened: list[Desk] = []

    def open_(
        target: Path | str = "",
        *,
        size: tuple[int, int] | None = (1_280, 800),
        language: str = "en",
        settings: str = "settings.ini",
    ) -> Desk:
        stored = Settings(tmp_path / settings)
        if language:
            stored.language = language
        desk = Desk(qtbot, HandbookApp(str(target), stored, tmp_path / "notes"))
        opened.append(desk)
        if size is not None:
            desk.window.resize(*size)
        with qtbot.waitExposed(desk.window):
            desk.app.show()
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        desk.settle()
        return desk

    yield open_
    for desk in opened:
        for dialog in QApplication.topLevelWidgets():
            if dialog.parentWidget() is desk.window:
                dialog.close()
        desk.window.close()
        desk.app.close_notes()
        desk.window.deleteLater()
        if desk.app._translator is not None:
            qapp.removeTranslator(desk.app._translator)
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QGuiApplication.clipboard().clear()


@pytest.fixture
def urls(qapp: QApplication) -> Iterator[list[str]]:
    """The addresses that the program hands to the system, of every scheme that might lead out."""
    schemes = ("http", "https", "mailto", "file", "javascript", "data", "ftp")
    taker = Urls()
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, taker, "take")  # type: ignore[arg-type]  # wants text, whatever the stubs say
    yield taker.opened
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)
