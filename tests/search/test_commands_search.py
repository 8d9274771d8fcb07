"""`handbook index` and `handbook search`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from handbook import i18n
from handbook.book.address import parse_address
from handbook.commands import run_command
from handbook.search import shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.library import Handbook

Capture = pytest.CaptureFixture[str]


def run_json(capsys: Capture, arguments: Sequence[str]) -> dict[str, Any]:
    assert run_command(["search", "--json", *arguments]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_search_prints_the_object_of_the_design(small: Handbook, capsys: Capture) -> None:
    answer = run_json(capsys, ["gevinstralisering", "nu", "--handbook", str(small.root), "--limit", "2"])
    assert list(answer) == ["query", "took_ms", "total", "results", "suggestion"]
    assert answer["query"] == "gevinstralisering nu"
    assert answer["suggestion"] == "gevinstrealisering nu"
    assert answer["total"] >= len(answer["results"]) == 2
    first = answer["results"][0]
    assert list(first) == ["address", "chapter", "section", "path", "snippet", "marks", "score"]
    assert parse_address(first["address"]) == ("gevinster.md", "gevinster")
    (start, end), *_others = first["marks"]
    assert first["snippet"][start:end] == "gevinstrealisering"


@pytest.mark.parametrize(("scope", "address"), [("glossary", "ordliste.md"), ("handbook", "maaling.md")])
def test_search_in_a_part(small: Handbook, capsys: Capture, scope: str, address: str) -> None:
    answer = run_json(capsys, ["en", "situation", "måling", "--in", scope, "--handbook", str(small.root)])
    assert {parse_address(hit["address"]).chapter for hit in answer["results"]} <= {address, "gevinster.md"}
    assert parse_address(answer["results"][0]["address"]).chapter == address


def test_search_prints_lines_in_danish(small: Handbook, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "da")
    assert run_command(["search", "gevinstralisering", "--handbook", str(small.root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert i18n.language() == "da"
    assert lines[0] == "Søgte efter “gevinstrealisering”."
    assert lines[2:4] == ["2. Gevinster", "handbook://gevinster.md#gevinster"]
    assert lines[-1].endswith("fundet.")
    assert run_command(["search", "qqqqqqqqqq", "--handbook", str(small.root)]) == 0
    assert capsys.readouterr().out.strip() == "Intet fundet."


def test_index_says_where_it_lies(small: Handbook, capsys: Capture) -> None:
    assert run_command(["index", str(small.root)]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path.is_file()
    assert path.parent == shelf.cached("").parent
    assert run_command(["index", str(small.root)]) == 0
    assert Path(capsys.readouterr().out.strip()) == path


def test_index_into_a_folder(small: Handbook, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "pakke" / ".index"
    assert run_command(["index", str(small.root), "--output", str(folder)]) == 0
    assert [path.name for path in folder.iterdir()] == [shelf.FILE]
    assert capsys.readouterr().out.strip() == str(folder / shelf.FILE)
    assert not shelf.cached("").parent.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["index", "missing"],
        ["search", "x", "--handbook", "missing"],
        ["search"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "many"],
        ["search", "x", "--in", "attic"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


def test_index_where_nothing_can_be_written(small: Handbook, tmp_path: Path, capsys: Capture) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert run_command(["index", str(small.root), "--output", str(blocked / "x")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_index_without_a_cache(
    small: Handbook, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("HANDBOOK_HOME", str(blocked))
    assert run_command(["index", str(small.root)]) == 2
    assert "--output" in capsys.readouterr().err
    assert run_command(["search", "gevinst", "--handbook", str(small.root)]) == 0
