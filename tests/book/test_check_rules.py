"""The rules of `[check]`: each with a fault at the right line and without one, and what is wrong with a rule itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.book.check import check_handbook

if TYPE_CHECKING:
    from tests.book.conftest import MakeHandbook

_WHOLE = """---
summary: Kort.
roles: [leder]
tags: [start]
sources: [A-1]
reviewed: 2026-11-24
---
# A

!!! summary
    Kort sagt[^1].

## Et {#et}

Tekst.

## To {#to}

## Andet

## Tre {#tre}

[^1]: Kilde.
"""
_SECTIONS = 'sections = ["et", "to", "tre"]'

_LACKS = [
    ("metadata = true", "summary: Kort.\n", "", ("a.md", 1, "missing-metadata")),
    ("metadata = true", "roles: [leder]", "roles: []", ("a.md", 3, "missing-metadata")),
    ("metadata = true", "tags: [start]", "tags:", ("a.md", 4, "missing-metadata")),
    ("metadata = true", "reviewed: 2026-11-24\n", "", ("a.md", 1, "missing-metadata")),
    ("sources = true", "sources: [A-1]", "sources: []", ("a.md", 5, "missing-sources")),
    ("sources = true", "sources: [A-1]\n", "", ("a.md", 1, "missing-sources")),
    ("sources = true", "[^1]", "", ("a.md", 8, "missing-sources")),
    (_SECTIONS, "{#to}", "{#toer}", ("a.md", 21, "missing-section")),
    (_SECTIONS, "{#tre}", "{#fire}", ("a.md", 8, "missing-section")),
    (_SECTIONS, "!!! summary", "!!! note", ("a.md", 8, "missing-summary")),
    (_SECTIONS, "# A\n", "# A\n\nTekst.\n", ("a.md", 8, "missing-summary")),
    (
        _SECTIONS,
        "## Et {#et}\n\nTekst.\n\n## To {#to}",
        "## To {#to}\n\n## Et {#et}",
        ("a.md", 15, "section-order"),
    ),
    ("length = [3, 9]", "Tekst.", "Vi ler. " * 9, ("a.md", 8, "length")),
    ("length = [3, 9]", "Tekst.", "", ("a.md", 8, "length")),
    ("lix = 40", "Tekst.", "Forvaltningen forestår sagsbehandlingen. " * 3, ("a.md", 8, "lix")),
    ("lix_mean = 40", "Tekst.", "Forvaltningen forestår sagsbehandlingen. " * 3, ("handbook.toml", 4, "lix")),
]
# The last one is tested in test_spelling.py.
CODES = {place[2] for _rules, _old, _new, place in _LACKS} | {"spelling"}


def places(make_handbook: MakeHandbook, rules: str, text: str) -> list[tuple[str, int, str]]:
    folder = make_handbook({"handbook.toml": f'id = "bog"\n\n[check]\n{rules}\n', "a.md": text})
    return [(fault.path, fault.line, fault.code) for fault in check_handbook(folder)]


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "metadata = true",
        "sources = true",
        _SECTIONS,
        "lix = 40",
        "length = [3, 9]",
        "lix_mean = 40.5",
        "sources = false",
    ],
)
def test_a_whole_chapter_keeps_every_rule(make_handbook: MakeHandbook, rules: str) -> None:
    assert places(make_handbook, rules, _WHOLE) == []


@pytest.mark.parametrize(
    ("rules", "old", "new", "place"),
    _LACKS,
)
def test_what_a_chapter_lacks(
    make_handbook: MakeHandbook, rules: str, old: str, new: str, place: tuple[str, int, str]
) -> None:
    text = _WHOLE.replace(old, new)
    if old == "[^1]":
        text = text.replace(": Kilde.", "")
    assert places(make_handbook, rules, text) == [place]
    # Nothing is asked for that no rule asks for, nor of other kinds of pages.
    assert places(make_handbook, "", text) == []
    assert places(make_handbook, rules, text.replace("---\n", "---\nkind: guide\n", 1)) == []


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("lix = true", "manifest"),
        ("lix = -1", "manifest"),
        ('lix_mean = "44"', "manifest"),
        ("length = 700", "manifest"),
        ("length = [700]", "manifest"),
        ("length = [1500, 700]", "manifest"),
        ("length = [-1, true]", "manifest"),
        ('sections = "et"', "manifest"),
        ("sections = [1]", "manifest"),
        ("sources = 1", "manifest"),
        ('metadata = "ja"', "manifest"),
        ("dictionary = 1", "manifest"),
        ("words = []", "manifest"),
        ("unspelled = 1", "manifest"),
        ("farve = 1", "manifest-key"),
        ('dictionary = "da"\nunspelled = ["nej.md"]', "manifest-chapter"),
    ],
)
def test_a_rule_that_cant_be_understood(make_handbook: MakeHandbook, rules: str, code: str) -> None:
    line = 3 + len(rules.split("\n"))
    assert places(make_handbook, rules, "# A\n\nTekst.\n") == [("handbook.toml", line, code)]


def test_the_rules_are_a_table(make_handbook: MakeHandbook) -> None:
    folder = make_handbook({"handbook.toml": 'id = "bog"\ncheck = 1\n', "a.md": "# A\n\nTekst.\n"})
    (fault,) = check_handbook(folder)
    assert (fault.path, fault.line, fault.code) == ("handbook.toml", 2, "manifest")
