"""The form beside the page: where it stands, how it is left, and that what was typed is there again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from handbook.notes.filled import read_filled
from handbook.ui.tools.chosen_fields import ChoiceField
from handbook.ui.tools.prose import Prose
from handbook.ui.tools.table_field import TableField

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.tools.conftest import Forms

Key = Qt.Key
SHEET = "problemkort"


def has_keyboard(at: Forms) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and at.form.isAncestorOf(focus)


def words(at: Forms) -> str:
    """Return everything that the form says in labels that can be seen."""
    labels = [label for label in at.form.findChildren(QLabel) if label.isVisible()]
    return "\n".join(re.sub("<[^>]+>", "", label.text()) for label in labels).replace("\u00ad", "")


def test_the_button_on_the_page_opens_the_form(forms: Callable[..., Forms]) -> None:
    at = forms()
    at.reader.click_link(f"tool:{SHEET}")
    assert at.form.isVisible()
    assert has_keyboard(at)
    assert at.head.title.words.startswith("Problemkort – ")


def test_a_new_copy_that_is_closed_untouched_leaves_nothing(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.press(Key.Key_Escape)
    assert not has_keyboard(at)
    at.desk.close()
    assert at.on_disk() == []


def test_letters_that_were_taken_back_leave_nothing_either(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("a")
    at.reader.press(Key.Key_Backspace)
    at.desk.close()
    assert at.on_disk() == []


def test_what_was_typed_is_there_after_a_restart(forms: Callable[..., Forms], closed: Callable[[Forms], None]) -> None:
    at = forms(SHEET)
    at.reader.type("Køen")
    at.head.title.setFocus()
    at.head.title.selectAll()
    at.reader.type("Mandag")
    # No pause, no focus that goes elsewhere: the window is closed while they type.
    closed(at)
    again = forms(SHEET)
    assert again.field("saetning").value == "Køen"
    assert again.head.title.words == "Mandag"


def test_the_copy_knows_its_place(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("x")
    (one,) = at.on_disk()
    tree = at.reader.tree
    anchor = one.anchor
    assert (anchor.handbook, anchor.edition, anchor.chapter, anchor.exact) == (
        "redskaber",
        "1",
        "skema.md",
        "Problemkort",
    )
    assert tree.text[anchor.start : anchor.end] == "Problemkort"
    assert (anchor.chapter_title, anchor.section_title) == ("Skema", "Skema")


def test_undo_takes_letters_then_fields_one_by_one(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("en")
    at.reader.press(Key.Key_Tab)
    at.reader.type("to")
    at.reader.ctrl(Key.Key_Z)
    assert (at.field("saetning").value, at.field("hvem").value) == ("en", "")
    at.reader.act("undo")
    at.reader.act("undo")
    assert at.field("saetning").value == ""
    assert at.body.isEnabled(), "the reader goes on in a new copy"
    at.reader.act("redo")
    assert at.field("saetning").value == "en"
    assert at.value("saetning") == "en"


def test_after_undoing_everything_another_copy_is_begun_and_the_old_one_stays_in_the_trash(
    forms: Callable[..., Forms],
) -> None:
    at = forms(SHEET)
    at.reader.type("en")
    before = at.desk.open_id
    at.desk.keeper.end_step()
    at.reader.act("undo")
    at.field("saetning").first_stop.setFocus()
    at.reader.type("to")
    assert at.value("saetning") == "to"
    trash = at.desk.keeper.notebook.all[before]
    assert trash.deleted
    assert read_filled(trash.body).values["saetning"] == "en"


def test_undo_of_a_choice_keeps_the_keyboard_and_the_scroll_position(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET, size=(1_280, 600))
    at.reader.type("en")
    field = at.field("sikker")
    assert isinstance(field, ChoiceField)
    at.click(field.choices.options["2"])
    at.click(field.choices.options["4"])
    focus, position = QApplication.focusWidget(), at.form.area.verticalScrollBar().value()
    assert position > 0
    at.reader.ctrl(Key.Key_Z)
    assert field.value == "2"
    assert (QApplication.focusWidget(), at.form.area.verticalScrollBar().value()) == (focus, position)


@pytest.mark.parametrize(("theme", "text_size"), [("dark", 100), ("light", 200)])
def test_another_theme_or_size_keeps_the_caret_and_what_is_selected(
    forms: Callable[..., Forms], theme: str, text_size: int
) -> None:
    at = forms("problemkort")
    window = at.reader.window
    before = window.looks.reading._replace(theme="light", text_size=100)

    def places() -> list[QWidget]:
        cell = at.field("set").stops[0]
        return [at.field("saetning").first_stop, at.field("hvem").first_stop, cell, at.head.title]

    for number, wanted in enumerate(("saetning", "hvem", "set", "title")):
        places()[number].setFocus()
        at.reader.ctrl(Key.Key_A)
        at.reader.type("mie")
        at.reader.press(Key.Key_Left)
        window.set_reading(before._replace(theme=theme, text_size=text_size))
        at.reader.settle()
        at.reader.type("ll")
        # From the right: the letters are typed over, and the caret is at the left of what is selected.
        at.reader.press(Key.Key_End)
        at.reader.press(Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
        window.set_reading(before)
        at.reader.settle()
        at.reader.press(Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
        at.reader.type("an")
        kept = at.only().title if wanted == "title" else at.value(wanted)
        assert kept == (({"hvad": "milan"},) if wanted == "set" else "milan")


def test_a_table_keeps_its_caret_when_another_window_writes(forms: Callable[..., Forms]) -> None:
    one, two = forms(SHEET), forms(settings="other.ini")
    table = one.field("set")
    assert isinstance(table, TableField)
    one.reader.window.activateWindow()
    cell = table.rows[1].cells["hvad"]
    cell.setFocus()
    one.reader.type("midt")
    one.desk.keeper.settle()
    two.desk.keeper.look()
    two.open(SHEET)
    other = two.field("set")
    assert isinstance(other, TableField)
    assert other.rows[1].cells["hvad"].words == "midt"
    # The other window has a keeper of its own only in another process: here it is the same file, written apart.
    annotation = two.desk.copies(SHEET)[0]
    session = two.form.session
    assert session is not None
    session.choose("kilde", "talt")
    assert two.desk.copies(SHEET)[0].body != annotation.body
    one.reader.window.activateWindow()
    cell.setFocus()
    cursor = cell.textCursor()
    cursor.setPosition(2)
    cell.setTextCursor(cursor)
    one.desk.keeper.look()
    one.reader.settle()
    assert one.field("kilde").value == "talt"
    assert table.rows[1].cells["hvad"] is cell
    assert (cell.words, cell.textCursor().position()) == ("midt", 2)
    assert QApplication.focusWidget() is cell


def test_two_windows_that_write_in_different_fields_are_joined(forms: Callable[..., Forms]) -> None:
    one = forms(SHEET)
    one.reader.type("et")
    one.desk.keeper.settle()
    two = forms(settings="other.ini")
    two.desk.keeper.look()
    two.open(SHEET)
    assert two.form.session is not None
    assert one.form.session is not None
    two.form.session.type("hvem", "to")
    one.form.session.type("pris", "3")
    two.desk.keeper.settle()
    one.desk.keeper.settle()
    two.desk.keeper.look()
    for at in (one, two):
        assert [at.field(id_).value for id_ in ("saetning", "hvem", "pris")] == ["et", "to", "3"]


def test_the_same_field_in_two_windows_loses_no_word(forms: Callable[..., Forms]) -> None:
    one = forms(SHEET)
    one.reader.type("et")
    one.desk.keeper.settle()
    two = forms(settings="other.ini")
    two.desk.keeper.look()
    two.open(SHEET)
    assert two.form.session is not None
    assert one.form.session is not None
    one.form.session.type("saetning", "her")
    two.form.session.type("saetning", "der")
    one.desk.keeper.settle()
    two.desk.keeper.settle()
    kept = {read_filled(copy.body).values["saetning"] for copy in one.on_disk()}
    assert kept == {"her", "der"}
    assert two.field("saetning").value == "der", "each goes on with their own"
    one.desk.keeper.look()
    assert one.field("saetning").value == "her"


def two_at_a_table(forms: Callable[..., Forms]) -> tuple[Forms, Forms]:
    """Return two windows at the same copy, in which a row of the table stands."""
    one = forms(SHEET)
    assert one.form.session is not None
    one.form.session.choose("set", ({"hvad": "Køen"},))
    two = forms(settings="other.ini")
    two.desk.keeper.look()
    two.open(SHEET)
    return one, two


def test_two_windows_that_write_in_different_cells_of_a_row_are_joined(forms: Callable[..., Forms]) -> None:
    one, two = two_at_a_table(forms)
    for at, column, text in ((one, "hvornaar", "Tirsdag"), (two, "antal", "4")):
        table = at.field("set")
        assert isinstance(table, TableField)
        at.reader.window.activateWindow()
        table.rows[0].cells[column].setFocus()
        at.reader.type(text)
    one.desk.keeper.settle()
    two.desk.keeper.settle()
    one.desk.keeper.look()
    both = ({"hvad": "Køen", "hvornaar": "Tirsdag", "antal": "4"},)
    assert one.value("set") == one.field("set").value == two.field("set").value == both
    assert two.reader.notice == ""


def test_the_same_cell_in_two_windows_makes_two_copies_and_says_so(forms: Callable[..., Forms]) -> None:
    one, two = two_at_a_table(forms)
    assert one.form.session is not None
    assert two.form.session is not None
    one.form.session.type("set", ({"hvad": "Køen", "antal": "4"},))
    two.form.session.type("set", ({"hvad": "Køen", "antal": "5"},))
    one.desk.keeper.settle()
    two.desk.keeper.settle()
    titles = sorted(read_filled(copy.body).title for copy in one.on_disk())
    assert titles[1] == f"{titles[0]} (copy)", "which is which can be told"
    assert two.head.title.words == titles[1], "each goes on with their own"
    kept = [read_filled(copy.body).values["set"] for copy in one.on_disk()]
    assert sorted(map(str, kept)) == [str(({"hvad": "Køen", "antal": number},)) for number in "45"]
    assert two.reader.notice == (
        "A copy was filled in in two windows at once. Both versions are kept under “My tools”."
    )


@pytest.mark.parametrize(("width", "outline"), [(1_440, True), (1_280, False)])
def test_the_outline_gives_way_in_a_window_that_is_not_wide(
    forms: Callable[..., Forms], width: int, *, outline: bool
) -> None:
    at = forms(size=(width, 800))
    panels = at.reader.window.panels
    assert panels.shows_outline
    at.open(SHEET)
    assert (panels.shows_outline, panels.shows_form) == (outline, True)
    at.desk.close()
    assert (panels.shows_outline, panels.shows_form) == (True, False)


@pytest.mark.parametrize("width", [320, 360, 700])
def test_in_a_narrow_window_the_form_takes_the_texts_place(forms: Callable[..., Forms], width: int) -> None:
    at = forms(size=(width, 640))
    at.open(SHEET)
    assert not at.reader.reader.isVisible()
    assert at.form.width() == at.reader.window.width()
    assert at.body.width() <= at.form.area.viewport().width(), "nothing is cut off at the right"
    at.reader.type("x")
    at.reader.press(Key.Key_Escape)
    assert at.reader.reader.isVisible()
    assert not at.form.isVisible()
    assert at.reader.view.hasFocus()
    assert at.value("saetning") == "x"


@pytest.mark.parametrize("width", [800, 1_000, 1_280])
def test_no_panel_is_squeezed(forms: Callable[..., Forms], width: int) -> None:
    at = forms(size=(width, 800))
    at.open(SHEET)
    assert at.form.width() >= 320
    assert at.reader.reader.width() >= 280
    assert at.form.mapTo(at.reader.window, at.form.rect().topRight()).x() < width
    at.reader.act("show-notes")
    assert at.reader.window.panels.shows_notes
    assert at.reader.reader.width() >= 250
    assert at.reader.window.panels.shows_form == (width >= 900)


def test_the_form_stays_when_the_window_becomes_narrow_and_wide_again(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("x")
    at.reader.resize(500, 700)
    assert at.form.isVisible()
    assert has_keyboard(at)
    at.reader.resize(1_280, 800)
    assert at.form.isVisible()
    assert at.reader.reader.isVisible()
    at.reader.type("y")
    assert at.value("saetning") == "xy"


def test_escape_goes_to_the_text_and_f6_back_and_forth(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    field = at.field("hvem").first_stop
    field.setFocus()
    at.reader.press(Key.Key_Escape)
    assert at.reader.view.hasFocus()
    assert at.form.isVisible()
    at.reader.press(Key.Key_F6)
    assert QApplication.focusWidget() is field
    at.reader.press(Key.Key_F6)
    assert at.reader.view.hasFocus()
    at.reader.press(Key.Key_Escape)
    assert not at.form.isVisible(), "from the text, Escape closes it"


def test_the_width_is_remembered(forms: Callable[..., Forms], closed: Callable[[Forms], None]) -> None:
    at = forms(SHEET, size=(1_600, 800))
    panels = at.reader.window.panels
    sizes = panels.sizes()
    sizes[4], sizes[3] = sizes[4] + 130, sizes[3] - 130
    panels.setSizes(sizes)
    at.reader.settle()
    width = at.form.width()
    at.desk.close()
    at.open(SHEET)
    assert abs(at.form.width() - width) <= 2
    at.desk.close()
    closed(at)
    again = forms(SHEET, size=(1_600, 800))
    assert abs(again.form.width() - width) <= 40


def test_a_link_in_the_form_leads_from_the_tools_chapter(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.head.title.setFocus()
    at.reader.press(Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert isinstance(focus, Prose)
    at.reader.press(Key.Key_Return)
    if at.reader.title != "Andet":
        # The label has the keyboard first, and then the link in it.
        at.reader.press(Key.Key_Tab)
        at.reader.press(Key.Key_Return)
    assert at.reader.title == "Andet"
    assert at.form.isVisible(), "the form stays beside the other chapter"


def test_what_an_author_wrote_is_never_markup(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    assert "husk &lt; &amp; &gt;" in words(at)


@pytest.mark.parametrize("text_size", [100, 200, 300])
@pytest.mark.parametrize("tool", [SHEET, "foer", "moedet", "selvtest", "testvaerd", "indstilling"])
def test_at_any_text_size_nothing_is_wider_than_a_narrow_form(
    forms: Callable[..., Forms], tool: str, text_size: int
) -> None:
    at = forms(size=(360, 640))
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(text_size=text_size))
    at.open(tool)
    viewport = at.form.area.viewport()
    assert at.body.width() <= viewport.width()
    assert at.form.minimumSizeHint().width() <= 320
    for widget in at.body.findChildren(QLabel):
        if widget.isVisible():
            right = widget.mapTo(at.body, widget.rect().topRight()).x()
            assert right <= at.body.width(), widget.text()


@pytest.mark.parametrize("text_size", [200, 300])
@pytest.mark.parametrize("width", [360, 480])
@pytest.mark.parametrize("language", ["en", "da"])
def test_the_head_grows_like_the_text_and_nothing_of_it_is_cut(
    forms: Callable[..., Forms], language: str, width: int, text_size: int
) -> None:
    at = forms(size=(width, 640), language=language)
    at.open(SHEET)
    small = at.head.title.fontInfo().pixelSize(), at.head.copies.fontInfo().pixelSize(), at.head.more.iconSize().width()
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(text_size=text_size))
    at.reader.settle()
    head = at.head
    large = head.title.fontInfo().pixelSize(), head.copies.fontInfo().pixelSize(), head.more.iconSize().width()
    assert large == tuple(round(size * text_size / 100) for size in small)
    for widget in head.stops:
        right = widget.mapTo(at.form, widget.rect().topRight()).x()
        assert 0 <= right - widget.width() + 1 < right < at.form.width()
        assert widget.height() >= widget.sizeHint().height()
    # The title stands on as many lines as it takes, each whole.
    document, lines = head.title.document(), int(head.title.document().size().height())
    assert lines > 1
    assert document.idealWidth() <= head.title.viewport().width()
    assert head.title.viewport().height() >= lines * head.title.fontMetrics().lineSpacing()
    assert at.form.area.height() > 400, "there is room for the fields below it"
    at.form.area.verticalScrollBar().setValue(at.form.area.verticalScrollBar().maximum())
    head.title.setFocus()
    top = head.title.mapTo(at.form.area.viewport(), head.title.rect().topLeft()).y()
    assert 0 <= top < at.form.area.viewport().height(), "the keyboard brings it into sight"


def test_a_title_is_one_line_of_words(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.head.title.setFocus()
    at.head.title.selectAll()
    QGuiApplication.clipboard().setText("Mødet\nden 3. ")
    at.reader.ctrl(Key.Key_V)
    at.reader.press(Key.Key_Return)
    at.reader.press(Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    at.reader.type("!")
    assert at.only().title == "Mødet den 3.!"
    at.reader.ctrl(Key.Key_Z)
    assert at.head.title.words.startswith("Problemkort"), "the letters are taken back here"
    assert at.only().title == at.head.title.words


def test_another_theme_and_size_keep_the_reader_where_they_are(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    field = at.field("hvem").first_stop
    field.setFocus()
    at.reader.type("midt i")
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(theme="dark", text_size=150))
    at.reader.settle()
    assert at.form.look is not None
    assert (at.form.look.theme.name, at.form.look.percent) == ("dark", 150)
    assert QApplication.focusWidget() is at.field("hvem").first_stop
    at.reader.type("!")
    assert at.field("hvem").value in ("midt i!", "!midt i")


def test_the_menu_of_copies(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("en")
    first = at.desk.open_id
    menu = at.head.copies.menu()
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "Begin a new copy"
    menu.actions()[0].trigger()
    at.reader.settle()
    assert at.desk.open_id != first
    assert at.field("saetning").value == ""
    at.reader.type("to")
    menu = at.head.copies.menu()
    menu.aboutToShow.emit()
    copies = [action for action in menu.actions() if action.isCheckable()]
    assert [action.isChecked() for action in copies] == [True, False], "the one changed last comes first"
    copies[1].trigger()
    at.reader.settle()
    assert at.desk.open_id == first
    assert at.field("saetning").value == "en"


def choose(at: Forms, text: str) -> None:
    menu = at.head.more.menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == text).trigger()
    at.reader.settle()


def test_duplicate_delete_and_bring_back(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("en")
    choose(at, "Duplicate")
    assert at.head.title.words.endswith("(copy)")
    assert at.field("saetning").value == "en"
    assert len(at.on_disk()) == 2
    choose(at, "Delete")
    assert not at.form.isVisible()
    assert at.reader.notice == "1 copy deleted. Ctrl+Z brings it back."
    assert len(at.on_disk()) == 1
    at.reader.ctrl(Key.Key_Z)
    assert len(at.on_disk()) == 2


def test_a_copy_that_is_deleted_elsewhere_can_be_brought_back(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("en")
    id_ = at.desk.open_id
    at.desk.close()
    at.open(SHEET)
    at.desk.keeper.delete([id_])
    assert not at.body.isEnabled()
    assert "in the trash" in words(at)
    assert QApplication.focusWidget() is at.form._back
    at.reader.press(Key.Key_Space)
    assert at.body.isEnabled()
    assert at.value("saetning") == "en"


@pytest.mark.parametrize("text_size", [100, 300])
def test_bringing_a_copy_back_by_keyboard_goes_on_in_its_fields(forms: Callable[..., Forms], text_size: int) -> None:
    at = forms(size=(360, 640))
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(text_size=text_size))
    at.open("foer")
    at.reader.press(Key.Key_Space)
    id_ = at.desk.open_id
    at.desk.close()
    at.open("foer")
    at.desk.keeper.delete([id_])
    at.reader.settle()
    back = at.reader.focus
    assert (back, back.isVisible()) == (at.form._back, True)
    assert back.visibleRegion().boundingRect() == back.rect(), "all of the button is seen"
    assert back.fontInfo().pixelSize() == round(13 * text_size / 100)
    window.set_reading(window.looks.reading._replace(text_size=300 if text_size == 100 else 100))
    at.reader.settle()
    assert back.fontInfo().pixelSize() == round(13 * (4 - text_size / 100))
    at.reader.press(Key.Key_Space)
    assert at.body.isEnabled()
    assert at.body.isAncestorOf(at.reader.focus)


def test_copying_as_text(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET, language="en")
    at.reader.type("Køen")
    session = at.form.session
    assert session is not None
    session.retitle("Mandag")
    session.choose("pris", "12")
    session.choose("kilde", "talt")
    session.choose("set", ({"hvad": "a", "antal": "2"}, {}, {"hvad": "b"}))
    session.choose("laest", "x")
    choose(at, "Copy as text")
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Mandag\nWorksheet: Problemkort\n\nProblemet i én sætning\nKøen\n")
    for part in (
        "Hvem mærker det, og hvornår?\n–",
        "12 kr.",
        "Vi har talt",
        "a · 2\nb",
        "[x] En uden",
        "[ ] Det er aftalt",
    ):
        assert part in text
    assert at.reader.notice == "Copied"


def test_exports_are_asked_for(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    asked: list[tuple[list[str], bool]] = []
    at.desk.export_wanted.connect(lambda ids, is_printing: asked.append((ids, is_printing)))
    choose(at, "Export…")
    assert asked == []
    assert at.reader.notice == "Nothing is filled in yet."
    at.desk.close()


def test_renaming_what_is_open_and_what_is_not(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("x")
    id_ = at.desk.open_id
    at.desk.rename(id_, "Et")
    assert at.head.title.words == "Et"
    at.desk.close()
    at.desk.rename(id_, "To")
    assert at.only().title == "To"


def edit(book: Path, old: str, new: str) -> None:
    path = book / "skema.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_tool_that_has_changed_keeps_every_answer(
    forms: Callable[..., Forms], closed: Callable[[Forms], None], tool_book: Path
) -> None:
    at = forms(SHEET)
    at.reader.type("Køen")
    session = at.form.session
    assert session is not None
    session.type("hvem", "en\nto")
    session.choose("kilde", "talt")
    closed(at)
    edit(tool_book, "      talt: Vi har talt\n", "")
    edit(tool_book, "/// line | Problemet i én sætning\n    id: saetning\nDer står ingen løsning i den.\n///\n", "")
    edit(
        tool_book,
        "/// paragraph | Hvem mærker det, og hvornår?\n    id: hvem\n    lines: 4\n",
        "/// line | Hvem?\n    id: hvem\n",
    )
    again = forms(SHEET)
    assert again.field("hvem").value == "en\nto", "a line that was several is shown whole"
    assert again.body.kept is not None
    said = words(again)
    assert "Answers from an earlier edition" in said
    assert "Køen" in said
    assert "Vi har talt" in said
    again.body.kept.stops[0].setFocus()
    again.reader.press(Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "Køen"
    again.field("hvem").first_stop.setFocus()
    again.reader.type("x")
    assert [answer.value for answer in again.only().kept] == ["Køen", "talt"]


def test_a_tool_that_is_gone_shows_its_answers(
    forms: Callable[..., Forms], closed: Callable[[Forms], None], tool_book: Path
) -> None:
    at = forms(SHEET)
    at.reader.type("Køen")
    id_ = at.desk.open_id
    closed(at)
    edit(tool_book, "    id: problemkort\n", "    id: noget-andet\n")
    again = forms()
    again.desk.open_copy(id_)
    again.reader.settle()
    said = words(again)
    assert "isn’t in this edition" in said
    assert "Problemet i én sætning\nKøen" in said
    assert again.form.body is None
    assert not again.head.title.isEnabled()
    again.reader.press(Qt.Key.Key_Space)
    assert again.reader.clipboard == "Køen", "the keyboard is at the answer, and takes it along"
    choose(again, "Copy as text")
    assert "Køen" in QGuiApplication.clipboard().text()
    choose(again, "Delete")
    assert again.on_disk() == []


def test_a_copy_of_a_newer_program_is_left_alone(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("x")
    at.desk.close()
    (copy,) = at.desk.copies(SHEET)
    at.desk.keeper.apply("", [copy._replace(body='{"format":2}')])
    at.desk.open_copy(copy.id)
    assert not at.form.isVisible()
    assert "newer version" in at.reader.notice
    assert at.desk.copies(SHEET) == []
    assert len(at.desk.copies(None)) == 1


def lengthen(book: Path, count: int) -> None:
    """Make the worksheet longer."""
    more = "".join(f"/// line | Felt {number}\n    id: felt-{number}\n///\n\n" for number in range(count))
    edit(book, "/// line | Problemet", f"{more}/// line | Problemet")


def test_a_long_form_is_shown_before_all_of_it_is_made(forms: Callable[..., Forms], tool_book: Path) -> None:
    lengthen(tool_book, 60)
    at = forms()
    at.desk.open_tool(SHEET)
    assert not at.body.is_whole
    assert 8 <= len(at.body.fields) < 40
    at.reader.type("straks")
    at.reader.qtbot.waitUntil(lambda: at.body.is_whole)
    assert len(at.body.fields) == 70
    assert at.value("felt-0") == "straks"
    fields = [stop for stop in at.form.stops if stop.accessibleName().startswith("Felt ")]
    for field, following in pairwise(fields):
        field.setFocus()
        at.reader.press(Key.Key_Tab)
        assert QApplication.focusWidget() is following
    places = [field.mapTo(at.body, field.rect().topLeft()).y() for field in fields]
    assert places == sorted(places)


def test_the_first_empty_field_may_stand_far_down(forms: Callable[..., Forms], tool_book: Path) -> None:
    lengthen(tool_book, 60)
    at = forms(SHEET)
    assert at.form.session is not None
    for number in range(60):
        at.form.session.type(f"felt-{number}", "x")
    at.desk.close()
    at.desk.open_tool(SHEET)
    at.reader.settle()
    field = at.field("saetning").first_stop
    assert QApplication.focusWidget() is field
    at.body.finish()
    at.reader.settle()
    at.reader.type("her")
    assert at.value("saetning") == "her"


def test_answers_that_come_while_a_long_form_is_made_are_shown(forms: Callable[..., Forms], tool_book: Path) -> None:
    lengthen(tool_book, 60)
    at = forms()
    at.desk.open_tool(SHEET)
    assert at.form.session is not None
    assert "kilde" not in at.body.fields
    at.form.session.choose("kilde", "talt")
    at.body.finish()
    assert at.field("kilde").value == "talt"


def test_another_edition_is_taken_up_while_the_form_is_open(forms: Callable[..., Forms], tool_book: Path) -> None:
    from handbook.book.library import open_handbook

    at = forms(SHEET)
    at.reader.type("Køen")
    edit(tool_book, "/// line | Problemet i én sætning\n", "/// line | Problemet, kort\n")
    at.reader.window.show_handbook(open_handbook(tool_book))
    at.reader.settle()
    assert at.form.isVisible()
    at.body.finish()
    assert at.field("saetning").first_stop.accessibleName() == "Problemet, kort"
    assert at.field("saetning").value == "Køen"


def test_another_language_keeps_the_form_open_with_every_letter(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("Køen")
    id_ = at.desk.open_id
    at.reader.act("language-da")
    at.reader.settle()
    assert at.desk.open_id == id_
    assert at.head.copies.text().startswith("Ark")
    assert at.value("saetning") == "Køen"
    at.reader.press(Qt.Key.Key_Escape)
    at.reader.press(Qt.Key.Key_F6)
    assert at.form.isAncestorOf(at.reader.focus), "the keyboard finds the form"


def test_another_handbook_closes_the_form(forms: Callable[..., Forms], small: Path) -> None:
    from handbook.book.library import open_handbook

    at = forms(SHEET)
    at.reader.type("Køen")
    at.reader.window.show_handbook(open_handbook(small))
    at.reader.settle()
    assert not at.form.isVisible()
    assert at.desk.copies(None) == []
    assert at.value("saetning") == "Køen"


def test_coming_back_to_a_line_the_caret_is_where_it_was(forms: Callable[..., Forms]) -> None:
    at = forms(SHEET)
    at.reader.type("Køen")
    at.reader.press(Key.Key_F6)
    at.reader.press(Key.Key_F6)
    at.reader.type(" er lang")
    assert at.value("saetning") == "Køen er lang"


_ENDS_WITHOUT_A_WORD = """
import sys
from pathlib import Path
import shiboken6
from PySide6.QtWidgets import QApplication
from handbook.app import HandbookApp, make_application
from handbook.settings import Settings
application = make_application(["x"])
app = HandbookApp(sys.argv[1], Settings(Path(sys.argv[2]) / "s.ini"), Path(sys.argv[2]) / "notes")
app.show()
app.window.activateWindow()
for _turn in range(20):
    QApplication.processEvents()
app.window.notes.tool_desk.open_tool("problemkort")
QApplication.processEvents()
assert app.window.notes.tool_desk.has_keyboard
# As Qt does it at the end of a process: who keeps the notes is gone before the form is.
shiboken6.delete(app.keeper)
shiboken6.delete(app.window)
"""


def test_a_process_that_ends_with_the_form_open_ends_well(tool_book: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "HANDBOOK_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _ENDS_WITHOUT_A_WORD, str(tool_book), str(tmp_path)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
