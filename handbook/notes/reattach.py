"""The ways in which an anchor is found again in a changed text, and what each of them takes for proof.

Every strategy answers with a place or with None, which leaves the question to the next one. All work on folded text
(`handbook.notes.passages`), so that white space, quotation marks, dashes and case make no difference. Every threshold
stands here with its reason; they were chosen on one half of the edits in `tests/notes` and tried on the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from handbook.notes import passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.nodes import Section
    from handbook.notes.model import Anchor

CONTEXT = 64
"""Characters kept on each side: a sentence of a handbook is 60 on the average, so one neighbour is nearly whole."""

AGREEING = 0.6
"""Mean agreement of the context that proves a place. Unrelated Danish sentences have 0.2 to 0.35 (edit distance), a
context whole on one side and rewritten on the other 0.6 to 0.65, one with a word replaced on each side 0.8."""
VERBATIM_LENGTH, VERBATIM_WORDS = 60, 8
"""Characters and words of quote and context together that, standing verbatim, prove a place: what two chapters of ours
have in common and isn't the same source is shorter."""
DISTINCT = 0.1
"""How much better the best of several places must agree than the next one: a word's worth of context."""
OWN_LENGTH, OWN_WORDS = 32, 5
"""Characters and words from which on a quote that stood once, and stands once, proves its place itself."""
SAME_SOURCE = 0.9
"""Agreement of the context that a source needs in another chapter: several chapters name the same one."""
SECTION_LENGTH, SECTION_WORDS = 20, 4
"""The same in its own section, which has a few hundred words."""
LONE_WORDS = 3
"""Words up to which a quote must also have kept the word before or behind it: its neighbours may hold the same one."""
SAME_GAP = 0.5
"""Likeness of what stands between an unchanged prefix and suffix. Another text about the subject has 0.2 to 0.4."""
SAME_GAP_AT_COMMON_EDGES = 0.7
"""The same where the prefix or the suffix is boilerplate that stands elsewhere too."""
SAME_PASSAGE = 0.5
"""Likeness of a passage whose context agrees; half of its rarer words have been replaced."""
SAME_WITHOUT_CONTEXT = 0.8
"""Likeness of a passage that was both moved and edited."""
FUZZY_LENGTH, FUZZY_WORDS = 24, 4
"""Characters and words below which likeness says nothing: a word replaced is another text."""
MOVED_LENGTH = 80
"""Characters below which no passage was both moved and edited: short list items are too like each other."""
MOVED_IN_SECTION = 48
"""The same within the section: a row or an item that changed places."""
ALMOST_ALL = 0.8
"""Share of a quote of several paragraphs that is found together when they are found one by one."""
SPREAD = 2.0
"""How many times as long as what was found the whole may be, with what has come in between."""
LARGEST_PART = 0.5
"""Share of a quote that must be found together when its paragraphs have been moved apart."""

_WEIGHTS = (50.0, 19.0, 19.0, 10.0, 2.0)  # quote, before, after, section, nearness: Hypothesis', and the section
_EDGE = 24  # characters of context that are looked for verbatim: three or four words
_LEAST_EDGE = 10
_MOST_PLACES = 24  # of a quote, on each side of where it was: a word that stands everywhere needs its context verbatim
_MOST_PARTS = 50
_DIGITS = re.compile(r"\d+")
_URL = re.compile(r"https?://[^\s,]+")
_POINTS = " .,:;!?…\"'()-"
TRIMMED = " \t\n\r\v\f\u00a0\u2028\u2029\ufffc"


class Rules(NamedTuple):
    """What is proof enough: in the chapter that the anchor names, or in any other one."""

    agreeing: float = AGREEING
    own_length: int = OWN_LENGTH
    same_passage: float = SAME_PASSAGE
    without_context: float = SAME_WITHOUT_CONTEXT
    moved_length: int = MOVED_LENGTH
    is_elsewhere: bool = False


