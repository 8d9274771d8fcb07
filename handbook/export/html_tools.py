"""Tools as HTML: forms to be read and printed, and copies with answers. Nothing in them can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book.nodes import Field, FieldKind, Tool
from handbook.book.walk import plain_text
from handbook.export.headings import Levels
from handbook.export.html_text import element, escape, scrolled, start_tag
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
from handbook.i18n import _
from handbook.notes.filled import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from handbook.export.html_blocks import HtmlBlocks
    from handbook.export.report import Sheet
    from handbook.export.scores import Result
    from handbook.export.sheets import Form
    from handbook.notes.filled import Answer, Filled

_DEEP = 7
"""Level of a tool's title: below every heading that stands above it."""
_NARROW_STEPS = 7
_WITH_BOXES = (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.QUESTION)


class ToolWriter:
    """Writes tools among the blocks of a chapter, or by themselves."""

    def __init__(self, blocks: HtmlBlocks) -> None:
        """Write tools.

        Args:
            blocks: Writes the text in them.
        """
        self._blocks = blocks
        self._numbers: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def in_chapter(self, tool: Tool) -> str:
        """Return an empty tool that stands in its chapter."""
        id_ = self._blocks.places.id(self._blocks.key, tool.id) if self._blocks.has_ids else ""
        name = self._blocks.inlines(tool.title)
        return self._framed(eyebrow(tool), name, lambda: self._form(tool, None), tool.kind.value, id_)

    def in_report(self, sheet: Sheet, tags: Iterable[str]) -> str:
        """Return a filled copy that stands among notes.

        Args:
            sheet: The copy.
            tags: The reader's.
        """
        facts = " · ".join((*sheet_facts(sheet), *(f"#{tag}" for tag in tags)))
        kind = sheet.filled.kind.value if sheet.filled is not None else ""
        title = escape(sheet_title(sheet) or _("Without a title"))
        return self._framed(facts, title, lambda: self.alone(sheet), kind, self._blocks.places.new("copy"))

    def alone(self, sheet: Sheet) -> str:
        """Return what stands below the title of a sheet."""
        if is_form(sheet) and sheet.tool is not None:
            written = self._form(sheet.tool, sheet.filled)
        else:
            written = self._blocks.blocks(prose(sheet))
        return written + self._blocks.ended(sheet.footnotes)

    def _framed(self, facts: str, title: str, write: Callable[[], str], kind: str, id_: str) -> str:
        head = element("p", escape(facts), class_="eyebrow", dir="auto")
        name = self._blocks.places.new("tool-name")
        around = self._blocks.levels
        level = around.of(_DEEP)
        heading = element(f"h{level}", title, id=name, dir="auto")
        # The headings in it stand below its title, and those behind it below what they stood below before.
        self._blocks.levels = Levels(level)
        inner = write()
        self._blocks.levels = around
        return element(
            "section", f"{head}{heading}\n{inner}", class_=f"sheet {kind}-sheet", id=id_, aria_labelledby=name
        )

    def _form(self, tool: Tool, filled: Filled | None) -> str:
        sheet = form(tool, filled)
        fields = [block for block in tool.blocks if isinstance(block, Field)]
        self._numbers = question_numbers(tool)
        outcomes = {field.id: plain_text(field.label) for field in fields if field.kind is FieldKind.OUTCOME}
        self._ids = {id_: self._blocks.places.new(f"{tool.id}-{id_}") for id_ in (*self._numbers, *outcomes)}
        written = []
        if any(field.kind is FieldKind.DIMENSION for field in fields):
            ends = "".join(
                element("li", f"{_sign(f'{end.id} =')} {escape(plain_text(end.label))}") for end in tool.options
            )
            written.append(element("ul", ends, class_="ends"))
        for block in sheet.blocks:
            is_field = isinstance(block, Field)
            written.append(self._field(block, sheet, outcomes) if is_field else self._blocks.blocks((block,)))  # type: ignore[arg-type]  # told by is_field
        if sheet.result is not None:
            written.append(self._result(sheet.result))
        return "\n".join([*written, self._blocks.blocks(sheet.kept)])

    def _field(self, field: Field, sheet: Form, outcomes: dict[str, str]) -> str:
        answer = sheet.answers.get(field.id)
        if field.kind is FieldKind.DIMENSION:
            help_ = "" if sheet.answers else self._help(field)
            return element("div", self._statements(field, sheet) + help_, class_="field dimension-field")
        words = self._blocks.inlines(field.label)
        sign = f"{self._numbers.get(field.id, '')}." if field.kind is FieldKind.QUESTION else "→"
        if field.kind is FieldKind.OUTCOME or (field.kind is FieldKind.QUESTION and not is_numbered(field)):
            words = f"{_sign(sign)} {words}"
        if field.minutes:
            words += " " + element("span", escape(duration(field.minutes)), class_="minutes")
        # A box heard by itself must say what it answers: they are a group that is called as the question is.
        name = self._blocks.places.new(f"{field.id}-label") if field.kind in _WITH_BOXES else ""
        label = element("p", words, class_="label", id=name)
        inner = label + self._help(field) + self._answer(field, answer, outcomes)
        return element(
            "div",
            inner,
            class_=f"field {field.kind.value}-field",
            id=self._ids.get(field.id, ""),
            role="group" if name else "",
            aria_labelledby=name,
        )

    def _help(self, field: Field) -> str:
        return element("div", self._blocks.blocks(field.blocks), class_="help") if field.blocks else ""

    def _answer(self, field: Field, answer: Answer | None, outcomes: dict[str, str]) -> str:
        match field.kind:
            case FieldKind.OUTCOME:
                return ""
            case FieldKind.SCALE:
                return _scale(field, answer)
            case FieldKind.CHOICE | FieldKind.CHOICES | FieldKind.QUESTION:
                return self._options(field, answer, outcomes)
            case FieldKind.TABLE:
                return _table(field, answer)
            case FieldKind.STEP if not field.size:
                return ""
        said = answer_blocks(answer, field.unit) if answer is not None else ()
        if said:
            return element("div", self._blocks.blocks(said), class_="said", dir="auto")
        return _lines(max(1, field.size), field.unit, is_short=field.kind in (FieldKind.NUMBER, FieldKind.DATE))

    def _options(self, field: Field, answer: Answer | None, outcomes: dict[str, str]) -> str:
        value = answer.value if answer is not None else ""
        type_ = "checkbox" if field.kind is FieldKind.CHOICES else "radio"
        # What has a name in common is counted: “2 of 4”.
        name = self._blocks.places.new(f"{field.id}-choice") if type_ == "radio" else ""
        rows = []
        for option in field.options:
            chosen = option.id == value if isinstance(value, str) else option.id in value
            box = start_tag("input", type=type_, name=name, disabled=True, checked=chosen)
            row = element("label", f"{box} {element('span', self._blocks.inlines(option.label))}")
            id_ = self._ids.get(option.target)
            if id_:
                words = self._numbers.get(option.target) or outcomes.get(option.target, "")
                row += " " + element("a", escape(f"→ {words}"), href=f"#{id_}", class_="sign")
            rows.append(element("li", row))
        return element("ul", "".join(rows), class_="tasks options")

    def _statements(self, field: Field, sheet: Form) -> str:
        steps = range(1, sheet.steps + 1)
        head = element("th", self._blocks.inlines(field.label), scope="col")
        head += "".join(element("th", str(step), scope="col") for step in steps)
        rows = []
        for option in field.options:
            answer = sheet.answers.get(f"{field.id}.{option.id}")
            value = answer.value if answer is not None else ""
            cells = "".join(_mark(is_set=value == str(step)) for step in steps)
            rows.append(element("tr", element("th", self._blocks.inlines(option.label), scope="row") + cells))
        table = element("thead", element("tr", head)) + element("tbody", "\n".join(rows))
        narrow = " narrow" if sheet.steps > _NARROW_STEPS else ""
        return scrolled(element("table", table, class_=f"marks{narrow}"), plain_text(field.label))

    def _result(self, result: Result) -> str:
        rows = []
        for score in result.scores:
            # What stands beside it says it in words. A style of its own would need another policy.
            bar = element("span", "", class_=f"bar share-{round(20 * share(score))}", aria_hidden="true")
            cells = element("th", escape(score.label), scope="row") + element(
                "td", f"{bar} {escape(mean_words(score))}"
            )
            rows.append(element("tr", cells))
        heads = "".join(element("th", escape(text), scope="col") for text in (_("Area"), _("Result")))
        table = element("thead", element("tr", heads)) + element("tbody", "\n".join(rows))
        written = scrolled(element("table", table, class_="result"), _("Result"))
        for field in result.lowest:
            written += self._blocks.blocks((advice(field),))
        return written


