"""Chooses the piece of a section that shows best why it was found: whole sentences where they fit, 200 characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.search.matching import Match

MOST_CHARACTERS = 200
_ROOM = MOST_CHARACTERS - 4
_BEFORE_MATCH = 40
_SENTENCE_START_WITHIN = 110
_SENTENCE_END_AFTER = 0.55
_MOST_WINDOWS = 40
_SENTENCE_START = re.compile(r"(?:(?<=[.!?…:])[ \u00a0]+|\n+|\t)(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|\Z)|(?=\n)")
_BLANK = str.maketrans({"\n": " ", "\t": " ", "\r": " ", "\ufffc": " ", "\u00a0": " ", "\u2028": " ", "\u2029": " "})


class Snippet(NamedTuple):
    """A piece of a text.

    Attributes:
        text: The piece, without line breaks, with "…" where something is left out.
        marks: The ranges of it that were hit.
        place: Where in the whole text its first hit is, or where it begins when it has none.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    place: int


def make_snippet(text: str, matches: Sequence[Match], rarity: Sequence[float]) -> Snippet:
    """Choose a piece of a text.

    Args:
        text: The text.
        matches: What was hit in it, in order.
        rarity: For each word of the query how much it is worth to show it.
    """
    text = text.rstrip()
    if len(text) <= MOST_CHARACTERS:
        start, inside = 0, list(matches)
        end = len(text)
    else:
        start, inside = _best_window(text, matches, rarity)
        end = _end(text, start, inside)
        if end == len(text):
            start = _filled(text, start)
            inside = [match for match in matches if match.start >= start]
    inside = [match for match in inside if match.end <= end]
    piece = text[start:end].translate(_BLANK)
    lead = "" if start == 0 or _is_sentence_start(text, start) else "…"
    trimmed = piece.rstrip()
    tail = "" if end >= len(text) or trimmed[-1:] in ".!?…" else " …"
    marks = tuple((match.start - start + len(lead), match.end - start + len(lead)) for match in inside)
    place = inside[0].start if inside else start
    return Snippet(lead + trimmed + tail, marks, place)


def _best_window(text: str, matches: Sequence[Match], rarity: Sequence[float]) -> tuple[int, list[Match]]:
    if not matches:
        return 0, []
    best_score = -1.0
    best: tuple[int, list[Match]] = (0, [])
    tried: set[int] = set()
    for number, match in enumerate(matches[:_MOST_WINDOWS]):
        start = _start(text, match.start)
        if start in tried:
            continue
        tried.add(start)
        inside = [one for one in matches[number : number + 30] if one.end <= start + _ROOM]
        earlier = number - 1
        while earlier >= 0 and matches[earlier].start >= start:
            inside.insert(0, matches[earlier])
            earlier -= 1
        shown: dict[int, float] = {}
        for one in inside:
            worth = rarity[one.group] if one.group < len(rarity) else 1.0
            shown[one.group] = max(shown.get(one.group, 0.0), worth if one.is_literal else worth / 2)
        score = sum(shown.values()) + 0.05 * len(inside)
        if score > best_score + 1e-9:
            best_score, best = score, (start, inside)
    return best


def _start(text: str, match: int) -> int:
    """Return where the sentence that a match is in begins, or a word not far before it."""
    begin = max(0, match - _SENTENCE_START_WITHIN)
    start = -1
    for boundary in _SENTENCE_START.finditer(text, begin, match + 1):
        if boundary.end() <= match:
            start = boundary.end()
    if start >= 0:
        return start
    if begin == 0:
        return 0
    near = max(0, match - _BEFORE_MATCH)
    space = text.find(" ", near, match)
    return space + 1 if space >= 0 else near


def _filled(text: str, start: int) -> int:
    """Return where a piece that reaches the end of its text may begin, whole sentences, so that it isn't short."""
    earliest = len(text) - _ROOM
    if start <= earliest:
        return start
    for boundary in _SENTENCE_START.finditer(text, max(0, earliest), start):
        return boundary.end()
    return start


def _end(text: str, start: int, inside: Sequence[Match]) -> int:
    limit = min(len(text), start + _ROOM)
    if limit == len(text):
        return limit
    after = max([start + int(_ROOM * _SENTENCE_END_AFTER), *(match.end for match in inside)])
    end = -1
    for boundary in _SENTENCE_END.finditer(text, min(after, limit), limit):
        end = boundary.end()
    if end > start:
        return end
    space = max(text.rfind(" ", start, limit), text.rfind("\n", start, limit), text.rfind("\t", start, limit))
    return space if space >= max((match.end for match in inside), default=start + 1) else limit


def _is_sentence_start(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \u00a0")[-1:] if place < 3 else text[place - 3 : place].rstrip(" \u00a0")[-1:]
    return before in ("", ".", "!", "?", "…", ":", "\n", "\t")
