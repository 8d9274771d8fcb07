"""What the page shows of copies, and boxes of checklists that are ticked on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest

from handbook.notes.model import Kind
from handbook.ui.tools.chosen_fields import TickField

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from handbook.ui.reader.page import Page
    from tests.ui.tools.conftest import Forms

LIST = "foer"
Key = Qt.Key


def page(at: Forms) -> Page:
    found = at.reader.view.page
    assert found is not None
    return found


def position(at: Forms, item: str) -> int:
    return next(place for place, (_tool, id_) in page(at).items.items() if id_ == item)


def is_ticked(at: Forms, item: str) -> bool:
    return page(at).ticks.get(position(at, item), False)


def click_box(at: Forms, item: str) -> None:
    view = at.reader.view
    view.scroll_to(position(at, item), margin=200)
    at.reader.settle()
    cursor = view.textCursor()
    cursor.setPosition(position(at, item))
    rect = view.cursorRect(cursor)
    point = QPoint(rect.left() - 14, rect.center().y())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    at.reader.settle()


def test_the_first_tick_on_the_page_begins_a_copy(forms: Callable[..., Forms]) -> None:
    at = forms()
    click_box(at, "penge")
    assert is_ticked(at, "penge")
    assert not is_ticked(at, "ejer")
    copy = at.only()
    assert (copy.tool, copy.values) == (LIST, {"ejer": "", "penge": "x", "slut": ""})
    assert copy.title.startswith("Før I begynder – ")
    assert {one.kind for one in at.desk.keeper.notebook.live()} == {Kind.TOOL}
    assert page(at).copies == {LIST: "1 of 3 ticked"}


def test_ticks_are_undone_one_by_one(forms: Callable[..., Forms]) -> None:
    at = forms()
    click_box(at, "penge")
    click_box(at, "slut")
    click_box(at, "penge")
    assert (is_ticked(at, "penge"), is_ticked(at, "slut")) == (False, True)
    at.reader.ctrl(Key.Key_Z)
    assert (is_ticked(at, "penge"), is_ticked(at, "slut")) == (True, True)
    at.reader.ctrl(Key.Key_Z)
    assert (is_ticked(at, "penge"), is_ticked(at, "slut")) == (True, False)
    at.reader.ctrl(Key.Key_Z)
    assert not is_ticked(at, "penge")
    assert page(at).copies == {}
    assert at.on_disk() == []
    at.reader.ctrl(Key.Key_Y)
    assert is_ticked(at, "penge")


def test_the_page_and_the_form_are_the_same_copy(forms: Callable[..., Forms]) -> None:
    at = forms()
    click_box(at, "penge")
    at.open(LIST)
    field = at.field("penge")
    assert isinstance(field, TickField)
    assert field.box.isChecked()
    click_box(at, "ejer")
    other = at.field("ejer")
    assert other.value == "x"
    at.click(field.box)
    assert not is_ticked(at, "penge")
    assert at.only().values == {"ejer": "x", "penge": "", "slut": ""}


def test_the_copy_that_was_changed_last_is_on_the_page(forms: Callable[..., Forms]) -> None:
    at = forms()
    click_box(at, "penge")
    first = at.desk.copies(LIST)[0].id
    at.desk.new_copy(LIST)
    at.reader.settle()
    assert is_ticked(at, "penge"), "an empty copy that isn’t kept changes nothing"
    field = at.field("slut")
    assert isinstance(field, TickField)
    at.click(field.box)
    assert (is_ticked(at, "penge"), is_ticked(at, "slut")) == (False, True)
    at.desk.rename(first, "Den gamle")
    assert (is_ticked(at, "penge"), is_ticked(at, "slut")) == (True, False)


def test_the_page_says_how_many_copies_there_are(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    assert page(at).copies == {}
    at.reader.type("x")
    at.desk.keeper.settle()
    assert page(at).copies == {"problemkort": "1 filled in"}
    at.desk.duplicate(at.desk.open_id)
    assert page(at).copies == {"problemkort": "2 filled in"}
    at.desk.delete([copy.id for copy in at.desk.copies("problemkort")])
    assert page(at).copies == {}
    at.reader.ctrl(Key.Key_Z)
    assert page(at).copies == {"problemkort": "2 filled in"}


def test_another_chapter_and_back_show_the_same_ticks(forms: Callable[..., Forms]) -> None:
    at = forms()
    click_box(at, "penge")
    at.reader.go("andet.md")
    at.reader.go("skema.md")
    assert is_ticked(at, "penge")
    window = at.reader.window
    window.set_reading(window.looks.reading._replace(text_size=150))
    at.reader.settle()
    assert is_ticked(at, "penge")
    assert page(at).copies == {LIST: "1 of 3 ticked"}


def test_ticking_while_the_title_is_typed_loses_neither(forms: Callable[..., Forms]) -> None:
    at = forms()
    click_box(at, "penge")
    at.open(LIST)
    at.head.title.setFocus()
    at.head.title.selectAll()
    at.reader.type("Mandag")
    click_box(at, "slut")
    copy = at.only()
    assert (copy.title, copy.values) == ("Mandag", {"ejer": "", "penge": "x", "slut": "x"})
    assert at.head.title.words == "Mandag"


def test_boxes_alone_are_counted(forms: Callable[..., Forms], tool_book: Path) -> None:
    chapter = tool_book / "skema.md"
    text = chapter.read_text("utf-8")
    place = "- [ ] Der er en slutdato {#slut}\n"
    assert place in text
    chapter.write_text(text.replace(place, f"{place}\n/// line | Hvem ejer det?\n    id: hvem\n///\n"), "utf-8")
    at = forms()
    click_box(at, "penge")
    assert page(at).copies == {LIST: "1 of 3 ticked"}
    at.open(LIST)
    at.field("hvem").first_stop.setFocus()
    at.reader.type("Mette")
    at.desk.keeper.settle()
    assert page(at).copies == {LIST: "1 of 3 ticked"}


def test_of_several_copies_the_one_that_is_ticked_is_named(
    forms: Callable[..., Forms], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def announce(event: QAccessibleAnnouncementEvent) -> None:
        said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", announce)
    at = forms()
    click_box(at, "penge")
    assert said == ["Tick “Der er penge”"]
    at.desk.rename(at.desk.copies(LIST)[0].id, "Mandag")
    at.desk.duplicate(at.desk.copies(LIST)[0].id)
    at.desk.rename(at.desk.open_id, "Tirsdag")
    click_box(at, "slut")
    assert said[-1] == "Tick “Der er en slutdato” in “Tirsdag”"
    assert page(at).copies == {LIST: "2 of 3 ticked in “Tirsdag”"}
    assert {at.desk.filled(one).title: at.desk.filled(one).values["slut"] for one in at.desk.copies(LIST)} == {
        "Mandag": "",
        "Tirsdag": "x",
    }


def test_boxes_of_another_sort_of_tool_name_their_copy_too(forms: Callable[..., Forms]) -> None:
    at = forms("problemkort")
    click_box(at, "laest")
    assert page(at).copies == {"problemkort": "1 filled in"}
    at.desk.duplicate(at.desk.copies("problemkort")[0].id)
    at.desk.rename(at.desk.open_id, "Den nye")
    assert page(at).copies == {"problemkort": "2 filled in. Ticked in “Den nye”"}
