"""The form as somebody hears it who doesn't see it: names, descriptions and order."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from handbook.ui.tools.chosen_fields import ChoiceField, TickField
from handbook.ui.tools.table_field import TableField
from handbook.ui.tools.typed_fields import LineField

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QAccessibleInterface

    from tests.ui.tools.conftest import Forms

NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


def description(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(DESCRIPTION)


def walk(interface: QAccessibleInterface) -> list[QAccessibleInterface]:
    """Return what there is to be heard in something, in order."""
    found = [interface]
    for number in range(interface.childCount()):
        child = interface.child(number)
        if not child.state().invisible:
            found += walk(child)
    return found


@pytest.fixture
def helped(forms: Callable[..., Forms], tool_book: Path) -> Callable[..., Forms]:
    """Return a function that opens a form in which every kind of field has a help text."""
    chapter = tool_book / "skema.md"
    text = chapter.read_text("utf-8")
    for id_ in ("kilde", "med", "sikker", "set"):
        place = text.index(f"    id: {id_}\n")
        end = text.index("\n///\n", place)
        text = f"{text[:end]}\nHjælpen til *{id_}* er [her](andet.md).{text[end:]}"
    chapter.write_text(text, "utf-8")
    return lambda **options: forms("problemkort", **options)


def test_the_help_is_heard_with_its_field(helped: Callable[..., Forms]) -> None:
    at = helped()
    line, table = at.field("saetning"), at.field("set")
    assert isinstance(line, LineField)
    assert isinstance(table, TableField)
    assert description(line.edit) == "Der står ingen løsning i den."
    cells = list(table.rows[0].cells.values())
    assert [description(cell) for cell in cells] == ["Hjælpen til set er her.", "", ""]
    assert description(at.field("med").first_stop) == "Hvem er med? Hjælpen til med er her."
    for id_, label in (("kilde", "Hvordan ved vi det?"), ("sikker", "Hvor sikre er vi?")):
        field = at.field(id_)
        assert isinstance(field, ChoiceField)
        first, *others = field.choices.options.values()
        assert description(first) == f"{label} Hjælpen til {id_} er her.", "where Tab comes in"
        assert {description(other) for other in others} == {label}
        first.setFocus()
        heard = []
        for _option in others:
            at.reader.press(Qt.Key.Key_Right)
            heard.append(description(at.reader.focus))
        assert heard == [label] * len(others), "not again with each arrow key"
        at.reader.press(Qt.Key.Key_Tab)
        assert description(others[-1]) == f"{label} Hjælpen til {id_} er her.", "where Tab comes in the next time"
        assert {description(other) for other in (first, *others[:-1])} == {label}
    at.open("foer")
    tick = at.field("ejer")
    assert isinstance(tick, TickField)
    assert description(tick.box) == "Ejeren har tid."


def test_a_hint_is_heard_before_the_help(forms: Callable[..., Forms], tool_book: Path) -> None:
    chapter = tool_book / "skema.md"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("    unit: kr.\n", "    unit: kr.\nUden moms.\n"), "utf-8")
    at = forms("problemkort")
    price = at.field("pris").first_stop
    price.setFocus()
    at.reader.type("mange")
    assert description(price) == "This isn’t written as a number; it is kept as it is. Uden moms."
    at.reader.ctrl(Qt.Key.Key_A)
    at.reader.type("4")
    assert description(price) == "Uden moms."


@pytest.mark.parametrize("tool", ["problemkort", "foer", "moedet", "selvtest", "testvaerd", "indstilling"])
def test_nothing_that_is_heard_has_soft_hyphens(forms: Callable[..., Forms], tool_book: Path, tool: str) -> None:
    chapter = tool_book / "skema.md"
    long = "Digitaliseringsstyrelsens sagsbehandlingsvejledninger"
    text = chapter.read_text("utf-8")
    for words in ("Problemet i én sætning", "Der står ingen", "Har nogen problemet?", "Vi taler om fejl", "Begynd\n"):
        assert words in text
        text = text.replace(words, f"{long} {words}")
    chapter.write_text(text, "utf-8")
    at = forms(tool)
    shown = [label.text() for label in at.form.findChildren(QLabel)]
    assert tool not in ("problemkort", "selvtest") or any("\u00ad" in words for words in shown)
    heard = [
        one.text(kind) for one in walk(QAccessible.queryAccessibleInterface(at.form)) for kind in (NAME, DESCRIPTION)
    ]
    assert not [words for words in heard if "\u00ad" in words]
    assert tool != "problemkort" or any(long in words for words in heard)


@pytest.mark.parametrize("text_size", [100, 200])
@pytest.mark.parametrize("tool", ["problemkort", "testvaerd"])
def test_what_stands_above_is_heard_before_what_stands_below(
    forms: Callable[..., Forms], tool: str, text_size: int
) -> None:
    at = forms(size=(1_280, 800))
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(text_size=text_size))
    at.open(tool)
    # Again, and after a question was answered: what is made anew takes the place of what was there.
    if at.body.decision is not None and at.body.decision.choices is not None:
        at.click(next(iter(at.body.decision.choices.options.values())))
    heard = [one.object() for one in walk(QAccessible.queryAccessibleInterface(at.form))]
    stops = [one for one in heard if one in at.form.stops]
    assert stops == [stop for stop in at.form.stops if stop.isVisible()], "all of them, in the order of the keyboard"
    at.form.area.verticalScrollBar().setValue(0)
    rects = [QRect(one.mapTo(at.form, QPoint(0, 0)), one.size()) for one in stops]
    for number, (before, after) in enumerate(pairwise(rects)):
        # Below it, or on the same line behind it.
        assert after.top() > before.bottom() or after.left() > before.right(), stops[number + 1].accessibleName()
        assert after.bottom() > before.top(), stops[number + 1].accessibleName()
    assert heard.index(at.head.title) < heard.index(at.field(next(iter(at.body.fields))).first_stop)
    choices = at.body.decision.choices if at.body.decision is not None else None
    # In the first field, or in the question that the answer led to.
    assert QApplication.focusWidget() is (choices.stop if choices is not None else at.field("saetning").first_stop)
