"""Whatever stands in a text, it is set as that text: readable, in every field, and never taken for an instruction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.book import nodes
from handbook.export.gather import Wanted, gather
from handbook.export.glyphs import settable
from handbook.export.report import GroupBy, Options
from handbook.notes.model import Colour
from tests.export.conftest import CHAPTER, Desk, squeezed

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.export.pdf import Press
    from tests.export.conftest import Printer

CODE_LIKE = (
    "#strong[x] #let a = 1 #panic()",
    '#import "@preview/x:1.0.0": *',
    "$a_1^2 + sum$ @ref <label> *b* _i_ `r` ```r``` = H",
    "\\ \\u{41} \\# ~ -- --- // x /* y */ https://x.invalid",
    "**fed** _kursiv_ [a](b) ![a](b) | a | b |",
    '<b onclick="x">fed</b> <script>alert(1)</script> &amp; &lt;',
    '{{ x }} %s {0} ${x} `id` $(id) "\'" ]]>',
)

PIECES = (
    *(
        "# H\n",
        "###### H\n",
        "- a\n",
        "  - b\n",
        "1. x\n",
        "7) x\n",
        "> q\n",
        "\n",
        "\n\n",
        "    kode\n",
        "```\n",
        "~~~x\n",
    ),
    *("| a | b |\n|---|---|\n| 1 | 2 |\n", "|---|\n", "[^1]", "[^1]: fod\n\n    - x\n", "!!! note\n    x\n", "??? x\n"),
    *("ord\n: forklaring\n", "*", "**", "~~", "`", "++ctrl+k++", "[a](b)", "[a](#x)", "![a](b.png)", "<b>", "&amp;"),
    *("- [ ] x\n", "- [x] y\n", "---\n", "***\n", "\\", "[a]: b\n", "*[A]: B\n", "A ", "<!-- x -->", "{#x}", "\t", " "),
)

# Text → what is to be read for it; None: the letters, in whatever order PDFium reads them.
CHARACTERS = {
    "nul": ("før\0efter", "før\u2400efter"),
    "c0": ("a\x01b\x1b[31mc\x7fd", "a\u2401b\u241b[31mc\u2421d"),
    "white": ("a\tb\x0bc\x0cd\x1ce\x85f\u2028g\u2029h", "abcdefgh"),
    "c1": ("a\x80b\x9bc", "a[U+0080]b[U+009B]c"),
    "byte order mark": ("\ufeffa\ufeffb", "ab"),
    "non-characters": ("a\ufffeb\uffffc\ufdd0d\U0001fffee", "a[U+FFFE]b[U+FFFF]c[U+FDD0]d[U+1FFFE]e"),
    "private": ("a\ue000b\uef00c\uf400d\U000fe4e5e", "a[U+E000]b[U+EF00]c[U+F400]d[U+FE4E5]e"),
    "replaced": ("a\ufffdb", "a[U+FFFD]b"),
    "lone surrogates": ("a\ud800b\udfffc", "a[U+D800]b[U+DFFF]c"),
    "bidi controls": ("a\u202eb\u202cc\u2067d\u2069e\u200ef\u061cg", None),
    "hebrew": ("Og שלום עולם med", None),
    "arabic": ("Og مرحبا بالعالم med", None),
    "chinese": ("漢字と仮名、中文简体。한국어", "漢字と仮名、中文简体。한국어"),
    "greek and cyrillic": ("Ελληνικά πολυτονικό ᾧ и кириллица", "Ελληνικά πολυτονικό ᾧ и кириллица"),
    "devanagari": ("नमस्ते दुनिया", None),
    "thai": ("สวัสดีชาวโลก", None),
    "tamil": ("வணக்கம்", None),
    "emoji": ("Hej 👩‍👩‍👧‍👦 👍🏽 1️⃣ ❤️ 🏳️‍🌈 slut", None),
    "flags": ("🇩🇰 🇬🇱 🇫🇴 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ok", None),
    "zalgo": ("H̴̡̛̱͔͐e̷͇͊j̶̢̛͚̈́͝ med " + "o" + "\u0301" * 60 + " dig", None),
    "soft hyphens": ("inno\u00advations\u00adhånd\u00adbog", "innovationshåndbog"),
    "astral": ("𒀀 \U00016e40 𐀀 𝔘𝔫𝔦 \U0001f9ff", None),
    "without glyph": ("\U00012000\U000e0fff\U00030000", None),
    "invisible": ("\u200b\u200c\u200d\u2060\u180e\u115f\u3164\u034f", None),
}


def everywhere(text: str) -> tuple[tuple[nodes.Block, ...], tuple[nodes.Footnote, ...], int]:
    """Return blocks and footnotes with a text in each of their fields, and how often it is to be read in them."""
    t = nodes.Text(text, 0)
    para = nodes.Paragraph((t,), 0, 0)
    cell = nodes.TableCell((t,), 0, 0)
    link = nodes.Link("https://x.invalid/?q=" + text, text, (t,))
    blocks: tuple[nodes.Block, ...] = (
        nodes.Heading(2, "a", (t,), 0, 0),
        para,
        nodes.Paragraph((nodes.Strong((t,)), nodes.Emphasis((nodes.Strike((t,)),)), link), 0, 0),
        nodes.Paragraph((nodes.Code(text, 0), nodes.LineBreak(0), nodes.Abbreviation(text, text, 0)), 0, 0),
        nodes.Paragraph((nodes.Keys((text, "k"), 0), nodes.FootnoteReference("f", 1, 0)), 0, 0),
        nodes.ListBlock(True, 3, True, (nodes.ListItem((para,), None, 0, 0),), 0, 0),
        nodes.ListBlock(False, 1, False, (nodes.ListItem((para,), True, 0, 0),), 0, 0),
        nodes.Table((nodes.Alignment.LEFT,) * 2, (cell, cell), ((cell, cell),), 0, 0),
        nodes.Quote((para,), 0, 0),
        nodes.Panel(nodes.PanelKind.TIP, (t,), (para,), 0, 0),
        nodes.DefinitionList((nodes.Definition("t", (t,), (para,), 0, 0),), 0, 0),
        nodes.Figure("mangler.png", text, (t,), 1, 0, 0),
        nodes.CodeBlock(text, "typst", 0, 0),
        nodes.FaultBlock(text, text, 0, 0),
    )
    return blocks, (nodes.Footnote("f", 1, (para,), 0, 0),), 25


@pytest.mark.parametrize("text", CODE_LIKE)
def test_what_looks_like_code_is_text_in_every_field_of_a_chapter(desk: Desk, printer: Printer, text: str) -> None:
    blocks, footnotes, times = everywhere(text)
    sheets = printer.blocks(desk.handbook(), *blocks, footnotes=footnotes)
    assert sheets.squeezed.count(squeezed(text)) == times


@pytest.mark.parametrize("text", CODE_LIKE)
def test_what_looks_like_code_is_text_in_every_field_of_a_note(desk: Desk, printer: Printer, text: str) -> None:
    # In a fence, for a note is Markdown: what it says there is what it shows.
    note = desk.lost(f"````\n{text}\n````", text, tags=(text,), chapter_title=text, section_title=text + " §")
    names = dict.fromkeys((f"colour:{colour}" for colour in Colour), text)
    sheets = printer.notes(desk.handbook(), note, title=text, author=text, colours=names)
    words = squeezed(text)
    # The title and the author on the cover; then name of the colour, tag, quote, note; chapter and section.
    assert squeezed(sheets.pages[0]).count(words) == 2
    assert squeezed(sheets.pages[1]).count(words) == 6
    assert sheets.pdf.docinfo.Title == text
    assert sheets.pdf.docinfo.Author == text


@pytest.mark.parametrize("name", CHARACTERS)
def test_every_character_can_be_set_in_every_field(desk: Desk, printer: Printer, name: str) -> None:
    text, expected = CHARACTERS[name]
    blocks, footnotes, times = everywhere(text)
    sheets = printer.blocks(desk.handbook(), *blocks, footnotes=footnotes)
    if expected is not None:
        assert sheets.squeezed.count(squeezed(expected)) == times
        return
    wanted = [c for c in squeezed(settable(text)) if c not in _LAYS_OUT]
    found = sheets.letters()
    assert {c for c in wanted if found[c] < times * wanted.count(c)} == set()


# What only says how others are shown needs no trace in the file.
_LAYS_OUT = frozenset(
    "\u202e\u202c\u2067\u2069\u200e\u061c\u200b\u200c\u200d\u2060\u180e\u115f\u3164\u034f\ufe0f"
    + "".join(map(chr, range(0xE0001, 0xE1000)))
)


@pytest.mark.parametrize("name", CHARACTERS)
def test_every_character_can_be_set_in_every_field_of_a_note(desk: Desk, printer: Printer, name: str) -> None:
    text, expected = CHARACTERS[name]
    note = desk.lost(f"Se: {text}", text, tags=(text,), chapter_title=text, section_title=text + " §")
    placed = desk.about(handbook := desk.handbook(), "æblekage", f"Se: {text}", tags=(text,), colour=Colour.QUOTE)
    names = dict.fromkeys((f"colour:{colour}" for colour in Colour), text)
    sheets = printer.notes(handbook, note, placed, title=text, author=text, colours=names, group_by=GroupBy.TAG)
    if expected is not None and name != "lone surrogates":  # no file of notes can hold those: they come as U+FFFD
        assert squeezed(sheets.pages[0]).count(squeezed(expected)) == 2
        # Colour and tag of both, tag and colour as headings, chapter, section, quote; notes lose their controls.
        assert sheets.squeezed.count(squeezed(expected)) >= 9
    assert sheets.has("æblekage")
    assert sheets.text.count("Se:") == 2


def test_nothing_at_all(desk: Desk, printer: Printer) -> None:
    """A note without words, tags, times, colour's name or place, and a title of spaces."""
    empty = desk.lost("", "", chapter_title="", section_title="", created="", modified="")
    sheets = printer.notes(desk.handbook({"a.md": ""}), empty, title="  ", author=" ")
    assert sheets.text.startswith("My notes")
    assert "1 note" in sheets.pages[0]
    assert "Important" in sheets.pages[1]


