"""`handbook export`, as scripts and people meet it: the file, what is printed where, and the exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from handbook.book.library import open_handbook
from handbook.notes.anchor import describe
from handbook.notes.exchange import to_json
from handbook.notes.model import Annotation, Colour, Kind
from tests.end2end.test_commands import assert_one_clear_line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end2end.conftest import Program

TIME = "2026-11-12T08:00:00.000000Z"
_APPLES = "# Æbler\n\nEn kage med rasiner, og en til med mandler.\n\n## Fløde {#floede}\n\nFløden er pisket.\n"
_BERRIES = "# Bær\n\nEn pære og en blomme.\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A handbook of two chapters."""
    folder = tmp_path / "bog"
    folder.mkdir()
    (folder / "SUMMARY.md").write_text("# Bogen\n\n- [Æbler](a.md)\n- [Bær](b.md)\n", encoding="utf-8")
    (folder / "handbook.toml").write_text('id = "bog"\ntitle = "Bogen"\nlanguage = "da"\n', encoding="utf-8")
    (folder / "a.md").write_text(_APPLES, encoding="utf-8")
    (folder / "b.md").write_text(_BERRIES, encoding="utf-8")
    return folder


@pytest.fixture
def kept(program: Program, book: Path, tmp_path: Path) -> Path:
    """The handbook, with four notes to it in the program's own home."""
    handbook = open_handbook(book)

    def note(number: int, key: str, words: str, body: str, kind: Kind, colour: Colour, *tags: str) -> Annotation:
        tree, chapter = handbook.tree(key), handbook.chapter(key)
        assert chapter is not None
        start = tree.text.index(words)
        named = {"handbook": "bog", "edition": "", "chapter": key, "chapter_title": chapter.title}
        anchor = describe(tree.text, tree.sections, start, start + len(words), **named)
        id_ = f"00000000-0000-4000-8000-{number:012}"
        return Annotation(id_, kind, anchor, colour, body, tags, TIME, TIME)

    notes = [
        note(1, "a.md", "rasiner", "Uden rasiner, tak", Kind.HIGHLIGHT, Colour.IMPORTANT, "kage", "møde"),
        note(2, "a.md", "mandler", "", Kind.HIGHLIGHT, Colour.QUESTION, "kage"),
        note(3, "a.md", "pisket", "", Kind.BOOKMARK, Colour.IMPORTANT),
        note(4, "b.md", "blomme", "Spørg gartneren", Kind.HIGHLIGHT, Colour.IMPORTANT),
    ]
    file = tmp_path / "noter.json"
    file.write_text(to_json(notes, generator="test", made=TIME), encoding="utf-8")
    assert program.run("notes", "import", file).returncode == 0
    return book


def quotes(program: Program, book: Path, tmp_path: Path, *options: str) -> set[str]:
    """Return what was highlighted in the notes that are exported with some options."""
    out = tmp_path / "ud.json"
    result = program.run("export", out, "--handbook", book, "--notes", "--force", *options)
    assert (result.returncode, result.stderr) == (0, "")
    items = json.loads(out.read_bytes())["first"]["items"]
    count = f"{len(items)} note{'' if len(items) == 1 else 's'} exported.\n"
    assert result.stdout == count
    text = json.dumps(items, ensure_ascii=False)
    return {words for words in ("rasiner", "mandler", "pisket", "blomme") if f'"exact": "{words}"' in text}


