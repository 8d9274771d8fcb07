"""Draws the pages of a PDF with PDFium, for the preview and for a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

POINTS_PER_INCH = 72


class Pages:
    """The pages of a PDF. To be used as a context, or closed: the file stays open meanwhile."""

    def __init__(self, path: Path) -> None:
        """Open a PDF that the program has made."""
        self._document = pypdfium2.PdfDocument(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._document.close()

    def __len__(self) -> int:
        """Return how many pages there are."""
        return len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        """Return a page's width and height in points; the first page is 0."""
        width, height = self._document.get_page_size(number)
        return width, height

    def image(self, number: int, scale: float, *, is_grey: bool = False) -> QImage:
        """Return a page as a picture.

        Args:
            number: The page; the first is 0.
            scale: Pixels for a point.
            is_grey: Whether it is drawn without colours.
        """
        page = self._document[number]
        try:
            bitmap = page.render(scale=scale, grayscale=is_grey, prefer_bgrx=True)
            depth = QImage.Format.Format_Grayscale8 if is_grey else QImage.Format.Format_RGB32
            # Copied: what the bitmap has is gone when it is closed.
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, depth).copy()
            bitmap.close()
        finally:
            page.close()
        return image
