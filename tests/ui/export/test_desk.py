"""From the window to the dialog: what is chosen at first, what is remembered, and that what was just typed is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from handbook.export.report import Format, GroupBy
from handbook.ui.export.choices import What
from handbook.ui.notes.arrange import Shown
from tests.ui.export.conftest import PATIENCE_MS, in_dialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.ui.export.dialog import ExportDialog
    from tests.ui.conftest import Desk
    from tests.ui.notes.conftest import Answers, Notes

Key = Qt.Key
WORDS = "bagefter kommer ordet spire"
OTHER_WORDS = "Det der måles, bliver gjort."


def panel_of(at: Notes) -> None:
    """Open the panel of notes and wait until it lists them."""
    at.reader.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    at.placed()


def save_text(at: Notes, dialog: ExportDialog, path: Path) -> str:
    """Save what is chosen as Markdown, and return it."""
    dialog.form.format.setCurrentIndex(dialog.form.format.findData("md"))
    dialog.ask_for_path = lambda: path  # type: ignore[method-assign]  # the system's dialog is no business of ours
    dialog.go.click()
    at.reader.qtbot.waitUntil(lambda: dialog.saved == path, timeout=PATIENCE_MS)
    return path.read_text(encoding="utf-8")


def test_without_a_handbook_there_is_nothing_to_export(desk: Callable[..., Desk], tmp_path: Path, small: Path) -> None:
    assert small.is_dir()
    actions = desk(tmp_path / "findes-ikke").window.actions_by_id
    assert [name for name in ("export", "print", "export-listed") if actions[name].isEnabled()] == []
    actions = desk(small).window.actions_by_id
    assert all(actions[name].isEnabled() for name in ("export", "print", "export-listed"))


def test_who_has_no_notes_is_offered_the_chapter(notes: Callable[..., Notes], answers: Answers) -> None:
    at = notes()
    chosen: list[What] = []
    in_dialog(answers, lambda dialog: chosen.append(dialog.choices.what))
    at.reader.act("export")
    assert chosen == [What.CHAPTER]


def test_what_is_printed_at_first_is_the_chapter_on_the_screen(notes: Callable[..., Notes], answers: Answers) -> None:
    at = notes()
    at.mark(WORDS)
    seen: list[tuple[What, list[str], str]] = []
    in_dialog(answers, lambda d: seen.append((d.choices.what, d.choices.keys(d._material), d.windowTitle())))
    at.reader.ctrl(Key.Key_P)
    assert seen == [(What.CHAPTER, ["del/forsoeg.md"], "Print")]


def test_choices_are_remembered_over_a_restart(
    notes: Callable[..., Notes], closed: Callable[[Notes], None], answers: Answers, tmp_path: Path
) -> None:
    at = notes()

    def choose(dialog: ExportDialog) -> None:
        form = dialog.form
        form.what.setCurrentIndex(form.what.findData(What.HANDBOOK.value))
        form.format.setCurrentIndex(form.format.findData("html"))
        form.group.setCurrentIndex(form.group.findData("tag"))
        form.title.setText("Kun denne gang")
        form.author.setText("Åse")
        form.points.setValue(14)
        form.grey.setChecked(True)
        dialog.folder = tmp_path

    in_dialog(answers, choose)
    at.reader.act("export")
    # What is printed has its own beginning, and leaves the export's alone.
    in_dialog(answers, lambda dialog: dialog.form.points.setValue(12))
    at.reader.act("print")
    closed(at)
    at = notes()

    def look(dialog: ExportDialog) -> None:
        chosen = dialog.choices
        assert (chosen.what, chosen.format, chosen.author) == (What.HANDBOOK, Format.HTML, "Åse")
        assert (chosen.options.points, chosen.options.is_grey, chosen.options.group_by) == (12, True, GroupBy.TAG)
        assert chosen.title == ""
        assert chosen.chapters == ("del/forsoeg.md",)
        assert dialog.folder == tmp_path

    in_dialog(answers, look)
    at.reader.act("export")


def test_a_folder_that_is_gone_isnt_offered(notes: Callable[..., Notes], answers: Answers, tmp_path: Path) -> None:
    at = notes()
    at.reader.settings.export = {"folder": str(tmp_path / "borte"), "what": "selected", "points": "99"}
    seen: list[tuple[Path | None, float]] = []
    in_dialog(answers, lambda dialog: seen.append((dialog.folder, dialog.choices.options.points)))
    at.reader.act("export")
    assert seen == [(None, 10.5)]


def test_what_is_being_typed_is_exported(notes: Callable[..., Notes], answers: Answers, tmp_path: Path) -> None:
    at = notes()
    at.mark(WORDS)
    at.reader.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    at.reader.type("Lige skrevet og ikke gemt")
    assert at.corner.keeper._typed, "it has been kept already, and the test says nothing"
    in_dialog(answers, lambda dialog: texts.append(save_text(at, dialog, tmp_path / "x.md")))
    texts: list[str] = []
    at.reader.act("export-listed")
    assert "Lige skrevet og ikke gemt" in texts[0]


@pytest.mark.parametrize(
    ("narrow", "what", "has", "lacks"),
    [
        (lambda _at: None, What.NOTES, (WORDS, "Det der måles"), ()),
        (lambda at: at.panel.field.setText("spire"), What.SHOWN, (WORDS,), ("Det der måles",)),
        (lambda at: at.choose(*[one.id for one in at.live()]), What.SELECTED, (WORDS, "Det der måles"), ()),
        (lambda at: at.choose(at.live()[0].id), What.NOTES, (WORDS, "Det der måles"), ()),
        (lambda at: at.panel.show_only(Shown.TRASH), What.SHOWN, (), ()),
    ],
)
def test_the_panels_button_exports_what_it_shows(
    notes: Callable[..., Notes],
    answers: Answers,
    tmp_path: Path,
    narrow: Callable[[Notes], object],
    what: What,
    has: tuple[str, ...],
    lacks: tuple[str, ...],
) -> None:
    at = notes()
    at.mark(WORDS)
    at.mark(OTHER_WORDS, Key.Key_3)
    panel_of(at)
    narrow(at)
    at.reader.qtbot.waitUntil(lambda: not at.panel._filter.isActive())

    def use(dialog: ExportDialog) -> None:
        assert dialog.choices.what is what
        assert dialog.go.isEnabled() is bool(has)
        if has:
            text = save_text(at, dialog, tmp_path / "x.md")
            assert [words for words in has if words not in text] == []
            assert [words for words in lacks if words in text] == []

    in_dialog(answers, use)
    at.panel._export.click()
    assert at.panel._export.accessibleName() == "Export or print these notes"


def test_the_dialog_has_the_windows_language(notes: Callable[..., Notes], answers: Answers) -> None:
    at = notes(language="da")
    titles: list[tuple[str, str]] = []
    in_dialog(
        answers, lambda dialog: titles.append((dialog.windowTitle(), dialog._request(dialog.choices, [], []).language))
    )
    at.reader.act("export")
    assert titles == [("Eksportér", "da")]
