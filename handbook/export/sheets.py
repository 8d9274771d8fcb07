"""Tools in an export: finds them in the handbook, puts a copy's answers in their places, and says what it is called."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from handbook.book import nodes
from handbook.book.forms import DONE
from handbook.book.nodes import Field, FieldKind, Tool, ToolKind
from handbook.book.toolbox import Toolbox, ToolPlace
from handbook.book.walk import plain_text
from handbook.dates import local, long_date
from handbook.errors import HandbookError
from handbook.export.prose import kept_blocks, way_blocks
from handbook.export.report import Sheet
from handbook.export.scores import result
from handbook.i18n import _, plural
from handbook.notes.filled import progress, refit
from handbook.notes.wording import filled_of, tool_kind_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handbook.book.library import Handbook
    from handbook.export.scores import Result
    from handbook.notes.filled import Answer, Filled
    from handbook.notes.model import Annotation


_NUMBER = re.compile(r"(\d{1,3})[.)](?=\s)")


class Sheets:
    """The tools of a handbook, on paper."""

    def __init__(self, handbook: Handbook) -> None:
        """Take tools from `handbook`; nothing is read yet."""
        self._handbook = handbook

    @cached_property
    def _toolbox(self) -> Toolbox:
        return Toolbox(self._handbook)

    def place(self, annotation: Annotation) -> ToolPlace | None:
        """Return where the tool of a filled copy stands; None when it isn't in this edition, or can't be known.

        Args:
            annotation: The copy.
        """
        filled = filled_of(annotation)
        is_ours = annotation.anchor.handbook == self._handbook.manifest.id
        return self._toolbox.find(filled.tool) if filled is not None and is_ours else None

    def sheet(self, annotation: Annotation) -> Sheet | None:
        """Return a filled copy as it stands on paper; None for one that can't be read, and for anything else.

        Args:
            annotation: The copy.
        """
        filled = filled_of(annotation)
        if filled is None:
            return None
        modified = local(annotation.modified)
        date = long_date(modified) if modified is not None else ""
        place = self.place(annotation)
        if place is None:
            return Sheet(None, filled, date=date)
        return self._sheet(place, refit(filled, place.tool), date)

    def blank(self, id_: str) -> Sheet:
        """Return an empty tool.

        Args:
            id_: The tool's id.

        Raises:
            HandbookError: There is none of that id.
        """
        place = self._toolbox.find(id_)
        if place is None:
            raise HandbookError(
                _("There is no tool {name} in this handbook.").format(name=id_),
                _("Choose one from the toolbox; its id stands in the address of its link."),
            )
        return self._sheet(place, None, "")

    def _sheet(self, place: ToolPlace, filled: Filled | None, date: str) -> Sheet:
        footnotes = self._handbook.tree(place.chapter.key).footnotes
        return Sheet(place.tool, filled, place.chapter.key, footnotes, date)


class Form(NamedTuple):
    """What stands on a sheet that is a form, in order.

    Attributes:
        blocks: Text and fields. Ticks are set, and the questions that were answered stand as the way that was taken.
        answers: By entry id; none for an empty tool.
        ends: The two ends of the scale of a self-test.
        steps: The steps of that scale.
        result: Of a self-test that was begun.
        kept: Answers that have no place in the tool as it is now.
    """

    blocks: tuple[nodes.Block, ...]
    answers: dict[str, Answer]
    ends: tuple[nodes.Choice, ...]
    steps: int
    result: Result | None
    kept: tuple[nodes.Block, ...]


def form(tool: Tool, filled: Filled | None) -> Form:
    """Return a tool as the form that it is on paper.

    Args:
        tool: The tool.
        filled: A copy, fitted to the tool; None for an empty one.
    """
    if filled is None:
        return Form(tool.blocks, {}, tool.options, tool.size, None, ())
    done = {answer.id for answer in filled.answers if answer.value == DONE}
    blocks = _ticked(tool.blocks, done)
    if tool.kind is ToolKind.DECISION:
        blocks = _gone(blocks, way_blocks(tool, filled))
    answers = {answer.id: answer for answer in filled.answers}
    return Form(blocks, answers, tool.options, tool.size, result(tool, filled), kept_blocks(filled))


class Grid(NamedTuple):
    """The rows of a table on paper.

    Attributes:
        rows: The words of each cell.
        is_blank: Whether they are to be filled in with a pen; there may be texts in their first column.
    """

    rows: list[list[str]]
    is_blank: bool


def grid(field: Field, answer: Answer | None) -> Grid:
    """Return the rows of a table: those that are filled in, or else empty ones.

    Args:
        field: The table.
        answer: What is filled in; None on an empty sheet.
    """
    given = [part for part in answer.value if isinstance(part, dict)] if answer is not None else []
    rows = [[row.get(column.id, "").strip() for column in field.options] for row in given]
    rows = [row for row in rows if any(row)]
    if rows:
        # What its rows are about says nothing yet, whether the author wrote it or the reader has changed it.
        is_begun = not field.presets or len(field.options) < 2 or any(any(row[1:]) for row in rows)
        return Grid(rows, is_blank=not is_begun)
    texts = [plain_text(preset.label) for preset in field.presets] if answer is None else []
    rest = [""] * len(field.options[1:])
    rows = [[text, *rest] for text in texts or [""] * max(1, field.size)] if field.options else []
    return Grid(rows, is_blank=True)


def is_form(sheet: Sheet) -> bool:
    """Whether a sheet is set as a form. A filled template is a text, and so is a copy whose tool is gone."""
    return sheet.tool is not None and (sheet.filled is None or sheet.tool.kind is not ToolKind.DOCUMENT)


def sheet_title(sheet: Sheet) -> str:
    """Return what a sheet is called: as the reader calls the copy, or else as the tool is."""
    return (sheet.filled.title.strip() if sheet.filled is not None else "") or tool_name(sheet)


def tool_name(sheet: Sheet) -> str:
    """Return what the tool is called."""
    if sheet.tool is not None:
        return plain_text(sheet.tool.title).strip()
    return sheet.filled.name.strip() if sheet.filled is not None else ""


def sheet_facts(sheet: Sheet) -> tuple[str, ...]:
    """Return what stands with a sheet's title: the tool, when it was filled in, how far."""
    filled = sheet.filled
    if filled is None:
        return (eyebrow(sheet.tool),) if sheet.tool is not None else ()
    name = tool_name(sheet)
    facts = [tool_kind_names()[filled.kind], name if name != sheet_title(sheet) else "", sheet.date]
    done, total = progress(filled)
    if filled.kind not in (ToolKind.DOCUMENT, ToolKind.DECISION):
        facts.append(_("{done} of {total} filled in").format(done=done, total=total))
    return tuple(filter(None, facts))