HERE = Rules()
# Any of a hundred chapters may hold the like: two sentences must be the same, or context and text alike.
ELSEWHERE = Rules(0.75, 60, 0.65, 0.87, 120, is_elsewhere=True)


class Sought(NamedTuple):
    """What is looked for, folded, in which folded text.

    Attributes:
        text: The folded text.
        quote, prefix, suffix: The anchor's, folded.
        near: Where the quote stood.
        section: The range of the section that it stood in, if there still is one with that id.
        shared: How many characters on each side other places of the quote had too; -1 when there was no other place.
        is_words: It began and ended with a whole word.
        rules: What is proof enough.
    """

    text: str
    quote: str
    prefix: str
    suffix: str
    near: int
    section: tuple[int, int] | None
    shared: tuple[int, int]
    is_words: bool
    rules: Rules

    @property
    def is_repeated(self) -> bool:
        """Whether the quote stood in the chapter more than once."""
        return max(self.shared) >= 0


class Place(NamedTuple):
    """A place that may be the right one; offsets in the folded text, the rest between 0 and 1."""

    start: int
    end: int
    likeness: float
    before: float
    after: float
    in_section: bool
    score: float

    @property
    def context(self) -> float:
        """How much of what stood around the quote stands around the place."""
        return (self.before + self.after) / 2


def seek(text: str, sections: Sequence[Section], anchor: Anchor, rules: Rules) -> Sought | None:
    """Fold an anchor and a text; None when there is nothing to look for, or nothing to look in."""
    quote, prefix, suffix = (
        passages.fold_once(part).text.strip() for part in (anchor.exact, anchor.prefix, anchor.suffix)
    )
    if not text or not (quote or prefix or suffix):
        return None
    folded = passages.fold(text)
    section = None if rules.is_elsewhere else next((one for one in sections if one.id == anchor.section), None)
    within = (folded.position(section.start), folded.position(section.end)) if section else None
    shared = (max(-1, len(anchor.prefix) - CONTEXT - 1), max(-1, len(anchor.suffix) - CONTEXT - 1))
    is_words = not (_is_inside_word(anchor.prefix, anchor.exact) or _is_inside_word(anchor.exact, anchor.suffix))
    near = folded.position(max(0, min(anchor.start, len(text))))
    return Sought(folded.text, quote, prefix, suffix, near, within, shared, is_words, rules)


def _place(sought: Sought, start: int, end: int, likeness: float) -> Place:
    before = passages.agreement_before(sought.prefix, sought.text, start)
    after = passages.agreement_after(sought.suffix, sought.text, end)
    in_section = sought.section is not None and sought.section[0] <= start < sought.section[1]
    nearness = 1 - abs(start - sought.near) / (len(sought.text) + 1)
    parts = (likeness, before, after, float(in_section), nearness)
    score = sum(weight * part for weight, part in zip(_WEIGHTS, parts, strict=True)) / sum(_WEIGHTS)
    return Place(start, end, likeness, before, after, in_section, score)


def quoted(sought: Sought) -> list[Place]:
    """Return the places where the quote stands, the best first."""
    head, tail = sought.prefix[-_EDGE:], sought.suffix[:_EDGE]
    starts = passages.occurrences(sought.text, sought.quote, sought.near, _MOST_PLACES)
    if not starts and (bare := sought.quote.strip(_POINTS)) and bare != sought.quote:
        return quoted(sought._replace(quote=bare))
    if len(starts) >= _MOST_PLACES:
        for context, offset in ((f"{head} {sought.quote}", len(head) + 1), (f"{sought.quote} {tail}", 0)):
            starts += [at + offset for at in passages.occurrences(sought.text, context, sought.near, _MOST_PLACES)]
    size = len(sought.quote)
    if sought.is_words:  # then a part of a word is something else: "mål" is not in "målestok"
        around = ((at, sought.text[max(0, at - 1) : at], sought.text[at + size : at + size + 1]) for at in set(starts))
        starts = [
            at
            for at, before, after in around
            if not (_is_inside_word(before, sought.quote) or _is_inside_word(sought.quote, after))
        ]
    places = [_place(sought, at, at + size, 1.0) for at in set(starts)]
    return sorted(places, key=lambda place: -place.score)


