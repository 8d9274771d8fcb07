"""Filled copies of tools: read as they were written, and nothing is lost when the tool changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handbook.book import nodes
from handbook.book.forms import DONE, TICK, entries, is_answered
from handbook.book.nodes import Choice, Field, FieldKind, ToolKind
from handbook.notes.filled import (
    FORMAT,
    Answer,
    Filled,
    Progress,
    UnreadableBodyError,
    blank,
    progress,
    read_filled,
    refit,
    shown,
    with_value,
    words,
    write_filled,
)
from tests.notes.copies import TYPED, answers, copies, field, filled, said, tool, tools

if TYPE_CHECKING:
    from handbook.book.forms import Value
    from handbook.book.nodes import Tool


def stored(text: str) -> str:
    """Return a text as the store keeps it."""
    return text.encode("utf-8", "replace").decode()


def clean(copy: Filled) -> Filled:
    """Return a copy as it comes back from the store."""

    def value_of(value: Value) -> Value:
        if isinstance(value, str):
            return stored(value)
        return tuple(
            stored(part) if isinstance(part, str) else {id_: stored(cell) for id_, cell in part.items()}
            for part in value
        )  # type: ignore[return-value]  # of one sort, as it was

    def each(found: tuple[Answer, ...]) -> tuple[Answer, ...]:
        return tuple(one._replace(label=stored(one.label), value=value_of(one.value)) for one in found)

    return copy._replace(
        name=stored(copy.name),
        title=stored(copy.title),
        outcome=stored(copy.outcome),
        answers=each(copy.answers),
        kept=each(copy.kept),
    )


# Written and read.


@settings(max_examples=300)
@given(copies())
@example(Filled("t", ToolKind.WORKSHEET, "", "x" * 2_000_000, (Answer("a", "line", "", "y" * 1_000_000),)))
def test_what_is_written_is_read(copy: Filled) -> None:
    body = write_filled(copy)
    assert read_filled(stored(body)) == clean(copy)
    # Half a character would be lost on its way to the screen as well.
    assert read_filled(body) == clean(copy)
    assert write_filled(read_filled(stored(body))) == stored(body)


def test_half_a_character_that_json_can_write_is_none() -> None:
    body = write_filled(Filled("t", ToolKind.WORKSHEET, "", "her", ())).replace("her", "h\\ud83dr")
    assert read_filled(body).title == "h?r"


@pytest.mark.parametrize(
    "change",
    [
        {"format": FORMAT + 1},
        {"format": True},
        {"format": 1.0},
        {"format": "1"},
        {"tool": 1},
        {"kind": "recipe"},
        {"kind": ["worksheet"]},
        {"title": None},
        {"outcome": {}},
        {"answers": {}},
        {"answers": "ab"},
        {"answers": [1]},
        {"kept": None},
        {"kept": [[]]},
    ],
)
def test_bodies_that_are_none(change: dict[str, object]) -> None:
    data = json.loads(write_filled(Filled("t", ToolKind.WORKSHEET, "n", "", ()))) | change
    with pytest.raises(UnreadableBodyError):
        read_filled(json.dumps(data))


@pytest.mark.parametrize(
    "change",
    [
        {"id": 1},
        {"kind": "colour"},
        {"kind": []},
        {"label": None},
        {"value": 1},
        {"value": ["a"]},
        {"kind": "choices", "value": "a"},
        {"kind": "choices", "value": [1]},
        {"kind": "table", "value": ["a"]},
        {"kind": "table", "value": [{"a": 1}]},
        {"kind": "table", "value": {"a": "b"}},
        {"names": []},
        {"names": {"a": 1}},
    ],
)
def test_answers_that_are_none(change: dict[str, object]) -> None:
    copy = Filled("t", ToolKind.WORKSHEET, "n", "", (Answer("a", "line", "A", "tekst"),))
    data = json.loads(write_filled(copy))
    data["answers"][0] |= change
    with pytest.raises(UnreadableBodyError):
        read_filled(json.dumps(data))


@pytest.mark.parametrize("name", ["format", "tool", "kind", "name", "title", "outcome", "answers", "kept"])
def test_a_body_without_one_of_its_parts(name: str) -> None:
    data = json.loads(write_filled(Filled("t", ToolKind.WORKSHEET, "n", "", ())))
    del data[name]
    with pytest.raises(UnreadableBodyError):
        read_filled(json.dumps(data))


@pytest.mark.parametrize("body", ["", "x", "null", "[]", "{}", "[" * 100_000, "1" * 10_000, '{"format":NaN}', "\0"])
def test_texts_that_are_no_bodies(body: str) -> None:
    with pytest.raises(UnreadableBodyError):
        read_filled(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    )
)
def test_any_json_ends_in_a_copy_or_an_error(data: object) -> None:
    with pytest.raises(UnreadableBodyError):
        read_filled(json.dumps(data))


# A tool that changes.


@settings(max_examples=300)
@given(copies(), tools())
def test_a_copy_has_an_answer_to_each_entry_and_loses_nothing(copy: Filled, of: Tool) -> None:
    found = refit(copy, of)
    assert [(one.id, one.kind, one.label, one.names) for one in found.answers] == [
        (entry.id, entry.kind, entry.label, entry.names) for entry in entries(of)
    ]
    assert said(found) >= said(copy)
    # Nothing comes from nowhere.
    assert said(found) <= said(copy)
    assert all(is_answered(answer.value) for answer in found.kept)
    assert (found.tool, found.name, found.title) == (of.id, "Skemaet", copy.title)


@settings(max_examples=300)
@given(copies(), tools())
def test_fitted_twice_is_fitted_once(copy: Filled, of: Tool) -> None:
    once = refit(copy, of)
    assert refit(once, of) == once
    assert refit(read_filled(write_filled(once)), of) == clean(once)


@settings(max_examples=400)
@given(st.data(), tools(), tools())
def test_to_another_edition_and_back(data: st.DataObject, of: Tool, other: Tool) -> None:
    copy = refit(data.draw(filled(of)), of)
    away = refit(copy, other)
    assert said(away) == said(copy)
    back = refit(away, of)
    assert said(back) == said(copy)
    for before, after in zip(copy.answers, back.answers, strict=True):
        # Spaces alone say nothing: they aren't kept for an edition that has no field for them.
        if before.kind != FieldKind.TABLE and is_answered(before.value):
            assert after.value == before.value
    assert not [answer for answer in back.kept if answer.kind != FieldKind.TABLE]
    assert back.outcome == copy.outcome


def test_a_column_that_goes_and_comes_back() -> None:
    both, one = (tool(field("a", FieldKind.TABLE, columns)) for columns in ("xy", "x"))
    rows: Value = ({"x": "1", "y": "2"}, {}, {"y": "4"})
    copy = with_value(blank(both, ""), both, "a", rows)
    away = refit(copy, one)
    assert away.values == {"a": ({"x": "1"}, {}, {})}
    assert [(answer.value, shown(answer)) for answer in away.kept] == [(({"y": "2"}, {}, {"y": "4"}), "2\n4")]
    assert refit(away, both) == copy
    # Which rows belong together can't be said any more: the cells stay where they are.
    shorter = refit(with_value(away, one, "a", ({"x": "1"},)), both)
    assert shorter.values == {"a": ({"x": "1"},)}
    assert [answer.value for answer in shorter.kept] == [({"y": "2"}, {}, {"y": "4"})]
    # The reader has written in the column that came back.
    newer = refit(with_value(away, both, "a", ({"x": "1", "y": "ny"}, {}, {})), both)
    assert newer.values == {"a": ({"x": "1", "y": "ny"}, {}, {})}
    assert said(newer) >= {("a", "y: 2"), ("a", "y: 4"), ("a", "y: ny")}


def test_an_option_that_goes_and_comes_back() -> None:
    both, one = (tool(field("a", FieldKind.CHOICES, options)) for options in ("xyz", "xz"))
    copy = with_value(blank(both, ""), both, "a", ("x", "y"))
    away = refit(copy, one)
    assert away.values == {"a": ("x",)}
    assert [shown(answer) for answer in away.kept] == ["Mulighed y"]
    more = with_value(away, one, "a", ("x", "z"))
    assert refit(more, both).values == {"a": ("x", "y", "z")}
    assert refit(more, both).kept == ()


def test_a_step_of_a_longer_scale_is_no_step_of_this_one() -> None:
    five, seven = (tool(field("a", FieldKind.SCALE, size=size)) for size in (5, 7))
    copy = with_value(blank(seven, ""), seven, "a", "4")
    away = refit(copy, five)
    assert away.values == {"a": ""}
    assert [shown(answer) for answer in away.kept] == ["4/7"]
    again = refit(with_value(away, five, "a", "2"), seven)
    assert again.values == {"a": "4"}
    assert [shown(answer) for answer in again.kept] == ["2/5"]


def test_what_a_scale_doesn_t_have_is_kept_apart() -> None:
    five = tool(field("a", FieldKind.SCALE))
    for step in ("0", "6", "x", "²", "５", "05"):
        found = refit(with_value(blank(five, ""), five, "a", step), five)
        assert (found.values, [answer.value for answer in found.kept]) == ({"a": ""}, [step])


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("other", TYPED)
def test_what_was_typed_stays_where_another_sort_of_field_takes_its_place(kind: FieldKind, other: FieldKind) -> None:
    old, new = (tool(field("a", one)) for one in (kind, other))
    copy = refit(with_value(blank(old, ""), old, "a", "  to\nlinjer "), new)
    assert copy.values == {"a": "  to\nlinjer "}
    assert copy.kept == ()


def test_two_answers_to_one_entry_are_both_kept() -> None:
    of = tool(field("a", FieldKind.LINE))
    twice = tuple(Answer("a", "line", "A", text) for text in ("en", "to", "en"))
    found = refit(blank(of, "")._replace(answers=twice), of)
    assert found.values == {"a": "en"}
    assert [answer.value for answer in found.kept] == ["to"]


def test_the_order_of_the_tool_is_that_of_the_copy() -> None:
    old = tool(field("a", FieldKind.LINE), field("b", FieldKind.LINE), ticks="c")
    new = tool(field("b", FieldKind.LINE), field("d", FieldKind.LINE), field("a", FieldKind.LINE), ticks="c")
    copy = blank(old, "")
    for id_, text in (("a", "A"), ("b", "B"), ("c", DONE)):
        copy = with_value(copy, old, id_, text)
    assert list(refit(copy, new).values.items()) == [("b", "B"), ("d", ""), ("a", "A"), ("c", DONE)]


# Rows that begin with a text.


def named(*texts: str, columns: str = "xy", id_: str = "a") -> Field:
    presets = tuple(Choice(str(n), (nodes.Text(text, 0),), "", 0, 0) for n, text in enumerate(texts, 1))
    return field(id_, FieldKind.TABLE, columns, len(texts))._replace(presets=presets)


def test_a_new_copy_has_the_rows_that_the_author_named() -> None:
    of = tool(named("Kvalitet", "Politiske\u00a0mål"), field("b", FieldKind.TABLE, "xy"))
    copy = blank(of, "")
    assert copy.values == {"a": ({"x": "Kvalitet"}, {"x": "Politiske mål"}), "b": ()}
    assert progress(copy) == Progress(0, 2)
    assert progress(with_value(copy, of, "a", ({"x": "Kvalitet", "y": "5"},))) == Progress(1, 2)
    assert shown(copy.answers[0]) == "Kvalitet\nPolitiske mål"


def test_a_table_of_one_column_is_filled_in_by_that() -> None:
    assert progress(blank(tool(named("Kvalitet", columns="x")), "")) == Progress(1, 1)


@pytest.mark.parametrize("value", [(), ({"x": "Noget andet"},), ({"y": "5"},), ({"x": "Kvalitet", "y": "5"},)])
def test_what_the_reader_makes_of_the_rows_stays(value: Value) -> None:
    of = tool(named("Kvalitet", "Effektivitet"))
    copy = with_value(blank(of, ""), of, "a", value)
    assert refit(read_filled(write_filled(copy)), of) == copy
    # The author names other rows now: those that were begun are the reader's.
    assert refit(copy, tool(named("Kvalitet", "Mål", "Mere"))).values == {"a": value}


def test_a_table_that_is_new_in_an_edition_has_its_rows() -> None:
    old, new = tool(field("b", FieldKind.LINE)), tool(field("b", FieldKind.LINE), named("Kvalitet"))
    copy = with_value(blank(old, ""), old, "b", "her")
    assert refit(copy, new).values == {"b": "her", "a": ({"x": "Kvalitet"},)}
    line = tool(field("a", FieldKind.LINE))
    found = refit(with_value(blank(line, ""), line, "a", "en linje"), new)
    assert found.values["a"] == ({"x": "Kvalitet"},)
    assert [answer.value for answer in found.kept] == ["en linje"]


@given(st.data(), tools(), tools())
def test_nothing_is_lost_where_rows_begin_with_a_text(data: st.DataObject, of: Tool, other: Tool) -> None:
    def with_rows(one: Tool) -> Tool:
        def of_block(block: nodes.Block) -> nodes.Block:
            is_table = isinstance(block, Field) and block.kind is FieldKind.TABLE
            return block._replace(presets=named("Kvalitet", "Mål").presets) if is_table else block  # type: ignore[call-arg]

        return one._replace(blocks=tuple(map(of_block, one.blocks)))

    of, other = with_rows(of), with_rows(other)
    copy = refit(data.draw(filled(of)), of)
    assert refit(copy, of) == copy
    away = refit(copy, other)
    assert refit(away, other) == away
    assert said(copy) <= said(away)
    assert said(away) <= said(refit(away, of))


# What is said of it.


def test_progress() -> None:
    of = tool(field("a", FieldKind.LINE), field("b", FieldKind.TABLE, "x"), ticks="c")
    copy = blank(of, "Mit ark")
    assert progress(copy) == Progress(0, 3)
    copy = with_value(with_value(copy, of, "a", " "), of, "b", ({"x": ""},))
    assert progress(copy) == Progress(0, 3)
    copy = with_value(with_value(copy, of, "b", ({"x": "1"},)), of, "c", DONE)
    assert progress(copy) == Progress(2, 3)


@given(answers())
def test_what_an_answer_says_can_be_shown(answer: Answer) -> None:
    text = shown(answer)
    assert bool(text.strip()) == is_answered(answer.value)
    if answer.kind == FieldKind.TABLE:
        assert all(
            piece.partition(": ")[2].strip() in text
            for _id, piece in said(Filled("", ToolKind.GUIDE, "", "", (answer,)))
        )


def test_words_are_what_the_reader_wrote() -> None:
    of = tool(
        field("a", FieldKind.LINE),
        field("b", FieldKind.CHOICES, "xy"),
        field("c", FieldKind.TABLE, "xy"),
        field("d", FieldKind.SCALE),
        ticks="e",
    )
    copy = blank(of, "Mit ark")
    for id_, value in (("a", "et"), ("b", ("x", "y")), ("c", ({"y": "to", "x": "tre"},)), ("d", "3"), ("e", DONE)):
        copy = with_value(copy, of, id_, value)
    copy = copy._replace(kept=(Answer("f", "line", "F", "fire"), Answer("g", TICK, "G", DONE)))
    assert words(copy).split("\n") == ["Mit ark", "et", "Mulighed x", "Mulighed y", "tre · to", "fire"]


def test_spaces_that_were_typed_come_back() -> None:
    of = tool(field("a", FieldKind.LINE), field("t", FieldKind.TABLE, "xy"))
    typed = with_value(with_value(blank(of, "Mit"), of, "a", "  "), of, "t", ({"x": " "}, {}))
    assert refit(read_filled(write_filled(typed)), of) == typed
