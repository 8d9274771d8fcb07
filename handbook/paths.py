"""Where the program finds what it ships with, and where it keeps what belongs to the reader.

`HANDBOOK_HOME`, or a file named `portable` beside the program, moves everything that belongs to the reader into one
folder; otherwise `platformdirs` says where each system wants it. Nothing here creates a folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP_NAME = "innovationshaandbogen"
_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """Return the folder of icons, catalogues and other parts of the program."""
    return _shipped("resources")


def shipped_handbook() -> Path:
    """Return the folder of the handbook that the program ships with."""
    return _shipped("content")


def dictionaries() -> Path:
    """Return the folder of the word data that spelling is checked with; only a clone has it."""
    return _PACKAGE.parent / "dictionaries"


def config_dir() -> Path:
    """Return the folder of the reader's settings."""
    home = _home()
    if home is not None:
        return home / "config"
    from platformdirs import user_config_path

    return user_config_path(APP_NAME, appauthor=False)


def data_dir() -> Path:
    """Return the folder of what the reader has made: notes and their backups."""
    home = _home()
    if home is not None:
        return home / "notes"
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False) / "notes"


def cache_dir() -> Path:
    """Return the folder of what can be made again at any time."""
    home = _home()
    if home is not None:
        return home / "cache"
    from platformdirs import user_cache_path

    return user_cache_path(APP_NAME, appauthor=False)


def _home() -> Path | None:
    override = os.environ.get("HANDBOOK_HOME")
    if override:
        return Path(override).expanduser().absolute()
    program = Path(sys.executable if getattr(sys, "frozen", False) else sys.argv[0]).absolute().parent
    return program / "data" if (program / "portable").is_file() else None


def _shipped(name: str) -> Path:
    # A wheel carries the folder inside the package; a clone and a frozen program have it beside the package.
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
