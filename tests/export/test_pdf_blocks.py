"""Tables, lists, headings, footnotes and links of any shape are set, stay readable, and lead where they should."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from handbook.book import nodes
from handbook.book.blocks import DEEPEST
from tests.export.conftest import squeezed

if TYPE_CHECKING:
    from tests.export.conftest import Desk, Printer


def table(rows: int, columns: int, *, word: str = "celle", head: str = "hoved") -> str:
    lines = [[f"{head}{column}" for column in range(columns)], ["---"] * columns]
    lines += [[f"{word}{row}x{column}" for column in range(columns)] for row in range(rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def test_a_table_of_a_thousand_rows_repeats_its_header(desk: Desk, printer: Printer) -> None:
    sheets = printer.chapters(desk.handbook({"a.md": "# A\n\n" + table(1_000, 3)}), "a.md")
    assert len(sheets.pages) > 10
    assert all("hoved2" in page for page in sheets.pages)
    assert all(sheets.has(f"celle{row}x2") for row in range(1_000))
    # Only the first of them is the header; the others are there for the eye alone.
    assert sheets.tags()["TH"] == 3


def test_a_table_of_thirty_columns_loses_no_cell(desk: Desk, printer: Printer) -> None:
    sheets = printer.chapters(desk.handbook({"a.md": "# A\n\nFør.\n\n" + table(4, 30) + "\nEfter.\n"}), "a.md")
    # Cells are broken within words, if need be: their letters can't be looked for page by page.
    assert all(squeezed(f"celle{row}x{column}") in sheets.squeezed for row in range(4) for column in range(30))
    assert sheets.tags()["TH"] == 30
    turned = [page for page in sheets.pdf.pages if page.mediabox[2] > page.mediabox[3]]
    assert len(turned) == 1
    assert sheets.beyond_the_edge() == 0
    assert sheets.has("Før.")
    assert sheets.has("Efter.")


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|---|\n",
        "|  |  |\n|---|---|\n|  |  |\n",
        "| a |\n|---|\n| " + "ord " * 400 + "|\n",
        "| a | b | c |\n|---|:-:|--:|\n| 1 |\n| 1 | 2 | 3 | 4 |\n",
        "| `#x` | **b** |\n|---|---|\n| [l](https://x.invalid) | ![x](mangler.png) |\n",
        table(3, 12, word="enmegetlangcelleudenmellemrum"),
        table(2, 30),
    ],
    ids=["without rows", "without words", "one high cell", "ragged", "with markup", "long words", "wide"],
)
def test_tables_of_any_shape_anywhere(desk: Desk, printer: Printer, text: str) -> None:
    """In a chapter, a panel, a list and a footnote, and in a note."""
    places = (
        text,
        f"!!! note\n\n{indented(text)}",
        f"-   punkt\n\n{indented(text)}",
        f"ord[^1]\n\n[^1]: fod\n\n{indented(text)}",
    )
    handbook = desk.handbook({"a.md": "# A\n\n" + "\n\n".join(places) + "\n\nsidste\n"})
    sheets = printer.chapters(handbook, "a.md")
    assert sheets.has("sidste")
    assert sheets.tags()["Table"] >= 3
    note = printer.notes(handbook, *(desk.lost(place + "\n\nsidste\n") for place in places))
    assert note.squeezed.count("sidste") == 4
    assert sheets.beyond_the_edge() == note.beyond_the_edge() == 0


def test_lists_and_quotes_as_deep_as_they_may_be(desk: Desk, printer: Printer) -> None:
    depth = DEEPEST - 2
    bullets = "".join("    " * level + f"- punkt{level}\n" for level in range(depth))
    numbers = "".join("    " * level + f"1. tal{level}\n" for level in range(depth))
    quotes = ">" * depth + " citeret\n"
    handbook = desk.handbook({"a.md": f"# A\n\n{bullets}\n\nog\n\n{numbers}\n\nog\n\n{quotes}\n\nslut\n"})
    sheets = printer.chapters(handbook, "a.md")
    assert all(sheets.has(f"punkt{level}") and sheets.has(f"tal{level}") for level in range(depth))
    assert sheets.has("citeret")
    assert sheets.has("slut")
    note = printer.notes(handbook, *(desk.lost(f"{body}\n\nslut") for body in (bullets, numbers, quotes)))
    assert note.squeezed.count("slut") == 3
    assert note.has(f"punkt{depth - 1}")
    assert sheets.beyond_the_edge() == note.beyond_the_edge() == 0


def test_what_the_guard_turns_away_is_set_as_it_was_written(desk: Desk, printer: Printer) -> None:
    body = ">" * 500 + " citeret\n\n" + "".join("    " * level + "- x\n" for level in range(300)) + "\nslut <b>&amp; #x"
    sheets = printer.notes(desk.handbook(), desk.lost(body))
    assert sheets.has("citeret")
    assert sheets.has("slut <b>&amp; #x")


def test_lists_begin_where_they_say(desk: Desk, printer: Printer) -> None:
    text = "7. syv\n8. otte\n\nog\n\n- [ ] åben\n- [x] lukket\n\nog\n\n-\n- \n"
    sheets = printer.chapters(desk.handbook({"a.md": f"# A\n\n{text}"}), "a.md")
    assert re.search(r"7\.\s*syv\s+8\.\s*otte", sheets.text)
    assert re.search(r"☐\s*åben\s+☑\s*lukket", sheets.text)


def test_headings_that_skip_levels_and_begin_anywhere(desk: Desk, printer: Printer) -> None:
    text = "#### Fire\n\n# En\n\n###### Seks\n\n## To\n\n##### Fem\n\n# En til\n"
    handbook = desk.handbook({"a.md": text, "b.md": "Uden overskrift.\n", "c.md": ""})
    sheets = printer.chapters(handbook)
    assert {"Fire", "En", "Seks", "To", "Fem", "En til"} <= {title for title, _page in sheets.outline}
    note = printer.notes(handbook, desk.lost("###### Seks\n\n" + text), desk.about(handbook, "Uden", text, "b.md"))
    assert note.squeezed.count("Entil") == 2


def test_headings_that_show_no_words(desk: Desk, printer: Printer) -> None:
    """A picture, a footnote, nothing at all, or what can't be seen: set, but no bookmark without a name."""
    text = "# ![x](mangler.png)\n\n## \n\nord\n\n## \u200b\n\n## [^1]\n\nslut\n\n[^1]: fodnote\n\n## Rigtig {#r}\n"
    handbook = desk.handbook({"a.md": text, "b.md": "# \u200b\n\n[hen](a.md#r)\n", "c.md": "##\n"})
    sheets = printer.chapters(handbook)
    assert all(title.strip("\u200b ") for title, _page in sheets.outline)
    assert sheets.has("fodnote")
    assert printer.notes(handbook, desk.lost(text), desk.lost("#"), desk.lost("# \u3164")).has("slut")