def _is_inside_word(before: str, after: str) -> bool:
    return before[-1:].isalnum() and after[:1].isalnum()


def by_quote(text: str, anchor: Anchor, sought: Sought) -> Place | None:
    """Find the quote: proven by its context, or, when it is long and was never repeated, by being the only one."""
    places = sorted(quoted(sought), key=lambda place: (-place.context, -place.score))
    if not places:
        return None
    best, others = places[0], places[1:]
    if others and best.context - others[0].context < DISTINCT and not _is_where_others_are_not(best, others):
        return None
    left, right = passages.verbatim(sought.text, best.start, best.end, sought.prefix, sought.suffix)
    size, words = len(left + sought.quote + right), _count(f"{left} {sought.quote} {right}".strip())
    is_apart = _is_apart(text, anchor, sought, best, left, right) if sought.is_repeated else left or right
    if best.context >= sought.rules.agreeing and (is_apart or (words > LONE_WORDS and not sought.is_repeated)):
        return best
    if is_apart and size >= VERBATIM_LENGTH and words >= VERBATIM_WORDS:
        return best
    if others or sought.is_repeated:
        return None
    length, least = (SECTION_LENGTH, SECTION_WORDS) if best.in_section else (sought.rules.own_length, OWN_WORDS)
    return best if len(sought.quote) >= length and _count(sought.quote) >= least else None


def _is_apart(text: str, anchor: Anchor, sought: Sought, place: Place, left: str, right: str) -> bool:
    """Say whether a place of a repeated quote has what no other place of it had, on both sides.

    One side is not enough: when the quoted sentence is gone, the same word in the sentence before it has the old text
    behind it. What stands beyond the line says something only if both sides agree that far; an edge of a line is like
    an edge of a line.
    """
    runs = (len(left) + 1, len(right) + 1)
    if all(run > shared for run, shared in zip(runs, sought.shared, strict=True)):
        return True
    start, end = passages.fold(text).original(place.start, place.end)
    lines = (anchor.prefix.rpartition("\n")[2].strip(), anchor.suffix.partition("\n")[0].strip())
    edges = (text[max(0, start - 300) : start].rpartition("\n")[2], text[end : end + 300].partition("\n")[0])
    sides = list(zip(runs, lines, edges, sought.shared, strict=True))
    beyond = [bool(line) and min(run, len(line) + 1) > shared for run, line, _edge, shared in sides]
    whole = [run > len(line) and len(edge.strip()) == len(line) for run, line, edge, _shared in sides]
    return any(beyond) and all(far or like for far, like in zip(beyond, whole, strict=True))


def _count(text: str) -> int:
    return text.count(" ") + 1


def _is_where_others_are_not(best: Place, others: Sequence[Place]) -> bool:
    return best.in_section and not any(other.in_section for other in others if best.context - other.context < DISTINCT)


def by_context(_text: str, _anchor: Anchor, sought: Sought) -> Place | None:
    """Find what stands between the prefix and the suffix, both unchanged where they touch the quote."""
    return between(sought)