def test_a_title_that_shows_nothing(desk: Desk, printer: Printer) -> None:
    for title in ("\ufeff", "\u200b", "\u00ad", "\u3164", "\u202e"):
        sheets = printer.notes(desk.handbook(), desk.lost("Note"), title=title)
        assert str(sheets.pdf.docinfo.Title)


def test_what_is_copied_is_what_was_written(desk: Desk, printer: Printer) -> None:
    """Long words are broken at the end of a line, but nothing is put into them that an address bar would choke on."""
    url = "https://eksempel.invalid/en/lang/sti/der/ikke/kan/staa/paa/een/linje/" * 2
    text = f"Se {url}, `{url}` og <{url}>.\n\n```\nls -la {url}\n```\n\n- [ ] {url}\n"
    handbook = desk.handbook({"a.md": f"# A\n\n{text}"})
    single = printer.chapters(handbook, "a.md")
    for sheets, times in ((single, 5), (printer.notes(handbook, desk.lost(text, url)), 6)):
        assert "\u200b" not in sheets.text
        assert sheets.squeezed.count(url) == times
        assert sheets.beyond_the_edge() == 0


def test_very_long_texts(desk: Desk, printer: Printer) -> None:
    """Titles and tags that fill pages; words that no line can hold; notes of a hundred thousand characters."""
    title = "Lang titel " * 3_600
    tag = "æ" * 40_000
    word = "bog1" * 2_500
    url = "https://x.invalid/" + "a/b_c" * 6_549
    body = "En sætning med ord. " * 5_000
    note = desk.lost(f"{word}\n\n<{url}>\n\n{body}", "citat " * 500, tags=(tag, "kort"))
    sheets = printer.notes(desk.handbook(), note, title=title)
    assert sheets.has("kort")
    assert sheets.squeezed.count("æ") >= len(tag)
    assert sheets.has(word[:200])
    assert sheets.text.count("citat") == 500
    # Each once; a sentence that goes on on the next page is counted in two halves.
    assert squeezed(body) in sheets.squeezed
    # It is longer than an address in a PDF may be, and stands there to be copied.
    assert url not in sheets.links
    assert url[:500] in sheets.squeezed


