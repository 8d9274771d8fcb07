"""A reader who exports: a dialog on the small handbook, some notes to it, and whoever answers what it asks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QWidget

from handbook.book.library import open_handbook
from handbook.export.report import Options
from handbook.notes.anchor import describe
from handbook.notes.model import Annotation, Colour, Kind
from handbook.ui.export.choices import Choices, Material, What
from handbook.ui.export.dialog import ExportDialog
from handbook.ui.theme import THEMES
from tests.ui.notes.conftest import Answers, answers, closed, notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytestqt.qtbot import QtBot

    from handbook.book.library import Handbook

__all__ = ["answers", "closed", "notes"]

PATIENCE_MS = 30_000
TIME = "2026-11-12T08:00:00.000000Z"


def make_note(handbook: Handbook, key: str, words: str, body: str = "", **fields: Any) -> Annotation:
    """Return an annotation of words that stand in a chapter."""
    tree, chapter = handbook.tree(key), handbook.chapter(key)
    assert chapter is not None
    start = tree.text.index(words)
    anchor = describe(
        tree.text,
        tree.sections,
        start,
        start + len(words),
        handbook=handbook.manifest.id,
        edition=handbook.manifest.edition,
        chapter=key,
        chapter_title=chapter.title,
    )
    number = fields.pop("number", abs(hash((key, words, body))) % 10**9)
    known = {"kind": Kind.HIGHLIGHT, "created": TIME, "modified": TIME, **fields}
    return Annotation(f"00000000-0000-4000-8000-{number:012}", anchor=anchor, body=body, **known)


def some_notes(handbook: Handbook) -> list[Annotation]:
    """Return three notes in two chapters."""
    return [
        make_note(handbook, "del/forsoeg.md", "ordet spire", "Husk at **spørge** Åse", tags=("møde",), number=1),
        make_note(handbook, "del/forsoeg.md", "Det der måles", colour=Colour.QUESTION, number=2),
        make_note(handbook, "kort.md", handbook.tree("kort.md").text[-12:-1], "Et ord til sidst", number=3),
    ]


def pages_of(path: Path) -> list[str]:
    """Return the text of each page of a PDF."""
    document = pypdfium2.PdfDocument(path)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return found


class Exporting:
    """An export dialog with a reader before it.

    Attributes:
        dialog: The dialog.
        material: What there is to export.
    """

    def __init__(self, qtbot: QtBot, dialog: ExportDialog, material: Material) -> None:
        self.qtbot = qtbot
        self.dialog = dialog
        self.material = material

    @property
    def pid(self) -> int:
        """Number of the process that makes the exports."""
        process = self.dialog.typesetter._process
        assert process is not None
        self.qtbot.waitUntil(lambda: process.processId() > 0)
        return process.processId()

    @property
    def folder(self) -> Path:
        """Where the exports are made."""
        return Path(self.dialog.typesetter._folder.name)

    def ready(self) -> None:
        """Wait until nothing is being made any more."""
        dialog = self.dialog
        self.qtbot.waitUntil(
            lambda: not dialog._later.isActive() and not dialog.typesetter.is_busy, timeout=PATIENCE_MS
        )

    def choose(self, combo: str, value: str) -> None:
        """Choose an answer of one of the form's lists."""
        widget = getattr(self.dialog.form, combo)
        index = widget.findData(value)
        assert index >= 0, f"{value} isn't offered"
        widget.setCurrentIndex(index)

    def save(self, path: Path | None) -> None:
        """Press the button, and answer the question for a name with `path`; None is to think better of it."""
        self.dialog.ask_for_path = lambda: path  # type: ignore[method-assign]  # the system's dialog is no business of ours
        self.dialog.go.click()

    def saved(self, path: Path) -> Path:
        """Save, and wait until it is done."""
        self.save(path)
        self.ready()
        assert self.dialog.saved == path
        return path

    def says(self) -> str:
        """Return what the dialog's last line says, "" when it isn't shown."""
        return self.dialog.state.text() if self.dialog.state.isVisible() else ""


@pytest.fixture
def book(small: Path) -> Handbook:
    """The small handbook, open."""
    return open_handbook(small)


@pytest.fixture
def material(book: Handbook) -> Callable[..., Material]:
    """Return a function that puts together what there is to export; three notes, unless others are given."""

    def make(given: Sequence[Annotation] | None = None, **fields: Any) -> Material:
        known = {"shown": None, "selected": [], "chapter": "kort.md", "colours": {}, **fields}
        return Material(handbook=book, notes=some_notes(book) if given is None else given, **known)

    return make


@pytest.fixture
def exporting(qtbot: QtBot, material: Callable[..., Material], answers: Answers) -> Iterator[Callable[..., Exporting]]:
    """Return a function that opens the dialog.

    Its arguments: the material, the `options`, the window's `size` and `theme`, and fields of `Choices`.
    """
    assert answers is not None
    opened: list[tuple[ExportDialog, QWidget]] = []

    def open_(
        given: Material | None = None,
        *,
        size: tuple[int, int] = (1_100, 800),
        theme: str = "light",
        is_printing: bool = False,
        options: Options | None = None,
        **chosen: Any,
    ) -> Exporting:
        made = given if given is not None else material()
        parent = QWidget()
        parent.resize(*size)
        choices = Choices(**{"what": What.NOTES, "options": options or Options(), **chosen})
        dialog = ExportDialog(made, choices, THEMES[theme], parent, is_printing=is_printing)
        opened.append((dialog, parent))
        with qtbot.waitExposed(dialog):
            dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return Exporting(qtbot, dialog, made)

    yield open_
    for dialog, parent in opened:
        dialog.close()
        parent.deleteLater()


def in_dialog(answers: Answers, look: Callable[[ExportDialog], object]) -> None:
    """Deal with the export dialog that an action is about to open; it is closed afterwards."""

    def act(widget: QWidget) -> None:
        answers._timer.stop()
        assert isinstance(widget, ExportDialog), widget
        try:
            look(widget)
        finally:
            widget.reject()
            answers._timer.start()

    answers.with_(act)


@pytest.fixture
def is_running() -> Callable[[int], bool]:
    """Return a function that says whether there is a process of that number."""

    def look(pid: int) -> bool:
        if sys.platform == "win32":
            listed = subprocess.run(["tasklist", "/FI", f"PID eq {pid}"], capture_output=True, text=True, check=True)
            return str(pid) in listed.stdout
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True

    return look


@pytest.fixture
def kill() -> Callable[[int], None]:
    """Return a function that ends a process as a system does that has no memory left."""
    return lambda pid: os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
