"""Boxes that are ticked and places that are marked, with one key each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from handbook.notes.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.notes.conftest import Notes

Key = Qt.Key
FIRST, SECOND = "Jeg har en hypotese", "Jeg har en kollega"


def is_ticked(at: Notes, words: str) -> bool:
    """Whether the box at a task is drawn with a tick."""
    page = at.reader.view.page
    assert page is not None
    block = at.reader.view.document().findBlock(at.range_of(words)[0])
    from handbook.ui.reader.page import BlockProperty

    return page.ticks.get(block.position(), bool(block.blockFormat().intProperty(BlockProperty.CHECKED)))


def click_box(at: Notes, words: str) -> None:
    at.show_words(words)
    point = at.point(at.range_of(words)[0]) - QPoint(14, 0)
    QTest.mouseClick(at.reader.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    at.reader.settle()


def test_a_click_on_the_box_ticks_it_and_another_unticks(notes: Callable[..., Notes]) -> None:
    at = notes()
    assert (is_ticked(at, FIRST), is_ticked(at, SECOND)) == (False, True)
    at.show_words(FIRST)
    before = at.reader.view.viewport().grab().toImage()
    click_box(at, FIRST)
    assert is_ticked(at, FIRST)
    assert at.reader.view.viewport().grab().toImage() != before
    assert [(one.kind, one.body) for one in at.on_disk()] == [(Kind.TICK, "x")]
    click_box(at, FIRST)
    assert not is_ticked(at, FIRST)
    click_box(at, SECOND)
    assert not is_ticked(at, SECOND), "what the handbook ticks, the reader can untick"
    assert len(at.live()) == 2


def test_a_click_on_the_words_ticks_nothing(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.click_words(FIRST)
    assert not is_ticked(at, FIRST)
    assert at.live() == []


def test_ticks_survive_the_session_and_are_undone(notes: Callable[..., Notes], closed: Callable[[Notes], None]) -> None:
    at = notes()
    click_box(at, FIRST)
    at.reader.ctrl(Key.Key_Z)
    assert not is_ticked(at, FIRST)
    at.reader.ctrl(Key.Key_Y)
    assert is_ticked(at, FIRST)
    click_box(at, SECOND)
    closed(at)
    again = notes()
    assert (is_ticked(again, FIRST), is_ticked(again, SECOND)) == (True, False)


def test_ctrl_t_goes_to_the_next_box_and_ticks_with_space(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.ctrl(Key.Key_T)
    assert "space bar ticks the box" in at.reader.notice
    assert at.reader.view.has_caret
    start = at.reader.view.position_y(at.range_of(FIRST)[0]) - at.reader.scroll
    assert 0 <= start <= at.reader.view.viewport().height()
    at.reader.press(Key.Key_Space)
    assert is_ticked(at, FIRST)
    at.reader.press(Key.Key_Down)
    at.reader.press(Key.Key_Space)
    assert not is_ticked(at, SECOND)
    at.reader.ctrl(Key.Key_T)
    assert is_ticked(at, SECOND), "where the caret is, Ctrl+T ticks too"
    top = at.reader.scroll
    at.reader.press(Key.Key_Escape)
    at.reader.press(Key.Key_Space)
    assert at.reader.scroll > top, "without the caret the space bar turns the page"


def test_a_chapter_without_boxes_says_so(notes: Callable[..., Notes]) -> None:
    at = notes("kort.md")
    at.reader.ctrl(Key.Key_T)
    assert "no boxes to tick" in at.reader.notice


def test_a_box_stays_ticked_when_the_page_is_set_anew(notes: Callable[..., Notes]) -> None:
    at = notes()
    click_box(at, FIRST)
    at.reader.ctrl(Key.Key_Plus)
    assert is_ticked(at, FIRST)
    at.reader.act("theme-dark")
    assert is_ticked(at, FIRST)
    at.reader.resize(700, 600)
    assert is_ticked(at, FIRST)


def test_ctrl_d_sets_a_bookmark_and_ctrl_d_takes_it_away(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.scroll_to_words("Det der måles")
    at.reader.ctrl(Key.Key_D)
    one = at.only()
    assert (one.kind, one.anchor.section) == (Kind.BOOKMARK, "detaljen")
    assert one.anchor.exact.startswith("Det der måles")
    assert "Bookmark set at “Det der måles" in at.reader.notice
    assert at.on_disk() == [one]
    at.reader.ctrl(Key.Key_D)
    assert at.live() == []
    assert at.reader.notice == "The bookmark is gone."
    at.reader.ctrl(Key.Key_Z)
    assert at.only().id == one.id


def test_a_bookmark_at_the_top_of_a_chapter(notes: Callable[..., Notes]) -> None:
    at = notes("kort.md")
    at.reader.ctrl(Key.Key_D)
    assert at.only().anchor.start == 0
    assert at.corner.desk.layer.marks[0].tip == "Bookmark"


def test_the_bookmark_is_set_where_the_caret_is(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.press(Key.Key_F7)
    cursor = at.reader.view.textCursor()
    cursor.setPosition(at.range_of("Andet skridt")[0] + 4)
    at.reader.view.setTextCursor(cursor)
    at.reader.ctrl(Key.Key_D)
    assert at.only().anchor.exact.startswith("Andet skridt")


def test_a_bookmarks_card_takes_a_note(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.scroll_to_words("Det der måles")
    at.reader.ctrl(Key.Key_D)
    at.step_to()
    at.reader.press(Key.Key_Return)
    assert at.corner.desk.card.accessibleName() == "Bookmark"
    at.reader.type("læs igen")
    at.reader.press(Key.Key_Escape)
    assert (at.only().kind, at.on_disk()[0].body) == (Kind.BOOKMARK, "læs igen")
