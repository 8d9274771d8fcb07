"""Fields in which something is chosen: one option, several, a step on a scale, a tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from handbook.book.forms import DONE
from handbook.i18n import _
from handbook.ui.flow import FlowLayout
from handbook.ui.theme import S1, S2, S5
from handbook.ui.tools.entry_field import EntryField
from handbook.ui.tools.look import SMALL
from handbook.ui.tools.option import Option, TickBox
from handbook.ui.tools.prose import links_of, set_words, text_widgets, words_of, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.forms import Entry, Value
    from handbook.book.nodes import Block
    from handbook.ui.tools.look import Look


class Choices(QWidget):
    """Radio buttons of which one is chosen, or none. Tab comes to one of them, arrows go on.

    Attributes:
        options: Id → button, in order.

    Signals:
        picked: Another one is chosen: its id, "" for none.
    """

    picked = Signal(str)

    def __init__(
        self, options: dict[str, Option], layout: QLayout, name: str, help_: str = "", *, arrows_choose: bool = True
    ) -> None:
        """Make the group.

        Args:
            options: Id → button.
            layout: How they stand.
            name: What they answer, for the ear.
            help_: What is said about that; it is heard where Tab comes in.
            arrows_choose: Whether an arrow key chooses what it comes to, as radio buttons do.
        """
        super().__init__()
        self.options = options
        self._arrows_choose = arrows_choose
        self._name, self._help = name, help_
        self.setAccessibleName(name)
        self.setAccessibleDescription(help_)
        self.setLayout(layout)
        for id_, option in options.items():
            layout.addWidget(option)
            option.picked.connect(lambda on, id_=id_: self._pick(id_ if on else ""))
            option.stepped.connect(lambda by, id_=id_: self._step(id_, by))
            option.cleared.connect(self._clear)
            option.left.connect(self._place_help)
        self._let_tab_in()

    @property
    def chosen(self) -> str:
        """Id of what is chosen; "" for none."""
        return next((id_ for id_, option in self.options.items() if option.isChecked()), "")

    @property
    def stop(self) -> Option:
        """The button that Tab comes to."""
        return self.options.get(self.chosen) or next(iter(self.options.values()))

    def put(self, chosen: str) -> None:
        """Show what is chosen, without a signal."""
        for id_, option in self.options.items():
            if option.isChecked() != (id_ == chosen):
                option.put(on=id_ == chosen)
        self._let_tab_in()

    def choose(self, id_: str) -> None:
        """Choose one of them as the reader does, with the keyboard at it."""
        self._pick(id_)
        self.options[id_].setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick(self, id_: str) -> None:
        self.put(id_)
        self.picked.emit(id_)

    def _clear(self) -> None:
        if self.chosen:
            self._pick("")

    def _step(self, id_: str, by: int) -> None:
        ids = list(self.options)
        target = ids[(ids.index(id_) + by) % len(ids)]
        if self._arrows_choose:
            self._pick(target)
        self.options[target].setFocus(Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason)

    def _let_tab_in(self) -> None:
        stop = self.stop
        for option in self.options.values():
            option.setFocusPolicy(Qt.FocusPolicy.StrongFocus if option is stop else Qt.FocusPolicy.ClickFocus)
        self._place_help()

    def _place_help(self) -> None:
        """Let the help be heard where Tab comes in; it stays there as long as the keyboard is here."""
        if not any(option.hasFocus() for option in self.options.values()):
            stop = self.stop
            for option in self.options.values():
                option.setAccessibleDescription(f"{self._name} {self._help}".rstrip() if option is stop else self._name)


class ChoiceField(EntryField):
    """One of some options."""

    def __init__(self, entry: Entry, look: Look, blocks: tuple[Block, ...] = ()) -> None:
        super().__init__(entry, look, blocks)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        options = {id_: Option(name, look) for id_, name in entry.names}
        self.choices = Choices(options, column, entry.label, self.help)
        self.choices.picked.connect(self.chosen.emit)
        self.column.addWidget(self.choices)

    @property
    def value(self) -> Value:
        """The answer."""
        return self.choices.chosen

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab may come to."""
        return list(self.choices.options.values())

    @property
    def first_stop(self) -> QWidget:
        """The button that Tab comes to."""
        return self.choices.stop

    def set_value(self, value: Value) -> None:
        """Show an answer."""
        self.choices.put(str(value))

    def fits(self, value: Value) -> bool:
        """Whether it is one of the options."""
        return value == "" or value in self.choices.options


