"""Tools: what is written is what is asked, at its place in the text; results and ways by hand-made examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.book.check import check_handbook
from handbook.book.forms import entries, fields, is_answered, is_filled_in, route, scores, tools
from handbook.book.library import open_handbook
from handbook.book.nodes import Choice, Field, FieldKind, Quote, Tool, ToolKind
from handbook.book.toolbox import Toolbox
from handbook.book.walk import anchors, iter_blocks, plain_text
from tests.book.tool_strategies import chapters, ids, written_tools

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.book.forms import Value
    from handbook.book.nodes import ChapterTree
    from tests.book.conftest import MakeHandbook, Parse
    from tests.book.tool_strategies import WrittenTool


def _parsed(parse: Parse, source: str) -> Tool:
    (tool,) = tools(parse(source).blocks)
    return tool


def _spaces(text: str) -> str:
    """Return a text as it was typed: the typography ties some words together."""
    return text.replace("\u00a0", " ")


# --- Whatever is written ----------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(chapter=chapters())
def test_what_is_written_is_what_is_asked(parse: Parse, chapter: tuple[str, tuple[WrittenTool, ...]]) -> None:
    source, written = chapter
    tree = parse(source)
    found = list(tools(tree.blocks))
    assert [(tool.id, tool.kind, _spaces(plain_text(tool.title))) for tool in found] == [
        (tool.id, tool.kind, tool.title) for tool in written
    ]
    for tool, wanted in zip(found, written, strict=True):
        given_ = [
            (
                *(entry.id, entry.kind, _spaces(entry.label)),
                tuple((id_, _spaces(name)) for id_, name in entry.names),
                entry.presets,
            )
            for entry in entries(tool)
        ]
        assert given_ == [tuple(entry) for entry in wanted.entries]
        assert tool.id in anchors(tree)
        _stands_in_the_text(tree, tool)


def _stands_in_the_text(tree: ChapterTree, tool: Tool) -> None:
    title = plain_text(tool.title)
    assert tree.text[tool.start : tool.start + len(title) + 1] == f"{title}\n"
    for block in iter_blocks(tool.blocks):
        if isinstance(block, Field):
            label = plain_text(block.label)
            assert tree.text[block.start : block.start + len(label)] == label
    for entry in entries(tool):
        assert tree.text.startswith(entry.label, entry.start)
    for choice in _choices(tool):
        assert tree.text[choice.start : choice.end] == plain_text(choice.label)


def _choices(tool: Tool) -> list[Choice]:
    return [*tool.options, *(choice for field in fields(tool) for choice in (*field.options, *field.presets))]


@settings(max_examples=15, deadline=None)
@given(chapter=chapters())
def test_what_is_written_right_has_no_faults(
    tmp_path_factory: pytest.TempPathFactory, chapter: tuple[str, tuple[WrittenTool, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("bog")
    (folder / "SUMMARY.md").write_text("# Bog\n\n- [Kapitel](a.md)\n", "utf-8")
    (folder / "a.md").write_text(chapter[0], "utf-8")
    assert check_handbook(folder) == []


_answers = st.text(max_size=3) | st.sampled_from(["1", "2", "10", "x", "0", "²", "-1"])
_values = (
    _answers
    | st.lists(_answers, max_size=2).map(tuple)
    | st.lists(st.dictionaries(ids, _answers), max_size=2).map(tuple)
)


@settings(max_examples=40, deadline=None)
@given(written=written_tools(ToolKind.SELFTEST), data=st.data())
def test_a_result_for_all_answers(parse: Parse, written: WrittenTool, data: st.DataObject) -> None:
    tool = _parsed(parse, written.source)
    asked = [entry.id for entry in written.entries]
    answers = data.draw(st.dictionaries(st.sampled_from(asked) | ids, _values))
    result = scores(tool, answers)
    assert [score.dimension.id for score in result] == list(dict.fromkeys(id_.partition(".")[0] for id_ in asked))
    for score in result:
        assert 0 <= score.answered <= score.total
        assert (score.mean is None) == (score.answered == 0)
        assert score.mean is None or 1 <= score.mean <= score.steps == tool.size


@settings(max_examples=40, deadline=None)
@given(written=written_tools(ToolKind.DECISION), data=st.data())
def test_a_way_for_all_answers(parse: Parse, written: WrittenTool, data: st.DataObject) -> None:
    tool = _parsed(parse, written.source)
    answers = data.draw(
        st.fixed_dictionaries(
            {}, optional={id_: st.sampled_from([*ways, "andet"]) | _values for id_, ways in written.ways.items()}
        )
    )
    way = route(tool, answers)
    current, passed = next(iter(written.ways)), []
    while current in written.ways:
        passed.append(current)
        answer = answers.get(current)
        if not isinstance(answer, str) or answer not in written.ways[current]:
            break
        current = written.ways[current][answer]
    assert [field.id for field in way.asked] == passed
    assert (way.outcome.id if way.outcome is not None else "") == ("" if current in written.ways else current)


# --- Each kind and option ---------------------------------------------------------------------------------------------

_SELFTEST = """//// selftest | Hvor står vi?
    id: st
    from: Slet ikke
    to: Helt
    steps: 4