def test_a_heading_of_forty_thousand_characters(desk: Desk, printer: Printer) -> None:
    words = "æble " * 8_000
    text = f"# {words}\n\n## {words} {{#ned}}\n\n[hen](#ned)\n\nslut\n"
    handbook = desk.handbook({"a.md": text, "b.md": f"# B\n\n#### {words}\n\nord\n"})
    for sheets in (
        printer.chapters(handbook, "a.md"),
        printer.chapters(handbook),
        printer.notes(handbook, desk.lost(text)),
    ):
        assert sheets.squeezed.count("æble") >= 15_000
        assert sheets.has("slut")


def test_five_hundred_footnotes(desk: Desk, printer: Printer) -> None:
    text = "# A\n\n" + "".join(f"Ord{n}.[^{n}] " + ("\n\n" if n % 7 == 0 else "") for n in range(500)) + "\n\n"
    text += "".join(f"[^{n}]: Fodnote nummer {n}.\n\n" for n in range(500))
    sheets = printer.chapters(desk.handbook({"a.md": text}), "a.md")
    assert all(sheets.squeezed.count(f"Fodnotenummer{n}.") == 1 for n in range(500))
    assert sheets.tags()["Note"] == 500


def test_footnotes_everywhere(desk: Desk, printer: Printer) -> None:
    """In a heading, a cell, a panel's title, a quote, a list; twice; with blocks; in each other; to nothing."""
    text = """# Kapitel[^a]

## Afsnit[^b]

| Hoved[^c] | to |
|---|---|
| celle[^d] | to[^d] |

![alt](mangler.png "Billedtekst")

!!! note "Titel[^f]"
    Indhold[^f]

> Citat[^g]

- punkt[^h] og [^nix]

Ord[^i] og igen[^a], og *fed[^i]* og [link[^j]](https://x.invalid).

[^a]: note-a
[^b]: note-b
[^c]: note-c
[^d]: note-d
[^f]: note-f
[^g]: note-g
[^h]: note-h

    - en liste

    | x | y |
    |---|---|
    | 1 | 2 |

    ![alt](mangler.png)

    ```
    kode
    ```

[^i]: note-i med en henvisning[^k]
[^j]: note-j
[^k]: note-k, som viser tilbage[^i]
[^l]: note-l, som ingen viser til
"""
    handbook = desk.handbook({"a.md": text, "b.md": text})
    for sheets, times in ((printer.chapters(handbook, "a.md"), 1), (printer.chapters(handbook), 2)):
        for letter in "bcdfghijk":
            assert sheets.squeezed.count(f"note-{letter}") == times, letter
        # A heading's is set anew with its second mark: its words stand in the contents as well.
        assert sheets.squeezed.count("note-a") == 2 * times
        assert {title.strip() for title, _page in sheets.outline} >= {
            "Kapitel" if times == 1 else "1 Kapitel",
            "Afsnit",
        }
    note = printer.notes(handbook, desk.lost(text), desk.lost(text))
    assert all(note.squeezed.count(f"note-{letter}") == 2 for letter in "bcdfghijk")


