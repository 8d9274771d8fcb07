"""Prints a PDF through the system's print dialog, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QProgressDialog, QWidget

from handbook.errors import HandbookError
from handbook.export.report import Paper
from handbook.i18n import _
from handbook.ui.export.pages import POINTS_PER_INCH, Pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Finer than an office printer shows, and a page still takes only some megabytes.
_MOST_DOTS_PER_INCH = 300
_PAPERS = {Paper.A4: QPageSize.PageSizeId.A4, Paper.LETTER: QPageSize.PageSizeId.Letter}


def print_pdf(path: Path, paper: Paper, title: str, parent: QWidget) -> bool:
    """Ask for a printer and print.

    Args:
        path: The PDF.
        paper: Its size of paper.
        title: What the printer's list of jobs calls it.
        parent: The window that the dialog belongs to.

    Returns:
        Whether it was printed; False when the reader thought better of it.

    Raises:
        HandbookError: The printer can't be used.
    """
    with Pages(path) as pages:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        printer.setPageSize(QPageSize(_PAPERS[paper]))
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, parent)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, len(pages))
        is_wanted = dialog.exec()
        dialog.deleteLater()
        if not is_wanted:
            return False
        return print_pages(pages, printer, parent)


def print_pages(pages: Pages, printer: QPrinter, parent: QWidget) -> bool:
    """Print the pages that a printer was told to.

    Args:
        pages: The pages.
        printer: Knows range, copies and paper.
        parent: The window that the progress belongs to.

    Returns:
        Whether all was printed.

    Raises:
        HandbookError: The printer can't be used.
    """
    numbers = _numbers(pages, printer)
    progress = QProgressDialog(_("Printing …"), _("Cancel"), 0, len(numbers), parent)
    progress.setWindowModality(Qt.WindowModality.WindowModal)
    painter = QPainter()
    try:
        return _paint(pages, printer, painter, numbers, progress)
    finally:
        if painter.isActive():
            painter.end()
        # It would come up by itself some seconds later, even when all is over.
        progress.close()
        progress.deleteLater()


def _paint(
    pages: Pages, printer: QPrinter, painter: QPainter, numbers: Sequence[int], progress: QProgressDialog
) -> bool:
    for done, number in enumerate(numbers):
        _turn(printer, pages.size(number))
        has_page = printer.newPage() if done else painter.begin(printer)
        if not has_page:
            raise HandbookError(
                _("The printer can’t be used."), _("Check that it is switched on and has paper, or choose another one.")
            )
        _draw(painter, printer, pages, number)
        progress.setValue(done + 1)
        if progress.wasCanceled():
            printer.abort()
            return False
    return True


def _numbers(pages: Pages, printer: QPrinter) -> Sequence[int]:
    """Return the pages to be printed, the first is 0, as often as the printer doesn't repeat them itself."""
    numbers = list(range(len(pages)))
    ranges = printer.pageRanges()
    if printer.printRange() is QPrinter.PrintRange.PageRange and not ranges.isEmpty():
        # "1, 3-5" is several ranges, which `fromPage` and `toPage` don't know of.
        numbers = [number for number in numbers if ranges.contains(number + 1)]
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        numbers.reverse()
    if printer.supportsMultipleCopies():
        return numbers
    copies = printer.copyCount()
    return numbers * copies if printer.collateCopies() else [number for number in numbers for _copy in range(copies)]


def _turn(printer: QPrinter, size: tuple[float, float]) -> None:
    is_wide = size[0] > size[1]
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait)


def _draw(painter: QPainter, printer: QPrinter, pages: Pages, number: int) -> None:
    dots = min(printer.resolution(), _MOST_DOTS_PER_INCH)
    is_grey = printer.colorMode() is QPrinter.ColorMode.GrayScale
    image = pages.image(number, dots / POINTS_PER_INCH, is_grey=is_grey)
    paper = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
    size = image.size().scaled(paper.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, size.width(), size.height())
    place.moveCenter(QRectF(0, 0, paper.width(), paper.height()).center())
    painter.drawImage(place, image)
