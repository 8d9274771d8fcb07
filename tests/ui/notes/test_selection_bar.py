"""The bar at a selection: when it comes, where it stands, and what the keyboard does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from handbook.notes.model import Colour, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.ui.notes.toolbar import SelectionBar
    from tests.ui.notes.conftest import Notes

Key = Qt.Key
WORDS = "bagefter kommer ordet spire"
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def bar(at: Notes) -> SelectionBar:
    return at.corner.desk.bar


def test_the_bar_comes_when_the_mouse_is_released_and_stands_at_the_selection(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.drag(WORDS, release=False)
    assert not bar(at).isVisible()
    start, end = at.range_of(WORDS)
    QTest.mouseRelease(
        at.reader.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at.point(end)
    )
    at.reader.settle()
    assert at.reader.view.selected_text() == WORDS
    assert bar(at).isVisible()
    words = at.reader.view.viewport().mapTo(at.reader.reader, at.point(start))
    line = at.reader.view.cursorRect(at.reader.view.textCursor()).height()
    assert abs(bar(at).geometry().left() - words.x()) <= 12
    assert 0 < words.y() - bar(at).geometry().bottom() <= line + 12, "just above the words, covering none of them"
    assert at.reader.view.hasFocus(), "the keyboard stays in the text"
    assert at.live() == []


def test_a_selection_at_the_top_of_the_window_has_its_bar_below_the_line(notes: Callable[..., Notes]) -> None:
    at = notes()
    start, end = at.range_of("Tilbage til")
    at.reader.view.scroll_to(start, margin=4)
    at.reader.settle()
    at.reader.view.scroll_to(at.range_of("Jeg har en kollega")[0], margin=4)
    at.reader.settle()
    start, end = at.range_of("Jeg har en kollega")
    viewport, left, none = at.reader.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, left, none, at.point(start))
    QTest.mouseMove(viewport, at.point(end))
    QTest.mouseRelease(viewport, left, none, at.point(end))
    at.reader.settle()
    assert bar(at).isVisible()
    line = at.reader.view.cursorRect(at.reader.view.textCursor())
    top = viewport.mapTo(at.reader.reader, line.topLeft()).y()
    bottom = viewport.mapTo(at.reader.reader, line.bottomLeft()).y()
    covered = bar(at).geometry().top() < bottom and bar(at).geometry().bottom() > top
    assert not covered
    assert at.reader.reader.rect().contains(bar(at).geometry())


def test_a_press_elsewhere_scrolling_and_another_size_take_the_bar_away(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.drag(WORDS)
    QTest.mouseClick(at.reader.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(4, 4))
    at.reader.settle()
    assert not bar(at).isVisible()
    at.drag(WORDS)
    assert bar(at).isVisible()
    at.reader.wheel(-2)
    assert not bar(at).isVisible()
    at.drag(WORDS)
    at.reader.resize(1_200, 700)
    assert not bar(at).isVisible()


def test_a_double_click_selects_a_word_and_offers_the_bar(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.show_words(WORDS)
    viewport, none = at.reader.view.viewport(), Qt.KeyboardModifier.NoModifier
    point = at.point(at.range_of("kommer ordet")[0], 8)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, none, point)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, none, point)
    at.reader.settle()
    assert at.reader.view.selected_text() == "kommer"
    assert bar(at).isVisible()


@pytest.mark.parametrize(("button", "colour"), list(enumerate(Colour)))
def test_each_button_of_the_bar_marks_in_its_colour(notes: Callable[..., Notes], button: int, colour: Colour) -> None:
    at = notes()
    at.drag(WORDS)
    QTest.mouseClick(bar(at).buttons[button], Qt.MouseButton.LeftButton)
    at.reader.settle()
    one = at.only()
    assert (one.kind, one.colour, one.anchor.exact) == (Kind.HIGHLIGHT, colour, WORDS)
    assert one.anchor.section == "begyndelsen"
    assert not bar(at).isVisible()
    assert not at.reader.view.textCursor().hasSelection(), "the colour can be seen at once"
    assert at.on_disk() == [one]


def test_the_other_buttons_copy_search_and_write_a_note(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.drag("ordet spire")
    note, copy, search = bar(at).buttons[4:]
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert at.reader.clipboard == "ordet spire"
    at.drag("ordet spire")
    QTest.mouseClick(search, Qt.MouseButton.LeftButton)
    at.reader.settle()
    assert at.reader.window.panels.search.field.text() == "ordet spire"
    at.reader.press(Key.Key_Escape)
    at.drag("ordet spire")
    QTest.mouseClick(note, Qt.MouseButton.LeftButton)
    at.reader.settle()
    assert at.corner.desk.card.isVisible()
    assert at.corner.desk.card.editor.body.hasFocus()
    at.reader.type("godt ord")
    assert at.corner.keeper.latest(at.only().id)._replace(modified="").body == "godt ord"  # type: ignore[union-attr]


def test_the_bar_says_its_colours_names_and_its_keys(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.drag(WORDS)
    assert [button.accessibleName() for button in bar(at).buttons[:4]] == ["Important", "To do", "Question", "Quote"]
    assert "Ctrl+1" in bar(at).buttons[0].toolTip()
    assert all(button.accessibleName() and button.toolTip() for button in bar(at).buttons)


@pytest.mark.parametrize(
    ("key", "colour"), list(zip((Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4), Colour, strict=True))
)
def test_a_key_marks_what_is_selected(notes: Callable[..., Notes], key: Key, colour: Colour) -> None:
    at = notes()
    at.mark(WORDS, key)
    assert at.only().colour is colour


def test_ctrl_return_opens_the_bar_with_the_keyboard_in_it(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.show_words(WORDS)
    at.reader.select(WORDS)
    at.reader.ctrl(Key.Key_Return)
    assert bar(at).isVisible()
    assert bar(at).buttons[0].hasFocus()
    at.reader.press(Key.Key_Right)
    at.reader.press(Key.Key_Right)
    assert bar(at).buttons[2].hasFocus()
    at.reader.press(Key.Key_Left)
    at.reader.press(Key.Key_Left)
    at.reader.press(Key.Key_Left)
    assert bar(at).buttons[-1].hasFocus(), "the ends meet"
    at.reader.press(Key.Key_Right)
    at.reader.press(Key.Key_Right)
    at.reader.press(Key.Key_Return)
    assert at.only().colour is Colour.ACTION
    assert at.reader.view.hasFocus()


def test_escape_gives_the_keyboard_back_and_keeps_the_selection(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.show_words(WORDS)
    at.reader.select(WORDS)
    at.reader.ctrl(Key.Key_Return)
    at.reader.press(Key.Key_Escape)
    assert not bar(at).isVisible()
    assert at.reader.view.hasFocus()
    assert at.reader.view.selected_text() == WORDS
    assert at.live() == []


def test_ctrl_return_without_a_selection_says_what_to_do(notes: Callable[..., Notes]) -> None:
    at = notes()
    for key in (Key.Key_Return, Key.Key_1):
        at.reader.window.notice.hide()
        at.reader.ctrl(key)
        assert "Select some text first" in at.reader.notice
    assert at.live() == []


def test_the_link_that_the_keyboard_is_on_is_no_selection(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.reader.setFocus()
    at.reader.tab_to("../ordliste.md#hypotese")
    at.reader.ctrl(Key.Key_Return)
    assert "bar" not in vars(at.corner.desk) or not bar(at).isVisible()
    at.reader.ctrl(Key.Key_1)
    assert at.live() == []
    # The same words, selected with the mouse, are one.
    at.reader.reader.setFocus()
    at.drag("En hypotese er")
    at.reader.ctrl(Key.Key_1)
    assert at.only().anchor.exact == "En hypotese er"


def test_what_stands_around_the_text_can_not_be_marked(notes: Callable[..., Notes]) -> None:
    at = notes()
    view, page = at.reader.view, at.reader.view.page
    assert page is not None
    last = view.document().characterCount() - 1
    cursor = view.textCursor()
    for start, end in ((0, page.map.to_document(0) - 1), (last - 2, last)):
        cursor.setPosition(start)
        cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
        assert cursor.hasSelection(), "there is something around the text of this page"
        view.setTextCursor(cursor)
        at.reader.ctrl(Key.Key_Return)
        at.reader.ctrl(Key.Key_1)
    assert "Select some text first" in at.reader.notice
    assert "bar" not in vars(at.corner.desk)
    assert at.live() == []


def test_everything_selected_is_the_chapter_and_nothing_around_it(notes: Callable[..., Notes]) -> None:
    at = notes("kort.md")
    at.reader.ctrl(Key.Key_A)
    at.reader.ctrl(Key.Key_1)
    assert at.only().anchor.exact.strip() in at.reader.tree.text
    assert "Det var det hele" in at.only().anchor.exact


def test_f7_puts_a_caret_into_the_text_and_shift_and_arrows_select(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.scroll_to_words("En hypotese er et bud")
    at.reader.press(Key.Key_F7)
    assert "F7 ends it" in at.reader.notice
    at.reader.press(Key.Key_Home)
    for _letter in range(11):
        at.reader.press(Key.Key_Right, SHIFT)
    at.reader.ctrl(Key.Key_1)
    assert at.only().anchor.exact == "En hypotese"
    at.reader.press(Key.Key_Right, SHIFT | CTRL)
    assert at.reader.view.textCursor().hasSelection(), "the caret is still where it was"
    at.reader.press(Key.Key_F7)
    top = at.reader.scroll
    at.reader.press(Key.Key_Down)
    assert at.reader.scroll > top, "the arrows move the page again"


def test_escape_ends_the_caret(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.press(Key.Key_F7)
    at.reader.press(Key.Key_Escape)
    assert not at.reader.view.has_caret
    assert not at.reader.window.actions_by_id["caret"].isChecked()


def test_marking_is_announced_and_undone_with_one_key(notes: Callable[..., Notes]) -> None:
    at = notes()
    one = at.mark(WORDS)
    at.reader.ctrl(Key.Key_Z)
    assert "Undone: Highlight as “Important”" in at.reader.notice
    assert at.live() == []
    assert at.on_disk() == []
    at.reader.press(Key.Key_Z, CTRL | SHIFT)
    assert at.only().id == one.id
    assert at.on_disk()[0].id == one.id
