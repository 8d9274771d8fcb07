"""Each construct of the format, as a reader would find it in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from handbook.book import nodes
from handbook.book.nodes import Alignment, PanelKind, Section
from handbook.errors import HandbookError

if TYPE_CHECKING:
    from tests.book.conftest import Parse

Node = TypeVar("Node", bound=nodes.Block)


def only(tree: nodes.ChapterTree, kind: type[Node]) -> Node:
    """Return the chapter's only block, which is of this kind."""
    (block,) = tree.blocks
    assert isinstance(block, kind)
    return block


def paragraph(parse: Parse, text: str, language: str = "da") -> tuple[nodes.Inline, ...]:
    return only(parse(text, language=language), nodes.Paragraph).children


def test_headings_have_addresses_that_are_unique(parse: Parse) -> None:
    tree = parse("# Ét år: æ, ø & å!\n\n## Mål {#maal}\n\n## Mål\n\n## Mål\n\n## maal\n\n### C# ###\n")
    headings = [(block.level, block.id) for block in tree.blocks if isinstance(block, nodes.Heading)]
    assert headings == [(1, "ét-år-æ-ø-å"), (2, "maal"), (2, "mål"), (2, "mål-2"), (2, "maal-2"), (3, "c")]
    assert [section.title for section in tree.sections][-1] == "C#"


def test_a_heading_gives_way_to_an_address_written_later(parse: Parse) -> None:
    tree = parse("## Mål\n\n## Andet {#mål}\n")
    assert [section.id for section in tree.sections] == ["mål-2", "mål"]


def test_sections_know_what_is_above_them(parse: Parse) -> None:
    tree = parse("Før.\n\n# A\n\n## B\n\nTekst[^1].\n\n### C\n\n## D\n\n[^1]: Note.\n", title="Kapitel")
    assert tree.title == "A"
    assert tree.text == "Før.\nA\nB\nTekst.\nC\nD\nNote.\n"
    assert tree.sections == (
        Section("", "A", 0, (), 0, 5),
        Section("a", "A", 1, (), 5, 7),
        Section("b", "B", 2, ("A",), 7, 16),
        Section("c", "C", 3, ("A", "B"), 16, 18),
        Section("d", "D", 2, ("A",), 18, 26),
    )


def test_a_hash_without_a_space_is_text(parse: Parse) -> None:
    assert only(parse("#1 på listen"), nodes.Paragraph)
    assert only(parse("# "), nodes.Heading).id == "section"


def test_the_summarys_title_serves_where_there_is_no_heading(parse: Parse) -> None:
    assert parse("Tekst.", title="Fra oversigten").title == "Fra oversigten"
    assert parse("", title="Tom").sections == (Section("", "Tom", 0, (), 0, 0),)


def test_marks_within_a_line(parse: Parse) -> None:
    assert paragraph(parse, "a *b* **c *d*** ~~e~~ `f  g`") == (
        nodes.Text("a ", 0),
        nodes.Emphasis((nodes.Text("b", 2),)),
        nodes.Text(" ", 3),
        nodes.Strong((nodes.Text("c ", 4), nodes.Emphasis((nodes.Text("d", 6),)))),
        nodes.Text(" ", 7),
        nodes.Strike((nodes.Text("e", 8),)),
        nodes.Text(" ", 9),
        nodes.Code("f g", 10),
    )


def test_links(parse: Parse) -> None:
    children = paragraph(
        parse, '[A](<b c.md> "T") <https://x.dk/a-b...c> <a@b.dk> [ref][r] [r]\n\n[r]: ../z.md#å "R"\n'
    )
    links = [child for child in children if isinstance(child, nodes.Link)]
    assert [(link.target, link.title) for link in links] == [
        ("b c.md", "T"),
        ("https://x.dk/a-b...c", ""),
        ("mailto:a@b.dk", ""),
        ("../z.md#å", "R"),
        ("../z.md#å", "R"),
    ]
    assert links[1].children == (nodes.Text("https://x.dk/a-b...c", 2),)


def test_an_ampersand_in_an_address_may_be_an_entity(parse: Parse) -> None:
    (link,) = paragraph(parse, "[A](http://x.dk/?a=1&amp;b=2&copy=3)")
    assert isinstance(link, nodes.Link)
    assert link.target == "http://x.dk/?a=1&b=2&copy=3"


def test_images_alone_are_figures_and_others_are_not(parse: Parse) -> None:
    tree = parse('![Alt "x"](a.svg "Fra "a" til b")\n![To](b.png)\n\nSe ![Tre](c.png) her.\n')
    first, second, text = tree.blocks
    assert first == nodes.Figure("a.svg", "Alt »x«", (nodes.Text("Fra »a« til b", 0),), 1, 0, 13)
    assert second == nodes.Figure("b.png", "To", (), 2, 14, 14)
    assert isinstance(text, nodes.Paragraph)
    assert text.children[1] == nodes.Image("c.png", "Tre", 18)
    assert tree.text == "Fra »a« til b\n\nSe \ufffc her.\n"


