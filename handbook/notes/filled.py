"""A filled copy of a tool, as the body of an annotation of the kind `Kind.TOOL`.

The copy carries what it needs to be read by itself: the tool's name, and each entry's label with the words for its
value. So it can be listed, exported, given away and merged where the tool isn't at hand, and an answer whose field has
gone from the handbook can still say what it answers. Which tool it is, and which entry an answer is to, is said by ids.

Answers are kept as they were typed: a number or a date is the text that the reader wrote.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.forms import DONE, TICK, Entry, Row, Value, entries, first_rows, is_answered, is_filled_in, route
from handbook.book.nodes import FieldKind, Tool, ToolKind
from handbook.book.walk import plain_text
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT = 1
"""Of the body. A body of a later format is left as it is."""

KINDS = frozenset({*(kind.value for kind in FieldKind), TICK})
_TYPED = frozenset({FieldKind.LINE, FieldKind.PARAGRAPH, FieldKind.NUMBER, FieldKind.DATE, FieldKind.STEP})
_WORDLESS = frozenset({FieldKind.SCALE, TICK})
_MOST_DIGITS = 4


class UnreadableBodyError(ValueError):
    """A body isn't that of a filled copy, or is of a later format."""


class Answer(NamedTuple):
    """What was filled in, or can be.

    Attributes:
        id: The entry's.
        kind: The entry's: a `FieldKind` or `TICK`.
        label: The entry's label when the copy was last written.
        value: The answer; see `handbook.book.forms.Value`.
        names: The words for what the value holds, by option, column or step.
    """

    id: str
    kind: str
    label: str
    value: Value
    names: tuple[tuple[str, str], ...] = ()


class Filled(NamedTuple):
    """A copy.

    Attributes:
        tool: The tool's id.
        kind: What sort of tool it is.
        name: The tool's title when the copy was last written.
        title: What the reader calls the copy; may be empty.
        answers: One for each entry of the tool, in its order, empty ones too.
        kept: Answers that have no place in the tool as it is now.
        outcome: Of a decision: the title of the outcome it led to; "" for none, and for other tools.
    """

    tool: str
    kind: ToolKind
    name: str
    title: str
    answers: tuple[Answer, ...]
    kept: tuple[Answer, ...] = ()
    outcome: str = ""

    @property
    def values(self) -> dict[str, Value]:
        """The answers by the id of their entry."""
        return {answer.id: answer.value for answer in self.answers}


class Progress(NamedTuple):
    """How far a copy is filled in.

    Attributes:
        done, total: Answers given, and entries. A decision is 0 of 1 or 1 of 1: it has led somewhere or it hasn't.
    """

    done: int
    total: int


def blank(tool: Tool, title: str) -> Filled:
    """Return an empty copy; a table whose rows are named has those rows.

    Args:
        tool: The tool.
        title: What the copy is called.
    """
    return refit(Filled(tool.id, tool.kind, "", title, ()), tool)


def refit(filled: Filled, tool: Tool) -> Filled:
    """Return a copy with an answer for each entry of the tool as it is now.

    What has no place any more (its entry, option or column is gone, or is of another kind) is kept apart; what was kept
    apart comes back when there is a place for it. A table that the copy doesn't have yet begins with its first rows;
    one that it has is as the reader left it, be it empty.

    Args:
        filled: The copy.
        tool: The tool of the handbook that is open.
    """
    found = entries(tool)
    known = {entry.id: entry for entry in found}
    values: dict[str, Value] = {}
    kept: list[Answer] = []
    for answer in (*filled.answers, *filled.kept):
        entry = known.get(answer.id)
        fits, rest = _split(answer, entry) if entry is not None else (None, answer)
        if fits is not None and entry is not None:
            together = _together(entry, values.get(entry.id), fits)
            if together is None:
                # Another answer has the place: this one is kept as a whole.
                rest = answer
            else:
                values[entry.id] = together
        if rest is not None and is_answered(rest.value) and rest not in kept:
            kept.append(rest)
    own = {answer.id for answer in filled.answers if answer.kind == FieldKind.TABLE}
    begun = {entry.id: first_rows(entry) for entry in found if entry.presets and entry.id not in own}
    values = begun | values
    answers = tuple(_answer(entry, values.get(entry.id, empty(entry.kind))) for entry in found)
    name = plain_text(tool.title).strip()
    return _led(Filled(tool.id, tool.kind, name, filled.title, answers, tuple(kept)), tool)