def test_marks_of_a_footnote_have_its_number(desk: Desk, printer: Printer) -> None:
    text = "Et.[^a] To.[^b] Tre.[^a]\n\n[^a]: note-a\n\n[^b]: note-b\n"
    handbook = desk.handbook({"a.md": f"# A[^c]\n\n{text}\n[^c]: note-c\n"})
    sheets = printer.chapters(handbook, "a.md")
    assert re.search(r"Et\.\s*2\s*To\.\s*3\s*Tre\.\s*2", sheets.text)
    note = printer.notes(handbook, desk.lost(text))
    assert re.search(r"Et\.\s*1\s*To\.\s*2\s*Tre\.\s*1", note.text)


@pytest.mark.parametrize("head", ["h[^a]", "[h](https://x.invalid)", "**h *[h](#a)***", "![h](mangler.png)"])
def test_a_header_with_links_over_several_pages(desk: Desk, printer: Printer, head: str) -> None:
    """What is repeated is for the eye alone, and PDF/UA allows no link in that."""
    text = table(200, 2, head=head) + "\nigen[^a]\n\n[^a]: note-a\n"
    sheets = printer.chapters(desk.handbook({"a.md": "# A\n\n" + text}), "a.md")
    assert len(sheets.pages) > 2
    assert sheets.squeezed.count("note-a") == 1
    assert sheets.has("igen")


def test_footnotes_in_footnotes_as_deep_as_they_like(desk: Desk, printer: Printer) -> None:
    text = "ord[^n0]\n\n" + "".join(f"[^n{n}]: fod{n}x[^n{n + 1}]\n\n" for n in range(100)) + "[^n100]: sidste\n"
    handbook = desk.handbook({"a.md": "# A\n\n" + text})
    for sheets in (printer.chapters(handbook, "a.md"), printer.notes(handbook, desk.lost(text))):
        assert all(sheets.has(f"fod{n}x") for n in range(100))
        assert sheets.has("sidste")