def test_nothing_runs_out_of_its_page(desk: Desk, printer: Printer) -> None:
    handbook = desk.handbook()
    for text in ("x" * 900, "." * 900, "7" * 900, "o" + "\u0301" * 900, "漢" * 900, "a\u00a0b" * 300):
        blocks, footnotes, _times = everywhere(text[:200])
        sheets = printer.blocks(handbook, nodes.Paragraph((nodes.Text(text, 0),), 0, 0), *blocks, footnotes=footnotes)
        assert sheets.beyond_the_edge() == 0


@pytest.mark.long
def test_a_megabyte_in_one_paragraph(desk: Desk, printer: Printer) -> None:
    body = ("ord " * 262_144)[: 1024 * 1024]
    sheets = printer.notes(desk.handbook(), desk.lost(body))
    assert sheets.squeezed.count("ord") >= 262_000


@pytest.mark.long
@pytest.mark.parametrize("plane", range(0, 0x20000, 0x2000))
def test_every_code_point(desk: Desk, printer: Printer, plane: int) -> None:
    points = [point for point in range(plane, plane + 0x2000) if point > 0x20]
    lines = [" ".join(map(chr, points[i : i + 64])) for i in range(0, len(points), 64)]
    printer.blocks(desk.handbook(), *(nodes.Paragraph((nodes.Text(line, 0),), 0, 0) for line in lines))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(quote=st.text(max_size=60), body=st.text(max_size=200), tag=st.text(max_size=20))
def test_any_text_can_be_set(book: Handbook, press: Press, quote: str, body: str, tag: str) -> None:
    """Typst would refuse the whole file for one character without a glyph, and for one label or address too many."""
    desk = Desk(book.root)
    wanted = Wanted(annotations=[desk.lost(body, quote, tags=(tag,))], title=tag, author=quote)
    assert press.pdf(gather(book, wanted, Options(group_by=GroupBy.TAG))).startswith(b"%PDF")


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_markdown_can_be_set(book: Handbook, press: Press, pieces: list[str]) -> None:
    """Pieces of Markdown in any order: lists in tables in quotes, and what was never closed."""
    note = Desk(book.root).lost("".join(pieces))
    assert press.pdf(gather(book, Wanted(annotations=[note]), Options())).startswith(b"%PDF")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    return Desk(tmp_path_factory.mktemp("bog")).handbook({"a.md": CHAPTER})
