"""A reader who keeps notes: what they see of them on the page, in the panel, and in the file on the disk."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox, QPushButton, QWidget

from handbook.notes.backup import read_backup
from handbook.notes.store import FILE, copy_with_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handbook.notes.model import Annotation
    from handbook.ui.notes.corner import NotesCorner
    from handbook.ui.notes.panel import NotesPanel
    from tests.ui.conftest import Desk

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Notes:
    """The notes of a window.

    Attributes:
        reader: Who is at the window.
        folder: Where the notes lie.
    """

    def __init__(self, reader: Desk, folder: Path) -> None:
        self.reader = reader
        self.folder = folder

    @property
    def corner(self) -> NotesCorner:
        return self.reader.window.notes

    @property
    def panel(self) -> NotesPanel:
        return self.corner.panel

    def live(self) -> list[Annotation]:
        """Return what the reader keeps, as the window has it."""
        return sorted(self.corner.keeper.notebook.live(), key=lambda one: (one.anchor.chapter, one.anchor.start))

    def only(self) -> Annotation:
        """Return the one thing that the reader keeps."""
        (one,) = self.live()
        return one

    def on_disk(self) -> list[Annotation]:
        """Return what is kept in the file, deleted things left out, as somebody reads it who knows no window."""
        with tempfile.TemporaryDirectory() as folder:
            copy = copy_with_logs(self.folder / FILE, Path(folder))
            # The log is written into the copy by who opens it with leave to write.
            connection = sqlite3.connect(copy)
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.close()
            return [one for one in read_backup(copy) if not one.deleted]

    def return_to_window(self) -> None:
        """Come back to the window when a dialog has closed: here is no window manager that would."""
        self.reader.window.activateWindow()
        self.reader.qtbot.waitUntil(self.reader.window.isActiveWindow)
        self.reader.reader.setFocus()

    # On the page

    def range_of(self, words: str) -> tuple[int, int]:
        """Return where words of the chapter stand in the document."""
        page, start = self.reader.view.page, self.reader.tree.text.index(words)
        assert page is not None
        return page.map.to_document(start), page.map.end_to_document(start + len(words))

    def show_words(self, words: str) -> None:
        """Scroll so that words stand with room around them."""
        self.reader.view.scroll_to(self.range_of(words)[0], margin=200)
        self.reader.settle()

    def point(self, position: int, by: int = 0) -> QPoint:
        """Return the point of the viewport where a document position stands, `by` pixels further right."""
        cursor = self.reader.view.textCursor()
        cursor.setPosition(position)
        rect = self.reader.view.cursorRect(cursor)
        return QPoint(rect.left() + by, rect.center().y())

    def drag(self, words: str, *, release: bool = True) -> None:
        """Select words with the mouse."""
        self.show_words(words)
        start, end = self.range_of(words)
        viewport = self.reader.view.viewport()
        # Pressed on what is selected, the mouse would carry it away.
        QTest.mouseClick(viewport, LEFT, NONE, QPoint(viewport.width() - 4, 4))
        self.reader.settle()
        first, last = self.point(start), self.point(end)
        QTest.mousePress(viewport, LEFT, NONE, first)
        QTest.mouseMove(viewport, (first + last) / 2)
        QTest.mouseMove(viewport, last)
        self.reader.settle()
        if release:
            QTest.mouseRelease(viewport, LEFT, NONE, last)
            self.reader.settle()

    def mark(self, words: str, key: Qt.Key = Qt.Key.Key_1) -> Annotation:
        """Highlight words with a key, and return the highlight."""
        before = set(self.corner.keeper.notebook.all)
        self.reader.reader.setFocus()
        self.reader.select(words)
        self.reader.ctrl(key)
        (new,) = set(self.corner.keeper.notebook.all) - before
        return self.corner.keeper.notebook.all[new]

    def click_words(self, words: str) -> None:
        """Click into the first letters of words."""
        self.show_words(words)
        QTest.mouseClick(self.reader.view.viewport(), LEFT, NONE, self.point(self.range_of(words)[0], 6))
        self.reader.settle()

    def step_to(self, key: Qt.Key = Qt.Key.Key_F4) -> None:
        """Go to the next mark with the keyboard in the text."""
        self.reader.reader.setFocus()
        self.reader.press(key)

    def rows(self) -> list[str]:
        """Return the panel's rows as they are to be read."""
        model = self.panel.model
        return [str(model.data(model.index(row))) for row in range(model.rowCount())]

    def choose(self, *ids: str) -> None:
        """Select rows of the panel with the keyboard in the list."""
        self.panel.list.clearSelection()
        self.panel.list.setFocus()
        for id_ in ids:
            index = self.panel.model.index(self.panel.model.row_of(id_))
            self.panel.list.selectionModel().setCurrentIndex(
                index, self.panel.list.selectionModel().SelectionFlag.Select
            )
        self.reader.settle()

    def placed(self) -> None:
        """Wait until every note has been looked for."""
        placing = self.corner.desk.placing
        assert placing is not None
        # Begun at once, and not when the reader has begun to read.
        self.corner.desk._begin_looking(0)
        self.reader.qtbot.waitUntil(lambda: all(placing.known(one) for one in self.corner.desk.own()))
        self.reader.settle()


