"""Notes on the clipboard, as one puts them into a paper: what stands there, what was written, and where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from handbook.notes.model import Kind
from handbook.ui.notes.copying import copy_with_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.notes.conftest import Notes

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CAT = "Katten sover i vinduet"
COFFEE = "Noget helt andet om kaffe"


def source(at: Notes, chapter: str, section: str, address: str) -> str:
    handbook = at.reader.window.navigator.handbook
    assert handbook is not None
    return f"{handbook.manifest.title}, {chapter}, section “{section}”, edition 1 (handbook://{address})"


def write(at: Notes, text: str) -> None:
    """Write to what was marked last."""
    at.reader.press(Key.Key_N, CTRL)
    at.reader.type(text)
    at.reader.press(Key.Key_Escape)
    at.corner.desk.dismiss()


def copy_chosen(at: Notes, *ids: str) -> str:
    """Choose notes in the panel and press its button."""
    at.choose(*ids)
    QTest.mouseClick(at.panel.detail.copy, Qt.MouseButton.LeftButton)
    at.reader.settle()
    return at.reader.clipboard


def open_panel(at: Notes) -> None:
    at.reader.press(Key.Key_N, CTRL | SHIFT)
    at.placed()


def test_one_note(notes: Callable[..., Notes], book: Path) -> None:
    at = notes("et.md", book)
    at.mark(CAT)
    write(at, "Min kat")
    open_panel(at)
    text = copy_chosen(at, at.only().id)
    assert text == f"“{CAT}”\nMin kat\n{source(at, 'chapter 1, “Et”', 'Rum', 'et.md#rum')}"
    assert at.reader.notice == "Copied with its source"


def test_several_notes_stand_apart_in_the_lists_order(notes: Callable[..., Notes], book: Path) -> None:
    at = notes("et.md", book)
    first = at.mark(CAT)
    at.reader.go("to.md")
    second = at.mark(COFFEE)
    open_panel(at)
    text = copy_chosen(at, second.id, first.id)
    parts = text.split("\n\n")
    assert [part.splitlines()[0] for part in parts] == [f"“{CAT}”", f"“{COFFEE}”"]
    assert parts[1].endswith("(handbook://to.md#tid)")


def test_a_bookmark_is_its_source_only(notes: Callable[..., Notes], book: Path) -> None:
    at = notes("et.md", book)
    at.reader.ctrl(Key.Key_D)
    bookmark = at.only()
    assert bookmark.kind is Kind.BOOKMARK
    at.corner.desk.dismiss()
    open_panel(at)
    text = copy_chosen(at, bookmark.id)
    assert "\n" not in text
    assert text.startswith("Kort, chapter 1, “Et”")
    assert "(handbook://et.md" in text


def test_a_ticked_box_is_the_task_without_its_tick(notes: Callable[..., Notes], book: Path) -> None:
    chapter = book / "et.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n- [ ] Ring til borgeren\n", encoding="utf-8")
    at = notes("et.md", book)
    at.reader.reader.setFocus()
    at.reader.ctrl(Key.Key_T)
    at.reader.press(Key.Key_Space)
    tick = at.only()
    assert tick.kind is Kind.TICK
    copy_with_source(at.corner.desk, [tick.id])
    lines = at.reader.clipboard.splitlines()
    assert lines[0] == "“Ring til borgeren”"
    assert len(lines) == 2


def test_a_lost_note_says_where_it_stood(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path
) -> None:
    at = notes("et.md", book)
    at.mark(CAT)
    closed(at)
    chapter = book / "et.md"
    chapter.write_text("# Et\n\n## Rum\n\nIkke et ord er som før.\n", encoding="utf-8")
    again = notes("et.md", book)
    open_panel(again)
    text = copy_chosen(again, again.only().id)
    assert text == f"“{CAT}”\n{source(again, '“Et”', 'Rum', 'et.md#rum')}"


def test_what_was_typed_last_is_copied(notes: Callable[..., Notes], book: Path) -> None:
    at = notes("et.md", book)
    at.mark(CAT)
    at.reader.press(Key.Key_N, CTRL)
    at.reader.type("Lige nu")
    assert at.corner.keeper._typed, "it has been kept already, and the test says nothing"
    copy_with_source(at.corner.desk, [at.only().id])
    assert "\nLige nu\n" in at.reader.clipboard


def test_what_is_gone_is_left_out(notes: Callable[..., Notes], book: Path) -> None:
    at = notes("et.md", book)
    kept = at.mark(CAT)
    copy_with_source(at.corner.desk, ["00000000-0000-4000-8000-000000000000", kept.id])
    assert at.reader.clipboard.startswith(f"“{CAT}”")


def test_the_menu_over_the_text_offers_it(notes: Callable[..., Notes], book: Path) -> None:
    at = notes("et.md", book)
    note = at.mark(CAT)
    at.corner.desk.dismiss()
    at.corner.desk.layer.set_current(note.id)
    menu = QMenu(at.reader.window)
    at.corner._fill_menu(menu)
    (copy,) = [action for action in menu.actions() if action.text() == "Copy with source"]
    copy.trigger()
    assert at.reader.clipboard.startswith(f"“{CAT}”\n")