def _sign(text: str) -> str:
    """Return what isn't a word of the tool's, but says how it is read."""
    return element("span", escape(text), class_="sign")


def _lines(count: int, unit: str, *, is_short: bool) -> str:
    kind = "lines short" if is_short else "lines"
    lines = element("div", element("span", "") * count, class_=kind, aria_hidden="true")
    return lines if not unit else element("div", lines + _sign(unit), class_="measured")


def _scale(field: Field, answer: Answer | None) -> str:
    if len(field.options) < 2:
        return ""
    chosen = shown(answer) if answer is not None else ""
    value = answer.value if answer is not None else ""
    low, high = (element("span", escape(plain_text(end.label)), class_="end") for end in field.options)
    steps = "".join(
        element("span", str(step), class_="step chosen" if value == str(step) else "step")
        for step in range(1, field.size + 1)
    )
    return element("div", low + steps + high, class_="scale", role="img", aria_label=scale_words(field.options, chosen))


def _table(field: Field, answer: Answer | None) -> str:
    rows, is_blank = grid(field, answer)
    head = "".join(element("th", escape(plain_text(column.label)), scope="col") for column in field.options)
    body = "\n".join(
        element("tr", "".join(element("td", "<br>".join(map(escape, text.splitlines())), dir="auto") for text in row))
        for row in rows
    )
    table = element("thead", element("tr", head)) + element("tbody", body)
    return scrolled(element("table", table, class_="grid blank" if is_blank else "grid"), plain_text(field.label))


def _mark(*, is_set: bool) -> str:
    # Few voices say the signs, and none what they mean.
    if is_set:
        return element("td", element("span", "●", role="img", aria_label=_("Chosen")), class_="sign set")
    return element("td", element("span", "○", aria_hidden="true"), class_="sign")