def with_value(filled: Filled, tool: Tool, id_: str, value: Value) -> Filled:
    """Return a copy with another answer.

    Args:
        filled: The copy, fitted to the tool.
        tool: The tool.
        id_: Of the entry.
        value: What was filled in.
    """
    answers = tuple(answer._replace(value=value) if answer.id == id_ else answer for answer in filled.answers)
    return _led(filled._replace(answers=answers), tool)


def copied_title(filled: Filled) -> str:
    """Return what a copy of a copy is called.

    Args:
        filled: The one that keeps its title.
    """
    return _("{title} (copy)").format(title=filled.title.strip() or filled.name)


def progress(filled: Filled) -> Progress:
    """Return how far a copy is filled in.

    Args:
        filled: The copy.
    """
    if filled.kind is ToolKind.DECISION:
        return Progress(int(bool(filled.outcome)), 1)
    return Progress(sum(is_filled_in(answer.value, answer.names) for answer in filled.answers), len(filled.answers))


def empty(kind: str) -> Value:
    """Return the answer that says nothing.

    Args:
        kind: Of the entry.
    """
    return () if kind in (FieldKind.CHOICES, FieldKind.TABLE) else ""


def shown(answer: Answer) -> str:
    """Return an answer in words, in plain text; "" when it says nothing. Rows and several options stand on a line each.

    Args:
        answer: The answer.
    """
    names = dict(answer.names)
    if isinstance(answer.value, str):
        if answer.kind == FieldKind.SCALE and answer.value:
            last = answer.names[-1][0] if answer.names else ""
            return f"{answer.value}/{last}" if last else answer.value
        if answer.kind == TICK:
            return "✓" if answer.value else ""
        return names.get(answer.value, answer.value)
    lines = []
    for part in answer.value:
        if isinstance(part, str):
            lines.append(names.get(part, part))
        else:
            # In the order of the columns; behind them what stands in one that nobody knows.
            cells = (part[id_].strip() for id_ in dict.fromkeys((*names, *part)) if id_ in part)
            lines.append(" · ".join(cell for cell in cells if cell))
    return "\n".join(line for line in lines if line)


def words(filled: Filled) -> str:
    """Return everything that the reader wrote in a copy, with its title, as plain text to search in and to preview.

    Args:
        filled: The copy.
    """
    said = [shown(answer) for answer in (*filled.answers, *filled.kept) if answer.kind not in _WORDLESS]
    return "\n".join(text for text in (filled.title, filled.outcome, *said) if text.strip())


