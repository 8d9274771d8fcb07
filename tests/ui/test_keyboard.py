"""The keyboard alone, and the ear alone: everything is reached with Tab, in order, and everything has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolButton, QWidget

from handbook.i18n import LANGUAGES
from handbook.ui.dialogs import AboutDialog, KeyboardDialog
from handbook.ui.settings.reading_popover import ReadingPopover

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

SHIFT = Qt.KeyboardModifier.ShiftModifier


def walk(reader: Desk, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> list[QWidget]:
    """Press Tab until the keyboard is back where it began, and return where it came, without repeats in a row."""
    start = reader.focus
    seen = [start]
    for _press in range(200):
        reader.press(Qt.Key.Key_Tab, modifiers)
        if reader.focus is not seen[-1]:
            seen.append(reader.focus)
        if len(seen) > 1 and seen[-1] is start:
            return seen[:-1]
    raise AssertionError("Tab doesn't come back to where it began")


def nameless(root: QWidget) -> list[str]:
    """Return the visible widgets that can have the keyboard and have no name to be called by."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
            continue
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_tab_reaches_every_part_of_the_window(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/doere.md", "mad")
    window = reader.window
    reached = set(walk(reader))
    buttons = [
        button
        for button in window.top_bar.findChildren(QToolButton)
        if button.isVisible() and button.isEnabled() and button.text() != ""
    ]
    assert len(buttons) >= 9
    missing = [button.accessibleName() for button in buttons if button not in reached]
    assert missing == []
    for part in (window.contents.field, window.contents.tree, reader.view, window.outline.list):
        assert part in reached, f"Tab never comes to {part.accessibleName()}"


def test_shift_tab_goes_the_same_way_back(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    forward = walk(reader)
    back = walk(reader, SHIFT)
    assert back == [forward[0], *reversed(forward[1:])]


def test_tab_goes_from_left_to_right_and_from_the_top(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    window = reader.window
    order = walk(reader)
    parts = [window.contents.field, window.contents.tree, reader.view, window.outline.list]
    places = [order.index(part) for part in parts]
    turned = places[places.index(min(places)) :] + places[: places.index(min(places))]
    assert turned == sorted(places), "the panels don't follow each other as they stand"


@pytest.mark.parametrize("size", [(1_280, 800), (360, 640)])
def test_nothing_hidden_or_disabled_gets_the_keyboard(
    desk: Callable[..., Desk], small: Path, size: tuple[int, int]
) -> None:
    for widget in walk(desk(small, size=size)):
        assert widget.isVisible()
        assert widget.isEnabled()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_have_the_keyboard_has_a_name(
    desk: Callable[..., Desk], small: Path, language: str
) -> None:
    reader = desk(small, language=language)
    reader.go("del/forsoeg.md", "skemaet")
    assert nameless(reader.window) == []
    reader.ctrl(Qt.Key.Key_F)
    reader.type("med")
    assert nameless(reader.window) == []
    reader.press(Qt.Key.Key_Escape)
    reader.ctrl(Qt.Key.Key_K)
    assert nameless(reader.window) == []
    reader.press(Qt.Key.Key_Escape)
    reader.click_link("fn:bud")
    assert nameless(reader.window) == []


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
@pytest.mark.parametrize("kind", ["keyboard", "about", "reading"])
def test_dialogs_have_names_too(desk: Callable[..., Desk], small: Path, kind: str) -> None:
    reader = desk(small)
    made: QWidget
    if kind == "reading":
        reader.ctrl(Qt.Key.Key_Comma)
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, ReadingPopover)
        made = popup
    else:
        window = reader.window
        dialog: QDialog = (
            KeyboardDialog(window.actions_by_id, window)
            if kind == "keyboard"
            else AboutDialog(window.navigator.handbook, window.looks.theme, window)
        )
        dialog.show()
        made = dialog
    assert nameless(made) == []
    assert made.windowTitle() or made.accessibleName()
    made.close()


def test_where_the_keyboard_is_can_be_seen(desk: Callable[..., Desk], small: Path) -> None:
    """Each widget looks different with the keyboard than without it."""
    reader = desk(small)
    reader.go("del/forsoeg.md")
    window = reader.window
    contents = window.contents
    button = next(b for b in window.top_bar.findChildren(QToolButton) if b.isVisible() and b.isEnabled())
    for widget in (contents.field, contents.tree, window.outline.list, button):
        reader.view.setFocus()
        reader.settle()
        without = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if hasattr(widget, "currentIndex") and not widget.currentIndex().isValid():
            QTest.keyClick(widget, Qt.Key.Key_Down)
        reader.settle()
        assert widget.grab().toImage() != without, f"{widget.accessibleName()} doesn't show that it has the keyboard"


def test_a_link_with_the_keyboard_looks_different(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    before = reader.view.viewport().grab().toImage()
    reader.press(Qt.Key.Key_Tab)
    assert reader.view.viewport().grab().toImage() != before


def test_a_chapter_is_read_through_with_keys_alone(desk: Callable[..., Desk], small: Path) -> None:
    """From the start to a chapter, its note, the next chapter and back, without a pointer."""
    reader = desk(small)
    reader.ctrl(Qt.Key.Key_L)
    reader.type("aerlige")
    reader.press(Qt.Key.Key_Return)
    assert reader.title == "Ærlige forsøg"
    reader.tab_to("fn:bud")
    reader.press(Qt.Key.Key_Return)
    assert reader.reader.links.card.isVisible()
    reader.press(Qt.Key.Key_Escape)
    reader.press(Qt.Key.Key_Space)
    assert reader.scroll > 0
    reader.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert reader.title == "Åbne døre"
    reader.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert reader.title == "Ærlige forsøg"
    assert reader.scroll > 0