def between(sought: Sought) -> Place | None:
    """Find what stands between the end of the prefix and the beginning of the suffix; nothing, for an empty quote."""
    head, tail = sought.prefix[-_EDGE:].strip(), sought.suffix[:_EDGE].strip()
    if min(len(head), len(tail)) < _LEAST_EDGE:
        return None
    # Between two sources there is another source. Only where the edges stand once is a like spelling a like passage.
    is_unique = all(len(edge) >= _LEAST_EDGE and sought.text.count(edge) == 1 for edge in (head, tail))
    if sought.is_repeated and not is_unique:
        return None
    least = SAME_GAP if is_unique else SAME_GAP_AT_COMMON_EDGES
    best: tuple[float, int, int] | None = None
    for at in passages.occurrences(sought.text, head, sought.near, _MOST_PLACES):
        start = at + len(head)
        stop = sought.text.find(tail, start, start + 2 * len(sought.quote) + _EDGE + len(tail) + 2)
        gap = sought.text[start:stop].strip() if stop >= 0 else ""
        if stop < 0 or bool(gap) != bool(sought.quote) or (gap and f" {sought.quote} " in f" {gap} "):
            continue  # `by_quote` has seen it, and wasn't sure
        start += len(sought.text[start:stop]) - len(sought.text[start:stop].lstrip())
        alike = _likeness(sought, gap) if gap else 1.0
        if is_unique and gap:
            alike = max(alike, passages.similarity(sought.quote, gap))
        if not _same_urls(sought.quote, gap):
            continue
        if best and abs(best[0] - alike) < DISTINCT:
            return None
        if best is None or alike > best[0]:
            best = (alike, start, start + len(gap))
    return _place(sought, best[1], best[2], best[0]) if best and best[0] >= least else None


def _likeness(sought: Sought, passage: str) -> float:
    return passages.likeness(sought.quote, passage, passages.words(sought.text))


def by_likeness(text: str, anchor: Anchor, sought: Sought) -> Place | None:
    """Find the passage that has most of the quote's words, proven by context or by sheer likeness."""
    if len(sought.quote) < FUZZY_LENGTH or _count(sought.quote) < FUZZY_WORDS:
        return None
    places = [place for place in alike(text, anchor, sought) if _may_be(sought, place)]
    if len(places) > 1 and places[0].score - places[1].score < DISTINCT:
        return None
    return places[0] if places else None


def alike(text: str, anchor: Anchor, sought: Sought) -> list[Place]:
    """Return the few places that have most of the quote's words, the best first."""
    places = []
    for passage in passages.passages(sought.text, sought.quote):
        start, end = _edges(text, anchor, sought, passage)
        if start < end:
            places.append(_place(sought, start, end, _likeness(sought, sought.text[start:end])))
    return sorted(places, key=lambda place: -place.score)


def _may_be(sought: Sought, place: Place) -> bool:
    """Say whether a passage that is like the quote is the quoted one, edited."""
    passage = sought.text[place.start : place.end]
    if sought.quote in passage:
        return False  # `by_quote` has seen it, and wasn't sure
    if any(len(edge) >= _LEAST_EDGE and edge in passage and edge not in sought.quote for edge in _neighbours(sought)):
        return False  # it is the quote's neighbour, which is still there
    if not _same_urls(sought.quote, passage):
        return False  # another source; all else in it is boilerplate
    if set(_DIGITS.findall(passage)) != set(_DIGITS.findall(sought.quote)) and min(place.before, place.after) < 0.5:
        return False  # the one about another year: only its own context makes it the same with its number corrected
    if place.context >= sought.rules.agreeing - (0.1 if place.in_section else 0):
        return place.likeness >= sought.rules.same_passage
    least = MOVED_IN_SECTION if place.in_section else sought.rules.moved_length
    is_long = len(sought.quote) >= least and not sought.is_repeated
    return is_long and place.likeness >= sought.rules.without_context


def is_source(sought: Sought) -> bool:
    """Say whether it is a source that is looked for in another chapter."""
    return sought.rules.is_elsewhere and bool(_URL.search(sought.quote))


def _same_urls(quote: str, passage: str) -> bool:
    return set(_URL.findall(quote)) == set(_URL.findall(passage))


def _neighbours(sought: Sought) -> tuple[str, str]:
    return sought.prefix[-_EDGE:].strip(), sought.suffix[:_EDGE].strip()