def test_emphasis_and_what_else_can_be_nested(desk: Desk, printer: Printer) -> None:
    inner: nodes.Inline = nodes.Text("inderst", 0)
    for _level in range(60):
        inner = nodes.Strong((nodes.Emphasis((nodes.Strike((inner,)),)),))
    block: nodes.Block = nodes.Paragraph((inner,), 0, 0)
    for level in range(60):
        title = (nodes.Text(f"titel{level}", 0),)
        block = nodes.Panel(nodes.PanelKind.NOTE, title, (block,), 0, 0)
        block = nodes.DefinitionList((nodes.Definition(f"t{level}", title, (block,), 0, 0),), 0, 0)
        block = nodes.Quote((nodes.ListBlock(True, 1, True, (nodes.ListItem((block,), None, 0, 0),), 0, 0),), 0, 0)
    cell = nodes.TableCell((nodes.FootnoteReference("f", 1, 0),), 0, 0)
    figure = nodes.Figure("mangler.png", "alt", (*cell.children, inner), 1, 0, 0)
    footnote = nodes.Footnote("f", 1, (block, nodes.Table((nodes.Alignment.NONE,) * 20, (cell,) * 20, (), 0, 0)), 0, 0)
    sheets = printer.blocks(desk.handbook(), block, figure, footnotes=[footnote])
    assert sheets.squeezed.count("inderst") == 3
    assert sheets.squeezed.count("titel59") == 4


def test_links_lead_where_they_should(desk: Desk, printer: Printer) -> None:
    text = """# A {#a}

[ude](b.md), [afsnit](b.md#her), [intet](b.md#nix), [væk](c.md), [her](#a), [intet her](#nix),
[program](handbook://b.md#her), [fremmed](handbook://nix.md), [net](https://x.invalid/?a=b&c=%20#d),
[js](javascript:alert(1)), [post](mailto:a@x.invalid), [fil](file:///etc/passwd), [data](data:text/html,x),
[op](../../../etc/passwd), [tom](), <https://y.invalid>, [term](b.md#ordet)
"""
    other = "# B\n\n" + "ord\n\n" * 60 + "## Her {#her}\n\nOrdet\n: er et ord\n"
    handbook = desk.handbook({"a.md": text, "b.md": other, "c.md": "# C\n"})
    sheets = printer.chapters(handbook, "a.md", "b.md")
    first, last = 1, len(sheets.pages) - 1
    # As they stand in the text: chapter, section, no such section; here twice, the program's own address, a term.
    assert last > first + 1
    assert sheets.jumps.count(last) >= 2
    assert sheets.links == [
        *("handbook://c.md", "https://x.invalid/?a=b&c=%20#d", "mailto:a@x.invalid", "https://y.invalid"),
    ]
    single = printer.chapters(handbook, "a.md")
    assert single.links[:3] == ["handbook://b.md", "handbook://b.md#her", "handbook://b.md#nix"]
    for word in ("js", "fil", "data", "op", "fremmed"):
        assert sheets.has(word)


def test_chapters_with_the_same_sections_and_the_same_chapter_twice(desk: Desk, printer: Printer) -> None:
    text = "# Ens {#ens}\n\n[ned](#her)[^1]\n\n" + "ord\n\n" * 40 + "## Her {#her}\n\nOrd\n: x\n\n[^1]: fod\n"
    handbook = desk.handbook({"a.md": text, "b.md": text})
    sheets = printer.chapters(handbook, "a.md", "b.md", "a.md")
    ends = [page for title, page in sheets.outline if title == "Her"]
    assert len(set(ends)) == 3
    assert set(ends[:2]) <= set(sheets.jumps)


def test_parts_have_pages_of_their_own(desk: Desk, printer: Printer) -> None:
    summary = (
        "# Bog\n\n[Forord](f.md)\n\n# Første del\n\n1. [A](a.md)\n\n# Anden del\n\n2. [B](b.md)\n\n[Efterord](e.md)\n"
    )
    texts = {name: f"# {name} titel\n\nord\n" for name in ("f.md", "a.md", "b.md", "e.md")}
    sheets = printer.chapters(desk.handbook({"SUMMARY.md": summary, **texts}))
    titles = [title for title, _page in sheets.outline]
    assert [title for title in titles if title.endswith("del")] == ["Første del", "Anden del"]
    pages = dict(sheets.outline)
    order = ["f.md titel", "Første del", "1 a.md titel", "Anden del", "2 b.md titel", "e.md titel"]
    assert sorted(order, key=lambda title: pages[title]) == order
    assert len({pages[title] for title in order}) == len(order)
