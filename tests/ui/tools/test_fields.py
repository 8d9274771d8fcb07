"""Every kind of field, by mouse and by keyboard alone; what is filled in is in the file, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from handbook.ui.tools.chosen_fields import ChoiceField, ChoicesField, TickField
from handbook.ui.tools.prose import Prose
from handbook.ui.tools.table_field import TableField
from handbook.ui.tools.typed_fields import CalendarPopup, LineField, TextField
from handbook.ui.tools.writing import TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.tools.conftest import Forms

Key = Qt.Key
ALT, CTRL, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def options(at: Forms, id_: str) -> ChoiceField:
    field = at.field(id_)
    assert isinstance(field, ChoiceField)
    return field


def table(at: Forms) -> TableField:
    field = at.field("set")
    assert isinstance(field, TableField)
    return field


def hint(at: Forms, id_: str) -> str:
    labels = at.field(id_).findChildren(QLabel, "Hint")
    return " ".join(label.text() for label in labels if label.isVisible())


def test_fill_in_begins_in_the_first_empty_field(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    line = at.field("saetning")
    assert isinstance(line, LineField)
    assert QApplication.focusWidget() is line.edit
    at.reader.type("Køen er for lang")
    at.desk.close()
    at.open("problemkort")
    text = at.field("hvem")
    assert isinstance(text, TextField)
    assert QApplication.focusWidget() is text.edit


def test_lines_and_texts_are_kept_as_they_are_typed(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    at.reader.type(" <b>Køen</b> & \\ “æøå” ")
    at.reader.press(Key.Key_Tab)
    at.reader.type("En")
    at.reader.press(Key.Key_Return)
    at.reader.type("To\u00a0tre ")
    assert at.value("saetning") == " <b>Køen</b> & \\ “æøå” "
    assert at.value("hvem") == "En\nTo\u00a0tre "


def test_a_text_grows_with_what_is_written(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    field = at.field("hvem")
    assert isinstance(field, TextField)
    before = field.edit.height()
    field.edit.setFocus()
    for _line in range(12):
        at.reader.type("linje")
        at.reader.press(Key.Key_Return)
    assert field.edit.height() >= before + 8 * field.edit.fontMetrics().lineSpacing()
    assert field.edit.verticalScrollBar().maximum() == 0, "all of it is seen"
    caret = field.edit.viewport().mapTo(at.form.area.viewport(), field.edit.cursorRect().center())
    assert at.form.area.viewport().rect().contains(caret), "the line that is written is seen"


@pytest.mark.parametrize(
    ("text", "is_one"), [("1.234,5", True), ("1,234.50", True), ("−3", True), ("12 000", True), ("mange", False)]
)
def test_a_number_is_never_refused(forms: Callable[..., Forms], text: str, *, is_one: bool) -> None:
    at = forms("problemkort")
    field = at.field("pris")
    field.first_stop.setFocus()
    at.reader.type(text)
    assert at.value("pris") == text
    assert (hint(at, "pris") == "") == is_one
    assert field.first_stop.accessibleName() == "Hvad koster det om måneden? (kr.)"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("24.11.2026", True), ("24. november 2026", True), ("24. dec", True), ("24. december", True), ("snart", False)],
)
def test_a_date_is_never_refused(forms: Callable[..., Forms], text: str, *, is_one: bool) -> None:
    at = forms("problemkort")
    at.field("dato").first_stop.setFocus()
    at.reader.type(text)
    assert at.value("dato") == text
    assert (hint(at, "dato") == "") == is_one


@pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
@pytest.mark.parametrize(("language", "written"), [("da", "24.11.2026"), ("en", "24 November 2026")])
def test_a_day_is_chosen_from_the_calendar(forms: Callable[..., Forms], language: str, written: str) -> None:
    at = forms("problemkort", language=language)
    field = at.field("dato")
    assert isinstance(field, LineField)
    assert field.calendar is not None
    field.calendar.setFocus()
    at.reader.press(Key.Key_Space)
    popup = field.findChild(CalendarPopup)
    assert popup is not None
    popup.calendar.setSelectedDate(QDate(2026, 11, 24))
    popup.calendar.activated.emit(popup.calendar.selectedDate())
    at.reader.settle()
    assert at.value("dato") == written
    assert QApplication.focusWidget() is field.edit
    assert hint(at, "dato") == ""
    at.reader.act("undo")
    assert field.value == ""
    assert at.on_disk() == [], "nothing else was filled in"
    at.reader.act("redo")
    assert (field.value, at.value("dato")) == (written, written)


def test_one_option_by_mouse(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    choices = options(at, "kilde").choices
    at.click(choices.options["nogle"])
    assert at.value("kilde") == "nogle"
    at.click(choices.options["talt"])
    assert at.value("kilde") == "talt"
    at.click(choices.options["talt"])
    assert at.value("kilde") == "", "a second click takes it back"


def test_one_option_by_keyboard(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    choices = options(at, "kilde").choices
    choices.stop.setFocus()
    at.reader.press(Key.Key_Space)
    assert at.value("kilde") == "gaet"
    at.reader.press(Key.Key_Down)
    assert at.value("kilde") == "nogle"
    at.reader.press(Key.Key_Up)
    at.reader.press(Key.Key_Up)
    assert at.value("kilde") == "talt", "the arrows go round"
    at.reader.press(Key.Key_Delete)
    assert at.value("kilde") == ""
    at.reader.press(Key.Key_Tab)
    assert QApplication.focusWidget() not in choices.options.values(), "Tab leaves the group"


def test_several_options(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    field = at.field("med")
    assert isinstance(field, ChoicesField)
    at.click(field.boxes["politikere"])
    field.boxes["borgere"].setFocus()
    at.reader.press(Key.Key_Space)
    assert at.value("med") == ("borgere", "politikere"), "in the order of the options"
    at.click(field.boxes["politikere"])
    assert at.value("med") == ("borgere",)


def test_a_scale(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    choices = options(at, "sikker").choices
    at.click(choices.options["4"])
    at.reader.press(Key.Key_Right)
    assert at.value("sikker") == "5"
    assert choices.options["5"].accessibleName() == "5 of 5: Helt sikre"
    assert choices.options["4"].accessibleName() == "4 of 5"
    at.reader.press(Key.Key_Delete)
    assert at.value("sikker") == ""


def test_a_tick(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    field = at.field("laest")
    assert isinstance(field, TickField)
    at.click(field.box)
    assert at.value("laest") == "x"
    at.reader.press(Key.Key_Space)
    assert at.value("laest") == ""


def test_a_table_by_keyboard_alone(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    field = table(at)
    field.first_stop.setFocus()
    at.reader.type("En kø")
    at.reader.press(Key.Key_Tab)
    at.reader.type("Mandag")
    at.reader.press(Key.Key_Return)
    at.reader.type("Tirsdag")
    at.reader.press(Key.Key_Return)
    at.reader.press(Key.Key_Return)
    assert len(field.rows) == 4, "Enter in the last row makes one more"
    at.reader.type("Fredag")
    assert at.value("set") == (
        {"hvad": "En kø", "hvornaar": "Mandag"},
        {"hvornaar": "Tirsdag"},
        {},
        {"hvornaar": "Fredag"},
    )


def test_a_row_is_removed_and_brought_back(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    field = table(at)
    for number, words in enumerate(("en", "to", "tre")):
        field.rows[number].cells["hvad"].setFocus()
        at.reader.type(words)
    at.click(field.rows[1].remove)
    assert at.value("set") == ({"hvad": "en"}, {"hvad": "tre"})
    at.reader.ctrl(Key.Key_Z)
    assert at.value("set") == ({"hvad": "en"}, {"hvad": "to"}, {"hvad": "tre"})
    assert [row.cells["hvad"].words for row in field.rows] == ["en", "to", "tre"]


ROWS = ({"hvad": "Kvalitet"}, {"hvad": "Politiske mål"})


@pytest.fixture
def named(forms: Callable[..., Forms], tool_book: Path) -> Callable[..., Forms]:
    """Return a function that begins a copy in which the rows of the table have a text."""
    chapter = tool_book / "skema.md"
    text = chapter.read_text("utf-8").replace("    rows: 3\n", "    rows: [Kvalitet, Politiske mål]\n")
    chapter.write_text(text, "utf-8")
    return lambda **options: forms("problemkort", **options)


def test_rows_that_begin_with_a_text_are_no_answer_yet(named: Callable[..., Forms]) -> None:
    at = named()
    assert table(at).value == ROWS
    assert at.head.bar.accessibleName() == "Filled in: 0 of 10"
    assert table(at).first_stop is table(at).rows[0].cells["hvornaar"]
    at.desk.close()
    assert at.on_disk() == []


def test_the_text_of_a_row_is_written_over_and_taken_away(named: Callable[..., Forms]) -> None:
    at = named()
    field = table(at)
    field.first_stop.setFocus()
    at.reader.type("5")
    assert at.value("set") == ({"hvad": "Kvalitet", "hvornaar": "5"}, ROWS[1])
    assert at.head.bar.accessibleName() == "Filled in: 1 of 10"
    field.rows[0].cells["hvad"].setFocus()
    at.reader.ctrl(Key.Key_A)
    at.reader.type("Andet")
    assert at.value("set") == ({"hvad": "Andet", "hvornaar": "5"}, ROWS[1])
    for _row in ROWS:
        at.click(field.rows[0].remove)
    assert at.value("set") == ()
    id_ = at.on_disk()[0].id
    at.desk.close()
    at.desk.open_copy(id_)
    at.reader.settle()
    at.body.finish()
    assert table(at).value == ()
    assert at.value("set") == ()


def test_a_letter_that_was_taken_back_leaves_the_rows_and_nothing_else(named: Callable[..., Forms]) -> None:
    at = named()
    table(at).first_stop.setFocus()
    at.reader.type("5")
    at.reader.press(Key.Key_Backspace)
    assert table(at).value == ROWS
    at.desk.close()
    assert at.on_disk() == []


def test_whatever_is_answered_first_the_rows_are_kept_with_it(named: Callable[..., Forms]) -> None:
    at = named()
    box = at.field("laest")
    assert isinstance(box, TickField)
    at.click(box.box)
    assert at.value("set") == ROWS


def test_rows_are_added_with_the_button(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    field = table(at)
    at.click(field.add)
    assert QApplication.focusWidget() is field.rows[3].cells["hvad"]
    at.reader.type("x")
    assert at.value("set") == ({}, {}, {}, {"hvad": "x"})


@pytest.mark.parametrize("size", [(1_280, 800), (360, 640)])
def test_a_row_more_of_a_long_table_isnt_work_for_every_row(
    forms: Callable[..., Forms], monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    asked: list[TextEdit] = []
    answer = TextEdit.minimumSizeHint

    def ask(cell: TextEdit) -> QSize:
        asked.append(cell)
        return answer(cell)

    monkeypatch.setattr(TextEdit, "minimumSizeHint", ask)
    at = forms("problemkort", size=size)
    field = table(at)
    for _row in range(27):
        field.add.click()
    at.reader.settle()
    asked.clear()
    field.add.click()
    at.reader.settle()
    cells = sum(len(row.cells) for row in field.rows)
    assert cells < len(asked) < 10 * cells, "it is laid out a few times, and not once for each widget that is shown"
    assert QApplication.focusWidget() is field.rows[-1].cells["hvad"]
    tops = [row.cells["hvad"].mapTo(field, QPoint(0, 0)).y() for row in field.rows]
    assert tops == sorted(set(tops)), "each row stands below the one before"
    assert field.add.y() >= tops[-1] + field.rows[-1].cells["hvad"].height()
    top = field.rows[-1].cells["hvad"].mapTo(at.form.area.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < at.form.area.viewport().height(), "where the reader writes is seen"


def test_a_narrow_table_stands_as_records_with_the_caret_where_it_was(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort", size=(1_280, 800))
    field = table(at)
    assert not all(label.isVisible() for label in field.rows[1].names)
    cell = field.rows[1].cells["hvornaar"]
    cell.setFocus()
    at.reader.type("Onsdag")
    at.reader.resize(360, 640)
    assert field.is_stacked
    assert all(label.isVisible() for label in field.rows[1].names)
    assert QApplication.focusWidget() is cell
    at.reader.type("!")
    assert at.value("set") == ({}, {"hvornaar": "Onsdag!"})


@pytest.mark.parametrize("size", [(1_280, 800), (360, 640)])
def test_tab_goes_from_cell_to_cell_and_not_to_what_removes_a_row(
    forms: Callable[..., Forms], size: tuple[int, int]
) -> None:
    at = forms("problemkort", size=size)
    field = table(at)
    assert field.is_stacked == (size[0] == 360)
    row = field.rows[0]
    row.cells["hvad"].setFocus()
    seen = []
    for _press in range(5):
        seen.append(QApplication.focusWidget())
        at.reader.press(Key.Key_Tab)
    assert seen == [*row.cells.values(), *list(field.rows[1].cells.values())[:2]]


def test_a_digit_chooses_a_step_of_a_scale(forms: Callable[..., Forms]) -> None:
    at = forms("selvtest")
    for digit in "4 2":
        at.reader.press(Key.Key_Tab if digit == " " else Key(ord(digit)))
    assert (at.value("mod.fejl"), at.value("mod.nej")) == ("4", "2")
    at.reader.press(Key.Key_9)
    assert at.value("mod.nej") == "2", "there are five"
    at.reader.ctrl(Key.Key_Z)
    assert options(at, "mod.nej").value == ""


def test_a_digit_with_another_key_and_one_where_there_are_no_steps_are_handed_on(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    step = at.field("sikker").first_stop
    step.setFocus()
    at.reader.press(Key.Key_2)
    for modifier in (ALT, CTRL):
        at.reader.press(Key.Key_4, modifier)
        assert at.value("sikker") == "2"
    at.reader.press(Key.Key_4, Qt.KeyboardModifier.KeypadModifier)
    assert at.value("sikker") == "4"
    option = at.field("kilde").first_stop
    for widget, modifier, is_taken in ((step, NONE, True), (step, ALT, False), (option, NONE, False)):
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_4, modifier, "4")
        QApplication.sendEvent(widget, event)
        assert event.isAccepted() == is_taken


def test_the_page_keys_scroll_the_form_from_within_a_text(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort", size=(1_280, 480))
    at.field("hvem").first_stop.setFocus()
    bar = at.form.area.verticalScrollBar()
    before = bar.value()
    at.reader.press(Key.Key_PageDown)
    assert bar.value() > before
    at.reader.press(Key.Key_PageUp)
    assert bar.value() == before


def test_tab_comes_to_a_link_at_once_and_leaves_it_at_once(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    at.head.title.setFocus()
    at.reader.press(Key.Key_Tab)
    assert isinstance(QApplication.focusWidget(), Prose)
    at.reader.press(Key.Key_Tab)
    assert QApplication.focusWidget() is at.field("saetning").first_stop
    at.reader.press(Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    at.reader.press(Key.Key_Return)
    assert at.reader.title == "Andet"


def test_steps_have_minutes_and_notes(forms: Callable[..., Forms]) -> None:
    at = forms("moedet")
    assert list(at.body.fields) == ["tallene"], "the first step has no notes"
    said = [label.text() for label in at.body.findChildren(QLabel)]
    assert "Begynd · 5 min" in said
    at.reader.type("12 %")
    assert at.value("tallene") == "12 %"


def test_tab_goes_through_the_whole_form_in_order(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    focus = at.head.copies
    focus.setFocus()
    seen: list[QWidget] = []
    for _press in range(80):
        widget = QApplication.focusWidget()
        if widget is None or not at.form.isAncestorOf(widget):
            break
        if widget not in seen[-1:]:
            # In a text, Tab goes from link to link before it leaves.
            seen.append(widget)
        at.reader.press(Key.Key_Tab)
    wanted = [
        stop
        for stop in at.form.stops
        if stop.isVisible() and stop.isEnabled() and stop.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert seen == wanted
    assert len(seen) > 25


def test_everything_has_a_name(forms: Callable[..., Forms]) -> None:
    at = forms("")
    from tests.ui.test_keyboard import nameless

    for tool in ("problemkort", "foer", "moedet", "selvtest", "testvaerd", "indstilling"):
        at.open(tool)
        assert nameless(at.form) == [], tool


def test_typing_is_written_before_the_reader_stops(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    QTest.keyClicks(at.reader.focus, "en")
    at.reader.qtbot.waitUntil(lambda: bool(at.desk.keeper.notebook.all), timeout=3_000)
    assert not at.desk.keeper._typed


def test_the_ear_hears_what_the_eye_sees(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")

    def heard(widget: QWidget) -> tuple[QAccessible.Role, str, bool]:
        interface = QAccessible.queryAccessibleInterface(widget)
        return interface.role(), interface.text(QAccessible.Text.Name), bool(interface.state().checked)

    step = options(at, "sikker").choices.options["5"]
    assert heard(step) == (QAccessible.Role.RadioButton, "5 of 5: Helt sikre", False)
    at.click(step)
    assert heard(step) == (QAccessible.Role.RadioButton, "5 of 5: Helt sikre", True)
    description = QAccessible.queryAccessibleInterface(step).text(QAccessible.Text.Description)
    assert description == "Hvor sikre er vi?", "which question it answers"
    tick = at.field("laest").first_stop
    assert heard(tick) == (QAccessible.Role.CheckBox, "En uden for huset har læst det", False)
    cell = table(at).rows[1].cells["hvornaar"]
    assert heard(cell)[:2] == (QAccessible.Role.EditableText, "Hvad har vi set?: Hvornår, Row 2")
    assert heard(at.head.bar)[:2] == (QAccessible.Role.ProgressBar, "Filled in: 1 of 10")


def test_undo_in_a_field_with_nothing_to_undo_is_the_windows(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    at.reader.type("en")
    at.reader.press(Key.Key_Tab)
    at.reader.ctrl(Key.Key_Z)
    assert at.field("saetning").value == ""
    at.reader.ctrl(Key.Key_Y)
    assert at.field("saetning").value == "en"
    assert at.value("saetning") == "en"


def test_a_field_with_the_keyboard_looks_different(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    for id_ in ("saetning", "hvem", "kilde", "med", "sikker", "set", "laest"):
        stop = at.field(id_).first_stop
        at.head.title.setFocus()
        at.reader.settle()
        without = stop.grab().toImage()
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        at.reader.settle()
        assert stop.grab().toImage() != without, id_
