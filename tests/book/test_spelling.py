"""Spelling, with a dictionary of a few words: what is a word, which are known, and what isn't looked at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from handbook.book import dictionary
from handbook.book.check import check_handbook
from handbook.book.dictionary import Entry, open_dictionary, read_entries, words
from handbook.errors import HandbookError
from handbook.paths import dictionaries

if TYPE_CHECKING:
    from pathlib import Path

    from handbook.book.dictionary import Dictionary
    from tests.book.conftest import MakeHandbook

pytest.importorskip("hunspell", reason="there is no Hunspell for this system")

_AFF = "SET UTF-8\nSFX N Y 2\nSFX N 0 en .\nSFX N 0 s .\n"
_DIC = "9\nbil/N\nhus/N\nmio.\nog\nrød\nsti/N\nvi\nvej/N\nord/N\n"
_TOML = 'id = "bog"\nglossary = "ord.md"\n[check]\ndictionary = "xx"\nwords = "ord.txt"\nunspelled = ["b.md"]\n'

_TOOL = (
    "# Bil\n\n//// worksheet | Vejj\n    id: ark\n    summary: Biil.\n    situations: [Ogg]\n\n"
    "/// choice | Huus\n    id: valg\n    options:\n      en: Røød\n///\n////\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns a folder of dictionaries with a small one, in the clone's place."""
    place = tmp_path / "dictionaries"
    (place / "xx").mkdir(parents=True)
    (place / "xx" / "xx.aff").write_text(_AFF, "utf-8")
    (place / "xx" / "xx.dic").write_text(_DIC, "utf-8")
    monkeypatch.setattr(dictionary, "dictionaries", lambda: place)
    return place


@pytest.fixture
def small(folder: Path) -> Dictionary:
    known = open_dictionary("xx", folder)
    known.add([Entry("lab", "bil"), Entry("Darsø", ""), Entry("D'Amelio", "")])
    return known


@pytest.mark.parametrize(
    "word",
    [
        *("bil", "bilen", "Bil", "rød", "lab", "laben", "Darsø", "Darsøs", "D’Amelio", "OPI", "OPI’er", "EU’s"),
        *("OPI-bil", "bil-sti", "2-vej", "T52", "mio", "bil-", "bils-"),
    ],
)
def test_a_word_that_is_known(small: Dictionary, word: str) -> None:
    assert small.knows(word)
    assert small.knows(word)


@pytest.mark.parametrize("word", ["bill", "darsø", "Labet", "OPI-bill", "bilsti", "bill-", "FORKERTE"])
def test_a_word_that_isnt(small: Dictionary, word: str) -> None:
    assert not small.knows(word)


def test_compounds_with_a_word_of_our_own(folder: Path) -> None:
    known = open_dictionary("xx", folder)
    assert not known.knows("ambivejen")
    known.add([Entry("ambi", ""), Entry("passe", "")])
    assert known.knows("ambivejen")
    assert known.knows("ambisvejen")
    assert known.knows("Ambipasse")
    assert not known.knows("ambivejenn")
    assert not known.knows("ambibil")  # three letters are too few to tell


def test_what_a_word_is() -> None:
    assert words("Ord, og »ord«: arbejds- og OPI-ord (nej’et) – 400 mio. kr.") == (
        ["Ord", "og", "ord", "arbejds-", "og", "OPI-ord", "nej’et", "400", "mio", "kr"]
    )


def test_the_list_of_words() -> None:
    entries, wrong = read_entries("# Fagord\n\nlab/bil  # som bil\nDarsø\nto ord\nlab/\n")
    assert entries == [Entry("lab", "bil"), Entry("Darsø", "")]
    assert wrong == [5, 6]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# Bil\n\nRød bil.\n\nBilen og vejj.\n", [5]),
        ("# Bill\n", [1]),
        ("---\nsummary: Vi og biil.\ntags: [bil]\n---\n# Bil\n", [2]),
        ("# Bil\n\n- og\n- ogg\n\n| bil | vejj |\n|--|--|\n| vi | huus |\n", [4, 6, 8]),
        (
            "# Bil\n\n`vejj` [vej](https://vejj.dk) <https://vejj.dk> ++ctrl+k++ vejj.dk\n\nVejj[^1].\n\n[^1]: Bil.\n",
            [5],
        ),
        ("# Bil\n\n[vejj](b.md)\n\nvejj\n", [3]),
        ("# Bil\n\n![Rødd bil](f.svg)\n", [3]),
        ('# Bil\n\nVi[^1].\n\n[^1]: Hans Knud, "Wrong og", *Wrong*, ogg <https://x.dk/ogg>.\n', [5]),
        ("# Bil\n\nVi *ogg*.\n", [3]),
        ("# Bil\n\nVi ve&shy;jj og ve&shy;j.\n", [3]),
        (_TOOL, [3, 5, 6, 8, 11]),
    ],
)
def test_unknown_words_in_a_chapter(make_handbook: MakeHandbook, folder: Path, text: str, lines: list[int]) -> None:
    faults = check_handbook(make_handbook({"handbook.toml": _TOML, **_files(text)}))
    spelling = [(fault.path, fault.line) for fault in faults if fault.code == "spelling"]
    assert spelling == [("a.md", line) for line in lines]
    assert folder.is_dir()


