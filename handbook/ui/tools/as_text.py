"""A filled copy as plain text for an e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book.forms import TICK, route, scores
from handbook.book.nodes import FieldKind, ToolKind
from handbook.export.scores import mean_words
from handbook.i18n import _
from handbook.notes.filled import shown
from handbook.notes.wording import tool_kind_names

if TYPE_CHECKING:
    from handbook.book.nodes import Tool
    from handbook.notes.filled import Answer, Filled

_NOTHING = "–"


def as_text(filled: Filled, tool: Tool | None) -> str:
    """Return a copy as text: title, tool, each label with its answer, the result, and what was kept apart.

    Args:
        filled: The copy.
        tool: The tool, for units, way and result; None when the handbook doesn't have it.
    """
    name = f"{tool_kind_names()[filled.kind]}: {filled.name}"
    parts = [f"{filled.title.strip()}\n{name}" if filled.title.strip() else name]
    answers = filled.answers
    if tool is not None and tool.kind is ToolKind.DECISION:
        asked = {field.id for field in route(tool, filled.values).asked}
        # What was asked on other ways is of no consequence; what stands beside the questions is.
        answers = tuple(one for one in answers if one.kind != FieldKind.QUESTION or one.id in asked)
    parts += _lines(answers, tool)
    if filled.kind is ToolKind.DECISION and filled.outcome:
        parts.append(_("Outcome: {name}").format(name=filled.outcome))
    if tool is not None and tool.kind is ToolKind.SELFTEST:
        result = "\n".join(f"{score.label}: {mean_words(score)}" for score in scores(tool, filled.values))
        parts.append(f"{_('Result')}\n{result}")
    if filled.kept:
        parts += [_("Answers from an earlier edition"), *_lines(filled.kept, None)]
    return "\n\n".join(parts) + "\n"


def _lines(answers: tuple[Answer, ...], tool: Tool | None) -> list[str]:
    """Return a paragraph for each answer; ticks that follow each other stand together."""
    from handbook.book.forms import fields

    units = {field.id: field.unit for field in fields(tool) if field.unit} if tool is not None else {}
    parts: list[str] = []
    was_tick = False
    for answer in answers:
        if answer.kind == TICK:
            line = f"[{'x' if answer.value else ' '}] {answer.label}"
            if was_tick:
                parts[-1] += f"\n{line}"
            else:
                parts.append(line)
        else:
            words = shown(answer)
            unit = f" {units[answer.id]}" if words and answer.id in units else ""
            parts.append(f"{answer.label}\n{words or _NOTHING}{unit}")
        was_tick = answer.kind == TICK
    return parts
