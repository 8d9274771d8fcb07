"""The export dialog: what comes of it, what is said when nothing comes, and that the keyboard is enough."""

from __future__ import annotations

import errno
import json
import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from handbook import i18n
from handbook.export.report import Format, Options
from handbook.i18n import LANGUAGES
from handbook.ui.export.choices import What
from handbook.ui.export.dialog import ExportDialog
from tests.ui.export.conftest import pages_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.ui.export.choices import Material
    from tests.ui.conftest import Desk
    from tests.ui.export.conftest import Exporting
    from tests.ui.notes.conftest import Answers

Key = Qt.Key


def clutter(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


# --- Saving -----------------------------------------------------------------------------------------------------------


def test_each_format_is_saved_whole(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    at = exporting()
    out = tmp_path / "ud"
    out.mkdir()
    pdf = at.saved(out / "Mine.pdf")
    assert pdf.read_bytes().rstrip().endswith(b"%%EOF")
    text = "\n".join(pages_of(pdf))
    assert "Husk at spørge Åse" in text
    assert "ordet spire" in text
    assert at.says() == "Saved as Mine.pdf"
    at.choose("format", Format.MARKDOWN)
    assert at.says() == ""
    assert not at.dialog.open_file.isVisible()
    assert "Husk at **spørge** Åse" in at.saved(out / "Mine.md").read_text(encoding="utf-8")
    at.choose("format", Format.HTML)
    page = at.saved(out / "Mine.html").read_text(encoding="utf-8")
    assert page.startswith("<!")
    assert "<strong>spørge</strong>" in page
    at.choose("format", Format.JSON)
    assert len(json.loads(at.saved(out / "Mine.json").read_bytes())["first"]["items"]) == 3
    assert clutter(out) == ["Mine.html", "Mine.json", "Mine.md", "Mine.pdf"]
    assert at.dialog.folder == out


def test_the_answers_are_in_the_file(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    at = exporting(format=Format.MARKDOWN)
    at.dialog.form.title.setText("Til mødet")
    at.dialog.form.author.setText("Åse Ørsted")
    at.choose("group", "tag")
    at.dialog.form.quotes.setChecked(False)
    text = at.saved(tmp_path / "x.md").read_text(encoding="utf-8")
    assert text.startswith("# Til mødet")
    for words in ("Åse Ørsted", "møde", "Et ord til sidst"):
        assert words in text
    assert "ordet spire" not in text
    assert "Det der måles" not in text


def test_data_is_all_of_the_notes_whatever_a_report_leaves_out(
    exporting: Callable[..., Exporting], tmp_path: Path
) -> None:
    at = exporting(format=Format.JSON, options=Options(has_quotes=False))
    assert len(json.loads(at.saved(tmp_path / "x.json").read_bytes())["first"]["items"]) == 3


def test_chapters_are_saved_in_the_handbooks_order(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    at = exporting(what=What.CHAPTERS, format=Format.MARKDOWN)
    at.dialog.form.chapters.item(0).setCheckState(Qt.CheckState.Checked)
    text = at.saved(tmp_path / "x.md").read_text(encoding="utf-8")
    assert 0 < text.index("# Forord") < text.index("Kort og godt")
    assert "# Ærlige forsøg" not in text


def test_without_anything_chosen_there_is_nothing_to_save(
    exporting: Callable[..., Exporting], material: Callable[..., Material]
) -> None:
    at = exporting(material(chapter="", shown=[]), what=What.CHAPTERS)
    at.ready()
    assert not at.dialog.go.isEnabled()
    assert at.dialog.preview.currentWidget() is at.dialog.preview.message
    assert at.dialog.preview.message.text() == "Tick the chapters that you want."
    at.dialog.form.chapters.item(0).setCheckState(Qt.CheckState.Checked)
    assert at.dialog.go.isEnabled()
    at.choose("what", What.SHOWN)
    assert not at.dialog.go.isEnabled()
    assert at.dialog.preview.message.text() == "There are no notes here yet."


def test_thinking_better_of_it_writes_nothing(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    at = exporting()
    at.ready()
    before = clutter(tmp_path)
    at.save(None)
    assert not at.dialog.typesetter.is_busy
    assert at.dialog.saved is None
    assert clutter(tmp_path) == before


def test_a_file_that_is_there_is_replaced(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("gammelt", encoding="utf-8")
    at = exporting(format=Format.MARKDOWN)
    assert "spørge" in at.saved(path).read_text(encoding="utf-8")


def test_the_question_for_a_name(exporting: Callable[..., Exporting], answers: Answers, tmp_path: Path) -> None:
    """Qt's own dialog is asked, with a name to begin with, and whether a file may be replaced is its question."""
    at = exporting(title="Til mødet", format=Format.HTML)
    at.dialog.folder = tmp_path
    seen = []

    def look(widget: QWidget) -> None:
        assert isinstance(widget, QFileDialog)
        seen.append(
            (
                widget.selectedFiles(),
                widget.defaultSuffix(),
                widget.acceptMode() is QFileDialog.AcceptMode.AcceptSave,
                widget.testOption(QFileDialog.Option.DontConfirmOverwrite),
            )
        )
        widget.reject()

    answers.with_(look)
    assert at.dialog.ask_for_path() is None
    assert seen == [([str(tmp_path / "Til mødet.html")], "html", True, False)]


# --- What goes wrong --------------------------------------------------------------------------------------------------


def _full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _forbidden(*_arguments: object, **_named: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize(
    ("what", "breaks", "reason"),
    [
        ("os.fsync", _full, "No space left on device"),
        ("tempfile.mkstemp", _forbidden, "Permission denied"),
        ("", None, "No such file or directory"),
    ],
)
def test_a_file_that_cant_be_written(
    exporting: Callable[..., Exporting],
    answers: Answers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    breaks: object,
    reason: str,
) -> None:
    folder = tmp_path / "ud"
    folder.mkdir()
    path = folder / "x.md"
    path.write_bytes(b"gammelt\r\n")
    at = exporting(format=Format.MARKDOWN)
    at.ready()
    answers.press("OK")
    if breaks is not None:
        monkeypatch.setattr(f"handbook.export.files.{what}", breaks)
    target = path if breaks is not None else tmp_path / "borte" / "x.md"
    at.save(target)
    at.qtbot.waitUntil(lambda: bool(answers.seen), timeout=30_000)
    at.ready()
    assert answers.seen == [
        f"Export: The file x.md can’t be written: {reason}. Choose a folder that you may write to, with enough room."
    ]
    assert path.read_bytes() == b"gammelt\r\n"
    assert clutter(folder) == ["x.md"]
    assert at.dialog.saved is None
    assert not at.dialog.open_file.isVisible()
    monkeypatch.undo()
    at.saved(folder / "y.md")


def test_calling_off_writes_nothing(
    exporting: Callable[..., Exporting], tmp_path: Path, is_running: Callable[[int], bool]
) -> None:
    at = exporting(what=What.HANDBOOK)
    at.ready()
    at.save(tmp_path / "x.pdf")
    pid = at.pid
    assert at.dialog.cancel.hasFocus()
    assert at.dialog.bar.isVisible()
    assert not at.dialog.form.isEnabled()
    assert not at.dialog.go.isEnabled()
    QTest.keyClick(at.dialog.cancel, Key.Key_Space)
    assert at.says() == "Called off. Nothing was written."
    assert not is_running(pid)
    assert not (tmp_path / "x.pdf").exists()
    assert at.dialog.form.isEnabled()
    assert at.dialog.go.hasFocus()
    at.saved(tmp_path / "x.pdf")


def test_escape_calls_off_before_it_closes(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    at = exporting()
    at.ready()
    at.save(tmp_path / "x.pdf")
    QTest.keyClick(at.dialog.cancel, Key.Key_Escape)
    assert at.dialog.isVisible()
    assert not at.dialog.typesetter.is_busy
    QTest.keyClick(at.dialog.go, Key.Key_Escape)
    assert not at.dialog.isVisible()
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("is_saving", [False, True])
def test_closing_leaves_nothing_behind(
    exporting: Callable[..., Exporting], tmp_path: Path, is_running: Callable[[int], bool], is_saving: bool
) -> None:
    at = exporting(what=What.HANDBOOK)
    at.ready()
    folder, pid = at.folder, at.pid
    assert folder.is_dir()
    # Fonts and what else the process needs lie there, too: it has no time to clear up.
    assert any(path.name.startswith("handbook-press") for path in folder.iterdir())
    if is_saving:
        at.save(tmp_path / "x.pdf")
        pid = at.pid
    at.dialog.close()
    assert not is_running(pid)
    assert not folder.exists()
    assert not (tmp_path / "x.pdf").exists()


def test_a_process_that_dies_is_told_of_and_replaced(
    exporting: Callable[..., Exporting], answers: Answers, tmp_path: Path, kill: Callable[[int], None]
) -> None:
    at = exporting()
    at.ready()
    answers.press("OK")
    at.save(tmp_path / "x.pdf")
    kill(at.pid)
    at.qtbot.waitUntil(lambda: bool(answers.seen), timeout=30_000)
    assert answers.seen[0].startswith("Export: The export was broken off. Try again.")
    at.qtbot.waitUntil(at.dialog.form.isEnabled)
    assert not (tmp_path / "x.pdf").exists()
    at.saved(tmp_path / "x.pdf")
    # One that dies while it has nothing to do is nobody's business.
    at.ready()
    kill(at.pid)
    at.qtbot.waitUntil(lambda: at.dialog.typesetter._process is None)
    at.saved(tmp_path / "y.pdf")


# --- Afterwards -------------------------------------------------------------------------------------------------------


def test_the_file_and_its_folder_can_be_opened(
    exporting: Callable[..., Exporting], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []

    def take(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    at = exporting(format=Format.MARKDOWN)
    path = at.saved(tmp_path / "Å & b#1.md")
    assert at.dialog.open_file.hasFocus()
    QTest.keyClick(at.dialog.open_file, Key.Key_Return)
    at.dialog.open_folder.click()
    assert [url.toLocalFile() for url in opened] == [str(path), str(tmp_path)]
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    at.dialog.open_file.click()
    assert at.says() == f"Nothing could be opened. The file is {path}"


def test_two_dialogs_one_after_the_other(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    first = exporting(format=Format.MARKDOWN)
    first.saved(tmp_path / "x.md")
    first.dialog.close()
    second = exporting(format=Format.MARKDOWN)
    second.saved(tmp_path / "y.md")
    assert first.folder != second.folder
    assert second.folder.is_dir()


# --- The keyboard, and who can't see ----------------------------------------------------------------------------------


def test_the_keyboard_alone_is_enough(
    desk: Callable[..., Desk], small: Path, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = desk(small)
    reader.go("kort.md")
    target = tmp_path / "kort.pdf"
    monkeypatch.setattr(ExportDialog, "ask_for_path", lambda _self: target)

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key, modifiers)

    def use(dialog: QWidget) -> None:
        answers._timer.stop()
        assert isinstance(dialog, ExportDialog)
        reader.qtbot.waitUntil(dialog.isActiveWindow)
        assert dialog.form.what.hasFocus()
        press(Key.Key_End)
        assert dialog.choices.what is What.HANDBOOK
        press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
        assert dialog.form.title.hasFocus()
        QTest.keyClicks(dialog.form.title, "Min bog")
        press(Key.Key_Return)
        reader.qtbot.waitUntil(lambda: dialog.saved is not None, timeout=30_000)
        assert dialog.open_file.hasFocus()
        press(Key.Key_Escape)
        answers._timer.start()

    answers.with_(use)
    reader.ctrl(Key.Key_E)
    assert "Min bog" in pages_of(target)[0]
    assert reader.focus is reader.view


def test_tab_goes_as_the_eye_does(exporting: Callable[..., Exporting]) -> None:
    at = exporting(what=What.CHAPTERS)
    at.ready()
    form, dialog = at.dialog.form, at.dialog
    dialog.form.what.setFocus()
    stops = [dialog.focusWidget()]
    for _press in range(30):
        widget = dialog.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, Key.Key_Tab)
        if dialog.focusWidget() is stops[0]:
            break
        stops.append(dialog.focusWidget())
    assert stops[:7] == [form.what, form.chapters, form.format, form.title, form.paper, form.points, form.grey]
    assert set(stops[7:]) == {dialog.preview.area, dialog.go, *dialog.buttons.findChildren(QPushButton)}
    at.choose("what", What.NOTES)
    at.choose("format", Format.MARKDOWN)
    form.author.setFocus()
    QTest.keyClick(form.author, Key.Key_Tab)
    assert form.group.hasFocus()
    QTest.keyClick(form.group, Key.Key_Tab)
    assert form.quotes.hasFocus()


@pytest.mark.parametrize("is_printing", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mnemonic_belongs_to_one_thing(exporting: Callable[..., Exporting], language: str, is_printing: bool) -> None:
    i18n.set_language(language)
    dialog = exporting(is_printing=is_printing).dialog
    texts = [one.text() for one in dialog.findChildren(QLabel)]
    texts += [one.text() for one in dialog.findChildren(QAbstractButton)]
    keys = [key.lower() for text in texts for key in re.findall("&(.)", text)]
    assert len(keys) >= 10
    assert sorted(keys) == sorted(set(keys)), texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name_in_the_readers_language(exporting: Callable[..., Exporting], language: str) -> None:
    i18n.set_language(language)
    dialog = exporting().dialog
    for widget in dialog.findChildren(QWidget):
        # A list that pops up is part of what it belongs to, and so is the field of a number.
        inner = widget.window() is not dialog or isinstance(widget.parentWidget(), QDoubleSpinBox)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not inner:
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or words, widget
    assert dialog.windowTitle() == {"en": "Export", "da": "Eksportér"}.get(language)
    assert dialog.form.title.accessibleName() == {"en": "Title", "da": "Titel"}.get(language)


def test_enter_saves_from_any_field(exporting: Callable[..., Exporting], tmp_path: Path) -> None:
    at = exporting(format=Format.MARKDOWN)
    assert at.dialog.go.isDefault()
    at.dialog.ask_for_path = lambda: tmp_path / "x.md"  # type: ignore[method-assign]  # see Exporting.save
    at.dialog.form.author.setFocus()
    QTest.keyClick(at.dialog.form.author, Key.Key_Enter)
    at.ready()
    assert (tmp_path / "x.md").exists()


# --- Small windows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialog_fits_the_smallest_window(
    exporting: Callable[..., Exporting], tmp_path: Path, language: str
) -> None:
    i18n.set_language(language)
    at = exporting(size=(320, 360), format=Format.MARKDOWN)
    dialog, form = at.dialog, at.dialog.form
    assert (dialog.width(), dialog.height()) == (280, 320)
    assert not dialog.preview.isVisible()
    at.saved(tmp_path / ("langt_navn_uden_mellemrum" * 5 + ".md"))
    assert dialog.width() <= 320
    assert dialog.height() <= 360
    for widget in (form.what, form.format, dialog.go, dialog.open_file, dialog.open_folder, dialog.state):
        place = widget.mapTo(dialog, widget.rect().topLeft()).x()
        assert place >= 0
        assert place + widget.width() <= dialog.width()
    dialog.resize(900, 700)
    assert dialog.preview.isVisible()
    dialog.resize(300, 300)
    dialog.resize(300, 300)
    assert not dialog.preview.isVisible()
    assert dialog.width() <= 320


def test_a_long_title_is_cut_and_no_line_breaks_come_in(exporting: Callable[..., Exporting]) -> None:
    field = exporting().dialog.form.title
    assert isinstance(field, QLineEdit)
    field.setText("x" * 500)
    assert len(field.text()) == 200
