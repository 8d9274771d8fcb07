"""The commands, as scripts and administrators meet them: what is printed where, and the exit code."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage

from handbook import __version__
from handbook.ui.theme import THEMES

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.end2end.conftest import Program


def assert_one_clear_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit code 2, nothing on standard output, and one line for a person on standard error."""
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line and not line.startswith(("usage:", "       "))]
    assert len(lines) == 1, result.stderr
    for word in words:
        assert word in lines[0]


def test_version(program: Program) -> None:
    result = program.run("--version")
    assert (result.returncode, result.stdout) == (0, f"handbook {__version__}\n")


def test_help_names_the_commands_in_the_systems_language(program: Program) -> None:
    result = program.run("--help")
    assert result.returncode == 0
    for word in ("check", "screenshot", "FOLDER", "handbook://"):
        assert word in result.stdout
    danish = program.run("--help", LANGUAGE="da")
    assert danish.returncode == 0
    assert danish.stdout != result.stdout
    assert "håndbog" in danish.stdout


def test_nothing_is_written_by_asking(program: Program) -> None:
    program.run("--version")
    program.run("--help")
    assert not program.home.exists()


# --- check ------------------------------------------------------------------------------------------------------------


def test_the_shipped_handbook_has_no_faults(program: Program) -> None:
    result = program.run("check")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "No faults found.\n"


def test_faults_are_printed_with_file_and_line(program: Program, faulty: Path) -> None:
    result = program.run("check", faulty)
    assert result.returncode == 1
    assert re.search(r"^et\.md:5: .*findes-ikke\.md", result.stdout, re.MULTILINE), result.stdout
    assert re.search(r"^SUMMARY\.md:4: .*to\.md", result.stdout, re.MULTILINE), result.stdout
    assert re.fullmatch(r"\d+ faults found\.\n", result.stderr)


def test_faults_are_printed_as_data(program: Program, faulty: Path) -> None:
    result = program.run("check", faulty, "--json")
    assert result.returncode == 1
    faults = json.loads(result.stdout)
    assert {"et.md", "SUMMARY.md"} <= {fault["path"] for fault in faults}
    assert all(isinstance(fault["line"], int) for fault in faults)
    assert program.run("check", "--json").stdout == "[]\n"


def test_check_needs_a_handbook(program: Program, tmp_path: Path) -> None:
    assert_one_clear_line(program.run("check", tmp_path / "findes-ikke"), "findes-ikke")
    (tmp_path / "tom").mkdir()
    assert_one_clear_line(program.run("check", tmp_path / "tom"), "SUMMARY.md")


# --- screenshot -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_is_made_in_every_theme(program: Program, tmp_path: Path, theme: str) -> None:
    path = tmp_path / "billede.png"
    result = program.run(
        "screenshot", path, "--theme", theme, "--size", "900x600", "--page", "grundlaget/innovation-i-tal#fem-tal"
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    image = QImage(str(path))
    assert (image.width(), image.height()) == (900, 600)
    colours = [QColor(image.pixel(x, y)).name() for y in range(0, 600, 4) for x in range(0, 900, 4)]
    assert max(set(colours), key=colours.count) in (THEMES[theme].page, THEMES[theme].panel)
    assert len(set(colours)) > 10, "nothing is written on the page"
    assert not (program.home / "config").exists(), "the reader's own settings are none of the picture's business"


def test_the_options_of_a_picture(program: Program, tmp_path: Path) -> None:
    made = {}
    for name, options in {
        "plain": [],
        "found": ["--find", "innovation"],
        "changed": ["--text-size", "200", "--panel", "none", "--language", "en", "--scale", "2"],
    }.items():
        path = tmp_path / f"{name}.png"
        assert program.run("screenshot", path, "--size", "800x600", *options).returncode == 0
        made[name] = QImage(str(path))
    assert made["plain"].size().toTuple() == made["found"].size().toTuple() == (800, 600)
    assert made["plain"] != made["found"]
    assert made["changed"].size().toTuple() == (1_600, 1_200)
    assert made["changed"].scaled(800, 600) != made["plain"]


def test_a_picture_is_of_the_size_that_was_asked_for_or_none_is_made(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "lille.png"
    result = program.run("screenshot", path, "--size", "200x200")
    if result.returncode:
        assert_one_clear_line(result, "200x200")
    else:
        assert QImage(str(path)).size().toTuple() == (200, 200)


def test_a_picture_of_another_handbook_in_a_new_folder(program: Program, faulty: Path, tmp_path: Path) -> None:
    path = tmp_path / "ny" / "mappe" / "et.png"
    result = program.run("screenshot", path, "--handbook", faulty, "--page", "et.md", "--size", "400x400")
    assert result.returncode == 0
    assert path.is_file()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--page", "findes/ikke"], ["findes/ikke"]),
        (["--page", "grundlaget/innovation-i-tal#findes-ikke"], ["findes-ikke"]),
        (["--handbook", "findes-ikke"], ["findes-ikke"]),
        (["--size", "stor"], ["stor"]),
        (["--size", "99999x10"], ["99999x10"]),
        (["--text-size", "10"], ["10"]),
        (["--theme", "lyserød"], ["lyserød"]),
        (["--ukendt"], ["--ukendt"]),
    ],
)
def test_a_wrong_option_is_said_in_one_line(
    program: Program, tmp_path: Path, options: list[str], words: list[str]
) -> None:
    assert_one_clear_line(program.run("screenshot", tmp_path / "ud.png", *options), *words)
    assert not (tmp_path / "ud.png").exists()


@pytest.mark.parametrize("output", ["optaget.txt/ud.png", "ud.findes-ikke", "mappe.png"])
def test_a_picture_that_cannot_be_written_is_said_in_one_line(program: Program, tmp_path: Path, output: str) -> None:
    (tmp_path / "optaget.txt").write_text("en fil", encoding="utf-8")
    (tmp_path / "mappe.png").mkdir()
    assert_one_clear_line(program.run("screenshot", tmp_path / output, "--size", "400x400"), output.rpartition("/")[2])


def test_a_missing_page_in_a_handbook_is_said_in_one_line(program: Program, faulty: Path, tmp_path: Path) -> None:
    result = program.run("screenshot", tmp_path / "to.png", "--handbook", faulty, "--page", "to.md")
    assert_one_clear_line(result, "to.md")


# --- Usage ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--ukendt"], ["content", "for", "mange"], ["screenshot"], ["check", "a", "b"]])
def test_wrong_usage_is_said_in_one_line(program: Program, arguments: list[str]) -> None:
    assert_one_clear_line(program.run(*arguments))


def test_without_a_display_it_says_what_works_without_one(program: Program) -> None:
    result = program.run()
    assert result.returncode == 2
    assert result.stdout == ""
    assert "display" in result.stderr
    assert "screenshot" in result.stderr
    assert "Traceback" not in result.stderr
    danish = program.run(LANGUAGE="da")
    assert danish.returncode == 2
    assert danish.stderr != result.stderr
