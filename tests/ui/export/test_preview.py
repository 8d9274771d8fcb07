"""The preview: what comes of the answers is seen, keeps its place, and says why there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QLabel

from handbook.errors import HandbookError
from handbook.export.report import Format, Options
from handbook.ui.export.choices import What
from handbook.ui.export.preview import Preview
from handbook.ui.theme import THEMES, palette
from tests.ui.export.conftest import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from handbook.ui.export.choices import Material
    from tests.ui.export.conftest import Exporting


def pages(at: Exporting) -> list[QImage]:
    """Return the pictures of the pages that are shown."""
    return [sheet._image for sheet in at.dialog.preview.sheets]


def is_grey(image: QImage) -> bool:
    """Whether there is no colour in a picture."""
    colours = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    return all(max(parts) - min(parts) < 12 for parts in ((c >> 16 & 255, c >> 8 & 255, c & 255) for c in colours))


def test_pages_appear_and_follow_the_answers(exporting: Callable[..., Exporting]) -> None:
    at = exporting(what=What.NOTES)
    preview = at.dialog.preview
    assert preview.currentWidget() is preview.message
    assert preview.message.text() == "The preview is being made …"
    at.ready()
    assert preview.currentWidget() is preview.area
    first = pages(at)
    assert len(first) >= 2
    assert [sheet.accessibleName() for sheet in preview.sheets][:2] == ["Page 1", "Page 2"]
    assert any(not is_grey(image) for image in first)
    at.dialog.form.points.setValue(16)
    at.ready()
    larger = pages(at)
    assert larger != first
    at.dialog.form.grey.setChecked(True)
    at.ready()
    assert all(is_grey(image) for image in pages(at))
    at.choose("paper", "letter")
    at.ready()
    assert pages(at)[0].height() / pages(at)[0].width() == pytest.approx(11 / 8.5, abs=0.01)
    before = pages(at)
    at.choose("group", "tag")
    at.ready()
    assert pages(at) != before
    # What was shown before isn't kept.
    assert len([path for path in at.folder.iterdir() if path.suffix == ".pdf"]) == 1


def test_a_preview_keeps_its_place(exporting: Callable[..., Exporting]) -> None:
    at = exporting(what=What.HANDBOOK)
    at.ready()
    bar = at.dialog.preview.area.verticalScrollBar()
    assert bar.maximum() > 900
    bar.setValue(700)
    at.dialog.form.points.setValue(11)
    at.ready()
    assert bar.value() == 700


@pytest.mark.parametrize(
    ("format_", "words"), [(Format.MARKDOWN, "Husk at **spørge** Åse"), (Format.JSON, '"type": "AnnotationCollection"')]
)
def test_texts_are_shown_as_texts(exporting: Callable[..., Exporting], format_: Format, words: str) -> None:
    at = exporting(format=format_)
    at.ready()
    preview = at.dialog.preview
    assert preview.currentWidget() is preview.text
    assert words in preview.text.toPlainText()
    assert preview.text.isReadOnly()


def test_a_web_page_is_shown_as_pages_of_the_usual_size(exporting: Callable[..., Exporting]) -> None:
    at = exporting(format=Format.HTML, options=Options(points=18))
    at.ready()
    assert at.dialog.preview.currentWidget() is at.dialog.preview.area
    page = pages(at)
    at.choose("format", Format.PDF)
    at.ready()
    assert len(pages(at)) >= len(page)
    assert pages(at) != page


def test_why_there_is_nothing_is_said(exporting: Callable[..., Exporting]) -> None:
    at = exporting()
    at.ready()
    at.dialog.typesetter.failed.emit(HandbookError("Det gik galt.", "Prøv igen."))
    assert at.dialog.preview.currentWidget() is at.dialog.preview.message
    assert at.dialog.preview.message.text() == "Det gik galt.\n\nPrøv igen."
    at.dialog.form.points.setValue(12)
    at.ready()
    assert at.dialog.preview.currentWidget() is at.dialog.preview.area


def test_a_preview_of_many_says_that_it_is_the_beginning(
    exporting: Callable[..., Exporting], material: Callable[..., Material]
) -> None:
    one = material().notes[0]
    many = [one._replace(id=f"{one.id[:-3]}{number:03}", body="") for number in range(45)]
    at = exporting(material(many))
    at.ready()
    labels = [label.text() for label in at.dialog.preview._sheets.findChildren(QLabel)]
    assert labels == ["The preview shows the first pages."]
    at.choose("format", Format.MARKDOWN)
    at.ready()
    assert at.dialog.preview.text.toPlainText().endswith("\n…")


def test_a_long_text_is_cut(qtbot: QtBot) -> None:
    preview = Preview()
    qtbot.addWidget(preview)
    preview.show_text("x" * 20_000)
    assert preview.text.toPlainText() == "x" * 20_000
    preview.show_text("x" * 20_001)
    assert preview.text.toPlainText() == "x" * 20_000 + "\n…"


def test_pages_fill_the_width(exporting: Callable[..., Exporting], qtbot: QtBot) -> None:
    at = exporting(what=What.CHAPTER)
    at.ready()
    preview = at.dialog.preview
    for width in (1_000, 700):
        at.dialog.resize(width, 600)
        qtbot.waitUntil(lambda: not preview._again.isActive() and pages(at)[0].width() == preview._width())
        assert preview.area.horizontalScrollBar().maximum() == 0


def test_pages_are_sharp_on_a_fine_screen(qtbot: QtBot, exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    at = exporting(what=What.CHAPTER)
    path = at.saved(tmp_path / "x.pdf")
    preview = Preview()
    preview.devicePixelRatioF = lambda: 2.0  # type: ignore[method-assign]  # the offscreen platform has one scale
    qtbot.addWidget(preview)
    preview.resize(400, 500)
    preview.show_pdf(path)
    image = preview.sheets[0]._image
    assert image.width() == 2 * preview._width()
    assert preview.sheets[0].sizeHint().width() == preview._width()


@pytest.mark.parametrize("name", THEMES)
def test_white_paper_stands_out(qtbot: QtBot, name: str) -> None:
    preview = Preview()
    qtbot.addWidget(preview)
    preview.setPalette(palette(THEMES[name]))
    ground = preview.area.viewport().palette().color(preview.area.viewport().backgroundRole())
    edge = preview.palette().color(QPalette.ColorRole.Dark)
    assert ground.name() != "#ffffff"
    assert edge != ground


def test_who_didnt_wait_for_the_preview_gets_it_afterwards(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    at = exporting(what=What.CHAPTER)
    assert at.dialog.preview.sheets == []
    at.save(tmp_path / "x.pdf")
    at.qtbot.waitUntil(lambda: at.dialog.saved is not None, timeout=PATIENCE_MS)
    at.ready()
    assert at.dialog.preview.currentWidget() is at.dialog.preview.area
    assert at.says() == "Saved as x.pdf"
