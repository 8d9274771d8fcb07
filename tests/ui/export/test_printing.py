"""Printing: the pages that were asked for come out, in their order and as often, and nobody is left with half a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from PySide6.QtGui import QPageLayout, QPageRanges, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QProgressDialog, QWidget

from handbook.errors import HandbookError
from handbook.export.report import Paper
from handbook.ui.export import printing
from handbook.ui.export.choices import What
from handbook.ui.export.pages import Pages
from handbook.ui.export.printing import print_pages, print_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.export.conftest import Exporting
    from tests.ui.notes.conftest import Answers

RED, GREEN, BLUE = "red", "green", "blue"
_A4 = (595, 842)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A PDF of a red page, a green one that is wide, and a blue one."""
    pdf = pikepdf.new()
    for colour, (width, height) in (("1 0 0", _A4), ("0 1 0", (_A4[1], _A4[0])), ("0 0 1", _A4)):
        page = pdf.add_blank_page(page_size=(width, height))
        page.Contents = pdf.make_stream(f"{colour} rg 0 0 {width} {height} re f".encode())
    path = tmp_path / "three.pdf"
    pdf.save(path)
    return path


@pytest.fixture
def printer(tmp_path: Path, qapp: QApplication) -> QPrinter:
    """A printer that prints into a file."""
    assert qapp is not None
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFileName(str(tmp_path / "printed.pdf"))
    made.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    made.setFullPage(True)
    made.setResolution(72)
    return made


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    yield made
    # A progress that nobody needs any more would come up by itself.
    waiting = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QProgressDialog)]
    assert not any(widget.isVisible() for widget in waiting)


