"""LIX: what counts as a word, a long word and a sentence, and which text is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.book.lix import Readability, readability

if TYPE_CHECKING:
    from tests.book.conftest import Parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Huset er rødt. Bilen holder udenfor!", Readability(6, 2, 1)),
        ("Det kostede 1.000 kroner i 2024.", Readability(6, 1, 1)),
        ("Mødet er den 11. december kl. 14. Kom nu.", Readability(9, 2, 1)),
        ("Der er to: den ene og den anden.", Readability(8, 2, 0)),
        ('Hun sagde: "Kom ind." Han gik.', Readability(6, 3, 0)),
        ("- Første punkt\n- Andet punkt\n", Readability(4, 2, 0)),
        ("Kommunerne **innoverer**[^1].\n\n[^1]: En note med mange ord.", Readability(2, 1, 2)),
        ("OPI-aftalen er ny.", Readability(3, 1, 1)),
        ("Term\n:   En forklaring her.\n", Readability(3, 1, 1)),
        ("!!! tip\n    Gør det nu.\n\n> Sagde han.\n", Readability(5, 2, 0)),
    ],
)
def test_words_and_sentences(parse: Parse, text: str, expected: Readability) -> None:
    assert readability(parse(f"# En overskrift uden mening\n\n{text}\n")) == expected


def test_what_is_no_running_text_is_left_out(parse: Parse) -> None:
    text = (
        "# Titel\n\n## En lang overskrift\n\n| Kommunerne | b |\n|--|--|\n| c | d |\n\n```\nkode her\n```\n\n"
        "//// worksheet | Arbejdsark\n    id: ark\n\nUdfyld det her.\n\n/// line | Navn\n    id: navn\n///\n////\n"
    )
    assert readability(parse(text)) == Readability(0, 0, 0)
    assert readability(parse(text)).lix == 0


def test_the_formula() -> None:
    # Ten words in a sentence, and one in four is long.
    assert Readability(100, 10, 25).lix == pytest.approx(10 + 25)
