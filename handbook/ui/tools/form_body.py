"""A tool's text and fields in order, as widgets; it shows a copy, and says what the reader changes in it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from handbook.book import nodes
from handbook.book.forms import entries, is_filled_in
from handbook.book.nodes import FieldKind, ToolKind
from handbook.book.walk import plain_text
from handbook.i18n import _
from handbook.ui.theme import S1, S2, S4, S5
from handbook.ui.tools.answer_list import AnswerList
from handbook.ui.tools.chosen_fields import ChoiceField, ChoicesField, EntryText, ScaleField, TickField, ends_row
from handbook.ui.tools.decision import Decision
from handbook.ui.tools.look import HEADING
from handbook.ui.tools.prose import set_words, wrap
from handbook.ui.tools.result import Result
from handbook.ui.tools.table_field import TableField
from handbook.ui.tools.tool_parts import (
    around_questions,
    before_entries,
    from_entries,
    has_entries,
    links_in,
    with_minutes,
)
from handbook.ui.tools.typed_fields import LineField, TextField
from handbook.ui.tools.writing import Caret, LineEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from handbook.book.forms import Entry, Value
    from handbook.book.nodes import Block, Field, Tool
    from handbook.notes.filled import Answer, Filled
    from handbook.ui.tools.entry_field import EntryField
    from handbook.ui.tools.look import Look

_LINES = 3
# Of a long form more than fills a screen is made before it is shown, the rest a few fields at a time.
_FIRST, _AT_ONCE, _MOST_AT_ONCE = 14, 8, 16


class Place(NamedTuple):
    """Where the keyboard is among the fields.

    Attributes:
        entry: Id of the entry; "" for none.
        stop: Which of its widgets.
        caret: Where in its text; None where it has none.
    """

    entry: str = ""
    stop: int = 0
    caret: Caret | None = None


class FormBody(QWidget):
    """The fields of one tool.

    Attributes:
        fields: Entry id → field, in order.
        decision: The questions, where the tool is a decision.
        result: The result, where it is a self-test.
        kept: Answers from an earlier edition, where there are any.
        is_whole: Whether all of it is made.

    Signals:
        typed: Letters were typed: entry id, answer.
        chosen: Something was chosen: entry id, answer.
        cleared: The answers to the questions of a decision are to be taken back.
        followed: A link was followed.
        copied: A text is to be copied.
        told: Something the reader should know, in a sentence.
        parts_changed: Tab comes to other widgets now.
    """

    typed = Signal(str, object)
    chosen = Signal(str, object)
    cleared = Signal()
    followed = Signal(str)
    copied = Signal(str)
    told = Signal(str)
    parts_changed = Signal()

    def __init__(self, tool: Tool, filled: Filled, look: Look) -> None:
        """Make the fields of `tool` with the answers of `filled`, which fits it, drawn in `look`."""
        super().__init__()
        self._tool = tool
        self._look = look
        self._entries = {entry.id: entry for entry in entries(tool)}
        self._values = filled.values
        self._stops: list[Callable[[], list[QWidget]]] = []
        self._kept_answers: tuple[Answer, ...] = ()
        self.fields: dict[str, EntryField] = {}
        self.decision: Decision | None = None
        self.result: Result | None = None
        self.kept: AnswerList | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(S4, S2, S4, S5)
        outer.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(S4)
        outer.addLayout(self._column)
        # From the beginning: room that is left must not stand between fields that move when more of them come.
        outer.addStretch(1)
        self._filled = filled
        self._steps: Iterator[int] = self._make_all()
        self._rest = QTimer(self, interval=0)
        self._rest.timeout.connect(self._make_more)
        self._next = _AT_ONCE
        self.is_whole = False
        self._make_some(_FIRST)
        self._rest.start()

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to, in order."""
        found = [stop for stops in self._stops for stop in stops()]
        found += self.result.links if self.result is not None else []
        return [*found, *(self.kept.stops if self.kept is not None else ())]

    def show_filled(self, filled: Filled) -> bool:
        """Show a copy of the same tool; what is the same in it stays as it is, caret and all.

        Returns:
            Whether every answer can be shown; otherwise the form has to be made anew.
        """
        before = self._values
        self._filled, self._values = filled, filled.values
        for id_, field in self.fields.items():
            value = self._values[id_]
            # What hasn't changed since isn't asked for: a letter in one of two hundred fields must cost nothing.
            if value != before.get(id_) and field.value != value:
                if not field.fits(value):
                    return False
                self._put(field, value)
        if self.decision is not None:
            self.decision.show_filled(filled)
        if self.result is not None:
            self.result.show_filled(filled)
        if self.is_whole and filled.kept != self._kept_answers:
            self._show_kept(filled.kept)
        return True

    def focus_first(self) -> None:
        """Move the keyboard to the first field that is empty, else to the first."""
        values = self._values
        wanted = next((id_ for id_, one in self._entries.items() if not is_filled_in(values[id_], one.names)), None)
        if self.decision is not None and wanted not in self.fields:
            self.decision.focus_first()
            return
        while wanted is not None and wanted not in self.fields and not self.is_whole:
            self._make_some(_AT_ONCE)
        field = self.fields.get(wanted or "") or next(iter(self.fields.values()), None)
        if field is not None:
            field.first_stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_of_focus(self) -> Place:
        """Return where the keyboard is."""
        focus = QApplication.focusWidget()
        caret = focus.caret if isinstance(focus, LineEdit | TextEdit) else None
        for id_, field in self.fields.items():
            if focus in field.stops:
                return Place(id_, field.stops.index(focus), caret)
        return Place()

    def focus_place(self, place: Place) -> bool:
        """Move the keyboard to an entry's widget, and the caret to where it was. Returns whether there is one."""
        field = self.fields.get(place.entry)
        if field is None:
            return False
        stops = field.stops
        stop = stops[min(place.stop, len(stops) - 1)]
        stop.setFocus(Qt.FocusReason.OtherFocusReason)
        if place.caret is not None and isinstance(stop, LineEdit | TextEdit):
            stop.put_caret(place.caret)
        return True

    def finish(self) -> None:
        """Make what isn't made yet: the rest of a long form comes when the reader sees its beginning."""
        while not self.is_whole:
            self._make_some(_AT_ONCE)

    def reach(self, place: Place, height: int) -> None:
        """Make what isn't made yet as far down as an entry's widget stands, and to a height in pixels."""
        while not self.is_whole and not (self._has(place) and self.heightForWidth(self.width()) >= height):
            self._make_some(_MOST_AT_ONCE)

    def _has(self, place: Place) -> bool:
        field = self.fields.get(place.entry)
        return not place.entry or (field is not None and len(field.stops) > place.stop)

    def _make_more(self) -> None:
        self._make_some(self._next)
        # Every time, the whole form is laid out: the longer it has become, the more are made at once.
        self._next = min(2 * self._next, _MOST_AT_ONCE)

    def _make_some(self, count: int) -> None:
        while count > 0:
            made = next(self._steps, 0)
            count -= made
            if not made:
                self.is_whole = True
                self._rest.stop()
                self.show_filled(self._filled)
                break
        self.parts_changed.emit()

    def _put(self, field: EntryField, value: Value) -> None:
        """Show an answer; of a long table, the rows that it has no widgets for come next."""
        field.set_value(value)
        if isinstance(field, TableField) and not field.is_whole:
            self._steps = chain(_rows_of(field), self._steps)
            self.is_whole = False
            self._rest.start()

    def _make_all(self) -> Iterator[int]:
        """Make the widgets, and say at each step how many fields have been made."""
        before, after = around_questions(self._tool)
        yield from self._add_blocks(before, 0)
        if self._tool.kind is ToolKind.DECISION:
            self._add_decision()
        yield from self._add_blocks(after, 0)
        if self._tool.kind is ToolKind.SELFTEST:
            self.result = Result(self._tool, self._look)
            self.result.followed.connect(self.followed)
            self.result.parts_changed.connect(self.parts_changed)
            self._column.addWidget(self.result)

    def _add_decision(self) -> None:
        self.decision = decision = Decision(self._tool, self._look)
        decision.answered.connect(self.chosen.emit)
        decision.begun_again.connect(self.cleared)
        decision.followed.connect(self.followed)
        decision.parts_changed.connect(self.parts_changed)
        self._stops.append(lambda: decision.stops)
        self._column.addWidget(decision)
        decision.show_filled(self._filled)

    def _add_blocks(self, blocks: Sequence[Block], indent: int) -> Iterator[int]:
        """Add blocks: what has no fields or ticks in it as text, in as few labels as may be."""
        run: list[Block] = []
        for block in blocks:
            if not has_entries(block):
                run.append(block)
                continue
            self._add_text(run, indent)
            run = []
            if isinstance(block, nodes.Field):
                yield from self._add_field(block)
            elif isinstance(block, nodes.ListBlock):
                yield from self._add_list(block, indent)
            elif isinstance(block, nodes.Panel):
                self._add_text([nodes.Paragraph((nodes.Strong(block.title),), block.start, block.start)], indent)
                yield from self._add_blocks(block.blocks, indent)
            elif isinstance(block, nodes.Quote):
                yield from self._add_blocks(block.blocks, indent + S4)
            elif isinstance(block, nodes.DefinitionList):
                for item in block.items:
                    self._add_text([nodes.Paragraph((nodes.Strong(item.term),), item.start, item.start)], indent)
                    yield from self._add_blocks(item.blocks, indent + S4)
        self._add_text(run, indent)

    def _add_text(self, blocks: Sequence[Block], indent: int) -> None:
        if blocks:
            text = EntryText(self._look, blocks)
            text.column.setContentsMargins(indent, 0, 0, 0)
            text.followed.connect(self.followed)
            if text.links:
                self._stops.append(lambda: list(text.links))
            self._column.addWidget(text)

    def _add_list(self, block: nodes.ListBlock, indent: int) -> Iterator[int]:
        """Add a list in which there is something to tick: its items close together."""
        for item in block.items:
            entry = self._entries.get(item.id) if item.id else None
            if entry is None:
                single = block._replace(items=(item._replace(blocks=tuple(before_entries(item.blocks))),))
                self._add_text([single], indent)
                yield from self._add_blocks(from_entries(item.blocks), indent + S5)
                continue
            below = [b for b in item.blocks[1:] if not has_entries(b)]
            lead = item.blocks[:1]
            linked = [nodes.Paragraph(tuple(links), item.start, item.start)] if (links := links_in(lead)) else []
            self._add_entry(TickField(entry, self._look, (*linked, *below)), indent, is_close=True)
            yield 1
            yield from self._add_blocks([b for b in item.blocks[1:] if has_entries(b)], indent + S5)

    def _add_field(self, field: Field) -> Iterator[int]:
        match field.kind:
            case FieldKind.DIMENSION:
                yield from self._add_dimension(field)
            case FieldKind.STEP if not field.size:
                self._column.addWidget(self._heading(with_minutes(field)))
                self._add_text(field.blocks, 0)
            case _ if field.id in self._entries:
                self._add_entry(self._make(self._entries[field.id], field), 0)
                yield 1

    def _add_dimension(self, field: Field) -> Iterator[int]:
        head = _Close()
        head.column.addWidget(self._heading(plain_text(field.label)))
        names = next((entry.names for entry in self._entries.values() if entry.field is field), ())
        head.column.addWidget(ends_row(names, self._look))
        self._column.addWidget(head)
        for option in field.options:
            entry = self._entries[f"{field.id}.{option.id}"]
            self._add_entry(ScaleField(entry, self._look, steps=self._tool.size, is_statement=True), 0)
            yield 1

    def _heading(self, text: str) -> QLabel:
        label = QLabel()
        wrap(label)
        label.setFont(self._look.font(HEADING, QFont.Weight.DemiBold))
        label.setTextFormat(Qt.TextFormat.PlainText)
        set_words(label, text, self._look)
        return label

    def _make(self, entry: Entry, field: Field) -> EntryField:
        look, blocks, value = self._look, field.blocks, self._values.get(entry.id, "")
        match field.kind:
            case FieldKind.PARAGRAPH:
                return TextField(entry, look, blocks, field.size or _LINES)
            case FieldKind.CHOICE:
                return ChoiceField(entry, look, blocks)
            case FieldKind.CHOICES:
                return ChoicesField(entry, look, blocks)
            case FieldKind.SCALE:
                return ScaleField(entry, look, blocks, steps=field.size)
            case FieldKind.TABLE:
                return TableField(entry, look, blocks, field.size or _LINES)
            case FieldKind.STEP:
                step = TextField(entry._replace(label=with_minutes(field)), look, blocks, field.size)
                step.label.setFont(look.font(HEADING, QFont.Weight.DemiBold))
                return step
        if isinstance(value, str) and "\n" in value:
            # Written when this was a field of several lines: all of them are to be seen.
            return TextField(entry, look, blocks, 1)
        return LineField(entry, look, blocks)

    def _add_entry(self, field: EntryField, indent: int, *, is_close: bool = False) -> None:
        id_ = field.entry.id
        self.fields[id_] = field
        self._put(field, self._values[id_])
        self._stops.append(lambda: field.all_stops)
        field.typed.connect(lambda value: self.typed.emit(id_, value))
        field.chosen.connect(lambda value: self.chosen.emit(id_, value))
        field.followed.connect(self.followed)
        field.told.connect(self.told)
        field.parts_changed.connect(self.parts_changed)
        if indent:
            margins = field.column.contentsMargins()
            margins.setLeft(margins.left() + indent)
            field.column.setContentsMargins(margins)
        last = self._column.itemAt(self._column.count() - 1)
        group = last.widget() if last is not None else None
        if is_close and isinstance(group, _Close):
            group.column.addWidget(field)
        elif is_close:
            group = _Close()
            group.column.addWidget(field)
            self._column.addWidget(group)
        else:
            self._column.addWidget(field)

    def _show_kept(self, answers: tuple[Answer, ...]) -> None:
        self._kept_answers = answers
        if self.kept is not None:
            self._column.removeWidget(self.kept)
            self.kept.hide()
            self.kept.deleteLater()
            self.kept = None
        if answers:
            why = _("The tool has changed since this was filled in. What has no field any more is kept here.")
            self.kept = AnswerList(answers, self._look, _("Answers from an earlier edition"), why)
            self.kept.copied.connect(self.copied)
            self._column.addWidget(self.kept)
        self.parts_changed.emit()


class _Close(QWidget):
    """Widgets that stand close together."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(S1)


def _rows_of(table: TableField) -> Iterator[int]:
    while not table.is_whole:
        yield table.make_more()
