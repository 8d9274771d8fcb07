"""When notes can't be saved: the reader is told, nothing that was written is lost, and there is a way on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from handbook.notes.backup import read_backup
from handbook.notes.place import backups_of
from handbook.notes.store import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from handbook.ui.notes.trouble_bar import TroubleBar
    from tests.ui.notes.conftest import Answers, Notes

Key = Qt.Key
WORDS = "bagefter kommer ordet spire"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the file of notes as another program does that writes for a long time."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def bar(at: Notes) -> TroubleBar:
    return at.corner.safekeeping.bar


def buttons(at: Notes) -> list[str]:
    return [name for name, button in bar(at).buttons.items() if button.isVisible()]


def damage(folder: Path) -> None:
    """Write over the pages of the file, all but the first."""
    path = folder / FILE
    with path.open("r+b") as file:
        file.seek(4_096)
        file.write(os.urandom(max(4_096, path.stat().st_size - 4_096)))


def test_while_the_file_is_locked_the_text_is_kept_and_then_written(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark("blåbærgrød")
    with locked(at.folder):
        at.mark(WORDS)
        assert bar(at).isVisible()
        assert "another program is using their file" in bar(at).text
        assert buttons(at) == ["retry", "save"]
        at.click_words(WORDS)
        at.reader.type("holdt fast")
        at.reader.press(Key.Key_Escape)
        assert {one.body for one in at.live()} == {"", "holdt fast"}
        bar(at).buttons["retry"].click()
        assert bar(at).isVisible()
    bar(at).buttons["retry"].click()
    at.reader.settle()
    assert not bar(at).isVisible()
    assert at.reader.notice == "Your notes are saved."
    assert {one.body for one in at.on_disk()} == {"", "holdt fast"}


def test_it_is_tried_again_without_being_asked(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.corner.keeper._retry.setInterval(50)
    with locked(at.folder):
        at.mark(WORDS)
        at.reader.qtbot.wait(120)
        assert bar(at).isVisible()
    at.reader.qtbot.waitUntil(lambda: not bar(at).isVisible(), timeout=2_000)
    assert len(at.on_disk()) == 1


def test_undo_works_while_nothing_can_be_written(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark("blåbærgrød")
    with locked(at.folder):
        at.mark(WORDS)
        at.reader.ctrl(Key.Key_Z)
        assert len(at.live()) == 1
        at.reader.ctrl(Key.Key_Y)
        assert len(at.live()) == 2
    bar(at).buttons["retry"].click()
    assert len(at.on_disk()) == 2


@pytest.mark.parametrize("answer", ["Cancel", "Close all the same"])
def test_closing_with_something_unsaved_asks(notes: Callable[..., Notes], answers: Answers, answer: str) -> None:
    at = notes()
    at.mark("blåbærgrød")
    with locked(at.folder):
        at.mark(WORDS)
        answers.press(answer)
        at.reader.window.close()
        assert "another program is using" in answers.seen[0]
        assert "what you wrote last is lost" in answers.seen[0]
        assert at.reader.window.isVisible() == (answer == "Cancel")
    assert at.corner.keeper.try_again()


def test_a_copy_can_be_saved_before_closing(
    notes: Callable[..., Notes], answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kopi.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    at = notes()
    at.mark("blåbærgrød")
    with locked(at.folder):
        at.mark(WORDS)
        answers.press("Save a copy…")
        at.reader.window.close()
        assert at.reader.window.isVisible(), "the copy is there; the reader decides"
        assert WORDS in target.read_text(encoding="utf-8")
    assert at.corner.keeper.try_again()


def test_a_folder_that_can_not_be_written_to_is_said_and_saved_to_when_it_can(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = notes()
    at.mark("blåbærgrød")
    closed(at)
    really = os.access
    # Whoever runs the tests may write everywhere.
    monkeypatch.setattr("handbook.notes.store.os.access", lambda path, mode: mode != os.W_OK and really(path, mode))
    again = notes()
    assert bar(again).isVisible()
    assert "can’t be written to" in bar(again).text
    again.mark(WORDS)
    assert len(again.live()) == 2
    again.corner.keeper.try_again()
    assert bar(again).isVisible()
    monkeypatch.undo()
    again.corner.keeper.try_again()
    again.reader.settle()
    assert not bar(again).isVisible()
    assert len(again.on_disk()) == 2


def test_the_bar_stays_while_a_folder_can_not_be_written_to(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = notes()
    at.mark("blåbærgrød")
    closed(at)
    really = os.access
    monkeypatch.setattr("handbook.notes.store.os.access", lambda path, mode: mode != os.W_OK and really(path, mode))
    again = notes()
    assert bar(again).isVisible()
    again.corner.keeper.try_again()
    assert bar(again).isVisible(), "nothing waits, but nothing could be saved either"


def test_a_damaged_file_is_put_in_order_from_the_bar(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], answers: Answers
) -> None:
    at = notes()
    at.mark("blåbærgrød")
    at.corner.keeper.back_up("manual")
    at.mark("Andet skridt")
    closed(at)
    damage(at.folder)
    again = notes()
    assert bar(again).isVisible()
    assert "damaged" in bar(again).text
    assert buttons(again) == ["restore", "save", "folder"]
    again.mark(WORDS)
    assert len(again.live()) == 1
    answers.press("Restore")
    bar(again).buttons["restore"].click()
    again.reader.settle()
    assert not bar(again).isVisible()
    assert {one.anchor.exact for one in again.live()} >= {"blåbærgrød", WORDS}
    assert {one.anchor.exact for one in again.on_disk()} == {one.anchor.exact for one in again.live()}
    assert "back from the backup" in again.reader.notice
    assert list((again.folder / "damaged").rglob(FILE)), "the damaged file is kept"
    assert again.corner.desk.layer.marks, "they are on the page at once"


def test_a_damaged_file_without_backups_can_be_begun_anew(
    notes: Callable[..., Notes], closed: Callable[[Notes], None]
) -> None:
    at = notes()
    at.mark("blåbærgrød")
    closed(at)
    damage(at.folder)
    again = notes()
    assert buttons(again) == ["anew", "save", "folder"]
    again.mark(WORDS)
    bar(again).buttons["anew"].click()
    again.reader.settle()
    assert not bar(again).isVisible()
    assert WORDS in {one.anchor.exact for one in again.on_disk()}
    assert not again.reader.notice.startswith("0 notes"), again.reader.notice


def test_closing_while_the_file_is_damaged_asks_only_if_something_was_written(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], answers: Answers
) -> None:
    at = notes()
    at.mark("blåbærgrød")
    closed(at)
    damage(at.folder)
    before = (at.folder / FILE).read_bytes()
    again = notes()
    again.reader.close()
    assert answers.seen == []
    again.reader.app.close_notes()
    third = notes()
    third.mark(WORDS)
    answers.press("Close all the same")
    third.reader.window.close()
    assert "damaged" in answers.seen[0]
    assert (at.folder / FILE).read_bytes() == before


def test_a_missing_file_with_backups_is_no_new_beginning(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], answers: Answers
) -> None:
    at = notes()
    at.mark("blåbærgrød")
    at.corner.keeper.back_up("manual")
    closed(at)
    for file in at.folder.glob(f"{FILE}*"):
        file.unlink()
    again = notes()
    assert "is gone, but there are backups" in bar(again).text
    assert buttons(again) == ["restore", "anew", "save", "folder"]
    assert not (again.folder / FILE).exists()
    answers.press("Restore")
    bar(again).buttons["restore"].click()
    again.reader.settle()
    assert [one.anchor.exact for one in again.on_disk()] == ["blåbærgrød"]
    assert not bar(again).isVisible()


def test_a_newer_version_is_left_alone(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], answers: Answers
) -> None:
    at = notes()
    at.mark("blåbærgrød")
    closed(at)
    with closing(sqlite3.connect(at.folder / FILE)) as other:
        other.execute("PRAGMA user_version = 99")
    again = notes()
    assert "newer version" in bar(again).text
    assert buttons(again) == ["save", "folder"]
    assert answers.seen == []


def test_a_backup_is_restored_from_the_menu_and_that_is_undone(notes: Callable[..., Notes], answers: Answers) -> None:
    at = notes()
    one = at.mark("blåbærgrød")
    at.click_words("blåbærgrød")
    at.reader.type("først")
    at.reader.press(Key.Key_Escape)
    at.corner.keeper.back_up("manual")
    at.mark(WORDS)
    at.corner.keeper.apply("", [at.corner.keeper.notebook.all[one.id]._replace(body="siden")])
    listed: list[list[str]] = []

    def restore(dialog: QWidget) -> None:
        tree = dialog.tree  # type: ignore[attr-defined]
        listed.extend([[tree.topLevelItem(n).text(c) for c in range(3)] for n in range(tree.topLevelItemCount())])
        dialog.restore.click()  # type: ignore[attr-defined]

    answers.with_(restore)
    at.reader.act("backups")
    assert listed[0][1:] == ["made by you", "1 note"]
    assert [(each.body, each.anchor.exact) for each in at.on_disk()] == [("først", "blåbærgrød")]
    assert "Ctrl+Z takes that back" in at.reader.notice
    at.return_to_window()
    at.reader.ctrl(Key.Key_Z)
    assert {each.body for each in at.on_disk()} == {"siden", ""}
    assert [backup.reason for backup in at.corner.keeper.backups.all()] == ["restore", "manual"]


def test_the_dialog_makes_a_backup_and_says_when_there_is_none(notes: Callable[..., Notes], answers: Answers) -> None:
    at = notes()
    at.mark(WORDS)
    seen: list[object] = []

    def look(dialog: QWidget) -> None:
        seen.append(dialog._nothing.isVisible())  # type: ignore[attr-defined]
        seen.append(dialog.restore.isEnabled())  # type: ignore[attr-defined]
        next(b for b in dialog.findChildren(type(dialog.restore)) if b.text() == "Back up now").click()  # type: ignore[attr-defined]
        seen.append(dialog.tree.topLevelItemCount())  # type: ignore[attr-defined]
        seen.append(dialog.restore.isEnabled())  # type: ignore[attr-defined]
        dialog.close()

    answers.with_(look)
    at.reader.act("backups")
    assert seen == [True, False, 1, True]
    assert [one.anchor.exact for one in read_backup(at.corner.keeper.backups.all()[0].path)] == [WORDS]


def test_a_backup_is_made_once_a_day(notes: Callable[..., Notes], closed: Callable[[Notes], None]) -> None:
    at = notes()
    at.corner.keeper._daily.setInterval(1)
    at.corner.keeper._daily.start()
    at.reader.qtbot.wait(30)
    assert at.corner.keeper.backups.all() == [], "there is nothing to be kept yet"
    at.mark(WORDS)
    closed(at)
    for _start in range(2):
        again = notes()
        again.corner.keeper._daily.setInterval(1)
        again.corner.keeper._daily.start()
        again.reader.qtbot.waitUntil(lambda: bool(backups_of(at.folder).all()))
        again.reader.qtbot.wait(30)
        assert [backup.reason for backup in backups_of(at.folder).all()] == ["daily"]
        closed(again)


def test_the_file_is_the_readers_alone(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark(WORDS)
    at.corner.keeper.back_up("manual")
    if os.name == "posix":
        assert (at.folder / FILE).stat().st_mode & 0o077 == 0
        assert at.folder.stat().st_mode & 0o077 == 0
        assert at.corner.keeper.backups.all()[0].path.stat().st_mode & 0o077 == 0


def test_the_bars_buttons_are_reached_with_tab(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark("blåbærgrød")
    with locked(at.folder):
        at.mark(WORDS)
        seen = set()
        for _press in range(60):
            focus = QApplication.focusWidget()
            assert focus is not None
            seen.add(focus)
            at.reader.press(Key.Key_Tab)
        assert bar(at).buttons["retry"] in seen
        assert bar(at).accessibleName() == "Your notes aren’t saved"
    at.corner.keeper.try_again()
