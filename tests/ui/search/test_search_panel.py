"""Searching as a reader does: type, look, choose, read, come back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from handbook.ui.search.results_delegate import ResultsDelegate
from handbook.ui.search.results_model import ResultKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
# The first search of the shipped handbook makes its index, in steps; patience, and no measure of it.
PATIENCE_MS = 60_000


def search(reader: Desk, words: str) -> None:
    """Open the search and type, and wait until the whole handbook has been looked through."""
    reader.act("search")
    reader.type(words)
    panel = reader.window.panels.search
    reader.qtbot.waitUntil(lambda: panel.results is not None and panel.results.is_complete, timeout=PATIENCE_MS)
    reader.settle()


def rows(reader: Desk, kind: ResultKind = ResultKind.HIT) -> list[str]:
    return [row.text for row in reader.window.panels.search.list.model().rows if row.kind is kind]  # type: ignore[attr-defined]


def said(reader: Desk) -> str:
    return str(reader.window.panels.search._count.text())


def chip(reader: Desk, name: str) -> QToolButton:
    panel = reader.window.panels.search
    return next(button for button in panel.findChildren(QToolButton) if button.text() == name)


def marked(reader: Desk) -> list[str]:
    """Return the words that are marked on the page."""
    texts = []
    for start, end in reader.reader.finder.hits:
        cursor = reader.view.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
        texts.append(cursor.selectedText().replace("\u00ad", ""))
    return texts


def test_hits_come_with_the_first_letters_and_stand_under_their_chapters(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "mandat")
    assert len(rows(reader)) >= 3
    assert any("mandat" in row.lower() for row in rows(reader))
    assert "Fra vision til opgave" in rows(reader, ResultKind.CHAPTER)
    # Only of what is shown is it known in which chapters it stands.
    assert re.fullmatch(r"\d+ hits\. The best \d+ are shown, in \d+ chapters\.", said(reader))
    search(reader, "premortem")
    assert re.fullmatch(r"\d+ hits? in \d+ chapters?", said(reader))


def test_enter_opens_the_hit_with_its_words_marked(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "risikovillig kultur")
    first = next(row for row in reader.window.panels.search.list.model().rows if row.hit)  # type: ignore[attr-defined]
    reader.press(Qt.Key.Key_Return)
    assert reader.reader.chapter is not None
    assert reader.reader.chapter.key == first.hit.address.chapter
    assert reader.focus is reader.view
    assert any("kultur" in word.lower() for word in marked(reader))
    current = reader.reader.finder.hits[reader.reader.finder.current]
    top = reader.scroll
    assert top <= reader.view.position_y(current[0]) <= top + reader.view.viewport().height()


def test_f3_steps_through_what_was_found(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "innovation")
    reader.press(Qt.Key.Key_Return)
    finder = reader.reader.finder
    begin = finder.current
    reader.press(Qt.Key.Key_F3)
    assert finder.current == (begin + 1) % len(finder.hits)
    reader.press(Qt.Key.Key_F3, SHIFT)
    assert finder.current == begin


def test_arrows_move_among_the_hits_while_the_reader_types(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "behov")
    panel = reader.window.panels.search
    model, first = panel.list.model(), panel.list.currentIndex().row()
    reader.press(Qt.Key.Key_Down)
    second = panel.list.currentIndex().row()
    assert second > first
    assert model.rows[second].kind is not ResultKind.CHAPTER  # type: ignore[attr-defined]
    reader.press(Qt.Key.Key_Up)
    assert panel.list.currentIndex().row() == first
    assert reader.focus is panel.field


def test_escape_leads_back_to_where_the_reader_was(desk: Callable[..., Desk]) -> None:
    reader = desk()
    reader.go("grundlaget/fem-bundlinjer.md", "faldgruber")
    words, scroll = reader.words_at_top(), reader.scroll
    search(reader, "prototype")
    reader.press(Qt.Key.Key_Return)
    assert reader.title != "Fem bundlinjer"
    reader.act("search")
    reader.press(Qt.Key.Key_Escape)
    assert reader.title == "Fem bundlinjer"
    assert reader.words_at_top() == words
    assert abs(reader.scroll - scroll) <= 2
    assert reader.reader.finder.hits == []
    assert reader.window.panels.shows_contents
    assert not reader.window.panels.shows_search


def test_escape_in_the_text_takes_the_marks_away_and_stays(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "prototype")
    reader.press(Qt.Key.Key_Return)
    title, scroll = reader.title, reader.scroll
    assert marked(reader)
    reader.press(Qt.Key.Key_Escape)
    assert (reader.title, reader.scroll) == (title, scroll)
    assert marked(reader) == []


def test_the_marks_follow_into_another_chapter(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "ledelse")
    reader.press(Qt.Key.Key_Return)
    reader.go("grundlaget/hvorfor-er-det-din-opgave.md")
    assert any("lede" in word.lower() for word in marked(reader))


def test_the_find_bar_goes_before_and_gives_the_marks_back(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "kultur")
    reader.press(Qt.Key.Key_Return)
    before = marked(reader)
    reader.act("find")
    reader.type("en")
    assert set(map(str.lower, marked(reader))) == {"en", "én"}
    reader.press(Qt.Key.Key_Escape)
    reader.settle()
    assert marked(reader) == before


@pytest.mark.parametrize("words", ["inovationsbarometer", "psykologsk tryghed"])
def test_a_slip_of_the_finger_gets_a_suggestion(desk: Callable[..., Desk], words: str) -> None:
    reader = desk()
    search(reader, words)
    panel = reader.window.panels.search
    assert panel._suggestion.isVisible()
    assert rows(reader)
    QTest.mouseClick(panel._suggestion, LEFT)
    reader.settle()
    assert panel.field.text() != words
    assert not panel._suggestion.isVisible()


def test_what_is_found_nowhere_is_said_with_a_way_on(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "xylofonqqq")
    assert rows(reader) == []
    assert said(reader).startswith("Nothing was found.")
    assert len(said(reader)) > len("Nothing was found.")


def test_a_chip_keeps_to_the_glossary(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "innovation")
    QTest.mouseClick(chip(reader, "Glossary"), LEFT)
    reader.settle()
    assert rows(reader, ResultKind.CHAPTER) == ["Ordliste"]
    QTest.mouseClick(chip(reader, "Everything"), LEFT)
    reader.settle()
    assert len(rows(reader, ResultKind.CHAPTER)) > 1


def test_more_hits_of_a_chapter_can_be_shown(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "innovation")
    panel = reader.window.panels.search
    more = next(i for i, row in enumerate(panel.list.model().rows) if row.kind is ResultKind.MORE)  # type: ignore[attr-defined]
    before = len(rows(reader))
    panel.list.scrollTo(panel.list.model().index(more, 0))
    point = panel.list.visualRect(panel.list.model().index(more, 0)).center()
    QTest.mouseClick(panel.list.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(point))
    reader.settle()
    assert len(rows(reader)) > before


def test_the_last_searches_are_there_next_time(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "bundlinje")
    reader.press(Qt.Key.Key_Return)
    reader.close()
    again = desk()
    again.act("search")
    assert rows(again, ResultKind.RECENT) == ["bundlinje"]
    again.press(Qt.Key.Key_Down)
    again.press(Qt.Key.Key_Return)
    assert again.window.panels.search.field.text() == "bundlinje"


@pytest.mark.parametrize("words", ["?!", "-", '"', "og i at", "kapitel:", "\\(*", "a" * 4_000])
def test_nothing_that_can_be_typed_does_harm(desk: Callable[..., Desk], words: str) -> None:
    reader = desk()
    reader.act("search")
    reader.window.panels.search.field.setText(words)
    reader.settle()
    assert said(reader)
    reader.press(Qt.Key.Key_Return)
    reader.press(Qt.Key.Key_Escape)


def test_in_a_narrow_window_the_search_takes_the_texts_place_until_a_hit_is_chosen(desk: Callable[..., Desk]) -> None:
    reader = desk(size=(360, 640))
    search(reader, "mandat")
    assert not reader.view.isVisible()
    reader.press(Qt.Key.Key_Return)
    assert reader.view.isVisible()
    assert not reader.window.panels.search.isVisible()
    assert marked(reader)


def test_the_selection_is_searched_for(desk: Callable[..., Desk]) -> None:
    reader = desk()
    reader.go("grundlaget/hvad-er-offentlig-innovation.md")
    reader.select("banebrydende")
    reader.act("search")
    assert reader.window.panels.search.field.text() == "banebrydende"


def test_another_handbook_is_searched_when_it_is_open(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk()
    search(reader, "mandat")
    reader.window.handbook_wanted.emit(str(small))
    panel = reader.window.panels.search
    panel.focus_field("hypotese")
    reader.qtbot.waitUntil(lambda: panel.results is not None and panel.results.is_complete and panel.results.total > 0)
    assert "Hypotese" in rows(reader)


def test_an_index_that_is_lost_is_made_again(desk: Callable[..., Desk]) -> None:
    reader = desk()
    search(reader, "mandat")
    panel = reader.window.panels.search
    before = rows(reader)
    assert panel._service is not None
    panel._service.close()
    panel.field.setText("mandate")
    panel.field.setText("mandat")
    reader.settle()
    reader.qtbot.waitUntil(lambda: panel.results is not None and panel.results.is_complete)
    assert rows(reader) == before


@pytest.mark.parametrize("words", ["måle effekt", "mandat", "hvem bestemmer i kommunen", "medarbejdertilfredshed"])
def test_a_snippet_keeps_its_first_hit_and_to_its_lines_in_every_width(desk: Callable[..., Desk], words: str) -> None:
    reader = desk()
    search(reader, words)
    delegate = reader.window.panels.search.list.itemDelegate()
    assert isinstance(delegate, ResultsDelegate)
    hits = [row for row in reader.window.panels.search.list.model().rows if row.hit]  # type: ignore[attr-defined]
    assert hits
    for width in range(140, 420, 7):
        for row in hits:
            layout, height = delegate._snippet(row, width)
            assert layout.lineCount() <= 4, (width, layout.text())
            assert layout.boundingRect().height() <= height
            for start, end in row.hit.marks[:1]:
                assert row.hit.snippet[start:end] in layout.text()
                assert layout.formats(), (width, layout.text())
