"""Quick open: a few letters find chapters, sections and actions, and Enter opens what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from handbook.ui.actions import action_table, plain_title
from handbook.ui.navigation.folding import fold
from handbook.ui.navigation.quick_open import MOST_SHOWN, best, candidate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def shown(reader: Desk) -> list[str]:
    model = reader.window.quick_open.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def chosen(reader: Desk) -> str:
    return str(reader.window.quick_open.list.currentIndex().data())


def open_with(reader: Desk, text: str) -> None:
    reader.ctrl(Qt.Key.Key_K)
    reader.type(text)


def wait_for_sections(reader: Desk) -> None:
    """Wait until every chapter has been looked into."""
    reader.ctrl(Qt.Key.Key_K)
    reader.qtbot.waitUntil(lambda: not reader.window.candidates._waiting)
    reader.press(Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("typed", "title"),
    [("kort", "Kort og godt"), ("aerlige fors", "Ærlige forsøg"), ("ÅBNE", "Åbne døre"), ("1.1", "Åbne døre")],
)
def test_letters_find_a_chapter(desk: Callable[..., Desk], small: Path, typed: str, title: str) -> None:
    reader = desk(small)
    open_with(reader, typed)
    assert chosen(reader).endswith(title)
    reader.press(Qt.Key.Key_Return)
    assert reader.title == title
    assert not reader.window.quick_open.isVisible()
    assert reader.focus is reader.view


def test_letters_find_a_section_of_any_chapter(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    wait_for_sections(reader)
    open_with(reader, "slutn")
    assert shown(reader)[0] == "Slutningen"
    reader.press(Qt.Key.Key_Return)
    assert reader.title == "Ærlige forsøg"
    assert reader.words_at_top(10) == "Slutningen"


def test_sections_that_load_meanwhile_are_found(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    open_with(reader, "slutn")
    reader.qtbot.waitUntil(lambda: shown(reader)[:1] == ["Slutningen"])


def test_letters_find_an_action_with_its_shortcut(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    open_with(reader, "larger")
    assert chosen(reader) == "Larger text"
    spoken = reader.window.quick_open.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Larger text, Ctrl++"
    reader.press(Qt.Key.Key_Return)
    assert reader.settings.reading.text_size == 110


def test_every_enabled_action_can_be_found_by_its_name(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.ctrl(Qt.Key.Key_K)
    missing = []
    for spec in action_table():
        if spec.in_palette and reader.window.actions_by_id[spec.id].isEnabled():
            title = reader.window.actions_by_id.title(spec.id)
            assert plain_title(spec.text) in title
            reader.window.quick_open.field.setText(title)
            if title not in shown(reader):
                missing.append(spec.id)
    assert missing == []
    reader.window.quick_open.field.setText("back")
    assert "Back" not in shown(reader), "there is nothing to go back to"


def test_it_opens_with_every_chapter_on_show(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.ctrl(Qt.Key.Key_K)
    chapters = {"Forord", "1 Ærlige forsøg", "1.1 Åbne døre", "2 Kort og godt", "Ordliste"}
    assert chapters <= set(shown(reader)[:5])


def test_a_chapter_with_a_one_letter_title_is_shown_too(desk: Callable[..., Desk], small: Path) -> None:
    (small / "SUMMARY.md").write_text("# Lille\n\n[A](forord.md)\n\n[Bb](kort.md)\n", encoding="utf-8")
    reader = desk(small)
    reader.ctrl(Qt.Key.Key_K)
    assert "A" in shown(reader)


def test_what_nothing_is_called_can_be_searched_for(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    open_with(reader, "smørrebrød")
    assert shown(reader) == ["Search the handbook for “smørrebrød”"]
    reader.press(Qt.Key.Key_Return)
    assert not reader.window.quick_open.isVisible()
    panel = reader.window.panels.search
    assert panel.field.text() == "smørrebrød"
    reader.qtbot.waitUntil(lambda: panel.results is not None and panel.results.total > 0)


def test_arrows_choose_and_go_around_the_ends(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    open_with(reader, "o")
    titles = shown(reader)
    assert len(titles) > 3
    assert chosen(reader) == titles[0]
    reader.press(Qt.Key.Key_Down)
    assert chosen(reader) == titles[1]
    reader.press(Qt.Key.Key_Up)
    reader.press(Qt.Key.Key_Up)
    assert chosen(reader) == titles[-1]
    reader.press(Qt.Key.Key_PageUp)
    assert chosen(reader) == titles[max(0, len(titles) - 9)]


def test_a_click_opens(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    open_with(reader, "kort og")
    view = reader.window.quick_open.list
    QTest.mouseClick(view.viewport(), LEFT, NONE, view.visualRect(view.model().index(0, 0)).center())
    reader.settle()
    assert reader.title == "Kort og godt"


@pytest.mark.parametrize("place", ["view", "tree", "field"])
def test_escape_gives_the_keyboard_back(desk: Callable[..., Desk], small: Path, place: str) -> None:
    reader = desk(small)
    contents = reader.window.contents
    before = {"view": reader.view, "tree": contents.tree, "field": contents.field}[place]
    before.setFocus()
    open_with(reader, "kort")
    reader.press(Qt.Key.Key_Escape)
    assert not reader.window.quick_open.isVisible()
    assert reader.focus is before
    assert reader.title == "Forord"


def test_it_goes_away_when_the_reader_turns_to_something_else(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    open_with(reader, "kort")
    QTest.mouseClick(reader.view.viewport(), LEFT)
    reader.settle()
    assert not reader.window.quick_open.isVisible()


def test_the_words_of_last_time_are_gone(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    open_with(reader, "xyzzy")
    reader.press(Qt.Key.Key_Escape)
    reader.ctrl(Qt.Key.Key_K)
    assert reader.window.quick_open.field.text() == ""
    assert len(shown(reader)) > 5


@pytest.mark.parametrize("size", [(320, 400), (1_280, 800)])
def test_it_lies_within_the_window(desk: Callable[..., Desk], small: Path, size: tuple[int, int]) -> None:
    reader = desk(small, size=size)
    reader.ctrl(Qt.Key.Key_K)
    frame = reader.window.quick_open
    over = reader.window.quick_open.parentWidget()
    assert over is not None
    assert over.rect().contains(frame.geometry())
    reader.resize(360, 500)
    assert over.rect().contains(frame.geometry())


def test_it_offers_what_there_is_without_a_handbook(desk: Callable[..., Desk], tmp_path: Path) -> None:
    reader = desk(tmp_path / "findes-ikke")
    open_with(reader, "open")
    assert "Open handbook" in shown(reader)


def test_a_chapter_that_cannot_be_read_does_not_hide_the_others(desk: Callable[..., Desk], small: Path) -> None:
    (small / "del" / "forsoeg.md").unlink()
    reader = desk(small)
    wait_for_sections(reader)
    open_with(reader, "mad")
    assert shown(reader)[0] == "Mad"


def test_another_handbook_brings_its_own_places(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    wait_for_sections(reader)
    reader.act("open-shipped")
    reader.ctrl(Qt.Key.Key_K)
    assert "Kort og godt" not in " ".join(shown(reader))
    assert "Velkommen" in shown(reader)


# --- The rule of the ranks --------------------------------------------------------------------------------------------


def order(query: str, *entries: tuple[str, int]) -> list[str]:
    made = [candidate(title, "", "hash", lambda: None, weight) for title, weight in entries]
    return [item.title for item in best(fold(query).split(), made)]


def test_a_title_that_begins_with_the_word_comes_first() -> None:
    found = order("mål", ("Vores mål", 0), ("Kommål", 0), ("Mål og midler", 0))
    assert found == ["Mål og midler", "Vores mål", "Kommål"]


def test_every_word_must_be_there_in_any_order() -> None:
    assert order("to en", ("en to", 0), ("en", 0), ("to tre", 0)) == ["en to"]


def test_shorter_titles_come_first_among_equals() -> None:
    assert order("mål", ("Mål og midler", 0), ("Mål", 0)) == ["Mål", "Mål og midler"]


def test_chapters_come_before_sections_and_sections_before_actions() -> None:
    assert order("find", ("Find", 0), ("Find", 200), ("Find", 400)) == ["Find"] * 3
    made = [candidate("Find", str(weight), "hash", lambda: None, weight) for weight in (0, 200, 400)]
    assert [item.detail for item in best(["find"], made)] == ["400", "200", "0"]


def test_no_more_are_shown_than_anyone_looks_at() -> None:
    assert len(order("a", *((f"a{number}", 0) for number in range(500)))) == MOST_SHOWN


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Ærø", "aeroe"), ("BLÅBÆR", "blaabaer"), ("Café à la", "cafe a la"), ("Straße", "strasse"), ("å", "aa")],
)
def test_folding_writes_danish_letters_out(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_takes_letters_in_two_parts_as_one() -> None:
    assert fold("A\u030agren") == fold("Ågren") == "aagren"
