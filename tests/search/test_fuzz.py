"""Random and hostile inputs: something comes back, in time. The long run is `python tests/bench/search_fuzz.py`."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from handbook.search.results import Results, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.search.service import SearchService

COUNT = 2_000
MOST_SECONDS = 3.0
"""Of CPU for one input: a slow machine passes, work that grows with the square doesn't. The bench has the bar."""

HOSTILE = (
    "", " ", "\x00", "\ud800", "\U0010ffff", "*", "?" * 10_000, '"' * 10_000, "-" * 10_000, "a" * 10_000,
    "a " * 5_000, "-a " * 3_000, '"a b" ' * 2_000, "kapitel:1 " * 1_000, "xq" * 5_000, "ledelse " * 1_250,
    "innovationspartnerskab" * 400, "kapitel:²", "kapitel:①", "del:\"", "type:" * 2_000, "og i at " * 1_000,
    "\u202e\u200b\u0301" * 3_000, "(a AND b) OR NOT [c TO d]~2^3", "'; DROP TABLE t; --", "<script>", "%s%n{0}",
    "../" * 99, "inovation mandadt evaluerring forankering gevindst " * 5, "İ" * 3_000, "Ⅷ𝔘ﬁ" * 900,
    "\n\t\r" * 3_000, "é" * 9_999,
)  # fmt: skip
PIECES = (
    "mandat", "innovation", "ledelse", "kapitel:4", "del:grundlaget", "type:værktøj", "rolle:topchef", "tag:tal",
    "-", '"', "“", "”", "»", "«", ":", "*", "(", ")", "'", ".", ",", "?", "!", "ikke", "og", "i", "hvordan",
    "måling", "maaling", "gevinst", "real", "inovation", "æøå", "ÆØÅ", "aa", "oe", "ae", "T10", "2024", "25.000",
    "§", "\x00", "\x1b", "�", "\u200d", "é", "0", "xyzzy", "offentlig-privat", "e-mail", "a", "b", "c",
)  # fmt: skip


def inputs(count: int, seed: int) -> Iterator[str]:
    """Yield hostile inputs, then random ones: of pieces, of letters, of anything."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    yield from HOSTILE[:count]
    for _number in range(count - len(HOSTILE)):
        match chance.randrange(4):
            case 0:
                yield " ".join(chance.choices(PIECES, k=chance.randint(1, 30)))
            case 1:
                yield "".join(chance.choices('abcdefghijklmnoprstuvæøå -"', k=chance.randint(1, 120)))
            case 2:
                yield "".join(chr(chance.randrange(0x110000)) for _letter in range(chance.randint(1, 60)))
            case _:
                yield "".join(chance.choices(PIECES, k=chance.randint(1, 12)))


def check(results: Results, text: str, limit: int) -> None:
    assert results.query == text
    assert len(results.hits) <= limit
    assert results.total >= len(results.hits)
    for hit in results.hits:
        assert len(hit.snippet) <= 200
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.marks)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_inputs(shipped: SearchService, text: str) -> None:
    for scope in Scope:
        for is_typing in (False, True):
            check(shipped.search(text, scope=scope, is_typing=is_typing), text, 50)
    assert shipped.marks("Et mandat, en ledelse.", text) is not None
    assert shipped.is_ready


def test_random_inputs(shipped: SearchService) -> None:
    chance = random.Random(7)  # noqa: S311
    for text in inputs(COUNT, 7):
        began = time.process_time()
        results = shipped.search(text, scope=chance.choice(list(Scope)), limit=20, is_typing=chance.random() < 0.7)
        assert time.process_time() - began < MOST_SECONDS, ascii(text[:80])
        check(results, text, 20)
        assert shipped.is_ready, ascii(text)