def test_lists(parse: Parse) -> None:
    tree = parse("3. tre\n4. fire\n    - *a*\n    - b\n\nSlut.\n")
    numbered, end = tree.blocks
    assert isinstance(numbered, nodes.ListBlock)
    assert isinstance(end, nodes.Paragraph)
    assert (numbered.ordered, numbered.first, numbered.tight, len(numbered.items)) == (True, 3, True, 2)
    nested = numbered.items[1].blocks[1]
    assert isinstance(nested, nodes.ListBlock)
    assert (nested.ordered, len(nested.items)) == (False, 2)
    assert tree.text == "tre\nfire\na\nb\nSlut.\n"


def test_a_loose_list(parse: Parse) -> None:
    block = only(parse("- a\n\n    mere\n\n- b\n"), nodes.ListBlock)
    assert not block.tight
    assert [len(item.blocks) for item in block.items] == [2, 1]


def test_tasks(parse: Parse) -> None:
    block = only(parse("- [ ] nej\n- [x] ja [link](a.md)\n- [X] også\n- [y] tekst\n"), nodes.ListBlock)
    assert [item.checked for item in block.items] == [False, True, True, None]
    assert parse("- [ ] nej\n").text == "nej\n"


def test_tables(parse: Parse) -> None:
    tree = parse("| A | B | C |\n|:--|:-:|--:|\n| `a|b` | x \\| y |\n| 1 | 2 | 3 | 4 |\n")
    table = only(tree, nodes.Table)
    assert table.alignments == (Alignment.LEFT, Alignment.CENTER, Alignment.RIGHT)
    assert tree.text == "A\tB\tC\na|b\tx | y\t\n1\t2\t3\n"


def test_a_table_with_nothing_but_a_header(parse: Parse) -> None:
    assert only(parse("| A | B |\n|--|--|\n"), nodes.Table).rows == ()


def test_quotes_rules_and_breaks(parse: Parse) -> None:
    tree = parse("> En\n> - to\n\n***\n\na  \nb\\\nc\n")
    quote, rule, text = tree.blocks
    assert isinstance(quote, nodes.Quote)
    assert [type(block) for block in quote.blocks] == [nodes.Paragraph, nodes.ListBlock]
    assert rule == nodes.Rule(6, 6)
    assert isinstance(text, nodes.Paragraph)
    assert text.children[1] == nodes.LineBreak(8)
    assert tree.text == "En\nto\n\na\nb\nc\n"


@pytest.mark.parametrize("kind", list(PanelKind))
def test_panels(parse: Parse, kind: PanelKind) -> None:
    tree = parse(f'!!! {kind.value} "En *titel*"\n    Tekst.\n\n    - punkt\n')
    panel = only(tree, nodes.Panel)
    assert panel.kind is kind
    assert [type(block) for block in panel.blocks] == [nodes.Paragraph, nodes.ListBlock]
    assert tree.text == "En titel\nTekst.\npunkt\n"


@pytest.mark.parametrize(("language", "title"), [("da", "Bemærk"), ("en", "Note"), ("de", "Note")])
def test_a_panel_without_a_title_gets_its_kinds(parse: Parse, language: str, title: str) -> None:
    assert parse("!!! note\n    Tekst.\n", language=language).text == f"{title}\nTekst.\n"
    assert only(parse('!!! note ""\n    Tekst.\n'), nodes.Panel).title == ()


def test_an_unknown_panel_stays_visible(parse: Parse) -> None:
    fault, text = parse('!!! sjov "Titel"\n    Tekst.\n').blocks
    assert isinstance(fault, nodes.FaultBlock)
    assert fault.value == '!!! sjov "Titel"'
    assert "sjov" in fault.message
    assert isinstance(text, nodes.Paragraph)


def test_footnotes_are_numbered_by_first_reference(parse: Parse) -> None:
    tree = parse(
        "A[^b] og[^a] og[^b].\n\n[^a]: Note a.\n[^b]: Note b[^c].\n\n    Mere.\n\n[^c]: Note c.\n[^d]: Ubrugt.\n"
    )
    assert [(note.label, note.number) for note in tree.footnotes] == [("b", 1), ("a", 2), ("c", 3)]
    assert tree.text == "A og og.\nNote b.\nMere.\nNote a.\nNote c.\n"
    references = [child for child in only(tree, nodes.Paragraph).children if isinstance(child, nodes.FootnoteReference)]
    assert [(reference.number, reference.start) for reference in references] == [(1, 1), (2, 4), (1, 7)]


def test_an_undefined_footnote_stays_text(parse: Parse) -> None:
    assert parse("A[^x].").text == "A[^x].\n"


def test_notes_that_refer_to_each_other(parse: Parse) -> None:
    assert [note.label for note in parse("A[^1]\n\n[^1]: Se[^2]\n[^2]: Se[^1]\n").footnotes] == ["1", "2"]


