"""A copy whose table has many rows: the first are there at once, the others follow, and nothing is lost meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from handbook.ui.tools.table_field import TableField

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.tools.conftest import Forms

Key = Qt.Key
SHEET = "problemkort"
ROWS = tuple({"hvad": f"Nummer {number}", "antal": str(number)} for number in range(80))


def table(at: Forms) -> TableField:
    field = at.field("set")
    assert isinstance(field, TableField)
    return field


def cell(at: Forms, row: int, column: str = "hvornaar") -> QWidget:
    return table(at).rows[row].cells[column]


@pytest.fixture
def long(forms: Callable[..., Forms]) -> Callable[..., Forms]:
    """Return a function that opens a copy with 80 rows, and doesn't wait for all of it."""

    def open_(**options: object) -> Forms:
        at = forms(SHEET, **options)
        assert at.form.session is not None
        at.form.session.choose("set", ROWS)
        id_ = at.desk.open_id
        at.desk.close()
        at.desk.open_copy(id_)
        while "set" not in at.body.fields:
            QApplication.processEvents()
        return at

    return open_


def whole(at: Forms) -> None:
    at.reader.qtbot.waitUntil(lambda: at.body.is_whole)
    at.reader.settle()


@pytest.mark.parametrize("size", [(1_280, 800), (360, 640)])
def test_the_first_rows_are_there_and_the_others_follow(long: Callable[..., Forms], size: tuple[int, int]) -> None:
    at = long(size=size)
    assert 3 <= len(table(at).rows) < 40
    assert not table(at).is_whole
    assert table(at).value == ROWS, "what has no widgets yet is part of the answer"
    whole(at)
    assert [row.value for row in table(at).rows] == list(ROWS)
    tops = [row.cells["hvad"].mapTo(table(at), QPoint(0, 0)).y() for row in table(at).rows]
    assert tops == sorted(set(tops))
    below = at.field("laest")
    assert below.mapTo(at.body, QPoint(0, 0)).y() > cell(at, 79).mapTo(at.body, QPoint(0, 0)).y()
    assert list(at.body.fields)[-2:] == ["laest", "aftalt"]


def test_what_is_typed_while_the_rows_come_is_kept_and_so_is_every_row(long: Callable[..., Forms]) -> None:
    at = long()
    focus = cell(at, 1)
    focus.setFocus()
    letters = "mens resten kommer"
    for letter in letters:
        at.reader.type(letter)
        QApplication.processEvents()
    whole(at)
    assert QApplication.focusWidget() is focus
    wanted = (ROWS[0], {**ROWS[1], "hvornaar": letters}, *ROWS[2:])
    assert table(at).value == wanted
    assert at.value("set") == wanted


def test_a_letter_that_is_typed_at_once_is_undone_with_every_row_in_its_place(long: Callable[..., Forms]) -> None:
    at = long()
    cell(at, 0).setFocus()
    at.reader.type("x")
    at.desk.keeper.end_step()
    at.reader.act("undo")
    assert table(at).value == ROWS
    at.reader.act("redo")
    whole(at)
    assert table(at).value == at.value("set") == ({**ROWS[0], "hvornaar": "x"}, *ROWS[1:])


def test_a_row_that_is_removed_while_the_others_come(long: Callable[..., Forms]) -> None:
    at = long()
    assert not table(at).is_whole
    for _row in range(2):
        table(at).rows[0].remove.click()
    assert at.value("set") == ROWS[2:]
    whole(at)
    assert at.value("set") == table(at).value == ROWS[2:]
    assert [row.title.text() for row in table(at).rows][-1] == "Row 78"
    at.reader.act("undo")
    assert table(at).value == ROWS[1:]


def test_a_row_that_is_added_while_the_others_come_stands_below_them(long: Callable[..., Forms]) -> None:
    at = long()
    table(at).add.click()
    assert QApplication.focusWidget() is cell(at, 80, "hvad")
    at.reader.type("ny")
    whole(at)
    assert at.value("set") == (*ROWS, {"hvad": "ny"})


def test_enter_goes_down_into_a_row_that_has_not_come_yet(long: Callable[..., Forms]) -> None:
    at = long()
    last = len(table(at).rows) - 1
    cell(at, last).setFocus()
    # No turn of the event loop: the next row isn't made by itself.
    table(at)._go_down(table(at).rows[last].cells["hvornaar"])
    assert QApplication.focusWidget() is cell(at, last + 1)
    whole(at)
    assert table(at).value == ROWS


def test_rows_come_below_the_reader_and_nothing_moves(long: Callable[..., Forms]) -> None:
    at = long(size=(1_280, 600))
    bar = at.form.area.verticalScrollBar()
    at.reader.settle()
    bar.setValue(bar.maximum() // 2)
    position = bar.value()
    field = at.field("sikker")
    top = field.mapTo(at.form.area.viewport(), QPoint(0, 0)).y()
    whole(at)
    assert (bar.value(), field.mapTo(at.form.area.viewport(), QPoint(0, 0)).y()) == (position, top)


def test_another_theme_keeps_the_reader_in_the_cell_far_down(long: Callable[..., Forms]) -> None:
    at = long()
    whole(at)
    focus = cell(at, 60)
    focus.setFocus()
    at.reader.type("mi")
    bar = at.form.area.verticalScrollBar()
    position = bar.value()
    assert position > 0
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(theme="dark"))
    at.reader.settle()
    assert QApplication.focusWidget() is cell(at, 60)
    assert abs(bar.value() - position) < 4
    at.reader.type("dt")
    whole(at)
    assert table(at).value == at.value("set")
    assert at.value("set")[60] == {**ROWS[60], "hvornaar": "midt"}


def test_what_another_window_writes_while_the_rows_come_is_shown(long: Callable[..., Forms]) -> None:
    at = long()
    assert at.form.session is not None
    at.form.session.choose("set", (*ROWS[:70], {"hvad": "andet"}))
    whole(at)
    assert table(at).value == (*ROWS[:70], {"hvad": "andet"})
    # And when all is there, more rows come after each other, too.
    at.form.session.choose("set", (*ROWS, *ROWS))
    whole(at)
    assert [row.value for row in table(at).rows] == [*ROWS, *ROWS]
