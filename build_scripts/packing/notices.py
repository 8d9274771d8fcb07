"""The licences of everything in the program, beside it: what MIT, BSD, OFL and LGPL ask of whoever passes it on."""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from importlib.metadata import Distribution, distribution
from itertools import takewhile
from pathlib import Path

from build_scripts.packing.project import ROOT

TEXTS = ROOT / "build_scripts" / "packing" / "licences"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)
_LICENCE = re.compile(r"(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS|OFL)[^/]*", re.IGNORECASE)
# Wheels without a text: files of `licences/`, or the comment that a source file begins with.
_OURS = dict.fromkeys(("pyside6-essentials", "shiboken6"), ("LGPL-3.0.txt", "GPL-3.0.txt"))
_IN_SOURCE = {"whoosh": "whoosh/__init__.py"}
LGPL_NOTE = """\
Qt and PySide6 are used under the GNU Lesser General Public License, version 3: its text is `LGPL-3.0.txt`
in `pyside6-essentials`; that of the GPL, which it builds on, is beside it.

They are used as published on the Python Package Index. Modules that this program has no use for are left out; on Linux,
so are debugging symbols, search paths for libraries, and ICU's tables for other languages. They are shared libraries in
the folders `_internal/PySide6` and `_internal/shiboken6` (macOS: `Contents/Frameworks/PySide6` and
`Contents/Frameworks/shiboken6`). You may replace them with a compatible build of your own: put its files in the place
of these. Their source code is at
https://download.qt.io/official_releases/QtForPython and https://download.qt.io/official_releases/qt. The program itself
may be changed and taken apart for that purpose; its source is under the MIT licence.

Qt has parts of others in it, among them PCRE2, double-conversion and easing (BSD-3-Clause), MD4C, TinyCBOR and
HarfBuzz (MIT), FreeType (FTL), libpng (libpng-2.0), libjpeg-turbo (IJG, BSD-3-Clause, Zlib), zlib (Zlib), and ICU and
the data of Unicode (Unicode-3.0). Their notices are at https://doc.qt.io/qt-6/licenses-used-in-qt.html.
"""
_OTHERS_NOTE = """\
Python's licence is in `python.txt`; SQLite, which notes are stored with, is in the public domain. That of the small
part of PyInstaller that starts the program is in `pyinstaller.txt`; its exception lets the program have any.
"""


def write_notices(bundle: Path) -> None:
    """Write `licenses/` into the program's folder; one that is there goes.

    Args:
        bundle: The folder.

    Raises:
        PackageNotFoundError: A package of `requirements.lock` isn't installed.
        ValueError: A package, or Python itself, has no licence text; say in this module where it is.
    """
    folder = bundle / "licenses"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", folder / "Innovationshaandbogen-program.txt")
    shutil.copyfile(ROOT / "content" / "LICENSE", folder / "Innovationshaandbogen-content.txt")
    shutil.copyfile(ROOT / "THIRD_PARTY.md", folder / "THIRD_PARTY.md")
    (folder / "LGPL-Qt-PySide6.txt").write_text(LGPL_NOTE, encoding="utf-8", newline="\n")
    for name in locked():
        _copy(name, distribution(name), folder / name)
    for font in sorted((ROOT / "resources" / "fonts").glob("*LICENSE*")):
        shutil.copyfile(font, folder / font.name)
    shutil.copyfile(ROOT / "resources" / "icons" / "LICENSE", folder / "lucide-icons.txt")
    (folder / "python-pyinstaller.txt").write_text(_OTHERS_NOTE, encoding="utf-8", newline="\n")
    shutil.copyfile(_pythons_licence(), folder / "python.txt")
    freezer = distribution("pyinstaller")
    shutil.copyfile(next(iter(_texts(freezer).values())), folder / "pyinstaller.txt")


def locked() -> dict[str, str]:
    """Return the packages that the program needs when it runs: name → version."""
    return dict(_LOCKED.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))


def _copy(name: str, package: Distribution, folder: Path) -> None:
    texts = {**_texts(package), **{text: TEXTS / text for text in _OURS.get(name, ())}}
    folder.mkdir()
    for place, source in texts.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    if name in _IN_SOURCE:
        source = Path(str(package.locate_file(_IN_SOURCE[name])))
        lines = source.read_text(encoding="utf-8").splitlines()
        comment = [line.removeprefix("#").strip() for line in takewhile(lambda line: line.startswith("#"), lines)]
        texts["LICENSE.txt"] = source
        (folder / "LICENSE.txt").write_text("\n".join(comment) + "\n", encoding="utf-8", newline="\n")
    if not texts:
        raise ValueError(f"{name} {package.version} has no licence text: see build_scripts/packing/notices.py")
    summary = [f"{package.metadata['Name']} {package.version}"]
    summary += [stated.splitlines()[0] for stated in _said(package, "License-Expression", "License")][:1]
    summary += _said(package, "Home-page", "Project-URL")[:3]
    (folder / "PACKAGE.txt").write_text("\n".join(summary) + "\n", encoding="utf-8", newline="\n")


def _said(package: Distribution, *fields: str) -> list[str]:
    """Return what a package's metadata say in these fields, empty ones left out."""
    return [value for field in fields for value in package.metadata.get_all(field) or [] if value.strip()]


def _texts(package: Distribution) -> dict[str, Path]:
    """Return the licence texts that a package has: where each belongs, and where it is."""
    found = {}
    for file in sorted(package.files or []):
        parts = file.parts
        # Where wheels have all their licences since PEP 639, those of what they are built from too (PDFium's are many).
        if len(parts) > 2 and parts[0].endswith(".dist-info") and parts[1] in ("licenses", "license_files"):
            place = "/".join(parts[2:])
        elif _LICENCE.fullmatch(file.name) and file.suffix not in (".py", ".pyc"):
            place = file.name
        else:
            continue
        found[place] = Path(str(package.locate_file(file)))
    return found


def _pythons_licence() -> Path:
    """Return the text of Python's licence; each system keeps it elsewhere."""
    base = Path(sys.base_prefix)
    for folder in (
        Path(sysconfig.get_path("stdlib")),
        base,
        base / "Resources",
        *Path("/usr/share/doc").glob("python3*"),
    ):
        for name in ("LICENSE.txt", "LICENSE", "copyright"):
            if (folder / name).is_file():
                return folder / name
    raise ValueError(f"Python has no licence text in {base}")
