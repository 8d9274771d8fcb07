"""Says whether a file is a picture that the program can show, by what it begins with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SIGNATURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
}
_SVG = re.compile(rb"<(?:svg:)?svg[\s>]")
_HEAD_BYTES = 16 * 1024


def is_picture(path: Path) -> bool:
    """Whether a file is a picture: PNG, JPEG, GIF or SVG, and truly what its name says.

    Args:
        path: The file.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    suffix = path.suffix.lower()
    if suffix == ".svg":
        return _SVG.search(head) is not None and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return head.startswith(_SIGNATURES.get(suffix, ()))
