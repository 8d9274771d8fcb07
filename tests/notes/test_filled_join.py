"""Versions of one copy in one: what either side filled in is there, or both versions are kept."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handbook.book.forms import DONE, TICK, entries, is_answered
from handbook.book.nodes import FieldKind, Tool, ToolKind
from handbook.notes.filled import Answer, Filled, blank, refit, with_value, write_filled
from handbook.notes.filled_join import join, join_bodies, take_back, take_back_body
from tests.notes.copies import copies, field, filled, said, tool, tools, values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handbook.book.forms import Row, Value

SCHEMA = tool(
    field("a", FieldKind.LINE),
    field("b", FieldKind.NUMBER),
    field("c", FieldKind.CHOICE, "xyz"),
    field("d", FieldKind.CHOICES, "xyz"),
    field("e", FieldKind.TABLE, "xy"),
    field("f", FieldKind.SCALE),
    ticks="g",
)
EMPTY = blank(SCHEMA, "Ark")


def of(copy: Filled = EMPTY, /, **given: Value) -> Filled:
    """Return a copy with these answers."""
    for id_, value in given.items():
        copy = with_value(copy, SCHEMA, id_, value)
    return copy


def answered(copy: Filled | None) -> dict[str, Value]:
    assert copy is not None
    return {id_: value for id_, value in copy.values.items() if value not in ("", ())}


def alone(answer: Answer) -> set[tuple[str, str]]:
    """Return what one answer says."""
    return said(EMPTY._replace(answers=(answer,)))


def changed(data: st.DataObject, copy: Filled, form: Tool) -> Filled:
    """Return a version of a copy in which some answers are others."""
    for entry in entries(form):
        if data.draw(st.booleans()):
            copy = with_value(copy, form, entry.id, data.draw(values(entry.kind)))
    return copy


# What is joined, what isn't.


def test_different_answers_are_joined() -> None:
    for base in (EMPTY, None):
        joined = join(base, of(a="vores", g=DONE), of(b="7", e=({"x": "1"},)))
        assert answered(joined) == {"a": "vores", "g": DONE, "b": "7", "e": ({"x": "1"},)}


def test_what_only_one_side_changed_is_taken_from_that_side() -> None:
    base = of(a="før", b="1", c="x", g=DONE)
    ours, theirs = of(base, a="", c="y"), of(base, b="10", g="")
    assert answered(join(base, ours, theirs)) == answered(join(base, theirs, ours)) == {"b": "10", "c": "y"}


@pytest.mark.parametrize(
    ("id_", "ours", "theirs"),
    [
        ("a", "ja", "nej"),
        ("b", "1", "10"),
        ("c", "x", "y"),
        ("f", "1", "5"),
        ("d", ("x",), ("x", "y")),
        ("e", ({"x": "1"},), ({"x": "2"},)),
        ("e", ({"x": "1"},), ({"x": "1"}, {"x": "2"})),
    ],
)
def test_two_answers_that_stand_against_each_other(id_: str, ours: Value, theirs: Value) -> None:
    assert join(None, of(**{id_: ours}), of(**{id_: theirs})) is None
    assert join(None, of(**{id_: theirs}), of(**{id_: ours})) is None


def test_a_text_that_was_only_written_on_is_whole_in_the_later_one() -> None:
    for ours, theirs in (("Husk", "Husk mælk"), ("Husk mælk", "Husk")):
        assert answered(join(None, of(a=ours), of(a=theirs))) == {"a": "Husk mælk"}
        assert answered(join(of(a="Hus"), of(a=ours), of(a=theirs))) == {"a": "Husk mælk"}


def test_an_id_that_holds_another_is_another_option() -> None:
    form = tool(field("a", FieldKind.CHOICE, ("ja", "ja-maaske")))
    ours, theirs = (with_value(blank(form, ""), form, "a", id_) for id_ in ("ja", "ja-maaske"))
    assert join(None, ours, theirs) is None
    assert join(blank(form, ""), ours, theirs) is None


def test_options_are_joined_one_by_one_when_it_is_known_what_they_were() -> None:
    base = of(d=("x", "y"))
    assert answered(join(base, of(d=("x", "y", "z")), of(d=("y",)))) == {"d": ("y", "z")}
    assert answered(join(base, of(d=()), of(d=("x", "y", "z")))) == {"d": ("z",)}
    assert answered(join(base, of(d=()), of(d=("y",)))) == {}


def test_the_same_options_in_another_order_are_the_same() -> None:
    ours, theirs = of(d=("x", "y")), of(d=("y", "x"))
    assert join(None, ours, theirs) == join(EMPTY, ours, theirs) == ours


def test_rows_are_joined_cell_by_cell() -> None:
    base = of(e=({"x": "1"}, {"x": "2"}))
    ours, theirs = of(e=({"x": "1", "y": "vores"}, {"x": "2"})), of(e=({"x": "1"}, {"x": "deres"}))
    assert answered(join(base, ours, theirs)) == {"e": ({"x": "1", "y": "vores"}, {"x": "deres"})}
    theirs = of(e=({"x": "deres"}, {"x": "2"}))
    for joined in (join(base, ours, theirs), join(base, theirs, ours)):
        assert answered(joined) == {"e": ({"x": "deres", "y": "vores"}, {"x": "2"})}
    # A cell that was emptied on one side is empty.
    base = of(e=({"x": "1", "y": "2"},))
    assert answered(join(base, of(e=({"x": "1"},)), of(e=({"x": "3", "y": "2"},)))) == {"e": ({"x": "3"},)}


def test_the_same_cell_written_in_two_ways_stands_against_itself() -> None:
    base = of(e=({"x": "1", "y": "2"},))
    assert join(base, of(e=({"x": "3", "y": "2"},)), of(e=({"x": "4", "y": "2"},))) is None
    assert join(base, of(e=({"x": "10", "y": "2"},)), of(e=({"x": "1000", "y": "2"},))) is None
    same = ({"x": "3", "y": "4"},)
    assert answered(join(base, of(e=same), of(e=({"x": "3", "y": "2"},)))) == {"e": same}
    # Emptied, or taken away, on one side, and written on on the other.
    two = of(e=({"x": "0"}, {"x": "1", "y": "2"}))
    assert join(two, of(e=({"x": "0"},)), of(e=({"x": "0"}, {"x": "1", "y": "5"}))) is None


def test_rows_that_were_added_below_are_there_beside_what_was_written_above() -> None:
    first = of(e=({"x": "1"},))
    ours, theirs = of(e=({"x": "1", "y": "vores"},)), of(e=({"x": "1"}, {"x": "ny"}))
    for joined in (join(first, ours, theirs), join(first, theirs, ours)):
        assert answered(joined) == {"e": ({"x": "1", "y": "vores"}, {"x": "ny"})}
    # Of an empty table several rows are shown: each side has written in another one.
    assert answered(join(EMPTY, first, of(e=({}, {"x": "2"})))) == {"e": ({"x": "1"}, {"x": "2"})}
    assert join(EMPTY, first, of(e=({"x": "2"},))) is None


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param(({"x": "b", "y": "bruger"}, {"x": "c", "y": "bruger"}), id="the first taken out"),
        pytest.param(({"x": "a", "y": "bruger"}, {"x": "c", "y": "bruger"}, {"x": "d"}), id="one out, one added"),
        pytest.param(({"x": "b", "y": "bruger"}, {"x": "a", "y": "bruger"}, {"x": "c", "y": "bruger"}), id="turned"),
        pytest.param(
            ({"x": "a", "y": "bruger"}, {"x": "ny"}, {"x": "b", "y": "bruger"}, {"x": "c", "y": "bruger"}),
            id="one brought back between them",
        ),
    ],
)
def test_where_rows_have_moved_no_words_come_into_another_row(moved: Value) -> None:
    base = of(e=({"x": "a", "y": "bruger"}, {"x": "b", "y": "bruger"}, {"x": "c", "y": "bruger"}))
    for place in (1, 2):
        rows = [dict(row) for row in base.values["e"] if isinstance(row, dict)]
        rows[place]["y"] = "leder"
        assert join(base, of(e=moved), of(e=tuple(rows))) is None
        assert join(base, of(e=tuple(rows)), of(e=moved)) is None


def test_titles() -> None:
    ours, theirs = EMPTY._replace(title="Vores"), EMPTY._replace(title="Deres")
    assert join(EMPTY, ours, theirs) is None
    joined = join(EMPTY, ours, of(a="x"))
    assert joined is not None
    assert joined.title == "Vores"
    assert join(None, ours, ours._replace(tool="andet")) is None


def test_another_edition_on_one_side() -> None:
    """An answer that was put apart where its field is gone is the same answer; both sides' words are kept."""
    newer = tool(field("a", FieldKind.LINE), field("h", FieldKind.LINE))
    base = of(a="a", b="7")
    here = with_value(refit(base, newer), newer, "h", "nyt felt")
    there = of(base, b="8")
    for joined in (join(base, here, there), join(base, there, here)):
        assert joined is not None
        assert said(joined) == {("a", "a"), ("b", "8"), ("h", "nyt felt")}
        assert said(refit(joined, SCHEMA)) == said(joined)
        assert refit(joined, newer).values == {"a": "a", "h": "nyt felt"}
        assert refit(joined, SCHEMA).values["b"] == "8"
    # Without a base two answers to what isn't asked any more stand side by side.
    joined = join(None, here, there)
    assert joined is not None
    assert said(joined) == {("a", "a"), ("b", "7"), ("b", "8"), ("h", "nyt felt")}


