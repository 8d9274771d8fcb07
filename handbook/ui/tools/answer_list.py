"""Answers that are only shown: those that have no field any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from handbook.i18n import _
from handbook.notes.filled import shown
from handbook.ui.icons import icon
from handbook.ui.theme import S1, S2, S3
from handbook.ui.tools.look import BODY, HEADING, SMALL
from handbook.ui.tools.prose import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.notes.filled import Answer
    from handbook.ui.tools.look import Look

_ICON = 16


class AnswerList(QWidget):
    """A list of answers, each with its label, that can be selected and copied.

    Attributes:
        stops: The widgets that Tab comes to, in order.

    Signals:
        copied: An answer was asked for: its text.
    """

    copied = Signal(str)

    def __init__(self, answers: Sequence[Answer], look: Look, title: str, why: str) -> None:
        """Show answers.

        Args:
            answers: Which.
            look: How they are drawn.
            title: A heading; "" for none.
            why: Why they stand here; "" to leave it open.
        """
        super().__init__()
        self._look = look
        self.stops: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, S2, 0, 0)
        self._column.setSpacing(S1)
        for text, pixels, weight in ((title, HEADING, QFont.Weight.DemiBold), (why, SMALL, QFont.Weight.Normal)):
            if text:
                label = self._label(text, pixels, weight)
                label.setObjectName("Hint" if text is why else "")
                self._column.addWidget(label)
        for answer in answers:
            words = shown(answer)
            if words:
                self._add(answer.label, words)

    def _add(self, label: str, words: str) -> None:
        look = self._look
        self._column.addSpacing(S2)
        row = QHBoxLayout()
        row.setSpacing(S3)
        row.addWidget(self._label(label, BODY, QFont.Weight.DemiBold), 1)
        button = QToolButton()
        button.setIcon(icon("copy", look.theme))
        button.setIconSize(QSize(look.size(_ICON), look.size(_ICON)))
        button.setToolTip(_("Copy this answer"))
        button.setAccessibleName(_("Copy the answer to “{label}”").format(label=label))
        button.clicked.connect(lambda: self.copied.emit(words))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(row)
        answer = self._label(words, BODY, QFont.Weight.Normal)
        answer.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        answer.setAccessibleName(f"{label}: {words}")
        self._column.addWidget(answer)
        self.stops += [button, answer]

    def _label(self, text: str, pixels: int, weight: QFont.Weight) -> QLabel:
        label = QLabel()
        wrap(label)
        label.setFont(self._look.font(pixels, weight))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        return label
