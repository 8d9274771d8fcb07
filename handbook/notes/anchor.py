"""Anchors of what the reader keeps: made from a selection, and found again when the handbook has a new edition.

The promise, above everything: an annotation is never put on a text that it wasn't about. What can't be told apart is an
orphan, shown with its quote and its `candidates`, and the reader decides.

An anchor is a TextQuoteSelector and a TextPositionSelector of the W3C Web Annotation Data Model (2017) with the section
around them. `attach` tries strategies in order, from exact to fuzzy: the position, the quote, what stood around it, the
words of the quote, the paragraphs of the quote one by one. A place is scored as the Hypothesis client does (quote 50,
prefix 20, suffix 20, nearness 2), but no sum of points is enough: each strategy names what it takes for proof.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from handbook.notes import passages, reattach
from handbook.notes.model import Anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from handbook.book.nodes import Section

MOST_IN_COMMON = 240
"""Characters on each side within which a repeated quote is compared with its other places. Where they have text in
common, the anchor keeps that much and `CONTEXT` more: so it says itself how far one must look to tell them apart."""
PLACE = 80
"""Characters kept of what begins at a place without extent, up to the end of a word."""
_CLUES, _MOST_CLUED = 6, 2_000  # words, and the characters of the quote that they are taken from
_SHORT = 40  # characters; a shorter quote takes its clues from as much around it, too
_MOST_COMPARED = 100  # of a repeated quote's other places, on each side


class Method(StrEnum):
    """How a place was found. Only the last two may stand on a text that was changed."""

    EXACT = "exact"
    QUOTE = "quote"
    CONTEXT = "context"
    FUZZY = "fuzzy"


class Attachment(NamedTuple):
    """Where an anchor belongs in a text.

    Attributes:
        start, end: The range in the text; equal for a place without extent.
        score: How sure it is, 0–1; 1 when nothing has changed at all.
        method: How it was found.
    """

    start: int
    end: int
    score: float
    method: Method


def describe(
    text: str,
    sections: Sequence[Section],
    start: int,
    end: int,
    *,
    handbook: str,
    edition: str,
    chapter: str,
    chapter_title: str,
) -> Anchor:
    """Make the anchor of a range, or of a place when `start` equals `end`.

    Args:
        text: The chapter's plain text.
        sections: The chapter's sections.
        start: Offset in it; white space and inline images at the edges of a range are left out.
        end: The offset behind the range.
        handbook: The handbook's id.
        edition: Its edition.
        chapter: The chapter's key.
        chapter_title: Its title.

    Raises:
        ValueError: There is nothing in the range but white space and images, or it ends before it begins.
    """
    if end < start:
        raise ValueError(f"The range {start}–{end} ends before it begins")
    is_place = start == end
    start, end = (max(0, min(offset, len(text))) for offset in (start, end))
    if is_place:
        exact = _words_at(text, start)
    else:
        exact = text[start:end].lstrip(reattach.TRIMMED)
        start = end - len(exact)
        exact = exact.rstrip(reattach.TRIMMED)
        end = start + len(exact)
        if not exact:
            raise ValueError("There is no text in the range")
    stop = start + len(exact)
    before, after = _room(text, exact, start)
    section = sections[max(0, bisect_right(sections, start, key=lambda each: each.start) - 1)] if sections else None
    return Anchor(
        handbook=handbook,
        edition=edition,
        chapter=chapter,
        chapter_title=chapter_title,
        section=section.id if section else "",
        section_title=section.title if section else "",
        start=start,
        end=end,
        exact=exact,
        prefix=text[max(0, start - before) : start],
        suffix=text[stop : stop + after],
    )


def attach(text: str, sections: Sequence[Section], anchor: Anchor) -> Attachment | None:
    """Find an anchor's place in its chapter, as that is now.

    Args:
        text: The chapter's plain text.
        sections: Its sections.
        anchor: What is looked for; whatever is in it, nothing is raised.

    Returns:
        The place, or None when none is certain.
    """
    if _is_where_it_was(text, anchor):
        return Attachment(anchor.start, anchor.end, 1.0, Method.EXACT)
    sought = reattach.seek(text, sections, anchor, reattach.HERE)
    return _found(text, anchor, sought) if sought else None


def candidates(text: str, sections: Sequence[Section], anchor: Anchor, limit: int = 5) -> list[Attachment]:
    """Return the places that come nearest to what an anchor means, certain or not, for the reader to choose from.

    Args:
        text: The plain text of a chapter, the anchor's or another one.
        sections: Its sections.
        anchor: What is looked for.
        limit: How many places at most.
    """
    certain = attach(text, sections, anchor)
    found = [certain] if certain else []
    sought = reattach.seek(text, sections, anchor, reattach.HERE)
    places: list[tuple[reattach.Place, Method]] = []
    if sought and sought.quote:
        places += [(place, Method.QUOTE) for place in reattach.quoted(sought)]
        places += [(place, Method.FUZZY) for place in reattach.alike(text, anchor, sought)]
    for place, method in sorted(places, key=lambda pair: -pair[0].score):
        one = _attachment(text, anchor, place, method)
        if not any(one.start <= other.end and other.start <= one.end for other in found):
            found.append(one)
    return found[: max(0, limit)]


def find_elsewhere(
    texts: Iterable[tuple[str, str, Sequence[Section]]], anchor: Anchor
) -> tuple[str, Attachment] | None:
    """Find an anchor's place in other chapters: its own was renamed or split, or the passage was moved.

    It is stricter than `attach`, and it wants one chapter to be better than all others.

    Args:
        texts: Key, plain text and sections of each chapter.
        anchor: What is looked for.

    Returns:
        The chapter's key and the place in it, or None when none is certain.
    """
    clues = _clues(anchor)
    found: list[tuple[float, str, Attachment]] = []
    for key, text, sections in texts:
        if sum(word in text for word in clues) * 3 < len(clues):
            continue
        if _is_where_it_was(text, anchor):
            return key, Attachment(anchor.start, anchor.end, 1.0, Method.EXACT)
        sought = reattach.seek(text, sections, anchor, reattach.ELSEWHERE)
        place = _found(text, anchor, sought) if sought else None
        if place:
            found.append((place.score, key, place))
    found.sort(key=lambda one: -one[0])
    if not found or (len(found) > 1 and found[0][0] - found[1][0] < reattach.DISTINCT / 2):
        return None
    return found[0][1:]


def _clues(anchor: Anchor) -> list[str]:
    """Return a few long words: a chapter that hasn't got a third of them isn't worth folding."""
    text = anchor.exact[:_MOST_CLUED]
    if len(text) < _SHORT:
        text = f"{anchor.prefix[-_SHORT:]}{text}{anchor.suffix[:_SHORT]}"
    return sorted(set(re.findall(r"\w{5,}", text)), key=len)[: -_CLUES - 1 : -1]


def _words_at(text: str, start: int) -> str:
    words = text[start : start + PLACE]
    if start + PLACE < len(text) and not text[start + PLACE].isspace():
        words = words[: max(words.rfind(" "), words.rfind("\n"), PLACE // 2)]
    return words.rstrip(reattach.TRIMMED)


def _room(text: str, exact: str, start: int) -> tuple[int, int]:
    """Return how many characters to keep on each side, so that no other place of the same words has them too."""
    known, quote = passages.fold(text), passages.fold_once(exact).text.strip()
    here, size = known.position(start), len(quote)
    starts = passages.occurrences(known.text, quote, here, _MOST_COMPARED) if quote else []
    others = [at for at in starts if at != here]
    if not others:
        return reattach.CONTEXT, reattach.CONTEXT
    shared = [passages.in_common(known.text, (here, here + size), (at, at + size), MOST_IN_COMMON) for at in others]
    before, after = (max(sides) for sides in zip(*shared, strict=True))
    return reattach.CONTEXT + 1 + before, reattach.CONTEXT + 1 + after


def _is_where_it_was(text: str, anchor: Anchor) -> bool:
    """Say whether nothing has changed: quote and context verbatim at the position, edges of the chapter included."""
    start, stop = anchor.start, anchor.start + len(anchor.exact)
    if not 0 <= start <= stop <= len(text) or anchor.end not in {start, stop}:
        return False
    if not (anchor.prefix or start == 0) or not (anchor.suffix or stop == len(text)):
        return False
    return (
        text.startswith(anchor.exact, start)
        and text.startswith(anchor.suffix, stop)
        and text.endswith(anchor.prefix, 0, start)
    )


def _found(text: str, anchor: Anchor, sought: reattach.Sought) -> Attachment | None:
    if not sought.quote:
        place = reattach.between(sought)
        return _attachment(text, anchor, place, Method.CONTEXT) if place else None
    for strategy, method in _STRATEGIES:
        place = strategy(text, anchor, sought)
        if place and not (reattach.is_source(sought) and place.context < reattach.SAME_SOURCE):
            return _attachment(text, anchor, place, method)
    return None


def _attachment(text: str, anchor: Anchor, place: reattach.Place, method: Method) -> Attachment:
    start, end = passages.fold(text).original(place.start, place.end)
    end = start if anchor.start == anchor.end else end
    if start == anchor.start and end == anchor.end and text.startswith(anchor.exact, start):
        method = Method.EXACT
    return Attachment(start, end, place.score, method)


_STRATEGIES: tuple[tuple[Callable[[str, Anchor, reattach.Sought], reattach.Place | None], Method], ...] = (
    (reattach.by_quote, Method.QUOTE),
    (reattach.by_context, Method.CONTEXT),
    (reattach.by_paragraphs, Method.FUZZY),
    (reattach.by_likeness, Method.FUZZY),
    (reattach.by_largest_part, Method.FUZZY),
)