def write_filled(filled: Filled) -> str:
    """Return a copy as the body of its annotation: JSON, the same for the same copy.

    Args:
        filled: The copy.
    """
    data = {
        "format": FORMAT,
        "tool": filled.tool,
        "kind": filled.kind.value,
        "name": filled.name,
        "title": filled.title,
        "outcome": filled.outcome,
        "answers": [_to_data(answer) for answer in filled.answers],
        "kept": [_to_data(answer) for answer in filled.kept],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def read_filled(body: str) -> Filled:
    """Read the body of an annotation.

    Args:
        body: As `write_filled` makes it.

    Raises:
        UnreadableBodyError: It is something else.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableBodyError(str(error)) from error
    # Of the type too: to Python, `true` is 1.
    if not isinstance(data, dict) or type(data.get("format")) is not int or data["format"] != FORMAT:
        raise UnreadableBodyError("not a filled copy of format 1")
    try:
        return Filled(
            _string(data["tool"]),
            ToolKind(data["kind"]),
            _string(data["name"]),
            _string(data["title"]),
            tuple(map(_from_data, _list(data["answers"]))),
            tuple(map(_from_data, _list(data["kept"]))),
            _string(data["outcome"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise UnreadableBodyError(str(error)) from error


def _answer(entry: Entry, value: Value) -> Answer:
    return Answer(entry.id, entry.kind, entry.label, value, entry.names)


def _led(filled: Filled, tool: Tool) -> Filled:
    if tool.kind is not ToolKind.DECISION:
        return filled
    outcome = route(tool, filled.values).outcome
    return filled._replace(outcome=plain_text(outcome.label).strip() if outcome is not None else "")


def _split(answer: Answer, entry: Entry) -> tuple[Value | None, Answer | None]:
    """Return what of an answer fits an entry, and what doesn't; None for nothing."""
    value = answer.value
    if not _is_typed(value):
        return None, None
    if answer.kind in _TYPED and entry.kind in _TYPED:
        return value, None
    if answer.kind != entry.kind:
        return None, answer
    offered = {id_ for id_, _name in entry.names}
    if isinstance(value, str):
        return (value, None) if _has_place(answer, entry) else (None, answer)
    if answer.kind == FieldKind.TABLE:
        rows = [part for part in value if isinstance(part, dict)]
        inside = tuple({id_: cell for id_, cell in row.items() if id_ in offered} for row in rows)
        # As many rows as there are: by that the cells find their way back when the column does.
        outside = tuple({id_: cell for id_, cell in row.items() if id_ not in offered} for row in rows)
        names = tuple(name for name in answer.names if name[0] not in offered)
        return _or_none(inside), answer._replace(value=outside, names=names) if is_answered(outside) else None
    chosen = tuple(part for part in value if isinstance(part, str))
    gone = tuple(part for part in chosen if part not in offered)
    names = tuple(name for name in answer.names if name[0] in gone)
    still = tuple(part for part in chosen if part in offered)
    return _or_none(still), answer._replace(value=gone, names=names) if gone else None


def _has_place(answer: Answer, entry: Entry) -> bool:
    """Whether a tick, an option or a step is one that the entry has."""
    if entry.kind == TICK:
        return answer.value == DONE
    if entry.kind == FieldKind.SCALE:
        # The same step of a longer scale would say something else.
        steps = {str(step + 1) for step in range(_steps(entry.names))}
        return _steps(answer.names) == len(steps) and answer.value in steps
    return answer.value in dict(entry.names)


def _steps(ends: tuple[tuple[str, str], ...]) -> int:
    """Return how many steps a scale has, by its ends."""
    last = ends[-1][0] if ends else ""
    return int(last) if last.isascii() and last.isdecimal() and len(last) < _MOST_DIGITS else 0


def _together(entry: Entry, here: Value | None, more: Value) -> Value | None:
    """Return an answer with what has come back to it; None where something else is there already."""
    if here is None or here == more:
        return more
    if isinstance(here, str) or isinstance(more, str):
        return None
    if entry.kind == FieldKind.CHOICES:
        return tuple(id_ for id_, _name in entry.names if id_ in here or id_ in more)
    if len(here) != len(more):
        # Rows were added or taken away meanwhile: which belong together can't be said.
        return None
    rows = []
    for row, other in zip(here, more, strict=True):
        if not isinstance(row, dict) or not isinstance(other, dict):
            return None
        mine, theirs = ({id_: cell for id_, cell in one.items() if cell.strip()} for one in (row, other))
        if any(mine[id_] != theirs[id_] for id_ in mine.keys() & theirs.keys()):
            return None
        rows.append(row | theirs)
    return tuple(rows)


def _or_none(value: Value) -> Value | None:
    return value if _is_typed(value) else None


def _is_typed(value: Value) -> bool:
    """Whether there is anything, be it a space: what was typed comes back as it was."""
    if isinstance(value, str):
        return bool(value)
    return any(isinstance(part, str) or any(part.values()) for part in value)


def _to_data(answer: Answer) -> dict[str, object]:
    data: dict[str, object] = {"id": answer.id, "kind": str(answer.kind), "label": answer.label, "value": answer.value}
    if answer.names:
        data["names"] = dict(answer.names)
    return data


def _from_data(data: object) -> Answer:
    if not isinstance(data, dict):
        raise TypeError("an answer is an object")
    kind = _string(data["kind"])
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind}")
    names = data.get("names", {})
    if not isinstance(names, dict):
        raise TypeError("names are an object")
    return Answer(_string(data["id"]), kind, _string(data["label"]), _value(data["value"], kind), _names(names))


def _value(data: object, kind: str) -> Value:
    if kind == FieldKind.TABLE:
        return tuple(_row(row) for row in _list(data))
    if kind == FieldKind.CHOICES:
        return tuple(_string(part) for part in _list(data))
    return _string(data)


def _row(data: object) -> Row:
    if not isinstance(data, dict):
        raise TypeError("a row is an object")
    return dict(_names(data))


def _names(data: Mapping[object, object]) -> tuple[tuple[str, str], ...]:
    return tuple((_string(id_), _string(name)) for id_, name in data.items())


def _string(data: object) -> str:
    if not isinstance(data, str):
        raise TypeError("not a text")
    # JSON can write half a character, which no file and no window could take; as the store changes it.
    return data if data.isascii() else data.encode("utf-8", "replace").decode()


def _list(data: object) -> Iterable[object]:
    if not isinstance(data, list):
        raise TypeError("not a list")
    return data
