"""Whatever a reader does in a form, in whatever order: what is kept is exactly what they did, and it is there again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from handbook.book.forms import is_answered
from handbook.notes.filled import read_filled
from handbook.ui.tools.chosen_fields import ChoiceField, ChoicesField, TickField
from handbook.ui.tools.table_field import TableField
from handbook.ui.tools.typed_fields import LineField, TextField

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.book.forms import Row, Value
    from tests.ui.tools.conftest import Forms

SHEET = "problemkort"
WORDS = st.text(st.sampled_from("ab æÅ1.,-<>&“\"'\\/{}\u00a0😀"), min_size=1, max_size=5)
COLUMNS = ("hvad", "hvornaar", "antal")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.sampled_from(("saetning", "pris", "dato", "hvem")), WORDS),
        st.tuples(st.just("line"), st.just("hvem"), st.just("")),
        st.tuples(st.just("erase"), st.sampled_from(("saetning", "pris", "hvem")), st.just("")),
        st.tuples(st.just("option"), st.just("kilde"), st.sampled_from(("gaet", "nogle", "talt"))),
        st.tuples(st.just("option"), st.just("sikker"), st.sampled_from("12345")),
        st.tuples(st.just("several"), st.just("med"), st.sampled_from(("borgere", "medarbejdere", "politikere"))),
        st.tuples(st.just("tick"), st.sampled_from(("laest", "aftalt")), st.just("")),
        st.tuples(st.just("cell"), st.tuples(st.integers(0, 2), st.sampled_from(COLUMNS)), WORDS),
        st.tuples(st.just("remove"), st.integers(0, 2), st.just("")),
        st.tuples(st.just("add"), st.just(""), st.just("")),
        st.tuples(st.just("reopen"), st.just(""), st.just("")),
    ),
    min_size=1,
    max_size=14,
)


class Model:
    """What a reader did, as they would tell it."""

    def __init__(self) -> None:
        self.texts = dict.fromkeys(("saetning", "pris", "dato", "hvem", "kilde", "sikker", "laest", "aftalt"), "")
        self.several: set[str] = set()
        self.rows: list[Row] = [{}, {}, {}]

    def values(self) -> dict[str, Value]:
        rows = list(self.rows)
        while rows and not rows[-1]:
            rows.pop()
        order = ("borgere", "medarbejdere", "politikere")
        return {**self.texts, "med": tuple(one for one in order if one in self.several), "set": tuple(rows)}

    def reopen(self) -> None:
        """What was typed is there, spaces too. Empty rows at the end are no part of it; three are there at first."""
        if not any(cell for row in self.rows for cell in row.values()):
            self.rows = []
        while len(self.rows) > 3 and not self.rows[-1]:
            self.rows.pop()
        self.rows += [{} for _ in range(3 - len(self.rows))]


def said(values: dict[str, Value]) -> dict[str, Value]:
    """Return answers, those left out that are blank: in the file they stay until the next letter, in a form they go."""
    return {id_: value for id_, value in values.items() if is_answered(value)}


def end(at: Forms) -> None:
    at.reader.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    # In a single line, only this goes there.
    at.reader.press(Qt.Key.Key_End)


def do(at: Forms, model: Model, what: str, where: object, words: str) -> None:
    """Do a step in the form, and tell the model."""
    field = at.body.fields[where] if isinstance(where, str) and where else at.body.fields["set"]
    match field:
        case LineField() | TextField():
            assert isinstance(where, str)
            field.edit.setFocus()
            end(at)
            if what == "erase":
                at.reader.press(Qt.Key.Key_Backspace)
                model.texts[where] = model.texts[where][:-1]
            elif what == "line":
                at.reader.press(Qt.Key.Key_Return)
                model.texts[where] += "\n"
            else:
                at.reader.type(words)
                model.texts[where] += words
        case ChoiceField():
            assert isinstance(where, str)
            at.click(field.choices.options[words])
            model.texts[where] = "" if model.texts[where] == words else words
        case ChoicesField():
            at.click(field.boxes[words])
            model.several ^= {words}
        case TickField():
            assert isinstance(where, str)
            at.click(field.box)
            model.texts[where] = "" if model.texts[where] else "x"
        case TableField():
            in_table(at, field, model, what, where, words)


def in_table(at: Forms, field: TableField, model: Model, what: str, where: object, words: str) -> None:
    if what == "add":
        at.click(field.add)
        model.rows.append({})
    elif what == "remove":
        assert isinstance(where, int)
        if where < len(model.rows):
            at.click(field.rows[where].remove)
            del model.rows[where]
            model.rows = model.rows or [{}]
    elif what == "cell":
        assert isinstance(where, tuple)
        number, column = where
        if number < len(model.rows):
            field.rows[number].cells[column].setFocus()
            end(at)
            at.reader.type(words)
            model.rows[number] = {**model.rows[number], column: model.rows[number].get(column, "") + words}


@pytest.fixture
def at(forms: Callable[..., Forms]) -> Forms:
    """One window for all examples: each begins a copy of its own."""
    return forms()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_kept_is_what_was_done(at: Forms, steps: list[tuple[str, object, str]]) -> None:
    model = Model()
    at.desk.new_copy(SHEET)
    at.body.finish()
    at.reader.settle()
    id_ = at.desk.open_id
    for what, where, words in steps:
        if what == "reopen":
            at.desk.close()
            if id_ not in at.desk.keeper.notebook.all:
                assert not said(model.values()), "spaces alone are no beginning"
                return
            at.desk.open_copy(id_)
            at.body.finish()
            model.reopen()
        else:
            do(at, model, what, where, words)
    at.desk.close()
    kept = {copy.id: read_filled(copy.body).values for copy in at.on_disk()}
    wanted = model.values()
    if id_ not in kept:
        assert not said(wanted), "what was filled in has to be kept"
        return
    assert said(kept[id_]) == said(wanted)
    at.desk.open_copy(id_)
    at.body.finish()
    model.reopen()
    wanted = model.values()
    assert said({name: field.value for name, field in at.body.fields.items()}) == said(wanted)
    at.desk.close()