def printed(printer: QPrinter) -> list[str]:
    """Return what colours have come out."""
    document = pypdfium2.PdfDocument(printer.outputFileName())
    found = []
    for page in document:
        bitmap = page.render(scale=0.1)
        middle = bitmap.to_pil().convert("RGB").getpixel((bitmap.width // 2, bitmap.height // 2))
        assert isinstance(middle, tuple)
        found.append((RED, GREEN, BLUE)[middle.index(max(middle))] if max(middle) - min(middle) > 30 else "grey")
        bitmap.close()
        page.close()
    document.close()
    return found


def put_out(three: Path, printer: QPrinter, window: QWidget) -> list[str]:
    with Pages(three) as pages:
        assert print_pages(pages, printer, window)
    return printed(printer)


def test_every_page_comes_out(three: Path, printer: QPrinter, window: QWidget) -> None:
    assert put_out(three, printer, window) == [RED, GREEN, BLUE]


def test_a_wide_page_is_turned_and_fills_its_sheet(three: Path, printer: QPrinter, window: QWidget) -> None:
    put_out(three, printer, window)
    document = pypdfium2.PdfDocument(printer.outputFileName())
    sizes = [document.get_page_size(number) for number in range(3)]
    corner = document[1].render(scale=0.1).to_pil().convert("RGB")
    assert [width > height for width, height in sizes] == [False, True, False]
    for place in ((2, 2), (corner.width - 3, corner.height - 3)):
        assert corner.getpixel(place) == pytest.approx((0, 255, 0), abs=3)
    document.close()


def test_only_some_pages(three: Path, printer: QPrinter, window: QWidget) -> None:
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert put_out(three, printer, window) == [GREEN, BLUE]


def test_pages_that_arent_next_to_each_other(three: Path, printer: QPrinter, window: QWidget) -> None:
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("1,3-9"))
    assert put_out(three, printer, window) == [RED, BLUE]


def test_the_last_page_first(three: Path, printer: QPrinter, window: QWidget) -> None:
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert put_out(three, printer, window) == [BLUE, GREEN, RED]


@pytest.mark.parametrize(
    ("collates", "wanted"), [(True, [RED, GREEN, BLUE] * 2), (False, [RED, RED, GREEN, GREEN, BLUE, BLUE])]
)
def test_several_copies(three: Path, printer: QPrinter, window: QWidget, collates: bool, wanted: list[str]) -> None:
    assert not printer.supportsMultipleCopies()
    printer.setCopyCount(2)
    printer.setCollateCopies(collates)
    assert put_out(three, printer, window) == wanted


def test_without_colours(three: Path, printer: QPrinter, window: QWidget) -> None:
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    assert put_out(three, printer, window) == ["grey"] * 3


def test_another_size_of_paper_takes_the_whole_page(three: Path, printer: QPrinter, window: QWidget) -> None:
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    assert put_out(three, printer, window) == [RED, GREEN, BLUE]
    document = pypdfium2.PdfDocument(printer.outputFileName())
    assert document.get_page_size(0) == pytest.approx((420, 595), abs=1)
    picture = document[0].render(scale=0.1).to_pil().convert("RGB")
    assert picture.getpixel((3, 3)) == pytest.approx((255, 0, 0), abs=3)
    document.close()


def test_printing_can_be_called_off(
    three: Path, printer: QPrinter, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QProgressDialog, "wasCanceled", lambda _self: True)
    with Pages(three) as pages:
        assert not print_pages(pages, printer, window)
    assert printer.printerState() in (QPrinter.PrinterState.Idle, QPrinter.PrinterState.Aborted)


@pytest.mark.qt_log_ignore("QPainter::begin", "QPdfEngine", extend=True)
def test_a_printer_that_cant_be_used(three: Path, printer: QPrinter, window: QWidget, tmp_path: Path) -> None:
    printer.setOutputFileName(str(tmp_path / "borte" / "x.pdf"))
    with Pages(three) as pages, pytest.raises(HandbookError, match="The printer can’t be used"):
        print_pages(pages, printer, window)


class _Asked(QPrintDialog):
    """The system's dialog, answered at once."""

    file = ""
    answer = 1
    used: QPrinter | None = None
    pages = (0, 0)

    def exec(self) -> int:
        type(self).used = self.printer()
        type(self).pages = (self.minPage(), self.maxPage())
        self.printer().setOutputFileName(self.file)
        self.printer().setResolution(72)
        return self.answer


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[_Asked]:
    monkeypatch.setattr(_Asked, "used", None)
    monkeypatch.setattr(_Asked, "file", str(tmp_path / "printed.pdf"))
    monkeypatch.setattr(printing, "QPrintDialog", _Asked)
    return _Asked


def test_the_system_is_asked_for_a_printer(three: Path, window: QWidget, asked: type[_Asked]) -> None:
    assert print_pdf(three, Paper.LETTER, "Min udskrift", window)
    printer = asked.used
    assert printer is not None
    assert asked.pages == (1, 3)
    assert printer.docName() == "Min udskrift"
    assert printer.pageLayout().pageSize().id() is QPageSize.PageSizeId.Letter
    assert printer.pageLayout().mode() is QPageLayout.Mode.FullPageMode
    assert printed(printer) == [RED, GREEN, BLUE]


def test_thinking_better_of_it_prints_nothing(
    three: Path, window: QWidget, asked: type[_Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "answer", 0)
    assert not print_pdf(three, Paper.A4, "", window)
    assert not (tmp_path / "printed.pdf").exists()


def test_a_chapter_is_printed_from_the_dialog(
    exporting: Callable[..., Exporting], asked: type[_Asked], tmp_path: Path
) -> None:
    at = exporting(what=What.CHAPTER, is_printing=True)
    assert at.dialog.windowTitle() == "Print"
    assert not at.dialog.form.format.isVisible()
    at.dialog.form.title.setText("Med egen titel")
    at.dialog.go.click()
    at.ready()
    assert at.says() == "Sent to the printer"
    assert at.dialog.go.hasFocus()
    assert asked.used is not None
    assert asked.used.docName() == "Med egen titel"
    document = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(document) == len(at.dialog.preview.sheets)
    document.close()


def test_a_printer_that_refuses_is_told_of(
    exporting: Callable[..., Exporting], asked: type[_Asked], answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> bool:
        raise HandbookError("Printeren kan ikke bruges.", "Se efter.")

    monkeypatch.setattr(printing, "print_pages", refuse)
    at = exporting(what=What.CHAPTER, is_printing=True)
    at.ready()
    answers.press("OK")
    at.dialog.go.click()
    at.qtbot.waitUntil(lambda: bool(answers.seen), timeout=30_000)
    at.ready()
    assert answers.seen == ["Print: Printeren kan ikke bruges. Se efter."]
    assert at.dialog.go.isEnabled()
