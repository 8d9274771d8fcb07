"""The window: which panels stand beside the text in which width, focus mode, Escape, notices and the looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QStyleHints
from PySide6.QtWidgets import QToolButton, QWidget

from handbook.settings import THEMES
from handbook.ui.theme import THEMES as TOKENS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

ALT = Qt.KeyboardModifier.AltModifier


def panels(reader: Desk) -> tuple[bool, bool, bool]:
    """Return whether contents, text and outline can be seen."""
    window = reader.window
    return window.contents.isVisible(), window.reader.isVisible(), window.outline.isVisible()


def right_edge(widget: QWidget) -> int:
    return widget.mapTo(widget.window(), QPoint(widget.width(), 0)).x()


# --- Panels and widths ------------------------------------------------------------------------------------------------


def test_panels_stand_beside_the_text_as_far_as_the_width_allows(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(1_280, 800))
    assert panels(reader) == (True, True, True)
    reader.resize(1_000, 700)
    assert panels(reader) == (True, True, False)
    reader.resize(600, 700)
    assert panels(reader) == (False, True, False)
    reader.resize(1_280, 800)
    assert panels(reader) == (True, True, True)


def test_a_panel_that_was_put_away_stays_away(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.press(Qt.Key.Key_F9)
    reader.press(Qt.Key.Key_F8)
    assert panels(reader) == (False, True, False)
    reader.resize(600, 700)
    reader.resize(1_280, 800)
    assert panels(reader) == (False, True, False)
    reader.close()
    again = desk(small)
    assert panels(again) == (False, True, False)
    again.press(Qt.Key.Key_F9)
    again.press(Qt.Key.Key_F8)
    assert panels(again) == (True, True, True)


def test_the_buttons_of_the_panels_show_whether_they_are_there(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    actions = reader.window.actions_by_id
    assert (actions["show-contents"].isChecked(), actions["show-outline"].isChecked()) == (True, True)
    reader.resize(1_000, 700)
    assert (actions["show-contents"].isChecked(), actions["show-outline"].isChecked()) == (True, False)
    reader.act("show-contents")
    assert not actions["show-contents"].isChecked()


def test_in_a_narrow_window_the_contents_take_the_texts_place_until_a_chapter_is_chosen(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader = desk(small, size=(360, 640))
    assert panels(reader) == (False, True, False)
    reader.act("show-contents")
    assert panels(reader) == (True, False, False)
    assert reader.window.contents.field.hasFocus()
    reader.type("godt")
    reader.press(Qt.Key.Key_Return)
    assert panels(reader) == (False, True, False)
    assert reader.title == "Kort og godt"
    assert reader.focus is reader.view


@pytest.mark.parametrize("presses", [1, 2])
def test_escape_leads_from_the_contents_back_to_the_text_in_a_narrow_window(
    desk: Callable[..., Desk], small: Path, presses: int
) -> None:
    reader = desk(small, size=(360, 640))
    reader.act("show-contents")
    if presses == 2:
        reader.type("godt")
    for _press in range(presses):
        assert panels(reader) == (True, False, False)
        reader.press(Qt.Key.Key_Escape)
    assert panels(reader) == (False, True, False)
    assert reader.focus is reader.view


@pytest.mark.parametrize("way", ["quick-open", "next", "find-next"])
def test_every_way_to_a_place_shows_the_text_again_in_a_narrow_window(
    desk: Callable[..., Desk], small: Path, way: str
) -> None:
    reader = desk(small, size=(360, 640))
    reader.act("show-contents")
    reader.act(way)
    if way == "quick-open":
        reader.type("kort og godt")
        reader.press(Qt.Key.Key_Return)
    assert panels(reader) == (False, True, False)


def test_the_narrow_contents_do_not_change_what_is_beside_the_text_in_a_wide_window(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader = desk(small, size=(360, 640))
    reader.act("show-contents")
    reader.act("show-contents")
    reader.resize(1_280, 800)
    assert panels(reader) == (True, True, True)


@pytest.mark.parametrize("width", [320, 360, 780, 1_120])
def test_everything_is_within_the_window(desk: Callable[..., Desk], small: Path, width: int) -> None:
    reader = desk(small, size=(width, 640))
    reader.go("del/forsoeg.md", "detaljen")
    assert reader.window.width() == width
    for button in reader.window.top_bar.findChildren(QToolButton):
        if button.isVisible():
            assert right_edge(button) <= width, f"{button.accessibleName()} is cut off"
    for panel in (reader.window.contents, reader.window.reader, reader.window.outline):
        if panel.isVisible():
            assert right_edge(panel) <= width


def test_the_outline_of_a_narrow_window_leaves_room_for_the_text(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(360, 640))
    reader.act("show-outline")
    assert reader.window.width() == 360
    assert reader.window.outline.isVisible()
    assert right_edge(reader.window.outline) <= 360
    assert not reader.window.reader.isVisible() or reader.window.reader.width() >= 280


def test_the_split_between_the_panels_comes_back(desk: Callable[..., Desk], small: Path) -> None:
    first = desk(small)
    first.window.panels.setSizes([420, 600, 260])
    first.settle()
    width = first.window.contents.width()
    first.close()
    second = desk(small, size=None)
    second.resize(1_280, 800)
    assert abs(second.window.contents.width() - width) <= 2


# --- Focus mode -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F11])
def test_focus_mode_shows_only_the_text_and_leaves_as_it_came(
    desk: Callable[..., Desk], small: Path, key: Qt.Key
) -> None:
    reader = desk(small)
    reader.go("del/doere.md", "mad")
    words = reader.words_at_top()
    reader.press(Qt.Key.Key_F11)
    window = reader.window
    assert window.isFullScreen()
    assert panels(reader) == (False, True, False)
    assert not window.menuBar().isVisible()
    assert not window.top_bar.isVisible()
    assert "Esc" in reader.notice
    assert reader.words_at_top() == words
    reader.press(key)
    assert not window.isFullScreen()
    assert panels(reader) == (True, True, True)
    assert window.menuBar().isVisible()
    assert window.top_bar.isVisible()
    assert reader.words_at_top() == words
    assert reader.focus is reader.view


def test_escape_closes_what_lies_over_the_page_before_it_leaves_focus_mode(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader = desk(small)
    reader.press(Qt.Key.Key_F11)
    reader.ctrl(Qt.Key.Key_F)
    assert reader.reader.finder.bar.isVisible()
    reader.press(Qt.Key.Key_Escape)
    reader.qtbot.waitUntil(lambda: reader.focus is reader.view)
    assert not reader.reader.finder.bar.isVisible()
    assert reader.window.isFullScreen()
    reader.press(Qt.Key.Key_Escape)
    assert not reader.window.isFullScreen()


def test_shortcuts_work_in_focus_mode(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.press(Qt.Key.Key_F11)
    reader.press(Qt.Key.Key_PageDown, ALT)
    assert reader.title == "Ærlige forsøg"
    reader.ctrl(Qt.Key.Key_K)
    reader.type("kort og godt")
    reader.press(Qt.Key.Key_Return)
    assert reader.title == "Kort og godt"


def test_a_window_closed_in_focus_mode_opens_as_an_ordinary_one(desk: Callable[..., Desk], small: Path) -> None:
    first = desk(small, size=(700, 620))
    first.close()
    second = desk(small, size=None)
    second.press(Qt.Key.Key_F11)
    second.close()
    third = desk(small, size=None)
    assert not third.window.isFullScreen()
    assert (third.window.width(), third.window.height()) == (700, 620)
    assert third.window.top_bar.isVisible()


# --- Looks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in THEMES if name != "system"])
def test_a_theme_colours_the_whole_window_and_keeps_the_place(
    desk: Callable[..., Desk], small: Path, name: str
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "skemaet")
    reader.scroll_to_words("Projektleder")
    words = reader.words_at_top()
    reader.act("theme-sepia" if name == "light" else "theme-light")
    reader.act(f"theme-{name}")
    theme = TOKENS[name]
    image = reader.window.grab().toImage()
    left = reader.view.mapTo(reader.window, QPoint(4, reader.view.height() - 4))
    assert image.pixelColor(left) == QColor(theme.page)
    contents = reader.window.contents
    assert image.pixelColor(contents.mapTo(reader.window, QPoint(3, contents.height() - 3))) == QColor(theme.panel)
    assert reader.words_at_top() == words
    assert reader.settings.reading.theme == name


def test_a_theme_is_there_next_time(desk: Callable[..., Desk], small: Path) -> None:
    desk(small).act("theme-dark")
    assert desk(small).window.theme.name == "dark"


@pytest.mark.parametrize("name", THEMES)
def test_the_menu_marks_the_theme_also_when_it_is_chosen_again(
    desk: Callable[..., Desk], small: Path, name: str
) -> None:
    reader = desk(small)
    for _time in range(2):
        reader.act(f"theme-{name}")
        marked = [theme for theme in THEMES if reader.window.actions_by_id[f"theme-{theme}"].isChecked()]
        assert marked == [name]


def test_the_theme_follows_the_system(desk: Callable[..., Desk], small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = desk(small)
    assert reader.window.theme.name == "light"
    # The desktop's part: no offscreen screen has a dark mode to switch on.
    monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: Qt.ColorScheme.Dark)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    reader.settle()
    assert reader.window.theme.name == "dark"
    reader.act("theme-sepia")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    reader.settle()
    assert reader.window.theme.name == "sepia"
    reader.act("theme-system")
    assert reader.window.theme.name == "dark"


# --- The rest ---------------------------------------------------------------------------------------------------------


def test_a_notice_goes_away_by_itself_and_stays_within_the_window(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(320, 400))
    notice = reader.window.notice
    notice.show_text("Der findes intet sådant sted i denne håndbog: " + "meget-langt-navn-uden-mellemrum" * 4)
    assert notice.x() >= 0
    assert notice.geometry().right() < 320
    notice._timer.setInterval(1)
    reader.qtbot.waitUntil(lambda: not notice.isVisible())


def test_the_handbook_may_be_opened_again_while_it_is_open(desk: Callable[..., Desk]) -> None:
    reader = desk()
    reader.go("grundlaget/fem-bundlinjer.md")
    reader.act("open-shipped")
    assert reader.title == "Fem bundlinjer"
    assert not reader.window.actions_by_id["back"].isEnabled()


def test_turning_to_another_program_saves_the_place(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("kort.md")
    other = QWidget()
    reader.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    reader.qtbot.waitUntil(other.isActiveWindow)
    assert reader.settings.last_place("lille")[0] == "kort.md"
