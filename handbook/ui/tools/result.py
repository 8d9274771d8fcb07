"""How a self-test came out: a mean and a bar for each dimension, and what to read next, the lowest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from handbook.book.forms import fields, scores
from handbook.book.nodes import FieldKind
from handbook.book.walk import plain_text
from handbook.export.scores import mean_words, share
from handbook.i18n import _
from handbook.ui.theme import S1, S2, S3
from handbook.ui.tools.chosen_fields import EntryText
from handbook.ui.tools.look import BODY, HEADING, SMALL
from handbook.ui.tools.prose import set_words, wrap

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from handbook.book.nodes import Tool
    from handbook.notes.filled import Filled
    from handbook.ui.tools.look import Look
    from handbook.ui.tools.prose import Prose

_PARTS = 1_000
_THICK = 12


class Bar(QProgressBar):
    """A bar in the theme's colours; to the ear it is what is said beside it."""

    def __init__(self, look: Look, thickness: int) -> None:
        super().__init__()
        self._theme = look.theme
        self.setRange(0, _PARTS)
        self.setTextVisible(False)
        self.setFixedHeight(look.size(thickness))

    def show_share(self, share: float, words: str) -> None:
        """Fill a share of it, from 0 to 1, and say what that means."""
        self.setValue(round(share * _PARTS))
        self.setAccessibleName(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = rect.height() / 2
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.setBrush(QColor(self._theme.raised))
        painter.drawRoundedRect(rect, radius, radius)
        if self.value():
            rect.setWidth(max(rect.height(), rect.width() * self.value() / _PARTS))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.accent))
            painter.drawRoundedRect(rect, radius, radius)
        painter.end()


class Result(QWidget):
    """The result of a self-test, as far as it is answered.

    Attributes:
        links: The labels that hold links, in the order of what to read next.

    Signals:
        followed: A link was followed.
        parts_changed: What to read next stands in another order.
    """

    followed = Signal(str)
    parts_changed = Signal()

    def __init__(self, tool: Tool, look: Look) -> None:
        super().__init__()
        self._tool = tool
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, S2, 0, 0)
        self._column.setSpacing(S1)
        self._column.addWidget(_label(_("Result"), look, HEADING, QFont.Weight.DemiBold))
        self._lines: dict[str, QLabel] = {}
        self._bars: dict[str, Bar] = {}
        self._readings: dict[str, QWidget] = {}
        self._links: dict[str, list[Prose]] = {}
        self._order: list[str] = []
        self._next = _label(_("What to read next"), look, HEADING, QFont.Weight.DemiBold)
        dimensions = [field for field in fields(tool) if field.kind is FieldKind.DIMENSION]
        for field in dimensions:
            name = plain_text(field.label)
            self._column.addWidget(_label(name, look, BODY, QFont.Weight.DemiBold))
            self._bars[field.id] = Bar(look, _THICK)
            self._lines[field.id] = _label("", look, SMALL)
            self._column.addWidget(self._bars[field.id])
            self._column.addWidget(self._lines[field.id])
            self._column.addSpacing(S2)
        self._column.addWidget(self._next)
        for field in dimensions:
            if field.blocks:
                reading = EntryText(look, field.blocks)
                reading.setParent(self)
                reading.hide()
                reading.column.insertWidget(0, _label(plain_text(field.label), look, BODY, QFont.Weight.DemiBold))
                reading.column.setContentsMargins(0, 0, 0, S3)
                reading.followed.connect(self.followed)
                self._readings[field.id] = reading
                self._links[field.id] = reading.links
        self._first = self._column.count()

    @property
    def links(self) -> list[Prose]:
        """The labels that hold links and can be seen."""
        return [label for id_ in self._order for label in self._links[id_]]

    def show_filled(self, filled: Filled) -> None:
        """Show how a copy comes out."""
        found = scores(self._tool, filled.values)
        for score in found:
            words = mean_words(score)
            self._lines[score.dimension.id].setText(words)
            self._bars[score.dimension.id].show_share(share(score), f"{score.label}: {words}")
        answered = [score for score in found if score.mean is not None and score.dimension.id in self._readings]
        order = [score.dimension.id for score in sorted(answered, key=lambda score: score.mean or 0)]
        self._next.setVisible(bool(order))
        if order != self._order:
            self._order = order
            for id_, reading in self._readings.items():
                self._column.removeWidget(reading)
                reading.setVisible(id_ in order)
            for place, id_ in enumerate(order):
                self._column.insertWidget(self._first + place, self._readings[id_])
            self.parts_changed.emit()


def _label(text: str, look: Look, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QLabel:
    label = QLabel()
    wrap(label)
    label.setFont(look.font(pixels, weight))
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_words(label, text, look)
    return label
