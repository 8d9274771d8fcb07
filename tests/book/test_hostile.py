"""Input that is meant to break the program, or does so by accident: an answer in bounded time, never a traceback.

The times are bounds against hanging, far above what the inputs take; they are no measurements.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from handbook.book.check import check_handbook
from handbook.book.files import MOST_BYTES, SourceError
from handbook.book.library import open_handbook
from handbook.book.markdown import parse_chapter
from handbook.errors import HandbookError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.book.nodes import ChapterTree
    from tests.book.conftest import MakeHandbook

# The slowest takes five seconds on a slow and busy machine; what takes the square of its length takes minutes.
_SECONDS = 10

_HOSTILE = {
    "quotes": ">" * 10_000 + " x",
    "quotes with spaces": "> " * 10_000 + "x",
    "lists": "- " * 10_000 + "x",
    "numbered lists": "1. " * 10_000 + "x",
    "quotes and lists": "> - " * 5_000 + "x",
    "definitions": "x\n" + ":   " * 5_000 + "x",
    "lists by indentation": "".join(f"{' ' * 2 * level}- x\n" for level in range(1_000)),
    "lists in running paragraphs": "".join(f"{' ' * 4 * level}- x\nlazy\n" for level in range(700)),
    "panels": "".join(f'{" " * 4 * level}!!! note "x"\n' for level in range(700)),
    "brackets": "[" * 10_000,
    "closed brackets": "[" * 10_000 + "x" + "]" * 10_000,
    "links in links": "[" * 3_000 + "](x)" * 3_000,
    "images": "![" * 10_000,
    "targets": "[a](" * 20_000,
    "titles": '[a](b "' * 20_000,
    "emphasis": "*a " * 10_000 + "b*" * 10_000,
    "strong emphasis": "**a *b " * 5_000,
    "underscores": "_a " * 10_000,
    "stars": "*" * 100_000,
    "many marks": "*a* " * 50_000,
    "backticks": " ".join("`" * length for length in range(1, 1_000)),
    "struck": "~~a~~" * 50_000,
    "keys": "++a+b" * 30_000,
    "escapes": "\\*" * 200_000,
    "entities": "&amp;" * 100_000,
    "breaks": "a  \n" * 50_000,
    "references": "[^a]" * 50_000,
    "open references": "[^a\n" * 20_000,
    "notes": "".join(f"[^{number}] " for number in range(9_000))
    + "\n\n"
    + "".join(f"[^{number}]: x\n\n" for number in range(9_000)),
    "abbreviations": "".join(f"*[A{number}]: x\n" for number in range(5_000)) + "\n" + "A1 A2 " * 10_000,
    "open abbreviations": "*[a\n" * 20_000,
    "attributes": "## http://a" + "{: .x}# " * 8_000,
    "headings": "# a\n" * 15_000,
    "underlined headings": "a\n=\n" * 15_000,
    "rules": "---\n" * 15_000,
    "rules and panels": '---\n!!! note "a"\n\\]]    ' * 6_000,
    "terms in one block": ":   :   ![[ ] \\\n" * 10_000,
    "table of one row": "|`a" * 20_000 + "\n" + "|-" * 20_000,
    "table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 10_000,
    "quotes around addresses": '"   !)<http://a>' * 14_000,
    "paragraphs": "a\n\n" * 100_000,
    "blank lines": "\n" * 1_000_000,
    "one word": "a" * 1_000_000,
    "spaces": " " * 1_000_000,
    "open code": "    ``````\n" * 5_000,
    "combining": "e\u0301" * 400_000,
    "a long line": "ord " * 1_300_000,
    "a large text": "ord\n" * 1_100_000,
    "front matter": "---\na: " + "[" * 60_000 + "\n---\n# A\n",
    "large front matter": "---\n" + "a: b\n" * 100_000 + "---\n# A\n",
    "expanding front matter": "---\na: &a [x, x]\n"
    + "".join(
        f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *{'a' if n == 0 else f'b{n - 1}'}]\n" for n in range(40)
    )
    + "tags: *b39\n---\n# A\n",
}


def _tool(body: str, options: str = "    id: t\n") -> str:
    return f"# A\n\n//// worksheet | T\n{options}\n{body}\n////\n"


def _fields(count: int, indent: str = "") -> str:
    return "".join(f"{indent}/// line | F\n{indent}    id: f{n}\n{indent}///\n\n" for n in range(count))


def _aliases(innermost: str, pair: str) -> str:
    """Return options in which each holds the one before it twice."""
    lines = [f"    b{n}: &b{n} {pair.format(n - 1, n - 1)}\n" for n in range(1, 40)]
    return f"    id: t\n    b0: &b0 {innermost}\n{''.join(lines)}    situations: *b39\n    summary: *b39\n"


_HOSTILE_TOOLS = {
    "openers": "/// line | x\n    id: a\n" * 2_000,
    "nested openers": "".join(f"{'/' * (1_500 - n)} worksheet | x\n    id: a{n}\n" for n in range(1_400)),
    "closers": "///\n" * 20_000,
    "unknown blocks": "".join(f"/// kind{n}\n" for n in range(2_900)),
    "a line of slashes": "/" * 1_000_000,
    "spaces before a kind": f"/// {' ' * 1_000_000}!",
    "spaces in a title": f"/// line | {('a' + ' ' * 50_000) * 18}!",
    "bars": "/// line |" + "a |" * 300_000,
    "fields": _tool(_fields(900)),
    "too many fields": _tool(_fields(5_000)),
    "tools": "".join(f"//// checklist | T\n    id: t{n}\n\n- [ ] a {{#a}}\n////\n\n" for n in range(900)),
    "tasks": _tool("".join(f"- [ ] a {{#a{n}}}\n" for n in range(20_000))),
    "lists of aliases": _tool("", _aliases("[x, x]", "[*b{}, *b{}]")),
    "mappings of aliases": _tool("", _aliases("{x: y}", "{{k: *b{}, l: *b{}}}")),
    "an alias of itself": _tool("", "    id: t\n    situations: &a [*a]\n"),
    "open lists": _tool("", f"    id: t\n    situations: {'[' * 60_000}\n"),
    "long options": _tool("", "    id: t\n" + "".join(f"    a{n}: b\n" for n in range(4_500))),
    "too long options": _tool("", "    a: b\n" * 100_000),
    "numbers": _tool(f"/// scale | S\n    id: s\n    steps: 0x{'f' * 20_000}\n    to: 1{':1' * 9_000}\n///\n"),
    "types": _tool(
        "", "    id: !!binary aGVq\n    summary: !!set {a, b}\n    situations: 2026-11-30\n    ~: 1\n    [a]: b\n"
    ),
    "names of arguments": _tool(
        "", "    id: t\n    parent: a\n    arg: b\n    self: c\n    attrs: {class: admonition}\n"
    ),
    "options": _tool("/// choice | C\n    id: c\n    options:\n" + "".join(f"      o{n}: t\n" for n in range(4_000))),
    "a long decision": "//// decision | D\n    id: d\n\n"
    + "".join(
        f"/// question | Q\n    id: q{n}\n    answers: {{a: {{text: t, to: q{n + 1}}}}}\n///\n\n" for n in range(900)
    ),
    "blocks in a list": "- a\n\n" + _fields(5_000, "    ").replace("\n\n", "\n") + _tool(""),
    "blocks in lists": "- a\n\n" + _fields(900, "    ") + _tool(""),
    "blocks in a quote": "> /// line | x\n>     id: a\n> ///\n" * 2_000 + _tool(""),
    "blocks in panels": "!!! tip\n    /// line | x\n        id: a\n    ///\n\n" * 900 + _tool(""),
    "blocks in footnotes": "".join(f"[^{n}]" for n in range(700))
    + "\n\n"
    + "".join(f"[^{n}]: a\n\n    /// line | x\n        id: a\n    ///\n\n" for n in range(700))
    + _tool(""),
    "fenced blocks": _tool("```\n/// line | x\n```\n" * 2_900),
}
_HOSTILE |= _HOSTILE_TOOLS


@pytest.mark.parametrize("name", list(_HOSTILE))
def test_an_answer_in_time(name: str, assert_sound: Callable[[ChapterTree], None]) -> None:
    started = time.process_time()
    turned_away: HandbookError | None = None
    try:
        tree = parse_chapter(_HOSTILE[name], title="Kapitel", language="da")
    except HandbookError as error:
        turned_away = error
    assert time.process_time() - started < _SECONDS
    if turned_away is None:
        assert_sound(tree)
    else:
        assert turned_away.message
        assert turned_away.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# A\n\n" + "> " * 61 + "x\n", 3),
        ("# A\n\n```\n> > >\n\n```\n\n" + "- " * 61 + "x\n", 8),
        ("---\nkind: chapter\n---\n" + "\n".join(f"{'  ' * level}- x" for level in range(70)), 64),
        ("ord\n" * 3 + "x" * (1024 * 1024 + 1), 4),
        ("# A\n\n```\nx\n```\n\n" + "".join(f"{'/' * (90 - n)} line | x\n" for n in range(70)), 67),
    ],
)
def test_the_line_is_named(text: str, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        parse_chapter(text, title="Kapitel", language="da")
    assert caught.value.line == line


def test_what_is_only_just_allowed() -> None:
    tree = parse_chapter("> " * 60 + "x", title="Kapitel", language="da")
    assert tree.text == "x\n"
    tree = parse_chapter("\n".join(f"{'    ' * level}- x" for level in range(60)), title="Kapitel", language="da")
    assert tree.text == "x\n" * 60


def test_a_paragraph_with_too_many_marks_is_shown_as_typed() -> None:
    tree = parse_chapter("# A *b*\n\n" + "*a* " * 50_000, title="Kapitel", language="da")
    assert tree.title == "A b"
    assert tree.text.startswith("A b\n*a* *a* ")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "byte 8 is zero"),
        ("# Håndbog\n".encode("latin-1"), "byte 3 can’t be read"),
        ("# A\n\nøl\n".encode("utf-16"), "this is UTF-16"),
        (b"# A\n" + b"x" * (MOST_BYTES + 1), "larger than 4 MB"),
        (b"# A\n\n" + b"x" * (2 * 1024 * 1024), "a.md:3: the line is longer"),
    ],
)
def test_a_file_that_is_no_text(make_handbook: MakeHandbook, content: bytes, says: str) -> None:
    handbook = open_handbook(make_handbook({"a.md": content}))
    with pytest.raises(HandbookError, match=r"a\.md") as caught:
        handbook.tree("a.md")
    assert says in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("name", [name for name in _HOSTILE_TOOLS if name not in ("closers", "openers")])
def test_the_check_of_hostile_tools_ends(make_handbook: MakeHandbook, name: str) -> None:
    folder = make_handbook({"a.md": _HOSTILE_TOOLS[name]})
    started = time.process_time()
    assert bool(check_handbook(folder)) is (name not in ("fields", "tasks"))
    assert time.process_time() - started < _SECONDS


def test_a_file_that_is_a_folder(make_handbook: MakeHandbook, tmp_path: Path) -> None:
    folder = make_handbook({"SUMMARY.md": "- [A](a.md)\n"})
    (tmp_path / "book" / "a.md").mkdir()
    with pytest.raises(HandbookError):
        open_handbook(folder).tree("a.md")
