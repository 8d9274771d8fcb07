"""What there is to fill in in a tool, how far it is filled in, and what comes out of it.

A tool is a tree of blocks; whoever fills it in, keeps or exports it wants the entries in a row. An entry is one thing
to be answered: a field, a task item, one statement of a self-test. Answers are values by the id of their entry:
a text for most (the id of an option, the step of a scale, "x" for a tick), several ids for `CHOICES`, rows for a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handbook.book import nodes
from handbook.book.nodes import Choice, Field, FieldKind, Tool
from handbook.book.walk import iter_blocks, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Row = dict[str, str]
"""The cells of a row of a table, by the id of their column; an empty cell may be left out."""
Value = str | tuple[str, ...] | tuple[Row, ...]
"""An answer; "" or an empty tuple for none."""

TICK = "tick"
DONE = "x"


class Entry(NamedTuple):
    """Something to be answered.

    Attributes:
        id: Unique in the tool; of a statement `dimension.statement`.
        kind: A `FieldKind` in which something is filled in, or `TICK`. A statement is a scale.
        label: What it asks for, in plain text.
        names: The words for what a value may hold: options by id, columns by id, the ends of a scale by step.
        field: The field that it belongs to; None for a task item.
        start: Where it stands in the chapter's plain text.
        presets: What stands in the first column of the rows that a table begins with.
    """

    id: str
    kind: str
    label: str
    names: tuple[tuple[str, str], ...]
    field: Field | None
    start: int
    presets: tuple[str, ...] = ()


class Score(NamedTuple):
    """How a dimension of a self-test came out.

    Attributes:
        dimension: The dimension.
        label: Its name.
        mean: The mean of the statements that are answered, from 1 to `steps`; None when none is.
        answered, total: How many statements are answered, and how many there are.
        steps: The steps of the scale.
    """

    dimension: Field
    label: str
    mean: float | None
    answered: int
    total: int
    steps: int


class Route(NamedTuple):
    """The way through a decision.

    Attributes:
        asked: The questions that were answered, in order, and then the one that is next, if there is one.
        outcome: Where it led; None as long as a question is open.
    """

    asked: tuple[Field, ...]
    outcome: Field | None


def fields(tool: Tool) -> Iterator[Field]:
    """Yield the fields of a tool, in order.

    Args:
        tool: The tool.
    """
    for block in tool.blocks:
        if isinstance(block, Field):
            yield block


def entries(tool: Tool) -> tuple[Entry, ...]:
    """Return what there is to be answered in a tool, in order.

    Args:
        tool: The tool.
    """
    found: list[Entry] = []
    for block in iter_blocks(tool.blocks):
        if isinstance(block, nodes.ListBlock):
            found.extend(_ticks(block))
        elif isinstance(block, Field):
            found.extend(_of_field(block, tool))
    return tuple(sorted(found, key=lambda entry: entry.start))


def tools(blocks: Sequence[nodes.Block]) -> Iterator[Tool]:
    """Yield the tools of a chapter, in order.

    Args:
        blocks: The tree's blocks.
    """
    for block in blocks:
        if isinstance(block, Tool):
            yield block


def is_answered(value: Value) -> bool:
    """Whether something is filled in.

    Args:
        value: An answer.
    """
    if isinstance(value, str):
        return bool(value.strip())
    return any(isinstance(part, str) or any(cell.strip() for cell in part.values()) for part in value)


def is_filled_in(value: Value, names: Sequence[tuple[str, str]]) -> bool:
    """Whether an answer counts as given: the first column of a table may only say what its rows are about.

    Args:
        value: An answer.
        names: The words for what it may hold; see `Entry`.
    """
    if isinstance(value, str) or len(names) < 2:
        return is_answered(value)
    first = names[0][0]
    return any(
        isinstance(part, str) or any(cell.strip() for id_, cell in part.items() if id_ != first) for part in value
    )


def first_rows(entry: Entry) -> tuple[Row, ...]:
    """Return the rows that a table begins with; none for most.

    Args:
        entry: Any entry.
    """
    return tuple({entry.names[0][0]: text} for text in entry.presets)


def scores(tool: Tool, answers: Mapping[str, Value]) -> tuple[Score, ...]:
    """Return the result of a self-test.

    Args:
        tool: The self-test.
        answers: By entry id.
    """
    result = []
    for field in fields(tool):
        if field.kind is not FieldKind.DIMENSION:
            continue
        given = [step for option in field.options if (step := _step(answers, f"{field.id}.{option.id}", tool.size))]
        mean = sum(given) / len(given) if given else None
        result.append(Score(field, plain_text(field.label), mean, len(given), len(field.options), tool.size))
    return tuple(result)


def route(tool: Tool, answers: Mapping[str, Value]) -> Route:
    """Return the way that answers lead through a decision.

    Args:
        tool: The decision.
        answers: Ids of answers, by the question's id. Those to questions that aren't come to are of no consequence.
    """
    by_id = {field.id: field for field in fields(tool) if field.kind in (FieldKind.QUESTION, FieldKind.OUTCOME)}
    current = next((field for field in by_id.values() if field.kind is FieldKind.QUESTION), None)
    asked: list[Field] = []
    while current is not None and current.kind is FieldKind.QUESTION and current not in asked:
        asked.append(current)
        given = answers.get(current.id)
        option = next((option for option in current.options if option.id == given), None)
        if option is None:
            return Route(tuple(asked), None)
        current = by_id.get(option.target)
    is_outcome = current is not None and current.kind is FieldKind.OUTCOME
    return Route(tuple(asked), current if is_outcome else None)


class DecisionFault(NamedTuple):
    """What is wrong with a decision.

    Attributes:
        code: One of `faults.py`.
        id: The question or outcome, or the tool.
        answer: Id of the answer that leads nowhere.
        target: The id that it leads to, which isn't there, or "".
    """

    code: str
    id: str
    answer: str = ""
    target: str = ""


def decision_faults(tool: Tool) -> list[DecisionFault]:
    """Return what is wrong with a decision: dead ends, circles, and what nothing leads to.

    Args:
        tool: The decision.
    """
    questions = [field for field in fields(tool) if field.kind is FieldKind.QUESTION]
    if not questions:
        return [DecisionFault("tool-empty", tool.id)]
    targets = {field.id: field for field in fields(tool) if field.kind in (FieldKind.QUESTION, FieldKind.OUTCOME)}
    found = [
        DecisionFault("decision-end", question.id, option.id, option.target)
        for question in questions
        for option in question.options
        if option.target not in targets
    ]
    leads = {
        question.id: [option.target for option in question.options if option.target in targets]
        for question in questions
    }
    reached = _reached(questions[0].id, leads)
    found += [DecisionFault("decision-unreached", id_) for id_ in targets if id_ not in reached]
    circle = _circle(leads)
    return [*found, DecisionFault("decision-circle", circle)] if circle else found


def _reached(first: str, leads: Mapping[str, Sequence[str]]) -> set[str]:
    reached, waiting = {first}, [first]
    while waiting:
        for target in leads.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _circle(leads: Mapping[str, Sequence[str]]) -> str:
    """Return a question that comes round to itself, or "".

    It is what is left when everything without a successor is taken away, again and again (Kahn, A. B., Topological
    sorting of large networks, 1962).
    """
    left = {id_: set(targets) & set(leads) for id_, targets in leads.items()}
    while ends := {id_ for id_, targets in left.items() if not targets}:
        left = {id_: targets - ends for id_, targets in left.items() if id_ not in ends}
    # What is left lies in a circle or leads to one: whoever goes on and on comes to one.
    current = next(iter(left), "")
    passed: set[str] = set()
    while current and current not in passed:
        passed.add(current)
        current = min(left[current])
    return current


def _ticks(block: nodes.ListBlock) -> Iterator[Entry]:
    for item in block.items:
        if item.checked is not None and item.id:
            yield Entry(item.id, TICK, _item_text(item), (), None, item.start)


def _item_text(item: nodes.ListItem) -> str:
    first = item.blocks[0] if item.blocks else None
    return plain_text(first.children).strip() if isinstance(first, nodes.Paragraph) else ""


def _of_field(field: Field, tool: Tool) -> Iterator[Entry]:
    if field.kind is FieldKind.DIMENSION:
        ends = _names(tool.options)
        for option in field.options:
            yield Entry(f"{field.id}.{option.id}", FieldKind.SCALE, plain_text(option.label), ends, field, option.start)
    elif field.kind is not FieldKind.OUTCOME and (field.kind is not FieldKind.STEP or field.size):
        # The spaces that typography put in are for the page: what stands in a cell is as a reader would type it.
        presets = tuple(plain_text(preset.label).replace("\u00a0", " ") for preset in field.presets)
        yield Entry(field.id, field.kind, plain_text(field.label), _names(field.options), field, field.start, presets)


def _names(options: Sequence[Choice]) -> tuple[tuple[str, str], ...]:
    return tuple((option.id, plain_text(option.label)) for option in options)


def _step(answers: Mapping[str, Value], id_: str, steps: int) -> int:
    """Return the step that a statement was given; 0 for none, and for one that the scale doesn't have."""
    value = answers.get(id_)
    step = int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 3 else 0
    return step if step <= steps else 0
