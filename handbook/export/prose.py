"""What was filled in in a tool as plain text blocks: labels and answers, without the form.

They are nodes as those of a chapter, and every writer sets them as it sets those. What the reader typed becomes text
nodes, in which nothing is a mark.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.forms import TICK, is_answered, route
from handbook.book.nodes import FieldKind, ToolKind
from handbook.book.walk import plain_text
from handbook.export.scores import advice, mean_words, result
from handbook.i18n import _
from handbook.notes.filled import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from handbook.export.report import Sheet
    from handbook.notes.filled import Answer, Filled

_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LEVEL = 2
"""Of the headings in a copy, before they are set below those above it."""


def prose(sheet: Sheet) -> tuple[nodes.Block, ...]:
    """Return a filled copy as text.

    Args:
        sheet: The copy; an empty tool has no text.
    """
    filled, tool = sheet.filled, sheet.tool
    if filled is None:
        return ()
    units, names = units_of(tool), _dimension_names(tool)
    found: list[nodes.Block] = []
    for answers in _runs(filled.answers):
        if answers[0].kind == FieldKind.QUESTION and tool is not None:
            found += way_blocks(tool, filled)
        elif filled.kind is ToolKind.DOCUMENT and answers[0].kind != TICK:
            found += _titled(answers[0], units)
        else:
            found += _said(answers, units, names.get(answers[0].id.partition(".")[0], ""))
    if filled.kind is ToolKind.DECISION and tool is None and filled.outcome:
        found.append(nodes.Panel(nodes.PanelKind.SUMMARY, _text(filled.outcome), (), 0, 0))
    return (*found, *_result_blocks(tool, filled), *kept_blocks(filled))


def _result_blocks(tool: nodes.Tool | None, filled: Filled) -> list[nodes.Block]:
    came_out = result(tool, filled) if tool is not None else None
    if came_out is None:
        return []
    rows = [[score.label, mean_words(score)] for score in came_out.scores]
    return [_grid([_("Area"), _("Result")], rows), *map(advice, came_out.lowest)]


def kept_blocks(filled: Filled) -> tuple[nodes.Block, ...]:
    """Return the answers that have no place in the tool as it is now, under a heading; none when there are none.

    Args:
        filled: The copy.
    """
    said = [block for answers in _runs(filled.kept) for block in _said(answers, {})]
    return (heading(_("Answers from an earlier edition")), *said) if said else ()


def way_blocks(tool: nodes.Tool, filled: Filled) -> tuple[nodes.Block, ...]:
    """Return the way that was taken through a decision, and where it led.

    Args:
        tool: The decision.
        filled: The copy, fitted to it.
    """
    way = route(tool, filled.values)
    items = []
    for question in way.asked:
        given = filled.values.get(question.id)
        option = next((option for option in question.options if option.id == given), None)
        answer = plain_text(option.label) if option is not None else _("Not answered yet")
        asked = nodes.Paragraph((*question.label, nodes.LineBreak(0), nodes.Strong(_text(answer))), 0, 0)
        items.append(nodes.ListItem((asked,), None, 0, 0))
    found: list[nodes.Block] = (
        [nodes.ListBlock(ordered=True, first=1, tight=False, items=tuple(items), start=0, end=0)] if items else []
    )
    if way.outcome is not None:
        found.append(nodes.Panel(nodes.PanelKind.SUMMARY, way.outcome.label, way.outcome.blocks, 0, 0))
    return tuple(found)


def answer_blocks(answer: Answer, unit: str = "") -> tuple[nodes.Block, ...]:
    """Return an answer as text; none when it says nothing.

    Args:
        answer: The answer.
        unit: Of a number, or "".
    """
    if not is_answered(answer.value):
        return ()
    if answer.kind == FieldKind.TABLE:
        return (_table(answer),)
    if answer.kind == FieldKind.CHOICES:
        return (_list([(line, None) for line in shown(answer).split("\n")]),)
    words = shown(answer)
    if answer.kind == FieldKind.SCALE and len(answer.names) > 1:
        ends = ", ".join(f"{id_} = {name}" for id_, name in answer.names)
        words = f"{words} ({ends})"
    return paragraphs(f"{words} {unit}" if unit else words)


def paragraphs(text: str) -> tuple[nodes.Block, ...]:
    """Return typed text as paragraphs, its lines kept.

    Args:
        text: What was typed.
    """
    found = []
    for part in _EMPTY_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        children: list[nodes.Inline] = []
        for line in part.split("\n"):
            children += [nodes.LineBreak(0), *_text(line.strip())] if children else _text(line.strip())
        found.append(nodes.Paragraph(tuple(children), 0, 0))
    return tuple(found)


def heading(text: str) -> nodes.Block:
    """Return a heading within a copy.

    Args:
        text: Its words.
    """
    return nodes.Heading(_LEVEL, "", _text(text), 0, 0)


def units_of(tool: nodes.Tool | None) -> dict[str, str]:
    """Return the units of the numbers of a tool, by the id of their field."""
    blocks = tool.blocks if tool is not None else ()
    return {block.id: block.unit for block in blocks if isinstance(block, nodes.Field) and block.unit}


def _runs(answers: Iterable[Answer]) -> list[list[Answer]]:
    """Return answers in runs that stand together: ticks, the statements of a self-test, the questions of a decision."""

    def together(answer: Answer) -> str:
        is_statement = answer.kind == FieldKind.SCALE and "." in answer.id
        if is_statement:
            # A statement's id begins with its dimension's.
            return answer.id.partition(".")[0] + "."
        return answer.kind if answer.kind in (TICK, FieldKind.QUESTION) else answer.id

    return [list(run) for _key, run in groupby(answers, together)]


def _dimension_names(tool: nodes.Tool | None) -> dict[str, str]:
    blocks = tool.blocks if tool is not None else ()
    return {
        block.id: plain_text(block.label)
        for block in blocks
        if isinstance(block, nodes.Field) and block.kind is FieldKind.DIMENSION
    }


def _said(answers: Sequence[Answer], units: Mapping[str, str], dimension: str = "") -> list[nodes.Block]:
    first = answers[0]
    if first.kind == TICK:
        return [_list([(answer.label, bool(answer.value)) for answer in answers])]
    answered = [answer for answer in answers if is_answered(answer.value)]
    if answered and first.kind == FieldKind.SCALE and "." in first.id:
        ends = ", ".join(f"{id_} = {name}" for id_, name in first.names)
        rows = [[answer.label, shown(answer)] for answer in answers]
        return [_grid([dimension or _("Statement"), ends], rows)]
    found: list[nodes.Block] = []
    for answer in answered:
        label = [nodes.Paragraph((nodes.Strong(_text(answer.label)),), 0, 0)] if answer.label.strip() else []
        found += [*label, *answer_blocks(answer, units.get(answer.id, ""))]
    return found


def _titled(answer: Answer, units: Mapping[str, str]) -> list[nodes.Block]:
    """Return an answer as a section of a document; what wasn't answered isn't in it."""
    blocks = answer_blocks(answer, units.get(answer.id, ""))
    return [heading(answer.label), *blocks] if blocks else []


def _table(answer: Answer) -> nodes.Block:
    rows = [part for part in answer.value if isinstance(part, dict)]
    cells = [[row.get(id_, "").strip() for id_, _name in answer.names] for row in rows]
    return _grid([name for _id, name in answer.names], [row for row in cells if any(row)])


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> nodes.Block:
    def cells(texts: Sequence[str]) -> tuple[nodes.TableCell, ...]:
        return tuple(nodes.TableCell(_lines(text), 0, 0) for text in texts)

    return nodes.Table((nodes.Alignment.NONE,) * len(head), cells(head), tuple(map(cells, rows)), 0, 0)


def _lines(text: str) -> tuple[nodes.Inline, ...]:
    children: list[nodes.Inline] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        children += [nodes.LineBreak(0), *_text(line)] if children else _text(line)
    return tuple(children)


def _list(items: Iterable[tuple[str, bool | None]]) -> nodes.Block:
    made = [nodes.ListItem((nodes.Paragraph(_text(text), 0, 0),), checked, 0, 0) for text, checked in items]
    return nodes.ListBlock(ordered=False, first=1, tight=True, items=tuple(made), start=0, end=0)


def _text(text: str) -> tuple[nodes.Inline, ...]:
    return (nodes.Text(text, 0),)
