"""The two faces that the handbook is set in, loaded from the font packages that it depends on.

Source Serif for the text, Source Sans for the interface, headings and tables (both SIL Open Font License 1.1). The
packages are located but never imported: importing them would run code only to learn a path.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

TEXT_FAMILY = "Source Serif Pro"
UI_FAMILY = "Source Sans Pro"
UI_PIXELS = 15

_FILES = (
    ("font_source_serif_pro", ("SourceSerifPro-Regular.ttf", "SourceSerifPro-It.ttf", "SourceSerifPro-Bold.ttf")),
    ("font_source_sans_pro", ("SourceSansPro-Regular.ttf", "SourceSansPro-It.ttf", "SourceSansPro-Semibold.ttf")),
)

_log = logging.getLogger(__name__)


def load_fonts() -> None:
    """Make the faces known to Qt. Needs a QGuiApplication; a face that is missing is logged, and Qt substitutes."""
    for package, names in _FILES:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            _log.warning("The font package %s is not installed; the system's faces are used.", package)
            continue
        folder = Path(next(iter(spec.submodule_search_locations))) / "files"
        for name in names:
            if QFontDatabase.addApplicationFont(str(folder / name)) < 0:
                _log.warning("The font %s could not be loaded.", name)


def ui_font(pixels: int = UI_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the interface face at a size in device-independent pixels."""
    font = QFont(UI_FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font


def code_family() -> str:
    """Return the system's fixed-width family."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
