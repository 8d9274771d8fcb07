"""The program's icon in the formats that packages ask for, painted from the one SVG by Qt."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from build_scripts.packing.project import ROOT

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

SVG = ROOT / "resources" / "app" / "innovationshaandbogen.svg"
# What Windows shows from the title bar to the largest view of its Explorer, at 100 to 200 percent.
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
# From here on a PNG: smaller pictures are bitmaps, which every resource compiler and Windows' own dialogs read.
_PNG_FROM = 256
_BITS = 32


def png(size: int) -> bytes:
    """Return the icon as a PNG.

    Args:
        size: Its width and height in pixels.

    Raises:
        ValueError: The SVG can't be read.
    """
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _painted(size).save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stubs know neither buffer nor bytes
    return bytes(buffer.data().data())


def ico(sizes: tuple[int, ...] = ICO_SIZES) -> bytes:
    """Return the icon as Windows' ICO.

    Args:
        sizes: Widths of the pictures in it, in pixels, up to 256.

    Raises:
        ValueError: The SVG can't be read.
    """
    pictures = [png(size) if size >= _PNG_FROM else _bitmap(size) for size in sizes]
    offset = 6 + 16 * len(sizes)
    head = struct.pack("<HHH", 0, 1, len(sizes))
    for size, picture in zip(sizes, pictures, strict=True):
        # One byte each for width and height, in which 0 stands for 256.
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, _BITS, len(picture), offset)
        offset += len(picture)
    return head + b"".join(pictures)


def _bitmap(size: int) -> bytes:
    """Return a picture as the ICO format has it: rows from the bottom, blue first, and a mask that masks nothing."""
    image = _painted(size)
    row = size * _BITS // 8
    pixels = bytes(image.constBits())
    rows = [pixels[start : start + row] for start in range(0, size * row, row)]
    mask = bytes((size + 31) // 32 * 4 * size)
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, _BITS, 0, size * row + len(mask), 0, 0, 0, 0)
    return header + b"".join(reversed(rows)) + mask


def _painted(size: int) -> QImage:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(SVG))
    if not renderer.isValid():
        raise ValueError(f"{SVG} can't be read")
    # Byte for byte blue, green, red, alpha on the little-endian processors that we build on.
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    return image