def eyebrow(tool: Tool) -> str:
    """Return what stands above a tool's title: its kind, and how long it takes."""
    return " · ".join(filter(None, (tool_kind_names()[tool.kind], duration(tool.minutes))))


def duration(minutes: int) -> str:
    """Return how long something takes, in words; "" when that isn't said.

    Args:
        minutes: How long; 0 for not said.
    """
    return plural("{count} minute", "{count} minutes", minutes) if minutes else ""


def question_numbers(tool: Tool) -> dict[str, str]:
    """Return the number of each question of a decision by its id: the one that its author gave it, or its place."""
    questions = [block for block in tool.blocks if isinstance(block, Field) and block.kind is FieldKind.QUESTION]
    written = [_NUMBER.match(plain_text(question.label)) for question in questions]
    return {
        question.id: match[1] if match is not None else str(place)
        for place, (question, match) in enumerate(zip(questions, written, strict=True), 1)
    }


def is_numbered(field: Field) -> bool:
    """Whether a label begins with a number already."""
    return _NUMBER.match(plain_text(field.label)) is not None


def scale_words(ends: Sequence[nodes.Choice], chosen: str = "") -> str:
    """Return a scale in words, for whoever can't see it.

    Args:
        ends: Its two ends.
        chosen: The step that was chosen, or "".
    """
    (low, least), (high, most) = ((end.id, plain_text(end.label)) for end in ends)
    words = _("Scale from {low} ({least}) to {high} ({most})").format(low=low, least=least, high=high, most=most)
    return f"{words}: {chosen}" if chosen else words


def _ticked(blocks: Iterable[nodes.Block], done: set[str]) -> tuple[nodes.Block, ...]:
    """Return blocks in which the boxes are ticked whose ids are given, and no others."""
    return tuple(_with_ticks(block, done) for block in blocks)


def _with_ticks(block: nodes.Block, done: set[str]) -> nodes.Block:
    match block:
        case nodes.ListBlock():
            items = tuple(
                item._replace(blocks=_ticked(item.blocks, done), checked=item.id in done if item.id else item.checked)
                for item in block.items
            )
            return block._replace(items=items)
        case Field():
            return block._replace(blocks=_ticked(block.blocks, done))
        case nodes.Quote():
            return block._replace(blocks=_ticked(block.blocks, done))
        case nodes.Panel():
            return block._replace(blocks=_ticked(block.blocks, done))
        case _:
            return block


def _gone(blocks: Iterable[nodes.Block], way: Sequence[nodes.Block]) -> tuple[nodes.Block, ...]:
    """Return the blocks of a decision with the way that was taken in place of its questions and outcomes."""
    found: list[nodes.Block] = []
    for block in blocks:
        if not isinstance(block, Field) or block.kind not in (FieldKind.QUESTION, FieldKind.OUTCOME):
            found.append(block)
        elif way:
            found += way
            way = ()
    return tuple(found)
