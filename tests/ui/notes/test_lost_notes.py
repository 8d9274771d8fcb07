"""Notes whose text is another one in the next edition: moved with it, or not found again and attached anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.notes.conftest import Answers, Notes

Key = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
CAT = "Katten sover i vinduet, og ingen spørger hvorfor den gør det."


def lose(notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path, *, replacement: str = "") -> Notes:
    """Mark the cat, with a note; close; edit the chapter; open again with the panel."""
    at = notes("et.md", book)
    at.mark(CAT, Key.Key_3)
    at.reader.ctrl(Key.Key_N)
    at.reader.type("min kat")
    at.reader.press(Key.Key_Escape)
    closed(at)
    chapter = book / "et.md"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace(CAT, replacement), encoding="utf-8")
    again = notes("et.md", book)
    again.reader.press(Key.Key_N, CTRL | SHIFT)
    again.placed()
    return again


def groups(at: Notes) -> list[str]:
    return [row.title for row in at.panel.model.rows if row.annotation is None]


def test_a_note_whose_text_is_gone_is_listed_with_its_quote(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path
) -> None:
    at = lose(notes, closed, book)
    assert groups(at) == ["Not found again (1)"]
    assert CAT in at.rows()
    assert at.corner.desk.layer.marks == []
    at.choose(at.only().id)
    detail = at.panel.detail
    assert "Not found again in this edition. It stood in: Et › Rum" in detail._where.text()
    assert detail._quote.text() == CAT
    assert detail.editor.body.toPlainText() == "min kat"
    assert (detail.find_again.isVisible(), detail.attach.isVisible(), detail.go.isVisible()) == (True, True, False)
    at.panel.list.setFocus()
    at.reader.press(Key.Key_Return)
    assert at.reader.title == "Et"


def test_it_can_still_be_written_on(notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path) -> None:
    at = lose(notes, closed, book)
    at.choose(at.only().id)
    at.reader.press(Key.Key_F2)
    at.reader.type(" er væk")
    at.reader.press(Key.Key_Escape)
    assert at.on_disk()[0].body == "min kat er væk"


def test_attach_here_takes_what_is_selected(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path
) -> None:
    at = lose(notes, closed, book)
    at.choose(at.only().id)
    at.panel.detail.attach.click()
    assert "Select the text that the note belongs to first." in at.reader.notice
    at.drag("langsomme eksperimenter")
    at.panel.detail.attach.click()
    at.reader.settle()
    one = at.only()
    assert (one.anchor.exact, one.anchor.section) == ("langsomme eksperimenter", "rum")
    at.placed()
    assert not any("Not found again" in group for group in groups(at))
    assert [mark.id for mark in at.corner.desk.layer.marks] == [one.id]
    assert not at.reader.view.textCursor().hasSelection(), "its colour can be seen"
    at.reader.reader.setFocus()
    at.reader.ctrl(Key.Key_Z)
    at.placed()
    assert groups(at) == ["Not found again (1)"]


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_find_again_offers_places_and_attaches(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path, answers: Answers
) -> None:
    new = "Hunden sover på trappen i solen."
    at = lose(notes, closed, book, replacement=new)
    assert groups(at) == ["Not found again (1)"]
    at.choose(at.only().id)
    answers.choose("Hunden sover")
    at.panel.detail.find_again.click()
    at.reader.settle()
    assert "sover" in answers.seen[-1]
    assert at.only().anchor.exact in at.reader.tree.text
    assert at.corner.desk.layer.current == at.only().id


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_find_again_says_when_there_is_nothing(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path, answers: Answers
) -> None:
    at = lose(notes, closed, book)
    at.choose(at.only().id)
    answers.with_(lambda menu: menu.close())
    at.panel.detail.find_again.click()
    assert answers.seen[-1]


def test_text_that_moved_to_another_chapter_is_found_there(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path
) -> None:
    at = notes("et.md", book)
    one = at.mark(CAT)
    closed(at)
    first, second = book / "et.md", book / "to.md"
    first.write_text(first.read_text(encoding="utf-8").replace(CAT, "Her er stille."), encoding="utf-8")
    second.write_text(f"{second.read_text(encoding='utf-8')}\n{CAT}\n", encoding="utf-8")
    again = notes("et.md", book)
    again.reader.press(Key.Key_N, CTRL | SHIFT)
    again.placed()
    assert [group.split(" (")[0].split("\u2002")[-1] for group in groups(again)] == ["To"]
    again.choose(one.id)
    again.reader.press(Key.Key_Return)
    assert again.reader.title == "To"
    assert [mark.id for mark in again.corner.desk.layer.marks] == [one.id]
    again.show_words(CAT)
    assert again.corner.desk.layer.at(again.point(again.range_of(CAT)[0], 8)) == one.id


def test_a_chapter_that_is_gone_keeps_its_notes(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path
) -> None:
    at = notes("to.md", book)
    at.mark("kaffe og kage", Key.Key_4)
    closed(at)
    (book / "to.md").unlink()
    (book / "SUMMARY.md").write_text("# Kort\n\n- [Et](et.md)\n", encoding="utf-8")
    again = notes("et.md", book)
    again.reader.press(Key.Key_N, CTRL | SHIFT)
    again.placed()
    assert groups(again) == ["Not found again (1)"]
    assert "kaffe og kage" in again.rows()


def test_another_edition_makes_a_backup_first(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path
) -> None:
    at = notes("et.md", book)
    at.mark(CAT)
    assert at.corner.keeper.backups.all() == []
    closed(at)
    manifest = book / "handbook.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"1"', '"2"'), encoding="utf-8")
    again = notes("et.md", book)
    (backup,) = again.corner.keeper.backups.all()
    assert backup.reason == "edition"
    closed(again)
    third = notes("et.md", book)
    assert len(third.corner.keeper.backups.all()) == 1, "once"


def test_a_note_of_a_chapter_that_could_not_be_read_is_back_with_its_chapter(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], book: Path
) -> None:
    at = notes("et.md", book)
    one = at.mark(CAT)
    closed(at)
    text = (book / "et.md").read_bytes()
    (book / "et.md").write_bytes(b"\xff\xfe")
    again = notes("to.md", book)
    again.placed()
    placing = again.corner.desk.placing
    assert placing is not None
    assert placing.is_lost(one)
    (book / "et.md").write_bytes(text)
    again.reader.go("et.md")
    assert not placing.is_lost(one)
    assert [mark.id for mark in again.corner.desk.layer.marks] == [one.id]
