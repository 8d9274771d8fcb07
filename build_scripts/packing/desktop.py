"""What a Linux desktop wants beside a program: menu entry, icons, AppStream's description and man pages."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from build_scripts.packing import icons
from build_scripts.packing.project import APP_ID, PACKAGE, ROOT, epoch, version

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = ROOT / "build_scripts" / "packing" / "linux"
ICON_SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def write_share(share: Path) -> None:
    """Write all of it into a `share` folder, laid out as the freedesktop.org standards have it.

    Args:
        share: Such as `usr/share`; what is missing of it is created.

    Raises:
        OSError: Something can't be written.
        ValueError: The icon can't be drawn.
    """
    _write(share / "applications" / f"{PACKAGE}.desktop", (SOURCES / f"{PACKAGE}.desktop").read_bytes())
    _write(share / "metainfo" / f"{APP_ID}.metainfo.xml", filled("metainfo.xml"))
    for language, page in (("", "handbook.1"), ("da", "handbook.da.1")):
        folder = share / "man" / language / "man1"
        _write(folder / "handbook.1.gz", packed(filled(page)))
        # Both names are one program, so both are one page.
        (folder / f"{PACKAGE}.1.gz").symlink_to("handbook.1.gz")
    hicolor = share / "icons" / "hicolor"
    _write(hicolor / "scalable" / "apps" / f"{PACKAGE}.svg", icons.SVG.read_bytes())
    for size in ICON_SIZES_PX:
        _write(hicolor / f"{size}x{size}" / "apps" / f"{PACKAGE}.png", icons.png(size))


def filled(name: str) -> bytes:
    """Return one of our texts for Linux with version, date and identifier put in."""
    values = {"@VERSION@": version(), "@DATE@": f"{datetime.fromtimestamp(epoch(), UTC):%Y-%m-%d}", "@ID@": APP_ID}
    text = (SOURCES / name).read_text(encoding="utf-8")
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text.encode()


def packed(content: bytes) -> bytes:
    """Return what `gzip -9n` makes of it: no name and no time in it, so that the same gives the same."""
    return gzip.compress(content, 9, mtime=0)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
