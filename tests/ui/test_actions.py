"""The actions: each one is in a menu, does something, and is told by one shortcut; the languages share one table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from handbook import i18n
from handbook.i18n import LANGUAGES
from handbook.paths import resources
from handbook.ui.actions import action_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.ui.conftest import Desk

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def menus(reader: Desk) -> Iterator[QMenu]:
    """Yield the menus of the menu bar and those within them."""
    waiting = [action.menu() for action in reader.window.menuBar().actions()]
    while waiting:
        menu = waiting.pop()
        assert isinstance(menu, QMenu)
        yield menu
        waiting.extend(action.menu() for action in menu.actions() if action.menu() is not None)


def in_menus(reader: Desk) -> list[QAction]:
    return [action for menu in menus(reader) for action in menu.actions() if not action.isSeparator()]


def test_every_action_stands_in_a_menu_once(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    count = Counter(id(action) for action in in_menus(reader))
    missing = [spec.id for spec in action_table() if count[id(reader.window.actions_by_id[spec.id])] != 1]
    assert missing == []


def test_every_action_does_something(desk: Callable[..., Desk], small: Path) -> None:
    actions = desk(small).window.actions_by_id
    idle = [spec.id for spec in action_table() if not actions[spec.id].receivers("2triggered(bool)")]
    assert idle == []


def test_no_shortcut_stands_for_two_actions() -> None:
    count = Counter(QKeySequence(text).toString() for spec in action_table() for text in spec.shortcuts)
    assert [text for text, times in count.items() if times > 1] == []
    assert "" not in count


@pytest.mark.parametrize("language", LANGUAGES)
def test_within_a_menu_a_letter_chooses_one_entry(desk: Callable[..., Desk], small: Path, language: str) -> None:
    reader = desk(small, language=language)
    twice = []
    for menu in [reader.window.menuBar(), *menus(reader)]:
        letters = Counter(
            action.text().lower().partition("&")[2][:1] for action in menu.actions() if "&" in action.text()
        )
        twice += [(menu.title() if isinstance(menu, QMenu) else "bar", c) for c, times in letters.items() if times > 1]
    assert twice == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_of_the_top_bar_names_its_action_and_shortcut(
    desk: Callable[..., Desk], small: Path, language: str
) -> None:
    reader = desk(small, language=language)
    window = reader.window
    buttons = [button for button in window.top_bar.findChildren(QToolButton) if button.defaultAction() is not None]
    assert len(buttons) >= 9
    for button in buttons:
        spec = next(s for s in action_table() if window.actions_by_id[s.id] is button.defaultAction())
        assert button.accessibleName()
        assert button.toolTip().startswith(button.accessibleName())
        shortcut = window.actions_by_id.shortcut(spec.id)
        assert (shortcut in button.toolTip()) == bool(shortcut)
        assert not button.icon().isNull()


def test_every_icon_of_the_table_exists() -> None:
    names = {spec.icon for spec in action_table() if spec.icon}
    assert [name for name in sorted(names) if not (resources() / "icons" / f"{name}.svg").is_file()] == []


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
def test_every_action_can_be_chosen_without_a_fault(desk: Callable[..., Desk], small: Path) -> None:
    """Those that open a dialog or end the program have tests of their own."""
    apart = {"open", "quit", "keyboard", "about", "language-da", "language-en"}
    apart |= {"name-colours", "backups", "import-notes", "export-notes", "export", "export-listed", "print"}
    reader = desk(small)
    for spec in action_table():
        if spec.id not in apart:
            reader.act(spec.id)
            reader.act(spec.id)
            reader.press(Qt.Key.Key_Escape)
    assert reader.window.isVisible()


@pytest.mark.parametrize(
    ("key", "modifiers", "done"),
    [
        (Qt.Key.Key_F, CTRL, lambda d: d.reader.finder.bar.isVisible()),
        (Qt.Key.Key_K, CTRL, lambda d: d.window.quick_open.isVisible()),
        (Qt.Key.Key_L, CTRL, lambda d: d.focus is d.window.contents.field),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, lambda d: not d.window.contents.isVisible()),
        (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier, lambda d: not d.window.outline.isVisible()),
        (Qt.Key.Key_Plus, CTRL, lambda d: d.settings.reading.text_size == 110),
        (Qt.Key.Key_Equal, CTRL, lambda d: d.settings.reading.text_size == 110),
        (Qt.Key.Key_Minus, CTRL, lambda d: d.settings.reading.text_size == 90),
        (Qt.Key.Key_PageDown, ALT, lambda d: d.title == "Ærlige forsøg"),
        (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier, lambda d: d.window.isFullScreen()),
        (Qt.Key.Key_Q, CTRL, lambda d: not d.window.isVisible()),
        (Qt.Key.Key_L, CTRL | SHIFT, lambda d: d.clipboard == "handbook://forord.md"),
    ],
)
def test_shortcuts(
    desk: Callable[..., Desk],
    small: Path,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    done: Callable[[Desk], bool],
) -> None:
    reader = desk(small)
    assert not done(reader)
    reader.press(key, modifiers)
    assert done(reader)


def test_opening_another_handbook_asks_for_its_folder(
    desk: Callable[..., Desk], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The system's own dialog is the only thing that a test can't click.
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(small))
    reader = desk()
    reader.ctrl(Qt.Key.Key_O)
    assert reader.title == "Forord"
    assert reader.window.windowTitle() == "Forord – Lille håndbog"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: "")
    reader.ctrl(Qt.Key.Key_O)
    assert reader.title == "Forord"


# --- Languages --------------------------------------------------------------------------------------------------------


def test_the_language_changes_at_once_and_keeps_the_place(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, language="da", size=(780, 620))
    reader.go("del/forsoeg.md", "slutningen")
    words, width = reader.words_at_top(), reader.window.width()
    for language, title in (("en", "&File"), ("da", "&Filer"), ("en", "&File")):
        reader.act(f"language-{language}")
        assert i18n.language() == language
        assert reader.window.isVisible()
        assert reader.window.menuBar().actions()[0].text() == title
        assert reader.title == "Ærlige forsøg"
        assert reader.words_at_top() == words
        assert reader.window.width() == width
        assert reader.settings.language == language


def test_only_one_window_is_left_after_a_change_of_language(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, language="da")
    first = reader.window
    reader.act("language-en")
    assert reader.window is not first
    assert not first.isVisible()
    reader.close()
    assert not reader.window.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_marks_the_language_also_when_it_is_chosen_again(
    desk: Callable[..., Desk], small: Path, language: str
) -> None:
    reader = desk(small, language=language)
    for _time in range(2):
        reader.act(f"language-{language}")
        marked = [name for name in LANGUAGES if reader.window.actions_by_id[f"language-{name}"].isChecked()]
        assert marked == [language]


def test_a_handbook_in_another_language_leaves_the_chosen_language_alone(
    desk: Callable[..., Desk], small: Path
) -> None:
    (small / "handbook.toml").write_text('id = "small"\ntitle = "Small"\nlanguage = "en"\n', encoding="utf-8")
    reader = desk(small, language="da")
    assert reader.window.menuBar().actions()[0].text() == "&Filer"
