"""What comes first: what bears the name that was typed, entries of their own, and never what only sounds like it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from handbook.search.echo import names_of
from handbook.search.results import Results

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.search.service import SearchService
    from tests.search.conftest import MakeHandbook

Places = Callable[[Results], list[str]]
Ready = Callable[["Handbook"], "SearchService"]

FILES = {
    "SUMMARY.md": (
        "# Prøvebog\n\n[Jeg står med](staar.md)\n\n1. [Agil udvikling](agil.md)\n2. [Regler](regler.md)\n\n---\n\n"
        "[Ordliste](ordliste.md)\n\n[Kilder](kilder.md)\n"
    ),
    "staar.md": (
        "---\nkind: guide\n---\n# Jeg står med\n\nFind sætningen.\n\n## Tid og penge {#tid}\n\n"
        '"Vi har ikke tid til udvikling" {#ingen-tid}\n:   Find en halv time i et møde.\n\n'
        '"Der er ingen penge" {#ingen-penge}\n:   Begynd med det I har.\n\n## Resten {#resten}\n\nIntet passer.\n\n'
        '"Chefen er væk" {#chefen}\n:   Ring.\n\nSlut med en pause.\n'
    ),
    "agil.md": (
        "# Agil udvikling\n\nAgil udvikling er agil. Agile hold arbejder agilt.\n\n## Hvad det er {#hvad}\n\nAt bygge "
        "i runder.\n\n## Hvem ved hvad hos os {#hvem}\n\nSpørg hvem der ved det.\n\n## Stopkriterier for agile "
        "{#stop}\n\nEt tal og en dato.\n"
    ),
    "regler.md": (
        "# Regler\n\nHvem ved hvem. Rodelige stakitter.\n\n## Nogens hjem {#hjem}\n\nDet er nogens hjem.\n\n"
        "## Prøv noget {#proev}\n\nMedarbejderne prøver.\n\n## Kilder {#kilder}\n\nStakitloven.\n"
    ),
    "ordliste.md": (
        "---\nkind: glossary\n---\n# Ordliste\n\nAgil\n:   At arbejde i små runder.\n\nStopkriterium\n:   En grænse.\n"
        "\nBrugerrejse (BR)\n:   En borgers vej. Engelsk: *customer journey*.\n"
    ),
    "kilder.md": "# Kilder\n\n## S {#s}\n\nStakitter, stakitter og stakitter. Hvem ved hvad hos os?\n",
}


@pytest.fixture
def asked(make_handbook: MakeHandbook, ready: Ready, places: Places) -> Callable[..., list[str]]:
    """Returns a function that gives the addresses that a query finds."""
    service = ready(make_handbook(FILES))

    def ask(query: str, *, is_typing: bool = False) -> list[str]:
        return places(service.search(query, is_typing=is_typing))

    return ask


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("agil", "ordliste#agil"),
        ("agil udvikling", "agil#agil-udvikling"),
        ("hvem ved hvad hos os", "agil#hvem"),
        ("Hvem ved hvad hos os?", "agil#hvem"),
        ("BR", "ordliste#brugerrejse-br"),
        ("vi har ikke tid", "staar#ingen-tid"),
        ("der er ingen penge", "staar#ingen-penge"),
        ("chefen er væk", "staar#chefen"),
        ("slut med en pause", "staar#resten"),
        ("stakitter", "regler#regler"),
    ],
)
@pytest.mark.parametrize("is_typing", [False, True])
def test_first(asked: Callable[..., list[str]], query: str, first: str, is_typing: bool) -> None:
    assert asked(query, is_typing=is_typing)[:1] == [first]


def test_entries_are_found_where_they_begin(make_handbook: MakeHandbook, ready: Ready) -> None:
    hit = ready(make_handbook(FILES)).search("halv time").hits[0]
    assert (hit.section, hit.path) == ("»Vi har ikke tid til udvikling«", ("Tid og penge",))
    assert hit.snippet == "Find en halv time i et møde."


def test_latin_plural_finds_the_term(asked: Callable[..., list[str]]) -> None:
    assert set(asked("stopkriterier")) >= {"agil#stop", "ordliste#stopkriterium"}


def test_an_empty_last_word_is_not_what_has_its_stem(asked: Callable[..., list[str]]) -> None:
    """ "noget" and "nogens" have one stem, but "noget" isn't indexed."""
    assert "regler#hjem" not in asked("medarbejderne prøver noget", is_typing=True)
    assert "agil#hvad" not in asked("halv time det", is_typing=True)
    assert asked("runder med", is_typing=True)[:2] == asked("runder", is_typing=False)


def test_sections_of_every_chapter_come_last(make_handbook: MakeHandbook, ready: Ready, places: Places) -> None:
    chapters = {
        f"k{number}.md": f"# Kapitel {number}\n\nOm tal.\n\n## Faldgruber {{#f}}\n\nPas på.\n" for number in range(9)
    }
    chapters["k3.md"] = "# Stakitter\n\nOm tal.\n\n## Faldgruber {#f}\n\nStakit.\n\n## Huller {#h}\n\nStakit.\n"
    summary = "# Bog\n\n" + "".join(f"{number + 1}. [Kapitel](k{number}.md)\n" for number in range(9))
    found = places(ready(make_handbook({"SUMMARY.md": summary, **chapters})).search("stakit", is_typing=False))
    assert found.index("k3#h") < found.index("k3#f")


def test_names() -> None:
    assert names_of("t40 · risikoramme") == ("t40 risikoramme", "risikoramme")
    assert names_of("samarbejdsudvalg (su)") == ("samarbejdsudvalg su", "samarbejdsudvalg", "su")
    assert names_of("»der er ingen penge«") == ("der er ingen penge",)
    assert names_of("…") == ()
