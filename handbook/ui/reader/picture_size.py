"""How large a picture is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF

from handbook.ui.reader.style import BODY_PIXELS, PageStyle

if TYPE_CHECKING:
    from handbook.ui.reader.page import PlacedPicture

# An inline picture stands on the line like a capital letter with its descender.
_INLINE_EM = 1.2


def picture_size(placed: PlacedPicture, style: PageStyle) -> QSizeF:
    """Return the size at which a picture is set.

    A figure grows with the text, and may be wider than the column where there is room; a picture of pixels is not blown
    up beyond its own size.
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
    width = min(wanted, placed.room)
    return QSizeF(width, natural.height() * width / natural.width())
