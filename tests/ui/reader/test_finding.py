"""Finding on the page: every hit is counted, marked and reached, however it is written and wherever a line ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from handbook.ui.reader.find import MOST_HITS, find_in_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

SHIFT = Qt.KeyboardModifier.ShiftModifier


def find(reader: Desk, words: str) -> None:
    reader.ctrl(Qt.Key.Key_F)
    reader.ctrl(Qt.Key.Key_A)
    reader.press(Qt.Key.Key_Backspace)
    reader.type(words)


def count(reader: Desk) -> str:
    """Return what the bar says about the hits."""
    return " ".join(label.text() for label in reader.reader.finder.bar.findChildren(QLabel))


def marked(reader: Desk) -> str:
    """Return the words at the current hit, as the page has them, without what is only there to be looked at."""
    finder = reader.reader.finder
    start, end = finder.hits[finder.current]
    cursor = reader.view.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
    return cursor.selectedText().replace("\u00ad", "").replace("\u2009", "")


def is_in_sight(reader: Desk) -> bool:
    finder = reader.reader.finder
    y = reader.view.line_rect(finder.hits[finder.current][0]).center().y() - reader.scroll
    return bool(0 <= y <= reader.view.viewport().height())


def ground_colours(reader: Desk) -> set[str]:
    """Return the colours on the visible page."""
    image = reader.view.viewport().grab().toImage()
    return {QColor(image.pixel(x, y)).name() for y in range(0, image.height(), 2) for x in range(0, image.width(), 2)}


def test_hits_are_counted_and_the_first_one_is_shown(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    find(reader, "kommunaldirektøren")
    total = reader.tree.text.count("Kommunaldirektøren")
    assert count(reader) == f"1 of {total}"
    assert marked(reader) == "Kommunaldirektøren"
    assert is_in_sight(reader)


def test_enter_and_f3_go_to_the_next_hit_and_around_the_end(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    find(reader, "hypotese")
    total = len(reader.reader.finder.hits)
    assert total == 2
    for number in range(2, total + 1):
        reader.press(Qt.Key.Key_Return if number % 2 else Qt.Key.Key_F3)
        assert count(reader) == f"{number} of {total}"
        assert is_in_sight(reader)
    reader.press(Qt.Key.Key_F3)
    assert count(reader) == f"1 of {total}"
    reader.press(Qt.Key.Key_Return, SHIFT)
    assert count(reader) == f"{total} of {total}"
    reader.press(Qt.Key.Key_F3, SHIFT)
    assert count(reader) == f"{total - 1} of {total}"


def test_the_search_begins_where_the_reader_is(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "slutningen")
    find(reader, "kommunaldirektøren")
    total = len(reader.reader.finder.hits)
    assert count(reader) == f"{total - 7} of {total}"


def test_hits_are_marked_on_the_page(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/doere.md")
    theme = reader.window.theme
    assert not {theme.hit, theme.hit_current} & ground_colours(reader)
    find(reader, "medarbejder")
    assert {theme.hit, theme.hit_current} <= ground_colours(reader)
    reader.press(Qt.Key.Key_Escape)
    reader.qtbot.waitUntil(lambda: not reader.reader.finder.hits)
    assert not {theme.hit, theme.hit_current} & ground_colours(reader)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("BLÅBÆRGRØD", "blåbærgrød"),
        ("blaabaergroed", "blåbærgrød"),
        ("ærø", "Ærø"),
        ("aeroe", "Ærø"),
        ("en  hypotese   er", "En hypotese er"),
        ("ctrl+k", "Ctrl+K"),
        ("pip install", "pip install"),
        ("Sætte retning", "Sætte retning"),
        ("en kasse i", "En kasse i"),
        ("🌱", "🌱"),
    ],
)
def test_words_are_found_however_they_are_written(
    desk: Callable[..., Desk], small: Path, typed: str, found: str
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    find(reader, typed)
    assert count(reader) == "1 of 1"
    assert marked(reader) == found
    assert is_in_sight(reader)


def test_a_word_is_found_across_soft_hyphens_and_line_ends(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(360, 640))
    reader.go("del/doere.md")
    find(reader, "medarbejderrepræsentanterne, og de prøver")
    assert marked(reader) == "medarbejderrepræsentanterne, og de prøver"
    start, end = reader.reader.finder.hits[0]
    assert reader.view.line_rect(start).top() < reader.view.line_rect(end - 1).top(), "the hit is on one line"
    assert "\u00ad" in reader.view.toPlainText()


def test_words_of_two_paragraphs_are_found_as_they_follow_each_other(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/doere.md")
    find(reader, "kantinen. kommunaldirektøren")
    assert count(reader) == "1 of 1"


def test_no_hits_are_said(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    find(reader, "xyzzy")
    assert count(reader) == "No hits"
    reader.press(Qt.Key.Key_Return)
    reader.press(Qt.Key.Key_F3)
    assert count(reader) == "No hits"
    assert reader.scroll == 0
    find(reader, "")
    assert count(reader) == ""


@pytest.mark.parametrize("typed", ["(", "[a", ".*", "\\", "a|b", "?", "+", "{1}"])
def test_nothing_that_is_typed_means_anything_else(desk: Callable[..., Desk], small: Path, typed: str) -> None:
    reader = desk(small)
    find(reader, typed)
    wanted = reader.tree.text.lower().count(typed)
    assert count(reader) == (f"1 of {wanted}" if wanted else "No hits")


def test_escape_closes_the_bar_and_gives_the_keyboard_back(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    find(reader, "lille")
    bar = reader.reader.finder.bar
    assert bar.isVisible()
    assert reader.focus is not reader.view
    reader.press(Qt.Key.Key_Escape)
    reader.qtbot.waitUntil(lambda: reader.focus is reader.view)
    assert not bar.isVisible()


def test_f3_goes_on_with_the_words_of_last_time(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/doere.md")
    find(reader, "medarbejder")
    reader.press(Qt.Key.Key_Escape)
    reader.qtbot.waitUntil(lambda: reader.focus is reader.view)
    reader.press(Qt.Key.Key_F3)
    assert reader.reader.finder.bar.isVisible()
    assert reader.reader.finder.bar.text == "medarbejder"
    assert count(reader).endswith(f"of {len(reader.reader.finder.hits)}")
    assert is_in_sight(reader)


def test_f3_without_words_opens_the_bar(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.press(Qt.Key.Key_F3)
    assert reader.reader.finder.bar.isVisible()
    reader.type("lille")
    assert count(reader) == "1 of 1"


def test_the_selection_is_what_is_looked_for(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/doere.md")
    reader.select("medarbejderrepræsentanterne")
    reader.ctrl(Qt.Key.Key_F)
    assert reader.reader.finder.bar.text == "medarbejderrepræsentanterne"
    assert len(reader.reader.finder.hits) > 5


def test_typing_replaces_the_words_of_last_time(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    find(reader, "xyzzy")
    reader.press(Qt.Key.Key_Escape)
    reader.qtbot.waitUntil(lambda: reader.focus is reader.view)
    reader.ctrl(Qt.Key.Key_F)
    reader.type("lille")
    assert reader.reader.finder.bar.text == "lille"


def test_another_chapter_is_searched_at_once(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    find(reader, "hypotese")
    assert count(reader) == "No hits"
    reader.go("ordliste.md")
    assert count(reader) == "1 of 1"


@pytest.mark.parametrize("action", ["larger", "theme-dark"])
def test_the_current_hit_stays_the_current_one_when_the_page_is_set_anew(
    desk: Callable[..., Desk], small: Path, action: str
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    find(reader, "kommunaldirektøren")
    for _press in range(8):
        reader.press(Qt.Key.Key_F3)
    before = count(reader)
    reader.act(action)
    assert count(reader) == before
    assert is_in_sight(reader)


def test_the_current_hit_stays_in_another_width(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    find(reader, "kommunaldirektøren")
    for _press in range(8):
        reader.press(Qt.Key.Key_F3)
    before = count(reader)
    reader.resize(700, 800)
    assert count(reader) == before


def test_the_buttons_of_the_bar_step_and_close(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/doere.md")
    find(reader, "medarbejder")
    bar = reader.reader.finder.bar
    buttons = {button.accessibleName(): button for button in bar.findChildren(QToolButton)}
    total = len(reader.reader.finder.hits)
    QTest.mouseClick(buttons["Next hit"], Qt.MouseButton.LeftButton)
    assert count(reader) == f"2 of {total}"
    QTest.mouseClick(buttons["Previous hit"], Qt.MouseButton.LeftButton)
    assert count(reader) == f"1 of {total}"
    QTest.mouseClick(buttons["Close"], Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


@pytest.mark.parametrize("width", [320, 360, 700, 1_280])
def test_the_bar_lies_within_the_page(desk: Callable[..., Desk], small: Path, width: int) -> None:
    reader = desk(small, size=(width, 640))
    find(reader, "lille")
    bar = reader.reader.finder.bar
    assert reader.reader.rect().contains(bar.geometry())
    for part in bar.findChildren(QToolButton):
        if part.isVisible() and part.accessibleName():
            assert bar.rect().contains(part.mapTo(bar, QPoint(part.width() - 1, part.height() - 1)))


def test_every_hit_of_a_frequent_word_in_the_shipped_handbook_can_be_reached(desk: Callable[..., Desk]) -> None:
    reader = desk()
    reader.go("grundlaget/innovation-i-tal.md")
    find(reader, "innovation")
    finder = reader.reader.finder
    assert len(finder.hits) > 20
    for _press in range(len(finder.hits)):
        assert marked(reader).lower() == "innovation"
        assert is_in_sight(reader)
        reader.press(Qt.Key.Key_F3)


# --- The rule of what matches -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Må vi måle?", "må", ["Må", "må"]),
        ("Aaby og Åby", "åby", ["Aaby", "Åby"]),
        ("Aaby og Åby", "aaby", ["Aaby", "Åby"]),
        ("café og cafe", "cafe", ["café", "cafe"]),
        ("café og cafe", "CAFÉ", ["café", "cafe"]),
        ("en\n\nto", "en to", ["en\n\nto"]),
        ("en\u00a0to", "en to", ["en\u00a0to"]),
        ("aaa", "a", ["a", "a", "a"]),
        ("tekst", "   ", []),
        ("tekst", "", []),
        ("STRASSE", "strasse", ["STRASSE"]),
    ],
)
def test_what_matches(text: str, query: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_in_text(text, query)] == found


def test_there_is_an_end_to_the_hits() -> None:
    assert len(find_in_text("a" * (MOST_HITS + 10), "a")) == MOST_HITS
