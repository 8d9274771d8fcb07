"""Notes that come from elsewhere: a file, another window, another computer; and those that go there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from handbook.notes.exchange import to_json
from handbook.notes.model import Colour, now
from handbook.notes.notebook import new_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from handbook.notes.model import Annotation
    from tests.ui.notes.conftest import Answers, Notes

Key = Qt.Key
WORDS = "bagefter kommer ordet spire"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the reader chooses in every dialog for files."""
    path = tmp_path / "mine-noter.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(path), ""))
    return path


def sent(file: Path, *annotations: Annotation) -> None:
    """Write a file as another computer would."""
    file.write_text(to_json(list(annotations), generator="handbook", made=now()), encoding="utf-8")


def elsewhere(one: Annotation, **fields: object) -> Annotation:
    """Return a new annotation from another computer, beside a known one."""
    return one._replace(id=new_id(), history=(), **fields)  # type: ignore[arg-type]


def write(at: Notes, text: str) -> None:
    at.click_words(WORDS)
    at.reader.type(text)


# Files


def test_everything_is_saved_in_a_file_that_others_can_read(notes: Callable[..., Notes], file: Path) -> None:
    at = notes()
    at.mark(WORDS, Key.Key_3)
    write(at, "min tanke")
    at.reader.act("export-notes")
    assert f"Your notes were saved in {file}" in at.reader.notice
    data = json.loads(file.read_text(encoding="utf-8"))
    assert "http://www.w3.org/ns/anno.jsonld" in json.dumps(data)
    assert WORDS in json.dumps(data, ensure_ascii=False)
    assert "min tanke" in json.dumps(data, ensure_ascii=False), "the letter typed last too"


def test_a_file_that_can_not_be_written_is_said(
    notes: Callable[..., Notes], answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = notes()
    at.mark(WORDS)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(tmp_path / "no" / "where.json"), ""))
    answers.press("OK")
    at.reader.act("export-notes")
    assert "Your notes couldn’t be saved there" in answers.seen[0]


@pytest.mark.parametrize("action", ["import-notes", "export-notes"])
def test_a_dialog_that_is_left_does_nothing(
    notes: Callable[..., Notes], monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    at = notes()
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_arguments: ("", ""))
    at.reader.act(action)
    assert at.reader.notice == ""


def test_bringing_in_says_what_it_will_do_first_and_is_undone_at_once(
    notes: Callable[..., Notes], answers: Answers, file: Path
) -> None:
    at = notes()
    one = at.mark(WORDS)
    other = elsewhere(one, colour=Colour.QUOTE, body="fra den anden maskine")
    changed = one._replace(body="skrevet der").after(one)._replace(modified=now())
    sent(file, other, changed)
    answers.press("Cancel")
    at.reader.act("import-notes")
    assert "1 note added" in answers.seen[0]
    assert "1 note updated" in answers.seen[0]
    assert len(at.live()) == 1
    answers.press("Bring in")
    at.reader.act("import-notes")
    assert {each.body for each in at.on_disk()} == {"skrevet der", "fra den anden maskine"}
    assert "import" in {backup.reason for backup in at.corner.keeper.backups.all()}
    assert "Ctrl+Z takes them out again" in at.reader.notice
    assert len(at.corner.desk.layer.marks) == 2, "they are on the page at once"
    at.return_to_window()
    at.reader.ctrl(Key.Key_Z)
    assert [(each.id, each.body) for each in at.on_disk()] == [(one.id, "")]
    at.reader.ctrl(Key.Key_Y)
    assert len(at.on_disk()) == 2


def test_a_note_that_was_written_on_both_sides_is_kept_twice(
    notes: Callable[..., Notes], answers: Answers, file: Path
) -> None:
    at = notes()
    at.mark(WORDS)
    one = at.only()
    write(at, "skrevet her")
    at.reader.press(Key.Key_Escape)
    sent(file, one._replace(body="skrevet der", modified=now()).after(one))
    answers.press("Bring in")
    at.reader.act("import-notes")
    assert "both texts are kept" in answers.seen[0]
    assert {each.body for each in at.on_disk()} == {"skrevet her", "skrevet der"}


