"""What a handbook holds, counted by part and by chapter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from handbook.book.library import open_handbook
from handbook.book.statistics import Count, count
from handbook.commands import run_command

if TYPE_CHECKING:
    from pathlib import Path

    from tests.book.conftest import MakeHandbook

_A = (
    "# A\n\nHuset er rødt[^1].\n\n![Alt](f.svg)\n\n"
    "//// checklist | Liste\n    id: l\n\n- [ ] Gør {#g}\n////\n\n[^1]: N.\n"
)


@pytest.fixture
def folder(make_handbook: MakeHandbook) -> Path:
    return make_handbook(
        {
            "SUMMARY.md": "# Bog\n\n[Forord](f.md)\n\n# Del\n\n- [A](a.md)\n- [B](b.md)\n",
            "f.md": "---\nkind: front\n---\n# Forord\n\nVelkommen.\n",
            "a.md": _A,
            "b.md": "# B\n\nForvaltningen sover. Vi ler.\n",
            "f.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        }
    )


def test_parts_and_chapters(folder: Path) -> None:
    statistics = count(open_handbook(folder))
    outside, part = statistics.parts
    assert outside.numbers == Count("", 1, 2, 1, 0.0, 0, 0, 0)
    assert [chapter.key for chapter in part.chapters] == ["a.md", "b.md"]
    a, b = (chapter.numbers for chapter in part.chapters)
    assert a == Count("A", 1, 6, 3, 3.0, 1, 1, 1)
    assert b == Count("B", 1, 5, 4, 2 + 25.0, 0, 0, 0)
    assert part.numbers == Count("Del", 2, 11, 7, 15.0, 1, 1, 1)
    # The mean is that of the chapters; the preface, of another kind, is left out.
    assert statistics.total == Count("", 3, 13, 8, 15.0, 1, 1, 1)


def test_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["check", str(folder), "--statistics"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert len({len(line) for line in lines}) == 1
    assert lines[-1].split()[-7:] == ["3", "13", "8", "15.0", "1", "1", "1"]


def test_the_statistics_as_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["check", str(folder), "--statistics", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["total"] == {
        "title": "", "chapters": 3, "words": 13, "text": 8, "lix": 15.0, "figures": 1, "tools": 1, "footnotes": 1
    }  # fmt: skip
    assert data["parts"][1]["chapters"][1]["key"] == "b.md"
    assert data["parts"][1]["chapters"][1]["lix"] == 27.0