class Answers(QObject):
    """Answers dialogs, so that none holds a test up; one that nobody expected is closed, and the test fails.

    Attributes:
        seen: What the dialogs said.
        unexpected: What those said that nobody waited for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.unexpected: list[str] = []
        self._waiting: list[Callable[[QWidget], object]] = []
        self._timer = QTimer(self, interval=15)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def press(self, button: str) -> None:
        """Press the button of that text in the next dialog."""
        self._waiting.append(lambda widget: _button(widget, button).click())

    def choose(self, text: str) -> None:
        """Choose what has a text in it in the next menu."""

        def take(widget: QWidget) -> None:
            assert isinstance(widget, QMenu)
            action = next((one for one in widget.actions() if text in one.text()), None)
            widget.close()
            assert action is not None, [one.text() for one in widget.actions()]
            action.trigger()

        self._waiting.append(take)

    def with_(self, act: Callable[[QWidget], object]) -> None:
        """Let `act` deal with the next dialog or menu."""
        self._waiting.append(act)

    def _look(self) -> None:
        popup = QApplication.activePopupWidget()
        widget = popup if isinstance(popup, QMenu) else QApplication.activeModalWidget()
        if widget is None:
            return
        self.seen.append(_words(widget))
        if self._waiting:
            act = self._waiting.pop(0)
            try:
                act(widget)
            except BaseException:
                widget.close()
                raise
            return
        self.unexpected.append(_words(widget))
        _button(widget, "Close all the same", "Cancel", "Close", "OK").click()


def _words(widget: QWidget) -> str:
    if isinstance(widget, QMessageBox):
        return f"{widget.windowTitle()}: {widget.text()} {widget.informativeText()}"
    if isinstance(widget, QMenu):
        return " | ".join(action.text() for action in widget.actions())
    return widget.windowTitle()


def _button(widget: QWidget, *texts: str) -> QPushButton:
    assert isinstance(widget, QDialog), widget
    buttons = {button.text().replace("&", ""): button for button in widget.findChildren(QPushButton)}
    found = next((buttons[text] for text in texts if text in buttons), None)
    if found is None:
        widget.reject()
        raise AssertionError(f"no button {texts} among {list(buttons)}")
    return found


@pytest.fixture
def answers(qapp: QApplication) -> Iterator[Answers]:
    """Who answers dialogs."""
    assert qapp is not None
    answers = Answers()
    yield answers
    answers._timer.stop()
    assert answers.unexpected == []
    assert answers._waiting == [], "a dialog that was waited for never came"


@pytest.fixture
def notes(desk: Callable[..., Desk], small: Path, tmp_path: Path, answers: Answers) -> Iterator[Callable[..., Notes]]:
    """Return a function that opens a window on the small handbook, at the chapter that has a bit of everything."""
    assert answers is not None
    opened: list[Notes] = []

    def open_(chapter: str = "del/forsoeg.md", target: Path = small, **options: object) -> Notes:
        notes = Notes(desk(target, **options), tmp_path / "notes")
        opened.append(notes)
        notes.reader.qtbot.waitUntil(lambda: notes.reader.window.has_notes)
        notes.reader.go(chapter)
        return notes

    yield open_
    for one in opened:
        # What a test left unsaved would hold the window open.
        one.corner.keeper._typed.clear()
        one.corner.keeper.notebook._waiting.clear()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A handbook of two short chapters, to be edited."""
    folder = tmp_path / "kort"
    folder.mkdir()
    (folder / "SUMMARY.md").write_text("# Kort\n\n- [Et](et.md)\n- [To](to.md)\n", encoding="utf-8")
    (folder / "handbook.toml").write_text(
        'id = "kort"\ntitle = "Kort"\nlanguage = "da"\nedition = "1"\n', encoding="utf-8"
    )
    (folder / "et.md").write_text(
        "# Et\n\n## Rum\n\nLederen giver plads til de langsomme eksperimenter hver eneste tirsdag formiddag.\n\n"
        "Katten sover i vinduet, og ingen spørger hvorfor den gør det.\n",
        encoding="utf-8",
    )
    (folder / "to.md").write_text("# To\n\n## Tid\n\nNoget helt andet om kaffe og kage.\n", encoding="utf-8")
    return folder


@pytest.fixture
def closed(desk: Callable[..., Desk]) -> Callable[[Notes], None]:
    """Return a function that closes a window and lets go of its notes, as when the program ends."""

    def close(notes: Notes) -> None:
        notes.reader.close()
        notes.reader.app.close_notes()

    assert desk is not None
    return close
