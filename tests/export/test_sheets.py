"""Filled copies in a report: each at its tool, fitted to it, alone when it is alone, and back again as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from handbook.book import nodes
from handbook.book.forms import tools
from handbook.errors import HandbookError
from handbook.export.gather import Wanted, gather
from handbook.export.places import Places
from handbook.export.report import GroupBy, Options
from handbook.export.scores import mean_words
from handbook.export.sheets import is_form, sheet_facts, sheet_title
from handbook.export.structured import to_json
from handbook.export.worker import Request
from handbook.notes.exchange import from_json
from handbook.notes.filled import read_filled
from handbook.notes.model import Kind
from tests.export.tools import BOOK, IDS, copy_of, everything, filled_copy, tools_handbook

if TYPE_CHECKING:
    from tests.export.conftest import Desk


def test_a_copy_stands_at_its_tool_wherever_that_is_now(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    copies = [copy_of(desk, handbook, filled_copy(handbook, tool)) for tool in IDS]
    report = gather(handbook, Wanted(annotations=copies[::-1]), Options())
    filled = [item.sheet.filled for item in report.items if item.sheet is not None]
    assert [one.tool for one in filled if one is not None] == list(IDS)
    assert [item.place.address for item in report.items] == [*["handbook://a.md#ord"] * 4, *["handbook://b.md"] * 2]
    moved = desk.handbook({"a.md": "# Redskaberne\n", "b.md": "# Andre\n", "c.md": BOOK["a.md"] + BOOK["b.md"][7:]})
    report = gather(moved, Wanted(annotations=copies), Options())
    assert {item.place.chapter for item in report.items} == {"3\u2002c"}
    assert not any(item.place.is_lost for item in report.items)


def test_a_copy_is_fitted_to_the_tool_as_it_is_now(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    copy = copy_of(desk, handbook, filled_copy(handbook, "problemkort"))
    newer = BOOK["a.md"].replace("| Hvornår?\n    id: hvornaar", "| Hvilken dag?\n    id: dag")
    (item,) = gather(desk.handbook({**BOOK, "a.md": newer}), Wanted(annotations=[copy]), Options()).items
    assert item.sheet is not None
    assert item.sheet.filled is not None
    assert [answer.id for answer in item.sheet.filled.kept] == ["hvornaar"]
    assert "9 of 10 filled in" in sheet_facts(item.sheet)


@pytest.mark.parametrize("reason", ["gone", "foreign"])
def test_without_its_tool_a_copy_is_what_it_holds(desk: Desk, reason: str) -> None:
    handbook = tools_handbook(desk)
    copy = copy_of(desk, handbook, filled_copy(handbook, "foer", title="Mit"))
    if reason == "gone":
        handbook = desk.handbook({"a.md": "# Redskaberne\n", "b.md": "# Andre\n"})
    else:
        copy = copy._replace(anchor=copy.anchor._replace(handbook="en anden"))
    (item,) = gather(handbook, Wanted(annotations=[copy]), Options()).items
    assert item.place.is_lost
    assert item.sheet is not None
    assert item.sheet.tool is None
    assert item.sheet.filled == read_filled(copy.body)
    assert not is_form(item.sheet)
    assert sheet_title(item.sheet) == "Mit"
    assert sheet_facts(item.sheet)[:2] == ("Checklist", "Før I begynder")


@pytest.mark.parametrize("body", ["", "{}", "x", '{"format": 99}'])
def test_a_copy_that_cannot_be_read_is_named(desk: Desk, body: str) -> None:
    handbook = tools_handbook(desk)
    copy = copy_of(desk, handbook, filled_copy(handbook, "foer"))._replace(body=body)
    items = gather(handbook, Wanted(annotations=[copy]), Options()).items
    assert [(item.sheet, item.note, item.quote, item.body) for item in items] == [(None, None, "Før I begynder", "")]


def test_one_copy_alone_is_the_document(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    copy = copy_of(desk, handbook, filled_copy(handbook, "selvtest", title="Os i maj"))
    for group_by in GroupBy:
        report = gather(handbook, Wanted(annotations=[copy], author=" Åse "), Options(group_by=group_by))
        assert report.sheet is not None
        assert report.cover.title == "Os i maj"
        assert report.cover.authors == ("Åse",)
        assert report.cover.lines == ("Self-test", "Hvor står vi?", "12 November 2026", "4 of 4 filled in")
    assert gather(handbook, Wanted(annotations=[copy, desk.lost("x")]), Options()).sheet is None
    assert gather(handbook, Wanted(annotations=[copy], chapters=["a.md"]), Options()).sheet is None
    # The first of many, of which a preview shows only this one.
    assert gather(handbook, Wanted(annotations=[copy], note_count=60), Options()).sheet is None
    named = gather(handbook, Wanted(annotations=[copy], title="Andet"), Options())
    assert named.cover.title == "Andet"


def test_an_empty_tool_is_found_by_its_id(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    for tool in IDS:
        report = gather(handbook, Wanted(blank=tool), Options())
        assert report.sheet is not None
        assert report.sheet.tool is not None
        assert report.sheet.tool.id == tool
        assert (report.items, report.cover.language) == ([], "da")
    with pytest.raises(HandbookError, match="nix"):
        gather(handbook, Wanted(blank="nix"), Options())


def test_copies_come_back_as_they_were(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    hostile = 'Æ \u2028 #\\" 👩‍👩‍👧 \x1b <b>\n\n\t'
    copies = [copy_of(desk, handbook, filled_copy(handbook, t, everything(handbook, t, hostile), "Ø")) for t in IDS]
    for wanted in (copies, copies[:1]):
        text = to_json(gather(handbook, Wanted(annotations=wanted), Options()))
        assert text.isascii()
        assert sorted(from_json(text).annotations) == sorted(wanted)
        assert all(one.kind is Kind.TOOL for one in from_json(text).annotations)


def test_data_of_chapters_have_their_tools(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    document = json.loads(to_json(gather(handbook, Wanted(chapters=["a.md", "b.md"]), Options())))
    found = [tool for chapter in document["chapters"] for tool in chapter["tools"]]
    assert [tool["id"] for tool in found] == list(IDS)
    worksheet = found[0]
    assert (worksheet["kind"], worksheet["minutes"]) == ("worksheet", 30)
    assert worksheet["address"] == "handbook://a.md#problemkort"
    assert worksheet["situations"] == ["Alle er enige", "Nej: vi er ikke"]
    assert document["chapters"][0]["text"][worksheet["start"] :].startswith("Problemkort\n")
    fields = {field["id"]: field for field in worksheet["fields"]}
    assert fields["slags"]["names"] == {
        "kendt": "Kendt: Vi er enige om årsagen",
        "uklart": "Uklart: Noget er galt",
        "yes": "Ja",
    }
    blank = json.loads(to_json(gather(handbook, Wanted(blank="mandat"), Options())))
    assert [tool["id"] for tool in blank["tools"]] == ["mandat"]
    assert blank["chapters"] == []


def test_a_request_for_an_empty_tool_is_sent_as_it_is(desk: Desk) -> None:
    from handbook.export.report import Format

    request = Request(1, "x", Format.PDF, str(desk.folder), "da", "", [], False, "", "", {}, Options(), blank="kort")
    assert Request.read(request.line()) == request


def test_every_tool_is_a_place(desk: Desk) -> None:
    handbook = tools_handbook(desk)
    places = Places(gather(handbook, Wanted(chapters=["a.md", "b.md"]), Options()))
    for key in ("a.md", "b.md"):
        assert [places.id(key, tool.id) for tool in tools(handbook.tree(key).blocks)] == [
            tool.id for tool in tools(handbook.tree(key).blocks)
        ]
    assert places.target("b.md", "a.md#problemkort") == "#problemkort"
    assert places.target("a.md", "handbook://b.md#proeve") == "#proeve"


def test_the_lowest_dimension_is_told_only_when_there_is_one(desk: Desk) -> None:
    from handbook.export.scores import result

    handbook = tools_handbook(desk)
    tool = next(one for one in tools(handbook.tree("a.md").blocks) if one.id == "selvtest")

    def lowest(**values: str) -> list[str]:
        answers = {name.replace("_", "."): value for name, value in values.items()}
        found = result(tool, filled_copy(handbook, "selvtest", answers))
        return [] if found is None else [field.id for field in found.lowest]

    assert lowest() == []
    assert lowest(retning_svar="2", mennesker_fri="3") == ["retning"]
    assert lowest(retning_svar="2", mennesker_fri="2") == ["retning", "mennesker"]
    assert lowest(retning_svar="5", mennesker_fri="5") == []
    found = result(tool, filled_copy(handbook, "selvtest", {"retning.svar": "2", "retning.mandat": "3"}))
    assert found is not None
    assert [mean_words(score) for score in found.scores] == ["2.5 of 5", "Not answered"]


def test_ticks_in_every_depth_are_set(desk: Desk) -> None:
    text = (
        "# A\n\n//// checklist | L\n    id: l\n\n- [ ] et {#et}\n    - [x] to {#to}\n\n/// line | F\n    id: f\n"
        "- [ ] tre {#tre}\n///\n////\n"
    )
    handbook = desk.handbook({"a.md": text})
    from handbook.book.walk import iter_blocks
    from handbook.export.sheets import form

    (tool,) = tools(handbook.tree("a.md").blocks)
    done = form(tool, filled_copy(handbook, "l", {"et": "x", "tre": "x"})).blocks
    items = [item for block in iter_blocks(done) if isinstance(block, nodes.ListBlock) for item in block.items]
    assert {item.id: item.checked for item in items} == {"et": True, "to": False, "tre": True}
