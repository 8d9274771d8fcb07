"""What every package says about the program; the version is the one in `handbook/__init__.py`."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "Innovationshaandbogen"
PACKAGE = "innovationshaandbogen"
TITLE = "Innovationshåndbogen"
SUMMARY = "Offline handbook on leading innovation in the public sector"
SUMMARY_DA = "Håndbog i administrativ ledelse af innovation, uden net"
MAINTAINER = "Redaktionen bag Innovationshåndbogen <redaktionen@innovationshaandbogen.invalid>"
APP_ID = "dk.innovationshaandbogen.Innovationshaandbogen"
_VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)


def version() -> str:
    """Return the program's version.

    Raises:
        ValueError: There is none.
    """
    found = _VERSION.search((ROOT / "handbook" / "__init__.py").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError("handbook/__init__.py has no __version__")
    return found[1]


def epoch() -> int:
    """Return the time that everything in a package bears, in seconds: SOURCE_DATE_EPOCH, else the last commit's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    # An unpacked archive of the source has no history.
    return int(said.stdout) if said.returncode == 0 and said.stdout.strip() else 1_767_225_600
