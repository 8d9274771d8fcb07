"""An environment for freezing that holds the program's own packages and PyInstaller's, and nothing of a developer's.

What a developer has installed would get in: PyInstaller follows every import that could succeed, and Markdown, say,
asks for Pygments. It is kept for as long as the locks say the same.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from build_scripts.packing.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RUNTIME, DEVELOPMENT = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
# PyInstaller and what it stands on, on each system; the lock says on which.
_FREEZER = "pyinstaller pyinstaller-hooks-contrib altgraph packaging setuptools macholib pefile pywin32-ctypes".split()
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==.*(?:\n[ \t].*)*", re.MULTILINE)


def freezing_python(work: Path) -> Path:
    """Return the Python of an environment that the program can be frozen in; it is made if it isn't there.

    Args:
        work: The build's folder; environments lie in its `env/`, one for what the locks say.

    Raises:
        subprocess.CalledProcessError: A package can't be had; pip has said which.
        ValueError: The development lock has no PyInstaller.
    """
    wanted = freezer_lock()
    key = f"{platform.python_version()}\n{RUNTIME.read_text(encoding='utf-8')}\n{wanted}"
    folder = work / "env" / hashlib.sha256(key.encode()).hexdigest()[:16]
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = folder / "complete"
    if done.is_file():
        return python
    shutil.rmtree(folder.parent, ignore_errors=True)
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-I", "-m", "venv", folder], check=True)
    lock = folder / "freezer.lock"
    lock.write_text(wanted, encoding="utf-8")
    pip = (
        "-I -m pip install --quiet --require-hashes --only-binary=:all: --no-input --disable-pip-version-check".split()
    )
    # What a shell says of Python's behaviour, such as PYTHONPATH, would be what a developer has again.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run([python, *pip, "-r", RUNTIME, "-r", lock], env=clean, check=True)
    done.touch()
    return python


def freezer_lock() -> str:
    """Return PyInstaller's part of the development lock, hashes and all.

    Raises:
        ValueError: It isn't locked.
    """
    entries = {found[1]: found[0] for found in _ENTRY.finditer(DEVELOPMENT.read_text(encoding="utf-8"))}
    if "pyinstaller" not in entries:
        raise ValueError(f"{DEVELOPMENT.name} has no pyinstaller")
    return "\n".join(entries[name] for name in _FREEZER if name in entries) + "\n"
