"""The two faces that the handbook is set in, loaded from the font packages that it depends on.

Source Serif for the text, Source Sans for the interface, headings and tables (both SIL Open Font License 1.1).
"""

from __future__ import annotations

import logging

from PySide6.QtGui import QFont, QFontDatabase

from handbook.faces import FACES, face_folder

TEXT_FAMILY = "Source Serif Pro"
UI_FAMILY = "Source Sans Pro"
UI_PIXELS = 15

# The page is set without these; they would be read at every start.
_UNUSED = frozenset({"SourceSerifPro-BoldIt", "SourceSansPro-SemiboldIt"})

_log = logging.getLogger(__name__)


def load_fonts() -> None:
    """Make the faces known to Qt. Needs a QGuiApplication; a face that is missing is logged, and Qt substitutes."""
    for package, names in FACES.items():
        folder = face_folder(package)
        if folder is None:
            _log.warning("The font package %s is not installed; the system's faces are used.", package)
            continue
        for name in names:
            if name not in _UNUSED and QFontDatabase.addApplicationFont(str(folder / f"{name}.ttf")) < 0:
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