def test_where_a_decision_leads_follows_the_answers() -> None:
    way = Answer("q", "question", "Q", "x", (("x", "X"), ("y", "Y")))
    other = Answer("l", "line", "L", "")
    base = Filled("t", ToolKind.DECISION, "T", "", (way._replace(value=""), other))
    ours = base._replace(answers=(way, other), outcome="Prøv det")
    theirs = base._replace(answers=(base.answers[0], other._replace(value="tekst")))
    for joined in (join(base, ours, theirs), join(base, theirs, ours)):
        assert joined is not None
        assert joined.outcome == "Prøv det"
    second = way._replace(id="r")
    ours, theirs = (one._replace(answers=(*one.answers, second._replace(value=""))) for one in (ours, base))
    theirs = theirs._replace(answers=(*theirs.answers[:2], second), outcome="Spørg")
    joined = join(None, ours, theirs)
    assert joined is not None
    # Where both ways together lead only the tool knows.
    assert joined.outcome == ""


# What holds for any.


@settings(max_examples=400)
@given(copies(), copies())
def test_nothing_is_lost_and_it_doesn_t_matter_whose_is_first(ours: Filled, theirs: Filled) -> None:
    ours, theirs = ours._replace(title=""), theirs._replace(title="")
    joined, other = join(None, ours, theirs), join(None, theirs, ours)
    assert (joined is None) == (other is None)
    if joined is None or other is None:
        return
    assert said(joined) == said(other)
    both = said(ours) | said(theirs)
    assert said(joined) <= both
    assert all(any(id_ == one and piece in text for one, text in said(joined)) for id_, piece in both)
    # What was joined is joined: once more changes nothing.
    assert join(None, joined, ours) == join(None, joined, theirs) == joined


