"""The cards for notes and terms: where they come up, what is on them, and where the keyboard goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from handbook.ui.reader.view import PageView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def card_text(reader: Desk) -> str:
    view = reader.reader.links.card.findChild(PageView)
    assert isinstance(view, PageView)
    return view.toPlainText().replace("\u00ad", "")


def card_is_open(reader: Desk) -> bool:
    return reader.reader.links.card.isVisible()


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_footnote_shows_in_a_card(desk: Callable[..., Desk], small: Path, way: str) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    if way == "mouse":
        reader.click_link("fn:bud")
    else:
        reader.tab_to("fn:bud")
        reader.press(Qt.Key.Key_Return)
    scroll = reader.scroll
    assert card_is_open(reader)
    card = reader.reader.links.card
    assert card.accessibleName() == "Note 1"
    assert "Vores eget bud, 2025" in card_text(reader)
    assert not any(button.isVisible() for button in card.findChildren(QPushButton))
    assert reader.reader.rect().contains(card.geometry())
    assert card.isAncestorOf(reader.focus)
    reader.press(Qt.Key.Key_Escape)
    assert not card_is_open(reader)
    assert reader.focus is reader.view
    assert reader.scroll == scroll


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_term_shows_in_a_card_that_leads_to_the_glossary(desk: Callable[..., Desk], small: Path, way: str) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    term = "../ordliste.md#hypotese"
    if way == "mouse":
        reader.click_link(term)
    else:
        reader.tab_to(term)
        reader.press(Qt.Key.Key_Return)
    card = reader.reader.links.card
    assert card_is_open(reader)
    assert card_text(reader).startswith("Hypotese\nEt bud som")
    button = next(button for button in card.findChildren(QPushButton) if button.isVisible())
    assert button.text() == "Open in the glossary"
    if way == "mouse":
        QTest.mouseClick(button, LEFT)
    else:
        for _press in range(5):
            if reader.focus is button:
                break
            reader.press(Qt.Key.Key_Tab)
        reader.press(Qt.Key.Key_Space)
    reader.settle()
    assert reader.title == "Ordliste"
    assert reader.words_at_top(8) == "Hypotese"
    assert not card_is_open(reader)
    assert reader.focus is reader.view


def test_a_link_on_a_card_counts_from_the_chapter_that_it_stands_in(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.press(Qt.Key.Key_End)
    reader.click_link("../ordliste.md#hypotese")
    view = reader.reader.links.card.findChild(PageView)
    assert isinstance(view, PageView)
    reader.press(Qt.Key.Key_Tab)
    reader.press(Qt.Key.Key_Return)
    assert not card_is_open(reader)
    assert reader.title == "Ærlige forsøg"
    assert reader.words_at_top(11) == "Begyndelsen"


def test_an_external_link_on_a_card_is_handed_to_the_system(
    desk: Callable[..., Desk], small: Path, urls: list[str]
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.click_link("fn:bud")
    reader.press(Qt.Key.Key_Tab)
    reader.press(Qt.Key.Key_Return)
    assert urls == ["https://example.org/bud"]


def test_a_card_closes_on_a_click_beside_it_and_when_the_page_scrolls(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.click_link("fn:bud")
    QTest.mouseClick(reader.view.viewport(), LEFT, NONE, QPoint(3, 3))
    assert not card_is_open(reader)
    reader.click_link("fn:bud")
    reader.wheel(-1)
    assert not card_is_open(reader)


def test_the_keyboard_goes_back_to_the_text_when_a_card_was_already_there(
    desk: Callable[..., Desk], small: Path
) -> None:
    """The pointer rests on the note, its card comes up, and Enter on the link moves the keyboard into it."""
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.tab_to("fn:bud")
    reader.hover("fn:bud")
    reader.qtbot.waitUntil(lambda: card_is_open(reader))
    assert reader.focus is reader.view
    reader.press(Qt.Key.Key_Return)
    assert reader.reader.links.card.isAncestorOf(reader.focus)
    reader.press(Qt.Key.Key_Escape)
    assert reader.focus is reader.view


def test_the_arrow_at_a_note_leads_back_to_its_mark(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.click_link("fnref:bud")
    number, _link = reader.link("fn:bud")
    assert reader.view.viewport().rect().contains(reader.view.link_rect(number).center().toPoint())


@pytest.mark.parametrize("size", [(320, 400), (360, 640), (1_280, 800)])
def test_a_card_lies_within_the_page(desk: Callable[..., Desk], small: Path, size: tuple[int, int]) -> None:
    (small / "ordliste.md").write_text(
        "# Ordliste\n\nHypotese {#hypotese}\n:   " + "Et langt bud om arbejdsmarkedsforvaltningen. " * 60 + "\n",
        encoding="utf-8",
    )
    reader = desk(small, size=size)
    reader.go("del/forsoeg.md")
    for target in ("fn:bud", "../ordliste.md#hypotese"):
        reader.click_link(target)
        assert card_is_open(reader)
        assert reader.reader.rect().contains(reader.reader.links.card.geometry())
        reader.press(Qt.Key.Key_Escape)


def test_a_term_of_a_glossary_that_is_gone_leads_to_the_message_about_it(
    desk: Callable[..., Desk], small: Path
) -> None:
    (small / "ordliste.md").unlink()
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.click_link("../ordliste.md#hypotese")
    assert "“Ordliste” can’t be shown" in reader.page_text()


def test_a_note_shows_when_the_pointer_rests_on_it_and_leaves_the_keyboard_alone(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.hover("fn:bud")
    assert reader.reader.links._hover.isActive()
    reader.qtbot.waitUntil(lambda: card_is_open(reader))
    assert "Vores eget bud" in card_text(reader)
    assert reader.focus is reader.view
    reader.press(Qt.Key.Key_Escape)
    assert not card_is_open(reader)
