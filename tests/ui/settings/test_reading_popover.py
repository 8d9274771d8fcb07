"""Reading settings: each choice is seen at once, kept, and within reach of keyboard and screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton, QWidget

from handbook.settings import LINE_LENGTHS, LINE_SPACINGS, TEXT_SIZES, Reading, Settings
from handbook.ui.settings.reading_popover import ReadingPopover
from handbook.ui.settings.text_sizes import step_size

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

LEFT = Qt.MouseButton.LeftButton
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)


def open_popover(reader: Desk) -> ReadingPopover:
    reader.ctrl(Qt.Key.Key_Comma)
    popover = QApplication.activePopupWidget()
    assert isinstance(popover, ReadingPopover)
    return popover


def keyboard_of(popover: ReadingPopover) -> QWidget:
    """Return the widget of the popover that has the keyboard; itself when none has."""
    widget: QWidget | None = popover.focusWidget()
    return popover if widget is None else widget


def button(popover: ReadingPopover, name: str) -> QAbstractButton:
    found = {button.accessibleName(): button for button in popover.findChildren(QAbstractButton)}
    assert name in found, f"{name} is none of {sorted(found)}"
    return found[name]


def choose(reader: Desk, popover: ReadingPopover, name: str) -> None:
    QTest.mouseClick(button(popover, name), LEFT)
    reader.settle()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Dark", Reading(theme="dark")),
        ("Sepia", Reading(theme="sepia")),
        ("High contrast", Reading(theme="contrast")),
        ("Larger text", Reading(text_size=110)),
        ("Smaller text", Reading(text_size=90)),
        ("Line spacing: Loose", Reading(line_spacing=140)),
        ("Line spacing: Tight", Reading(line_spacing=110)),
        ("Line length: Short", Reading(line_length=58)),
        ("Line length: Long", Reading(line_length=75)),
    ],
)
def test_a_choice_applies_at_once_and_is_kept(
    desk: Callable[..., Desk], small: Path, tmp_path: Path, name: str, wanted: Reading
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    before = reader.view.viewport().grab().toImage()
    popover = open_popover(reader)
    choose(reader, popover, name)
    assert popover.isVisible()
    assert reader.view.viewport().grab().toImage() != before
    popover.close()
    assert reader.settings.reading == wanted
    reader.close()
    assert Settings(tmp_path / "settings.ini").reading == wanted
    again = desk(small)
    style = again.view.style_of_page
    assert style is not None
    assert (style.percent, style.line_spacing) == (wanted.text_size, wanted.line_spacing)


def test_several_choices_add_up(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    popover = open_popover(reader)
    for name in ("Sepia", "Larger text", "Larger text", "Line spacing: Loose", "Line length: Short"):
        choose(reader, popover, name)
    assert reader.settings.reading == Reading("sepia", 120, 140, 58)
    assert any(label.text() == "120 %" for label in popover.findChildren(QLabel))


def test_it_shows_what_is_chosen(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.window.set_reading(Reading("dark", 150, 110, 75))
    popover = open_popover(reader)
    checked = {button.accessibleName() for button in popover.findChildren(QAbstractButton) if button.isChecked()}
    assert checked == {"Dark", "Line spacing: Tight", "Line length: Long"}
    assert any(label.text() == "150 %" for label in popover.findChildren(QLabel))
    choose(reader, popover, "Light")
    checked = {button.accessibleName() for button in popover.findChildren(QAbstractButton) if button.isChecked()}
    assert checked == {"Light", "Line spacing: Tight", "Line length: Long"}


def test_choosing_what_is_chosen_leaves_it_chosen(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    popover = open_popover(reader)
    for name in ("Follow the system", "Line spacing: Normal", "Line length: Normal"):
        choose(reader, popover, name)
        assert button(popover, name).isChecked()


def test_everything_can_be_reached_and_chosen_with_the_keyboard(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    popover = open_popover(reader)
    names = {button.accessibleName() for button in popover.findChildren(QAbstractButton)}
    reached: set[str] = set()
    for _press in range(30):
        # Tab goes from group to group, arrows go within one.
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Right):
            QTest.keyClick(keyboard_of(popover), key)
            reached.add(keyboard_of(popover).accessibleName())
    assert names - reached == set()
    button(popover, "Dark").setFocus()
    QTest.keyClick(button(popover, "Dark"), Qt.Key.Key_Space)
    reader.settle()
    assert reader.settings.reading.theme == "dark"


def test_escape_closes_it_and_the_keyboard_is_back_in_the_text(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    popover = open_popover(reader)
    QTest.keyClick(keyboard_of(popover), Qt.Key.Key_Escape)
    reader.settle()
    assert QApplication.activePopupWidget() is None
    assert reader.focus is reader.view


def test_the_button_of_the_top_bar_opens_it_below_itself(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(780, 700))
    opener = reader.window.top_bar.reading_button
    assert isinstance(opener, QToolButton)
    QTest.mouseClick(opener, LEFT)
    reader.settle()
    popover = QApplication.activePopupWidget()
    assert isinstance(popover, ReadingPopover)
    assert popover.y() >= opener.mapToGlobal(QPoint(0, opener.height() - 4)).y()


@pytest.mark.parametrize("mode", ["plain", "focus", "narrow"])
def test_it_lies_on_the_screen(desk: Callable[..., Desk], small: Path, mode: str) -> None:
    reader = desk(small, size=(360, 640) if mode == "narrow" else (1_280, 800))
    if mode == "focus":
        reader.press(Qt.Key.Key_F11)
    popover = open_popover(reader)
    assert reader.window.screen().availableGeometry().contains(popover.geometry())


# --- Sizes ------------------------------------------------------------------------------------------------------------


def test_sizes_step_through_the_list() -> None:
    up = [TEXT_SIZES[0]]
    while step_size(up[-1], 1) != up[-1]:
        up.append(step_size(up[-1], 1))
    assert tuple(up) == TEXT_SIZES
    down = [TEXT_SIZES[-1]]
    while step_size(down[-1], -1) != down[-1]:
        down.append(step_size(down[-1], -1))
    assert tuple(reversed(down)) == TEXT_SIZES


@pytest.mark.parametrize(("size", "larger", "smaller"), [(105, 110, 100), (299, 300, 250), (71, 80, 70)])
def test_a_size_between_the_steps_goes_to_the_nearest(size: int, larger: int, smaller: int) -> None:
    assert (step_size(size, 1), step_size(size, -1)) == (larger, smaller)


def test_the_defaults_are_among_the_choices() -> None:
    assert Reading().text_size in TEXT_SIZES
    assert Reading().line_spacing in LINE_SPACINGS
    assert Reading().line_length in LINE_LENGTHS
