"""Tools as Markdown: what is written is read as the same tool, and a copy is text that anyone can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handbook.book import nodes
from handbook.book.forms import tools
from handbook.book.markdown import parse_chapter
from handbook.book.nodes import Choice, Field, FieldKind, Tool, ToolKind
from handbook.book.walk import iter_blocks, plain_text
from handbook.export.gather import Wanted, gather
from handbook.export.markdown import to_markdown
from handbook.export.markdown_tools import yaml_text
from handbook.export.report import Options, ReportChapter
from tests.export.test_pdf_texts import CHARACTERS, CODE_LIKE
from tests.export.tools import IDS, copy_of, everything, filled_copy, named_rows, tools_handbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.library import Handbook
    from tests.export.conftest import Desk

QUICK = settings(max_examples=120, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
MARKS = st.text(st.sampled_from("abc1æ ,.:;#-/|?!&@%{}[]()<>*_`~=+$^\\'\""), min_size=1, max_size=16)


def shape(value: Any) -> Any:
    """Return nodes without the places that they stand at, and links without where they lead."""
    if isinstance(value, nodes.Link):
        return ("Link", shape(value.children))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        kept = [
            (name, shape(getattr(value, name)))
            for name in value._fields
            if name not in ("start", "end") and not (name == "number" and isinstance(value, nodes.FootnoteReference))
        ]
        return (type(value).__name__, *kept)
    return tuple(map(shape, value)) if isinstance(value, tuple) else value


def read_tools(markdown: str) -> list[Tool]:
    return list(tools(parse_chapter(markdown, title="", language="da").blocks))


def test_every_tool_comes_back(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    for key in ("a.md", "b.md"):
        markdown = to_markdown(gather(handbook, Wanted(chapters=[key]), Options()))
        found = read_tools(markdown)
        assert len(found) == len(list(tools(handbook.tree(key).blocks)))
        assert shape(tuple(found)) == shape(tuple(tools(handbook.tree(key).blocks)))


@pytest.mark.parametrize("tool", IDS)
def test_an_empty_tool_by_itself_comes_back(desk: Desk, tool: str) -> None:
    handbook = tools_handbook(desk)
    report = gather(handbook, Wanted(blank=tool), Options())
    assert report.sheet is not None
    assert shape(tuple(read_tools(to_markdown(report)))) == shape((report.sheet.tool,))


def test_the_shipped_tools_come_back(shipped: Handbook) -> None:
    count = 0
    for chapter in shipped.chapters:
        own = tuple(tools(shipped.tree(chapter.key).blocks))
        if own:
            markdown = to_markdown(gather(shipped, Wanted(chapters=[chapter.key]), Options()))
            assert shape(tuple(read_tools(markdown))) == shape(own)
            count += len(own)
    assert count > 0


def test_ids_stay_though_sections_have_them_too(desk: Desk) -> None:
    """What a reader's copies hang on isn't renamed; the section is."""
    book = {
        "a.md": "# A\n\n## Kort {#kort}\n\nord\n",
        "b.md": "# B\n\n[se](#kort)\n\n//// worksheet | Kort\n    id: kort\n\n/// line | L\n    id: l\n///\n////\n",
    }
    markdown = to_markdown(gather(desk.handbook(book), Wanted(chapters=["a.md", "b.md"]), Options()))
    assert "    id: kort\n" in markdown
    assert "## Kort {#kort-2}" in markdown
    assert "[se](#kort)" in markdown


def test_rows_that_begin_with_a_text_come_back(desk: Desk) -> None:
    handbook = named_rows(desk)
    markdown = to_markdown(gather(handbook, Wanted(chapters=["a.md"]), Options()))
    assert '    rows:\n      - Kvalitet\n      - "Mål: de to, [tre]"\n' in markdown
    assert shape(tuple(read_tools(markdown))) == shape(tuple(tools(handbook.tree("a.md").blocks)))


@given(MARKS | st.text(max_size=20) | st.sampled_from(["yes", "No", "null", "1", "1.5", "2026-01-01", "~", "a: b", ""]))
def test_a_text_in_the_options_is_read_as_that_text(text: str) -> None:
    expected = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    written = yaml_text(expected)
    assert "\n" not in written
    assert yaml.safe_load(written) == " ".join(yaml.safe_load(written).split())
    for document in (
        f"    a: {written}",
        f"a:\n  - {written}",
        f"a: {{b: {written}}}" if written[:1] == '"' else "a: x",
    ):
        assert yaml.safe_load(document.strip()) is not None
    if expected.isascii():
        assert yaml.safe_load(f"a: {written}") == {"a": expected}


def line_of(text: str) -> str:
    """What a title can be: one line, as the parser would have set it."""
    return " ".join(text.split())


@st.composite
def made_tools(draw: st.DrawFn) -> Tool:
    """A tool made of nodes, with marks in everything that is plain text, and in everything that is Markdown."""
    words = st.builds(lambda text: (nodes.Text(line_of(text) or "x", 0),), MARKS.map(lambda t: t.replace("'", "’")))
    plain = st.from_regex(r"[a-zæøå]{1,6}( [a-zæøå:#?/|]{1,6}){0,3}", fullmatch=True)
    labels = plain.map(lambda text: (nodes.Text(text, 0),))
    paragraphs = words.map(lambda children: nodes.Paragraph(children, 0, 0))
    bullets = st.lists(paragraphs, min_size=1, max_size=2).map(
        lambda items: nodes.ListBlock(
            ordered=False,
            first=1,
            tight=True,
            items=tuple(nodes.ListItem((item,), None, 0, 0) for item in items),
            start=0,
            end=0,
        )
    )
    content = st.tuples(st.lists(paragraphs, max_size=2), st.lists(bullets, max_size=1)).map(
        lambda two: (*two[0], *two[1])
    )
    ids = iter(f"f{number}" for number in range(100))

    def options(count: int) -> tuple[Choice, ...]:
        names = draw(st.lists(st.sampled_from(["yes", "no", "on", "a", "b-1", "1", "null"]), min_size=1, unique=True))
        return tuple(Choice(name, draw(labels), "", 0, 0) for name in names[:count])

    def field(kind: FieldKind) -> Field:
        size, minutes, unit = 0, 0, ""
        offered: tuple[Choice, ...] = ()
        match kind:
            case FieldKind.PARAGRAPH | FieldKind.TABLE:
                size = draw(st.integers(1, 40))
            case FieldKind.STEP:
                size, minutes = draw(st.sampled_from([0, 3])), draw(st.integers(0, 90))
            case FieldKind.NUMBER:
                unit = plain_text(draw(labels))
            case FieldKind.SCALE:
                size = draw(st.integers(2, 10))
                offered = (Choice("1", draw(labels), "", 0, 0), Choice(str(size), draw(labels), "", 0, 0))
        if kind in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.TABLE):
            offered = options(3)
        return Field(kind, next(ids), draw(labels), draw(content), offered, size, minutes, unit, 0, 0)

    kinds = st.sampled_from([kind for kind in FieldKind if kind.value not in ("dimension", "question", "outcome")])
    blocks: list[nodes.Block] = []
    for kind in draw(st.lists(kinds, min_size=1, max_size=4)):
        # Two lists beside each other would be one to the parser, and so would one and the ticks.
        blocks += [*draw(st.lists(paragraphs, max_size=2)), field(kind)]
    tick = nodes.ListItem((draw(paragraphs),), draw(st.booleans()), 0, 0, "tick-1")
    blocks.append(nodes.ListBlock(ordered=False, first=1, tight=True, items=(tick,), start=0, end=0))
    summary, situations = plain_text(draw(labels)), tuple(plain_text(one) for one in draw(st.lists(labels, max_size=2)))
    minutes = draw(st.integers(0, 100))
    return Tool(ToolKind.GUIDE, "t", draw(labels), tuple(blocks), (), 0, minutes, summary, situations, 0, 0)


def texts(blocks: Sequence[nodes.Block]) -> list[str]:
    """The words of paragraphs, one after the other."""
    return ["".join(plain_text(b.children).split()) for b in iter_blocks(blocks) if isinstance(b, nodes.Paragraph)]


@QUICK
@given(made_tools())
def test_any_tool_comes_back(shipped: Handbook, tool: Tool) -> None:
    key = shipped.chapters[0].key
    base = gather(shipped, Wanted(chapters=[key]), Options())
    tree = nodes.ChapterTree("Kapitel", (tool,), (), "", ())
    markdown = to_markdown(base._replace(chapters=(ReportChapter(key, "", "Kapitel", "", 0, tree),)))
    (back,) = read_tools(markdown)
    assert back._replace(blocks=(), title=(), start=0, end=0) == tool._replace(blocks=(), title=(), start=0, end=0)
    assert plain_text(back.title) == plain_text(tool.title)
    assert texts(back.blocks) == texts(tool.blocks)
    assert [type(block) for block in iter_blocks(back.blocks)] == [type(block) for block in iter_blocks(tool.blocks)]
    own, found = ([b for b in one.blocks if isinstance(b, Field)] for one in (tool, back))
    assert [bare(one) for one in found] == [bare(one) for one in own]
    items = [i for b in iter_blocks(back.blocks) if isinstance(b, nodes.ListBlock) for i in b.items if i.id]
    assert [(item.id, item.checked) for item in items] == [("tick-1", tool.blocks[-1].items[0].checked)]  # type: ignore[union-attr]


def bare(field: Field) -> tuple[object, ...]:
    """A field without its text and its place."""
    offered = [(option.id, plain_text(option.label), option.target) for option in field.options]
    return field.kind, field.id, plain_text(field.label), offered, field.size, field.minutes, field.unit


@pytest.mark.parametrize("tool", IDS)
def test_a_copy_is_text_that_anyone_can_read(desk: Desk, tool: str) -> None:
    handbook = tools_handbook(desk)
    copy = copy_of(desk, handbook, filled_copy(handbook, tool, title="Hos os"))
    alone = to_markdown(gather(handbook, Wanted(annotations=[copy]), Options()))
    assert alone.startswith("# Hos os\n\n**Bogen**\n\n")
    among = to_markdown(gather(handbook, Wanted(annotations=[copy, desk.lost("x")]), Options()))
    assert "\n#### Hos os\n\n" in among
    for markdown in (alone, among):
        assert "///" not in markdown
        assert '"tool"' not in markdown


def test_what_a_copy_says_stands_in_the_marks_of_markdown(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    filled = filled_copy(handbook, "problemkort", everything(handbook, "problemkort", "Linje 1\nLinje 2\n\nAfsnit"))
    markdown = to_markdown(gather(handbook, Wanted(annotations=[copy_of(desk, handbook, filled)]), Options()))
    assert "**Hvorfor bliver det ved?**\n\nLinje 1\\\nLinje 2\n\nAfsnit\n" in markdown
    assert "| Hvem | Hvad sker der for dem? | Hvor tit? |\n|---|---|---|\n" in markdown
    assert "**Hvem er med?**\n\n- Os\n- Dem\n" in markdown
    assert "\n- [x] Vi kan finde to løsninger\n- [x] Sætningen giver ikke nogen skylden\n" in markdown
    document = copy_of(desk, handbook, filled_copy(handbook, "mandat"))
    assert "\n## 1. Sætningen\n\nSvaret\n" in to_markdown(gather(handbook, Wanted(annotations=[document]), Options()))


@pytest.mark.parametrize(
    "text", [*CODE_LIKE, *(text for text, _expected in CHARACTERS.values()), "/// line | x", "# x"]
)
def test_nothing_in_an_answer_is_markup(desk: Desk, text: str) -> None:
    from tests.export.test_markdown import squeezed

    handbook = tools_handbook(desk)
    # A lone surrogate can't be kept.
    text = "".join(c for c in text if not "\ud800" <= c <= "\udfff")
    for tool in ("problemkort", "mandat"):
        values = everything(handbook, tool, text)
        copy = copy_of(desk, handbook, filled_copy(handbook, tool, values, f"T{text}"))
        markdown = to_markdown(gather(handbook, Wanted(annotations=[copy]), Options()))
        back = parse_chapter(markdown, title="", language="da")
        typed = sum(value == text for value in values.values())
        cells = sum(len(row) for value in values.values() for row in value if isinstance(row, dict))
        found, wanted = squeezed(back.text), squeezed(text)
        if wanted:
            assert found.count(wanted) == typed + cells + 1
        assert not list(tools(back.blocks))


def test_a_note_cannot_open_a_tool(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    notes = [
        desk.about(handbook, "Også i morgen", "//// worksheet | X\n    id: x\n\nord"),
        desk.about(handbook, "Tiltaget", "Bagefter", "b.md"),
    ]
    back = parse_chapter(to_markdown(gather(handbook, Wanted(annotations=notes), Options())), title="", language="da")
    assert not list(tools(back.blocks))
    assert back.text.rstrip().endswith("Bagefter")
