"""What "here" means: keys act on what the reader sees, never on a mark or a caret that was scrolled out of sight."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from handbook.notes.model import Colour, Kind
from handbook.ui.notes.arrange import Grouping, Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from tests.ui.notes.conftest import Answers, Notes

Key = Qt.Key
WORDS = "bagefter kommer ordet spire"
FAR = "Et ord på Ærø"


def scroll_away(at: Notes) -> None:
    at.reader.scroll_to_words(FAR)
    at.reader.reader.setFocus()


def test_a_note_goes_to_what_is_read_not_to_a_mark_out_of_sight(notes: Callable[..., Notes]) -> None:
    at = notes()
    marked = at.mark(WORDS)
    scroll_away(at)
    at.reader.ctrl(Key.Key_N)
    at.reader.type("nyt")
    at.reader.press(Key.Key_Escape)
    assert at.corner.keeper.notebook.all[marked.id].body == ""
    assert [one.body for one in at.live() if one.kind is Kind.NOTE] == ["nyt"]


def test_a_colour_is_not_given_to_a_mark_out_of_sight(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark(WORDS)
    scroll_away(at)
    at.reader.ctrl(Key.Key_3)
    assert at.only().colour is Colour.IMPORTANT
    assert "Select some text first" in at.reader.notice


def test_a_bookmark_is_set_where_is_read_though_the_caret_is_elsewhere(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.reader.setFocus()
    at.reader.press(Key.Key_F7)
    at.reader.ctrl(Key.Key_D)
    at.reader.scroll_to_words(FAR)
    at.reader.ctrl(Key.Key_D)
    assert len([one for one in at.live() if one.kind is Kind.BOOKMARK]) == 2


def test_taking_a_bookmark_away_says_that_its_note_goes_too(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.ctrl(Key.Key_D)
    at.step_to()
    at.reader.press(Key.Key_Return)
    at.reader.type("husk")
    at.reader.press(Key.Key_Escape)
    at.reader.ctrl(Key.Key_D)
    assert at.live() == []
    assert "its note" in at.reader.notice
    at.reader.ctrl(Key.Key_Z)
    assert at.only().body == "husk"


def test_enter_with_the_caret_in_a_highlight_opens_its_card(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark(WORDS)
    at.reader.press(Key.Key_Escape)
    at.reader.press(Key.Key_F7)
    cursor = at.reader.view.textCursor()
    cursor.setPosition(at.range_of(WORDS)[0] + 3)
    at.reader.view.setTextCursor(cursor)
    at.reader.press(Key.Key_Return)
    assert at.corner.desk.card.isVisible()


def test_after_f4_enter_means_the_mark_and_not_a_link(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark(WORDS)
    at.corner.dismiss()
    # The link stands before the mark.
    at.reader.tab_to("../ordliste.md#hypotese", Qt.KeyboardModifier.ShiftModifier)
    at.step_to()
    at.reader.press(Key.Key_Return)
    assert at.corner.desk.card.isVisible()
    assert at.reader.title == "Ærlige forsøg"


def test_tab_stays_in_the_card_and_comes_to_all_of_it(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark(WORDS)
    at.step_to()
    at.reader.press(Key.Key_Return)
    names = set()
    for _press in range(10):
        assert at.corner.desk.card.isAncestorOf(at.reader.focus)
        names.add(at.reader.focus.accessibleName())
        at.reader.press(Key.Key_Tab)
    assert names == {
        *("Important", "To do", "Question", "Quote", "Show the note as it is set", "Note", "Tags", "Delete", "Close")
    }


def test_tab_from_a_selection_goes_into_its_bar(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.drag(WORDS)
    at.reader.reader.setFocus()
    at.reader.press(Key.Key_Tab)
    assert at.corner.desk.bar.isAncestorOf(at.reader.focus)
    at.reader.press(Key.Key_Return)
    assert at.only().anchor.exact == WORDS


def test_a_card_opened_for_a_mark_below_the_window_is_whole(notes: Callable[..., Notes]) -> None:
    at = notes()
    marked = at.mark(FAR)
    at.reader.resize(360, 640)
    at.reader.view.verticalScrollBar().setValue(0)
    at.corner.desk.open_card(marked.id)
    at.reader.settle()
    card = at.corner.desk.card
    assert at.reader.reader.rect().contains(card.geometry())
    assert at.corner.desk.layer.is_seen(marked.id)


def test_a_short_highlight_lies_upon_a_long_one_wherever_that_begins(notes: Callable[..., Notes]) -> None:
    at = notes()
    short = at.mark("frø og", Key.Key_2)
    long = at.mark("Den har 🌱 frø og 👩‍🔬 forskere, og bagefter", Key.Key_1)
    late = at.mark("forskere, og bagefter kommer ordet spire", Key.Key_3)
    at.corner.desk.layer.set_current("")
    at.show_words(WORDS)
    picture = at.reader.view.viewport().grab().toImage()
    theme = at.reader.window.theme
    from handbook.ui.notes.colours import HUES

    def ground(words: str) -> str:
        point = at.point(at.range_of(words)[0], 2)
        return picture.pixelColor(QPoint(point.x(), point.y() - 9)).name()

    assert ground("frø og") == theme.marks[HUES[short.colour]]
    assert ground("ordet spire") == theme.marks[HUES[late.colour]]
    assert ground("Den har") == theme.marks[HUES[long.colour]]
    QTest.mouseClick(at.reader.view.viewport(), Qt.MouseButton.LeftButton, pos=at.point(at.range_of("frø og")[0], 6))
    at.reader.settle()
    assert at.corner.desk.layer.current == short.id


def test_signs_on_one_line_never_lie_upon_each_other(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.resize(360, 640)
    for number, words in enumerate(("Den har", "frø og", "forskere, og")):
        at.mark(words, (Key.Key_1, Key.Key_2, Key.Key_3)[number])
    at.show_words("Den har")
    at.reader.view.viewport().grab()
    signs = [rect for rect, _id in at.corner.desk.layer._signs]
    assert len(signs) == 3
    assert not any(a.intersects(b) for n, a in enumerate(signs) for b in signs[:n])


def test_deleting_in_the_list_leaves_the_next_one_selected(notes: Callable[..., Notes]) -> None:
    at = notes()
    first, second, third = (at.mark(words) for words in ("Den har", "frø og", WORDS))
    at.corner.show_panel()
    at.choose(second.id)
    at.reader.press(Key.Key_Delete)
    assert at.panel.chosen_ids == [third.id]
    at.reader.press(Key.Key_Delete)
    assert at.panel.chosen_ids == [first.id]


def test_enter_does_not_delete_for_good(notes: Callable[..., Notes], answers: Answers) -> None:
    at = notes()
    marked = at.mark(WORDS)
    at.corner.desk.delete_many([marked.id])
    at.corner.show_panel()
    at.panel.show_only(Shown.TRASH)
    at.choose(marked.id)

    def enter(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        QTest.keyClick(box, Key.Key_Return)

    answers.with_(enter)
    at.panel.detail.purge.click()
    assert marked.id in at.corner.keeper.notebook.all


def test_rows_keep_apart_in_every_grouping(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark("Den har")
    at.mark(WORDS, Key.Key_2)
    at.corner.show_panel()
    for grouping in (*Grouping, *Grouping):
        at.panel.group(grouping)
        at.reader.settle()
        rows = [at.panel.list.visualRect(at.panel.model.index(n)) for n in range(at.panel.model.rowCount())]
        heights = [at.panel.list.sizeHintForIndex(at.panel.model.index(n)).height() for n in range(len(rows))]
        assert [rect.height() for rect in rows] == heights
        assert all(above.bottom() < below.top() for above, below in pairwise(rows))


def test_a_notice_leaves_what_is_typed_in_sight(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.resize(360, 640)
    marked = at.mark(WORDS)
    at.corner.desk.open_card(marked.id)
    field = at.corner.desk.card.editor.body
    notice = at.reader.window.notice
    notice.show_text("Noget der skal siges over to linjer, så den fylder godt i et smalt vindue på en telefon")
    at.reader.settle()
    assert QApplication.focusWidget() is field
    over = at.reader.window.centralWidget()
    assert over is not None
    typed_in = QRect(field.mapTo(over, QPoint(0, 0)), field.size())
    assert not notice.geometry().intersects(typed_in)


def test_a_notice_goes_when_the_reader_goes_on(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.reader.ctrl(Key.Key_D)
    assert at.reader.notice
    at.click_words(WORDS)
    assert at.reader.notice == ""