@settings(max_examples=400)
@given(st.data(), tools())
def test_of_three_versions_each_change_is_there(data: st.DataObject, form: Tool) -> None:
    base = data.draw(filled(form))
    ours, theirs = changed(data, base, form), changed(data, base, form)
    joined, other = join(base, ours, theirs), join(base, theirs, ours)
    assert (joined is None) == (other is None)
    assume(joined is not None and other is not None)
    assert joined is not None
    assert other is not None
    for before, mine, yours, after, turned in zip(
        *(one.answers for one in (base, ours, theirs, joined, other)), strict=True
    ):
        assert alone(after) == alone(turned)
        if mine.value == before.value:
            assert alone(after) == alone(yours)
        elif yours.value == before.value:
            assert alone(after) == alone(mine)
    assert joined.kept == ()


TABLES = st.lists(st.dictionaries(st.sampled_from("xy"), st.sampled_from("123"), max_size=2), max_size=4).map(tuple)
CELLS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.sampled_from("xy")), st.sampled_from(["", "4", "5"]), max_size=4
)


@settings(max_examples=400)
@given(TABLES, CELLS, CELLS)
def test_of_a_table_every_cell_is_as_it_was_left_by_who_changed_it(
    base: Value, here: dict[tuple[int, str], str], there: dict[tuple[int, str], str]
) -> None:
    ours, theirs = written(base, here), written(base, there)
    joined, turned = (join(of(e=base), of(e=one), of(e=other)) for one, other in ((ours, theirs), (theirs, ours)))
    assert (joined is None) == (turned is None)
    # A table that one side has emptied as a whole gives way to the other.
    if joined is None or turned is None or not (is_answered(ours) and is_answered(theirs)):
        return
    assert alone(joined.answers[4]) == alone(turned.answers[4])
    for place, id_ in product(range(5), "xy"):
        was, mine, other, now = (_cell(rows, place, id_) for rows in (base, ours, theirs, joined.values["e"]))
        assert now == (other if mine == was else mine)
        assert was in (mine, other) or mine == other