def test_definitions(parse: Parse) -> None:
    tree = parse("Løbende *forbedring*\n:   Første.\n\n    Mere.\n\nOPI {#opi}\nSamspil\n:   Anden.\n\n:   Tredje.\n")
    definitions = only(tree, nodes.DefinitionList)
    assert [item.id for item in definitions.items] == ["løbende-forbedring", "opi", "samspil"]
    assert [len(item.blocks) for item in definitions.items] == [2, 0, 2]
    assert tree.text == "Løbende forbedring\nFørste.\nMere.\nOPI\nSamspil\nAnden.\nTredje.\n"


def test_abbreviations(parse: Parse) -> None:
    children = paragraph(
        parse, "OPI, OPIer og A/B-test (*OPI*).\n\n*[OPI]: offentlig-privat innovation\n*[A/B]: to veje\n"
    )
    assert children[0] == nodes.Abbreviation("OPI", "offentlig-privat innovation", 0)
    assert children[1:3] == (nodes.Text(", OPIer og ", 3), nodes.Abbreviation("A/B", "to veje", 14))


def test_keys(parse: Parse) -> None:
    (keys,) = paragraph(parse, "++ctrl+shift+k++")
    assert keys == nodes.Keys(("Ctrl", "Skift", "K"), 0)
    assert paragraph(parse, "++shift+f5++", "en") == (nodes.Keys(("Shift", "F5"), 0),)
    assert parse("C++ og i++ ").text == "C++ og i++\n"


def test_code(parse: Parse) -> None:
    tree = parse('```python\nx = "a"  # 1 - 2\n\n\ty < &amp;\n```\n\n    indrykket <b> &lt;\n')
    fenced, indented = tree.blocks
    assert isinstance(fenced, nodes.CodeBlock)
    assert (fenced.language, fenced.value) == ("python", 'x = "a"  # 1 - 2\n\n    y < &amp;')
    assert isinstance(indented, nodes.CodeBlock)
    assert (indented.language, indented.value) == ("", "indrykket <b> &lt;")


def test_entities_and_escapes_are_taken_literally(parse: Parse) -> None:
    assert parse(r"&quot;a&quot; \"b\" \*c\* &lt;b&gt; &nbsp;&euro; &nope; &#38;").text == (
        '"a" "b" *c* <b> \u00a0€ &nope; &\n'
    )


def test_a_backslash_that_is_escaped_breaks_no_line(parse: Parse) -> None:
    assert parse("a\\\\\nb").text == "a\\ b\n"


def test_html_shows_as_text(parse: Parse) -> None:
    assert parse("<b>fed</b> <!-- skjult -->\n\n<div>\nx\n</div>\n").text == (
        "<b>fed</b> <!-- skjult -->\n<div> x </div>\n"
    )


def test_soft_hyphens_break_words_and_are_not_text(parse: Parse) -> None:
    tree = parse("inno\u00advations\u00adkul&shy;tur `ko\u00adde`\n\n# Ti\u00adtel\n")
    assert tree.text == "innovationskultur kode\nTitel\n"
    assert tree.hyphenation["innovationskultur"] == "inno\u00advations\u00adkul\u00adtur"
    assert tree.sections[-1].id == "titel"


def test_quotes_are_set_but_not_in_code_keys_and_addresses(parse: Parse) -> None:
    tree = parse('"**Fed**" og *"kursiv"* `"kode"` <http://x.dk/"a"> [som "det"](a.md)\n')
    assert tree.text == '»Fed« og »kursiv« "kode" http://x.dk/"a" som »det«\n'


def test_attributes_are_taken_off(parse: Parse) -> None:
    tree = parse("*a*{.b} {.c}\n{: .d #e}\n\n## T {.x #id}\n\n[a](b){: target=_blank }.\n")
    assert tree.text == "a {.c}\nT\na.\n"
    assert tree.sections[-1].id == "id"


def test_words_are_counted_without_the_notes(parse: Parse) -> None:
    assert parse("# Et kapitel\n\nMed 1.000 e-mails, og det er det.[^1]\n\n[^1]: Ikke mig.\n").words == 9


def test_faulty_front_matter_is_the_first_block(parse: Parse) -> None:
    tree = parse("---\nsummary: a: b\n---\n# Titel\n")
    fault, heading = tree.blocks
    assert isinstance(fault, nodes.FaultBlock)
    assert fault.value == "summary: a: b"
    assert isinstance(heading, nodes.Heading)
    assert tree.title == "Titel"


def test_a_wrong_key_alone_shows_nothing(parse: Parse) -> None:
    assert len(parse("---\nfarve: blå\nsummary: Kort.\n---\n# Titel\n").blocks) == 1


def test_windows_line_ends_and_a_byte_order_mark(parse: Parse) -> None:
    assert parse("\ufeff# A\r\n\r\n- b\r\n- c\r\n") == parse("# A\n\n- b\n- c\n")


def test_a_zero_byte_is_no_text(parse: Parse) -> None:
    with pytest.raises(HandbookError, match="Kapitel:2: "):
        parse("a\nb\0c")