/// dimension | Mod
    id: mod
    statements:
      fejl: Vi taler om fejl
      nej: Vi siger nej
Læs om [mod](a.md).
///

/// dimension | Ro
    id: ro
    statements: {tid: Vi har tid}
///
////
"""

_DECISION = """//// decision | Prøve?
    id: d

/// question | Har nogen problemet?
    id: q1
    answers:
      yes: {text: "Ja", to: q2}
      no: {text: "Nej", to: ask}
///

/// question | Kan det prøves?
    id: q2
    answers:
      yes: {text: "Ja", to: go}
      no: {text: "Nej", to: ask}
///

/// outcome | Gå i gang
    id: go
///

/// outcome | Spørg først
    id: ask
Tal med fem.
///
////
"""


def test_scores(parse: Parse) -> None:
    tool = _parsed(parse, _SELFTEST)
    assert (tool.size, [plain_text(end.label) for end in tool.options]) == (4, ["Slet ikke", "Helt"])
    mod, ro = scores(tool, {"mod.fejl": "1", "mod.nej": "4"})
    assert (mod.label, mod.mean, mod.answered, mod.total, mod.steps) == ("Mod", 2.5, 2, 2, 4)
    assert (ro.mean, ro.answered, ro.total) == (None, 0, 1)
    assert plain_text(mod.dimension.blocks[0].children) == "Læs om mod."  # type: ignore[union-attr]
    # A step that the scale doesn't have is no answer.
    assert scores(tool, {"mod.fejl": "5", "mod.nej": "3"})[0].mean == 3
    assert scores(tool, {"mod.fejl": "0"})[0].mean is None


@pytest.mark.parametrize(
    ("answers", "asked", "outcome"),
    [
        ({}, ["q1"], None),
        ({"q1": "no"}, ["q1"], "ask"),
        ({"q1": "yes"}, ["q1", "q2"], None),
        ({"q1": "yes", "q2": "yes"}, ["q1", "q2"], "go"),
        ({"q1": "no", "q2": "yes"}, ["q1"], "ask"),
        ({"q1": "måske"}, ["q1"], None),
        ({"q2": "yes"}, ["q1"], None),
    ],
)
def test_a_way(parse: Parse, answers: dict[str, str], asked: list[str], outcome: str | None) -> None:
    way = route(_parsed(parse, _DECISION), answers)
    assert [field.id for field in way.asked] == asked
    assert (way.outcome.id if way.outcome is not None else None) == outcome


def test_a_way_that_goes_round_ends(parse: Parse) -> None:
    tool = _parsed(parse, _DECISION.replace("to: go", "to: q1"))
    way = route(tool, {"q1": "yes", "q2": "yes"})
    assert ([field.id for field in way.asked], way.outcome) == (["q1", "q2"], None)


def _one_field(parse: Parse, kind: str, options: str, content: str = "", tool: str = "worksheet") -> Field:
    source = f"//// {tool} | T\n    id: t\n\n/// {kind} | F\n    id: f\n{options}{content}///\n////\n"
    (field,) = fields(_parsed(parse, source))
    return field


@pytest.mark.parametrize(
    ("kind", "options", "found", "size"),
    [
        ("line", "", FieldKind.LINE, 0),
        ("paragraph", "", FieldKind.PARAGRAPH, 3),
        ("paragraph", "    lines: 8\n", FieldKind.PARAGRAPH, 8),
        ("paragraph", "    lines: 41\n", FieldKind.PARAGRAPH, 3),
        ("number", "", FieldKind.NUMBER, 0),
        ("date", "", FieldKind.DATE, 0),
        ("choice", "    options: {a: A}\n", FieldKind.CHOICE, 0),
        ("choice", "    options: {a: A}\n    several: true\n", FieldKind.CHOICES, 0),
        ("choice", "    options: {a: A}\n    several: false\n", FieldKind.CHOICE, 0),
        ("scale", "    from: a\n    to: b\n", FieldKind.SCALE, 5),
        ("scale", "    from: a\n    to: b\n    steps: 2\n", FieldKind.SCALE, 2),
        ("table", "    columns: {a: A}\n", FieldKind.TABLE, 3),
        ("table", "    columns: {a: A}\n    rows: 1\n", FieldKind.TABLE, 1),
    ],
)
def test_a_field(parse: Parse, kind: str, options: str, found: FieldKind, size: int) -> None:
    field = _one_field(parse, kind, options, "Hjælp.\n")
    assert (field.kind, field.size, plain_text(field.label)) == (found, size, "F")
    assert plain_text(field.blocks[0].children) == "Hjælp."  # type: ignore[union-attr]


def test_rows_that_begin_with_a_text(parse: Parse) -> None:
    source = "    columns: {a: Hvad, b: Svar}\n    rows: [Kvalitet, 12:30, No, Kvalitet]\n"
    field = _one_field(parse, "table", source, "Hjælp.\n")
    assert [(preset.id, plain_text(preset.label)) for preset in field.presets] == [
        ("1", "Kvalitet"),
        ("2", "12:30"),
        ("3", "No"),
        ("4", "Kvalitet"),
    ]
    assert field.size == 4
    tree = parse(f"//// worksheet | T\n    id: t\n\n/// table | F\n    id: f\n{source}Hjælp.\n///\n////\n")
    assert tree.text.endswith("F\nHjælp.\nHvad\nSvar\nKvalitet\n12:30\nNo\nKvalitet\n")


@pytest.mark.parametrize(
    ("rows", "size", "texts"),
    [
        ("[]", 3, []),
        ("{a: b}", 3, []),
        ("[a, [b], '', c]", 2, ["a", "c"]),
        (f"[{', '.join(map(str, range(41)))}]", 40, [str(number) for number in range(40)]),
    ],
)
def test_rows_that_are_wrong(parse: Parse, rows: str, size: int, texts: list[str]) -> None:
    field = _one_field(parse, "table", f"    columns: {{a: A}}\n    rows: {rows}\n")
    assert (field.size, [plain_text(preset.label) for preset in field.presets]) == (size, texts)


def test_texts_of_rows_without_a_column_have_no_place(parse: Parse) -> None:
    assert _one_field(parse, "table", "    rows: [a, b]\n").presets == ()


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ((), False),
        (({"a": "Kvalitet"}, {"a": "Mål", "b": " "}), False),
        (({"a": "Kvalitet"}, {"b": "5"}), True),
        (({"borte": "x"},), True),
        ("", False),
        ("1", True),
        (("a",), True),
    ],
)
def test_what_rows_are_about_is_no_answer(value: Value, is_one: bool) -> None:
    assert is_filled_in(value, (("a", "Hvad"), ("b", "Svar"))) is is_one
    assert is_filled_in(value, (("a", "Hvad"),)) is is_answered(value)


def test_a_unit(parse: Parse) -> None:
    assert _one_field(parse, "number", "    unit: kr.\n").unit == "kr."


def test_a_step(parse: Parse) -> None:
    field = _one_field(parse, "step", "    minutes: 10\n", "> Hvad ser du?\n", "guide")
    assert (field.kind, field.minutes, field.size, type(field.blocks[0])) == (FieldKind.STEP, 10, 3, Quote)
    assert _one_field(parse, "step", "    notes: false\n", "", "guide").size == 0


def test_what_a_tool_says_of_itself(parse: Parse) -> None:
    source = (
        "//// checklist | A *b*\n    id: t\n    minutes: 20\n    summary: Kort.\n    situations: [Den ene, '12:30']\n\n"
    )
    tool = _parsed(parse, f"{source}- [ ] a {{#a}}\n- [x] **b** c {{#b}}\n    - [ ] d {{#d}}\n- e\n////\n")
    assert (tool.minutes, tool.summary, tool.situations) == (20, "Kort.", ("Den ene", "12:30"))
    assert plain_text(tool.title) == "A *b*"
    assert [(entry.id, entry.label) for entry in entries(tool)] == [("a", "a"), ("b", "b c"), ("d", "d")]
    assert _parsed(parse, _SELFTEST).situations == ()


def test_ids_that_yaml_takes_for_something_else(parse: Parse) -> None:
    field = _one_field(
        parse, "choice", "    options:\n      no: No\n      null: 1.10\n      12: 12:30\n      2026-01-01: 0x1\n"
    )
    names = [(choice.id, plain_text(choice.label)) for choice in field.options]
    assert names == [("no", "No"), ("null", "1.10"), ("12", "12:30"), ("2026-01-01", "0x1")]


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("", False),
        (" \n", False),
        ("x", True),
        ((), False),
        (("a",), True),
        (({"a": " "}, {}), False),
        (({}, {"a": "b"}), True),
    ],
)
def test_what_is_an_answer(value: str | tuple[str, ...] | tuple[dict[str, str], ...], is_one: bool) -> None:
    assert is_answered(value) is is_one


# --- The toolbox ------------------------------------------------------------------------------------------------------


def test_a_toolbox(make_handbook: MakeHandbook, count_trees: Callable[..., list[str]]) -> None:
    files: dict[str, str | bytes] = {
        "a.md": f"# A\n\n{_SELFTEST}\n{_DECISION}",
        "b.md": "# B\n",
        "c.md": f"# C\n\n{_DECISION}",
        "d.md": b"\xff///",
    }
    handbook = open_handbook(make_handbook(files))
    read = count_trees(handbook)
    box = Toolbox(handbook)
    assert [(place.chapter.key, place.tool.id) for place in box.all()] == [("a.md", "st"), ("a.md", "d")]
    assert read == ["a.md", "c.md"]
    place = box.find("d")
    assert place is not None
    assert place.chapter.key == "a.md"
    assert box.find("nej") is None


def test_a_toolbox_reads_no_further_than_it_must(
    make_handbook: MakeHandbook, count_trees: Callable[..., list[str]]
) -> None:
    handbook = open_handbook(make_handbook({"a.md": f"# A\n\n{_SELFTEST}", "b.md": f"# B\n\n{_DECISION}"}))
    read = count_trees(handbook)
    box = Toolbox(handbook)
    assert box.find("st") is not None
    assert read == ["a.md"]
    assert list(box.steps()) == [2]
    assert list(box.steps()) == []


@pytest.fixture
def count_trees(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Returns a function that makes a handbook note which chapters are parsed."""
    from handbook.book.library import Handbook

    def count(handbook: Handbook) -> list[str]:
        read: list[str] = []
        peek = handbook.peek

        def counted(key: str) -> ChapterTree:
            read.append(key)
            return peek(key)

        monkeypatch.setattr(handbook, "peek", counted)
        return read

    return count