def _files(text: str) -> dict[str, str]:
    return {"a.md": text, "b.md": "# Forkkert\n", "ord.md": "# Ord\n", "ord.txt": "Darsø\n", "f.svg": "<svg/>"}


def test_foreign_equivalents_in_the_glossary(make_handbook: MakeHandbook, folder: Path) -> None:
    ord_md = "# Ord\n\nBil\n:   Rød vej. *Wrong*.\n\nVejj\n:   Hus.\n"
    faults = check_handbook(make_handbook({"handbook.toml": _TOML, **_files("# Bil\n"), "ord.md": ord_md}))
    assert [(fault.path, fault.line, fault.code) for fault in faults] == [("ord.md", 6, "spelling")]
    assert folder.is_dir()


@pytest.mark.parametrize(
    ("words_txt", "toml", "place"),
    [
        ("to ord\n", _TOML, ("ord.txt", 1, "spelling")),
        ("", _TOML.replace("ord.txt", "nej.txt"), ("handbook.toml", 5, "manifest")),
        ("", _TOML.replace("ord.txt", "../ord.txt"), ("handbook.toml", 5, "manifest")),
    ],
)
def test_a_list_of_words_that_cant_be_read(
    make_handbook: MakeHandbook, folder: Path, words_txt: str, toml: str, place: tuple[str, int, str]
) -> None:
    files = {"handbook.toml": toml, **_files("# Bil\n"), "ord.txt": words_txt}
    faults = check_handbook(make_handbook(files))
    assert [(fault.path, fault.line, fault.code) for fault in faults] == [place]
    assert folder.is_dir()


@pytest.mark.parametrize("name", ["nej", "../xx", ""])
def test_without_the_dictionary_the_rest_is_checked(make_handbook: MakeHandbook, folder: Path, name: str) -> None:
    with pytest.raises(HandbookError, match="there is no dictionary"):
        open_dictionary(name, folder)
    notices: list[str] = []
    toml = _TOML.replace('"xx"', f'"{name or "nej"}"')
    faults = check_handbook(
        make_handbook({"handbook.toml": toml, **_files("# Vejj\n\n[x](nej.md)\n")}), notices=notices
    )
    assert [fault.code for fault in faults] == ["broken-link"]
    assert len(notices) == 1
    assert "dictionary" in notices[0]
    assert "\n" not in notices[0]


def test_without_hunspell_the_package_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hunspell", None)
    with pytest.raises(HandbookError, match="chunspell"):
        open_dictionary("xx", folder)


def test_spelling_can_be_left_out(make_handbook: MakeHandbook, folder: Path) -> None:
    handbook = make_handbook({"handbook.toml": _TOML, **_files("# Vejj\n")})
    assert [fault.code for fault in check_handbook(handbook)] == ["spelling"]
    assert check_handbook(handbook, spelling=False) == []
    assert folder.is_dir()


def test_the_danish_dictionary_knows_danish() -> None:
    danish = open_dictionary("da", dictionaries())
    assert all(danish.knows(word) for word in ("Kommunen", "beslutningspunkterne", "arbejds-", "trinnene", "mio"))
    assert not any(danish.knows(word) for word in ("trinene", "bevil", "forkertt"))


def test_the_dictionarys_licence_lies_beside_it() -> None:
    assert "LGPL" in (dictionaries() / "da" / "LICENSE").read_text("utf-8")


def test_a_clone_in_a_folder_with_danish_letters(folder: Path) -> None:
    known = open_dictionary("xx", folder.rename(folder.with_name("håndbog å")))
    assert known.knows("bilen")
    assert not known.knows("bjlen")