class ScaleField(ChoiceField):
    """A step on a scale, between the words for its ends."""

    def __init__(
        self, entry: Entry, look: Look, blocks: tuple[Block, ...] = (), *, steps: int, is_statement: bool = False
    ) -> None:
        """Make the field.

        Args:
            entry: What is asked for.
            look: How it is drawn.
            blocks: Help.
            steps: How many there are.
            is_statement: Whether it is a self-test's: those say what the ends mean once for all.
        """
        EntryField.__init__(self, entry, look, blocks, is_headed=not is_statement)
        ends = dict(entry.names)
        options = {}
        for step in map(str, range(1, steps + 1)):
            option = Option(step, look, is_step=True)
            name = _("{step} of {steps}").format(step=step, steps=steps)
            option.setAccessibleName(f"{name}: {ends[step]}" if step in ends else name)
            option.setToolTip(ends.get(step, ""))
            options[step] = option
            # Twenty statements are answered without going from step to step.
            option.numbered.connect(self._choose_step)
        self.choices = Choices(options, FlowLayout(S2), entry.label, self.help)
        self.choices.picked.connect(self.chosen.emit)
        self.column.addWidget(self.choices)
        if not is_statement:
            self.column.addWidget(ends_row(entry.names, look))

    def _choose_step(self, digit: str) -> None:
        if digit in self.choices.options:
            self.choices.choose(digit)


class ChoicesField(EntryField):
    """As many of some options as fit."""

    def __init__(self, entry: Entry, look: Look, blocks: tuple[Block, ...] = ()) -> None:
        super().__init__(entry, look, blocks)
        group = QWidget()
        group.setAccessibleName(entry.label)
        group.setAccessibleDescription(self.help)
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.boxes: dict[str, TickBox] = {}
        for id_, name in entry.names:
            box = TickBox(name, look)
            box.setAccessibleDescription(entry.label if self.boxes else f"{entry.label} {self.help}".rstrip())
            box.clicked.connect(lambda _checked: self.chosen.emit(self.value))
            self.boxes[id_] = box
            column.addWidget(box)
        self.column.addWidget(group)

    @property
    def value(self) -> Value:
        """The answer."""
        return tuple(id_ for id_, box in self.boxes.items() if box.isChecked())

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to."""
        return list(self.boxes.values())

    def set_value(self, value: Value) -> None:
        """Show an answer."""
        for id_, box in self.boxes.items():
            box.setChecked(id_ in value)

    def fits(self, value: Value) -> bool:
        """Whether it holds options alone."""
        return not isinstance(value, str) and all(part in self.boxes for part in value)


class TickField(EntryField):
    """Something to tick, with what belongs to it below."""

    def __init__(self, entry: Entry, look: Look, blocks: tuple[Block, ...] = ()) -> None:
        super().__init__(entry, look)
        # The box has its words itself.
        self.label.hide()
        self.box = TickBox(entry.label, look)
        self.box.clicked.connect(lambda _checked: self.chosen.emit(self.value))
        self.column.addWidget(self.box)
        if blocks:
            self.box.setAccessibleDescription(words_of(blocks))
            self.column.setContentsMargins(0, 0, 0, S1)
            inner = EntryText(look, blocks)
            inner.column.setContentsMargins(self.box.indent, 0, 0, 0)
            inner.followed.connect(self.followed)
            self.links += inner.links
            self.column.addWidget(inner)

    @property
    def value(self) -> Value:
        """The answer."""
        return DONE if self.box.isChecked() else ""

    @property
    def stops(self) -> list[QWidget]:
        """The widget that Tab comes to."""
        return [self.box]

    @property
    def all_stops(self) -> list[QWidget]:
        """The box, and then the links of what stands below it."""
        return [self.box, *self.links]

    def set_value(self, value: Value) -> None:
        """Show an answer."""
        self.box.setChecked(bool(value))


class EntryText(QWidget):
    """Text below an entry.

    Attributes:
        column: Where it stands.
        links: The labels that hold links.

    Signals:
        followed: A link was followed.
    """

    followed = Signal(str)

    def __init__(self, look: Look, blocks: Sequence[Block]) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(S1)
        made = text_widgets(blocks, look)
        for widget in made:
            self.column.addWidget(widget)
        self.links = links_of(made)
        for label in self.links:
            label.followed.connect(self.followed)


def ends_row(names: Sequence[tuple[str, str]], look: Look) -> QWidget:
    """Return the words for the ends of a scale, the lower one at the left and the upper one at the right.

    Args:
        names: The words by step.
        look: How they are drawn.
    """
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(S1, 0, S1, 0)
    layout.setSpacing(S5)
    for (step, name), side in zip(names, (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=False):
        label = QLabel()
        label.setObjectName("Hint")
        wrap(label)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(look.font(SMALL))
        label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
        set_words(label, f"{step} = {name}", look)
        layout.addWidget(label, 1)
    return row
