"""The outline: it lists the chapter's headings, follows the reading, and goes where it is asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from handbook.ui.navigation.contents_model import ContentsRole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def headings(reader: Desk) -> list[str]:
    model = reader.window.outline.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def current(reader: Desk) -> list[str]:
    """Return the headings that are marked as being read."""
    model = reader.window.outline.list.model()
    indexes = [model.index(row, 0) for row in range(model.rowCount())]
    return [str(index.data()) for index in indexes if index.data(ContentsRole.IS_OPEN)]


def click(reader: Desk, title: str) -> None:
    view = reader.window.outline.list
    index = view.model().index(headings(reader).index(title), 0)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), LEFT, NONE, view.visualRect(index).center())
    reader.settle()


def test_it_lists_the_headings_of_the_chapter(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    assert headings(reader) == ["Begyndelsen", "Skemaet", "Detaljen", "Billederne", "Slutningen"]
    reader.go("kort.md")
    assert headings(reader) == []


def test_nothing_is_being_read_at_the_top_of_a_chapter(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    assert current(reader) == []


def test_it_follows_the_reading_through_every_section_both_ways(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    bar = reader.view.verticalScrollBar()
    # Asked for its size, Qt lays the whole page out; no reader scrolls before it has.
    reader.view.document().documentLayout().documentSize()
    seen: list[str] = []
    ways = (range(0, bar.maximum(), 60), range(bar.maximum(), 0, -60))
    for way, wanted in zip(ways, (headings(reader), headings(reader)[::-1]), strict=True):
        seen.clear()
        for value in way:
            bar.setValue(value)
            for title in current(reader):
                if title not in seen:
                    seen.append(title)
        # The last section may be too short to reach the upper third of the window.
        assert [title for title in wanted if title in seen] == seen
        assert len(seen) >= len(wanted) - 1


@pytest.mark.parametrize("title", ["Slutningen", "Detaljen", "Begyndelsen"])
def test_a_click_goes_there_and_marks_it(desk: Callable[..., Desk], small: Path, title: str) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    click(reader, title)
    assert reader.words_at_top(len(title)) == title
    assert current(reader) == [title]


def test_a_section_clicked_in_the_shipped_handbook_is_the_one_marked(desk: Callable[..., Desk]) -> None:
    reader = desk()
    reader.go("grundlaget/fem-bundlinjer.md")
    bar = reader.view.verticalScrollBar()
    others = []
    for title in headings(reader):
        click(reader, title)
        # Headings near the end of the chapter can't come to the top of the window.
        if bar.value() < bar.maximum() and current(reader) != [title]:
            others.append((title, current(reader)))
    assert others == []


def test_back_returns_from_a_section(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    click(reader, "Slutningen")
    reader.act("back")
    assert reader.scroll == 0
    reader.act("forward")
    assert reader.words_at_top(10) == "Slutningen"


def test_keys_choose_a_heading_and_lead_back_to_the_text(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    view = reader.window.outline.list
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    reader.press(Qt.Key.Key_Down)
    reader.press(Qt.Key.Key_Return)
    assert reader.words_at_top(7) == "Skemaet"
    reader.press(Qt.Key.Key_Escape)
    assert reader.focus is reader.view


def test_screen_readers_hear_which_heading_is_being_read(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "skemaet")
    index = reader.window.outline.list.model().index(1, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Skemaet, being read"


def test_the_marked_heading_is_in_view_in_a_low_window(desk: Callable[..., Desk]) -> None:
    reader = desk(size=(1_280, 400))
    reader.go("grundlaget/innovation-i-tal.md")
    reader.press(Qt.Key.Key_End)
    view = reader.window.outline.list
    row = headings(reader).index(current(reader)[0])
    assert view.viewport().rect().contains(view.visualRect(view.model().index(row, 0)).center())
