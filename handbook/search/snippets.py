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
_MOST_WINDOWS = 14
_CLOSED = ".!?…:;,–-"
_JOINT = re.compile(r"[ \u00a0]*[\n\t][\s\ufffc]*")
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


def make_snippet(
    text: str, matches: Sequence[Match], rarity: Sequence[float], *, is_definition: bool = False
) -> Snippet:
    """Choose a piece of a text.

    Args:
        text: The text.
        matches: What was hit in it, in order.
        rarity: For each word of the query how much it is worth to show it.
        is_definition: Show its beginning, whatever was hit: who looks a term up wants to read what it means.
    """
    text = text.rstrip()
    if is_definition or len(text) <= _ROOM:
        start, inside = 0, [match for match in matches if match.end <= _ROOM]
    else:
        start, inside = _best_window(text, matches, rarity)
    end = _end(text, start, inside)
    if end == len(text):
        start = _filled(text, start)
        inside = [match for match in matches if match.start >= start]
    shown, joints = _joined(text[start:end])
    while len(shown) > _ROOM:
        # Joints are longer than the line breaks that they stand for.
        end = _word_end(text, start, end - max(1, len(shown) - _ROOM))
        shown, joints = _joined(text[start:end])
    lead = "" if start == 0 or _is_sentence_start(text, start) else "…"
    tail = "" if end >= len(text) or shown[-1:] in ".!?…" else " …"
    inside = [match for match in inside if match.end <= end]
    marks = []
    for match in inside:
        first, last = match.start - start, match.end - start
        marks.append((first + len(lead) + _grown(joints, first), last + len(lead) + _grown(joints, first)))
    return Snippet(lead + shown + tail, tuple(marks), inside[0].start if inside else start)


def _joined(piece: str) -> tuple[str, list[tuple[int, int]]]:
    """Put the lines and table cells of a piece on one line.

    Returns:
        The line, and for each joint where it ends in the piece and by how much it made the line longer.
    """
    piece = piece.rstrip()
    parts = []
    joints = []
    place = 0
    for match in _JOINT.finditer(piece):
        before = piece[place : match.start()]
        joint = " " if not before or before[-1] in _CLOSED else " · "
        parts += [before, joint]
        joints.append((match.end(), len(joint) - len(match[0])))
        place = match.end()
    line = "".join((*parts, piece[place:]))
    return line if line.isprintable() else line.translate(_BLANK), joints


def _grown(joints: Sequence[tuple[int, int]], place: int) -> int:
    return sum(growth for end, growth in joints if end <= place)


def _best_window(text: str, matches: Sequence[Match], rarity: Sequence[float]) -> tuple[int, list[Match]]:
    if not matches:
        return 0, []
    best_score = -1.0
    best: tuple[int, list[Match]] = (0, [])
    tried: set[int] = set()
    next_place = 0
    for number, match in enumerate(matches):
        if match.start < next_place:
            continue
        # Matches close to each other are shown by the same piece.
        next_place = match.start + _BEFORE_MATCH
        start = _start(text, match.start)
        if start in tried:
            continue
        tried.add(start)
        if len(tried) > _MOST_WINDOWS:
            break
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
    return max([_word_end(text, start, limit), *(match.end for match in inside)])


def _word_end(text: str, start: int, limit: int) -> int:
    """Return the end of the last word that ends before a limit; the limit when there is no such word."""
    space = max(text.rfind(blank, start, limit) for blank in " \n\t")
    return space if space > start else limit


def _is_sentence_start(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \u00a0")[-1:] if place < 3 else text[place - 3 : place].rstrip(" \u00a0")[-1:]
    # A piece may begin after a colon, but it isn't a sentence, and the ellipsis says so.
    return before in ("", ".", "!", "?", "…", "\n", "\t")
