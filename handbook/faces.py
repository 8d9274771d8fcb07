"""Where the files of Source Serif and Source Sans are: in two packages that the program depends on.

The packages are located but never imported: importing them would run code only to learn a path.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

FACES = {
    "font_source_serif_pro": (
        "SourceSerifPro-Regular",
        "SourceSerifPro-It",
        "SourceSerifPro-Bold",
        "SourceSerifPro-BoldIt",
    ),
    "font_source_sans_pro": (
        "SourceSansPro-Regular",
        "SourceSansPro-It",
        "SourceSansPro-Semibold",
        "SourceSansPro-SemiboldIt",
    ),
}
"""Package → the faces of it that are used, by their files' names without `.ttf`."""


def face_folder(package: str) -> Path | None:
    """Return the folder of a package's font files; None when the package isn't installed."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "files"
