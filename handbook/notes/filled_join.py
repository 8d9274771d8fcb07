"""Versions of one filled copy in one, entry by entry and cell by cell, so that nothing that anybody filled in is lost.

A three-way join, as of notes (`resolve`): what only one side changed is taken from that side. Where both wrote
something else in the same place, no program can say which words count.

What an answer is to is said by its entry's id, not by whether the edition that one of the sides had open knows the
entry. So an answer that was put apart on one side is still the same answer.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from handbook.book.forms import Row, Value, is_answered
from handbook.book.nodes import FieldKind
from handbook.notes.filled import Answer, Filled, UnreadableBodyError, copied_title, empty, read_filled, write_filled
from handbook.notes.resolve import join_tags

# What is typed may be read in each other's place, and a text that was written on is whole in the later one.
_TYPED = frozenset({FieldKind.LINE, FieldKind.PARAGRAPH, FieldKind.NUMBER, FieldKind.DATE, FieldKind.STEP})
_TEXTS = frozenset({FieldKind.LINE, FieldKind.PARAGRAPH, FieldKind.STEP})
_NO_ROW: Row = {}


class _Key(NamedTuple):
    """What makes two answers one."""

    id: str
    sort: str


def join(base: Filled | None, ours: Filled, theirs: Filled) -> Filled | None:
    """Return two versions of a copy in one; None where both wrote something else in the same place.

    Args:
        base: What both came from; None when that isn't known: then an empty answer gives way, and a text to one that
            holds it.
        ours: One version; its order is kept.
        theirs: The other.
    """
    title = _joined_text(base.title if base is not None else None, ours.title, theirs.title)
    if title is None or ours.tool != theirs.tool:
        return None
    was = _by_key(base) if base is not None else None
    mine, other = _by_key(ours), _by_key(theirs)
    asked = {_key(answer) for answer in ours.answers} & {_key(answer) for answer in theirs.answers}
    found: dict[_Key, list[Answer]] = {}
    for key in dict.fromkeys((*mine, *other)):
        before = was.get(key, []) if was is not None else None
        joined = _joined_answers(before, mine.get(key, []), other.get(key, []))
        if joined is None:
            if key in asked:
                return None
            # There is room for both beside the tool.
            joined = _all_of(before, mine.get(key, []), other.get(key, []))
        found[key] = joined
    return _made(ours, theirs, found, title)


def take_back(there: Filled, wanted: Filled, current: Filled) -> Filled:
    """Return the current version without what one step did to the copy, and with everything that was done since.

    Args:
        there: What the step led to.
        wanted: What was there before it.
        current: What is there now.
    """
    was, back, now = _by_key(there), _by_key(wanted), _by_key(current)
    found: dict[_Key, list[Answer]] = {}
    for key in dict.fromkeys((*now, *back)):
        before, mine, other = was.get(key, []), now.get(key, []), back.get(key, [])
        joined = _joined_answers(before, mine, other) if key.sort in (FieldKind.CHOICES, FieldKind.TABLE) else None
        if joined is not None:
            # Each option is a thing of its own, and each cell.
            found[key] = joined
        else:
            is_untouched = [answer.value for answer in mine] == [answer.value for answer in before]
            found[key] = other if is_untouched else mine
    title = wanted.title if current.title == there.title else current.title
    return _made(current, wanted, found, title)


def join_bodies(base: str, ours: str, theirs: str) -> str | None:
    """Return two bodies of annotations in one; None where both say their own. What can't be read is a text as a whole.

    Args:
        base: What both came from; "" when that isn't known.
        ours: One of them; what says the same is this one, to the letter.
        theirs: The other.
    """
    if ours == theirs or not theirs:
        return ours
    if not ours:
        return theirs
    mine, other, was = _read(ours), _read(theirs), _read(base)
    if mine is None or other is None:
        return None if base not in (ours, theirs) else theirs if base == ours else ours
    joined = join(was, mine, other)
    if joined is None:
        return None
    return ours if joined == mine else theirs if joined == other else write_filled(joined)


def told_apart(body: str, other: str) -> str:
    """Return a body with another title where both copies have the same; one that can't be read stays as it is.

    Args:
        body: That of the copy that is to be called something else.
        other: That of the copy that keeps its title.
    """
    mine, theirs = _read(body), _read(other)
    if mine is None or theirs is None or mine.title != theirs.title:
        return body
    return write_filled(mine._replace(title=copied_title(mine)))


def take_back_body(there: str, wanted: str, current: str) -> str:
    """Return the current body without what one step did to it; see `take_back`.

    Args:
        there: What the step led to.
        wanted: What was there before it.
        current: What is there now; as it is where one of them can't be read.
    """
    if current == there:
        return wanted
    versions = [_read(body) for body in (there, wanted, current)]
    if versions[0] is None or versions[1] is None or versions[2] is None:
        return current
    return write_filled(take_back(versions[0], versions[1], versions[2]))


def _read(body: str) -> Filled | None:
    try:
        return read_filled(body)
    except UnreadableBodyError:
        return None


def _key(answer: Answer) -> _Key:
    if answer.kind in _TYPED:
        return _Key(answer.id, "typed")
    # The same step of a longer scale says something else.
    last = answer.names[-1][0] if answer.kind == FieldKind.SCALE and answer.names else ""
    return _Key(answer.id, f"{answer.kind} {last}".rstrip())


def _by_key(filled: Filled) -> dict[_Key, list[Answer]]:
    """Return the answers that say something, each once: what stands in the tool before what is kept apart."""
    found: dict[_Key, list[Answer]] = {}
    for answer in (*filled.answers, *filled.kept):
        known = found.setdefault(_key(answer), [])
        if is_answered(answer.value) and all(answer.value != one.value for one in known):
            known.append(answer)
    return found


def _joined_answers(before: list[Answer] | None, ours: list[Answer], theirs: list[Answer]) -> list[Answer] | None:
    """Return what to keep of the answers to one entry; None where two stand against each other."""
    if max(len(before or ()), len(ours), len(theirs)) > 1:
        return _all_of(before, ours, theirs)
    if not ours and not theirs:
        return []
    some = (ours or theirs)[0]
    base, mine, other = (answers[0].value if answers else empty(some.kind) for answers in (before or [], ours, theirs))
    kinds = {answer.kind for answer in (*ours, *theirs)}
    value = _joined(kinds, base if before is not None else None, mine, other)
    if value is None:
        return None
    if not is_answered(value):
        return []
    source = next((answer for answer in (*ours, *theirs) if answer.value == value), None)
    if source is not None:
        return [source]
    names = dict(name for answer in (*ours, *theirs, *ours) for name in answer.names)
    if some.kind == FieldKind.CHOICES:
        # In the order in which they are offered, whoever chose them.
        value = tuple(sorted(_ids(value), key=[*names, *_ids(value)].index))
    return [some._replace(value=value, names=tuple(names.items()))]


def _all_of(before: list[Answer] | None, ours: list[Answer], theirs: list[Answer]) -> list[Answer]:
    """Return every answer of both sides, without those that one side has taken away since."""
    was, mine, other = ([answer.value for answer in answers] for answers in (before or [], ours, theirs))
    found: list[Answer] = []
    for answer in (*ours, *theirs):
        value = answer.value
        is_gone = value in was and not (value in mine and value in other)
        if not is_gone and all(value != one.value for one in found):
            found.append(answer)
    return found


def _made(ours: Filled, theirs: Filled, found: dict[_Key, list[Answer]], title: str) -> Filled:
    """Return a copy in the order of ours, with the answers that were found; what has no place there is kept apart."""
    left = {key: list(answers) for key, answers in found.items()}
    answers = []
    for answer in ours.answers:
        waiting = left.get(_key(answer))
        if waiting:
            first = waiting.pop(0)
            names = first.names if first.kind == answer.kind else answer.names
            is_same = first.value == answer.value
            answers.append(answer if is_same else answer._replace(value=first.value, names=names))
        else:
            answers.append(answer._replace(value=empty(answer.kind)) if is_answered(answer.value) else answer)
    rest = [answer for waiting in left.values() for answer in waiting]
    kept: list[Answer] = []
    for answer in (*ours.kept, *rest):
        # In our order as far as we have them.
        if answer in rest and answer not in kept:
            kept.append(answer)
    made = ours._replace(title=title, answers=tuple(answers), kept=tuple(kept))
    return made._replace(outcome=_outcome(made, ours, theirs))


def _outcome(made: Filled, ours: Filled, theirs: Filled) -> str:
    """Return where the questions lead, as far as one of the sides knows; it is found anew when the tool is at hand."""
    for side in (ours, theirs):
        if _questions(side) == _questions(made):
            return side.outcome
    return ""


def _questions(filled: Filled) -> dict[str, Value]:
    return {answer.id: answer.value for answer in filled.answers if answer.kind == FieldKind.QUESTION and answer.value}


def _joined(kinds: set[str], base: Value | None, ours: Value, theirs: Value) -> Value | None:
    """Return two answers in one; None where they stand against each other."""
    if base is not None and base in (ours, theirs):
        return theirs if base == ours else ours
    if kinds == {FieldKind.CHOICES}:
        if sorted(_ids(ours)) == sorted(_ids(theirs)):
            # An edition offers them in another order.
            return ours
        if base is not None:
            return join_tags(_ids(base), _ids(ours), _ids(theirs))
    if ours == theirs or not is_answered(theirs):
        return ours
    if not is_answered(ours):
        return theirs
    if isinstance(ours, str) and isinstance(theirs, str):
        # Of ids, steps, numbers and dates one that holds another says something else.
        return _joined_text(None, ours, theirs) if kinds <= _TEXTS else None
    return _joined_rows(base, ours, theirs) if base is not None and kinds == {FieldKind.TABLE} else None


def _joined_text(base: str | None, ours: str, theirs: str) -> str | None:
    if base is not None and base in (ours, theirs):
        return theirs if base == ours else ours
    if ours in theirs or theirs in ours:
        return max(ours, theirs, key=len)
    return None


def _joined_rows(base: Value, ours: Value, theirs: Value) -> Value | None:
    """Return the rows of both sides, cell by cell; None where both changed one cell, or rows have moved.

    Rows are told by their place: the form adds them at the end, and where one was taken out, others have come up.
    """
    was, mine, other = ([part for part in value if isinstance(part, dict)] for value in (base, ours, theirs))
    if _has_moved(was, mine) or _has_moved(was, other):
        return None
    rows = [_joined_row(*versions) for versions in zip_longest(was, mine, other, fillvalue=_NO_ROW)]
    found = [row for row in rows if row is not None]
    if len(found) < len(rows):
        return None
    while found and not _says(found[-1]):
        # Empty rows at the end are no part of an answer.
        found.pop()
    return tuple(found)


def _joined_row(was: Row, ours: Row, theirs: Row) -> Row | None:
    if was in (ours, theirs) or ours == theirs:
        return theirs if was == ours else ours
    if _says(was) and not (_says(ours) and _says(theirs)):
        # Taken away, or emptied, on one side, and written on on the other.
        return None
    if not _says(was) and not _alike(ours, theirs):
        # Added on both sides: whether they mean the same, nothing in them says.
        return None
    row: dict[str, str] = {}
    for id_ in dict.fromkeys((*ours, *theirs)):
        before, mine, other = (side.get(id_, "") for side in (was, ours, theirs))
        if before not in (mine, other) and mine != other:
            return None
        row[id_] = other if mine == before else mine
    return {id_: cell for id_, cell in row.items() if cell}


def _has_moved(was: list[Row], now: list[Row]) -> bool:
    """Whether rows may have come up, or been pushed down, into each other's places."""
    return _have_come_up(was, now) or _have_come_up(now, was)


def _have_come_up(was: list[Row], now: list[Row]) -> bool:
    """Whether a row is more like one that stood below than like the one that stood in its place."""
    for place, (before, row) in enumerate(zip(was, now, strict=False)):
        if row != before and _says(row):
            if row in was[place + 1 :]:
                return True
            # In an empty row any words are new, unless it is the same all through as one from below.
            alike = _alike(before, row) if _says(before) else _alike(row, row) - 1
            if any(_alike(below, row) > alike for below in was[place + 1 :]):
                return True
    return False


def _alike(one: Row, other: Row) -> int:
    """Return in how many cells two rows have the same words."""
    return sum(bool(cell.strip()) and other.get(id_) == cell for id_, cell in one.items())


def _says(row: Row) -> bool:
    return any(cell.strip() for cell in row.values())


def _ids(value: Value) -> tuple[str, ...]:
    return tuple(part for part in value if isinstance(part, str))
