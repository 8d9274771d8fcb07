"""The pictures of an export: read once, kept by name, and their natural size told."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.pictures import is_picture

if TYPE_CHECKING:
    from pathlib import Path

    from handbook.book.library import Handbook

# A larger file is no illustration; setting it would take hundreds of megabytes.
MOST_BYTES = 20 * 1024 * 1024
_MOST_VECTOR_BYTES = 4 * 1024 * 1024
_VIEW_BOX = re.compile(rb"""<svg\b[^>]*?\bviewBox\s*=\s*["']\s*[-\d.e]+[\s,]+[-\d.e]+[\s,]+([\d.e]+)[\s,]+([\d.e]+)""")
_LENGTHS = {
    side: re.compile(rf"""<svg\b[^>]*?\s{side}\s*=\s*["']\s*([\d.]+)""".encode()) for side in ("width", "height")
}
_PNG_SIZE = struct.Struct(">II")


class Picture(NamedTuple):
    """A picture in the file.

    Attributes:
        name: Its name there, with the suffix of what it is.
        data: The file.
        width, height: Natural size in CSS pixels; 0 where the file doesn't say.
    """

    name: str
    data: bytes
    width: float
    height: float


class Pictures:
    """Takes in the pictures that chapters name."""

    def __init__(self, handbook: Handbook) -> None:
        """Take pictures from a handbook's folder; nothing outside it is read."""
        self._handbook = handbook
        self._taken: dict[Path, Picture | None] = {}
        self.unusable: set[str] = set()
        """Names of pictures that turned out to be damaged; they aren't taken again."""

    def take(self, key: str, source: str) -> Picture | None:
        """Return a picture, or None when there is none that can be shown.

        Args:
            key: The chapter that names it.
            source: Its path as written.
        """
        path = self._handbook.file(key, source)
        if path is None:
            return None
        if path not in self._taken:
            self._taken[path] = _read(path, len(self._taken))
        picture = self._taken[path]
        return picture if picture is not None and picture.name not in self.unusable else None

    @property
    def taken(self) -> list[Picture]:
        """What has been taken in and can be shown."""
        return [one for one in self._taken.values() if one is not None and one.name not in self.unusable]


def _read(path: Path, number: int) -> Picture | None:
    suffix = path.suffix.lower()
    most = _MOST_VECTOR_BYTES if suffix == ".svg" else MOST_BYTES
    try:
        if not is_picture(path) or path.stat().st_size > most:
            return None
        data = path.read_bytes()
    except OSError:
        # Gone, or not ours to read, since it was named: the page shows its alternative text.
        return None
    return Picture(f"picture-{number}{suffix}", data, *_size(data, suffix))


def _size(data: bytes, suffix: str) -> tuple[float, float]:
    if suffix == ".png" and len(data) >= 24:
        width, height = _PNG_SIZE.unpack_from(data, 16)
        return float(width), float(height)
    if suffix != ".svg":
        return 0.0, 0.0
    sides = [pattern.search(data) for pattern in _LENGTHS.values()]
    box = _VIEW_BOX.search(data)
    try:
        if sides[0] is not None and sides[1] is not None:
            return float(sides[0][1]), float(sides[1][1])
        return (float(box[1]), float(box[2])) if box is not None else (0.0, 0.0)
    except ValueError:
        return 0.0, 0.0
