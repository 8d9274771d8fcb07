"""Going about in a handbook: history, reading order, and the place in each chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from handbook.ui.navigation.history import MOST_VISITS, History, Visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
BACK, FORWARD = Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton


def keys(reader: Desk, by: int) -> None:
    reader.press(Qt.Key.Key_Left if by < 0 else Qt.Key.Key_Right, ALT)


def side_buttons(reader: Desk, by: int) -> None:
    QTest.mouseClick(reader.view.viewport(), BACK if by < 0 else FORWARD)
    reader.settle()


@pytest.mark.parametrize("step", [keys, side_buttons])
def test_back_and_forward_restore_the_chapter_and_the_line(
    desk: Callable[..., Desk], small: Path, step: Callable[[Desk, int], None]
) -> None:
    reader = desk(small)
    places = []
    for chapter, words in (("del/forsoeg.md", "Det der måles"), ("del/doere.md", "prøver"), ("ordliste.md", "")):
        reader.go(chapter)
        if words:
            reader.scroll_to_words(words)
        places.append((reader.title, reader.words_at_top()))
    for place in reversed(places[:-1]):
        step(reader, -1)
        assert (reader.title, reader.words_at_top()) == place
    step(reader, -1)
    assert reader.title == "Forord"
    step(reader, -1)
    assert reader.title == "Forord"
    for place in places:
        step(reader, 1)
        assert (reader.title, reader.words_at_top()) == place
    step(reader, 1)
    assert reader.title == "Ordliste"


def test_going_back_and_forth_does_not_creep(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/doere.md")
    reader.scroll_to_words("undersøger")
    words = reader.words_at_top()
    reader.go("kort.md")
    for _round in range(4):
        keys(reader, -1)
        assert reader.words_at_top() == words
        keys(reader, 1)


def test_the_buttons_say_whether_there_is_a_way(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    actions = reader.window.actions_by_id

    def ways() -> tuple[bool, ...]:
        return tuple(actions[name].isEnabled() for name in ("back", "forward", "previous", "next"))

    assert ways() == (False, False, False, True)
    reader.act("next")
    assert ways() == (True, False, True, True)
    reader.act("back")
    assert ways() == (False, True, False, True)
    reader.go("ordliste.md")
    assert ways() == (True, False, True, False)


def test_a_new_place_forgets_what_lay_ahead(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("kort.md")
    reader.act("back")
    reader.go("ordliste.md")
    assert not reader.window.actions_by_id["forward"].isEnabled()
    reader.act("back")
    assert reader.title == "Forord"


def test_previous_and_next_go_through_the_chapters_in_order(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    order = ["Forord", "Ærlige forsøg", "Åbne døre", "Kort og godt", "Ordliste"]
    for title in order:
        assert reader.title == title
        assert reader.scroll == 0
        reader.press(Qt.Key.Key_PageDown, ALT)
    for title in reversed(order):
        assert reader.title == title
        reader.press(Qt.Key.Key_PageUp, ALT)


def test_the_next_chapter_opens_at_its_beginning_also_when_it_was_left_elsewhere(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "slutningen")
    reader.go("forord.md")
    reader.act("next")
    assert reader.title == "Ærlige forsøg"
    assert reader.scroll == 0


def test_the_links_at_the_foot_lead_to_the_neighbours(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.click_link("nav:next")
    assert reader.title == "Ærlige forsøg"
    assert reader.scroll == 0
    reader.click_link("nav:next")
    assert reader.title == "Åbne døre"
    reader.click_link("nav:previous")
    assert reader.title == "Ærlige forsøg"


def test_the_first_page_is_always_one_key_away(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.press(Qt.Key.Key_End)
    reader.go("ordliste.md")
    reader.press(Qt.Key.Key_Home, ALT)
    assert reader.title == "Forord"
    assert reader.scroll == 0
    reader.act("back")
    assert reader.title == "Ordliste"


def test_a_section_is_a_step_that_back_undoes(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.go("del/forsoeg.md", "skemaet")
    reader.go("del/forsoeg.md", "slutningen")
    reader.act("back")
    assert reader.words_at_top(7) == "Skemaet"
    reader.act("back")
    assert reader.scroll == 0
    reader.act("forward")
    assert reader.words_at_top(7) == "Skemaet"


def test_a_place_that_is_not_there_is_said_and_changes_nothing(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("findes-ikke.md")
    assert "There is no such place in this handbook" in reader.notice
    assert reader.title == "Forord"
    assert not reader.window.actions_by_id["back"].isEnabled()


def test_the_place_is_saved_while_the_reader_reads(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/doere.md", "mad")
    reader.wheel(-1)
    timer = reader.window.navigator._save
    assert timer.isActive()
    timer.setInterval(1)
    reader.qtbot.waitUntil(lambda: not timer.isActive())
    assert reader.settings.last_place("lille") == ("del/doere.md", reader.reader.offset)


def test_each_handbook_has_places_of_its_own(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("kort.md")
    reader.act("open-shipped")
    reader.go("opslag/kolofon.md")
    reader.window.handbook_wanted.emit(str(small))
    reader.settle()
    assert reader.title == "Kort og godt"
    reader.act("open-shipped")
    assert reader.title == "Kolofon"


def test_the_address_of_the_place_can_be_copied(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "slutningen")
    reader.act("copy-address")
    assert reader.clipboard == "handbook://del/forsoeg.md#slutningen"
    assert "copied" in reader.notice


# --- The history itself -----------------------------------------------------------------------------------------------


def test_the_same_place_twice_is_one_visit() -> None:
    history = History()
    for _time in range(3):
        history.visit(Visit("a.md", 0))
    assert not history.can_go_back


def test_the_history_keeps_the_newest_visits() -> None:
    history = History()
    for number in range(MOST_VISITS + 50):
        history.visit(Visit(f"{number}.md", 0))
    steps = 0
    while (visit := history.back()) is not None:
        oldest = visit
        steps += 1
    assert steps == MOST_VISITS - 1
    assert oldest == Visit("50.md", 0)


def test_an_empty_history_leads_nowhere() -> None:
    history = History()
    history.update(12)
    assert history.back() is None
    assert history.forward() is None
    assert not history.can_go_back
    assert not history.can_go_forward
