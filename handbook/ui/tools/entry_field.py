"""What every field of a form has: a label, help, something to fill in, and a hint below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from handbook.ui.notes.page_marks import short
from handbook.ui.theme import S1
from handbook.ui.tools.look import BODY, SMALL
from handbook.ui.tools.prose import links_of, set_words, text_widgets, words_of, wrap

if TYPE_CHECKING:
    from handbook.book.forms import Entry, Value
    from handbook.book.nodes import Block
    from handbook.ui.tools.look import Look
    from handbook.ui.tools.prose import Prose

# In characters: what is said with a field, before it can be filled in, must come to an end.
_LONGEST_HELP = 500


class EntryField(QWidget):
    """The field of one entry.

    Attributes:
        entry: What is asked for.
        look: How it is drawn.
        column: Where its parts stand, from above.
        links: The labels of its help that hold links.
        help: The words of its help, on one line.

    Signals:
        typed: Letters were typed: the answer as it is now.
        chosen: Something was chosen, added or removed: the answer as it is now.
        followed: A link in its help was followed.
        told: Something the reader should know, in a sentence.
        parts_changed: It has other widgets than before.
    """

    typed = Signal(object)
    chosen = Signal(object)
    followed = Signal(str)
    told = Signal(str)
    parts_changed = Signal()

    def __init__(self, entry: Entry, look: Look, blocks: tuple[Block, ...] = (), *, is_headed: bool = True) -> None:
        """Begin a field with its label and its help.

        Args:
            entry: What is asked for.
            look: How it is drawn.
            blocks: The help.
            is_headed: Whether the label is set as a heading; a statement's isn't.
        """
        super().__init__()
        self.entry = entry
        self.look = look
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(S1)
        self.links: list[Prose] = []
        self.help = ""
        self._hint: QLabel | None = None
        self.label = QLabel()
        wrap(self.label)
        self.label.setFont(look.font(BODY, QFont.Weight.DemiBold if is_headed else QFont.Weight.Normal))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        set_words(self.label, entry.label, look)
        self.column.addWidget(self.label)
        self.add_text(blocks)

    @property
    def value(self) -> Value:
        """The answer."""
        raise NotImplementedError

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to, in order, those of the help left out."""
        raise NotImplementedError

    @property
    def all_stops(self) -> list[QWidget]:
        """The same with the links of the help, as they stand."""
        return [*self.links, *self.stops]

    @property
    def first_stop(self) -> QWidget:
        """The widget that filling it in begins at."""
        return self.stops[0]

    def set_value(self, value: Value) -> None:
        """Show an answer, without a signal; the caret stays where the text is the same."""
        raise NotImplementedError

    def fits(self, value: Value) -> bool:
        """Whether an answer can be shown just as it is."""
        return isinstance(value, str)

    def add_text(self, blocks: tuple[Block, ...]) -> None:
        """Add text below what is there; to the ear, it belongs to what is filled in."""
        self.help = short(" ".join(filter(None, (self.help, words_of(blocks)))), _LONGEST_HELP)
        made = text_widgets(blocks, self.look)
        for widget in made:
            self.column.addWidget(widget)
        for label in links_of(made):
            label.followed.connect(self.followed)
            self.links.append(label)

    def name(self, widget: QWidget, more: str = "") -> None:
        """Let the label be the widget's for the eye, and its name for the ear, with the help behind it."""
        self.label.setBuddy(widget)
        set_words(self.label, self.entry.label, self.look)
        widget.setAccessibleDescription(self.help)
        widget.setAccessibleName(f"{self.entry.label} ({more})" if more else self.entry.label)

    def show_hint(self, text: str, widget: QWidget) -> None:
        """Say below the field what is unusual about the answer; "" for nothing."""
        if self._hint is None:
            if not text:
                return
            self._hint = QLabel()
            self._hint.setObjectName("Hint")
            wrap(self._hint)
            self._hint.setFont(self.look.font(SMALL))
            self._hint.setTextFormat(Qt.TextFormat.PlainText)
            self.column.addWidget(self._hint)
        self._hint.setText(text)
        self._hint.setVisible(bool(text))
        widget.setAccessibleDescription(" ".join(filter(None, (text, self.help))))
