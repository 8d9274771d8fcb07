"""A row of a table is removed on purpose alone, says that it is gone, and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from handbook.ui.tools.table_field import TableField

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.tools.conftest import Forms

Key = Qt.Key
OF_ROW = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
EN, TO, TRE = {"hvad": "en"}, {"hvad": "to"}, {"hvad": "tre"}


def table(at: Forms) -> TableField:
    field = at.field("set")
    assert isinstance(field, TableField)
    return field


@pytest.fixture
def three(forms: Callable[..., Forms]) -> Callable[..., Forms]:
    """Return a function that opens a form with three rows, each typed letter by letter."""

    def open_(**options: object) -> Forms:
        at = forms("problemkort", **options)
        for number, words in enumerate(("en", "to", "tre")):
            table(at).rows[number].cells["hvad"].setFocus()
            at.reader.type(words)
        return at

    return open_


def test_a_space_behind_the_last_cell_removes_nothing(three: Callable[..., Forms]) -> None:
    at = three()
    table(at).rows[0].cells["antal"].setFocus()
    at.reader.type("4")
    at.reader.press(Key.Key_Tab)
    at.reader.press(Key.Key_Space)
    assert QApplication.focusWidget() is table(at).rows[1].cells["hvad"]
    assert [row["hvad"].strip() for row in table(at).value if isinstance(row, dict)] == ["en", "to", "tre"]


@pytest.mark.parametrize("size", [(1_280, 800), (360, 640)])
def test_ctrl_shift_delete_removes_the_row_and_ctrl_z_brings_it_back(
    three: Callable[..., Forms], size: tuple[int, int]
) -> None:
    at = three(size=size)
    field = table(at)
    field.rows[1].cells["hvornaar"].setFocus()
    at.reader.press(Key.Key_Delete, OF_ROW)
    assert at.value("set") == (EN, TRE)
    assert at.reader.notice == "Row 2 removed. Ctrl+Z brings it back."
    assert QApplication.focusWidget() is field.rows[1].cells["hvornaar"], "the keyboard stays in the column"
    at.reader.ctrl(Key.Key_Z)
    assert at.value("set") == (EN, TO, TRE)
    assert [row.cells["hvad"].words for row in field.rows] == ["en", "to", "tre"]


def test_the_last_row_goes_and_the_keyboard_is_in_the_one_before(three: Callable[..., Forms]) -> None:
    at = three()
    field = table(at)
    field.rows[2].cells["hvad"].setFocus()
    at.reader.press(Key.Key_Delete, OF_ROW)
    assert at.value("set") == (EN, TO)
    # Letters were typed in this very cell: it is the row that comes back, and no letter that goes.
    assert QApplication.focusWidget() is field.rows[1].cells["hvad"]
    at.reader.ctrl(Key.Key_Z)
    assert at.value("set") == (EN, TO, TRE)


def test_by_mouse_it_is_said_too_and_the_keyboard_can_type_on(three: Callable[..., Forms]) -> None:
    at = three()
    field = table(at)
    at.click(field.rows[0].remove)
    assert at.value("set") == (TO, TRE)
    assert at.reader.notice == "Row 1 removed. Ctrl+Z brings it back."
    assert QApplication.focusWidget() is field.rows[0].cells["hvad"]
    at.reader.ctrl(Key.Key_Z)
    assert at.value("set") == (EN, TO, TRE)


def test_an_empty_row_goes_without_a_word_of_bringing_it_back(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    field = table(at)
    field.rows[0].cells["hvad"].setFocus()
    for _row in range(2):
        at.reader.press(Key.Key_Delete, OF_ROW)
    assert (len(field.rows), at.reader.notice) == (1, "Row 1 removed.")
    at.reader.window.notice.hide()
    at.reader.press(Key.Key_Delete, OF_ROW)
    assert (len(field.rows), at.reader.notice) == (1, ""), "there is always one to write in"
    assert at.on_disk() == []


def test_when_an_empty_row_goes_letters_are_still_taken_back_one_by_one(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    field = table(at)
    cell = field.rows[0].cells["hvad"]
    cell.setFocus()
    at.reader.type("def")
    # Elsewhere in the text: a step of its own.
    at.reader.press(Key.Key_Home)
    at.reader.type("abc ")
    for row in (2, 1):
        field.rows[row].cells["hvad"].setFocus()
        at.reader.press(Key.Key_Delete, OF_ROW)
        assert at.reader.notice == f"Row {row + 1} removed."
    assert QApplication.focusWidget() is cell
    at.reader.ctrl(Key.Key_Z)
    assert cell.words == "def"


def test_ctrl_delete_takes_the_next_word_as_in_any_text(three: Callable[..., Forms]) -> None:
    at = three()
    cell = table(at).rows[1].cells["hvornaar"]
    cell.setFocus()
    at.reader.type("i går aftes")
    at.reader.press(Key.Key_Home)
    at.reader.ctrl(Key.Key_Delete)
    assert cell.words.strip() == "går aftes"
    assert at.reader.notice == ""
    assert [row.cells["hvad"].words for row in table(at).rows] == ["en", "to", "tre"]


def test_a_table_without_columns_leaves_the_form_to_be_filled_in(forms: Callable[..., Forms], tool_book: Path) -> None:
    chapter = tool_book / "skema.md"
    columns = "    columns:\n      hvad: Hvad\n      hvornaar: Hvornår\n      antal: Hvor mange\n"
    text = chapter.read_text("utf-8")
    assert columns in text
    chapter.write_text(text.replace(columns, ""), "utf-8")
    at = forms("problemkort")
    field = table(at)
    assert (field.rows, field.add.isVisible(), field.value) == ([], False, ())
    field.set_value(({"hvad": "en"},))
    assert (field.is_whole, field.value) == (True, ())
    assert list(at.body.fields)[-3:] == ["set", "laest", "aftalt"], "what stands below is there"
    at.field("saetning").first_stop.setFocus()
    at.reader.type("Køen er lang")
    assert at.value("saetning") == "Køen er lang"


def test_the_key_is_named_where_the_mouse_is_and_for_the_ear(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    button = table(at).rows[0].remove
    assert button.toolTip() == "Remove row 1 (Ctrl+Shift+Delete)"
    said = QAccessible.queryAccessibleInterface(button)
    assert said.text(QAccessible.Text.Name) == "Hvad har vi set?: Remove row 1"
    assert "Ctrl+Shift+Delete" in said.text(QAccessible.Text.Description)