@settings(max_examples=400)
@given(TABLES, st.integers(0, 3), CELLS)
def test_of_a_table_no_word_is_lost_where_a_row_was_removed(
    base: Value, gone: int, there: dict[tuple[int, str], str]
) -> None:
    assert not isinstance(base, str)
    ours = written(tuple(row for place, row in enumerate(base) if place != gone and isinstance(row, dict)), {})
    theirs = written(base, there)
    places = {place for place, _id in there} | {gone}
    untouched = rows_in(row for place, row in enumerate(base) if place not in places)
    for one, other in ((ours, theirs), (theirs, ours)):
        joined = join(of(e=base), of(e=one), of(e=other))
        # A table that one side has emptied as a whole gives way to the other.
        if joined is None or not (is_answered(ours) and is_answered(theirs)):
            continue
        now = joined.values["e"]
        assert untouched <= rows_in(now)
        for (place, id_), word in there.items():
            assert not word or _cell(base, place, id_) == word or word in str(now)


def rows_in(rows: Iterable[object]) -> Counter[str]:
    """Return how often each row that says something is there."""
    return Counter(str(sorted(row.items())) for row in rows if isinstance(row, dict) and any(row.values()))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "joined"),
    [
        # The second was taken out, and what stands there now is like a part of it.
        (
            [{"x": "Anna", "y": "åben"}, {"x": "Bo", "y": "åben"}, {"y": "åben"}],
            [{"x": "Anna", "y": "åben"}, {"y": "åben"}],
            [{"x": "Anna", "y": "åben"}, {"x": "Bo", "y": "lukket"}, {"y": "åben"}],
            None,
        ),
        # Added on both sides, about different people for all that anyone knows.
        ([], [{"x": "Anna"}], [{"y": "chef for Bo"}], None),
        ([], [{"x": "Anna"}], [{"x": "Anna", "y": "chef"}], [{"x": "Anna", "y": "chef"}]),
        (
            [{"x": "1"}, {"x": "2"}],
            [{"x": "1"}, {"x": "3"}],
            [{"x": "1"}, {"x": "2"}, {"y": "4"}],
            [{"x": "1"}, {"x": "3"}, {"y": "4"}],
        ),
    ],
)
def test_rows(base: list[Row], ours: list[Row], theirs: list[Row], joined: list[Row] | None) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        found = join(of(e=tuple(base)), of(e=tuple(one)), of(e=tuple(other)))
        assert (found.values["e"] if found is not None else None) == (tuple(joined) if joined is not None else None)


def written(rows: Value, cells: dict[tuple[int, str], str]) -> Value:
    """Return a table in which some cells are others; empty rows at the end are no part of it, as in the form."""
    found: list[Row] = [
        {**row} if isinstance(row, dict) else {} for row in (*rows, *({} for _ in range(5 - len(rows))))
    ]
    for (place, id_), text in cells.items():
        found[place][id_] = text
    while found and not any(found[-1].values()):
        found.pop()
    return tuple(found)


