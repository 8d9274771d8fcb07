"""What comes out of a self-test and a decision, in the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from handbook.notes.filled import read_filled
from handbook.ui.tools.chosen_fields import ScaleField

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.ui.tools.decision import Decision
    from handbook.ui.tools.option import Option
    from tests.ui.tools.conftest import Forms

Key = Qt.Key


def lines(at: Forms) -> list[str]:
    """Return what the result says, from above, as far as it can be seen."""
    result = at.body.result
    assert result is not None
    labels = [label for label in result.findChildren(QLabel) if label.isVisible()]
    labels.sort(key=lambda label: label.mapTo(result, label.rect().topLeft()).y())
    return [label.text().replace("\u00ad", "") for label in labels]


def choose(at: Forms, id_: str, step: str) -> None:
    field = at.field(id_)
    assert isinstance(field, ScaleField)
    at.click(field.choices.options[step])


def test_a_self_test_shows_its_result_as_it_is_answered(forms: Callable[..., Forms]) -> None:
    at = forms("selvtest", size=(1_280, 1_400))
    assert "Not answered" in lines(at)
    assert "What to read next" not in lines(at)
    choose(at, "mod.fejl", "5")
    choose(at, "mod.nej", "4")
    assert "4.5 of 5" in lines(at)
    choose(at, "rum.tid", "2")
    said = lines(at)
    assert "2 of 5 (1 of 2 answered)" in said
    after = said[said.index("What to read next") + 1 :]
    assert [line for line in after if line in ("Mod", "Rum")] == ["Rum", "Mod"], "the lowest comes first"
    assert any("Giv plads" in line for line in after)
    choose(at, "mod.fejl", "1")
    choose(at, "mod.nej", "1")
    said = lines(at)
    after = said[said.index("What to read next") + 1 :]
    assert [line for line in after if line in ("Mod", "Rum")] == ["Mod", "Rum"]


def test_the_bars_say_what_they_show(forms: Callable[..., Forms]) -> None:
    at = forms("selvtest", language="da")
    choose(at, "mod.fejl", "5")
    choose(at, "mod.nej", "4")
    result = at.body.result
    assert result is not None
    bar = result._bars["mod"]
    assert bar.accessibleName().startswith("Mod: 4,5 ")
    assert bar.value() == 875
    before = result._bars["rum"].grab().toImage()
    choose(at, "rum.tid", "5")
    assert result._bars["rum"].grab().toImage() != before


def decision(at: Forms) -> Decision:
    found = at.body.decision
    assert found is not None
    return found


def option(at: Forms, id_: str) -> Option:
    choices = decision(at).choices
    assert choices is not None
    return choices.options[id_]


def question(at: Forms) -> str:
    labels = [label.text().replace("\u00ad", "") for label in decision(at).findChildren(QLabel) if label.isVisible()]
    return labels[0]


def test_a_decision_by_mouse(forms: Callable[..., Forms]) -> None:
    at = forms("testvaerd")
    assert question(at) == "Har nogen problemet?"
    assert decision(at).way == []
    at.click(option(at, "ja"))
    assert question(at) == "Kan det prøves på to uger?"
    at.click(option(at, "ja"))
    assert question(at) == "Prøv det"
    assert [button.accessibleName() for button in decision(at).way] == [
        "Har nogen problemet? – Ja, vi har mødt dem",
        "Kan det prøves på to uger? – Ja",
    ]
    assert at.only().outcome == "Prøv det"


def test_a_decision_by_keyboard_alone(forms: Callable[..., Forms]) -> None:
    at = forms("testvaerd")
    assert QApplication.focusWidget() is at.field("tiltag").first_stop
    at.reader.press(Key.Key_Tab)
    assert QApplication.focusWidget() is option(at, "ja")
    at.reader.press(Key.Key_Down)
    assert QApplication.focusWidget() is option(at, "nej")
    assert question(at) == "Har nogen problemet?", "arrows only look at the answers"
    at.reader.press(Key.Key_Up)
    at.reader.press(Key.Key_Return)
    assert QApplication.focusWidget() is option(at, "ja")
    at.reader.press(Key.Key_Down)
    at.reader.press(Key.Key_Space)
    assert question(at) == "Spørg først"
    assert at.only().outcome == "Spørg først"


def test_a_former_answer_is_changed(forms: Callable[..., Forms]) -> None:
    at = forms("testvaerd")
    at.click(option(at, "ja"))
    at.click(option(at, "ja"))
    at.click(decision(at).way[0])
    assert question(at) == "Har nogen problemet?"
    assert option(at, "ja").isChecked()
    at.click(option(at, "nej"))
    assert question(at) == "Spørg først"
    assert at.only().outcome == "Spørg først"
    at.reader.act("undo")
    assert question(at) == "Prøv det"


def test_choosing_the_same_answer_again_goes_on(forms: Callable[..., Forms]) -> None:
    at = forms("testvaerd")
    at.click(option(at, "ja"))
    at.click(decision(at).back)
    assert question(at) == "Har nogen problemet?"
    at.click(option(at, "ja"))
    assert question(at) == "Kan det prøves på to uger?"
    assert at.value("problem") == "ja"


def test_begin_again_is_undone(forms: Callable[..., Forms]) -> None:
    at = forms("testvaerd")
    at.click(option(at, "nej"))
    at.click(decision(at).again)
    assert question(at) == "Har nogen problemet?"
    assert at.only().outcome == ""
    assert not decision(at).again.isEnabled()
    at.reader.ctrl(Key.Key_Z)
    assert question(at) == "Spørg først"


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Space])
def test_a_decision_is_there_after_it_was_closed(forms: Callable[..., Forms], key: Key) -> None:
    at = forms("testvaerd")
    option(at, "ja").setFocus()
    at.reader.press(key)
    at.desk.close()
    at.open("testvaerd")
    assert question(at) == "Kan det prøves på to uger?"
    (copy,) = at.on_disk()
    assert read_filled(copy.body).values["problem"] == "ja"


def test_what_stands_beside_the_questions_is_filled_in_too(forms: Callable[..., Forms]) -> None:
    at = forms("testvaerd")
    before, after = at.field("tiltag").first_stop, at.field("hvem").first_stop
    assert before.mapTo(at.body, QPoint()).y() < decision(at).y() < after.mapTo(at.body, QPoint()).y()
    at.reader.type("Skilte")
    at.click(option(at, "nej"))
    after.setFocus()
    at.reader.type("Mette")
    at.click(decision(at).again)
    assert question(at) == "Har nogen problemet?"
    assert (at.only().values["tiltag"], at.only().values["hvem"]) == ("Skilte", "Mette"), "only the way begins again"
    at.click(option(at, "nej"))
    at.desk.copy_as_text(at.desk.open_id)
    text = QGuiApplication.clipboard().text()
    assert all(words in text for words in ("Skilte", "Mette", "Outcome: Spørg først"))
    assert "to uger" not in text


def test_a_space_beside_the_questions_begins_nothing(forms: Callable[..., Forms]) -> None:
    at = forms("testvaerd")
    at.reader.type(" ")
    assert not decision(at).again.isEnabled()
    at.reader.press(Key.Key_Tab)
    assert at.on_disk() == []
    at.click(option(at, "ja"))
    assert decision(at).again.isEnabled()
    assert at.only().values["problem"] == "ja"


@pytest.mark.parametrize("text_size", [100, 200])
@pytest.mark.parametrize(("answer", "links"), [("ja", True), ("nej", False)])
def test_at_an_outcome_the_keyboard_is_in_sight_and_shows_itself(
    forms: Callable[..., Forms], answer: str, text_size: int, *, links: bool
) -> None:
    at = forms(size=(1_280, 600))
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(text_size=text_size))
    at.open("testvaerd")
    option(at, "ja").setFocus()
    at.reader.press(Key.Key_Return)
    if answer == "nej":
        at.reader.press(Key.Key_Down)
    at.reader.press(Key.Key_Return)
    at.reader.qtbot.waitUntil(lambda: question(at) == ("Prøv det" if links else "Spørg først"))
    at.reader.settle()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is (decision(at).links[0] if links else decision(at).back)
    area = at.form.area.viewport()
    rect = QRect(focus.mapTo(area, QPoint()), focus.size())
    assert area.rect().contains(rect.center())
    before = focus.grab().toImage()
    assert isinstance(focus, QLabel) == links
    if isinstance(focus, QLabel):
        assert focus.selectedText() == "andet", "the link is marked"
    at.head.title.setFocus()
    at.reader.settle()
    assert focus.grab().toImage() != before, "to the eye, it is another one with the keyboard"
