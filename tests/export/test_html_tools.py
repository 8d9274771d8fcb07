"""Tools as HTML: everything in its element, nothing that can be changed, and the answers where they were given."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from handbook.export.gather import Wanted, gather
from handbook.export.html import to_html
from handbook.export.report import Options
from handbook.paths import resources
from tests.export.test_html import Page
from tests.export.test_pdf_texts import CODE_LIKE
from tests.export.tools import IDS, copy_of, everything, filled_copy, named_rows, tools_handbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handbook.book.forms import Value
    from handbook.book.library import Handbook
    from handbook.notes.model import Annotation
    from tests.export.conftest import Desk


def page(handbook: Handbook, **wanted: object) -> Page:
    return Page(to_html(gather(handbook, Wanted(**wanted), Options())))  # type: ignore[arg-type]


def copies(desk: Desk, handbook: Handbook, text: str = "Svaret") -> list[Annotation]:
    return [copy_of(desk, handbook, filled_copy(handbook, t, everything(handbook, t, text), "Ark")) for t in IDS]


def test_tools_stand_in_their_chapters(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    found = page(handbook, chapters=["a.md", "b.md"])
    assert set(IDS) <= set(found.values("id"))
    assert {"#problemkort", "#proeve"} <= set(found.values("href"))
    assert all("disabled" in box for box in found.all("input"))
    assert not any("checked" in box for box in found.all("input"))
    types = [box["type"] for box in found.all("input")]
    assert (types.count("radio"), types.count("checkbox")) == (7, 7)
    assert found.values("role").count("img") == 1
    assert "Scale from 1 (Vi gætter) to 5 (Vi har set det og talt det)" in found.values("aria-label")
    # The heads of columns, and of the rows of statements.
    scopes = [cell["scope"] for cell in found.all("th")]
    assert scopes.count("row") == 4


def test_boxes_say_what_they_answer(desk: Desk) -> None:
    html = to_html(gather(tools_handbook(desk), Wanted(chapters=["a.md", "b.md"]), Options()))
    found = Page(html)
    labels = dict(re.findall(r'<p class="label" id="([^"]+)">(.*?)</p>', html))
    groups = re.findall(
        r'role="group" aria-labelledby="([^"]+)">.*?<ul class="tasks options">(.*?)</ul>', html, re.DOTALL
    )
    assert len(groups) == html.count('<ul class="tasks options">') > 1
    assert all(labels[name] for name, _boxes in groups)
    # Those of one question are counted together, and with nothing else.
    names = [set(re.findall(r'type="radio" name="([^"]+)"', boxes)) for _name, boxes in groups]
    assert all(len(each) <= 1 for each in names)
    radios = [box for box in found.all("input") if box["type"] == "radio"]
    assert len({box["name"] for box in radios}) == sum(map(len, names)) > 1


def test_tables_are_called_what_they_are_about(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    html = to_html(gather(handbook, Wanted(annotations=copies(desk, handbook)), Options()))
    names = re.findall(r'<div class="table" role="group" aria-label="([^"]*)" tabindex="0">', html)
    assert len(names) == html.count("<table")
    assert {"Retning", "Mennesker", "Result"} <= set(names)
    assert "Table" not in names


def test_a_mark_is_said_and_an_empty_place_is_not(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    values = {"retning.svar": "2", "retning.mandat": "3"}
    html = to_html(
        gather(
            handbook,
            Wanted(annotations=[copy_of(desk, handbook, filled_copy(handbook, "selvtest", values))]),
            Options(),
        )
    )
    rows = re.findall(r'<tr><th scope="row">[^<]*</th>(<td class="sign.*?)</tr>', html)
    heard = [
        [re.sub(r'.*aria-label="(\w+)".*|.*aria-hidden="true".*', r"\1", cell) for cell in row.split("</td>")[:-1]]
        for row in rows
    ]
    assert heard[:2] == [["", "Chosen", "", "", ""], ["", "", "Chosen", "", ""]]
    assert not any(cell for row in heard[2:] for cell in row)


@pytest.mark.parametrize("tool", IDS)
def test_an_empty_tool_is_a_page(desk: Desk, tool: str) -> None:
    found = page(tools_handbook(desk), blank=tool)
    assert found.text.count("Bogen") == 1
    assert len(found.all("h1")) == 1
    assert len(found.all("section")) == 1


def test_answers_stand_where_they_were_given(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    found = page(handbook, annotations=copies(desk, handbook)[:1])
    boxes = [(box["type"], "checked" in box) for box in found.all("input")]
    radios, checks = ([set_ for type_, set_ in boxes if type_ == kind] for kind in ("radio", "checkbox"))
    assert radios == [True, False, False]
    assert checks == [True, True, False, True, True]
    assert found.text.count("Svaret") == 4 + 4
    assert "Scale from 1 (Vi gætter) to 5 (Vi har set det og talt det): 4/5" in found.values("aria-label")


def table_of(text: str) -> tuple[bool, list[str]]:
    """Return whether the one table of a page is there to be filled in with a pen, and its cells."""
    (table,) = re.findall(r'<table class="(grid(?: blank)?)">(.*?)</table>', text, re.DOTALL)
    return table[0] == "grid blank", re.findall(r"<td[^>]*>(.*?)</td>", table[1])


def test_rows_begin_with_their_texts(desk: Desk) -> None:
    handbook = named_rows(desk)
    grid = ["Kvalitet", "", "Mål: de to, [tre]", ""]

    def written(**wanted: object) -> tuple[bool, list[str]]:
        return table_of(to_html(gather(handbook, Wanted(**wanted), Options())))  # type: ignore[arg-type]

    def copy(values: Mapping[str, Value]) -> tuple[bool, list[str]]:
        return written(annotations=[copy_of(desk, handbook, filled_copy(handbook, "profil", values))])

    assert written(blank="profil") == written(chapters=["a.md"]) == (True, grid)
    assert copy({}) == (True, grid)
    assert copy({"linjer": ({"hvad": "Andet"},)}) == (True, ["Andet", ""])
    assert copy({"linjer": ({"hvad": "Kvalitet", "tal": "5"}, {"hvad": "Andet"})}) == (
        False,
        ["Kvalitet", "5", "Andet", ""],
    )
    # The reader has taken the rows away.
    assert copy({"linjer": ()}) == (True, ["", "", "", ""])


def test_results_ways_and_documents(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    values = {"retning.svar": "2", "retning.mandat": "3", "mennesker.tvivl": "5"}
    found = page(handbook, annotations=[copy_of(desk, handbook, filled_copy(handbook, "selvtest", values))])
    assert "Lowest: Retning" in found.text
    assert "2.5 of 5" in found.text
    # (2.5 - 1) / 4 of twenty parts.
    assert "bar share-8" in found.values("class")
    way = page(handbook, annotations=[copy_of(desk, handbook, filled_copy(handbook, "proeve"))])
    assert "Prøv det" in way.text
    assert "Spørg først" not in way.text
    document = page(handbook, annotations=[copy_of(desk, handbook, filled_copy(handbook, "mandat"))])
    assert [text for tag, text in document.texts if tag == "h2"] == [
        *("1. Sætningen", "2. Det må vi selv", "3. Beløbet", "4. Det tomme"),
    ]


def test_bars_have_a_style_for_each_share() -> None:
    style = (resources() / "export" / "report.css").read_text(encoding="utf-8")
    shares = re.findall(r"\.share-(\d+) \{ background-size: (\d+)% 100%; \}", style)
    assert shares == [(str(number), str(5 * number)) for number in range(1, 21)]


def test_copies_among_notes_and_with_their_chapter(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    all_ = copies(desk, handbook)
    found = page(handbook, annotations=[*all_, *[one._replace(id=one.id[:-2] + "99") for one in all_[:1]]])
    assert found.text.count("Ark") == 7
    # Ids are those of the tool, not of its copies.
    both = page(handbook, annotations=all_, chapters=["a.md", "b.md"])
    assert set(IDS) <= set(both.values("id"))


def test_no_level_of_headings_is_skipped(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    html = to_html(gather(handbook, Wanted(annotations=copies(desk, handbook), chapters=["a.md", "b.md"]), Options()))
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    # What a document is divided into stands below its title.
    sheets = re.findall(r'<section class="sheet document-sheet".*?</section>', html, re.DOTALL)
    inside = [[int(level) for level in re.findall(r"<h([1-6])", sheet)] for sheet in sheets]
    assert {level - title for title, *below in inside for level in below} == {1}


@pytest.mark.parametrize("text", CODE_LIKE)
def test_what_looks_like_code_is_text(desk: Desk, text: str) -> None:
    handbook = tools_handbook(desk)
    (copy, *_rest) = copies(desk, handbook, text)
    for found in (page(handbook, annotations=[copy]), page(handbook, annotations=[copy, desk.lost("x")])):
        assert found.text.count(text) == 8
