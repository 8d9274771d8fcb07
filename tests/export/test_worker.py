"""The conversation with the process that makes exports: every request is answered, and none takes the next one down."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from handbook import i18n
from handbook.export.report import Format, GroupBy, Options, Paper
from handbook.export.worker import Request, serve
from handbook.notes.exchange import to_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.export.conftest import Desk

CHAPTERS = {"a.md": "# Æbler\n\nEn kage med rasiner.\n", "b.md": "# Bær\n\nEn pære.\n"}


@pytest.fixture
def request_for(desk: Desk, tmp_path: Path) -> Callable[..., Request]:
    """Return a function that makes a request, for the first chapter unless it says something else."""
    handbook = desk.handbook(CHAPTERS)

    def make(**fields: Any) -> Request:
        known = {
            "id": 1,
            "output": str(tmp_path / "ud.md"),
            "format": Format.MARKDOWN,
            "folder": str(handbook.root),
            "language": "en",
            "notes": "",
            "chapters": ["a.md"],
            "is_whole": False,
            "title": "",
            "author": "",
            "colours": {},
            "options": Options(),
            **fields,
        }
        return Request(**known)

    return make


def answered(*requests: Request) -> list[dict[str, Any]]:
    answers = io.BytesIO()
    serve(io.BytesIO(b"".join(request.line() for request in requests)), answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def test_a_request_is_read_as_it_was_sent(request_for: Callable[..., Request]) -> None:
    options = Options(has_quotes=False, group_by=GroupBy.TAG, paper=Paper.LETTER, points=12.5, is_grey=True)
    sent = request_for(id=7, format=Format.PDF, title="Ét\nto\u2028 \U0001f600", colours={"ø": "å"}, options=options)
    line = sent.line()
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert Request.read(line) == sent


@pytest.mark.parametrize("line", [b"{}\n", b"[]\n", b"nej\n", b'{"format": "docx"}\n'])
def test_what_is_no_request_is_none(line: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        Request.read(line)


def test_progress_is_told_and_then_the_file(request_for: Callable[..., Request], tmp_path: Path) -> None:
    request = request_for(id=3, chapters=["a.md", "b.md"], is_whole=True)
    answers = answered(request)
    assert {answer["id"] for answer in answers} == {3}
    assert answers[-3:] == [
        {"id": 3, "done": 2, "total": 2},
        {"id": 3, "stage": "setting"},
        {"id": 3, "file": str(tmp_path / "ud.md")},
    ]
    assert "rasiner" in (tmp_path / "ud.md").read_text(encoding="utf-8")


def test_notes_are_sent_along(request_for: Callable[..., Request], desk: Desk, tmp_path: Path) -> None:
    note = desk.about(desk.handbook(CHAPTERS), "rasiner", "Nej tak \u2028 \U0001f600")
    text = to_json([note], generator="x", made=note.created)
    answers = answered(request_for(notes=text, chapters=[], title="Mine", author="Åse", colours={"x": "y"}))
    assert answers[-1]["file"]
    written = (tmp_path / "ud.md").read_text(encoding="utf-8")
    for words in ("# Mine", "Åse", "rasiner", "Nej tak"):
        assert words in written


def test_an_error_is_an_answer_and_the_next_request_has_one_too(
    request_for: Callable[..., Request], tmp_path: Path
) -> None:
    answers = answered(
        request_for(id=1, chapters=["borte.md"]),
        request_for(id=2, folder=str(tmp_path / "borte")),
        request_for(id=3, output=str(tmp_path / "borte" / "ud.md")),
        request_for(id=4, notes="{"),
        request_for(id=5),
    )
    last = {answer["id"]: answer for answer in answers}
    assert "borte.md" in last[1]["error"]
    assert "borte" in last[2]["error"]
    assert last[3]["error"] == "The export failed: No such file or directory."
    assert last[4]["error"]
    assert all("hint" in last[number] for number in range(1, 5))
    assert last[5]["file"]


def test_errors_are_in_the_readers_language(request_for: Callable[..., Request]) -> None:
    english, danish = (answered(request_for(chapters=["borte.md"], language=name))[-1] for name in ("en", "da"))
    assert english["error"] != danish["error"]
    assert i18n.language() == "da"


def test_one_press_sets_all_pdfs(
    request_for: Callable[..., Request], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763000000")
    outputs = [tmp_path / f"{number}.pdf" for number in range(2)]
    answers = answered(*(request_for(id=n, output=str(path), format=Format.PDF) for n, path in enumerate(outputs)))
    assert [answer["file"] for answer in answers if "file" in answer] == [str(path) for path in outputs]
    first, second = (path.read_bytes() for path in outputs)
    assert first == second
    assert first.startswith(b"%PDF")


def test_a_bar_is_told_no_more_than_it_can_show(
    request_for: Callable[..., Request], monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    note = desk.about(desk.handbook(CHAPTERS), "rasiner")
    many = [note._replace(id=f"{note.id[:-3]}{number:03}") for number in range(200)]
    text = to_json(many, generator="x", made=note.created)
    monkeypatch.setattr("handbook.export.worker.time.monotonic", lambda: 1.0)
    told = [answer["done"] for answer in answered(request_for(notes=text, chapters=[])) if "done" in answer]
    # At this clock no time passes: the first is told, and that it is all done.
    assert told == [1, 200]


def test_without_requests_nothing_is_answered() -> None:
    assert answered() == []
