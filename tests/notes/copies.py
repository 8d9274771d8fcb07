"""Tools and filled copies of them, made at random: what the tests of copies share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from handbook.book import nodes
from handbook.book.forms import DONE, TICK, entries, is_answered
from handbook.book.nodes import Choice, Field, FieldKind, Tool, ToolKind
from handbook.notes.filled import Answer, Filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.forms import Value

TYPED = (FieldKind.LINE, FieldKind.PARAGRAPH, FieldKind.NUMBER, FieldKind.DATE, FieldKind.STEP)
# Any text: empty, blank, with control characters, halves of characters and NUL among it.
TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=8) | st.sampled_from(
    [
        "",
        " ",
        "\n",
        "\0",
        "\x1f\x7f\u2028\u2029\ufeff",
        "\ud83d",
        "\udfff!",
        "“æøå”\r\n",
        '"\\{}[]',
        "ja",
        "jagt",
        "1",
        "10",
    ]
)
_IDS = "abcd"
_KINDS = [*TYPED, FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.SCALE, FieldKind.TABLE, FieldKind.QUESTION, TICK]


def field(id_: str, kind: FieldKind, options: Sequence[str] = (), size: int = 5, start: int = 0) -> Field:
    """Return a field; of a scale the options don't matter."""
    if kind is FieldKind.SCALE:
        options = ("1", str(size))
    choices = tuple(Choice(one, (nodes.Text(f"Mulighed {one}", 0),), "", 0, 0) for one in options)
    return Field(kind, id_, (nodes.Text(f"Felt {id_}", 0),), (), choices, size, 0, "", start, start)


def tool(*fields: Field, ticks: Sequence[str] = (), kind: ToolKind = ToolKind.WORKSHEET, id_: str = "skema") -> Tool:
    """Return a tool with these fields in this order, and a task list behind them."""
    blocks: list[nodes.Block] = [one._replace(start=number) for number, one in enumerate(fields)]
    items = tuple(
        nodes.ListItem((nodes.Paragraph((nodes.Text(f"Punkt {id_}", 0),), 0, 0),), False, len(fields) + n, 0, id_)
        for n, id_ in enumerate(ticks)
    )
    if items:
        blocks.append(nodes.ListBlock(False, 1, True, items, len(fields), 0))
    return Tool(kind, id_, (nodes.Text("Skemaet", 0),), tuple(blocks), (), 0, 0, "", (), 0, 0)


@st.composite
def tools(draw: st.DrawFn) -> Tool:
    """Tools of few ids, so that two of them often ask for the same in another way."""
    ids = draw(st.permutations(_IDS))[: draw(st.integers(0, len(_IDS)))]
    fields, ticks = [], []
    for id_ in ids:
        kind = draw(st.sampled_from(_KINDS))
        if kind == TICK:
            ticks.append(id_)
        else:
            options = draw(st.lists(st.sampled_from("xyz"), unique=True, min_size=1))
            fields.append(field(id_, FieldKind(kind), options, draw(st.sampled_from([2, 5, 7]))))
    kind = draw(st.sampled_from([ToolKind.WORKSHEET, ToolKind.CHECKLIST, ToolKind.DECISION]))
    return tool(*fields, ticks=ticks, kind=kind)


def values(kind: str) -> st.SearchStrategy[Value]:
    """Values of a kind, such as the program never writes among them."""
    match kind:
        case FieldKind.TABLE:
            return st.lists(st.dictionaries(st.sampled_from("xyz"), TEXTS, max_size=3), max_size=3).map(tuple)
        case FieldKind.CHOICES:
            return st.lists(st.sampled_from("xyz"), unique=True).map(tuple)
        case FieldKind.CHOICE | FieldKind.QUESTION:
            return st.sampled_from(["", "x", "y", "z"])
        case FieldKind.SCALE:
            return st.sampled_from(["", "1", "2", "5", "7", "99"])
        case _:
            return st.sampled_from(["", DONE]) if kind == TICK else TEXTS


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Answers to entries of all kinds."""
    kind = draw(st.sampled_from(_KINDS))
    names: tuple[tuple[str, str], ...] = ()
    if kind == FieldKind.SCALE:
        names = (("1", "lidt"), (draw(st.sampled_from("257")), "meget"))
    elif kind not in (*TYPED, TICK):
        names = tuple((id_, f"Mulighed {id_}") for id_ in draw(st.lists(st.sampled_from("xyz"), unique=True)))
    return Answer(draw(st.sampled_from(_IDS)), str(kind), draw(TEXTS), draw(values(kind)), names)


@st.composite
def copies(draw: st.DrawFn) -> Filled:
    """Copies with any answers: twice to one entry, with no place, empty."""
    kind = draw(st.sampled_from(ToolKind))
    here, apart = (tuple(draw(st.lists(answers(), max_size=4))) for _place in range(2))
    return Filled("skema", kind, draw(TEXTS), draw(TEXTS), here, apart, draw(TEXTS))


@st.composite
def filled(draw: st.DrawFn, of: Tool) -> Filled:
    """Copies of one tool, as the program makes them: every answer has its place."""
    from handbook.notes.filled import blank, with_value

    copy = blank(of, draw(st.sampled_from(["", "Mit ark"])))
    for entry in entries(of):
        value = draw(values(entry.kind))
        offered = {id_ for id_, _name in entry.names}
        if entry.kind == FieldKind.TABLE:
            assert isinstance(value, tuple)
            rows = (row for row in value if isinstance(row, dict))
            value = tuple({id_: cell for id_, cell in row.items() if id_ in offered} for row in rows)
        elif entry.kind == FieldKind.CHOICES:
            value = tuple(id_ for id_, _name in entry.names if id_ in value)
        elif entry.kind == FieldKind.SCALE:
            value = value if value in {str(step + 1) for step in range(int(entry.names[-1][0]))} else ""
        elif entry.kind in (FieldKind.CHOICE, FieldKind.QUESTION):
            value = value if value in offered else ""
        copy = with_value(copy, of, entry.id, value)
    return copy


def said(copy: Filled) -> set[tuple[str, str]]:
    """Return everything that a copy says, piece by piece: to which entry, and what."""
    return {(answer.id, piece) for answer in (*copy.answers, *copy.kept) for piece in pieces(answer)}


def pieces(answer: Answer) -> list[str]:
    """Return what an answer says: each cell, option and text by itself."""
    if not is_answered(answer.value):
        return []
    if isinstance(answer.value, str):
        return [answer.value]
    found: list[str] = []
    for part in answer.value:
        if isinstance(part, str):
            found.append(part)
        else:
            found += [f"{id_}: {cell}" for id_, cell in part.items() if cell.strip()]
    return found
