"""The test of the installation in the help menu: a real process, told line by line, ended with the dialog."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from handbook import __version__, i18n
from handbook.ui import child
from handbook.ui.dialogs import AboutDialog
from handbook.ui.selftest_view import SelfTestDialog
from handbook.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Desk

PATIENCE_MS = 120_000
ANSWER = {
    "passed": False,
    "version": "1.2.3",
    "python": "3.11.7",
    "system": "Linux",
    "checks": [
        {"name": "parts", "title": "Delene er der", "passed": True, "seconds": 0.1, "detail": "her"},
        {"name": "fonts", "title": "Skrifterne er der", "passed": False, "seconds": 0.1, "detail": "ingen"},
        {"name": "notes", "title": "Noter gemmes", "passed": True, "seconds": 0.1, "detail": ""},
    ],
}


@pytest.fixture
def dialog(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., SelfTestDialog]]:
    """Return a function that shows the dialog; with `code`, that stands for the test."""
    made: list[SelfTestDialog] = []
    # Whoever holds the dialog holds what is around it, or Qt would take both away.
    around = QLabel()
    around.resize(900, 700)
    qtbot.addWidget(around)

    def make(code: str = "", *, theme: str = "light") -> SelfTestDialog:
        if code:
            monkeypatch.setattr(child, "own_command", lambda *_arguments: (sys.executable, ["-c", code]))
        dialog = SelfTestDialog(THEMES[theme], around)
        made.append(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    yield make
    for one in made:
        one.cancel()


def saying(answer: object, encoding: str = "utf-8") -> str:
    data = json.dumps(answer, ensure_ascii=False).encode(encoding)
    return f"import sys; sys.stdout.buffer.write({data!r})"


def ended(qtbot: QtBot, dialog: SelfTestDialog) -> SelfTestDialog:
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=PATIENCE_MS)
    return dialog


def lines(dialog: SelfTestDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_this_installation_is_tested_for_real(dialog: Callable[..., SelfTestDialog], qtbot: QtBot) -> None:
    made = dialog()
    assert made.is_running
    assert made.bar.isVisible()
    assert not made.copy.isVisible()
    ended(qtbot, made)
    assert made.state.text() == "Everything works on this computer."
    assert len(lines(made)) > 10
    assert [line for line in lines(made) if not line.startswith("OK: ")] == []
    assert not made.bar.isVisible()
    made.copy.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith(f"Innovationshåndbogen\n{__version__}, Python ")
    assert text.endswith("OK: The network is left alone\n")


def test_the_answer_has_the_windows_language(dialog: Callable[..., SelfTestDialog], qtbot: QtBot) -> None:
    i18n.set_language("da")
    code = "import json, os; print(json.dumps(dict.fromkeys(('version','python','system'), '')"
    code += " | {'checks': [{'title': os.environ['LANGUAGE'], 'passed': True, 'detail': ''}]}))"
    assert lines(ended(qtbot, dialog(code)))[0].endswith(" da")


def test_what_fails_is_said_first_and_shown(dialog: Callable[..., SelfTestDialog], qtbot: QtBot) -> None:
    made = ended(qtbot, dialog(saying(ANSWER)))
    assert made.state.text().startswith("1 check")
    assert made.list.accessibleDescription() == made.state.text()
    assert lines(made) == ["OK: Delene er der", "FAILED: Skrifterne er der (ingen)", "OK: Noter gemmes"]
    assert made.list.currentRow() == 1
    assert "1.2.3, Python 3.11.7, Linux" in made.text()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.exit('no platform plugin')", "no platform plugin"),
        ("print('{')", ""),
        ("print('[]')", ""),
        ("print('{\"version\": 1}')", ""),
        (saying({**ANSWER, "checks": []}), ""),
    ],
    ids=["dies", "broken off", "other", "incomplete", "empty"],
)
def test_a_test_that_says_nothing_has_failed(
    dialog: Callable[..., SelfTestDialog], qtbot: QtBot, code: str, reason: str
) -> None:
    made = ended(qtbot, dialog(code))
    assert len(lines(made)) == 1
    assert lines(made)[0].startswith("FAILED: ")
    assert reason in lines(made)[0]
    assert made.copy.isVisible()


def test_a_program_that_is_not_there_is_told(
    dialog: Callable[..., SelfTestDialog], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "own_command", lambda *_arguments: ("/findes/ikke", []))
    assert lines(ended(qtbot, dialog()))[0].startswith("FAILED: ")


def test_a_system_with_another_code_page_is_understood(
    dialog: Callable[..., SelfTestDialog], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getencoding", lambda: "cp1252")
    answer = {**ANSWER, "system": "København’s"}
    assert "København’s" in ended(qtbot, dialog(saying(answer, "cp1252"))).text()


@pytest.mark.parametrize("close", ["escape", "button"])
def test_closing_ends_the_test(dialog: Callable[..., SelfTestDialog], qtbot: QtBot, close: str) -> None:
    made = dialog("import time; time.sleep(60)")
    process = made._process
    assert process is not None
    assert process.waitForStarted()
    pid = process.processId()
    if close == "escape":
        QTest.keyClick(made.list, Qt.Key.Key_Escape)
    else:
        next(button for button in made.findChildren(QPushButton) if button.text().endswith("Close")).click()
    assert not made.isVisible()
    assert not made.is_running
    assert process.state() is process.ProcessState.NotRunning
    assert pid > 0


def test_it_can_be_done_again(dialog: Callable[..., SelfTestDialog], qtbot: QtBot) -> None:
    made = ended(qtbot, dialog(saying(ANSWER)))
    before = lines(made)
    made.again.click()
    assert made.is_running
    assert lines(made) == []
    assert lines(ended(qtbot, made)) == before


def test_the_keyboard_copies_and_starts_in_the_list(dialog: Callable[..., SelfTestDialog], qtbot: QtBot) -> None:
    made = dialog(saying(ANSWER))
    assert made.focusWidget() is made.list
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert made.is_running
    assert QGuiApplication.clipboard().text() == "before"
    ended(qtbot, made)
    QTest.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == made.text()


@pytest.mark.parametrize("theme", THEMES)
def test_a_failure_looks_different_in_every_theme(
    dialog: Callable[..., SelfTestDialog], qtbot: QtBot, theme: str
) -> None:
    made = ended(qtbot, dialog(saying(ANSWER), theme=theme))
    icons = [made.list.item(row).icon().pixmap(24, 24).toImage() for row in range(3)]
    assert icons[0] == icons[2]
    assert icons[0] != icons[1]


def test_about_opens_it(
    desk: Callable[..., Desk], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, small: object
) -> None:
    reader = desk(str(small), size=(360, 640))
    shown: list[tuple[int, int]] = []

    def meet(dialog: SelfTestDialog) -> int:
        shown.append((dialog.width(), dialog.height()))
        return 0

    monkeypatch.setattr(child, "own_command", lambda *_arguments: (sys.executable, ["-c", saying(ANSWER)]))
    monkeypatch.setattr(SelfTestDialog, "exec", meet)
    about = AboutDialog(None, reader.window.looks.theme, reader.window)
    button = next(button for button in about.findChildren(QPushButton) if "installation" in button.text())
    button.click()
    assert shown == [(360, 560)]
    about.close()
