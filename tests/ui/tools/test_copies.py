""" "My tools": every copy in one list, filtered, renamed, deleted and exported without the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from handbook.notes.model import Kind
from handbook.ui import openings
from handbook.ui.theme import THEMES
from tests.ui.tools.lists import LEFT, NONE, Lists, write_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.ui.tools.copies import CopyRow
    from tests.ui.conftest import Desk

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def lists(desk: Callable[..., Desk], tmp_path: Path) -> Callable[..., Lists]:
    """Return a function that opens a window on a handbook with tools."""

    def open_(**options: object) -> Lists:
        folder = tmp_path / "redskaber"
        return Lists(desk(folder if folder.exists() else write_book(folder), **options))

    return open_


def three(at: Lists) -> tuple[str, str, str]:
    """Keep three copies of three tools."""
    kort = at.keep("problemkort", "Kantinens køer", {"saetning": "Køen er lang", "hvem": "Alle om tirsdagen"})
    vaerd = at.keep("vaerd", "Nye skilte", {"problem": "ja"})
    foer = at.keep("foer", "Til mødet", {"ejer": "x"})
    return kort, vaerd, foer


def row_of(at: Lists, title: str) -> CopyRow:
    return next(row for row in at.panel.model.rows if row.title == title)


def button(at: Lists, name: str) -> None:
    """Click the button of that name below the list."""
    QTest.mouseClick(at.panel._buttons[name], LEFT)
    at.settle()


def test_an_empty_list_says_what_it_is_and_leads_to_the_toolbox(lists: Callable[..., Lists]) -> None:
    at = lists()
    panel = at.open_panel()
    assert panel.isVisible()
    assert not panel.list.isVisible()
    assert "What you fill in is gathered here" in panel._nothing.text()
    assert panel._find_tools.hasFocus()
    at.reader.press(Key.Key_Space)
    at.settle()
    assert at.tools.shows_toolbox


def test_a_row_says_what_it_is_and_how_far_it_is_filled_in(lists: Callable[..., Lists]) -> None:
    at = lists()
    three(at)
    at.open_panel()
    assert at.titles() == ["Til mødet", "Nye skilte", "Kantinens køer"]
    kort, vaerd, foer = (row_of(at, title) for title in ("Kantinens køer", "Nye skilte", "Til mødet"))
    assert kort.detail.startswith("Worksheet · Problemkort · ")
    assert (kort.said, foer.said) == ("2 of 3", "1 of 2")
    assert vaerd.said == "Prøv det"
    at.keep("vaerd", "Endnu et")
    at.settle()
    assert row_of(at, "Endnu et").said == "under way"


def test_what_was_changed_last_stands_first(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    at.open_panel()
    one = at.corner.keeper.notebook.all[kort]
    at.corner.keeper.apply("Change", [one._replace(tags=("x",))])
    at.settle()
    assert at.titles()[0] == "Kantinens køer"


def test_of_many_copies_the_first_are_listed_at_once_and_all_of_them_soon(lists: Callable[..., Lists]) -> None:
    at = lists()
    first = at.keep("foer", "Nr. 0")
    one = at.corner.keeper.notebook.all[first]
    at.corner.keeper.apply("Many", [one._replace(id=f"{first[:-4]}{number:04}") for number in range(200)])
    at.reader.act("show-tools")
    assert at.panel._count.text() == "201 filled-in copies"
    at.reader.qtbot.waitUntil(lambda: len(at.titles()) == 201)
    at.type("nr.")
    assert len(at.titles()) == 201
    assert at.panel._count.text() == "201 filled-in copies"


def test_copies_stand_together_by_tool(lists: Callable[..., Lists]) -> None:
    at = lists()
    three(at)
    at.keep("problemkort", "Parkeringen")
    at.open_panel()
    next(action for action in at.panel._group_button.menu().actions() if action.text() == "By tool").trigger()
    assert at.titles() == [
        *("Problemkort (2)", "Parkeringen", "Kantinens køer"),
        *("Før vi begynder (1)", "Til mødet"),
        *("Er det en prøve værd? (1)", "Nye skilte"),
    ]
    assert "By tool" in at.panel._group_button.accessibleName()
    assert "Problemkort" not in row_of(at, "Parkeringen").detail


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("skilte", ["Nye skilte"]),
        ("problemkort", ["Kantinens køer"]),
        ("TIRSDAGEN", ["Kantinens køer"]),
        ("koeer", ["Kantinens køer"]),
        ("bilerne", []),
        ("køer lang", ["Kantinens køer"]),
        ("checklist", ["Til mødet"]),
    ],
)
def test_the_filter_finds_titles_tools_and_what_was_typed(
    lists: Callable[..., Lists], words: str, found: list[str]
) -> None:
    at = lists()
    three(at)
    at.open_panel()
    assert at.panel.field.hasFocus()
    at.type(words)
    assert at.titles() == found
    assert at.panel._nothing.isVisible() == (not found)
    assert not at.panel._find_tools.isVisible()
    at.reader.press(Key.Key_Escape)
    at.settle()
    assert len(at.titles()) == 3
    at.reader.press(Key.Key_Escape)
    assert not at.panel.isVisible()
    assert at.reader.view.hasFocus()


def test_enter_in_the_list_opens_the_copy_in_the_form(lists: Callable[..., Lists]) -> None:
    at = lists()
    _kort, vaerd, foer = three(at)
    at.open_panel()
    at.reader.press(Key.Key_Down)
    assert at.panel.list.hasFocus()
    assert at.panel.chosen_ids == [foer]
    at.reader.press(Key.Key_Down)
    at.reader.press(Key.Key_Return)
    assert at.desk.open_id == vaerd


def test_a_click_opens_where_there_is_room_beside_and_selects_where_there_is_not(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, foer = three(at)
    at.open_panel()
    at.click(at.panel.list, at.panel.model.row_of(kort))
    assert at.desk.open_id == kort
    at.desk.close()
    at.reader.resize(400, 700)
    at.corner.show_panel(1)
    at.settle()
    at.click(at.panel.list, at.panel.model.row_of(foer))
    assert at.desk.open_id == ""
    assert at.panel.chosen_ids == [foer]
    middle = at.panel.list.visualRect(at.panel.list.currentIndex()).center()
    QTest.mouseDClick(at.panel.list.viewport(), LEFT, NONE, middle)
    at.settle()
    assert at.desk.open_id == foer


def test_a_copy_is_renamed_in_its_place(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    at.open_panel()
    at.choose(kort)
    at.reader.press(Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == "Kantinens køer"
    assert field.accessibleName()
    at.reader.type("Køen  i kantinen ")
    at.reader.press(Key.Key_Return)
    at.settle()
    assert "Køen i kantinen" in at.live()
    assert at.desk.open_id == "", "Enter was the field's, and not the list's"
    assert at.panel.list.hasFocus()
    assert at.panel.chosen_ids == [kort]
    at.reader.ctrl(Key.Key_Z)
    at.settle()
    assert row_of(at, "Kantinens køer").id == kort


def test_a_new_title_can_be_given_up_and_an_empty_one_is_none(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    at.open_panel()
    at.choose(kort)
    for keys in (("Andet", Key.Key_Escape), (" ", Key.Key_Return)):
        button(at, "rename")
        at.reader.type(keys[0])
        at.reader.press(keys[1])
        at.settle()
        assert at.live()["Kantinens køer"].id == kort
        assert at.panel.isVisible()


def test_what_changes_while_a_title_is_written_leaves_the_field_alone(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    at.open_panel()
    at.choose(kort)
    at.reader.press(Key.Key_F2)
    at.reader.type("Halvt")
    at.keep("foer", "Kommet udefra")
    at.reader.qtbot.wait(400)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    at.reader.type(" nyt")
    at.reader.press(Key.Key_Return)
    at.settle()
    assert set(at.titles()) >= {"Halvt nyt", "Kommet udefra"}


def test_several_are_deleted_at_once_and_come_back(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, vaerd, foer = three(at)
    at.open_panel()
    at.choose(kort, vaerd)
    at.reader.press(Key.Key_Delete)
    at.settle()
    assert at.titles() == ["Til mødet"]
    assert "2 copies deleted" in at.reader.notice
    assert at.panel.chosen_ids == [foer], "the keyboard stands at what came in their place"
    at.reader.ctrl(Key.Key_Z)
    at.settle()
    assert len(at.titles()) == 3


def test_several_are_exported_and_printed_at_once(lists: Callable[..., Lists], monkeypatch: pytest.MonkeyPatch) -> None:
    at = lists()
    kort, vaerd, foer = three(at)
    at.open_panel()
    at.choose(foer, kort)
    wanted: list[tuple[list[str], bool]] = []
    # The dialog has tests of its own.
    monkeypatch.setattr(openings, "export_copies", lambda *at, is_printing: wanted.append((at[-1], is_printing)))
    button(at, "export")
    button(at, "print")
    assert wanted == [([foer, kort], False), ([foer, kort], True)]
    possible = {name: each.isEnabled() for name, each in at.panel._buttons.items()}
    assert not any(possible[name] for name in ("open", "rename", "duplicate", "copy", "place"))
    at.choose(vaerd)
    assert all(each.isEnabled() for each in at.panel._buttons.values())
    at.panel.list.clearSelection()
    assert not any(each.isEnabled() for each in at.panel._buttons.values())


def test_the_buttons_do_what_they_say(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    at.open_panel()
    at.choose(kort)
    button(at, "copy")
    assert "Køen er lang" in at.reader.clipboard
    button(at, "place")
    assert at.reader.title == "Behovet"
    assert at.reader.view.hasFocus()
    at.choose(kort)
    button(at, "duplicate")
    assert len(at.titles()) == 4
    (other,) = [id_ for id_ in at.panel.chosen_ids if id_ != kort]
    assert at.desk.open_id == other, "the copy of the copy is shown, and selected"
    button(at, "open")
    assert at.desk.open_id == other
    button(at, "delete")
    assert len(at.titles()) == 3


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
def test_the_menu_offers_the_same(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    at.open_panel()
    at.choose(kort)
    offered: list[str] = []

    def look() -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            offered.extend(action.text() for action in menu.actions() if action.text())
            menu.close()

    QTimer.singleShot(50, look)
    viewport = at.panel.list.viewport()
    middle = at.panel.list.visualRect(at.panel.list.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, viewport.mapToGlobal(middle))
    QApplication.sendEvent(viewport, event)
    assert offered == [each.text() for each in at.panel._buttons.values()]


def test_a_copy_whose_tool_is_gone_says_so_and_is_kept(lists: Callable[..., Lists]) -> None:
    at = lists()
    gone = at.keep("gammelt", "Fra sidste udgave", {"saetning": "Det vi skrev dengang"})
    at.open_panel()
    at.settle()
    row = row_of(at, "Fra sidste udgave")
    assert "doesn’t have the tool" in row.trouble
    at.choose(gone)
    assert not at.panel._buttons["place"].isEnabled()
    assert at.panel._buttons["open"].isEnabled()
    at.panel.field.setFocus()
    at.type("dengang")
    assert at.titles() == ["Fra sidste udgave"]


def test_a_copy_of_a_newer_program_is_listed_and_left_alone(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    one = at.corner.keeper.notebook.all[kort]
    at.corner.keeper.apply("x", [one._replace(body='{"format": 99}')])
    at.open_panel()
    row = next(row for row in at.panel.model.rows if row.id == kort)
    assert "newer version" in row.trouble
    at.choose(kort)
    enabled = [name for name, each in at.panel._buttons.items() if each.isEnabled()]
    assert enabled == ["delete"]
    at.reader.press(Key.Key_F2)
    assert at.panel.list.hasFocus(), "there is no title to be changed"
    at.reader.press(Key.Key_Return)
    assert at.desk.open_id == ""


def test_a_title_that_leads_nowhere_is_dimmed(lists: Callable[..., Lists]) -> None:
    at = lists()
    at.keep("problemkort", "MMMMMM")
    at.keep("gammelt", "MMMMMM")
    at.open_panel()
    rows = at.panel.list
    image = rows.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    theme = THEMES["light"]

    def inks(row: int) -> set[str]:
        rect = rows.visualRect(at.panel.model.index(row))
        return {
            image.pixelColor(x, y).name() for x in range(40, 100) for y in range(rect.top() + 9, rect.top() + 9 + 15)
        }

    gone = 0 if at.panel.model.rows[0].trouble else 1
    assert theme.heading in inks(1 - gone)
    assert theme.muted in inks(gone)
    assert theme.heading not in inks(gone)


def test_deleting_the_copy_that_is_open_leaves_the_keyboard_in_the_list(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    at.open_panel()
    at.choose(kort)
    at.reader.press(Key.Key_Return)
    assert at.desk.open_id == kort
    at.choose(kort)
    at.reader.press(Key.Key_Delete)
    at.settle()
    assert at.desk.open_id == ""
    assert at.panel.list.hasFocus()
    assert kort not in at.panel.chosen_ids
    assert at.panel.chosen_ids, "the keyboard is at the next one"
    at.reader.ctrl(Key.Key_Z)
    at.settle()
    assert at.panel.model.row_of(kort) >= 0


@pytest.mark.parametrize("words", ["", "kantine"])
def test_when_the_last_copy_goes_the_keyboard_stays_in_the_panel(lists: Callable[..., Lists], words: str) -> None:
    at = lists()
    kort = at.keep("problemkort", "Kantinens køer", {"saetning": "Køen er lang"})
    if words:
        at.keep("foer", "Til mødet", {"ejer": "x"})
    at.open_panel()
    at.type(words)
    at.choose(kort)
    at.reader.press(Key.Key_Delete)
    at.settle()
    assert QApplication.focusWidget() is (at.panel.field if words else at.panel._find_tools)
    at.reader.ctrl(Key.Key_Z)
    at.settle()
    at.choose(kort)
    button(at, "delete")
    assert at.panel.isAncestorOf(at.reader.focus)


def test_a_copy_without_a_title_is_duplicated_by_the_name_of_its_tool(lists: Callable[..., Lists]) -> None:
    at = lists()
    at.desk.duplicate(at.keep("problemkort", "  ", {"saetning": "Køen er lang"}))
    assert set(at.live()) == {"  ", "Problemkort (copy)"}
    assert [line.title for line in at.desk._lines()] == ["Problemkort (copy)", "Problemkort"]


def test_notes_and_copies_are_listed_apart(lists: Callable[..., Lists]) -> None:
    at = lists()
    three(at)
    at.reader.ctrl(Key.Key_D)
    at.corner.show_panel(0)
    at.settle()
    rows = [row.annotation for row in at.corner.panel.model.rows if row.annotation is not None]
    assert [one.kind for one in rows] == [Kind.BOOKMARK]


def test_the_tabs_are_reached_and_turned_with_the_keyboard_and_remembered(lists: Callable[..., Lists]) -> None:
    at = lists()
    three(at)
    at.reader.press(Key.Key_N, CTRL | SHIFT)
    assert at.corner.panel.field.hasFocus()
    at.reader.press(Key.Key_Tab, SHIFT)
    assert at.corner.shelf.tabs.hasFocus()
    at.reader.press(Key.Key_Right)
    at.settle()
    assert at.panel.isVisible()
    assert not at.corner.panel.isVisible()
    at.reader.press(Key.Key_Tab)
    assert at.panel.field.hasFocus()
    at.reader.press(Key.Key_N, CTRL | SHIFT)
    assert not at.panel.isVisible()
    at.reader.press(Key.Key_N, CTRL | SHIFT)
    at.settle()
    assert at.panel.field.hasFocus()
    at.reader.close()
    again = lists()
    again.reader.press(Key.Key_N, CTRL | SHIFT)
    again.settle()
    assert again.panel.isVisible()
    at.reader.press(Key.Key_Escape)


def test_the_action_shows_the_copies_and_hides_them(lists: Callable[..., Lists]) -> None:
    at = lists()
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    assert at.panel.isVisible()
    assert at.reader.window.actions_by_id["show-notes"].isChecked()
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    assert not at.panel.isVisible()


def test_a_screen_reader_hears_everything(lists: Callable[..., Lists]) -> None:
    at = lists()
    three(at)
    at.open_panel()
    for stop in at.corner.shelf.stops:
        if stop.isVisible():
            interface = QAccessible.queryAccessibleInterface(stop)
            assert interface.text(QAccessible.Text.Name), type(stop).__name__
    said = at.panel.model.data(at.panel.model.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert str(said).startswith("Kantinens køer. 2 of 3. Worksheet · Problemkort · ")


def test_quick_open_finds_copies_and_tools(lists: Callable[..., Lists]) -> None:
    at = lists()
    kort, _vaerd, _foer = three(at)
    at.reader.ctrl(Key.Key_K)
    at.reader.type("kantinens")
    at.reader.press(Key.Key_Return)
    assert at.desk.open_id == kort
    at.desk.close()
    at.reader.qtbot.waitUntil(lambda: any(c.title == "Kort brev" for c in at.reader.window.candidates.all()))
    at.reader.ctrl(Key.Key_K)
    at.reader.type("kort brev")
    at.reader.press(Key.Key_Return)
    assert at.reader.title == "Afprøv"


@pytest.mark.parametrize("theme", THEMES)
def test_rows_are_drawn_in_every_theme(lists: Callable[..., Lists], theme: str) -> None:
    at = lists(size=(360, 640), language="da")
    at.reader.act(f"theme-{theme}")
    kort, _vaerd, _foer = three(at)
    at.open_panel()
    at.choose(kort)
    image = at.reader.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = at.panel.list
    rect = rows.visualRect(rows.currentIndex())
    assert rect.width() > 200
    assert at.panel.width() <= 360
    corner = rows.viewport().mapTo(at.reader.window, rect.topLeft() + QPoint(12, 3))
    assert image.pixelColor(corner).name() == THEMES[theme].chosen
    accents = {
        image.pixelColor(rows.viewport().mapTo(at.reader.window, QPoint(x, rect.bottom() - 16 + y))).name()
        for x in range(30, 60)
        for y in range(12)
    }
    assert THEMES[theme].accent in accents, "the bar is drawn"


def test_ctrl_a_in_the_list_selects_every_copy_and_nothing_on_the_page(lists: Callable[..., Lists]) -> None:
    at = lists()
    ids = three(at)
    at.open_panel()
    at.choose(ids[0])
    at.reader.ctrl(Key.Key_A)
    assert sorted(at.panel.chosen_ids) == sorted(ids)
    assert not at.reader.view.textCursor().hasSelection()
    at.reader.press(Key.Key_Delete)
    assert at.live() == {}
    at.reader.ctrl(Key.Key_Z)
    assert len(at.live()) == 3


@pytest.mark.parametrize("size", [(1_280, 800), (860, 700), (500, 700)])
def test_the_key_that_opens_the_list_gives_the_form_the_keyboard_back(
    lists: Callable[..., Lists], size: tuple[int, int]
) -> None:
    at = lists(size=size)
    at.desk.open_tool("problemkort")
    at.reader.settle()
    assert at.desk.form.body is not None
    field = at.desk.form.body.fields["pris"].first_stop
    field.setFocus()
    at.reader.type("4")
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    assert at.panel.isVisible()
    assert not at.desk.has_keyboard
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    assert not at.panel.isVisible()
    assert QApplication.focusWidget() is field
    at.reader.type("0")
    at.desk.keeper.settle()
    (copy,) = at.live().values()
    assert at.desk.filled(copy).values["pris"] == "40"


def test_a_list_that_is_closed_from_the_form_leaves_the_keyboard_there(lists: Callable[..., Lists]) -> None:
    at = lists()
    three(at)
    at.open_panel()
    at.desk.open_tool("problemkort")
    at.reader.settle()
    keyboard = QApplication.focusWidget()
    assert at.desk.has_keyboard
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    assert not at.panel.isVisible()
    assert QApplication.focusWidget() is keyboard
    # Opened from the text, it gives the keyboard back to the text.
    at.reader.view.setFocus()
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    at.reader.press(Key.Key_Escape)
    assert at.reader.view.hasFocus()


def test_a_list_that_is_come_into_from_the_text_gives_the_keyboard_back_to_the_text(
    lists: Callable[..., Lists],
) -> None:
    at = lists()
    at.keep("foer", "Til mødet", {"ejer": "x"})
    at.desk.open_tool("problemkort")
    at.reader.type("x")
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    assert at.reader.window.panels.shows_form
    at.reader.view.setFocus()
    at.panel.list.setFocus()
    at.reader.press(Key.Key_Escape)
    assert at.reader.view.hasFocus()
    # And the other way round.
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    at.desk.form.focus_again()
    keyboard = QApplication.focusWidget()
    at.panel.list.setFocus()
    at.reader.press(Key.Key_Escape)
    assert QApplication.focusWidget() is keyboard


@pytest.mark.parametrize("size", [(1_280, 800), (860, 700), (500, 700)])
def test_a_form_that_is_still_empty_comes_back_when_the_list_is_closed(
    lists: Callable[..., Lists], size: tuple[int, int]
) -> None:
    at = lists(size=size)
    at.desk.open_tool("problemkort")
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    at.settle()
    assert at.panel.isAncestorOf(at.reader.focus)
    # On the way to the toolbox, since there is nothing to filter yet.
    at.reader.press(Key.Key_Escape)
    assert at.desk.form.isAncestorOf(at.reader.focus)
    assert at.live() == {}


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("size", [(860, 700), (500, 700)])
def test_a_form_whose_copy_was_deleted_meanwhile_does_not_come_back(
    lists: Callable[..., Lists], size: tuple[int, int], *, is_new: bool
) -> None:
    at = lists(size=size)
    at.keep("foer", "Til mødet", {"ejer": "x"})
    if not is_new:
        at.keep("problemkort", "Kantinens køer", {"saetning": "Køen er lang"})
    at.desk.open_tool("problemkort")
    at.reader.type("x")
    at.desk.keeper.settle()
    id_ = at.desk.open_id
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    at.settle()
    panels = at.reader.window.panels
    assert not panels.shows_form
    at.choose(id_)
    at.reader.press(Key.Key_Delete)
    at.settle()
    at.reader.press(Key.Key_Escape)
    assert (panels.shows_notes, panels.shows_form) == (False, False)
    assert at.reader.view.hasFocus()
    # Brought back, it is there to be taken up.
    at.desk.open_tool("problemkort")
    at.reader.press(Key.Key_M, CTRL | SHIFT)
    at.reader.press(Key.Key_Escape)
    assert at.desk.has_keyboard


def test_a_chapter_that_was_written_anew_meanwhile_has_the_copy_at_its_tool(
    lists: Callable[..., Lists], tmp_path: Path
) -> None:
    at = lists()
    page = at.open_toolbox()
    chapter = tmp_path / "redskaber" / "behovet.md"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("Før alt andet.", "Før alt andet kommer der nu to linjer mere."), "utf-8")
    at.type("problemkort")
    at.reader.press(Key.Key_Down)
    at.reader.ctrl(Key.Key_Return)
    at.reader.type("x")
    at.desk.keeper.settle()
    (copy,) = at.live().values()
    assert copy.anchor.exact == "Problemkort"
    assert at.desk.toolbox is not None
    tree = at.desk.toolbox.handbook.tree("behovet.md")
    assert tree.text[copy.anchor.start : copy.anchor.end] == "Problemkort"
    # And a tool that was taken out meanwhile isn't begun.
    chapter.write_text("# Behovet\n\nFør alt andet.\n", "utf-8")
    at.desk.delete([copy.id])
    assert page.isVisible()
    assert at.desk.new_copy("problemkort") == ""
    assert at.reader.notice == "This edition doesn’t have the tool."
