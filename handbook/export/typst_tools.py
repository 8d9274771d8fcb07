"""Tools as data for the Typst template: forms to be filled in with a pen, and copies that were filled in.

What the keys mean stands where the template reads them (`resources/typst/tools.typ`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.nodes import Field, FieldKind, Tool, ToolKind
from handbook.book.walk import iter_blocks, plain_text
from handbook.export.glyphs import as_title, settable
from handbook.export.prose import answer_blocks, prose
from handbook.export.scores import advice, mean_words, share
from handbook.export.sheets import (
    duration,
    eyebrow,
    form,
    grid,
    is_form,
    is_numbered,
    question_numbers,
    scale_words,
    sheet_facts,
    sheet_title,
)
from handbook.export.typst_tables import column_widths, form_widths
from handbook.i18n import _
from handbook.notes.filled import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handbook.export.report import Sheet
    from handbook.export.scores import Result
    from handbook.export.sheets import Form
    from handbook.export.typst_blocks import BlockSetter, Data
    from handbook.notes.filled import Answer, Filled

_DEEP = 7
"""Level of a tool's title: below every heading that stands above it."""
_LINE, _KEPT_LINES = 70, 16
"""Characters of a line, and lines of a field that is kept on one page: even at 18 points there is room for more."""
_MOST_FITTED = 200
"""Lines of a form from which on it isn't fitted to few pages: each try lays all of it out."""
_TALL = (nodes.Figure, nodes.Table, nodes.CodeBlock)


class ToolSetter:
    """Sets tools among the blocks of a chapter, or by themselves."""

    def __init__(self, setter: BlockSetter) -> None:
        """Set tools.

        Args:
            setter: Sets the text in them.
        """
        self._setter = setter
        self._numbers: dict[str, str] = {}
        self._fields: dict[str, Field] = {}
        self._tool = ""

    def in_chapter(self, tool: Tool, *, may_fit: bool) -> Data:
        """Return an empty tool that stands in its chapter.

        Args:
            tool: The tool.
            may_fit: Whether it is fitted to a page if it can be.
        """
        head = self._setter.heading(nodes.Heading(_DEEP, tool.id, tool.title, 0, 0))
        data = self._form(tool, None) | {"e": settable(eyebrow(tool)), "h": head}
        return data if may_fit else data | {"fits": False}

    def in_report(self, sheet: Sheet, tags: Iterable[str]) -> list[Data]:
        """Return a filled copy that stands among notes.

        Args:
            sheet: The copy.
            tags: The reader's.
        """
        title = (nodes.Text(as_title(sheet_title(sheet)), 0),)
        head = self._setter.heading(nodes.Heading(1, "", title, 0, 0))
        facts = settable(" · ".join((*sheet_facts(sheet), *(f"#{tag}" for tag in tags))))
        if is_form(sheet) and sheet.tool is not None:
            return [self._form(sheet.tool, sheet.filled) | {"e": facts, "h": head, "fits": False}]
        return [{"t": "named", "e": facts, "h": head}, *self._setter.blocks(prose(sheet))]

    def alone(self, sheet: Sheet) -> Data:
        """Return a sheet that is all there is in the file; its title stands above it."""
        if is_form(sheet) and sheet.tool is not None:
            return self._form(sheet.tool, sheet.filled)
        return {"t": "text", "b": self._setter.blocks(prose(sheet))}

    def _form(self, tool: Tool, filled: Filled | None) -> Data:
        sheet = form(tool, filled)
        self._tool = tool.id
        self._fields = {block.id: block for block in tool.blocks if isinstance(block, Field)}
        self._numbers = question_numbers(tool)
        blocks: list[Data] = []
        for block in sheet.blocks:
            blocks += [self._field(block, sheet)] if isinstance(block, Field) else self._setter.blocks((block,))
        if sheet.result is not None:
            blocks += self._result(sheet.result)
        data: Data = {"t": "tool", "b": blocks + self._setter.blocks(sheet.kept), "fits": _may_fit(sheet)}
        if tool.kind is ToolKind.SELFTEST and tool.options:
            data["ends"] = [settable(f"{end.id} = {plain_text(end.label)}") for end in tool.options]
        return data

    def _field(self, field: Field, sheet: Form) -> Data:
        is_dimension = field.kind is FieldKind.DIMENSION
        # What is said to a dimension that came out low is said with the result.
        has_help = not is_dimension or not sheet.answers
        data: Data = {
            "t": "field",
            "c": self._setter.inlines(field.label),
            "n": "" if is_numbered(field) else self._numbers.get(field.id, ""),
            "m": duration(field.minutes),
            "b": self._setter.blocks(field.blocks) if has_help else [],
            "last": is_dimension,
            "out": field.kind is FieldKind.OUTCOME,
            "keep": _is_kept(field, sheet.answers.get(field.id)),
        }
        if field.kind in (FieldKind.QUESTION, FieldKind.OUTCOME):
            data |= self._setter.anchored(self._anchor(field.id))
        answer = self._answer(field, sheet)
        return data | ({"a": answer} if answer else {})

    def _anchor(self, id_: str) -> str:
        return f"f:{self._tool}:{id_}"

    def _answer(self, field: Field, sheet: Form) -> Data:
        answer = sheet.answers.get(field.id)
        match field.kind:
            case FieldKind.OUTCOME:
                return {}
            case FieldKind.DIMENSION:
                return self._statements(field, sheet)
            case FieldKind.SCALE:
                return _scale(field, answer)
            case FieldKind.CHOICE | FieldKind.CHOICES | FieldKind.QUESTION:
                return self._options(field, answer)
            case FieldKind.TABLE:
                return self._table(field, answer)
            case FieldKind.STEP if not field.size:
                return {}
        said = answer_blocks(answer, field.unit) if answer is not None else ()
        if said:
            return {"t": "said", "b": self._setter.blocks(said)}
        is_short = field.kind in (FieldKind.NUMBER, FieldKind.DATE)
        return {"t": "lines", "n": max(1, field.size), "short": is_short, "u": settable(field.unit)}

    def _options(self, field: Field, answer: Answer | None) -> Data:
        value = answer.value if answer is not None else ""
        items: list[Data] = []
        for option in field.options:
            # In one text or in several: both say of an id whether it is there.
            chosen = option.id == value if isinstance(value, str) else option.id in value
            item: Data = {"c": self._setter.inlines(option.label), "x": chosen}
            target = self._fields.get(option.target)
            if target is not None:
                words = self._numbers.get(target.id) or plain_text(target.label)
                item |= {"go": settable(f"→ {words}"), "to": self._setter.label(self._anchor(target.id))}
            items.append(item)
        return {"t": "options", "several": field.kind is FieldKind.CHOICES, "i": items}

    def _table(self, field: Field, answer: Answer | None) -> Data:
        head = [plain_text(column.label) for column in field.options]
        rows, is_blank = grid(field, answer)
        widths = form_widths(head, [row[0] for row in rows if row]) if is_blank else column_widths([head, *rows])
        return {
            "t": "grid",
            "w": widths or [1] * len(head),
            "h": [settable(text) for text in head],
            "r": [[[settable(line) for line in text.splitlines()] for text in row] for row in rows],
            "tall": is_blank,
        }

    def _statements(self, field: Field, sheet: Form) -> Data:
        rows = []
        for option in field.options:
            answer = sheet.answers.get(f"{field.id}.{option.id}")
            rows.append({"c": self._setter.inlines(option.label), "x": _step(answer)})
        return {"t": "marks", "n": sheet.steps, "r": rows}

    def _result(self, result: Result) -> list[Data]:
        bars: list[Data] = [
            {
                "c": settable(score.label),
                "x": mean_words(score),
                "share": share(score),
            }
            for score in result.scores
        ]
        heads = [_("Area"), _("Result")]
        found: list[Data] = [{"t": "result", "title": _("Result"), "h": heads, "r": bars}]
        for field in result.lowest:
            found += self._setter.blocks((advice(field),))
        return found


