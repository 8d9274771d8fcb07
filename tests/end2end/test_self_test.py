"""`handbook self-test` for real: all is well here, and what is broken is found by the one check that is for it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from handbook import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end2end.conftest import Program

NAMES = ["folder", "parts", "handbook", "fonts", "window", "pages", "search", "notes", "pdf", "formats", "child"]
NAMES += ["close", "network"]
# In the shipped handbook's place: all that is broken is broken in ours and not in the text.
_SMALL = """
from pathlib import Path
from handbook import paths
chapter = Path("{folder}", "del", "om.md")
paths.shipped_handbook = lambda: Path("{folder}")
"""
_FILES = {
    "handbook.toml": 'id = "lille"\ntitle = "Lille"\nlanguage = "da"\n',
    "SUMMARY.md": "# Lille\n\n[Forside](forside.md)\n\n- [Om innovation](del/om.md)\n",
    "forside.md": "# Forside\n\nVelkommen til bogen om [innovation](del/om.md).\n",
    "del/om.md": "# Om innovation\n\nInnovation er noget nyt.\n\n| Hvad | Hvornår |\n|:--|:--|\n| Prøv | Nu |\n",
}
_DEAD_LINK = """
chapter.write_text(chapter.read_text("utf-8") + "\\n[et sted](findes-ikke.md)\\n", "utf-8")
"""
_NO_CHAPTER = """
chapter.unlink()
chapter.mkdir()
"""
_NO_FACES = """
from handbook.ui import fonts
fonts.FACES = dict()
"""
_NO_FONT_PACKAGES = """
import importlib.util as util
find = util.find_spec
util.find_spec = lambda name, *more: None if name.startswith("font_") else find(name, *more)
"""
_NO_NOTES = """
from handbook.notes import place
def refuse(folder):
    raise PermissionError(13, "Permission denied", str(folder))
place.open_notes = refuse
"""
_NETWORK = """
import socket
from handbook.book import check
look = check.check_handbook
def look_and_call_home(root, **options):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(("127.0.0.1", 9))
    return look(root, **options)
check.check_handbook = look_and_call_home
"""
# What is done to the process before it tests itself, and what finds it.
BREAKS = {
    "dead link": (_DEAD_LINK, {"handbook"}),
    "no chapter": (_NO_CHAPTER, {"handbook", "pages", "pdf", "formats"}),
    "no faces": (_NO_FACES, {"fonts"}),
    "no font packages": (_NO_FONT_PACKAGES, {"fonts", "pdf"}),
    "notes can't be written": (_NO_NOTES, {"notes"}),
    "network": (_NETWORK, {"network"}),
}


def run_small(program: Program, code: str, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Test an installation with a small handbook, to which `code` has done something."""
    folder = program.folder / "content"
    for path, text in _FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    end = f"\nimport sys; from handbook.cli import main; sys.exit(main({['self-test', *arguments]}))"
    return subprocess.run(
        [sys.executable, "-c", _SMALL.format(folder=folder.as_posix()) + code + end],
        cwd=program.folder,
        env=program.environment(**changes),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_is_well_here_and_nothing_of_the_readers_is_touched(program: Program) -> None:
    for name in ("notes/notes.sqlite", "config/settings.ini", "cache/x"):
        path = program.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"the reader's own")
    before = everything_in(program.folder)
    done = program.run("self-test", "--json")
    assert done.returncode == 0, done.stdout
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    assert {name: type(value) for name, value in answer.items()} == {
        "passed": bool,
        "version": str,
        "frozen": bool,
        "python": str,
        "system": str,
        "checks": list,
    }
    assert (answer["passed"], answer["version"], answer["frozen"]) == (True, __version__, False)
    assert [check["name"] for check in answer["checks"]] == NAMES
    for check in answer["checks"]:
        assert set(check) == {"name", "title", "passed", "seconds", "detail"}
        assert check["passed"] is True, check
    assert everything_in(program.folder) == before


def test_lines_for_people_in_their_language(program: Program) -> None:
    done = run_small(program, "", LANGUAGE="da")
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == len(NAMES)


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_found_by_its_check(program: Program, name: str) -> None:
    code, wanted = BREAKS[name]
    done = run_small(program, code, "--json")
    assert done.stdout, done.stderr
    answer = json.loads(done.stdout)
    failed = {check["name"]: check["detail"] for check in answer["checks"] if not check["passed"]}
    assert set(failed) == wanted, failed
    assert all(failed.values())
    assert done.returncode == 1
    assert answer["passed"] is False
    assert [check["name"] for check in answer["checks"]] == NAMES