def test_bringing_in_the_same_again_says_that_it_is_here(
    notes: Callable[..., Notes], answers: Answers, file: Path
) -> None:
    at = notes()
    at.mark(WORDS)
    at.reader.act("export-notes")
    at.reader.act("import-notes")
    assert "nothing in the file that you don’t have already" in at.reader.notice
    assert answers.seen == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"type": "AnnotationPage", "items": 7}', "\x00\xff"])
def test_a_file_that_is_none_of_notes_is_said(
    notes: Callable[..., Notes], answers: Answers, file: Path, content: str
) -> None:
    at = notes()
    at.mark(WORDS)
    file.write_text(content, encoding="latin-1")
    answers.with_(lambda box: box.close())
    at.reader.act("import-notes")
    if not answers.seen:
        assert at.reader.notice
        answers._waiting.clear()
    assert len(at.on_disk()) == 1


# Windows


def two(notes: Callable[..., Notes]) -> tuple[Notes, Notes]:
    return notes(), notes(settings="other.ini")


def test_a_note_of_one_window_comes_to_the_other(notes: Callable[..., Notes]) -> None:
    here, there = two(notes)
    here.return_to_window()
    one = here.mark(WORDS, Key.Key_2)
    there.corner.keeper.look()
    assert there.only() == one
    assert [mark.id for mark in there.corner.desk.layer.marks] == [one.id]
    there.corner.keeper.delete([one.id])
    here.corner.keeper.look()
    assert here.live() == []
    assert here.corner.desk.layer.marks == []


def test_turning_to_a_window_is_enough(notes: Callable[..., Notes]) -> None:
    here, there = two(notes)
    here.return_to_window()
    here.mark(WORDS)
    there.return_to_window()
    assert len(there.live()) == 1


def test_two_windows_that_write_one_note_keep_both_and_say_so(notes: Callable[..., Notes]) -> None:
    here, there = two(notes)
    here.return_to_window()
    one = here.mark(WORDS)
    there.corner.keeper.look()
    for at, text in ((here, "skrevet her"), (there, "skrevet der")):
        at.corner.keeper.apply("", [at.corner.keeper.notebook.all[one.id]._replace(body=text)])
    here.corner.keeper.look()
    for at in (here, there):
        assert {each.body for each in at.live()} == {"skrevet her", "skrevet der"}
    assert {each.body for each in here.on_disk()} == {"skrevet her", "skrevet der"}
    assert "Both versions are kept" in there.reader.notice


def test_what_is_typed_while_another_window_writes_takes_nothing_away(notes: Callable[..., Notes]) -> None:
    here, there = two(notes)
    here.return_to_window()
    one = here.mark(WORDS)
    there.corner.keeper.look()
    here.corner.keeper._writing.setInterval(10_000)
    write(here, "skrevet her")
    there.corner.keeper.apply("", [there.corner.keeper.notebook.all[one.id]._replace(body="skrevet der")])
    here.corner.keeper.look()
    here.corner.keeper.settle()
    assert {each.body for each in here.on_disk()} == {"skrevet her", "skrevet der"}


def test_another_handbooks_window_shares_the_file(notes: Callable[..., Notes], book: Path) -> None:
    here = notes()
    there = notes("et.md", book, settings="other.ini")
    there.mark("langsomme eksperimenter")
    here.return_to_window()
    here.mark(WORDS)
    assert len(here.on_disk()) == 2
    assert len(here.corner.desk.layer.marks) == 1


def test_another_handbook_in_the_same_window_has_notes_of_its_own(notes: Callable[..., Notes], book: Path) -> None:
    at = notes()
    at.mark(WORDS)
    at.corner.show_panel()
    assert at.panel.model.rowCount() == 2
    at.reader.window.handbook_wanted.emit(str(book))
    at.reader.settle()
    assert at.panel.model.rowCount() == 0
    assert at.corner.desk.layer.marks == []
    assert len(at.live()) == 1