def _cell(rows: Value, place: int, id_: str) -> str:
    row = rows[place] if place < len(rows) else {}
    assert isinstance(row, dict)
    return row.get(id_, "")


@given(copies())
def test_a_copy_joined_with_itself_is_itself(copy: Filled) -> None:
    body = write_filled(copy)
    assert join_bodies("", body, body) == body
    once = join(None, copy, copy)
    assert once is not None
    assert said(once) == said(copy)
    assert join(once, once, once) == once


# Bodies.


def test_bodies() -> None:
    a, b, both = (write_filled(one) for one in (of(a="1"), of(b="2"), of(a="1", b="2")))
    assert join_bodies("", a, b) == both == join_bodies("", b, a)
    assert join_bodies("", both, a) == both == join_bodies("", a, both)
    assert join_bodies("", a, "") == a == join_bodies("", "", a)
    # To the letter: what says the same was written otherwise by somebody else.
    spaced = both.replace(",", ", ")
    assert join_bodies("", spaced, a) == spaced


@pytest.mark.parametrize("unread", ['{"format":2}', "x", "}", "{"])
def test_what_can_t_be_read_is_a_text_as_a_whole(unread: str) -> None:
    body = write_filled(of(a="1"))
    assert join_bodies("", unread, body) is None
    assert join_bodies("", body, unread) is None
    assert join_bodies(unread, unread, body) == body == join_bodies(unread, body, unread)
    assert join_bodies(body, unread, body) == unread
    assert take_back_body(body, unread, write_filled(of(a="2"))) == write_filled(of(a="2"))
    assert take_back_body(body, unread, body) == unread


# Taken back.


def test_only_what_the_step_did_is_taken_back() -> None:
    before, after = of(a="før", d=("x",)), of(a="efter", d=("x", "y"), g=DONE)
    current = of(a="efter", b="8", d=("x", "y", "z"), g=DONE)
    assert answered(take_back(after, before, current)) == {"a": "før", "b": "8", "d": ("x", "z")}
    # What another window has written over stays as it is there.
    assert answered(take_back(after, before, of(current, a="andet", g=""))) == {"a": "andet", "b": "8", "d": ("x", "z")}


def test_of_a_table_only_the_cell_that_the_step_wrote_is_taken_back() -> None:
    before, after = of(e=({"x": "1", "y": "før"},)), of(e=({"x": "1", "y": "efter"},))
    current = of(e=({"x": "andet", "y": "efter"}, {"x": "ny"}))
    assert answered(take_back(after, before, current)) == {"e": ({"x": "andet", "y": "før"}, {"x": "ny"})}
    # A row that the step took out has no sure place among rows that were written on since.
    before, after = of(e=({"x": "1"}, {"x": "2"}, {"x": "3"})), of(e=({"x": "1"}, {"x": "3"}))
    current = of(e=({"x": "1"}, {"x": "3", "y": "ny"}))
    assert take_back(after, before, current) == current


def test_a_title_is_taken_back() -> None:
    before, after = EMPTY, EMPTY._replace(title="Nyt navn")
    assert take_back(after, before, of(after, a="x")) == of(a="x")
    renamed = after._replace(title="Andet navn")
    assert take_back(after, before, renamed) == renamed


@settings(max_examples=300)
@given(st.data(), tools())
def test_a_step_that_is_taken_back_leaves_all_others(data: st.DataObject, form: Tool) -> None:
    before = data.draw(filled(form))
    after = changed(data, before, form)
    current = changed(data, after, form)
    back = take_back(after, before, current)
    for old, step, now, then in zip(*(one.answers for one in (before, after, current, back)), strict=True):
        if now.value == step.value or not (alone(now) or alone(step)):
            assert alone(then) == alone(old)
        elif step.value == old.value or now.kind not in (FieldKind.CHOICES, FieldKind.TABLE):
            assert alone(then) == alone(now)
    assert {answer.kind for answer in back.answers} <= {*FieldKind, TICK}
