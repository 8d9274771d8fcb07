"""Tools in the syntax that they are written in (`docs/authoring.md`), so that reading them gives the same tools."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from handbook.book.nodes import Choice, Field, FieldKind, Tool, ToolKind
from handbook.book.walk import plain_text
from handbook.export.markdown_text import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handbook.book import nodes

_INDENT = " " * 4
# Words that YAML takes for text as they stand: no sign that means something to it, no number, date or truth value.
_PLAIN = re.compile(r"[^\W\d_][\w .,;()/!?%–—…’“”»«&+-]*")
_OTHER_VALUES = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n"})
# What YAML allows in a quoted text only as an escape, and what it takes for the end of a line (YAML 1.1, 5.1 and 5.4).
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LISTED = {
    FieldKind.CHOICE: "options",
    FieldKind.CHOICES: "options",
    FieldKind.TABLE: "columns",
    FieldKind.DIMENSION: "statements",
    FieldKind.QUESTION: "answers",
}
_USUAL_LINES, _USUAL_ROWS, _USUAL_STEPS = 3, 3, 5


def tool_lines(tool: Tool, id_: str, content: Sequence[str]) -> list[str]:
    """Return the lines of a tool.

    Args:
        tool: The tool.
        id_: The id that it has in the file.
        content: The lines of its text and fields.
    """
    options = [f"id: {yaml_text(id_)}"]
    options += [f"minutes: {tool.minutes}"] if tool.minutes else []
    options += [f"summary: {yaml_text(tool.summary)}"] if tool.summary else []
    if tool.situations:
        options += ["situations:", *(f"  - {yaml_text(text)}" for text in tool.situations)]
    if tool.kind is ToolKind.SELFTEST:
        options += _scale(tool.options, tool.size)
    return _block("////", tool.kind.value, tool.title, options, ["", *content] if content else [])


def field_lines(field: Field, content: Sequence[str], *, is_text: bool) -> list[str]:
    """Return the lines of a field.

    Args:
        field: The field.
        content: The lines of its text.
        is_text: Whether that begins with words, not with a list or the like.
    """
    kind = FieldKind.CHOICE if field.kind is FieldKind.CHOICES else field.kind
    options = [f"id: {yaml_text(field.id)}", *_options(field)]
    return _block("///", kind.value, field.label, options, [*content] if is_text or not content else ["", *content])


def yaml_text(text: str) -> str:
    """Return a text as YAML that is read as that text.

    Args:
        text: One line.
    """
    text = " ".join(cleaned(text).split())
    if _PLAIN.fullmatch(text) and text.lower() not in _OTHER_VALUES:
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _block(mark: str, name: str, title: Sequence[nodes.Inline], options: list[str], content: list[str]) -> list[str]:
    words = " ".join(cleaned(plain_text(title)).split())
    head = f"{mark} {name} | {words}" if words else f"{mark} {name}"
    return [head, *(f"{_INDENT}{option}" for option in options), *content, mark]


def _options(field: Field) -> list[str]:
    match field.kind:
        case FieldKind.PARAGRAPH:
            return [f"lines: {field.size}"] if field.size != _USUAL_LINES else []
        case FieldKind.NUMBER:
            return [f"unit: {yaml_text(field.unit)}"] if field.unit else []
        case FieldKind.SCALE:
            return _scale(field.options, field.size)
        case FieldKind.STEP:
            minutes = [f"minutes: {field.minutes}"] if field.minutes else []
            return minutes if field.size else [*minutes, "notes: false"]
        case FieldKind.CHOICE | FieldKind.CHOICES | FieldKind.TABLE | FieldKind.DIMENSION | FieldKind.QUESTION:
            return _listed(field)
        case _:
            return []


def _listed(field: Field) -> list[str]:
    several = ["several: true"] if field.kind is FieldKind.CHOICES else []
    rows = _rows(field) if field.kind is FieldKind.TABLE else []
    if not field.options:
        return several + rows
    is_question = field.kind is FieldKind.QUESTION
    listed = [f"  {_key(one.id)}: {_answer(one) if is_question else _words(one)}" for one in field.options]
    return [*several, f"{_LISTED[field.kind]}:", *listed, *rows]


def _rows(field: Field) -> list[str]:
    if field.presets:
        return ["rows:", *(f"  - {_words(preset)}" for preset in field.presets)]
    return [f"rows: {field.size}"] if field.size != _USUAL_ROWS else []


def _key(id_: str) -> str:
    # The reader of options knows these two, and takes them for ids.
    return id_ if id_ in ("yes", "no") else yaml_text(id_)


def _answer(option: Choice) -> str:
    target = f", to: {yaml_text(option.target)}" if option.target else ""
    return f"{{text: {_quoted(plain_text(option.label))}{target}}}"


def _words(option: Choice) -> str:
    return yaml_text(plain_text(option.label))


def _scale(ends: Iterable[Choice], steps: int) -> list[str]:
    words = [plain_text(end.label).strip() for end in ends]
    written = [f"{name}: {yaml_text(text)}" for name, text in zip(("from", "to"), words, strict=False) if text]
    return [*written, f"steps: {steps}"] if steps != _USUAL_STEPS else written
