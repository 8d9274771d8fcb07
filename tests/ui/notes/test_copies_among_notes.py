"""Filled copies of tools beside the notes: found by their words, told by their name, and never opened as a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from handbook.book.nodes import ToolKind
from handbook.notes.filled import Answer, Filled, write_filled
from handbook.notes.model import Annotation, Colour, Kind
from handbook.notes.notebook import new_id
from handbook.ui.notes.arrange import Grouping, Shown
from handbook.ui.notes.copying import copy_with_source
from handbook.ui.notes.list_model import spoken

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.notes.conftest import Notes

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TOOL = """
//// worksheet | Problemkort
    id: problemkort

/// line | Hvad er problemet?
    id: hvad
///
////
"""
COPY = Filled(
    "problemkort",
    ToolKind.WORKSHEET,
    "Problemkort",
    "Ventetiden",
    (Answer("hvad", "line", "Hvad er problemet?", "Borgerne venter i ugevis"),),
)


@pytest.fixture
def tools(book: Path) -> Path:
    """The short handbook with a tool in its second chapter."""
    chapter = book / "to.md"
    chapter.write_text(chapter.read_text("utf-8") + TOOL, encoding="utf-8")
    return book


def keep(at: Notes, body: str = "", **fields: object) -> Annotation:
    """Keep a copy, as the form does."""
    at.reader.go("to.md")
    start = at.reader.tree.text.index("Problemkort")
    anchor = at.corner.desk.anchor(start, start + len("Problemkort"))
    assert anchor is not None
    copy = Annotation(new_id(), Kind.TOOL, anchor, body=body or write_filled(COPY), **fields)  # type: ignore[arg-type]
    at.corner.keeper.apply("Udfyld", [copy])
    at.placed()
    return at.corner.keeper.notebook.all[copy.id]


def open_panel(at: Notes, shown: Shown = Shown.ALL) -> None:
    at.reader.press(Qt.Key.Key_N, CTRL | SHIFT)
    at.panel.show_only(shown)
    at.reader.settle()


def texts(at: Notes) -> str:
    """Return everything that the panel has to read."""
    labels = [label.text() for label in at.panel.findChildren(QLabel) if label.isVisibleTo(at.panel)]
    return "\n".join((*at.rows(), *map(spoken, at.panel.model.rows), *labels))


def test_a_copy_is_no_mark_on_the_page(notes: Callable[..., Notes], tools: Path) -> None:
    at = notes("to.md", tools)
    copy = keep(at)
    assert at.corner.desk.layer.next_mark(1) is None
    at.corner.desk.open_card(copy.id)
    assert "card" not in at.corner.desk.__dict__
    # Nor is it undone or deleted as a mark that the reader is at.
    assert at.corner.desk.mark_here() == ""


@pytest.mark.parametrize("shown", [*(one for one in Shown if one is not Shown.TRASH), *Colour])
def test_copies_do_not_stand_among_the_notes(notes: Callable[..., Notes], tools: Path, shown: Shown | Colour) -> None:
    at = notes("to.md", tools)
    keep(at)
    keep(at, '{"format":2}')
    at.reader.go("et.md")
    open_panel(at)
    for grouping in Grouping:
        at.panel.group(grouping)
        at.panel.show_only(shown)
        at.reader.settle()
        assert [row for row in at.panel.model.rows if row.annotation is not None] == []


def test_the_trash_gives_a_copy_back(notes: Callable[..., Notes], tools: Path) -> None:
    at = notes("to.md", tools)
    copy, unread = keep(at), keep(at, '{"format":2}')
    at.corner.keeper.delete([copy.id, unread.id])
    open_panel(at, Shown.TRASH)
    assert sorted(at.rows()[1:]) == ["Problemkort", "Problemkort"]
    said = texts(at)
    assert "Filled-in copy. Ventetiden" in said
    at.choose(copy.id)
    assert not at.panel.detail.editor.isVisible()
    said = texts(at)
    assert "Borgerne venter i ugevis" in said
    assert '"' not in said, "no JSON"
    at.panel.detail.restore.click()
    at.reader.settle()
    assert [one.id for one in at.live()] == [copy.id]
    assert at.corner.keeper.notebook.all[copy.id].body == copy.body
    at.choose(unread.id)
    assert "format" not in texts(at)
    at.panel.detail.restore.click()
    assert {one.body for one in at.live()} == {copy.body, unread.body}


def test_a_note_after_a_copy_can_be_written_on(notes: Callable[..., Notes], tools: Path) -> None:
    at = notes("to.md", tools)
    copy = keep(at)
    highlight = at.mark("helt andet")
    at.corner.keeper.delete([copy.id, highlight.id])
    open_panel(at, Shown.TRASH)
    at.choose(copy.id)
    at.choose(highlight.id)
    assert at.panel.detail.editor.isVisible()
    assert at.panel.detail.editor.annotation is not None
    assert at.panel.detail.editor.annotation.id == highlight.id


@pytest.mark.parametrize("query", ["borgerne", "ventetid", "problemkort", "ugevis"])
def test_a_copy_is_found_by_its_words(notes: Callable[..., Notes], tools: Path, query: str) -> None:
    at = notes("to.md", tools)
    copy = keep(at)
    at.corner.finder.finish()
    (hit,) = at.corner.finder.hits(query)
    assert (hit.note, hit.section) == (copy.id, "Ventetiden")
    assert "{" not in hit.snippet
    if query != "problemkort":
        assert "Borgerne venter i ugevis" in hit.snippet
        assert next(hit.snippet[start:end].lower() for start, end in hit.marks).startswith(query)
    for word in ("format", "worksheet", "answers", "hvad"):
        assert at.corner.finder.hits(word) == []


def test_a_copy_that_can_t_be_read_is_found_by_its_tool(notes: Callable[..., Notes], tools: Path) -> None:
    at = notes("to.md", tools)
    copy = keep(at, '{"format":2,"title":"hemmeligt"}')
    at.corner.finder.finish()
    assert [(hit.note, hit.section) for hit in at.corner.finder.hits("problemkort")] == [(copy.id, "Problemkort")]
    assert at.corner.finder.hits("hemmeligt") == []


def test_what_is_changed_is_found_at_once(notes: Callable[..., Notes], tools: Path) -> None:
    at = notes("to.md", tools)
    copy = keep(at)
    at.corner.finder.finish()
    other = COPY._replace(answers=(COPY.answers[0]._replace(value="Telefonen bliver ikke taget"),))
    at.corner.keeper.apply("Udfyld", [copy._replace(body=write_filled(other))])
    assert at.corner.finder.hits("ugevis") == []
    assert [hit.note for hit in at.corner.finder.hits("telefonen")] == [copy.id]


def test_who_wants_to_see_a_copy_gets_its_form(notes: Callable[..., Notes], tools: Path) -> None:
    at = notes("to.md", tools)
    copy = keep(at)
    at.reader.go("et.md")
    with at.reader.qtbot.waitSignal(at.corner.copy_wanted) as wanted:
        at.corner.go_to(copy.id)
    assert wanted.args == [copy.id]
    at.reader.settle()
    assert "kaffe og kage" in at.reader.tree.text
    assert [one.title for one in at.corner.candidates()] in ([], ["Ventetiden"])


def test_a_copy_is_copied_in_words(notes: Callable[..., Notes], tools: Path) -> None:
    from PySide6.QtGui import QGuiApplication

    at = notes("to.md", tools)
    copy = keep(at)
    copy_with_source(at.corner.desk, [copy.id])
    text = QGuiApplication.clipboard().text()
    assert "Ventetiden\nBorgerne venter i ugevis" in text
    assert "{" not in text
