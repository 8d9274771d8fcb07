"""The view of a page: keys, wheel, selection and copying; what is copied is the chapter's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from handbook.book.address import Address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from tests.ui.conftest import Desk

CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LEFT = Qt.MouseButton.LeftButton
SOFT_HYPHEN = "\u00ad"


# --- Moving -----------------------------------------------------------------------------------------------------------


def test_space_turns_a_window_and_leaves_some_lines_of_the_last_one(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    height = reader.view.viewport().height()
    reader.press(Qt.Key.Key_Space)
    assert height * 0.8 <= reader.scroll < height
    reader.press(Qt.Key.Key_Space, SHIFT)
    assert reader.scroll == 0
    reader.press(Qt.Key.Key_PageDown)
    assert height * 0.7 <= reader.scroll <= height


def test_home_and_end_go_to_the_ends(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.press(Qt.Key.Key_End)
    assert reader.scroll == reader.view.verticalScrollBar().maximum() > 1_000
    reader.press(Qt.Key.Key_Home)
    assert reader.scroll == 0
    reader.press(Qt.Key.Key_Down)
    assert 0 < reader.scroll < 100


def test_every_line_can_be_reached_with_space_alone(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    bar = reader.view.verticalScrollBar()
    for _press in range(100):
        if bar.value() == bar.maximum():
            break
        reader.press(Qt.Key.Key_Space)
    assert bar.value() == bar.maximum()


def test_the_wheel_scrolls_and_with_ctrl_changes_the_size(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.wheel(-2)
    assert reader.scroll > 0
    assert reader.settings.reading.text_size == 100
    reader.wheel(2, CTRL)
    assert reader.settings.reading.text_size == 120
    reader.wheel(-1, CTRL)
    assert reader.settings.reading.text_size == 110


# --- Selecting and copying --------------------------------------------------------------------------------------------


def test_what_is_copied_has_no_soft_hyphens(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    words = "arbejdsmarkedsforvaltningens tværsektorielle samarbejdsaftaler sammen med medarbejderrepræsentanterne"
    reader.select(words)
    assert SOFT_HYPHEN in reader.view.textCursor().selectedText()
    assert reader.view.selected_text() == words
    reader.ctrl(Qt.Key.Key_C)
    assert reader.clipboard == words
    QGuiApplication.clipboard().clear()
    reader.act("copy")
    assert reader.clipboard == words


def test_everything_can_be_selected_and_copied_without_furniture(
    desk: Callable[..., Desk], some_chapters: Callable[[Handbook], list[Chapter]]
) -> None:
    reader = desk()
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    for chapter in some_chapters(handbook):
        reader.go(chapter.key)
        reader.act("select-all")
        reader.act("copy")
        text = reader.clipboard
        assert SOFT_HYPHEN not in text
        assert "\ufffc" not in text
        assert text == reader.tree.text.replace("\ufffc", "").strip("\n")


def test_a_footnote_mark_is_not_part_of_what_is_copied(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.select("En hypotese er et bud. Den har")
    assert reader.view.selected_text() == "En hypotese er et bud. Den har"


def test_code_is_copied_line_by_line(desk: Callable[..., Desk], small: Path) -> None:
    (small / "kort.md").write_text("# Kort og godt\n\n```\nen = 1\n  to = 2\n```\n", encoding="utf-8")
    reader = desk(small)
    reader.go("kort.md")
    reader.select("en = 1\n  to = 2")
    reader.ctrl(Qt.Key.Key_C)
    assert reader.clipboard == "en = 1\n  to = 2"


def test_an_emoji_is_copied_whole(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.select("👩‍🔬 forskere")
    assert reader.view.selected_text() == "👩‍🔬 forskere"


def test_dragging_over_the_text_selects_it(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("kort.md")
    page = reader.view.page
    assert page is not None
    start = page.map.to_document(reader.tree.text.index("Det var"))
    end = page.map.to_document(reader.tree.text.index(" Se "))
    cursor = QTextCursor(page.document)
    points = []
    for position in (start, end):
        cursor.setPosition(position)
        points.append(reader.view.cursorRect(cursor).center())
    viewport = reader.view.viewport()
    QTest.mousePress(viewport, LEFT, NONE, points[0])
    QTest.mouseMove(viewport, points[1])
    QTest.mouseRelease(viewport, LEFT, NONE, points[1])
    assert reader.view.selected_text() == "Det var det hele."


def test_copying_with_the_source_says_where_the_words_are_from(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "slutningen")
    reader.select("blåbærgrød")
    reader.press(Qt.Key.Key_C, CTRL | SHIFT)
    assert reader.clipboard == (
        "“blåbærgrød”\nLille håndbog, chapter 1, “Ærlige forsøg”, section “Slutningen”, edition 2026.1 "
        "(handbook://del/forsoeg.md#slutningen)"
    )
    assert reader.notice == "Copied with its source"


def test_the_source_is_that_of_the_words_and_not_of_the_window(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.select("Det der måles")
    reader.press(Qt.Key.Key_Home)
    reader.act("copy-reference")
    assert "section “Detaljen”" in reader.clipboard


def test_without_a_selection_the_source_of_the_place_is_copied(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.act("copy-reference")
    assert reader.clipboard == "Lille håndbog, “Forord”, edition 2026.1 (handbook://forord.md)"


def test_nothing_selected_is_said_and_leaves_the_clipboard_alone(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.act("copy-address")
    before = reader.clipboard
    reader.act("copy")
    assert reader.notice == "Nothing is selected."
    assert reader.clipboard == before


def test_ctrl_c_says_that_it_copied(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.select("lille")
    reader.ctrl(Qt.Key.Key_C)
    assert reader.notice == "Copied"


# --- Safety and structure ---------------------------------------------------------------------------------------------


def test_the_page_loads_nothing_by_address(desk: Callable[..., Desk], small: Path) -> None:
    view = desk(small).view
    before = view.toPlainText()
    for address in ("file:///etc/passwd", "https://example.org/", "forord.md"):
        view.setSource(QUrl(address))
    assert view.toPlainText() == before


def test_headings_have_their_levels_for_screen_readers(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    found = []
    block = reader.view.document().begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            found.append((block.blockFormat().headingLevel(), block.text().replace(SOFT_HYPHEN, "")))
        block = block.next()
    assert found == [(section.level, section.title) for section in reader.tree.sections]


def test_the_text_cannot_be_edited(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    before = reader.view.toPlainText()
    reader.type("skriv noget")
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return):
        reader.press(key)
    reader.ctrl(Qt.Key.Key_V)
    reader.ctrl(Qt.Key.Key_X)
    assert reader.view.toPlainText() == before


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
def test_the_context_menu_offers_what_fits(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")

    def offered(at: QPoint | None) -> list[str]:
        seen: list[str] = []

        def look() -> None:
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            seen.extend(action.text().replace("&", "") for action in menu.actions() if not action.isSeparator())
            menu.close()

        QTimer.singleShot(0, look)
        point = at or QPoint(2, 2)
        viewport = reader.view.viewport()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, viewport.mapToGlobal(point))
        QApplication.sendEvent(viewport, event)
        return seen

    plain = offered(None)
    assert "Copy the address of this place" in plain
    assert "Find on the page…" in plain
    assert "Copy" not in plain
    reader.select("hypotese")
    assert {"Copy", "Copy with source"} <= set(offered(None))
    assert offered(reader.link_point("https://example.org/forsoeg"))[0] == "Copy the link’s address"


def test_what_lies_beneath_the_text_is_there_at_the_first_paint(
    desk: Callable[..., Desk], some_chapters: Callable[[Handbook], list[Chapter]]
) -> None:
    """Before the page is laid out, Qt takes a table far below for the nearest thing to the top of the window."""
    reader = desk()
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    for chapter in some_chapters(handbook):
        reader.window.navigator.go(Address(chapter.key))
        span = reader.view._visible()
        assert span.first == 0
        assert span.last > 0
        reader.settle()
