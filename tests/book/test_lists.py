"""Lists as CommonMark and mdBook's authors write them."""

from __future__ import annotations

import pytest

from handbook.book.lists import nested_by_four


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d"),
        ("1. a\n   - b\n\n     mere\n2. c", "1. a\n    - b\n\n        mere\n\n2. c"),
        ("1) a\n2) b", "1. a\n2. b"),
        ("Tekst:\n- a\n- b", "Tekst:\n\n- a\n- b"),
        ("Tekst:\n1. a", "Tekst:\n\n1. a"),
        ("Det var i\n1990. Og så", "Det var i\n1990. Og så"),
        ("- a\n\n  afsnit\n\n  - b", "- a\n\n    afsnit\n\n    - b"),
        ("- a\n  fortsat\nlige ud\n- b", "- a\n    fortsat\nlige ud\n- b"),
        ("> Tekst\n> - a\n>   - b", "> Tekst\n>\n> - a\n>     - b"),
        ("- a\n\n      kode", "- a\n\n        kode"),
        ("Tekst\n---\n- a", "Tekst\n---\n\n- a"),
        ("* * *\n- a", "* * *\n\n- a"),
        ('!!! note "T"\n    Tekst:\n    - a\n      - b', '!!! note "T"\n    Tekst:\n\n    - a\n        - b'),
        ("- a\n\n    afsnit\n- b", "- a\n\n    afsnit\n\n- b"),
        ("100. a\n    - b", "100. a\n    - b"),
    ],
)
def test_nesting(written: str, wanted: str) -> None:
    assert nested_by_four(written.split("\n")) == wanted.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "- a\n    - b\n        - c\n\n            afsnit\n\n- d",
        "1. a\n\n    afsnit\n\n        kode\n\n2. b",
        "    kode\n    - kode",
        "Term\n:   Forklaring\n\n    Mere\n\n    - a",
        "[^1]: Note\n\n    Mere\n\n    - a",
        '!!! note "T"\n    Tekst\n\n    1. a\n    2. b\n\nSlut',
        "a - b\n-ikke en liste\n1.heller ikke",
    ],
)
def test_what_is_already_right_stays(text: str) -> None:
    assert nested_by_four(text.split("\n")) == text.split("\n")
