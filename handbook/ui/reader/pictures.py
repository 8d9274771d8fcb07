"""Pictures in the flow of the text: how large they are set, and drawing them at the screen's own density."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPyTextObject, QTextDocument, QTextFormat

from handbook.ui.reader.page import ObjectProperty, Page, PlacedPicture
from handbook.ui.reader.style import BODY_PIXELS, PageStyle

# An inline picture stands on the line like a capital letter with its descender.
_INLINE_EM = 1.2


class PictureObject(QPyTextObject):
    """Draws a page's pictures where the document has their object characters."""

    def __init__(self, page: Page, style: PageStyle) -> None:
        """Bind the drawer to a page; it becomes a child of the page's document."""
        super().__init__(page.document)
        self._page = page
        self._style = style

    def intrinsicSize(self, _document: QTextDocument, _position: int, text_format: QTextFormat) -> QSizeF:
        """Return the room that a picture takes, in pixels."""
        return picture_size(self._placed(text_format), self._style)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        _document: QTextDocument,
        _position: int,
        text_format: QTextFormat,
    ) -> None:
        """Draw a picture into `rect`."""
        picture = self._placed(text_format).picture
        if picture is not None:
            picture.draw(painter, QRectF(rect))

    def _placed(self, text_format: QTextFormat) -> PlacedPicture:
        return self._page.pictures[text_format.intProperty(ObjectProperty.PICTURE)]


def picture_size(placed: PlacedPicture, style: PageStyle) -> QSizeF:
    """Return the size at which a picture is set.

    A figure grows with the text, but never beyond the column; a picture of pixels is not blown up beyond its own size.
    """
    if placed.picture is None:
        return QSizeF(0, 0)
    natural = placed.picture.size
    if natural.isEmpty():
        return QSizeF(0, 0)
    if placed.inline:
        height = style.px(BODY_PIXELS * _INLINE_EM)
        return QSizeF(natural.width() * height / natural.height(), height)
    wanted = style.px(natural.width()) if placed.picture.vector is not None else natural.width()
    width = min(wanted, style.column)
    return QSizeF(width, natural.height() * width / natural.width())
