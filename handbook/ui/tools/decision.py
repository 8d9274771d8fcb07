"""A decision tree: one question at a time, the way so far above it, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from handbook.book.forms import fields, route
from handbook.book.walk import plain_text
from handbook.i18n import _
from handbook.ui.flow import FlowLayout
from handbook.ui.theme import S1, S2
from handbook.ui.tools.chosen_fields import Choices, EntryText
from handbook.ui.tools.look import HEADING, SMALL
from handbook.ui.tools.option import Option, WayButton
from handbook.ui.tools.prose import set_words, words_of, wrap

if TYPE_CHECKING:
    from handbook.book.nodes import Field, Tool
    from handbook.notes.filled import Filled
    from handbook.ui.tools.look import Look
    from handbook.ui.tools.prose import Prose


class Decision(QWidget):
    """The questions of a decision.

    Attributes:
        way: The questions that were answered before the one on the screen, as buttons.
        choices: The answers to the question on the screen; None at an outcome.
        back: Goes one question back.
        again: Takes the answers to all questions back.

    Signals:
        answered: A question was answered: its id, and the answer's.
        begun_again: The answers to all questions are to be taken back.
        followed: A link was followed.
        parts_changed: Another question is on the screen.
    """

    answered = Signal(str, str)
    begun_again = Signal()
    followed = Signal(str)
    parts_changed = Signal()

    def __init__(self, tool: Tool, look: Look) -> None:
        super().__init__()
        self._tool = tool
        self._look = look
        self._filled: Filled | None = None
        # The question that the reader has gone back to; "" for the end of the way.
        self._looked_at = ""
        self._key: tuple[object, ...] = ()
        self.way: list[WayButton] = []
        self.choices: Choices | None = None
        self.links: list[Prose] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S1)
        self._page: QWidget | None = None
        self.back, self.again = QPushButton(_("Back")), QPushButton(_("Begin again"))
        for button, act in ((self.back, self.go_back), (self.again, self.begun_again.emit)):
            button.setFont(look.font(SMALL))
            button.clicked.connect(act)
        row = FlowLayout(S2)
        row.addWidget(self.back)
        row.addWidget(self.again)
        self._column.addLayout(row)

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to, in order."""
        options: list[QWidget] = list(self.choices.options.values()) if self.choices is not None else []
        return [*self.way, *self.links, *options, self.back, self.again]

    def show_filled(self, filled: Filled) -> None:
        """Show where a copy has come to."""
        self._filled = filled
        if self._looked_at and filled.values.get(self._looked_at, "") == "":
            self._looked_at = ""
        self._show()

    def go_back(self) -> None:
        """Go one question back along the way."""
        if self.way:
            self.way[-1].click()

    def focus_first(self) -> None:
        """Move the keyboard to the answers, or to the way on where there are none.

        Where nothing leads on it is the way back: pressed once too often, the key that led here does no harm there.
        """
        stop: QWidget = self.choices.stop if self.choices is not None else next(iter(self.links), self.back)
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        filled = self._filled
        if filled is None:
            return
        values = filled.values
        found = route(self._tool, values)
        ids = [field.id for field in found.asked]
        place = ids.index(self._looked_at) if self._looked_at in ids else len(ids) - 1
        is_end = found.outcome is not None and self._looked_at not in ids
        before = found.asked if is_end else found.asked[:place]
        key = (tuple((field.id, values.get(field.id)) for field in before), is_end, None if is_end else ids[place])
        if key != self._key or self._page is None:
            self._key = key
            keyboard = QApplication.focusWidget()
            had_keyboard = self._page is not None and keyboard is not None and self._page.isAncestorOf(keyboard)
            self._set_page(before, found.outcome if is_end else found.asked[place])
            if had_keyboard:
                # When the click that led here is over.
                QTimer.singleShot(0, self, self.focus_first)
        if self.choices is not None and not is_end:
            self.choices.put(str(values.get(ids[place], "")))
        self.back.setEnabled(bool(self.way))
        self.again.setEnabled(any(values.get(field.id) for field in fields(self._tool) if field.options))

    def _set_page(self, before: tuple[Field, ...], field: Field | None) -> None:
        if self._page is not None:
            self._column.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, S2)
        column.setSpacing(S1)
        self.way, self.links, self.choices = [], [], None
        for asked in before:
            button = self._way_button(asked)
            column.addWidget(button)
            self.way.append(button)
        if before:
            line = QFrame()
            line.setFixedHeight(1)
            line.setStyleSheet(f"background: {self._look.theme.rule}")
            column.addSpacing(S1)
            column.addWidget(line)
            column.addSpacing(S2)
        if field is not None:
            self._add_field(column, field)
        self._column.insertWidget(0, page)
        # To the ear, too, it comes before the buttons below it.
        page.lower()
        self.parts_changed.emit()

    def _add_field(self, column: QVBoxLayout, field: Field) -> None:
        look = self._look
        name = plain_text(field.label)
        title = QLabel()
        wrap(title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(look.font(HEADING, QFont.Weight.DemiBold))
        set_words(title, name, look)
        column.addWidget(title)
        if field.blocks:
            text = EntryText(look, field.blocks)
            text.followed.connect(self.followed)
            self.links = list(text.links)
            column.addWidget(text)
        if field.options:
            answers = QVBoxLayout()
            answers.setContentsMargins(0, S1, 0, 0)
            answers.setSpacing(0)
            options = {option.id: Option(plain_text(option.label), look) for option in field.options}
            self.choices = Choices(options, answers, name, words_of(field.blocks), arrows_choose=False)
            for id_, option in options.items():
                # Also when it is chosen already: then it is where the reader goes on to.
                option.picked.connect(lambda _on, id_=id_: self._answer(field.id, id_))
                option.cleared.connect(lambda: self._answer(field.id, ""))
            column.addWidget(self.choices)
        elif self.isVisible():
            words = _("Outcome: {name}").format(name=name)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _way_button(self, asked: Field) -> WayButton:
        given = self._filled.values.get(asked.id) if self._filled is not None else None
        answer = next((plain_text(option.label) for option in asked.options if option.id == given), "")
        button = WayButton(f"{plain_text(asked.label)} – {answer}", self._look)
        button.setAccessibleDescription(_("Change this answer"))
        button.clicked.connect(lambda: self._look_at(asked.id))
        return button

    def _look_at(self, id_: str) -> None:
        self._looked_at = id_
        self._show()
        QTimer.singleShot(0, self, self.focus_first)

    def _answer(self, id_: str, answer: str) -> None:
        self._looked_at = ""
        self.answered.emit(id_, answer)
        # Said already before: then nothing has changed but what the reader looks at.
        self._show()
