"""Tools in the search: found by what their author says of them, filtered by kind, and opened where they begin."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from handbook.book.forms import tools
from handbook.commands import run_command
from handbook.search.results import Scope
from handbook.search.service import SearchService

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from tests.search.conftest import MakeHandbook

FILES = {
    "SUMMARY.md": "# Prøvebog\n\n1. [Piloter](piloter.md)\n2. [Behov](behov.md)\n",
    "piloter.md": """# Piloter

En pilot har en slutdato. Se skemaet nedenfor.

## T05 · Fra pilot til drift {#t05}

//// checklist | Driftstjek
    id: driftstjek
    minutes: 20
    summary: Find ud af om forsøget skal leve videre.
    situations: [Piloten var god og så døde den, Ingen vil eje driften]

Gå listen igennem med økonomichefen.

- [ ] Der er en driftsbevilling {#bevilling}
- [ ] Nogen har vagtordningen {#vagt}
////

## T06 · Gammelt skema {#t06}

| Felt | Skriv |
|:--|:--|
| Budget | Hvor meget |
""",
    "behov.md": """# Behov

//// worksheet | Problemkort
    id: problemkort

/// choice | Hvorfra ved vi det?
    id: kilde
    options: {gaet: Vi gætter, talt: Vi har optalt}
Spørg dem der står i receptionen.
///
////
""",
}


@pytest.fixture
def handbook(make_handbook: MakeHandbook) -> Handbook:
    """A handbook with two tools, and a section that is to be filled in on paper."""
    return make_handbook(FILES)


@pytest.fixture
def search(handbook: Handbook) -> SearchService:
    """Its search, ready."""
    service = SearchService(handbook)
    for _step in service.prepare():
        pass
    return service


@pytest.mark.parametrize("query", ["fra pilot til drift", "driftstjek", "driftsbevilling", "piloten var god"])
def test_a_tool_and_the_section_that_is_there_for_it_are_one_result(search: SearchService, query: str) -> None:
    found = [str(hit.address) for hit in search.search(query).hits]
    assert sum(address.endswith(("#t05", "#driftstjek")) for address in found) == 1
    assert search.search(query).total == len(found)


def test_a_section_that_says_more_than_its_tool_is_a_result_of_its_own(make_handbook: MakeHandbook) -> None:
    long = FILES["piloter.md"].replace(
        "//// checklist", "Et driftstjek tager tid og koster penge. " * 12 + "\n\n//// checklist"
    )
    service = SearchService(make_handbook(FILES | {"piloter.md": long}))
    for _step in service.prepare():
        pass
    found = [str(hit.address) for hit in service.search("driftstjek").hits]
    assert sum(address.endswith(("#t05", "#driftstjek")) for address in found) == 2


@pytest.mark.parametrize(
    ("query", "address", "tool"),
    [
        ("piloten var god og så døde den", "piloter.md#driftstjek", "checklist"),
        ("eje driften", "piloter.md#driftstjek", "checklist"),
        ("leve videre", "piloter.md#driftstjek", "checklist"),
        ("driftstjek", "piloter.md#driftstjek", "checklist"),
        ("problemkort", "behov.md#problemkort", "worksheet"),
    ],
)
def test_a_tool_is_found_by_what_is_said_of_it(
    search: SearchService, handbook: Handbook, query: str, address: str, tool: str
) -> None:
    hit = search.search(query, is_typing=False).hits[0]
    assert (str(hit.address), hit.kind, hit.tool) == (f"handbook://{address}", Scope.TOOLS, tool)
    (found,) = tools(handbook.tree(hit.address.chapter).blocks)
    assert hit.offset == found.start or handbook.tree(hit.address.chapter).text[hit.offset :].startswith("Problemkort")


def test_a_situation_is_shown_with_its_words_marked(search: SearchService) -> None:
    hit = search.search("døde", is_typing=False).hits[0]
    assert (
        hit.snippet == "Find ud af om forsøget skal leve videre. Piloten var god og så døde den · Ingen vil eje driften"
    )
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["døde"]


@pytest.mark.parametrize(
    ("query", "chapter"), [("driftsbevilling", "piloter.md"), ("optalt", "behov.md"), ("receptionen", "behov.md")]
)
def test_labels_options_and_help_are_found_where_they_stand(
    search: SearchService, handbook: Handbook, query: str, chapter: str
) -> None:
    hits = [hit for hit in search.search(query, is_typing=False).hits if not hit.tool or hit.tool == "worksheet"]
    assert hits[0].address.chapter == chapter
    assert handbook.tree(chapter).text[hits[0].offset :].startswith(query)
    # The tool is among its hits as well, for whoever looks for tools.
    assert {hit.address.chapter for hit in search.search(query, scope=Scope.TOOLS, is_typing=False).hits} == {chapter}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type:værktøj", {"driftstjek", "problemkort", "t06"}),
        ("type:tjekliste", {"driftstjek"}),
        ("type:checklist", {"driftstjek"}),
        ("type:arbejdsark", {"problemkort"}),
        ("type:selvtest", set()),
        ("type:tjekliste piloten", {"driftstjek"}),
    ],
)
def test_filters(search: SearchService, query: str, expected: set[str]) -> None:
    assert {hit.address.section for hit in search.search(query, is_typing=False).hits} == expected


def test_the_scope_of_tools(search: SearchService) -> None:
    assert {hit.address.section for hit in search.search("piloten budget", scope=Scope.TOOLS).hits} == {
        "driftstjek",
        "t06",
    }


def test_the_command_searches_tools(handbook: Handbook, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["search", "døde", "--in", "tools", "--handbook", str(handbook.root)]
    assert run_command(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["1. Piloter › Checklist › Driftstjek", "handbook://piloter.md#driftstjek"]
    assert run_command([*arguments, "--json"]) == 0
    assert [hit["tool"] for hit in json.loads(capsys.readouterr().out)["results"]] == ["checklist"]