def test_another_language_keeps_the_notes(notes: Callable[..., Notes]) -> None:
    at = notes()
    one = at.mark(WORDS)
    write(at, "før")
    at.reader.act("language-da")
    at.reader.qtbot.waitUntil(lambda: at.reader.window.has_notes)
    at.reader.window.activateWindow()
    at.reader.go("del/forsoeg.md")
    assert (at.only().id, at.only().body) == (one.id, "før")
    assert [mark.id for mark in at.corner.desk.layer.marks] == [one.id]
    QApplication.processEvents()


# The colours' names


def test_the_colours_take_names_of_the_readers_own(
    notes: Callable[..., Notes], answers: Answers, closed: Callable[[Notes], None]
) -> None:
    at = notes()
    at.mark(WORDS, Key.Key_2)

    def name(dialog: QWidget) -> None:
        fields = dialog.fields  # type: ignore[attr-defined]
        assert fields[Colour.ACTION].placeholderText() == "To do"
        fields[Colour.ACTION].setText("  Til mødet ")
        dialog.accept()  # type: ignore[attr-defined]

    answers.with_(name)
    at.reader.act("name-colours")
    assert at.corner.desk.layer.marks[0].tip == "Til mødet"
    at.return_to_window()
    at.drag("blåbærgrød")
    assert at.corner.desk.bar.buttons[1].accessibleName() == "Til mødet"
    at.corner.show_panel()
    assert "Til mødet" in [action.text() for action in at.panel._show_button.menu().actions()]
    closed(at)
    again = notes()
    assert again.corner.desk.layer.marks[0].tip == "Til mødet"

    def forget(dialog: QWidget) -> None:
        dialog.fields[Colour.ACTION].clear()  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    answers.with_(forget)
    again.reader.act("name-colours")
    assert again.corner.desk.layer.marks[0].tip == "To do"


# The search


def test_the_search_finds_notes_in_a_group_of_their_own(notes: Callable[..., Notes]) -> None:
    at = notes()
    one = at.mark(WORDS)
    write(at, "spørg medarbejderne om samtaler")
    at.reader.press(Key.Key_Escape)
    at.reader.go("kort.md")
    at.reader.act("search")
    at.reader.type("samtale")
    panel = at.reader.window.panels.search
    at.reader.qtbot.waitUntil(lambda: panel.results is not None and panel.results.is_complete)
    at.reader.qtbot.waitUntil(lambda: any(row.hit and row.hit.note == one.id for row in panel._model.rows))
    assert panel._model.rows[0].text == "My notes"
    chip = next(button for button in panel._chips.buttons() if button.text() == "My notes")
    chip.click()
    at.reader.settle()
    assert panel._count.text() == "1 note"
    at.reader.press(Key.Key_Return)
    assert at.reader.title == "Ærlige forsøg"
    assert at.corner.desk.layer.current == one.id
    rect = at.corner.desk.layer.rect_of(one.id)
    assert 0 <= rect.top() <= at.reader.view.viewport().height()
    assert at.reader.view.hasFocus()


def test_what_is_written_or_deleted_while_the_search_is_open_is_found_or_not(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.act("search")
    at.reader.type("kvantespring")
    panel = at.reader.window.panels.search
    at.reader.qtbot.waitUntil(lambda: panel.results is not None and panel.results.is_complete)
    one = at.mark(WORDS)
    write(at, "et kvantespring")
    at.reader.press(Key.Key_Escape)
    finder = at.corner.finder
    assert [hit.note for hit in finder.hits("kvantespring")] == [one.id]
    at.corner.keeper.delete([one.id])
    assert finder.hits("kvantespring") == []


def test_a_file_whose_annotations_say_nothing_is_no_file_of_known_notes(
    notes: Callable[..., Notes], answers: Answers, file: Path
) -> None:
    at = notes()
    file.write_text('[{"type": "Annotation", "body": "uden citat"}]', encoding="utf-8")
    answers.press("Cancel")
    at.reader.act("import-notes")
    assert "1 annotation left out" in answers.seen[0]
    assert at.live() == []
