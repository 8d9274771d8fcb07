"""`handbook export` of tools: an empty one, filled copies, and a copy that is given away and taken in elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from handbook.book.library import open_handbook
from handbook.book.toolbox import Toolbox
from handbook.notes.anchor import describe
from handbook.notes.exchange import from_json, to_json
from handbook.notes.filled import blank, read_filled, with_value, write_filled
from handbook.notes.model import Annotation, Kind
from tests.end2end.test_commands import assert_one_clear_line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end2end.conftest import Program

TIME = "2026-11-12T08:00:00.000000Z"
COPY = "00000000-0000-4000-8000-000000000001"
_TOOL = (
    "# Kort\n\nFør kortet.\n\n//// worksheet | Problemkort\n    id: problemkort\n    minutes: 30\n\n"
    "/// paragraph | Hvad er galt?\n    id: galt\n///\n\n- [ ] Nogen har set det {#set}\n////\n"
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "bog"
    folder.mkdir()
    (folder / "SUMMARY.md").write_text("# Bogen\n\n- [Kort](a.md)\n", encoding="utf-8")
    (folder / "handbook.toml").write_text(
        'id = "bog"\ntitle = "Bogen"\nlanguage = "en"\nedition = "7"\n', encoding="utf-8"
    )
    (folder / "a.md").write_text(_TOOL, encoding="utf-8")
    return folder


@pytest.fixture
def copy(book: Path) -> Annotation:
    """A filled copy."""
    handbook = open_handbook(book)
    place = Toolbox(handbook).find("problemkort")
    assert place is not None
    filled = with_value(blank(place.tool, "Hjemmeplejen"), place.tool, "galt", "Ventetiden\ner for lang")
    tree = handbook.tree("a.md")
    start = place.tool.start
    named = {"handbook": "bog", "edition": "7", "chapter": "a.md", "chapter_title": "Kort"}
    anchor = describe(tree.text, tree.sections, start, start + len("Problemkort"), **named)
    return Annotation(COPY, Kind.TOOL, anchor, body=write_filled(filled), created=TIME, modified=TIME)


@pytest.fixture
def kept(program: Program, book: Path, copy: Annotation, tmp_path: Path) -> Path:
    """The handbook, with the copy among the reader's notes."""
    file = tmp_path / "ind.json"
    file.write_text(to_json([copy], generator="test", made=TIME), encoding="utf-8")
    assert program.run("notes", "import", file).returncode == 0
    return book


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_an_empty_tool_is_one_page(program: Program, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "kort.pdf"
    result = program.run("export", out, "--handbook", book, "--blank", "problemkort")
    assert (result.returncode, result.stdout, result.stderr) == (0, "The empty tool is exported.\n", "")
    (page,) = pages(out)
    assert "Worksheet · 30 minutes" in page
    assert "Problemkort" in page
    assert "Bogen · edition 7" in page
    assert "Før kortet" not in page


def test_a_copy_in_every_format(program: Program, kept: Path, tmp_path: Path) -> None:
    for suffix in ("pdf", "md", "html", "json"):
        out = tmp_path / f"ark.{suffix}"
        result = program.run("export", out, "--handbook", kept, "--copy", COPY)
        assert (result.returncode, result.stdout, result.stderr) == (0, "1 note exported.\n", "")
    (page,) = pages(tmp_path / "ark.pdf")
    assert "Hjemmeplejen" in page
    assert "Ventetiden\r\ner for lang" in page
    assert (tmp_path / "ark.md").read_text(encoding="utf-8").startswith("# Hjemmeplejen\n")
    assert "Ventetiden<br>er for lang" in (tmp_path / "ark.html").read_text(encoding="utf-8")


def test_notes_have_copies_among_them(program: Program, kept: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.md"
    assert program.run("notes", "add", "En note", "--chapter", "a.md", "--handbook", kept).returncode == 0
    assert program.run("export", out, "--handbook", kept, "--notes").stdout == "2 notes exported.\n"
    text = out.read_text(encoding="utf-8")
    assert "#### Hjemmeplejen" in text
    assert "En note" in text
    assert program.run("export", out, "--handbook", kept, "--notes", "--kind", "tool", "--force").returncode == 0
    assert "En note" not in out.read_text(encoding="utf-8")


def test_a_copy_is_given_away_and_taken_in(program: Program, kept: Path, copy: Annotation, tmp_path: Path) -> None:
    given = tmp_path / "til-dig.json"
    assert program.run("export", given, "--handbook", kept, "--copy", COPY).returncode == 0
    elsewhere = {"HANDBOOK_HOME": str(tmp_path / "another-home")}
    assert program.run("notes", "import", given, **elsewhere).stdout == "1 note added.\n"
    back = tmp_path / "tilbage.json"
    assert program.run("export", back, "--handbook", kept, "--copy", COPY, **elsewhere).returncode == 0
    (found,) = from_json(back.read_text(encoding="utf-8")).annotations
    assert found.digest == copy.digest
    assert read_filled(found.body) == read_filled(copy.body)
    assert json.loads(program.run("notes", "import", back, "--json").stdout)["added"] == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--blank", "nix"), "nix"),
        (("--copy", "00000000-0000-4000-8000-00000000000f"), "00000000-0000-4000-8000-00000000000f"),
        (("--blank", "problemkort", "--all"), "--blank"),
        (("--copy", COPY, "--notes"), "--copy"),
    ],
)
def test_what_cannot_be_exported_is_said(
    program: Program, kept: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    result = program.run("export", tmp_path / "x.pdf", "--handbook", kept, *options)
    assert_one_clear_line(result)
    assert words in result.stderr
    assert not (tmp_path / "x.pdf").exists()
