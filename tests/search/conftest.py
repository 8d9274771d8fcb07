"""What the tests of `handbook.search` share: small handbooks, services that are ready, and the shipped handbook's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handbook.book.library import Handbook, open_handbook
from handbook.search.service import SearchService

if TYPE_CHECKING:
    from handbook.search.results import Results

MakeHandbook = Callable[[Mapping[str, str]], Handbook]
CONTENT = Path(__file__).resolve().parents[2] / "content"

SMALL = {
    "SUMMARY.md": (
        "# Prøvebog\n\n[Forord](forord.md)\n\n# Grundlaget\n\n1. [Måling](maaling.md)\n   1. [Løn](loen.md)\n\n"
        "# Arbejdet\n\n2. [Gevinster](gevinster.md)\n\n---\n\n[Ordliste](ordliste.md)\n"
    ),
    "forord.md": "# Forord\n\nKommunen skriver om offentlig ledelse. Vi har ikke tid, siger de.\n",
    "maaling.md": (
        "---\ntags: [tal, før og efter]\nroles: [topchef]\n---\n# Måling\n\nEt mål er ikke en måling.\n\n"
        "## Før du måler {#foer}\n\nFind tallet for i dag. Ideen er enkel, og idéerne er mange.\n\n"
        "## Åben innovation {#aaben}\n\nHent viden udefra. Indkøb uden udbud er sjældent.\n\n"
        "### T01 · Måleskema {#t01}\n\n| Felt | Skriv |\n|:--|:--|\n| Dato | Hvornår |\n\n"
        "## Kilder {#kilder}\n\nLedelse, måling og gevinster.\n"
    ),
    "loen.md": "---\nroles: [mellemleder]\n---\n# Løn\n\nLønnen er en udgift. Lederne taler om løn.\n",
    "gevinster.md": (
        "# Gevinster\n\nArbejdet med gevinstrealisering tager tid.\n\n## Ejer {#ejer}\n\nHver gevinst har en ejer. "
        "Realiseringen er hendes. En kommune kan også have gevinsten.\n\n## Tekst og behandling {#tekst}\n\n"
        "Programmer til tekstbehandling er dyre i drift.\n"
    ),
    "ordliste.md": (
        "---\nkind: glossary\n---\n# Ordliste\n\nHer står ordene.\n\n## A {#a}\n\n"
        "Adfærdsdesign\n:   At indrette en situation. Engelsk: *behavioural design*. Også kaldet: puffing.\n\n"
        "MED\n:   Systemet for medbestemmelse.\n"
    ),
}


@pytest.fixture
def make_handbook(tmp_path: Path) -> MakeHandbook:
    """Returns a function that writes a handbook's files and opens it."""

    def make(files: Mapping[str, str]) -> Handbook:
        folder = tmp_path / "bog"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return open_handbook(folder)

    return make


@pytest.fixture
def small(make_handbook: MakeHandbook) -> Handbook:
    """A handbook of a few lines."""
    return make_handbook(SMALL)


@pytest.fixture
def service(small: Handbook) -> SearchService:
    """The small handbook's search, ready."""
    return _ready(small)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    """The shipped handbook's search, ready; only to be asked."""
    with pytest.MonkeyPatch.context() as patch:
        # A fixture of the whole session is made before the one that gives each test its own home.
        patch.setenv("HANDBOOK_HOME", str(tmp_path_factory.mktemp("shipped")))
        yield _ready(open_handbook(CONTENT))


@pytest.fixture(scope="session")
def ready() -> Callable[[Handbook], SearchService]:
    """Returns a function that gives a handbook's search after all of its preparation."""
    return _ready


@pytest.fixture(scope="session")
def places() -> Callable[[Results], list[str]]:
    """Returns a function that gives the addresses of hits, short."""
    return _places


def _ready(handbook: Handbook) -> SearchService:
    service = SearchService(handbook)
    progress = list(service.prepare())
    assert progress[-1].done == progress[-1].total
    assert service.is_ready
    assert service.is_complete
    return service


def _places(results: Results) -> list[str]:
    return [f"{hit.address.chapter.removesuffix('.md')}#{hit.address.section}" for hit in results.hits]
