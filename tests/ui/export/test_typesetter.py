"""The process that makes exports: one at a time, the newest counts, and whatever happens to it is told."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from handbook.errors import HandbookError
from handbook.export.report import Format, Options
from handbook.export.worker import Request
from handbook.ui import child
from handbook.ui.export.typesetter import Typesetter
from tests.ui.export.conftest import PATIENCE_MS, pages_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def typesetter(qtbot: QtBot) -> Iterator[Typesetter]:
    assert qtbot is not None
    made = Typesetter()
    yield made
    made.close()


@pytest.fixture
def request_for(small: Path) -> Callable[..., Request]:
    """Return a function that makes a request for chapters of the small handbook."""

    def make(*keys: str, **fields: object) -> Request:
        known = {
            "id": 0,
            "output": "",
            "format": Format.MARKDOWN,
            "folder": str(small),
            "language": "da",
            "notes": "",
            "chapters": list(keys),
            "is_whole": False,
            "title": "",
            "author": "",
            "colours": {},
            "options": Options(),
            **fields,
        }
        return Request(**known)  # type: ignore[arg-type]  # the tests know the fields

    return make


def heard(typesetter: Typesetter) -> list[object]:
    """Return a list of all that the typesetter says from now on."""
    said: list[object] = []
    typesetter.read.connect(lambda done, total: said.append((done, total)))
    typesetter.setting.connect(lambda: said.append("setting"))
    typesetter.finished.connect(lambda path: said.append(path.suffix))
    typesetter.failed.connect(lambda error: said.append(error.message))
    return said


def test_no_process_is_started_before_it_is_needed(typesetter: Typesetter) -> None:
    assert typesetter._process is None
    assert not typesetter.is_busy


def test_an_export_is_made_and_its_progress_told(
    typesetter: Typesetter, request_for: Callable[..., Request], qtbot: QtBot
) -> None:
    said = heard(typesetter)
    with qtbot.waitSignal(typesetter.finished, timeout=PATIENCE_MS) as ended:
        typesetter.make(request_for("forord.md", "kort.md", format=Format.PDF))
        assert typesetter.is_busy
    assert said[-3:] == [(2, 2), "setting", ".pdf"]
    assert ended.args is not None
    assert "Kort og godt" in "\n".join(pages_of(ended.args[0]))


def test_one_process_makes_many(typesetter: Typesetter, request_for: Callable[..., Request], qtbot: QtBot) -> None:
    made = []
    for _number in range(3):
        with qtbot.waitSignal(typesetter.finished, timeout=PATIENCE_MS) as ended:
            typesetter.make(request_for("kort.md"))
        assert typesetter._process is not None
        assert ended.args is not None
        made.append((ended.args[0], typesetter._process.processId()))
    assert len({path for path, _pid in made}) == 3
    assert len({pid for _path, pid in made}) == 1
    assert len({path.read_bytes() for path, _pid in made}) == 1


def test_the_newest_request_counts(typesetter: Typesetter, request_for: Callable[..., Request], qtbot: QtBot) -> None:
    said = heard(typesetter)
    typesetter.make(request_for("forord.md", "del/forsoeg.md", format=Format.PDF))
    with qtbot.waitSignal(typesetter.finished, timeout=PATIENCE_MS) as ended:
        typesetter.make(request_for("kort.md", title="Den nyeste"))
    assert ended.args is not None
    assert ended.args[0].read_text(encoding="utf-8").startswith("# Den nyeste")
    assert [one for one in said if isinstance(one, str) and one.startswith(".")] == [".md"]


def test_what_cant_be_made_is_said_and_the_next_is_made(
    typesetter: Typesetter, request_for: Callable[..., Request], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(typesetter.failed, timeout=PATIENCE_MS) as failed:
        typesetter.make(request_for("borte.md"))
    assert failed.args is not None
    error = failed.args[0]
    assert isinstance(error, HandbookError)
    assert "borte" in error.message
    assert not typesetter.is_busy
    with qtbot.waitSignal(typesetter.finished, timeout=PATIENCE_MS):
        typesetter.make(request_for("kort.md"))


def test_after_calling_off_nothing_is_heard(
    typesetter: Typesetter, request_for: Callable[..., Request], qtbot: QtBot
) -> None:
    said = heard(typesetter)
    typesetter.make(request_for("kort.md"))
    typesetter.cancel()
    assert typesetter._process is None
    with qtbot.waitSignal(typesetter.finished, timeout=PATIENCE_MS):
        typesetter.make(request_for("kort.md", "forord.md"))
    # Had the first one been made, it would have counted one chapter.
    assert (1, 1) not in said
    assert (2, 2) in said


def test_a_program_that_cant_be_started(
    typesetter: Typesetter, request_for: Callable[..., Request], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "own_command", lambda *_arguments: ("findes-ikke-her", []))
    with qtbot.waitSignal(typesetter.failed, timeout=PATIENCE_MS) as failed:
        typesetter.make(request_for("kort.md"))
    assert failed.args is not None
    assert failed.args[0].message == "The export was broken off."
    monkeypatch.undo()
    with qtbot.waitSignal(typesetter.finished, timeout=PATIENCE_MS):
        typesetter.make(request_for("kort.md"))


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child.own_command("typeset") == (sys.executable, ["typeset"])
