"""The toolbox: every tool of the handbook on a page, found by type, part, situation and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from handbook.ui.export.choices import What
from handbook.ui.export.dialog import ExportDialog
from handbook.ui.theme import THEMES
from handbook.ui.tools import collector
from handbook.ui.tools.cards import ToolGrouping
from tests.ui.tools.lists import LEFT, Lists, write_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

Key = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def lists(desk: Callable[..., Desk], tmp_path: Path) -> Callable[..., Lists]:
    """Return a function that opens a window on a handbook with tools."""

    def open_(**options: object) -> Lists:
        folder = tmp_path / "redskaber"
        return Lists(desk(folder if folder.exists() else write_book(folder), **options))

    return open_


def card(at: Lists, id_: str) -> int:
    """Return the first row of a tool."""
    return next(number for number, row in enumerate(at.page.model.rows) if row.id == id_)


def test_it_stands_in_the_texts_place_and_the_keyboard_begins_in_the_filter(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    assert page.isVisible()
    assert not at.reader.view.isVisible()
    assert page.field.hasFocus()
    assert page._count.text() == "4 tools"
    assert at.reader.window.windowTitle().startswith("Toolbox – ")
    for name in ("find", "bookmark", "print", "annotate", "show-outline"):
        assert not at.reader.window.actions_by_id[name].isEnabled(), f"{name} is about what isn't seen"


def test_escape_gives_the_text_its_place_back(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    at.type("skema")
    at.reader.press(Key.Key_Escape)
    assert page.field.text() == ""
    at.reader.press(Key.Key_Escape)
    assert not page.isVisible()
    assert at.reader.view.hasFocus()
    assert at.reader.window.windowTitle().startswith("Forord – ")
    assert at.reader.window.actions_by_id["find"].isEnabled()


@pytest.mark.parametrize(
    "leave",
    [
        lambda at: QTest.mouseClick(at.page._close, LEFT),
        lambda at: at.reader.press(Key.Key_T, CTRL | SHIFT),
        lambda at: at.reader.press(Key.Key_Left, ALT),
        lambda at: at.reader.go("afproev.md"),
        lambda at: at.reader.go("forord.md"),
        lambda at: at.reader.window.panels.section_chosen.emit(0),
        lambda at: at.reader.act("next"),
        lambda at: (at.page.list.setFocus(), at.reader.press(Key.Key_Escape)),
        lambda at: (at.reader.window.contents.tree.setFocus(), at.reader.press(Key.Key_Escape)),
    ],
    ids=["button", "again", "back", "elsewhere", "same page", "outline", "next", "escape in the list", "contents"],
)
def test_it_gives_way_when_the_reader_goes_anywhere(
    lists: Callable[..., Lists], leave: Callable[[Lists], object]
) -> None:
    at = lists()
    page = at.open_toolbox()
    leave(at)
    at.reader.settle()
    if page.isVisible():
        # From a field beside it, Escape first goes to the text's place.
        at.reader.press(Key.Key_Escape)
    assert not page.isVisible()
    assert at.reader.view.isVisible()


def test_tools_stand_together_by_type(lists: Callable[..., Lists]) -> None:
    at = lists()
    at.open_toolbox()
    assert at.cards() == [
        *("Checklist (1)", "Før vi begynder"),
        *("Worksheet (1)", "Problemkort"),
        *("Decision tree (1)", "Er det en prøve værd?"),
        *("Template (1)", "Kort brev"),
    ]
    row = at.page.model.rows[card(at, "problemkort")]
    assert row.detail == "Worksheet · about 30 min · 2\u2002Behovet"
    assert row.summary == "Find ud af, om der er et problem."


@pytest.mark.parametrize(
    ("chip", "wanted"),
    [
        (
            "By part of the handbook",
            [
                *("Første del (1)", "Problemkort"),
                *("Anden del (3)", "Før vi begynder", "Er det en prøve værd?", "Kort brev"),
            ],
        ),
        (
            "By situation",
            [
                *("Alle er uenige (2)", "Problemkort", "Er det en prøve værd?"),
                *("Vi fik en færdig løsning", "Problemkort"),
                *("For any situation (2)", "Før vi begynder", "Kort brev"),
            ],
        ),
    ],
)
def test_other_things_can_stand_together(lists: Callable[..., Lists], chip: str, wanted: list[str]) -> None:
    at = lists()
    page = at.open_toolbox()
    QTest.mouseClick(next(each for each in page._chips.buttons() if each.text() == chip), LEFT)
    at.settle()
    assert at.cards() == wanted
    assert page._count.text() == "4 tools", "a tool that stands in two places is one tool"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("brev", ["Kort brev"]),
        ("uenige", ["Problemkort", "Er det en prøve værd?"]),
        ("checklist", ["Før vi begynder"]),
        ("blik sidste", ["Før vi begynder"]),
        ("behovet", ["Problemkort"]),
    ],
)
def test_the_filter_looks_in_everything_that_is_said_of_a_tool(
    lists: Callable[..., Lists], words: str, found: list[str]
) -> None:
    at = lists()
    page = at.open_toolbox()
    at.type(words)
    assert [row.title for row in page.model.rows if row.id] == found
    assert page._count.text() == f"{len(found)} of 4 tools"


def test_nothing_found_is_said_and_so_is_a_handbook_without_tools(
    lists: Callable[..., Lists], desk: Callable[..., Desk], small: Path
) -> None:
    at = lists()
    page = at.open_toolbox()
    at.type("hovsa")
    assert "No tool has these words" in page._nothing.text()
    assert page._nothing.isVisible()
    assert not page.list.isVisible()
    at.reader.close()
    other = Lists(desk(small, settings="andre.ini"))
    page = other.open_toolbox()
    assert "has no tools" in page._nothing.text()
    assert page._count.text() == "0 tools"


def test_down_and_enter_show_the_tool_in_its_chapter(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    at.reader.press(Key.Key_Down)
    assert page.list.hasFocus()
    assert page.model.rows[page.list.currentIndex().row()].title == "Før vi begynder"
    at.reader.press(Key.Key_Down)
    assert page.model.rows[page.list.currentIndex().row()].title == "Problemkort", "titles of groups are passed over"
    at.reader.press(Key.Key_Up)
    at.reader.press(Key.Key_Up)
    assert page.model.rows[page.list.currentIndex().row()].title == "Før vi begynder", "there is no row above"
    at.reader.press(Key.Key_End)
    assert page.model.rows[page.list.currentIndex().row()].title == "Kort brev"
    at.reader.press(Key.Key_Home)
    at.reader.press(Key.Key_Down)
    at.reader.press(Key.Key_Return)
    assert at.reader.title == "Behovet"
    assert not page.isVisible()
    assert at.reader.view.hasFocus()


def test_ctrl_enter_fills_it_in_beside(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    at.type("brev")
    at.reader.press(Key.Key_Return)
    at.reader.ctrl(Key.Key_Return)
    assert at.desk.open_id
    session = at.desk.form.session
    assert session is not None
    assert session.filled.tool == "brev"
    assert page.isVisible(), "the toolbox stays where it was"


def test_a_click_shows_a_tool_and_its_button_fills_it_in(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    row = card(at, "foer")
    index = page.model.index(row)
    at.click(page.list, row, page._delegate.button_rect(page.list, index).center())
    session = at.desk.form.session
    assert session is not None
    assert session.filled.tool == "foer"
    at.desk.close()
    at.settle()
    at.click(
        page.list,
        card(at, "problemkort"),
        page.list.visualRect(page.model.index(card(at, "problemkort"))).topLeft() + QPoint(80, 20),
    )
    assert at.reader.title == "Behovet"


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
def test_the_menu_offers_both(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    at.reader.press(Key.Key_Down)

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert [action.text() for action in menu.actions()] == ["Fill in", "Show in the handbook"]
        action = menu.actions()[1]
        menu.close()
        action.trigger()

    QTimer.singleShot(50, choose)
    middle = page.list.visualRect(page.list.currentIndex()).center()
    viewport = page.list.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, viewport.mapToGlobal(middle))
    QApplication.sendEvent(viewport, event)
    at.reader.settle()
    assert at.reader.title == "Afprøv"


def test_a_card_says_what_the_reader_has(lists: Callable[..., Lists]) -> None:
    at = lists()
    at.keep("problemkort", "Først", {"saetning": "a"})
    at.keep("problemkort", "Sidst", {"saetning": "a", "hvem": "b"})
    page = at.open_toolbox()
    said = page.model.data(page.model.index(card(at, "problemkort")), Qt.ItemDataRole.AccessibleTextRole)
    assert "2 filled in · 2 of 3" in str(said)
    at.keep("problemkort", "Nyest", {})
    at.settle()
    said = page.model.data(page.model.index(card(at, "problemkort")), Qt.ItemDataRole.AccessibleTextRole)
    assert "3 filled in · 0 of 3" in str(said)
    assert page.model.rows[card(at, "foer")].had is None


def test_the_list_fills_while_the_reader_uses_it(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    known = at.tools.collector
    at.reader.press(Key.Key_Down)
    at.reader.press(Key.Key_Down)
    chosen = page.model.rows[page.list.currentIndex().row()].id
    whole = at.desk.toolbox
    assert whole is not None
    # As it is in the middle of a longer handbook: some chapters haven't been read.
    at.desk.set_handbook(whole.handbook)
    assert not known.is_complete
    page.arrange()
    assert "still being looked through" in page._count.text()
    at.settle()
    page.arrange()
    assert page._count.text() == "4 tools"
    assert chosen in {row.id for row in page.model.rows}


def test_a_long_list_is_there_at_every_moment_while_it_fills(
    desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "_TELL_S", 0.0)
    folder = tmp_path / "lang"
    folder.mkdir()
    tool = "//// checklist | Liste {id}\n    id: l{id}\n\n- [ ] Gør det {{#p}}\n////\n\n"
    for number in range(20):
        blocks = "".join(tool.format(id=f"{number}-{place}") for place in range(8))
        (folder / f"{number}.md").write_text(f"# Kapitel {number}\n\n{blocks}", encoding="utf-8")
    lines = "".join(f"- [Kapitel {number}]({number}.md)\n" for number in range(20))
    (folder / "SUMMARY.md").write_text(f"# Lang\n\n- [Først](f.md)\n{lines}", encoding="utf-8")
    (folder / "f.md").write_text("# Først\n\nTekst.\n", encoding="utf-8")
    at = Lists(desk(folder))
    at.tools.toggle_toolbox()
    page = at.page
    sizes, blank = [], []

    def look() -> None:
        sizes.append(page.model.rowCount())
        if not page.list.indexAt(QPoint(60, 60)).isValid():
            blank.append(sizes[-1])

    at.tools.collector.grown.connect(look)
    at.reader.qtbot.waitUntil(lambda: at.tools.collector.is_complete, timeout=20_000)
    assert len(set(sizes)) > 3, "it came in steps"
    assert sizes[-1] > 160
    assert blank == []


def test_tab_comes_to_everything_and_everything_has_a_name(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    reached = []
    for _press in range(40):
        at.reader.press(Key.Key_Tab)
        reached.append(at.reader.focus)
        if at.reader.focus is page.field:
            break
    assert reached[-1] is page.field, "Tab comes round"
    for stop in page.stops:
        # Of buttons that exclude each other, Tab comes to the one that is on; the arrow keys go to the others.
        assert stop in reached or stop.objectName() == "Chip"
        assert QAccessible.queryAccessibleInterface(stop).text(QAccessible.Text.Name), type(stop).__name__
    assert at.reader.view not in reached
    next(chip for chip in page._chips.buttons() if chip.isChecked()).setFocus()
    at.reader.press(Key.Key_Right)
    assert at.cards()[0] == "Første del (1)"
    said = page.model.data(page.model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert str(said).startswith("Første del (1). Problemkort. "), "the title that the keys pass over is heard"


def test_in_a_narrow_window_it_is_the_whole_page_and_a_tool_leads_on(lists: Callable[..., Lists]) -> None:
    at = lists(size=(360, 640))
    at.reader.act("show-tools")
    at.settle()
    assert not at.reader.reader.isVisible()
    QTest.mouseClick(at.panel._toolbox, LEFT)
    at.settle()
    page = at.page
    assert page.isVisible()
    assert not at.panel.isVisible()
    assert page.width() == 360
    assert page.list.horizontalScrollBar().maximum() == 0
    at.reader.press(Key.Key_Down)
    at.reader.ctrl(Key.Key_Return)
    assert at.desk.form.isVisible()
    assert not page.isVisible()


@pytest.mark.parametrize("text_size", [100, 200, 300])
def test_the_title_is_whole_in_a_narrow_window(lists: Callable[..., Lists], text_size: int) -> None:
    at = lists(size=(360, 700), language="da")
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(text_size=text_size))
    page = at.open_toolbox()
    assert page._title.text() == "Værktøjskassen"
    assert page._title.fontMetrics().horizontalAdvance("Værktøjskassen") <= page._title.width()
    at.reader.resize(1_000, 700)
    assert page._title.font().pixelSize() == round(32 * (1 + (text_size - 100) / 250))


@pytest.mark.parametrize("theme", THEMES)
def test_cards_are_drawn_in_every_theme_and_grow_with_the_text(lists: Callable[..., Lists], theme: str) -> None:
    at = lists(size=(700, 700))
    at.keep("foer", "Til mødet", {"ejer": "x"})
    page = at.open_toolbox()
    before = page.list.visualRect(page.model.index(1)).height()
    at.reader.act(f"theme-{theme}")
    image = at.reader.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    at_corner = page.mapTo(at.reader.window, QPoint(4, 4))
    assert image.pixelColor(at_corner).name() == THEMES[theme].page
    button = page._delegate.button_rect(page.list, page.model.index(1))
    edge = page.list.viewport().mapTo(at.reader.window, QPoint(button.center().x(), button.top()))
    assert image.pixelColor(edge).name() == THEMES[theme].accent
    for _step in range(8):
        at.reader.act("larger")
    at.reader.settle()
    assert at.reader.settings.reading.text_size >= 200
    assert page.list.visualRect(page.model.index(1)).height() > 1.4 * before
    assert page.isVisible(), "another text size isn't another page"


def test_the_toolbox_is_found_in_the_menu_and_in_quick_open(lists: Callable[..., Lists]) -> None:
    at = lists()
    at.reader.ctrl(Key.Key_K)
    at.reader.type("toolbox")
    at.reader.press(Key.Key_Return)
    assert at.tools.shows_toolbox
    assert at.page._grouping is ToolGrouping.KIND


@pytest.mark.parametrize("chip", [None, "By part of the handbook", "By situation"])
def test_the_tool_that_is_called_so_comes_first(lists: Callable[..., Lists], tmp_path: Path, chip: str | None) -> None:
    folder = write_book(tmp_path / "redskaber")
    chapter = folder / "behovet.md"
    words = "    summary: Find ud af, om der er et problem.\n"
    text = chapter.read_text("utf-8")
    assert words in text
    # The words stand in the summary of a tool that comes before it, too.
    chapter.write_text(text.replace(words, "    summary: Der skal være et kort brev.\n"), "utf-8")
    at = lists()
    page = at.open_toolbox()
    if chip:
        QTest.mouseClick(next(one for one in page._chips.buttons() if one.text() == chip), LEFT)
        page.focus_filter()
    at.type("kort b")
    assert next(row.title for row in page.model.rows if row.id) == "Kort brev"
    at.reader.press(Key.Key_Down)
    at.reader.ctrl(Key.Key_Return)
    assert at.desk.form.session is not None
    assert at.desk.form.session.filled.tool == "brev"


def test_from_a_form_beside_it_the_key_goes_to_the_filter_and_from_within_it_closes(
    lists: Callable[..., Lists],
) -> None:
    at = lists()
    page = at.open_toolbox()
    at.type("problemkort")
    at.reader.press(Key.Key_Down)
    at.reader.ctrl(Key.Key_Return)
    assert at.desk.has_keyboard
    at.reader.press(Key.Key_T, CTRL | SHIFT)
    assert page.isVisible()
    assert page.field.hasFocus()
    at.reader.press(Key.Key_T, CTRL | SHIFT)
    assert not at.tools.shows_toolbox


def test_the_outline_of_a_page_that_isnt_seen_is_not_beside_it(lists: Callable[..., Lists]) -> None:
    at = lists()
    panels = at.reader.window.panels

    def shown() -> tuple[bool, bool]:
        return at.tools.shows_toolbox, panels.shows_outline

    assert shown() == (False, True)
    at.open_toolbox()
    assert shown() == (True, False)
    at.reader.press(Key.Key_F8)
    at.reader.resize(1_500, 800)
    assert shown() == (True, False)
    at.reader.press(Key.Key_Escape)
    assert shown() == (False, True)
    at.reader.press(Key.Key_F8)
    at.open_toolbox()
    at.reader.press(Key.Key_Escape)
    assert shown() == (False, False), "who doesn't want it doesn't get it"


@pytest.mark.parametrize("is_in_form", [True, False])
def test_beside_the_toolbox_the_form_is_printed(
    lists: Callable[..., Lists], monkeypatch: pytest.MonkeyPatch, *, is_in_form: bool
) -> None:
    at = lists()
    opened: list[tuple[What, list[str], bool]] = []

    def look(dialog: ExportDialog) -> int:
        selected = [at.desk.filled(one).title for one in dialog._material.selected]
        opened.append((dialog.choices.what, selected, dialog.windowTitle() == "Print"))
        dialog.reject()
        return 0

    monkeypatch.setattr(ExportDialog, "exec", look)
    page = at.open_toolbox()
    assert not at.reader.window.actions_by_id["print"].isEnabled()
    at.desk.open_tool("problemkort")
    at.reader.settle()
    at.reader.ctrl(Key.Key_P)
    assert (opened, at.reader.notice) == ([], "Nothing is filled in yet.")
    at.reader.type("Køen")
    at.desk.rename(at.desk.open_id, "Kantinen")
    if not is_in_form:
        page.focus_filter()
    at.reader.ctrl(Key.Key_P)
    assert opened == [(What.SELECTED, ["Kantinen"], True)]
    at.desk.form.focus_again()
    at.reader.ctrl(Key.Key_E)
    assert opened[1:] == [(What.SELECTED, ["Kantinen"], False)]
    at.desk.close()
    assert not at.reader.window.actions_by_id["print"].isEnabled()
    at.tools.hide_toolbox()
    assert at.reader.window.actions_by_id["print"].isEnabled()


def test_what_clears_the_filter_has_a_name(lists: Callable[..., Lists]) -> None:
    at = lists()
    page = at.open_toolbox()
    at.type("skema")
    buttons = [button for button in page.field.findChildren(QToolButton) if button.isVisible()]
    names = [QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) for button in buttons]
    assert "Clear" in names
    assert all(names)
