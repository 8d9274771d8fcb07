"""Reports as Markdown: read again with the handbook's own parser, they say what they said before."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.book import nodes
from handbook.book.markdown import parse_chapter
from handbook.book.walk import iter_blocks
from handbook.export.gather import Wanted, gather
from handbook.export.markdown import to_markdown
from handbook.export.markdown_notes import as_written
from handbook.export.markdown_text import cleaned, escaped
from handbook.export.report import GroupBy, Options, Report, ReportChapter
from tests.export.notes import sample_handbook, sample_notes

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.book.nodes import ChapterTree
    from handbook.notes.model import Annotation
    from tests.export.conftest import Desk

MARKS = st.text(st.sampled_from("ab1 \\`*_[](){}<>&;#+-.!|~^\"':=$/\tæ\u00a0"), max_size=14)
TEXTS = MARKS | st.text(max_size=20)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def read(markdown: str) -> ChapterTree:
    return parse_chapter(markdown, title="", language="da")


def squeezed(text: str) -> str:
    """What the parser can keep of a text: no characters that are none, and no word breaks."""
    return "".join(cleaned(text).replace("\u00ad", "").split())


def chapters(handbook: Handbook, *keys: str) -> Report:
    return gather(handbook, Wanted(chapters=keys), Options())


def notes(handbook: Handbook, *annotations: Annotation, **options: Any) -> Report:
    return gather(handbook, Wanted(annotations=annotations), Options(**options))


def kinds(tree: ChapterTree) -> list[str]:
    """What a chapter is made of, in order."""
    blocks = [*tree.blocks, *(block for note in tree.footnotes for block in note.blocks)]
    return [type(block).__name__ for block in iter_blocks(blocks)]


@pytest.fixture(scope="session")
def shipped_keys(shipped: Handbook) -> list[str]:
    return [chapter.key for chapter in shipped.chapters]


def test_every_shipped_chapter_says_the_same_when_it_is_read_again(shipped: Handbook, shipped_keys: list[str]) -> None:
    for key in shipped_keys:
        report = chapters(shipped, key)
        tree = report.chapters[0].tree
        back = read(to_markdown(report))
        words, found = tree.text.split(), back.text.split()
        title = len(tree.title.split())
        cover = len(found) - len(words)
        assert found[:title] + found[title + cover :] == words
        assert [section.id for section in back.sections] == [section.id for section in tree.sections]
        assert [kind for kind in kinds(back) if kind != "Paragraph"] == [k for k in kinds(tree) if k != "Paragraph"]


def test_the_whole_handbook_says_the_same_but_for_the_footnotes_place(shipped: Handbook) -> None:
    keys = [chapter.key for chapter in shipped.chapters]
    # All of it is more than one chapter may hold.
    for start in range(0, len(keys), 10):
        report = gather(shipped, Wanted(chapters=keys[start : start + 10], is_whole=True), Options())
        found = " ".join(read(to_markdown(report)).text.split())
        for chapter in report.chapters:
            end = chapter.tree.footnotes[0].start if chapter.tree.footnotes else len(chapter.tree.text)
            own = next(block for block in chapter.tree.blocks if isinstance(block, nodes.Heading))
            assert " ".join(chapter.tree.text[own.end : end].split()) in found


def test_everything_that_a_chapter_can_have_comes_back(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    report = chapters(handbook, "a.md")
    tree, markdown = report.chapters[0].tree, to_markdown(report)
    back = read(markdown)
    assert squeezed(back.text).endswith(squeezed(tree.text[tree.text.index("\n") :]))
    # An empty item's blank and the cover are all that is more.
    assert [kind for kind in kinds(back) if kind != "Paragraph"] == [
        kind for kind in kinds(tree) if kind != "Paragraph"
    ]
    assert [note.number for note in back.footnotes] == [1, 2]
    checks = [i.checked for b in iter_blocks(back.blocks) if isinstance(b, nodes.ListBlock) for i in b.items]
    assert checks.count(False) == checks.count(True) == 1
    assert "![Tre kasser.](figures/steps.svg" in markdown
    assert "javascript" not in markdown


def test_links_lead_to_ids_in_the_file_or_to_addresses(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    alone = to_markdown(chapters(handbook, "a.md"))
    assert "[den anden](handbook://b.md#afsnit)" in alone
    assert "[her](#buddy)" in alone
    both = to_markdown(chapters(handbook, "a.md", "b.md"))
    assert "[den anden](#afsnit-2)" in both
    ids = re.findall(r"\{#(.+?)\}", both)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"\]\(#(.+?)\)", both)) <= set(ids)
    assert sorted(re.findall(r"^\[\^(\d+)\]:", both, re.MULTILINE)) == ["1", "2", "3"]


def test_there_is_one_heading_of_level_1_and_no_gap(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    wanted = Wanted(annotations=sample_notes(desk, handbook), chapters=("a.md", "b.md"))
    back = read(to_markdown(gather(handbook, wanted, Options())))
    levels = [section.level for section in back.sections]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_notes_stand_as_they_were_written_below_their_place(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    markdown = to_markdown(notes(handbook, *sample_notes(desk, handbook)))
    assert "### [Lister](handbook://a.md#lister)" in markdown
    assert (
        "**Question** · 12 November 2026 · #æble #to ord #a\\*b\\*\n\n> Afsnit i listen\n\n#### Min overskrift"
        in markdown
    )
    assert "\n```\n# kode\n```\n\n#### Under\n\n- [ ] punkt\n" in markdown
    assert "- [x] Ikke gjort #nu\n- [ ] Gjort\n" in markdown
    assert sorted(re.findall(r"^\[\^(\d+)\]:", markdown, re.MULTILINE)) == ["1", "2"]


@pytest.mark.parametrize("group_by", GroupBy)
def test_every_grouping_has_every_note(desk: Desk, group_by: GroupBy) -> None:
    handbook = sample_handbook(desk)
    report = notes(handbook, *sample_notes(desk, handbook), group_by=group_by)
    markdown = to_markdown(report)
    assert re.findall(r"^## (.*)", markdown, re.MULTILINE)
    assert all(f"## {escaped(group.title)}\n" in markdown for group in report.groups)


def test_quotes_can_be_left_out(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    markdown = to_markdown(notes(handbook, *sample_notes(desk, handbook), has_quotes=False))
    assert "> Afsnit i listen" not in markdown
    assert "Min overskrift" in markdown


def test_no_notes_are_said_to_be_none(desk: Desk) -> None:
    assert "There are no notes here yet." in to_markdown(notes(desk.handbook()))


@pytest.mark.parametrize(
    "body",
    [
        "```\nnever closed",
        "<!-- never closed",
        "<script>\nalert(1)",
        "[a]: https://example.org\n\n[a]",
        "Text\n\n*[HR]: Human",
        ": a definition of what stands above",
        "> <pre>",
        "- [^x]: note",
    ],
)
def test_what_would_reach_beyond_its_note_is_written_anew(desk: Desk, body: str) -> None:
    assert as_written(body, 3) is None
    handbook = desk.handbook()
    report = notes(handbook, desk.about(handbook, "æblekage", body), desk.about(handbook, "fløden", "Bagefter"))
    tree = read(to_markdown(report))
    assert [section.title for section in tree.sections][-1] == "Afsnittet"
    assert tree.text.rstrip().endswith("fløden\nBagefter")


def test_headings_of_a_note_are_pushed_down_and_its_code_is_not(desk: Desk) -> None:
    body = "### a\n# b\n## c\n> # d\n\n~~~\n# x\n~~~\n\n    # y\n\ne\n---\n\nf\ng\n---\n\nf\ng\n===\n#h"
    lines = as_written(body, 3)
    assert lines is not None
    assert "\n".join(lines) == (
        "#### a\n#### b\n##### c\n> #### d\n\n~~~\n# x\n~~~\n\n    # y\n\n##### e\n\nf\ng\n\n---\n\nf\ng\n\\===\n#h"
    )


@QUICK
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_no_text_is_markup_wherever_it_stands(shipped: Handbook, texts: list[str]) -> None:
    base = gather(shipped, Wanted(chapters=[shipped.chapters[0].key]), Options())
    blocks: list[nodes.Block] = []
    expected = []
    for value in texts:
        text = nodes.Text(value, 0)
        words = (text,)
        paragraph = nodes.Paragraph(words, 0, 0)
        broken = nodes.Paragraph((text, nodes.LineBreak(0), text), 0, 0)
        items = (nodes.ListItem((paragraph,), None, 0, 0), nodes.ListItem((broken,), True, 0, 0))
        cell = nodes.TableCell(words, 0, 0)
        row = (cell, nodes.TableCell((nodes.Text("x", 0),), 0, 0))
        term = nodes.Definition("", (nodes.Text("term", 0), text), (paragraph,), 0, 0)
        link = nodes.Link(f"https://example.org/{value}".replace("\n", ""), value, (nodes.Text("z", 0), text))
        blocks += [
            paragraph,
            nodes.Heading(2, "h", words, 0, 0),
            nodes.Quote((broken,), 0, 0),
            nodes.ListBlock(False, 1, True, items, 0, 0),
            nodes.Table((nodes.Alignment.NONE,) * 2, row, (row,), 0, 0),
            nodes.Panel(nodes.PanelKind.TIP, words, (paragraph,), 0, 0),
            nodes.DefinitionList((term,), 0, 0),
            nodes.Figure("x.png", value, words, 1, 0, 0),
            nodes.Paragraph((nodes.Strong(words), nodes.Text(" ", 0), link, text, nodes.Code("c", 0), text), 0, 0),
            nodes.Paragraph((text, nodes.Emphasis(words), nodes.Strike(words), text), 0, 0),
        ]
        t = squeezed(value)
        expected.append(f"{t * 7}{t}x{t}x{t}{t}term{t}{t}{t}{t}z{t}{t}c{t}{t * 4}")
    tree = nodes.ChapterTree("Kapitel", tuple(blocks), (), "", ())
    report = base._replace(chapters=(ReportChapter(shipped.chapters[0].key, "", "Kapitel", "", 0, tree),))
    assert squeezed(read(to_markdown(report)).text).endswith("".join(expected))


@QUICK
@given(TEXTS, TEXTS, TEXTS, st.lists(TEXTS, max_size=2))
def test_no_title_quote_or_tag_is_markup(
    shipped: Handbook, title: str, section: str, quote: str, tags: list[str]
) -> None:
    report = gather(shipped, Wanted(), Options())
    report = report._replace(groups=(_group(shipped, title, section, quote, tuple(tags)),))
    report = report._replace(cover=report.cover._replace(title=f"T{title}", subtitle=title, lines=(title, "l")))
    text = squeezed(read(to_markdown(report)).text)
    t, s, q = squeezed(title), squeezed(section), squeezed(quote)
    place = f"Sted›{s}" if s else "Sted"
    shown = "".join(f"#{squeezed(tag)}" for tag in tags)
    head = f"T{t}{t}{t}·l{t}"
    assert text == f"{head}{place}Important·1May{'·' if tags else ''}{shown}{q}"


def _group(handbook: Handbook, title: str, section: str, quote: str, tags: tuple[str, ...]) -> Any:
    from handbook.export.report import Group, Item, Place
    from handbook.notes.model import Anchor, Annotation, Colour, Kind

    annotation = Annotation("x", Kind.HIGHLIGHT, Anchor("b", "1", "a.md", "", "", "", 0, 1, quote, "", ""))
    place = Place("handbook://a.md", "Sted", section)
    item = Item(
        annotation,
        Kind.HIGHLIGHT,
        "Highlight",
        place,
        quote,
        "da",
        Colour.IMPORTANT,
        "Important",
        None,
        "",
        tags,
        "",
        "1 May",
    )
    return Group(title, (item,))
