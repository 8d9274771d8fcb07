"""A reader who fills in tools: a handbook with a tool of every kind, and what they see of it beside the page."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from handbook.notes.backup import read_backup
from handbook.notes.filled import read_filled
from handbook.notes.model import Kind
from handbook.notes.store import FILE, copy_with_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from handbook.book.forms import Value
    from handbook.notes.filled import Filled
    from handbook.notes.model import Annotation
    from handbook.ui.tools.desk import ToolDesk
    from handbook.ui.tools.entry_field import EntryField
    from handbook.ui.tools.form_body import FormBody
    from handbook.ui.tools.form_head import FormHead
    from handbook.ui.tools.form_panel import FormPanel
    from tests.ui.conftest import Desk

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
BOOK = Path(__file__).parent / "book"


class Forms:
    """The tools of a window.

    Attributes:
        reader: Who is at the window.
        folder: Where the copies lie.
    """

    def __init__(self, reader: Desk, folder: Path) -> None:
        self.reader = reader
        self.folder = folder

    @property
    def desk(self) -> ToolDesk:
        return self.reader.window.notes.tool_desk

    @property
    def form(self) -> FormPanel:
        return self.desk.form

    @property
    def body(self) -> FormBody:
        body = self.form.body
        assert body is not None, "there are no fields"
        return body

    @property
    def head(self) -> FormHead:
        head = self.form.head
        assert head is not None, "there is no form"
        return head

    def open(self, tool: str) -> None:
        """Fill in a tool, and wait until all of it is there."""
        self.desk.open_tool(tool)
        self.reader.settle()
        if self.form.body is not None:
            self.form.body.finish()
        self.reader.settle()

    def field(self, id_: str) -> EntryField:
        return self.body.fields[id_]

    def click(self, widget: QWidget) -> None:
        """Click a widget of the form, scrolled to where it is seen."""
        self.form.area.ensureWidgetVisible(widget)
        self.reader.settle()
        QTest.mouseClick(widget, LEFT, NONE, widget.rect().center())
        self.reader.settle()

    def value(self, id_: str) -> Value:
        """Return an answer of the copy that is open, as it is kept in the file."""
        return self.only().values[id_]

    def on_disk(self) -> list[Annotation]:
        """Return the copies in the file, deleted ones left out, as somebody reads it who knows no window."""
        self.desk.keeper.settle()
        if not (self.folder / FILE).exists():
            return []
        with tempfile.TemporaryDirectory() as folder:
            copy = copy_with_logs(self.folder / FILE, Path(folder))
            connection = sqlite3.connect(copy)
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.close()
            return [one for one in read_backup(copy) if not one.deleted and one.kind is Kind.TOOL]

    def only(self) -> Filled:
        """Return the one copy in the file."""
        (one,) = self.on_disk()
        return read_filled(one.body)


@pytest.fixture
def tool_book(tmp_path: Path) -> Path:
    """A handbook with a tool of every kind in its first chapter, to be edited."""
    folder = tmp_path / "redskaber"
    shutil.copytree(BOOK, folder)
    return folder


@pytest.fixture
def forms(desk: Callable[..., Desk], tool_book: Path, tmp_path: Path) -> Iterator[Callable[..., Forms]]:
    """Return a function that opens a window on that handbook; the same reader comes back with each call."""
    opened: list[Forms] = []

    def open_(tool: str = "", **options: object) -> Forms:
        forms = Forms(desk(tool_book, **options), tmp_path / "notes")
        opened.append(forms)
        forms.reader.qtbot.waitUntil(lambda: forms.reader.window.has_notes)
        if tool:
            forms.open(tool)
        return forms

    yield open_
    for one in opened:
        # What a test left unsaved would hold the window open.
        one.desk.keeper._typed.clear()
        one.desk.keeper.notebook._waiting.clear()


@pytest.fixture
def closed(desk: Callable[..., Desk]) -> Callable[[Forms], None]:
    """Return a function that closes a window and lets go of its notes, as when the program ends."""

    def close(forms: Forms) -> None:
        forms.reader.close()
        forms.reader.app.close_notes()

    assert desk is not None
    return close
