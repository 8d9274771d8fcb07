"""The card at a mark: what is typed there is on the disk before anything can happen to it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from handbook.notes.model import Colour, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.ui.notes.card import NoteCard
    from tests.ui.notes.conftest import Notes

Key = Qt.Key
WORDS = "bagefter kommer ordet spire"


def write(at: Notes, text: str, words: str = WORDS) -> NoteCard:
    """Select words and write a note to them, as with Ctrl+N; the keyboard stays in the card."""
    at.show_words(words)
    at.reader.reader.setFocus()
    at.reader.select(words)
    at.reader.ctrl(Key.Key_N)
    for number, line in enumerate(text.split("\n")):
        if number:
            at.reader.press(Key.Key_Return)
        at.reader.type(line)
    return at.corner.desk.card


def body_on_disk(at: Notes) -> str:
    kept = at.on_disk()
    return kept[0].body if kept else ""


def test_what_is_typed_is_on_the_disk_half_a_second_later(notes: Callable[..., Notes]) -> None:
    at = notes()
    write(at, "en tanke om ærø")
    assert at.corner.keeper._writing.remainingTime() <= 500
    # By the clock it is less; a machine that has more to do may take longer.
    at.reader.qtbot.waitUntil(lambda: not at.corner.keeper._typed, timeout=2_000)
    assert body_on_disk(at) == "en tanke om ærø"


def test_a_reader_who_types_on_does_not_wait_for_a_pause(notes: Callable[..., Notes]) -> None:
    at = notes()
    write(at, "a")
    started = time.monotonic()
    while time.monotonic() - started < 1.2:
        at.reader.type("b")
        at.reader.qtbot.wait(60)
    assert body_on_disk(at), "1.2 seconds of steady typing, and nothing is on the disk"


@pytest.mark.parametrize("how", ["escape", "focus", "click", "close", "elsewhere", "chapter"])
def test_it_is_written_at_once_when_the_reader_leaves(notes: Callable[..., Notes], how: str) -> None:
    at = notes()
    card = write(at, "straks")
    match how:
        case "escape":
            at.reader.press(Key.Key_Escape)
            assert not card.isVisible()
            assert at.reader.view.hasFocus()
        case "focus":
            at.reader.press(Key.Key_Tab)
            assert card.editor.tags.hasFocus()
        case "click":
            at.click_words("Kommunaldirektøren undersøger")
            assert not card.isVisible()
        case "close":
            at.reader.close()
        case "elsewhere":
            other = QWidget()
            at.reader.qtbot.addWidget(other)
            other.show()
            other.activateWindow()
            at.reader.qtbot.waitUntil(lambda: not at.reader.window.isActiveWindow())
        case "chapter":
            at.reader.go("kort.md")
            at.reader.window.activateWindow()
    assert body_on_disk(at) == "straks"


def test_the_card_closes_when_another_chapter_comes(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "her")
    at.reader.go("kort.md")
    assert not card.isVisible(), "it points at a place that isn't on the screen any more"
    assert body_on_disk(at) == "her"


def test_a_note_is_there_when_the_card_opens_again(notes: Callable[..., Notes]) -> None:
    at = notes()
    write(at, "se her")
    at.reader.press(Key.Key_Escape)
    at.click_words(WORDS)
    card = at.corner.desk.card
    assert card.editor.body.toPlainText() == "se her"
    at.reader.type(" og der")
    at.reader.press(Key.Key_Escape)
    assert at.only().body == "se her og der"
    assert at.corner.desk.layer.marks[0].tip == "se her og der"


def test_a_place_without_a_selection_has_a_note_too(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.show_words("Tilbage til")
    at.reader.ctrl(Key.Key_N)
    at.reader.type("om stedet")
    at.reader.press(Key.Key_Escape)
    one = at.only()
    assert (one.kind, one.body, one.anchor.start) == (Kind.NOTE, "om stedet", one.anchor.end)
    assert one.anchor.exact
    assert at.corner.desk.layer.marks, "it has a sign in the margin"


@pytest.mark.parametrize(("typed", "pause_ms"), [("", 0), ("x", 0), ("x", 450)])
def test_a_note_that_is_left_empty_leaves_nothing(notes: Callable[..., Notes], typed: str, pause_ms: int) -> None:
    at = notes()
    at.show_words("Tilbage til")
    at.reader.ctrl(Key.Key_N)
    at.reader.type(typed)
    at.reader.qtbot.wait(pause_ms)
    for _letter in typed:
        at.reader.press(Key.Key_Backspace)
    at.reader.press(Key.Key_Escape)
    assert at.live() == []
    assert at.on_disk() == []


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_tags_are_completed_from_those_in_use(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "en")
    at.reader.press(Key.Key_Tab)
    at.reader.type("budget, Til mødet")
    at.reader.press(Key.Key_Escape)
    assert at.on_disk()[0].tags == ("budget", "Til mødet")
    write(at, "to", "blåbærgrød")
    card.editor.tags.setFocus()
    at.reader.type("bu")
    at.reader.settle()
    popup = card.editor.tags._completer.popup()
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClick(popup, Key.Key_Down)
    QTest.keyClick(popup, Key.Key_Return)
    at.reader.settle()
    assert card.editor.tags.text() == "budget, "
    at.reader.type("til")
    QTest.keyClick(popup, Key.Key_Down)
    QTest.keyClick(popup, Key.Key_Return)
    at.reader.settle()
    assert card.isVisible(), "Enter takes the word, and nothing else"
    at.reader.press(Key.Key_Escape)
    assert {one.tags for one in at.on_disk()} == {("budget", "Til mødet")}


def test_the_colour_of_a_highlight_is_changed_on_its_card(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "farve")
    buttons = card.editor._colour_buttons.buttons()
    assert [button.isChecked() for button in buttons] == [True, False, False, False]
    QTest.mouseClick(buttons[3], Qt.MouseButton.LeftButton)
    assert (at.only().colour, at.only().body) == (Colour.QUOTE, "farve")
    assert [button.isChecked() for button in buttons] == [False, False, False, True]
    at.reader.press(Key.Key_Escape)
    at.reader.ctrl(Key.Key_Z)
    assert (at.only().colour, at.only().body) == (Colour.IMPORTANT, "farve")


def test_a_note_without_a_highlight_has_no_colours(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.ctrl(Key.Key_N)
    assert not any(button.isVisible() for button in at.corner.desk.card.editor._colour_buttons.buttons())


def test_delete_and_ctrl_z(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "slettes")
    QTest.mouseClick(card._trash, Qt.MouseButton.LeftButton)
    at.reader.settle()
    assert at.live() == []
    assert not card.isVisible()
    assert "1 note deleted. Ctrl+Z brings it back." in at.reader.notice
    assert at.reader.view.hasFocus()
    at.reader.ctrl(Key.Key_Z)
    assert at.only().body == "slettes"
    assert at.on_disk()[0].body == "slettes"


def test_undo_takes_back_what_was_typed_as_one_thing(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark(WORDS)
    at.click_words(WORDS)
    at.reader.type("et helt ord")
    at.reader.press(Key.Key_Escape)
    at.reader.ctrl(Key.Key_Z)
    assert at.only().body == ""
    at.reader.ctrl(Key.Key_Y)
    assert at.only().body == "et helt ord"


def test_the_note_as_it_is_set(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "# Overskrift\n\nse [forordet](../forord.md) og **fed**")
    QTest.mouseClick(card.editor.eye, Qt.MouseButton.LeftButton)
    at.reader.settle()
    assert card.editor.preview.isVisible()
    shown = card.editor.preview.toPlainText().replace("\u00ad", "")
    assert "Overskrift" in shown
    assert "#" not in shown
    assert "**" not in shown
    assert body_on_disk(at).startswith("# Overskrift")
    preview = card.editor.preview
    point = preview.link_rect(0).center().toPoint()
    QTest.mouseClick(preview.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    at.reader.settle()
    assert at.reader.title == "Forord", "a link in a note leads to its place"


def test_a_note_can_not_bring_html_onto_the_screen(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "<img src=x> <script>alert(1)</script> ![](file:///etc/passwd)")
    card.editor.eye.setChecked(True)
    at.reader.settle()
    assert "<script>" in card.editor.preview.toPlainText()


def test_a_very_long_note_and_odd_characters_are_kept_whole(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "")
    text = "\u202eбаба 🌱👩‍🔬\n\n\tæøå " + "langt ord " * 3_000
    QApplication.clipboard().setText(text)
    card.editor.body.paste()
    at.reader.press(Key.Key_Escape)
    assert body_on_disk(at) == text
    assert len(at.corner.desk.layer.marks[0].tip) <= 240


def test_the_card_stands_in_the_window_wherever_its_mark_is(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.resize(360, 420)
    for words in (WORDS, "Det der måles", "Vores eget bud"):
        card = write(at, "x", words)
        assert at.reader.reader.rect().contains(card.geometry())
        at.reader.press(Key.Key_Escape)
    card = write(at, "mere")
    at.reader.resize(500, 500)
    assert not card.isVisible()
    assert any(one.body.endswith("mere") for one in at.on_disk())


def test_keys_typed_into_a_note_do_nothing_else(notes: Callable[..., Notes]) -> None:
    at = notes()
    write(at, "a b")
    at.reader.press(Key.Key_Home)
    at.reader.press(Key.Key_Space)
    at.reader.press(Key.Key_Return)
    assert at.corner.desk.card.editor.body.toPlainText() == " \na b"
    at.reader.ctrl(Key.Key_Z)
    assert at.corner.desk.card.isVisible(), "in a field, Ctrl+Z takes letters back"
    assert [one.kind for one in at.live()] == [Kind.HIGHLIGHT]


def test_the_cards_widgets_have_names(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "navn")
    assert card.accessibleName() == "Highlight"
    seen = []
    for _press in range(12):
        focus = at.reader.focus
        if not card.isAncestorOf(focus):
            break
        seen.append(focus.accessibleName())
        at.reader.press(Key.Key_Tab)
    assert all(seen), seen
    assert {"Note", "Tags"} <= set(seen)


def test_what_another_window_writes_comes_into_the_open_card(notes: Callable[..., Notes]) -> None:
    at = notes()
    card = write(at, "mit")
    at.corner.keeper.end_step()
    kept = at.only()
    at.corner.keeper.apply("", [kept._replace(body="mit og dit")])
    assert card.editor.body.toPlainText() == "mit og dit"
    at.corner.keeper.delete([kept.id])
    assert not card.isVisible()
