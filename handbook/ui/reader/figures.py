"""Pictures on the page: SVG drawn as outlines at every scale, and in the colours of the theme.

A figure that says `data-palette="handbook"` on its root is drawn in the handbook's figure palette (the keys of
`_TOKENS` and `_HUES`, documented in `docs/authoring.md`); under another theme each of those colours is
replaced by its counterpart. Any other picture is shown as it is, on a light ground, so that it never drowns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

from handbook.ui.theme import Hue, Theme

if TYPE_CHECKING:
    from pathlib import Path

_HUES = {
    "#1f5a7a": (Hue.PETROL, "strong"),
    "#dcecf3": (Hue.PETROL, "soft"),
    "#8a5210": (Hue.AMBER, "strong"),
    "#f7e8cf": (Hue.AMBER, "soft"),
    "#33633a": (Hue.GREEN, "strong"),
    "#e0efdf": (Hue.GREEN, "soft"),
    "#7a3b5e": (Hue.PLUM, "strong"),
    "#f3dfea": (Hue.PLUM, "soft"),
}
_TOKENS = {"#1f2328": "text", "#57606a": "muted", "#8c959f": "border", "#ffffff": "page"}
_EMBEDDED = ("data:image/png", "data:image/jpeg", "data:image/gif")
_ENCODING = re.compile(rb"""<\?xml\b[^>]*\bencoding\s*=\s*["']([^"']*)""")
_COLOUR = re.compile(rb"#[0-9a-fA-F]{6}\b")
_FOLLOWS_THEME = re.compile(rb"""<svg\b[^>]*\bdata-palette\s*=\s*["']handbook["']""")
# A picture larger than this is not decoded: it would take hundreds of megabytes.
_MAX_PIXELS = 64_000_000
# A drawing larger than this would hold up the page while it is read.
_MAX_BYTES = 4 * 1024 * 1024


class Picture(NamedTuple):
    """A picture that can be drawn at any size; exactly one of the two sources is set.

    Attributes:
        size: Natural size in device-independent pixels.
        ground: Colour to put beneath it, or "" where it follows the theme.
    """

    size: QSizeF
    ground: str
    vector: QSvgRenderer | None = None
    raster: QImage | None = None

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the picture into `rect`."""
        if self.ground:
            painter.fillRect(rect, QColor(self.ground))
        if self.vector is not None:
            self.vector.render(painter, rect)
        elif self.raster is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(rect, self.raster)
            painter.restore()


def load_picture(path: Path, theme: Theme) -> Picture | None:
    """Read a picture for `theme`.

    Args:
        path: A file within the handbook.
        theme: Decides the colours of figures that follow it.

    Returns:
        The picture, or None when the file is no picture that can be drawn.
    """
    if path.suffix.lower() == ".svg":
        return _load_vector(path, theme)
    reader = QImageReader(str(path))
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MAX_PIXELS:
        return None
    image = reader.read()
    if image.isNull():
        return None
    ground = theme.figure_ground if theme.is_dark and image.hasAlphaChannel() else ""
    return Picture(QSizeF(image.size()), ground, raster=image)


def _load_vector(path: Path, theme: Theme) -> Picture | None:
    try:
        if path.stat().st_size > _MAX_BYTES:
            return None
        source = without_foreign_pictures(path.read_bytes())
    except OSError:
        return None
    if source is None:
        return None
    follows = _FOLLOWS_THEME.search(source) is not None
    if follows:
        source = recolour(source, theme)
    renderer = QSvgRenderer(QByteArray(source))
    if not renderer.isValid():
        return None
    size = QSizeF(renderer.defaultSize())
    return Picture(size, "" if follows else theme.figure_ground, vector=renderer)


def without_foreign_pictures(source: bytes) -> bytes | None:
    """Return an SVG without the pictures that it takes from elsewhere; those in it, as data, stay.

    QtSvg would read them from any path, and a path can be a server's.

    Args:
        source: The file.

    Returns:
        The drawing; None when it isn't XML, or in an encoding that expat doesn't read.
    """
    if b"\0" in source:
        return None
    # In another encoding, such as UTF-7, the word can be written in other bytes.
    is_utf8 = all(name.lower() == b"utf-8" for name in _ENCODING.findall(source))
    if is_utf8 and b"image" not in source:
        return source
    from xml.etree import ElementTree as ET

    try:
        root = ET.fromstring(source)  # noqa: S314 - expat itself bounds entities; files come with the handbook
    except (ET.ParseError, LookupError, ValueError):
        # The latter two: an encoding that nobody knows, or one that expat can't read.
        return None
    for parent in root.iter():
        for child in list(parent):
            if _local(child.tag) == "image" and not any(
                _local(name) == "href" and value.startswith(_EMBEDDED) for name, value in child.attrib.items()
            ):
                parent.remove(child)
    ET.register_namespace("", "http://www.w3.org/2000/svg")
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return bytes(ET.tostring(root, "utf-8"))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def recolour(source: bytes, theme: Theme) -> bytes:
    """Return an SVG in the handbook's figure palette with each colour replaced by the theme's counterpart."""

    def replace(match: re.Match[bytes]) -> bytes:
        colour = match.group().decode().lower()
        if colour in _TOKENS:
            return str(getattr(theme, _TOKENS[colour])).encode()
        if colour in _HUES:
            hue, part = _HUES[colour]
            return str(getattr(theme.accents[hue], part)).encode()
        return match.group()

    return _COLOUR.sub(replace, source)
