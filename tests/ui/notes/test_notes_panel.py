"""The panel "My notes": everything in one list, grouped, filtered, and worked on without the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from handbook.notes.model import Colour, Kind
from handbook.ui.notes.arrange import Grouping, Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QToolButton

    from handbook.notes.model import Annotation
    from tests.ui.notes.conftest import Answers, Notes

Key = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
WORDS = "bagefter kommer ordet spire"


def open_panel(at: Notes) -> None:
    at.reader.press(Key.Key_N, CTRL | SHIFT)
    at.placed()


def gather(at: Notes) -> dict[str, Annotation]:
    """Keep something of each kind, in two chapters."""
    kept = {"important": at.mark(WORDS)}
    kept["question"] = at.mark("Det der måles, bliver gjort.", Key.Key_3)
    at.reader.press(Key.Key_N, CTRL)
    at.reader.type("Hvad måler vi hos **borgerne**?")
    at.reader.press(Key.Key_Tab)
    at.reader.type("budget, mål")
    at.reader.press(Key.Key_Escape)
    at.corner.desk.dismiss()
    at.reader.go("kort.md")
    at.reader.ctrl(Key.Key_D)
    kept["bookmark"] = next(one for one in at.live() if one.kind is Kind.BOOKMARK)
    at.corner.desk.dismiss()
    at.reader.ctrl(Key.Key_N)
    at.reader.type("en samtale med medarbejderne")
    at.reader.press(Key.Key_Escape)
    kept["note"] = next(one for one in at.live() if one.kind is Kind.NOTE)
    return kept


def groups(at: Notes) -> list[str]:
    return [row.title for row in at.panel.model.rows if row.annotation is None]


def listed(at: Notes) -> list[str]:
    return [row.annotation.id for row in at.panel.model.rows if row.annotation is not None]


def said(at: Notes) -> str:
    return at.panel._nothing.text() if at.panel._nothing.isVisible() else ""


def choose(at: Notes, button: QToolButton, name: str) -> None:
    """Choose from one of the panel's two menus."""
    next(action for action in button.menu().actions() if action.text() == name).trigger()
    at.reader.settle()


def test_an_empty_panel_teaches(notes: Callable[..., Notes]) -> None:
    at = notes()
    open_panel(at)
    assert at.panel.isVisible()
    assert at.panel.field.hasFocus()
    assert at.reader.window.actions_by_id["show-notes"].isChecked()
    for key in ("Select some text", "Ctrl+N", "Ctrl+D", "saved as you type"):
        assert key in said(at)
    assert not at.panel.list.isVisible()
    at.reader.press(Key.Key_N, CTRL | SHIFT)
    assert not at.panel.isVisible()
    assert at.reader.view.hasFocus()


def test_escape_clears_the_filter_and_then_leaves(notes: Callable[..., Notes]) -> None:
    at = notes()
    gather(at)
    open_panel(at)
    at.reader.type("spire")
    at.reader.press(Key.Key_Escape)
    assert at.panel.field.text() == ""
    at.reader.press(Key.Key_Escape)
    assert not at.panel.isVisible()
    assert at.reader.view.hasFocus()


def test_notes_stand_under_their_chapters(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    assert groups(at) == ["1\u2002Ærlige forsøg (2)", "2\u2002Kort og godt (2)"]
    assert listed(at)[:2] == [kept["important"].id, kept["question"].id]
    assert WORDS in at.rows()
    assert at.panel._count.text() == "4 notes"


@pytest.mark.parametrize(
    ("grouping", "wanted"),
    [
        ("By tag", ["#budget (1)", "#mål (1)", "Without a tag (3)"]),
        ("By kind", ["Important (1)", "Question (1)", "Notes (1)", "Bookmarks (1)"]),
        ("By date", ["Today (4)"]),
    ],
)
def test_other_things_can_stand_together(notes: Callable[..., Notes], grouping: str, wanted: list[str]) -> None:
    at = notes()
    gather(at)
    open_panel(at)
    choose(at, at.panel._group_button, grouping)
    assert groups(at) == wanted
    assert at.panel._group_button.text().startswith(grouping)
    assert grouping in at.panel._group_button.accessibleName()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Everything", {"important", "question", "note", "bookmark"}),
        ("Important", {"important"}),
        ("Question", {"question"}),
        ("With a note", {"question", "note"}),
        ("Bookmarks", {"bookmark"}),
        ("Ticked boxes", set()),
        ("Trash", set()),
    ],
)
def test_only_some_are_shown(notes: Callable[..., Notes], name: str, wanted: set[str]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    choose(at, at.panel._show_button, name)
    assert set(listed(at)) == {kept[one].id for one in wanted}
    assert bool(said(at)) == (not wanted)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("samtaler", "note"),
        ("medarbejder", "note"),
        ("borger", "question"),
        ("maaler", "question"),
        ("budget", "question"),
        ("spire", "important"),
    ],
)
def test_the_filter_knows_danish(notes: Callable[..., Notes], words: str, wanted: str) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    at.reader.type(words)
    at.reader.qtbot.waitUntil(lambda: listed(at) == [kept[wanted].id], timeout=2_000)