def _scale(field: Field, answer: Answer | None) -> Data:
    low, high = ("", "") if len(field.options) < 2 else (plain_text(end.label) for end in field.options)
    chosen = shown(answer) if answer is not None else ""
    alt = settable(scale_words(field.options, chosen)) if len(field.options) > 1 else chosen
    return {"t": "scale", "n": field.size, "x": _step(answer), "low": settable(low), "high": settable(high), "alt": alt}


def _step(answer: Answer | None) -> int:
    """Return the step that was chosen; 0 for none."""
    value = answer.value if answer is not None else ""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 3 else 0


def _may_fit(sheet: Form) -> bool:
    """Whether a form is fitted to as few pages as it can take."""
    fields = [block for block in sheet.blocks if isinstance(block, Field)]
    return sum(_lines(field, sheet.answers.get(field.id)) for field in fields) <= _MOST_FITTED


def _is_kept(field: Field, answer: Answer | None) -> bool:
    """Whether a field is so small that it stands on one page."""
    is_tall = any(isinstance(block, _TALL) for block in iter_blocks(field.blocks))
    return not is_tall and _lines(field, answer) <= _KEPT_LINES


def _lines(field: Field, answer: Answer | None) -> float:
    """Return how many lines a field takes, about."""
    said = sum(map(_length, answer.value)) / _LINE if answer is not None else 0
    return (field.end - field.start) / _LINE + len(field.options) + said + 1.5 * field.size


def _length(part: str | dict[str, str]) -> int:
    # A line of its own for each letter that is one, and for each row.
    return (_LINE if part == "\n" else 1) if isinstance(part, str) else _LINE + sum(map(len, part.values()))
