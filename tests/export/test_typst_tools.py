"""Tools as PDF: forms that a pen fills in, and copies in which everything can be read that was filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from handbook.book import nodes
from handbook.book.nodes import Choice, Field, FieldKind, Tool, ToolKind
from handbook.export.gather import Wanted, gather
from handbook.export.glyphs import is_seen, settable
from handbook.export.report import Options, Sheet
from handbook.export.typst_tables import form_widths
from handbook.notes.filled import blank, with_value
from tests.export.conftest import squeezed
from tests.export.test_pdf_texts import CHARACTERS, CODE_LIKE
from tests.export.tools import IDS, copy_of, everything, filled_copy, named_rows, tools_handbook

if TYPE_CHECKING:
    from handbook.book.forms import Value
    from handbook.book.library import Handbook
    from handbook.book.nodes import FieldKind as Kind
    from tests.export.conftest import Desk, Printer, Sheets

LONG_WORD = "Speciallægepraksisplanlægningsstabiliseringsperiode" * 3


def blank_sheet(printer: Printer, handbook: Handbook, tool: str, **options: object) -> Sheets:
    return printer.report(gather(handbook, Wanted(blank=tool), Options(**options)))  # type: ignore[arg-type]


def made(printer: Printer, handbook: Handbook, tool: Tool, **values: object) -> tuple[Sheets, Sheets]:
    """Return a tool that is made of nodes, empty and filled in, each alone in its file."""
    report = gather(handbook, Wanted(blank="problemkort"), Options())
    filled = blank(tool, str(values.pop("title", "")))
    for id_, value in values.items():
        filled = with_value(filled, tool, id_, value)  # type: ignore[arg-type]
    sheets = (Sheet(tool, None, "a.md"), Sheet(tool, filled, "a.md"))
    return printer.report(report._replace(sheet=sheets[0])), printer.report(report._replace(sheet=sheets[1]))


def field(kind: Kind, id_: str, text: str, *options: str, size: int = 3, blocks: tuple[nodes.Block, ...] = ()) -> Field:
    words = (nodes.Text(text, 0),)
    choices = tuple(Choice(option, words, "", 0, 0) for option in options)
    return Field(kind, id_, words, blocks, choices, size, 0, text, 0, len(text))


@pytest.mark.parametrize("tool", IDS)
@pytest.mark.parametrize("points", [8, 10.5, 18])
def test_an_empty_tool_is_one_page(desk: Desk, printer: Printer, tool: str, points: float) -> None:
    sheets = blank_sheet(printer, tools_handbook(desk), tool, points=points)
    assert len(sheets.pages) == 1 or (tool, points) == ("problemkort", 18)
    assert sheets.beyond_the_edge() == 0


@pytest.mark.parametrize("tool", IDS)
def test_an_empty_tool_has_all_the_words_of_the_handbook(desk: Desk, printer: Printer, tool: str) -> None:
    handbook = tools_handbook(desk)
    report = gather(handbook, Wanted(blank=tool), Options())
    assert report.sheet is not None
    assert report.sheet.tool is not None
    text = handbook.tree(report.sheet.chapter).text[report.sheet.tool.start : report.sheet.tool.end]
    sheets = printer.report(report)
    assert [line for line in text.split("\n") if not sheets.has(line.replace("\t", ""))] == []


def test_rows_begin_with_their_texts(desk: Desk, printer: Printer) -> None:
    handbook = named_rows(desk)
    empty = blank_sheet(printer, handbook, "profil")
    assert empty.has("Kvalitet")
    assert empty.has("Mål: de to, [tre]")
    values: dict[str, Value] = {"linjer": ({"hvad": "Kvalitet", "tal": "hundrede"},)}
    # Only the rows that are there, and as high as what stands in them.
    begun = printer.notes(handbook, copy_of(desk, handbook, filled_copy(handbook, "profil", values)))
    assert begun.has("hundrede")
    assert not begun.has("Mål: de to")
    untouched = printer.notes(handbook, copy_of(desk, handbook, filled_copy(handbook, "profil", {})))
    assert untouched.has("Mål: de to, [tre]")


@pytest.mark.parametrize(("points", "text"), [(8, "Kvalitet"), (18, "Kvalitet"), (18, LONG_WORD), (10.5, "ord " * 60)])
def test_a_text_of_a_row_has_room(desk: Desk, printer: Printer, points: float, text: str) -> None:
    sheets = blank_sheet(printer, named_rows(desk, text), "profil", points=points)
    assert sheets.beyond_the_edge() == 0
    assert sheets.has(text.strip())
    assert sheets.has("Efter tabellen")


def test_the_pen_gets_the_room_that_the_texts_leave() -> None:
    assert form_widths(["Hvad", "Tal", "Dato"], ["Maj", "Juni"]) == [8, 36, 36]
    assert form_widths(["Hvad", "Tal"], ["ord " * 60]) == [32, 48]
    assert form_widths(["Hvad"], ["Maj"]) == form_widths(["Hvad", "Tal"], ["", ""]) == []


def test_a_chapter_with_tools(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    sheets = printer.chapters(handbook, "a.md")
    text = handbook.tree("a.md").text
    # The cells of a table's head stand in columns of their own.
    assert [line for line in text.replace("\t", "\n").split("\n") if not sheets.has(line)] == []
    titles = [title for title, _page in sheets.outline]
    assert titles == ["Redskaberne", "Ord", "Problemkort", "Før I begynder", "Samtale om omveje", "Hvor står vi?"]
    assert "Scale from 1 (Vi gætter) to 5 (Vi har set det og talt det)" in sheets.alternatives()
    # One to be filled in, and one for each dimension.
    assert sheets.tags()["Table"] == 3
    assert sheets.tags()["L"] >= 4


def test_links_lead_to_tools(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    both = printer.chapters(handbook, "a.md", "b.md")
    pages = dict(both.outline)
    # The first link of the first chapter leads to the worksheet, the second to the decision in the other chapter.
    assert both.jumps[:2] == [pages["Problemkort"], pages["Er det en prøve værd?"]]
    assert [link for link in both.links if "handbook://" in link] == []
    alone = printer.chapters(handbook, "a.md")
    assert "handbook://b.md#proeve" in alone.links


def test_answers_of_a_question_say_where_they_lead(desk: Desk, printer: Printer) -> None:
    sheets = blank_sheet(printer, tools_handbook(desk), "proeve")
    assert re.search(r"1\.\s+Har nogen problemet\?", sheets.text)
    assert sheets.has("Ja, vi har mødt dem → 2")
    assert sheets.has("Nej → Spørg først")
    assert len(sheets.jumps) == 4
    assert sheets.links == ["handbook://b.md"]


@pytest.mark.parametrize("tool", IDS)
@pytest.mark.parametrize("is_grey", [False, True])
def test_a_copy_is_the_whole_document(desk: Desk, printer: Printer, tool: str, is_grey: bool) -> None:
    handbook = tools_handbook(desk)
    filled = filled_copy(handbook, tool, title="Hos os på 3. sal")
    sheets = printer.notes(handbook, copy_of(desk, handbook, filled), is_grey=is_grey)
    assert len(sheets.pages) == 1
    assert sheets.pdf.docinfo.Title == "Hos os på 3. sal"
    assert sheets.has("Hos os på 3. sal")
    assert sheets.has(filled.name)
    # At its foot: the handbook, its edition, and when it was made.
    assert sheets.has("Bogen · edition 1 · 12 November 2026")
    typed = [value for value in everything(handbook, tool).values() if value == "Svaret"]
    assert sheets.squeezed.count("Svaret") >= len(typed)
    assert not sheets.has("My notes")


def test_each_kind_of_answer_can_be_seen(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    values = everything(handbook, "problemkort", "Linje 1\nLinje 2\n\nAfsnit") | {"slags": "uklart", "sagt": ""}
    sheets = printer.notes(handbook, copy_of(desk, handbook, filled_copy(handbook, "problemkort", values)))
    assert re.search(r"Linje 1\s+Linje 2\s+Afsnit kr\.", sheets.text)
    assert re.search(r"○\s*Kendt.*◉\s*Uklart.*○\s*Ja", sheets.text, re.DOTALL)
    assert re.search(r"☑\s*Os.*☑\s*Dem.*☐\s*1", sheets.text, re.DOTALL)
    assert re.search(r"☑\s*Vi kan finde.*☑\s*Sætningen", sheets.text, re.DOTALL)
    assert any(text.endswith("(Vi har set det og talt det): 4/5") for text in sheets.alternatives())


def test_a_self_test_has_its_result_and_what_to_read(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    values = {"retning.svar": "2", "retning.mandat": "3", "mennesker.tvivl": "5"}
    sheets = printer.notes(handbook, copy_of(desk, handbook, filled_copy(handbook, "selvtest", values)))
    assert sheets.has("Retning 2.5 of 5")
    assert sheets.has("Mennesker 5 of 5 (1 of 2 answered)")
    assert sheets.has("Lowest: Retning Er området lavt, så begynd med kapitlet.")
    assert not sheets.has("Læs om tryghed")
    assert re.search(r"samme\.\s*○\s*●\s*○\s*○\s*○", sheets.text)


def test_a_decision_is_the_way_that_was_taken(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    done = copy_of(desk, handbook, filled_copy(handbook, "proeve", {"problem": "no"}))
    sheets = printer.notes(handbook, done)
    assert sheets.has("1. Har nogen problemet? Nej Spørg først Tal med fem mennesker.")
    assert not sheets.has("to uger")
    begun = printer.notes(handbook, copy_of(desk, handbook, filled_copy(handbook, "proeve", {"problem": "yes"})))
    assert begun.has("Ja, vi har mødt dem 2. Kan det prøves på to uger? Not answered yet")


def test_a_template_becomes_a_document(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    values = everything(handbook, "mandat") | {"tomt": ""}
    sheets = printer.notes(handbook, copy_of(desk, handbook, filled_copy(handbook, "mandat", values, "Mandat")))
    assert [title for title, _page in sheets.outline] == ["Mandat", "1. Sætningen", "2. Det må vi selv", "3. Beløbet"]
    # Neither what to do, nor what wasn't answered.
    assert not sheets.has("Udfyld det sammen")
    assert not sheets.has("Ordret")
    assert sheets.has("Svaret kr.")


def test_copies_stand_among_notes(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    copies = [copy_of(desk, handbook, filled_copy(handbook, tool, title=f"Ark {tool}")) for tool in IDS]
    sheets = printer.notes(handbook, desk.about(handbook, "Også i morgen", "En note"), *copies)
    assert all(sheets.has(f"Ark {tool}") for tool in IDS)
    assert sheets.has("En note")
    assert sheets.has("1 highlight · 4 filled-in copies")
    # A heading is never left behind on a page of its own.
    assert all(len(page.split()) > 12 for page in sheets.pages[1:])


def test_a_copy_whose_tool_is_gone_says_what_was_asked(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    copies = [copy_of(desk, handbook, filled_copy(handbook, tool, title="Gemt")) for tool in IDS]
    bare = desk.handbook({"a.md": "# Redskaberne\n\nVæk.\n"})
    for copy in copies:
        sheets = printer.notes(bare, copy)
        assert len(sheets.pages) == 1
        assert sheets.has("Gemt")
    worksheet = printer.notes(bare, copies[0])
    assert worksheet.has("Hvorfor bliver det ved? Svaret")
    assert worksheet.has("4/5 (1 = Vi gætter, 5 = Vi har set det og talt det)")
    assert printer.notes(bare, copies[4]).has("Har nogen problemet? Ja, vi har mødt dem")


def test_answers_without_a_place_stand_apart(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    filled = filled_copy(handbook, "foer")
    lost = filled.answers[-1]._replace(id="gammel", label="Et gammelt felt", value="Et gammelt svar")
    copy = copy_of(desk, handbook, filled._replace(answers=(*filled.answers, lost)))
    sheets = printer.notes(handbook, copy)
    assert sheets.has("Answers from an earlier edition Et gammelt felt Et gammelt svar")


@pytest.mark.parametrize("text", [*CODE_LIKE, LONG_WORD])
def test_what_looks_like_code_is_text_in_every_answer(desk: Desk, printer: Printer, text: str) -> None:
    handbook = tools_handbook(desk)
    for tool in ("problemkort", "mandat"):
        values = everything(handbook, tool, text)
        times = 0
        for value in values.values():
            times += value == text
            times += sum(len(row) for row in value if isinstance(row, dict))
        copy = copy_of(desk, handbook, filled_copy(handbook, tool, values, "T " + text))
        for sheets in (printer.notes(handbook, copy), printer.notes(handbook, copy, desk.lost("x"))):
            assert sheets.squeezed.count(squeezed(text)) == times + 1
            assert sheets.beyond_the_edge() == 0


@pytest.mark.parametrize("text", [text for text, _expected in CHARACTERS.values()])
def test_every_character_can_be_set_in_every_part_of_a_tool(desk: Desk, printer: Printer, text: str) -> None:
    help_ = (nodes.Paragraph((nodes.Text(text, 0),), 0, 0),)
    fields = (
        field(FieldKind.LINE, "a", text, blocks=help_),
        field(FieldKind.NUMBER, "b", text),
        field(FieldKind.CHOICES, "c", text, "x", "y"),
        field(FieldKind.SCALE, "d", text, "1", "5", size=5),
        field(FieldKind.TABLE, "e", text, "x", "y"),
        field(FieldKind.STEP, "f", text, blocks=help_),
    )
    title = (nodes.Text(text, 0),)
    tool = Tool(ToolKind.WORKSHEET, "t", title, fields, (), 0, 5, "", (), 0, 0)
    values = {"a": text, "b": text, "c": ("x",), "d": "2", "e": ({"x": text},), "f": text}
    for sheets in made(printer, desk.handbook(BOOK_OF_ONE), tool, title=text, **values):
        letters = sheets.letters()
        shown = {c for c in squeezed(settable(text)) if c.isalnum() and is_seen(c)}
        assert {c for c in shown if not letters[c]} == set()


BOOK_OF_ONE = {"a.md": "# A\n\n//// worksheet | Kort\n    id: problemkort\n\n/// line | L\n    id: l\n///\n////\n"}


def test_what_is_longer_than_a_page_goes_on_on_the_next(desk: Desk, printer: Printer) -> None:
    handbook = tools_handbook(desk)
    rows = tuple({"hvem": f"hvem{n}", "hvad": f"hvad{n}"} for n in range(500))
    prose = "\n\n".join(f"Afsnit {n} " + "ord " * 60 for n in range(60))
    values: dict[str, Value] = {"hvem": rows, "hvorfor": prose, "sagt": "\n".join(f"linje{n}" for n in range(200))}
    copy = copy_of(desk, handbook, filled_copy(handbook, "problemkort", values))
    for sheets in (printer.notes(handbook, copy), printer.notes(handbook, copy, desk.lost("x"))):
        assert len(sheets.pages) > 10
        assert all(sheets.has(f"hvem{n}") and sheets.has(f"hvad{n}") for n in range(500))
        assert all(sheets.has(f"Afsnit {n} ord") for n in range(60))
        assert all(sheets.has(f"linje{n}") for n in range(200))
        assert sheets.beyond_the_edge() == 0


def test_a_form_that_is_longer_than_a_page_keeps_its_fields_whole(desk: Desk, printer: Printer) -> None:
    fields = "".join(
        f"/// paragraph | Spørgsmål {n}\n    id: f{n}\n    lines: 6\nHjælp {n}\n///\n\n" for n in range(12)
    )
    book = {"a.md": f"# A\n\n//// worksheet | Langt\n    id: langt\n\n{fields}////\n"}
    sheets = blank_sheet(printer, desk.handbook(book), "langt")
    assert len(sheets.pages) > 1
    for n in range(12):
        assert sum(f"Spørgsmål {n}\r\nHjælp {n}" in page for page in sheets.pages) == 1


def test_a_tool_with_everything_that_a_text_can_have(desk: Desk, printer: Printer) -> None:
    content = (
        'Ord[^1] og *mere*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n!!! tip "Tip"\n    Indhold\n\n'
        "![Alt](mangler.png)\n\n```\nkode\n```\n\n1. et\n2. to\n"
    )
    book = {
        "a.md": "# A\n\nTekst[^1].\n\n//// checklist | Alt\n    id: alt\n\n#### En overskrift\n\n"
        f"{content}\n/// line | L\n    id: l\n{content}\n///\n\n- [ ] Sæt kryds[^1] {{#x}}\n////\n\n[^1]: En fodnote.\n"
    }
    handbook = desk.handbook(book)
    filled = filled_copy(handbook, "alt")
    copy = copy_of(desk, handbook, filled)
    both = (printer.chapters(handbook, "a.md"), blank_sheet(printer, handbook, "alt"), printer.notes(handbook, copy))
    for sheets in both:
        assert sheets.squeezed.count("kode") == 2
        assert sheets.has("En fodnote.")
    assert printer.notes(handbook, copy, copy._replace(id="00000000-0000-4000-8000-000000000999")).has("En fodnote.")
