"""The left half of the export dialog: the questions, and only those that the other answers leave open."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from handbook.export.report import Format, GroupBy, Options, Paper
from handbook.i18n import _
from handbook.notes.model import Kind
from handbook.ui.export.choices import (
    LEAST_POINTS,
    MOST_POINTS,
    Choices,
    Material,
    What,
    format_names,
    group_names,
    what_names,
)
from handbook.ui.reader.chapter_page import chapter_title
from handbook.ui.theme import S1, S2, S4, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum
    from typing import TypeVar

    from PySide6.QtGui import QWheelEvent

    _Choice = TypeVar("_Choice", bound=StrEnum)

# By how many percent the style darkens the window's colour for an outline.
_FUSION_DARKENS = 140
_MANY_NOTES = 2_000
_KEY = Qt.ItemDataRole.UserRole


class ExportForm(QWidget):
    """Asks what is exported, and how.

    Signals:
        changed: An answer is another one now.
    """

    changed = Signal()

    def __init__(self, material: Material, choices: Choices, theme: Theme, *, has_formats: bool) -> None:
        """Ask about `material`, with `choices` as the first answers.

        Args:
            material: What there is to choose from.
            choices: What was chosen before.
            theme: Its colours.
            has_formats: Whether there is a choice of formats; what is printed is a PDF.
        """
        super().__init__()
        self._material = material
        self._has_formats = has_formats
        self.what = _combo(what_names(material), choices.what)
        self.chapters = _chapter_list(material)
        self.cost = QLabel(_("So many notes take some seconds to set, and up to a gigabyte of memory."))
        self.cost.setObjectName("Hint")
        self.cost.setWordWrap(True)
        self.format = _combo(format_names(), choices.format)
        self.title = QLineEdit(choices.title)
        self.title.setMaxLength(200)
        self.author = QLineEdit(choices.author)
        self.author.setMaxLength(200)
        self.quotes = QCheckBox(_("With what I highlighted"))
        self.quotes.setChecked(choices.options.has_quotes)
        self.group = _combo(group_names(), choices.options.group_by)
        self.paper = _combo({Paper.A4: "A4", Paper.LETTER: "Letter"}, choices.options.paper)
        self.paper.setMinimumContentsLength(len("Letter"))
        self.points = _Size()
        self.points.setRange(LEAST_POINTS, MOST_POINTS)
        self.points.setDecimals(1)
        self.points.setSingleStep(0.5)
        self.points.setSuffix(_(" pt"))
        self.points.setValue(choices.options.points)
        self.grey = QCheckBox(_("Without colours"))
        self.grey.setChecked(choices.options.is_grey)
        for widget in (self.what, self.format, self.group, self.paper, self.points, self.quotes, self.grey):
            widget.setPalette(_outlined(widget.palette(), theme))
        self.chapters.setItemDelegate(_ChapterDelegate(theme, self.chapters))
        fields = (self.what, self.format, self.title, self.author, self.group, self.paper, self.points)
        for field in fields:
            # In one column, or beside each other, they are all as high.
            field.setFixedHeight(max(each.sizeHint().height() for each in fields))
        self._lay_out()
        self._connect()
        self._fit()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S4, S4, S4, S4)
        layout.setSpacing(S1)
        self._rows: dict[QWidget, QWidget] = {}
        questions: tuple[tuple[str, QWidget], ...] = (
            (_("&What"), self.what),
            (_("&Chapters"), self.chapters),
            (_("&Format"), self.format),
            (_("&Title"), self.title),
            (_("Your &name"), self.author),
            (_("What stands togethe&r"), self.group),
        )
        for name, widget in questions:
            self._add(layout, name, widget)
            if widget is self.what:
                layout.addWidget(self.cost)
        measures = QWidget()
        grid = QGridLayout(measures)
        grid.setContentsMargins(0, 0, 0, S2)
        grid.setHorizontalSpacing(S4)
        grid.setVerticalSpacing(S1)
        grid.addWidget(_label(_("P&aper"), self.paper), 0, 0)
        grid.addWidget(self.paper, 1, 0)
        grid.addWidget(_label(_("Text si&ze"), self.points), 0, 1)
        grid.addWidget(self.points, 1, 1)
        self._measures = measures
        layout.addWidget(measures)
        layout.addWidget(self.quotes)
        layout.addWidget(self.grey)
        layout.addStretch(1)
        # Tab goes as the eye does, not in the order in which they were made.
        stops = (
            *(self.what, self.chapters, self.format, self.title, self.author, self.group, self.paper, self.points),
            *(self.quotes, self.grey),
        )
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _add(self, layout: QVBoxLayout, name: str, widget: QWidget) -> None:
        row = QWidget()
        inner = QVBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, S2)
        inner.setSpacing(S1)
        inner.addWidget(_label(name, widget))
        inner.addWidget(widget)
        layout.addWidget(row)
        self._rows[widget] = row

    def _connect(self) -> None:
        for combo in (self.what, self.format, self.group, self.paper):
            combo.currentIndexChanged.connect(self._on_change)
        for field in (self.title, self.author):
            field.textChanged.connect(self._on_change)
        for box in (self.quotes, self.grey):
            box.toggled.connect(self._on_change)
        self.points.valueChanged.connect(self._on_change)
        self.chapters.itemChanged.connect(self._on_change)

    @property
    def choices(self) -> Choices:
        """The answers."""
        ticked = []
        for row in range(self.chapters.count()):
            item = self.chapters.item(row)
            if item.checkState() is Qt.CheckState.Checked:
                ticked.append(str(item.data(_KEY)))
        return Choices(
            what=What(self.what.currentData()),
            chapters=tuple(ticked),
            format=Format(self.format.currentData()) if self._has_formats else Format.PDF,
            title=self.title.text().strip(),
            author=self.author.text().strip(),
            options=Options(
                has_quotes=self.quotes.isChecked(),
                group_by=GroupBy(self.group.currentData()),
                paper=Paper(self.paper.currentData()),
                points=self.points.value(),
                is_grey=self.grey.isChecked(),
            ),
        )

    def _on_change(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """Show the questions that there are with these answers."""
        choices = self.choices
        is_notes, is_data = choices.what.is_notes, choices.format is Format.JSON
        is_pdf, has_colours = choices.format is Format.PDF, choices.format in (Format.PDF, Format.HTML)
        self._rows[self.chapters].setVisible(choices.what is What.CHAPTERS)
        self._rows[self.format].setVisible(self._has_formats)
        self._rows[self.title].setVisible(not is_data)
        self._rows[self.author].setVisible(is_notes and not is_data)
        # One filled copy is all there is in its file: nothing of it can stand together with something else.
        is_copy = len(noted := self._material.annotations(choices.what)) == 1 and noted[0].kind is Kind.TOOL
        has_groups = is_notes and not is_data and not is_copy
        self._rows[self.group].setVisible(has_groups)
        self.author.setPlaceholderText(_("Stands above the title") if is_copy else _("Stands on the front page"))
        self._measures.setVisible(is_pdf)
        self.quotes.setVisible(has_groups)
        self.grey.setVisible(has_colours)
        self.cost.setVisible(len(noted) > _MANY_NOTES and is_pdf)


class _Combo(QComboBox):
    """A choice that the wheel doesn't change: who scrolls past it means the questions, not the answer."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Size(QDoubleSpinBox):
    """A size that the wheel doesn't change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _label(name: str, widget: QWidget) -> QLabel:
    label = QLabel(name)
    label.setBuddy(widget)
    widget.setAccessibleName(name.replace("&", ""))
    return label


def _outlined(palette: QPalette, theme: Theme) -> QPalette:
    """Return a palette whose outlines can be seen: Fusion makes them darker than the window, however dark that is.

    What has the keyboard it outlines in the colour of a selection, which is too soft for a line.
    """
    palette = QPalette(palette)
    for role, colour in (
        (QPalette.ColorRole.Window, QColor(theme.border).lighter(_FUSION_DARKENS)),
        (QPalette.ColorRole.Highlight, QColor(theme.focus)),
        (QPalette.ColorRole.HighlightedText, QColor(theme.accent_text)),
    ):
        palette.setColor(role, colour)
    return palette


class _ChapterDelegate(QStyledItemDelegate):
    """Draws the boxes of the chapters with an outline that can be seen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.palette = _outlined(option.palette, self._theme)
        # The list itself has no ground of its own, and a box on none would be black.
        option.palette.setColor(QPalette.ColorRole.Base, QColor(self._theme.raised))


def _combo(names: Mapping[_Choice, str], current: _Choice) -> QComboBox:
    combo = _Combo()
    # The longest name must not make the dialog wider than a small screen.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    for value, name in names.items():
        combo.addItem(name, value.value)
    combo.setCurrentIndex(max(0, combo.findData(current.value)))
    return combo


def _chapter_list(material: Material) -> QListWidget:
    chapters = QListWidget()
    chapters.setObjectName("Card")
    chapters.setSpacing(1)
    chapters.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    chapters.setMinimumHeight(150)
    chapters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    chapters.setTextElideMode(Qt.TextElideMode.ElideRight)
    for chapter in material.handbook.chapters:
        item = QListWidgetItem(chapter_title(chapter))
        item.setToolTip(chapter.title)
        item.setData(_KEY, chapter.key)
        item.setCheckState(Qt.CheckState.Checked if chapter.key == material.chapter else Qt.CheckState.Unchecked)
        chapters.addItem(item)
    return chapters
