"""Freezes the program with PyInstaller, and holds what comes out against the list of what may be in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from build_scripts.packing import elf, icu
from build_scripts.packing.environment import freezing_python
from build_scripts.packing.project import PROGRAM, ROOT, epoch, version

if TYPE_CHECKING:
    from pathlib import Path

ALLOWED = ROOT / "build_scripts" / "packing" / "files.txt"
_SECTIONS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
_SECTION = re.compile(r"\[(linux|windows|macos)\]")


class BundleError(Exception):
    """The program can't be frozen as it should be; the message says why."""


def make_bundle(work: Path) -> Path:
    """Freeze the program.

    Args:
        work: A folder for everything on the way; what was there from another build goes, but for its environment.

    Returns:
        The program's folder, with its two executables.

    Raises:
        BundleError: Something is in it that isn't listed, or is missing.
        subprocess.CalledProcessError: PyInstaller or the index failed.
    """
    stage, dist = work / "stage", work / "dist"
    for name in ("stage", "dist", "build", "cache"):
        shutil.rmtree(work / name, ignore_errors=True)
    python = freezing_python(work)
    lay_out(stage, python)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "HANDBOOK_STAGE": str(stage),
        "HANDBOOK_VERSION": version(),
        # The same source gives the same bytes: times come from here, and sets have one order.
        "SOURCE_DATE_EPOCH": str(epoch()),
        "PYTHONHASHSEED": "0",
        # PyInstaller keeps what it makes; this build's own folder is nobody else's.
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
    }
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    command += [f"--distpath={dist}", f"--workpath={work / 'build'}", str(ROOT / "build_scripts" / "handbook.spec")]
    subprocess.run(command, env=environment, cwd=work, check=True)
    bundle = dist / PROGRAM
    if sys.platform == "linux":
        _join_executables(bundle)
        for library in elf.libraries(bundle):
            elf.drop_foreign_paths(library)
        print(icu.slim(bundle, work / "icu"))
    _drop_dead_links(bundle)
    _add_notices(bundle)
    check_files(bundle)
    return bundle


def check_files(bundle: Path) -> None:
    """See that a program's folder holds what is listed, and nothing else.

    Args:
        bundle: The folder.

    Raises:
        BundleError: It has other files.
    """
    patterns = allowed_patterns(sys.platform)
    strange = [name for name in file_names(bundle) if not any(pattern.fullmatch(name) for pattern in patterns)]
    if strange:
        raise BundleError(f"not listed in {ALLOWED.name}:\n  " + "\n  ".join(strange))


def file_names(folder: Path) -> list[str]:
    """Return every file and link in a folder, by its path there, with slashes."""
    return [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if not path.is_dir()]


def allowed_patterns(platform: str) -> list[re.Pattern[str]]:
    """Read the list of files.

    Args:
        platform: Such as `sys.platform`.

    Returns:
        A pattern for each line that holds for every system or for this one.
    """
    section, patterns = "", []
    for line in ALLOWED.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        heading = _SECTION.fullmatch(text)
        if heading is not None:
            section = heading[1]
        elif text and section in ("", _SECTIONS.get(platform)):
            patterns.append(_pattern(text))
    return patterns


def _pattern(text: str) -> re.Pattern[str]:
    """Return a line's pattern: `*` stays within a name, `**` doesn't, `[xy]` is one of these."""
    marks = {"**": ".*", "*": "[^/]*"}
    parts = re.split(r"(\*\*|\*|\[\w+\])", text)
    return re.compile("".join(marks.get(part, part if part.startswith("[") else re.escape(part)) for part in parts))


def installed_bytes(bundle: Path) -> int:
    """Return how much room a program's folder takes."""
    return sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())


def lay_out(stage: Path, python: Path) -> None:
    """Lay out what the program ships with, the search's index made.

    Args:
        stage: A folder that isn't there yet.
        python: The Python that makes the index.

    Raises:
        subprocess.CalledProcessError: The index failed.
    """
    stage.mkdir(parents=True)
    for name in ("content", "resources"):
        shutil.copytree(ROOT / name, stage / name, ignore=shutil.ignore_patterns("__pycache__", "*.po", "ord.txt"))
    for unwanted in (stage / "resources").rglob("*.po"):
        unwanted.unlink()
    _write_marks(stage)
    index = [str(python), "-m", "handbook", "index", str(stage / "content"), "--output", str(stage / "content/.index")]
    subprocess.run(index, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _write_marks(stage: Path) -> None:
    """Write what an executable bears on systems that look into it: its icon, and on Windows its version."""
    if sys.platform == "win32":
        from build_scripts.packing import icons
        from build_scripts.packing.windows import payload

        (stage / "handbook.ico").write_bytes(icons.ico())
        (stage / "version.txt").write_text(payload.version_resource(), encoding="utf-8")
    elif sys.platform == "darwin":
        from build_scripts.packing import macos

        (stage / "handbook.icns").write_bytes(macos.icns())


def _join_executables(bundle: Path) -> None:
    """Keep one of two executables that are the same: Linux knows no difference between a window's and a terminal's."""
    command = bundle / "handbook"
    if command.read_bytes() == (bundle / PROGRAM).read_bytes():
        command.unlink()
        command.symlink_to(PROGRAM)


def _drop_dead_links(bundle: Path) -> None:
    """Remove links to libraries that the spec has left out; PyInstaller makes one for each that it has found."""
    for path in sorted(bundle.rglob("*")):
        if path.is_symlink() and not path.exists():
            path.unlink()


def _add_notices(bundle: Path) -> None:
    """Put the licences beside the program: ours, and those of everything in it."""
    from build_scripts.packing.notices import write_notices

    write_notices(bundle)
