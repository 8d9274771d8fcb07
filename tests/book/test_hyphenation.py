"""Where words may be broken."""

from __future__ import annotations

import pytest

from handbook.book.hyphenation import SOFT_HYPHEN, hyphenate


def broken(text: str, language: str = "da", given: dict[str, str] | None = None) -> dict[str, str]:
    return {
        word: with_breaks.replace(SOFT_HYPHEN, "-")
        for word, with_breaks in hyphenate([text], language, given or {}).items()
    }


def test_long_words_are_broken_and_short_ones_are_not() -> None:
    assert broken("Innovation i kommunen er ikke et mål.") == {"Innovation": "Innova-tion"}


@pytest.mark.parametrize(
    "word", ["medarbejderne", "udviklingen", "evalueringerne", "beslutningerne", "arbejdspladsernes"]
)
def test_no_short_piece_stands_alone(word: str) -> None:
    first, *_middle, last = broken(word)[word].split("-")
    assert len(first) >= 3
    assert len(last) >= 4


def test_a_piece_without_a_vowel_belongs_to_its_neighbour() -> None:
    assert broken("medarbejder")["medarbejder"] == "med-ar-bejder"


def test_the_authors_own_breaks_win() -> None:
    given = {"kommunen": f"kommu{SOFT_HYPHEN}nen"}
    assert broken("kommunen", given=given) == {"kommunen": "kommu-nen"}


def test_languages() -> None:
    assert broken("considerable", "en-GB") == {"considerable": "con-sid-er-able"}
    assert broken("considerable", "en") == {"considerable": "con-sid-er-able"}
    assert broken("considerable", "xx") == {}
