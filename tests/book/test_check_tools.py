"""The check of tools: every sort of fault, at the right line, with words that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.book.check import check_handbook
from handbook.book.forms import entries
from handbook.book.nodes import Heading, Tool

if TYPE_CHECKING:
    from tests.book.conftest import MakeHandbook, Parse

_LINE = "/// line | L\n    id: l\n///\n"
_OTHER = "/// line | M\n    id: m\n///\n"


def _tool(body: str, options: str = "    id: t\n", kind: str = "worksheet") -> str:
    """Return a chapter whose tool opens in line 3; with one line of options, the body begins in line 6."""
    return f"# A\n\n//// {kind} | T\n{options}\n{body}////\n"


def _field(kind: str, options: str, before: str = "") -> str:
    return _tool(f"{before}/// {kind} | F\n    id: f\n{options}///\n")


def _question(answers: str, name: str = "q") -> str:
    return f"/// question | Q\n    id: {name}\n    answers: {{{answers}}}\n///\n\n"


_OUTCOME = "/// outcome | O\n    id: o\n///\n"

# Code → text of the chapter, the line of the fault, and words of its message.
FAULTS: dict[str, list[tuple[str, int, str]]] = {
    "tool-id": [
        (_tool(_LINE, ""), 3, "The tool has no id: give it one, as in “id: my-tool”."),
        (_tool(_LINE, "    id:\n"), 3, "has no id"),
        (_tool(_LINE, "    id: Æ b\n"), 3, "“Æ b” can’t be used"),
        (_tool(_LINE, "    id: [t]\n"), 3, "has no id"),
    ],
    "duplicate-tool-id": [(_tool(_LINE) + "\n" + _tool(_LINE)[5:], 11, "in this chapter")],
    "field-id": [
        (_tool("/// line | L\n///\n\n" + _LINE), 6, "The field has no id"),
        (_tool("Tekst.\n\n/// line | L\n    id: A\n///\n\n" + _LINE), 8, "“A”"),
        (
            _tool("- [ ] a {#a}\n- [ ] b\n"),
            7,
            "The task has no id: give it one at its end, as in “- [ ] … {#my-task}”.",
        ),
        (_tool("- [ ] a {#a}\n- [ ] b {#B}\n"), 7, "“B”"),
        (_tool(f"Hej.\n\n1. a\n    - [x] b\n\n{_LINE}"), 9, "The task has no id"),
        (_field("choice", "    options: {A: a, b: b}\n", "Hej.\n\n"), 8, "“A”"),
        (_field("table", '    columns: {"": a, b: b}\n'), 6, "Something in “columns” has no id"),
    ],
    "duplicate-field-id": [
        (_tool(f"{_LINE}\n{_LINE}"), 10, "“l” is already taken in this tool"),
        (_tool(f"{_LINE}\n- [ ] a {{#l}}\n"), 10, "“l”"),
    ],
    "tool-place": [
        ("# A\n\n- a\n\n    //// worksheet | T\n        id: t\n\n    ////\n", 5, "“worksheet” stands in a list"),
        (f"# A\n\n> Hej.\n>\n> /// line | L\n>     id: l\n> ///\n\n{_tool(_LINE)[5:]}", 5, "“line” stands in a list"),
        (f"# A\n\n!!! tip\n    /// line | L\n\n{_tool(_LINE)[5:]}", 4, "“line”"),
        (f"# A\n\nTekst.[^1]\n\n[^1]: a\n\n    /// line | L\n\n{_tool(_LINE)[5:]}", 7, "a footnote"),
        (f"# A\n\n{_LINE}", 3, "“line” stands outside a tool"),
        (
            _tool(f"- [ ] a {{#a}}\n\n//// worksheet | W\n    id: w\n{_LINE}////\n").replace("////", "/////", 1)[:-1]
            + "/\n",
            8,
            "in another tool",
        ),
        (
            f"# A\n\n///// worksheet | T\n    id: t\n\n//// line | L\n    id: m\n{_LINE}////\n/////\n",
            8,
            "“line” stands in another field",
        ),
        (_field("step", ""), 6, "“step” only belongs in a tool of the kind “guide”."),
        (_field("outcome", "", f"{_LINE}\n"), 10, "of the kind “decision”"),
        (_field("dimension", "    statements: {a: A}\n"), 6, "of the kind “selftest”"),
    ],
    "tool-title": [
        (_tool(_LINE).replace(" | T", ""), 3, "“//// worksheet | …”"),
        (_tool(_LINE).replace(" T", ""), 3, ""),
    ],
    "field-title": [(_tool(_LINE.replace(" | L", "")), 6, "The field has no label: write one after the bar")],
    "tool-option": [
        (_tool(_LINE, "    id: t\n    farve: blå\n"), 3, "“worksheet” has no option “farve”."),
        (_field("line", "    lines: 3\n"), 6, "“line” has no option “lines”."),
        (_field("line", "    parent: a\n"), 6, "“parent”"),
        (_field("line", "    attrs: {id: a}\n"), 6, "“attrs”"),
        (_field("line", "    id: f\n"), 6, "The option “id” is there twice."),
        (_field("choice", "    options:\n      a: A\n      a: B\n"), 6, "“a” is there twice"),
        (_tool(_LINE, "    id: t\n    from: a\n"), 3, "“from”"),
    ],
    "tool-option-type": [
        (_tool(_LINE, "    id: t\n    minutes: snart\n"), 3, "“minutes” must be a whole number, 1–10000."),
        (_tool(_LINE, "    id: t\n    summary: [a]\n"), 3, "“summary” must be a text."),
        (_tool(_LINE, "    id: t\n    situations: {a: b}\n"), 3, "“situations” must be a list of texts"),
        (_tool(_LINE, "    id: t\n    situations: [[a]]\n"), 3, "“situations” must be a list of texts"),
        (_field("paragraph", "    lines: 0\n"), 6, "“lines” must be a whole number, 1–40."),
        (_field("scale", "    from: a\n    to: b\n    steps: 1\n"), 6, "2–10"),
        (_field("table", "    columns: {a: b}\n    rows: 0x9\n"), 6, "“rows”"),
        (_field("table", "    columns: {a: b}\n    rows: []\n"), 6, "1–40, or a list of as many texts"),
        (_field("table", "    columns: {a: b}\n    rows: [Et, [to]]\n"), 6, "as in “[One, Another]”"),
        (_field("table", "    columns: {a: b}\n    rows: {et: to}\n"), 6, "“rows”"),
        (_field("table", f"    columns: {{a: b}}\n    rows: [{', '.join('x' * 41)}]\n"), 6, "“rows”"),
        (_field("choice", "    options: {a: A}\n    several: måske\n"), 6, "“several” must be true or false."),
        (_field("choice", "    options: {a: [], b: B}\n"), 6, "“a” in “options” must be a text."),
    ],
    "tool-scale": [
        (_field("scale", "    from: a\n"), 6, "The scale has no words for its ends: give it “from” and “to”."),
        (
            _tool("/// dimension | D\n    id: d\n    statements: {a: A}\n///\n", kind="selftest"),
            3,
            "no words for its ends",
        ),
    ],
    "tool-options": [
        (_field("choice", "", "Hej.\n\n"), 8, "Nothing is offered: write “options”"),
        (_field("choice", "    options: {}\nHjælp.\n"), 6, "“options”"),
        (_field("table", "    rows: 2\n"), 6, "“columns”"),
    ],
    "tool-options-unreadable": [
        (_tool(_LINE, "    id: t\n    summary: a: b\n"), 3, "mapping values are not allowed here"),
        (_tool(_LINE, "    - t\n"), 3, "lines of “key: value”"),
        (_tool(_LINE, "    id: t\n    situations: &a [*a]\n"), 3, "recursive"),
        (_tool(_LINE, f"    id: t\n    summary: {'a' * 70_000}\n"), 3, "too long"),
    ],
    "tool-empty": [
        (_tool("Tekst.\n\n- punkt\n"), 3, "There is nothing to fill in in the tool “t”."),
        (_tool(_OUTCOME, kind="decision"), 3, "nothing to fill in"),
    ],
    "decision-end": [
        (_tool(_question("a: {text: A, to: o}, b: B") + _OUTCOME, kind="decision"), 6, "“b” to “q” leads nowhere"),
        (_tool(_question("a: {text: A, to: x}, b: {text: B, to: o}") + _OUTCOME, kind="decision"), 6, "leads to “x”"),
    ],
    "decision-unreached": [
        (
            _tool(_question("a: {text: A, to: o}") + _OUTCOME + _OUTCOME.replace("o\n", "p\n"), kind="decision"),
            14,
            "“p”",
        ),
    ],
    "decision-circle": [
        (
            _tool(
                _question("a: {text: A, to: r}")
                + _question("a: {text: A, to: s}, b: {text: B, to: o}", "r")
                + _question("a: {text: A, to: r}", "s")
                + _OUTCOME,
                kind="decision",
            ),
            11,
            "from “r” one comes back to it",
        )
    ],
    "unclosed-block": [
        (
            "# A\n\n" + "//// worksheet | T\n    id: t\n" + _LINE,
            3,
            "isn’t closed: end it with a line of as many slashes",
        ),
        (f"---\nkind: chapter\n---\n# A\n\n```\n/// a\n\n```\n- punkt\n{_LINE.replace('///', '////', 1)}", 11, ""),
        (_tool(f"- [ ] a {{#a}}\n{_LINE[:-4]}{_OTHER}"), 7, ""),
        (_tool(f"{_LINE[:-4]}"), 6, ""),
    ],
    "unknown-block": [
        (_tool("/// lien | L\n    id: x\n///\n\n" + _LINE), 6, "the kind “lien”. Did you mean “line”?"),
        (f"# A\n\n```\n/// kvadrat\n```\n\n/// kvadrat\n\n{_tool(_LINE)[5:]}", 7, "the kind “kvadrat”."),
    ],
    "unopened-block": [
        (_tool(_LINE) + "\n////\n", 11, "closes a block, but none with as many slashes is open"),
        (_tool(f"{_LINE}/////\n\n{_OTHER}"), 9, ""),
    ],
}
_CONSEQUENCES = {
    "tool-place": {"tool-empty"},
    "tool-options": {"tool-option-type"},
    "tool-option-type": {"tool-options"},
    "unclosed-block": {"tool-place", "unopened-block"},
}


@pytest.mark.parametrize(
    ("code", "text", "line", "says"),
    [(code, *case) for code, cases in FAULTS.items() for case in cases],
    ids=lambda value: value if value in FAULTS else "",
)
def test_a_fault_in_a_tool(make_handbook: MakeHandbook, code: str, text: str, line: int, says: str) -> None:
    faults = check_handbook(make_handbook({"a.md": text}))
    assert [
        fault.message
        for fault in faults
        if (fault.path, fault.line, fault.code) == ("a.md", line, code) and says in fault.message
    ], faults
    assert {fault.code for fault in faults} - _CONSEQUENCES.get(code, set()) == {code}


def test_a_tool_in_two_chapters(make_handbook: MakeHandbook) -> None:
    faults = check_handbook(make_handbook({"b.md": _tool(_LINE), "mappe/a.md": f"# A\n\nTekst.\n{_tool(_LINE)[4:]}"}))
    assert [(fault.path, fault.line, fault.code) for fault in faults] == [("mappe/a.md", 5, "duplicate-tool-id")]
    assert "b.md" in faults[0].message


def test_a_fault_of_a_tool_is_no_fault_of_its_fields(make_handbook: MakeHandbook) -> None:
    text = _tool(f"Tekst.\n\n{_LINE}\n{_OTHER}\n- [ ] a\n", "")
    (fault,) = check_handbook(make_handbook({"a.md": text}))
    assert (fault.line, fault.code) == (3, "tool-id")


def test_what_comes_after_a_block_that_is_not_closed_is_a_field_all_the_same(parse: Parse) -> None:
    tree = parse(_tool(f"{_LINE[:-4]}{_OTHER[:-4]}") + "\n## Efter\n")
    tool, heading = tree.blocks[1:]
    assert isinstance(tool, Tool)
    assert [entry.id for entry in entries(tool)] == ["l", "m"]
    assert isinstance(heading, Heading)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_tabs_and_line_ends(parse: Parse, end: str) -> None:
    text = _tool("/// choice | C\n\tid: c\n\toptions:\n\t\ta: No\n\t\tyes: 12:30\n///\n").replace("\n", end)
    tool = parse(text).blocks[1]
    assert isinstance(tool, Tool)
    assert entries(tool)[0].names == (("a", "No"), ("yes", "12:30"))


def test_a_tool_doesnt_take_the_address_of_a_section(make_handbook: MakeHandbook) -> None:
    text = _tool(_LINE).replace("# A\n", "# A\n\n## Skema {#t}\n", 1)
    faults = check_handbook(make_handbook({"a.md": text}))
    assert [(fault.code, fault.line) for fault in faults] == [("duplicate-id", 5)]
