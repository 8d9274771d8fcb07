"""What a search finds, and what it says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

from handbook.book.address import Address
from handbook.search.results import Results, Scope

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.search.service import SearchService

Places = Callable[[Results], list[str]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("måling", "maaling#måling"),
        ("MÅLING", "maaling#måling"),
        ("målingerne", "maaling#måling"),
        ("maaling", "maaling#måling"),
        ("idé", "maaling#foer"),
        ("ide", "maaling#foer"),
        ("ideerne", "maaling#foer"),
        ("aaben", "maaling#aaben"),
        ("indkoeb", "maaling#aaben"),
        ("loen", "loen#løn"),
        ("lon", "loen#løn"),
        # Compounds, both ways and joined
        ("realisering", "gevinster#ejer"),
        ("gevinst realisering", "gevinster#gevinster"),
        ("tekst behandling", "gevinster#tekst"),
        ("tekstbehandlingen", "gevinster#tekst"),
        # Synonyms: of the glossary, its English, our own list
        ("puffing", "ordliste#adfærdsdesign"),
        ("behavioural design", "ordliste#adfærdsdesign"),
        ("nudging", "ordliste#adfærdsdesign"),
        # A word that is an empty one elsewhere
        ("MED", "ordliste#med"),
        # Misspelt
        ("gevinstralisering", "gevinster#gevinster"),
        ("adfærdsdesing", "ordliste#adfærdsdesign"),
        ("T01", "maaling#t01"),
        ("måleskema", "maaling#t01"),
    ],
)
def test_found_first(service: SearchService, places: Places, query: str, expected: str) -> None:
    assert places(service.search(query, is_typing=False))[:1] == [expected]


@pytest.mark.parametrize(
    ("query", "expected"), [("gevinstr", "gevinster#gevinster"), ("adf", "ordliste#adfærdsdesign"), ("laes", "")]
)
def test_unfinished_words(service: SearchService, places: Places, query: str, expected: str) -> None:
    assert "".join(places(service.search(query))[:1]) == expected


def test_every_beginning_of_a_word_finds_it(service: SearchService, places: Places) -> None:
    for length in range(3, len("gevinstrealisering") + 1):
        assert "gevinster#gevinster" in places(service.search("gevinstrealisering"[:length])), length


def test_all_words_are_wanted_but_one_may_lack(service: SearchService, places: Places) -> None:
    found = places(service.search("gevinst ejer tekstbehandling", is_typing=False))
    assert "gevinster#ejer" in found
    assert "gevinster#tekst" in found


def test_a_phrase_is_kept_together(service: SearchService, places: Places) -> None:
    assert places(service.search('"viden udefra"')) == ["maaling#aaben"]
    assert places(service.search('"åben innovationer"')) == ["maaling#aaben"]
    assert places(service.search('"uden udbud" -indkøb')) == []


def test_a_phrase_that_nobody_has_gives_its_words(service: SearchService, places: Places) -> None:
    assert "maaling#aaben" in places(service.search('"udefra viden"'))


def test_what_is_excluded_is_not_found(service: SearchService, places: Places) -> None:
    everything = places(service.search("gevinst", is_typing=False))
    without = places(service.search("gevinst -kommune", is_typing=False))
    assert "gevinster#ejer" in everything
    assert "gevinster#ejer" not in without
    assert without
    assert service.search("-gevinst").hits == ()


def test_misspelt_words_are_corrected_and_told(service: SearchService) -> None:
    assert service.search("Gevinstralisering nu", is_typing=False).suggestion == "gevinstrealisering nu"
    assert service.search("gevinst", is_typing=False).suggestion == ""
    assert service.search("qqqqqqqq", is_typing=False).suggestion == ""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kapitel:1 løn", ["loen#løn"]),
        ("kapitel:1.1", ["loen#løn"]),
        ("kapitel:2 gevinst", ["gevinster#gevinster", "gevinster#ejer"]),
        ("kapitel:gevinster ejer", ["gevinster#ejer"]),
        ("del:grundlaget gevinster", ["maaling#kilder"]),
        ("type:værktøj", ["maaling#t01"]),
        ("type:ordliste", ["ordliste#adfærdsdesign", "ordliste#med"]),
        ("rolle:mellemleder", ["loen#løn"]),
        ('tag:"før og efter" åben', ["maaling#aaben"]),
        ("-rolle:topchef -rolle:mellemleder løn", []),
    ],
)
def test_filters(service: SearchService, places: Places, query: str, expected: list[str]) -> None:
    found = places(service.search(query, is_typing=False))
    assert found[: len(expected)] == expected
    assert bool(found) is bool(expected)


def test_an_unknown_filter_is_words(service: SearchService, places: Places) -> None:
    assert places(service.search("ejer:gevinst", is_typing=False))[0] == "gevinster#ejer"


@pytest.mark.parametrize(
    ("scope", "kinds"),
    [
        (Scope.ALL, {Scope.HANDBOOK, Scope.GLOSSARY, Scope.TOOLS}),
        (Scope.HANDBOOK, {Scope.HANDBOOK, Scope.TOOLS}),
        (Scope.GLOSSARY, {Scope.GLOSSARY}),
        (Scope.TOOLS, {Scope.TOOLS}),
    ],
)
def test_scopes(shipped: SearchService, scope: Scope, kinds: set[Scope]) -> None:
    assert {hit.kind for hit in shipped.search("mandat", scope=scope).hits} == kinds


def test_a_hit_says_where_it_is(shipped: SearchService) -> None:
    hit = shipped.search("byttelinjen", is_typing=False).hits[0]
    assert hit.chapter == "Fem bundlinjer"
    assert hit.number == "6"
    assert hit.address == Address("grundlaget/fem-bundlinjer.md", hit.address.section)
    section = shipped.search("T09", is_typing=False, scope=Scope.HANDBOOK).hits
    assert any((hit.path, hit.section) == (("Værktøj",), "T09 · Værdiprofil") for hit in section)
    tool = shipped.search("T09", is_typing=False, scope=Scope.TOOLS).hits[0]
    assert (tool.kind, tool.tool) == (Scope.TOOLS, "worksheet")
    assert tool.section == "Værdiprofil"


def test_the_offset_is_that_of_the_hit(small: Handbook, service: SearchService) -> None:
    hit = service.search("udbud", is_typing=False).hits[0]
    text = small.tree(hit.address.chapter).text
    assert text[hit.offset :].startswith("udbud")
    # Nothing in the text was hit: the offset is the section's own.
    titled = service.search("ejer", is_typing=False).hits[0]
    assert text is not None
    assert small.tree(titled.address.chapter).text[titled.offset :].startswith(("Ejer", "ejer"))


def test_the_limit_limits_hits_and_not_the_total(shipped: SearchService) -> None:
    few = shipped.search("innovation", limit=3)
    assert len(few.hits) == 3
    assert few.total > 3
    assert shipped.search("innovation", limit=0).hits == ()
    assert few.hits == shipped.search("innovation", limit=50).hits[:3]
    assert list(few.hits) == sorted(few.hits, key=lambda hit: -hit.score)


@pytest.mark.parametrize(
    "query", ["mandat", "fem bundlinjer", "tal", "vi har ikke tid", "dato felt mandat", "ældre hjem"]
)
def test_snippets(shipped: SearchService, query: str) -> None:
    for hit in shipped.search(query).hits:
        assert len(hit.snippet) <= 200
        assert not set(hit.snippet) & set("\n\t\ufffc\xad")
        end = 0
        for start, stop in hit.marks:
            assert end <= start < stop <= len(hit.snippet)
            assert hit.snippet[start:stop].isalnum()
            assert not hit.snippet[stop : stop + 1].isalnum()
            end = stop


def test_nothing_of_a_query_is_no_hits(service: SearchService) -> None:
    for text in ("", " ", "!?…", '"', "-", '""', "og", "kapitel:", "\x00\x1b[31m", "\ud800"):
        results = service.search(text)
        assert results.query == text
        assert results.suggestion == ""
        assert results.is_complete


def test_sections_without_text_of_their_own_are_left_out(service: SearchService, places: Places) -> None:
    assert "ordliste#a" not in places(service.search("a", is_typing=False))


MARKED = [
    ("måling", "Målinger måles, en MÅLING, maaling; gevinstmåling. Mål?", ["Målinger", "MÅLING", "gevinstmåling"]),
    ("maaling", "Målinger.", ["Målinger"]),
    ("idé", "Ide, ideer, idéen, video", ["Ide", "ideer", "idéen"]),
    ("gevinst", "Gevinstrealisering og gevinster", ["Gevinstrealisering", "gevinster"]),
    ("gevinstrealisering", "En gevinst og realiseringen", ["gevinst", "realiseringen"]),
    ("gevinstrealisering", "En gevinst, gevinstrealisering", ["gevinstrealisering"]),
    ("tekst behandling", "Tekstbehandling", ["Tekstbehandling"]),
    (
        '"åben innovation"',
        "Åben innovation. Innovation er åben. En åben innovations",
        ["Åben innovation", "åben innovations"],
    ),
    ("gevi", "Gevinster, ikke givet", ["Gevinster"]),
    ("og i at", "og i at", []),
    ("ejer -kommune", "Ejeren og kommunen", ["Ejeren"]),
    ("kapitel:2 ejer", "kapitel 2 ejer", ["ejer"]),
    ("puffing", "adfærdsdesign, puffing", ["puffing"]),
    ("puffing", "adfærdsdesign", ["adfærdsdesign"]),
    ("", "tekst", []),
]


@pytest.mark.parametrize(("query", "text", "expected"), MARKED)
def test_marks(service: SearchService, query: str, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in service.marks(text, query)] == expected


def test_marks_count_in_the_chapters_own_text(shipped: SearchService) -> None:
    text = "İ Ⅷ 𝔘 mandatet"
    assert [text[start:end] for start, end in shipped.marks(text, "mandat")] == ["mandatet"]


def test_a_chapter_is_found_by_its_own_title_and_by_the_summarys(
    make_handbook: Callable[[Mapping[str, str]], Handbook], ready: Callable[[Handbook], SearchService], places: Places
) -> None:
    service = ready(make_handbook({"SUMMARY.md": "# Bog\n\n- [Tal](a.md)\n", "a.md": "# Måling\n\nTekst.\n"}))
    assert places(service.search("måling", is_typing=False)) == ["a#måling"]
    assert places(service.search("tallene", is_typing=False)) == ["a#måling"]


def test_the_same_question_has_the_same_answer(shipped: SearchService) -> None:
    for query in ("mål", "indkøb", "fællesskab", "læring", "armslængde"):
        typed = query.replace("å", "aa").replace("ø", "oe").replace("æ", "ae")
        first = shipped.search(query, is_typing=False)
        assert [hit.address for hit in shipped.search(typed, is_typing=False).hits] == [
            hit.address for hit in first.hits
        ], query


def test_a_handbook_in_another_language_is_searched_too(
    make_handbook: Callable[[Mapping[str, str]], Handbook], ready: Callable[[Handbook], SearchService], places: Places
) -> None:
    handbook = make_handbook(
        {"SUMMARY.md": "# Book\n\n- [Start](start.md)\n", "start.md": "# Start\n\nRead the naïve café menu: 北京.\n"}
    )
    service = ready(handbook)
    for query in ("menu", "naive", "CAFÉ", "北京"):
        assert places(service.search(query, is_typing=False)) == ["start#start"], query


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("inovationskultur", "innovationskultur"), ("medarbejderinddragelce", "medarbejderinddragelse")],
)
def test_a_compound_that_stands_nowhere_is_corrected_by_its_parts(
    shipped: SearchService, typed: str, meant: str
) -> None:
    results = shipped.search(typed)
    assert results.suggestion == meant
    assert results.hits