def _edges(text: str, anchor: Anchor, sought: Sought, passage: passages.Passage) -> tuple[int, int]:
    """Return where a passage begins and ends that was found by its words: at its old neighbours, else at sentences."""
    slack = len(sought.quote) * 2 // 5 + _EDGE
    head, tail = (edge.strip() for edge in (sought.prefix[-_EDGE // 2 :], sought.suffix[: _EDGE // 2]))
    start, end = passage.start, passage.end
    found = sought.text[start:end]
    start -= min(slack, passages.first_offset(sought.quote, found))
    end += min(slack, passages.last_offset(sought.quote, found))
    found_at = sought.text.rfind(head, max(0, start - slack), passage.start + slack) if len(head) >= _LEAST_EDGE else -1
    if found_at >= 0:
        start = found_at + len(head)
    elif re.search(r"(^|[.!?…:\n\t][\"'»«)\]]*\s*)$", anchor.prefix):
        start = _snapped(text, start, slack, is_end=False)
    else:
        start = passage.start
    found_at = sought.text.find(tail, max(start, passage.end - slack), end + slack) if len(tail) >= _LEAST_EDGE else -1
    if found_at >= 0:
        end = found_at
    elif re.search(r"[.!?…:][\"'»«)\]]*$", anchor.exact) or not anchor.suffix or anchor.suffix[0] in "\n\t":
        end = _snapped(text, end, slack, is_end=True)
    else:
        end = passage.end
    found = sought.text[start:end]
    return start + len(found) - len(found.lstrip()), end - len(found) + len(found.rstrip())


def _snapped(text: str, folded: int, slack: int, *, is_end: bool) -> int:
    known = passages.fold(text)
    at = known.original(max(0, folded - is_end), folded)[is_end]
    edges = passages.sentence_edges(text, at - slack, at + slack)[is_end]
    nearest = passages.nearest(edges, at)
    return folded if nearest is None else known.position(nearest)


def by_paragraphs(text: str, anchor: Anchor, sought: Sought) -> Place | None:
    """Find the quote's paragraphs, items or rows one by one, and take those that still stand together."""
    return _together(text, anchor, sought, ALMOST_ALL)


def by_largest_part(text: str, anchor: Anchor, sought: Sought) -> Place | None:
    """Find the larger part of a quote whose paragraphs have been moved apart or taken out."""
    return _together(text, anchor, sought, LARGEST_PART)


def _together(text: str, anchor: Anchor, sought: Sought, share: float) -> Place | None:
    lines = [line for line in re.finditer(r"[^\n]+", anchor.exact) if line[0].strip(TRIMMED)][:_MOST_PARTS]
    if len(lines) < 2:
        return None
    places = sorted(
        (place for line in lines if (place := _part(text, anchor, sought, line))), key=lambda one: one.start
    )
    best = (0, 0, 0)
    for first in range(len(places)):
        size = 0
        for last in range(first, len(places)):
            size += places[last].end - places[last].start
            if places[last].end - places[first].start <= SPREAD * size:
                best = max(best, (size, first, last))
    size, first, last = best
    if size < share * len(sought.quote):
        return None
    start, end = places[first].start, max(place.end for place in places[first : last + 1])
    return _place(sought, start, end, min(1.0, size / len(sought.quote)))


def _part(text: str, anchor: Anchor, sought: Sought, line: re.Match[str]) -> Place | None:
    room = CONTEXT
    part = anchor._replace(
        exact=line[0].strip(TRIMMED),
        prefix=(anchor.prefix + anchor.exact[max(0, line.start() - room) : line.start()])[-CONTEXT:],
        suffix=(anchor.exact[line.end() : line.end() + room] + anchor.suffix)[:CONTEXT],
    )
    quote, prefix, suffix = (passages.fold_once(side).text.strip() for side in (part.exact, part.prefix, part.suffix))
    wanted = sought._replace(quote=quote, prefix=prefix, suffix=suffix)
    return (by_quote(text, part, wanted) or by_likeness(text, part, wanted)) if quote else None
