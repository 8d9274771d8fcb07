"""The fonts in `resources/fonts/` are what the list of characters says, and are free to be passed on."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

from handbook.export import pdf
from handbook.paths import resources

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
FONTS = resources() / "fonts"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_fonts", ROOT / "build_scripts" / "update_fonts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def coverage() -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = json.loads((FONTS / "coverage.json").read_text(encoding="ascii"))
    return found


def test_the_list_of_characters_is_that_of_the_fonts(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those here, and those of the packages that are installed: one that lost a character would spoil an export."""
    for path in FONTS.glob("*.[ot]tf"):
        (tmp_path / path.name).symlink_to(path)
    monkeypatch.setattr(script, "TARGET", tmp_path)
    script.write_coverage()
    assert json.loads((tmp_path / "coverage.json").read_text()) == json.loads((FONTS / "coverage.json").read_text())


def test_the_list_names_every_font(coverage: dict[str, list[list[int]]]) -> None:
    assert set(coverage) == {"primary", *(path.name for path in FONTS.glob("*.[ot]tf"))}
    for ranges in coverage.values():
        assert all(first <= last for first, last in ranges)
        assert ranges == sorted(ranges)


def test_the_template_asks_for_the_fonts_that_are_there() -> None:
    theme = (resources() / "typst" / "theme.typ").read_text(encoding="utf-8")
    faces = [path for path in pdf._faces() if path.is_file()]
    assert len(faces) == 8
    for path in (*FONTS.glob("*.[ot]tf"), *faces):
        with TTFont(path, lazy=True) as font:
            family = font["name"].getBestFamilyName()
        assert f'"{family}"' in theme, path.name


def test_every_font_has_its_licence_beside_it() -> None:
    licences = {path.name.partition("-")[0].lower() for path in FONTS.glob("*-LICENSE.txt")}
    for path in FONTS.glob("*.[ot]tf"):
        assert any(path.stem.lower().startswith(licence) for licence in licences), path.name


def test_danish_needs_no_fallback(coverage: dict[str, list[list[int]]]) -> None:
    def has(character: str) -> bool:
        return any(first <= ord(character) <= last for first, last in coverage["primary"])

    assert [c for c in "abcæøåÆØÅéüäö–—“”„»«’…•·›§€£%‰½†°²×\u00a0" if not has(c)] == []