def test_a_filter_that_finds_nothing_says_so(notes: Callable[..., Notes]) -> None:
    at = notes()
    gather(at)
    open_panel(at)
    at.reader.type("xyzzy")
    at.reader.qtbot.waitUntil(lambda: said(at) == "No note has these words.")
    at.reader.press(Key.Key_Escape)
    at.reader.qtbot.waitUntil(lambda: len(listed(at)) == 4)


def test_down_goes_into_the_list_and_enter_to_the_place(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    at.reader.type("måles")
    at.reader.press(Key.Key_Down)
    assert at.panel.list.hasFocus()
    at.reader.press(Key.Key_Return)
    assert at.reader.title == "Ærlige forsøg"
    rect = at.corner.desk.layer.rect_of(kept["question"].id)
    assert 0 <= rect.top() <= at.reader.view.viewport().height() - rect.height()
    assert at.corner.desk.layer.current == kept["question"].id
    assert at.panel.isVisible(), "there may be more to look at"


def test_the_history_leads_back_from_a_note(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    assert at.reader.title == "Kort og godt"
    open_panel(at)
    at.choose(kept["important"].id)
    at.reader.press(Key.Key_Return)
    assert at.reader.title == "Ærlige forsøg"
    at.reader.act("back")
    assert at.reader.title == "Kort og godt"


def test_a_click_goes_there_too(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    index = at.panel.model.index(at.panel.model.row_of(kept["important"].id))
    QTest.mouseClick(at.panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at.panel.list.visualRect(index).center())
    at.reader.settle()
    assert at.corner.desk.layer.current == kept["important"].id


def test_in_a_narrow_window_enter_gives_the_text_its_place_back(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    at.reader.resize(420, 700)
    open_panel(at)
    assert not at.reader.reader.isVisible()
    at.choose(kept["question"].id)
    at.reader.press(Key.Key_Return)
    assert at.reader.reader.isVisible()
    assert at.corner.desk.layer.current == kept["question"].id
    rect = at.corner.desk.layer.rect_of(kept["question"].id)
    assert 0 <= rect.top() <= at.reader.view.viewport().height()


def test_several_are_deleted_at_once_and_come_back(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    at.choose(kept["important"].id)
    at.reader.press(Key.Key_Down, SHIFT)
    assert at.panel.chosen_ids == [kept["important"].id, kept["question"].id]
    assert at.panel.detail._where.text() == "2 notes are selected."
    at.reader.press(Key.Key_Delete)
    assert len(at.live()) == 2
    assert len(at.on_disk()) == 2
    assert "2 notes deleted. Ctrl+Z brings them back." in at.reader.notice
    assert len(listed(at)) == 2
    at.reader.ctrl(Key.Key_Z)
    assert len(at.live()) == 4
    assert len(listed(at)) == 4


def test_ctrl_z_works_wherever_deleting_leaves_the_keyboard(notes: Callable[..., Notes]) -> None:
    at = notes()
    one = at.mark(WORDS)
    open_panel(at)
    at.choose(one.id)
    at.panel.detail.delete.setFocus()
    at.reader.press(Key.Key_Space)
    assert at.live() == []
    at.reader.ctrl(Key.Key_Z)
    assert at.only().id == one.id


def test_f2_edits_in_place_and_the_row_follows_after_a_pause(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    at.choose(kept["important"].id)
    at.reader.press(Key.Key_F2)
    editor = at.panel.detail.editor
    assert editor.body.hasFocus()
    at.reader.type("ny tanke")
    at.reader.qtbot.waitUntil(
        lambda: any(row.annotation is not None and row.annotation.body == "ny tanke" for row in at.panel.model.rows),
        timeout=1_500,
    )
    assert editor.body.hasFocus(), "the keyboard stays where the reader writes"
    assert editor.body.toPlainText() == "ny tanke"
    at.reader.type(" til")
    at.reader.press(Key.Key_Escape)
    assert at.panel.list.hasFocus()
    assert "ny tanke til" in {one.body for one in at.on_disk()}


def test_tags_typed_in_the_panel_keep_the_keyboard(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    choose(at, at.panel._group_button, "By tag")
    at.choose(kept["important"].id)
    tags = at.panel.detail.editor.tags
    tags.setFocus()
    at.reader.type("nyt, ")
    at.reader.qtbot.wait(700)
    assert tags.hasFocus()
    assert tags.text() == "nyt, "
    at.reader.type("mere")
    at.reader.qtbot.wait(700)
    assert {one.tags for one in at.on_disk()} >= {("nyt", "mere")}
    assert "#nyt (1)" in groups(at)


def test_choosing_another_note_writes_the_one_before(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    at.choose(kept["important"].id)
    at.reader.press(Key.Key_F2)
    at.reader.type("kort")
    at.choose(kept["bookmark"].id)
    assert "kort" in {one.body for one in at.on_disk()}
    assert at.panel.detail.editor.body.toPlainText() == ""


def test_the_trash_gives_back_and_deletes_for_good(notes: Callable[..., Notes], answers: Answers) -> None:
    at = notes()
    kept = gather(at)
    at.corner.keeper.delete([kept["important"].id, kept["note"].id])
    open_panel(at)
    choose(at, at.panel._show_button, "Trash")
    assert set(listed(at)) == {kept["important"].id, kept["note"].id}
    at.choose(kept["important"].id)
    detail = at.panel.detail
    assert not detail.editor.isEnabled(), "what is in the trash is looked at"
    assert (detail.restore.isVisible(), detail.purge.isVisible(), detail.delete.isVisible()) == (True, True, False)
    detail.restore.click()
    at.reader.settle()
    assert kept["important"].id in {one.id for one in at.on_disk()}
    assert listed(at) == [kept["note"].id]
    at.choose(kept["note"].id)
    answers.press("Cancel")
    detail.purge.click()
    assert kept["note"].id in at.corner.keeper.notebook.all
    answers.press("Delete for good")
    detail.purge.click()
    at.reader.settle()
    assert "can’t be undone" in answers.seen[-1]
    assert kept["note"].id not in at.corner.keeper.notebook.all
    assert listed(at) == []
    assert "purge" in {backup.reason for backup in at.corner.keeper.backups.all()}
    at.reader.ctrl(Key.Key_Z)
    assert kept["note"].id not in at.corner.keeper.notebook.all


def test_delete_in_the_trash_does_nothing_unasked(notes: Callable[..., Notes]) -> None:
    at = notes()
    one = at.mark(WORDS)
    at.corner.keeper.delete([one.id])
    open_panel(at)
    choose(at, at.panel._show_button, "Trash")
    at.choose(one.id)
    at.reader.press(Key.Key_Delete)
    assert one.id in at.corner.keeper.notebook.all


def test_what_is_marked_on_the_page_comes_into_the_open_panel(notes: Callable[..., Notes]) -> None:
    at = notes()
    open_panel(at)
    one = at.mark(WORDS)
    assert listed(at) == [one.id]
    at.reader.select(WORDS)
    at.reader.ctrl(Key.Key_2)
    assert [row.annotation.colour for row in at.panel.model.rows if row.annotation] == [Colour.ACTION]


def test_tab_goes_through_the_panel_and_everything_has_a_name(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    at.choose(kept["question"].id)
    at.panel.field.setFocus()
    seen = []
    for _press in range(20):
        focus = at.reader.focus
        if not at.panel.isAncestorOf(focus):
            break
        name = focus.accessibleName() or getattr(focus, "text", str)()
        assert name, focus
        seen.append(name)
        at.reader.press(Key.Key_Tab)
    order = ["Filter my notes", "What is shown: Everything", "What stands together: By chapter", "My notes", "Note"]
    assert [name for name in seen if name in order] == order
    assert seen[-3:] == ["Go there", "Copy with source", "Delete"]
    assert {"Note", "Tags"} <= set(seen)
    assert at.reader.view.hasFocus(), "and on to the text"


def test_what_a_screen_reader_is_told_of_a_row(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    open_panel(at)
    model = at.panel.model
    spoken = model.data(model.index(model.row_of(kept["question"].id)), Qt.ItemDataRole.AccessibleTextRole)
    assert isinstance(spoken, str)
    for part in ("Hvad måler vi hos borgerne?", "Det der måles, bliver gjort.", "budget"):
        assert part in spoken


def test_every_view_of_the_list_can_be_painted(notes: Callable[..., Notes]) -> None:
    at = notes()
    kept = gather(at)
    at.corner.keeper.delete([kept["bookmark"].id])
    open_panel(at)
    for shown in (*Shown, *Colour):
        at.panel.show_only(shown)
        for grouping in Grouping:
            at.panel.group(grouping)
            at.panel.grab()
