"""What stands beside what: the panels that the reader has opened, the toolbox, a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from handbook.ui.export.choices import What
from handbook.ui.export.dialog import ExportDialog
from tests.ui.tools.lists import Lists, write_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk


@pytest.fixture
def lists(desk: Callable[..., Desk], tmp_path: Path) -> Callable[..., Lists]:
    """Return a function that opens a window on a handbook with tools."""
    return lambda **options: Lists(desk(write_book(tmp_path / "redskaber"), **options))


def test_what_the_reader_opened_in_little_room_is_there_again_after_the_toolbox(lists: Callable[..., Lists]) -> None:
    at = lists(size=(1_000, 700))
    panels = at.reader.window.panels
    at.desk.open_tool("problemkort")
    at.reader.settle()
    panels.toggle_contents()
    panels.toggle_outline()
    at.reader.settle()

    def shown() -> tuple[bool, bool, bool]:
        return panels.shows_contents, panels.shows_outline, panels.shows_form

    before = shown()
    assert before == (True, True, True)
    panels.contents.focus_filter()
    at.tools.show_toolbox()
    at.reader.settle()
    assert shown() == (True, False, True)
    at.tools.hide_toolbox()
    at.reader.settle()
    assert shown() == before


def test_my_tools_stay_beside_the_toolbox_when_the_text_stands_alone(lists: Callable[..., Lists]) -> None:
    at = lists()
    at.reader.act("focus")
    at.reader.act("show-tools")
    at.reader.settle()
    assert at.reader.window.panels.shows_notes
    at.tools.show_toolbox()
    at.reader.settle()
    assert at.reader.window.panels.shows_notes


def test_at_a_copy_in_the_trash_the_chapter_is_printed(
    lists: Callable[..., Lists], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = lists()
    opened: list[What] = []

    def look(dialog: ExportDialog) -> int:
        opened.append(dialog.choices.what)
        dialog.reject()
        return 0

    monkeypatch.setattr(ExportDialog, "exec", look)
    at.desk.open_tool("problemkort")
    at.reader.settle()
    at.reader.type("Køen")
    id_ = at.desk.open_id
    at.desk.keeper.end_step()
    # As another window does it, while the form shows the copy.
    at.desk.keeper.delete([id_])
    at.desk.open_copy(id_)
    at.reader.settle()
    assert at.desk.open_id == id_
    assert at.desk.has_keyboard, "the copy is still shown, with a way to bring it back"
    at.reader.ctrl(Qt.Key.Key_P)
    assert opened == [What.CHAPTER]
