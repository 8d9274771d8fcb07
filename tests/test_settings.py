"""The settings file: what is put in comes out, in another process too, and damage costs no more than what it hit."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray

from handbook.settings import LINE_LENGTHS, LINE_SPACINGS, TEXT_SIZES, THEMES, Reading, Settings

if TYPE_CHECKING:
    from pathlib import Path


def reopened(path: Path) -> Settings:
    """Return settings read from the file by another object, as by another start of the program."""
    return Settings(path)


def test_a_new_reader_has_the_defaults(tmp_path: Path) -> None:
    new = Settings(tmp_path / "settings.ini")
    assert new.reading == Reading("system", 100, 120, 66)
    assert (new.language, new.folder) == ("", "")
    assert new.last_place("id") == ("", 0)
    assert new.positions("id") == {}
    assert new.window("geometry").isEmpty()
    assert new.flag("contents", default=True)
    assert not new.flag("contents", default=False)


def test_nothing_is_written_by_looking(tmp_path: Path) -> None:
    new = Settings(tmp_path / "mappe" / "settings.ini")
    assert new.reading == Reading()
    del new
    assert not (tmp_path / "mappe").exists()


def test_everything_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "ny" / "mappe" / "settings.ini"
    first = Settings(path)
    first.reading = Reading("sepia", 135, 140, 58)
    first.language = "da"
    first.folder = "/en/mappe, med komma; og ærø"
    first.set_flag("contents", value=False)
    first.set_window("geometry", QByteArray(b"\x00\x01\xff\xfe"))
    first.set_last_place("min-håndbog", "del/et kapitel.md", 1234)
    first.set_positions("min-håndbog", {"a.md": 0, "b,c;d.md": 77, 'e"f.md': 3})
    assert first.flush()
    again = reopened(path)
    assert again.reading == Reading("sepia", 135, 140, 58)
    assert again.language == "da"
    assert again.folder == "/en/mappe, med komma; og ærø"
    assert not again.flag("contents", default=True)
    assert again.window("geometry").data() == b"\x00\x01\xff\xfe"
    assert again.last_place("min-håndbog") == ("del/et kapitel.md", 1234)
    assert list(again.positions("min-håndbog").items()) == [("a.md", 0), ("b,c;d.md", 77), ('e"f.md', 3)]


@pytest.mark.parametrize("name", ["a/b", "æøå", "med mellemrum", "..", "100%", "Last", "id|med|streger", "{}", "a\\b"])
def test_a_handbook_may_be_called_anything(tmp_path: Path, name: str) -> None:
    first = Settings(tmp_path / "settings.ini")
    first.set_last_place(name, "a|b.md", 5)
    first.set_positions(name, {"k.md": 9})
    first.flush()
    again = reopened(tmp_path / "settings.ini")
    assert again.last_place(name) == ("a|b.md", 5)
    assert again.positions(name) == {"k.md": 9}
    assert again.last_place("en anden") == ("", 0)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("text_size=69", Reading()),
        ("text_size=301", Reading()),
        ("text_size=70", Reading(text_size=70)),
        ("text_size=-100", Reading()),
        ("text_size=1e2", Reading()),
        ("text_size=100.0", Reading()),
        ("text_size=120, 130", Reading()),
        ("text_size=", Reading()),
        ("text_size=" + "9" * 5_000, Reading()),
        ("text_size=²", Reading()),
        ("theme=DARK", Reading()),
        ("theme=dark", Reading(theme="dark")),
        ("theme=@Invalid()", Reading()),
        ("theme=@Variant(\\0\\0\\0\\x11)", Reading()),
        ("line_spacing=140\ntext_size=x", Reading(line_spacing=140)),
        ("line_length=9999", Reading()),
        ("=\n\n;;;\n[", Reading()),
    ],
)
def test_a_value_that_cannot_be_used_counts_as_not_set(tmp_path: Path, written: str, read: Reading) -> None:
    (tmp_path / "settings.ini").write_text(f"[reading]\n{written}\n", encoding="utf-8")
    assert Settings(tmp_path / "settings.ini").reading == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("lille=kapitel.md|12", ("kapitel.md", 12)),
        ("lille=kapitel.md|", ("kapitel.md", 0)),
        ("lille=kapitel.md|-3", ("kapitel.md", 0)),
        ("lille=kapitel.md|tolv", ("kapitel.md", 0)),
        ("lille=kapitel.md|" + "9" * 5_000, ("kapitel.md", 0)),
        ("lille=12", ("", 12)),
        ("lille=@Invalid()", ("", 0)),
    ],
)
def test_a_place_that_cannot_be_read_is_the_beginning(tmp_path: Path, written: str, read: tuple[str, int]) -> None:
    (tmp_path / "settings.ini").write_text(f"[last]\n{written}\n", encoding="utf-8")
    assert Settings(tmp_path / "settings.ini").last_place("lille") == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"{}"', {}),
        ('"[1, 2]"', {}),
        ("nul", {}),
        ('"{\\"a.md\\": 3, \\"b.md\\": \\"x\\", \\"c.md\\": -1, \\"d.md\\": 1.5, \\"e.md\\": null}"', {"a.md": 3}),
        ('"{\\"a.md\\": 3"', {}),
        ("9" * 5_000, {}),
        ('"' + "[" * 100_000 + '"', {}),
    ],
    ids=["empty", "list", "word", "types", "cut", "huge", "deep"],
)
def test_positions_that_cannot_be_read_are_forgotten(tmp_path: Path, written: str, read: dict[str, int]) -> None:
    (tmp_path / "settings.ini").write_text(f"[positions]\nlille={written}\n", encoding="utf-8")
    assert Settings(tmp_path / "settings.ini").positions("lille") == read


def test_positions_of_long_ago_are_dropped(tmp_path: Path) -> None:
    first = Settings(tmp_path / "settings.ini")
    first.set_positions("stor", {f"{number}.md": number for number in range(2_500)})
    kept = first.positions("stor")
    assert len(kept) == 2_000
    assert next(iter(kept)) == "500.md"
    assert list(kept)[-1] == "2499.md"


def test_a_flag_that_is_neither_on_nor_off_is_the_default(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_text("[interface]\ncontents=måske\noutline=1\n", encoding="utf-8")
    damaged = Settings(tmp_path / "settings.ini")
    for name in ("contents", "outline"):
        assert damaged.flag(name, default=True)
        assert not damaged.flag(name, default=False)


def test_a_file_that_cannot_be_written_is_said_and_not_raised(tmp_path: Path) -> None:
    (tmp_path / "optaget").write_text("en fil, hvor en mappe skulle være", encoding="utf-8")
    stuck = Settings(tmp_path / "optaget" / "settings.ini")
    stuck.reading = Reading(theme="dark")
    assert not stuck.flush()
    assert stuck.reading.theme == "dark"


def test_the_choices_lie_within_the_limits(tmp_path: Path) -> None:
    kept = Settings(tmp_path / "settings.ini")
    for theme in THEMES:
        for size, spacing, length in zip(TEXT_SIZES, LINE_SPACINGS * 4, LINE_LENGTHS * 4, strict=True):
            reading = Reading(theme, size, spacing, length)
            kept.reading = reading
            assert kept.reading == reading


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), name=st.text(min_size=1, max_size=20))
def test_no_file_whatever_stops_the_program(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / "settings.ini"
    path.write_bytes(data + b"\n[reading]\ntheme=" + data[:20] + b"\n[last]\nx=" + data[-20:])
    read = Settings(path)
    assert read.reading.theme in THEMES
    assert read.last_place(name)[1] >= 0
    assert isinstance(read.positions(name), dict)
    assert isinstance(read.flag("contents", default=True), bool)
    path.unlink()


def test_the_command_line_does_not_load_qt() -> None:
    """`handbook check` names the themes in its usage, and needs nothing else of a window."""
    program = "import sys, handbook.commands; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