@pytest.mark.parametrize("suffix", ["pdf", "md", "html", "htm", "json", "PDF"])
def test_the_name_says_what_it_is(program: Program, book: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"Æbler og bær.{suffix}"
    result = program.run("export", out, "--handbook", book, "--all")
    assert (result.returncode, result.stdout, result.stderr) == (0, "2 chapters exported.\n", "")
    data = out.read_bytes()
    match suffix.lower():
        case "pdf":
            document = pypdfium2.PdfDocument(data)
            text = "".join(page.get_textpage().get_text_range() for page in document)
            document.close()
            assert "Fløden er pisket" in text
        case "json":
            assert "pisket" in json.dumps(json.loads(data), ensure_ascii=False)
        case "md":
            assert data.decode().startswith("# Bogen\n")
        case _:
            assert data.decode().startswith("<!")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_in_the_folder_that_one_is_in(program: Program, book: Path, tmp_path: Path) -> None:
    assert program.run("export", "ud.md", "--handbook", "bog", "--chapter", "b.md").returncode == 0
    assert "blomme" in (tmp_path / "ud.md").read_text(encoding="utf-8")


def test_several_chapters_each_once_and_as_given(program: Program, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.md"
    given = ("--chapter", "handbook://b.md", "--chapter", "a.md#floede", "--chapter", "b")
    result = program.run("export", out, "--handbook", book, *given, "--title", "To kapitler")
    assert (result.returncode, result.stdout) == (0, "2 chapters exported.\n")
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# To kapitler")
    assert "rasiner" in text
    assert "blomme" in text


def test_notes_are_chosen_by_what_they_are(program: Program, kept: Path, tmp_path: Path) -> None:
    def found(*options: str) -> set[str]:
        return quotes(program, kept, tmp_path, *options)

    assert found() == {"rasiner", "mandler", "pisket", "blomme"}
    assert found("--tag", "kage") == {"rasiner", "mandler"}
    assert found("--tag", "KAGE", "--tag", "møde") == {"rasiner"}
    assert found("--kind", "bookmark") == {"pisket"}
    assert found("--colour", "question") == {"mandler"}
    assert found("--chapter", "b.md") == {"blomme"}
    assert found("--chapter", "b.md", "--chapter", "a.md", "--colour", "important") == {"rasiner", "blomme"}
    assert found("--tag", "findes ikke") == set()


def test_how_notes_are_set(program: Program, kept: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.md"
    how = ("--group-by", "tag", "--no-quotes", "--title", "Til mødet", "--author", "Åse Ørsted", "--language", "en")
    result = program.run("export", out, "--handbook", kept, "--notes", *how)
    assert (result.returncode, result.stdout) == (0, "2 notes exported.\n")
    text = out.read_text(encoding="utf-8")
    for words in ("# Til mødet", "Åse Ørsted", "#kage", "#møde", "Without a tag", "Spørg gartneren", "2 notes"):
        assert words in text
    assert "mandler" not in text


def test_size_paper_and_grey(program: Program, kept: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    how = ("--paper", "letter", "--font-size", "17,5", "--grey")
    assert program.run("export", out, "--handbook", kept, "--notes", *how).returncode == 0
    document = pypdfium2.PdfDocument(out)
    assert document.get_page_size(0) == pytest.approx((612, 792), abs=1)
    colours = document[1].render(scale=1).to_pil().convert("RGB").getcolors(2**20)
    document.close()
    assert colours is not None
    assert all(max(colour) - min(colour) < 12 for _count, colour in colours if isinstance(colour, tuple))


def test_the_file_is_in_the_handbooks_language_and_the_terminal_in_its_own(
    program: Program, kept: Path, tmp_path: Path
) -> None:
    out = tmp_path / "x.md"
    english = program.run("export", out, "--handbook", kept, "--notes", LANGUAGE="en")
    assert english.stdout == "4 notes exported.\n"
    assert out.read_text(encoding="utf-8").startswith("# Mine noter")
    danish = program.run("export", out, "--handbook", kept, "--notes", "--force", "--language", "en", LANGUAGE="da")
    assert danish.stdout != english.stdout
    assert out.read_text(encoding="utf-8").startswith("# My notes")


def test_the_same_at_the_same_time_is_the_same(program: Program, kept: Path, tmp_path: Path) -> None:
    for suffix in ("pdf", "html", "md", "json"):
        files = [tmp_path / f"{name}.{suffix}" for name in ("first", "second")]
        for file in files:
            result = program.run(
                *("export", file, "--handbook", kept, "--notes"), SOURCE_DATE_EPOCH="1763000000", TZ="UTC"
            )
            assert result.returncode == 0, result.stderr
        first, second = (file.read_bytes() for file in files)
        assert first == second, suffix


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x.pdf"], ["--notes", "--chapter", "--all"]),
        (["x.pdf", "--all", "--notes"], ["--notes", "--chapter", "--all"]),
        (["x.pdf", "--all", "--chapter", "a.md"], ["--all"]),
        (["x.docx", "--all"], ["x.docx", ".pdf, .md, .html or .json"]),
        (["x", "--all"], ["x doesn’t say"]),
        (["x.pdf", "--chapter", "borte.md"], ["borte.md"]),
        (["x.pdf", "--notes", "--chapter", "borte.md"], ["borte.md"]),
        (["er-her.md", "--all"], ["er-her.md is there already", "--force"]),
        (["mappe.md", "--all"], ["mappe.md is a folder"]),
        (["mappe.md", "--all", "--force"], ["mappe.md is a folder"]),
        (["borte/x.pdf", "--all"], ["x.pdf can’t be written", "No such file or directory"]),
        (["er-her.md/x.pdf", "--all"], ["x.pdf can’t be written", "Not a directory"]),
        (["x.pdf", "--all", "--font-size", "7"], ["7", "8 to 18"]),
        (["x.pdf", "--all", "--font-size", "nan"], ["nan"]),
        (["x.pdf", "--all", "--font-size", "stor"], ["stor"]),
        (["x.pdf", "--all", "--paper", "a5"], ["a5"]),
        (["x.pdf", "--notes", "--kind", "tanke"], ["tanke"]),
        (["x.pdf", "--all", "--tag", "kage"], ["--tag", "--notes"]),
        (["x.pdf", "--chapter", "a.md", "--colour", "quote"], ["--colour", "--notes"]),
        (["x.pdf", "--all", "--handbook", "borte"], ["borte"]),
        ([], ["OUT"]),
    ],
)
def test_wrong_use_is_said_in_one_line(
    program: Program, book: Path, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    (tmp_path / "mappe.md").mkdir()
    (tmp_path / "er-her.md").write_bytes(b"gammelt\r\n")
    before = sorted(tmp_path.rglob("*"))
    given = arguments if "--handbook" in arguments else [*arguments, "--handbook", "bog"]
    assert_one_clear_line(program.run("export", *given), *words)
    assert [path for path in sorted(tmp_path.rglob("*")) if program.home not in (path, *path.parents)] == before
    assert (tmp_path / "er-her.md").read_bytes() == b"gammelt\r\n"


def test_a_file_is_replaced_with_force(program: Program, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.md"
    out.write_bytes(b"gammelt")
    result = program.run("export", out, "--handbook", book, "--all", "--force")
    assert (result.returncode, result.stderr) == (0, "")
    assert "rasiner" in out.read_text(encoding="utf-8")


def test_a_time_that_is_none(program: Program, book: Path, tmp_path: Path) -> None:
    result = program.run("export", "x.md", "--handbook", book, "--all", SOURCE_DATE_EPOCH="i går")
    assert_one_clear_line(result, "SOURCE_DATE_EPOCH", "i går")
    assert not (tmp_path / "x.md").exists()


def test_who_has_no_notes_gets_a_report_of_none(program: Program, book: Path, tmp_path: Path) -> None:
    result = program.run("export", "x.md", "--handbook", book, "--notes")
    assert (result.returncode, result.stdout) == (0, "0 notes exported.\n")
    assert (tmp_path / "x.md").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
@pytest.mark.parametrize("is_wrong", [False, True])
def test_a_terminal_is_told_how_far_it_is(program: Program, book: Path, is_wrong: bool) -> None:
    import pty

    if is_wrong:
        (book / "b.md").unlink()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "handbook", "export", "x.pdf", "--handbook", str(book), "--all"],
        cwd=program.folder,
        env=program.environment(),
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    printed, _none = process.communicate(timeout=60)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4_096)
        except OSError:
            # The other end is closed, as Linux says it.
            break
        if not part:
            break
        seen += part
    os.close(ours)
    text = seen.decode()
    assert "\rReading 1 of 2 …\x1b[K" in text
    if is_wrong:
        assert process.returncode == 2
        # The progress is wiped away before the line that counts.
        assert re.search(r"\r\x1b\[Khandbook: [^\r\n]+\r\n\Z", text)
        return
    assert (process.returncode, printed) == (0, b"2 chapters exported.\n")
    assert "\rSetting the pages …\x1b[K" in text
    assert text.endswith("\r\x1b[K")
    assert "\n" not in text


def test_the_window_has_its_exports_made_over_pipes(program: Program, book: Path, tmp_path: Path) -> None:
    from handbook.export.report import Format, Options
    from handbook.export.worker import Request

    request = Request(
        5, str(tmp_path / "x.md"), Format.MARKDOWN, str(book), "da", "", ["b.md"], False, "", "", {}, Options()
    )
    result = subprocess.run(
        [sys.executable, "-m", "handbook", "typeset"],
        cwd=program.folder,
        env=program.environment(),
        input=request.line(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout.splitlines()[-1]) == {"id": 5, "file": str(tmp_path / "x.md")}
