"""The questions of the export dialog: only those that the other answers leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from handbook.export.report import Format, GroupBy, Options, Paper
from handbook.ui.export.choices import Choices, Material, What
from handbook.ui.export.form import ExportForm
from handbook.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

_ALL = {"chapters", "format", "title", "author", "group", "paper", "points", "quotes", "grey"}


@pytest.fixture
def form(qtbot: QtBot, material: Callable[..., Material]) -> Callable[..., ExportForm]:
    """Return a function that makes the form, with fields of `Choices` as its first answers."""

    def make(given: Material | None = None, *, has_formats: bool = True, **chosen: object) -> ExportForm:
        made = ExportForm(
            given if given is not None else material(),
            Choices(**chosen),  # type: ignore[arg-type]  # the tests know the fields
            THEMES["light"],
            has_formats=has_formats,
        )
        qtbot.addWidget(made)
        return made

    return make


def asked(form: ExportForm) -> set[str]:
    """Return the names of the questions that are there."""
    return {name for name in _ALL if getattr(form, name).isVisibleTo(form)}


@pytest.mark.parametrize(
    ("what", "format_", "wanted"),
    [
        (What.NOTES, Format.PDF, _ALL - {"chapters"}),
        (What.NOTES, Format.HTML, {"format", "title", "author", "group", "quotes", "grey"}),
        (What.NOTES, Format.MARKDOWN, {"format", "title", "author", "group", "quotes"}),
        (What.NOTES, Format.JSON, {"format"}),
        (What.CHAPTER, Format.PDF, {"format", "title", "paper", "points", "grey"}),
        (What.CHAPTERS, Format.HTML, {"chapters", "format", "title", "grey"}),
        (What.HANDBOOK, Format.JSON, {"format"}),
    ],
)
def test_questions_come_and_go_with_the_answers(
    form: Callable[..., ExportForm], what: What, format_: Format, wanted: set[str]
) -> None:
    assert asked(form(what=what, format=format_)) == wanted
    # The same when the reader gets there step by step.
    other = form()
    other.what.setCurrentIndex(other.what.findData(what.value))
    other.format.setCurrentIndex(other.format.findData(format_.value))
    assert asked(other) == wanted


def test_what_is_printed_is_no_choice_of_formats(form: Callable[..., ExportForm]) -> None:
    made = form(has_formats=False, format=Format.JSON)
    assert "format" not in asked(made)
    assert {"paper", "points", "grey"} <= asked(made)
    assert made.choices.format is Format.PDF


def test_first_answers_are_the_ones_that_were_given(form: Callable[..., ExportForm]) -> None:
    options = Options(has_quotes=False, group_by=GroupBy.DATE, paper=Paper.LETTER, points=12.5, is_grey=True)
    chosen = Choices(What.HANDBOOK, (), Format.HTML, "Titel", "Navn", options)
    returned = form(**chosen._asdict()).choices
    # The chapter on the screen is ticked from the first.
    assert returned == chosen._replace(chapters=("kort.md",))


def test_answers_that_arent_offered_give_way(form: Callable[..., ExportForm]) -> None:
    assert form(what=What.SELECTED).choices.what is What.NOTES


def test_every_answer_is_told_of(form: Callable[..., ExportForm], qtbot: QtBot) -> None:
    made = form(what=What.CHAPTERS)
    changes: tuple[Callable[[], object], ...] = (
        lambda: made.what.setCurrentIndex(0),
        lambda: made.format.setCurrentIndex(1),
        lambda: made.group.setCurrentIndex(1),
        lambda: made.paper.setCurrentIndex(1),
        lambda: made.title.setText("T"),
        lambda: made.author.setText("N"),
        lambda: made.points.setValue(12),
        made.quotes.toggle,
        made.grey.toggle,
        lambda: made.chapters.item(0).setCheckState(Qt.CheckState.Checked),
    )
    for change in changes:
        before = made.choices
        with qtbot.waitSignal(made.changed, timeout=0, raising=True):
            change()
        assert made.choices != before


def test_a_chapter_is_ticked_with_the_space_bar(form: Callable[..., ExportForm], qtbot: QtBot) -> None:
    made = form(what=What.CHAPTERS)
    with qtbot.waitExposed(made):
        made.show()
    made.chapters.setFocus()
    QTest.keyClick(made.chapters, Qt.Key.Key_Home)
    QTest.keyClick(made.chapters, Qt.Key.Key_Space)
    first = made.chapters.item(0).data(Qt.ItemDataRole.UserRole)
    assert made.choices.chapters == (first, "kort.md")


def test_every_question_has_a_name(form: Callable[..., ExportForm]) -> None:
    made = form()
    names = [getattr(made, name).accessibleName() or getattr(made, name).text() for name in sorted(_ALL)]
    assert all(names)
    assert len(set(names)) == len(names)


def test_many_notes_have_a_price_that_is_said(
    form: Callable[..., ExportForm], material: Callable[..., Material]
) -> None:
    one = material().notes[0]
    made = form(material([one] * 2_001))
    assert made.cost.isVisibleTo(made)
    made.format.setCurrentIndex(made.format.findData("md"))
    assert not made.cost.isVisibleTo(made)
    few = form(material([one] * 2_000))
    assert not few.cost.isVisibleTo(few)


def test_sizes_are_those_that_can_be_read(form: Callable[..., ExportForm]) -> None:
    made = form()
    for wanted, got in ((100.0, 18.0), (1.0, 8.0), (11.5, 11.5)):
        made.points.setValue(wanted)
        assert made.choices.options.points == got


def test_the_wheel_changes_no_answer(form: Callable[..., ExportForm], qtbot: QtBot) -> None:
    made = form(what=What.NOTES)
    with qtbot.waitExposed(made):
        made.show()
    before = made.choices
    for field in (made.what, made.format, made.group, made.paper, made.points):
        field.setFocus()
        middle = QPointF(field.rect().center())
        for eighths in (-120, 120):
            turn = QWheelEvent(
                middle,
                field.mapToGlobal(middle),
                QPoint(),
                QPoint(0, eighths),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(field, turn)
            # It is left to whatever scrolls the questions.
            assert not turn.isAccepted()
            assert made.choices == before


def test_fields_that_stand_together_are_as_high_as_each_other(form: Callable[..., ExportForm], qtbot: QtBot) -> None:
    made = form()
    with qtbot.waitExposed(made):
        made.show()
    assert made.points.height() == made.paper.height() == made.format.height() == made.title.height()


@pytest.mark.parametrize("name", THEMES)
def test_boxes_of_chapters_stand_on_the_themes_ground(
    material: Callable[..., Material], qtbot: QtBot, name: str
) -> None:
    made = ExportForm(material(), Choices(what=What.CHAPTERS), THEMES[name], has_formats=True)
    qtbot.addWidget(made)
    index = made.chapters.model().index(0, 0)
    option = QStyleOptionViewItem()
    made.chapters.initViewItemOption(option)
    delegate = made.chapters.itemDelegate()
    assert hasattr(delegate, "initStyleOption")
    delegate.initStyleOption(option, index)
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    image.fill(QColor(THEMES[name].raised))
    painter = QPainter(image)
    option.rect = image.rect()
    QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, option, painter)
    painter.end()
    middle = image.pixelColor(16, 16)
    wanted = QColor(THEMES[name].raised)
    assert abs(middle.lightness() - wanted.lightness()) < 40, f"{middle.name()} on {wanted.name()}"
