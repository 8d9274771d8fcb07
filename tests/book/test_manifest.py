"""`handbook.toml`, mdBook's `book.toml`, and what happens without either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handbook.book.files import SourceError
from handbook.book.manifest import read_manifest
from handbook.book.model import Manifest
from handbook.errors import HandbookError

if TYPE_CHECKING:
    from pathlib import Path


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "handbook.toml").write_text(
        'id = "bog"\ntitle = "Bogen"\nsubtitle = "En bog"\nlanguage = "da"\nedition = "2026.1"\n'
        'edition_date = 2026-11-24\nlicence = "CC BY 4.0"\nauthors = ["A", "B"]\ndefault_chapter = "a.md"\n'
        'glossary = "ord.md"\n',
        "utf-8",
    )
    assert read_manifest(tmp_path) == Manifest(
        "bog", "Bogen", "En bog", "da", "2026.1", "2026-11-24", "CC BY 4.0", ("A", "B"), "a.md", "ord.md"
    )


def test_a_date_may_be_text(tmp_path: Path) -> None:
    (tmp_path / "handbook.toml").write_text('edition_date = "2026-11-24"\n')
    assert read_manifest(tmp_path).edition_date == "2026-11-24"


def test_without_a_manifest_the_summary_or_the_folder_gives_the_title(tmp_path: Path) -> None:
    folder = tmp_path / "min bog"
    folder.mkdir()
    assert read_manifest(folder, "Fra oversigten") == Manifest("min bog", "Fra oversigten")
    assert read_manifest(folder) == Manifest("min bog", "min bog")


def test_mdbook(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(
        '[book]\ntitle = "Rust"\nauthors = ["S", "C"]\nlanguage = "en"\ndescription = "About"\n[output.html]\n'
    )
    manifest = read_manifest(tmp_path)
    assert (manifest.title, manifest.authors, manifest.language) == ("Rust", ("S", "C"), "en")
    assert manifest.id == tmp_path.name


def test_mdbook_is_english_unless_it_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text('[book]\ntitle = "Rust"\n')
    assert read_manifest(tmp_path).language == "en"


def test_our_own_manifest_wins(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text('[book]\ntitle = "Rust"\n')
    (tmp_path / "handbook.toml").write_text('title = "Vores"\n')
    assert read_manifest(tmp_path).title == "Vores"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('title = "Bog"\nsubtitle = uden tegn\n', 2),
        ('title = "Bog\n', 1),
        ('id = "b"\n\ntitle = 7\n', 3),
        ('authors = "A"\nedition = ["1"]\n', 2),
        ("authors = [1]\n", 1),
        ("title = { a = 1 }\n", 1),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, content: str, line: int) -> None:
    (tmp_path / "handbook.toml").write_text(content)
    with pytest.raises(SourceError) as caught:
        read_manifest(tmp_path)
    assert str(caught.value).startswith(f"handbook.toml:{line}: ")
    assert caught.value.hint


def test_a_manifest_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "handbook.toml").write_bytes('title = "Håndbog"\n'.encode("latin-1"))
    with pytest.raises(HandbookError, match=r"handbook\.toml:1: this isn’t UTF-8: byte 10 "):
        read_manifest(tmp_path)


def test_a_manifest_nested_too_deeply(tmp_path: Path) -> None:
    (tmp_path / "handbook.toml").write_text("a = " + "[" * 10_000)
    with pytest.raises(HandbookError, match=r"handbook\.toml"):
        read_manifest(tmp_path)
