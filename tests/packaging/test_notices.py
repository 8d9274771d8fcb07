"""The licences beside the frozen program: nobody's is missing, and what they promise can be kept."""

from __future__ import annotations

import re
from importlib.metadata import Distribution
from importlib.util import find_spec
from pathlib import Path

import pytest

from build_scripts.packing import notices
from build_scripts.packing.project import PROGRAM, ROOT

BUNDLE = ROOT / "build" / "dist" / PROGRAM


@pytest.fixture(scope="module")
def licences(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bundle = tmp_path_factory.mktemp("bundle")
    notices.write_notices(bundle)
    return bundle / "licenses"


def texts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "PACKAGE.txt"]


def test_every_locked_package_has_a_licence_text(licences: Path) -> None:
    for name, version in notices.locked().items():
        found = texts(licences / name)
        assert found, name
        assert max(path.stat().st_size for path in found) > 300, name
        assert (licences / name / "PACKAGE.txt").read_text("utf-8").splitlines()[0].endswith(f" {version}")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("whoosh/LICENSE.txt", "Copyright 2008 Matt Chaput. All rights reserved.\n\nRedistribution and use"),
        ("pyside6-essentials/LGPL-3.0.txt", "GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 3"),
        ("shiboken6/GPL-3.0.txt", "GNU GENERAL PUBLIC LICENSE\n                       Version 3"),
        ("pypdfium2/LICENSES/BSD-3-Clause.txt", "Redistribution and use"),
        ("pypdfium2/BUILD_LICENSES/freetype.txt", "FreeType"),
        ("pyphen/COPYING.LGPL", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("font-source-serif-pro/LICENSE.txt", "SIL OPEN FONT LICENSE"),
        ("python.txt", "PYTHON SOFTWARE FOUNDATION LICENSE"),
        ("pyinstaller.txt", "Bootloader Exception"),
        ("lucide-icons.txt", "ISC License"),
        ("NotoEmoji-LICENSE.txt", "SIL OPEN FONT LICENSE"),
        ("Innovationshaandbogen-program.txt", "MIT License"),
        ("Innovationshaandbogen-content.txt", "CC BY 4.0"),
    ],
)
def test_the_texts_are_those_of_their_owners(licences: Path, place: str, words: str) -> None:
    assert words.casefold() in (licences / place).read_text("utf-8", "replace").casefold()


def test_writing_again_leaves_nothing_old(licences: Path) -> None:
    (licences / "old.txt").write_text("old", "utf-8")
    before = {path: path.read_bytes() for path in licences.rglob("*") if path.is_file() and path.name != "old.txt"}
    notices.write_notices(licences.parent)
    assert {path: path.read_bytes() for path in licences.rglob("*") if path.is_file()} == before


def test_the_folders_that_may_be_replaced_are_there() -> None:
    folders = re.findall(r"`_internal/(\w+)`", notices.LGPL_NOTE)
    assert folders == re.findall(r"`Contents/Frameworks/(\w+)`", notices.LGPL_NOTE) == ["PySide6", "shiboken6"]
    for folder in folders:
        spec = find_spec(folder)
        assert spec is not None
        assert spec.submodule_search_locations
        # PyInstaller keeps packages under their names; where a program has been built, it is looked at.
        assert Path(next(iter(spec.submodule_search_locations))).name == folder
        assert not BUNDLE.is_dir() or (BUNDLE / "_internal" / folder).is_dir()


def test_a_package_without_a_text_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_texts", lambda _package: {})
    with pytest.raises(ValueError, match="has no licence text"):
        notices._copy("markdown", Distribution.from_name("markdown"), tmp_path / "markdown")
