"""Highlights on the page: seen in every theme and without colours, over anything that a chapter is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from handbook.notes.model import Colour
from handbook.ui.notes.colours import HUES, PATTERNS, SIGNS
from handbook.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.notes.conftest import Notes

Key = Qt.Key
WORDS = "bagefter kommer ordet spire"
KEYS = dict(zip(Colour, (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4), strict=True))


def picture(at: Notes) -> QImage:
    at.reader.settle()
    return at.reader.view.viewport().grab().toImage()


def changed(before: QImage, after: QImage) -> QRect:
    """Return what lies around the pixels that differ."""
    found = QRect()
    for y in range(before.height()):
        for x in range(0, before.width(), 1):
            if before.pixel(x, y) != after.pixel(x, y):
                found = found.united(QRect(x, y, 1, 1))
    return found


def colours(image: QImage, rect: QRect) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for y in range(rect.top(), rect.bottom() + 1)
        for x in range(rect.left(), rect.right() + 1)
    }


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [part / 255 for part in QColor(colour).getRgb()[:3]]  # type: ignore[index]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return float((light + 0.05) / (dark + 0.05))


@pytest.mark.parametrize("theme", list(THEMES))
def test_a_highlight_is_seen_in_every_theme(notes: Callable[..., Notes], theme: str) -> None:
    at = notes()
    at.reader.act(f"theme-{theme}")
    at.show_words(WORDS)
    clean = picture(at)
    for colour, key in KEYS.items():
        one = at.mark(WORDS, key)
        at.corner.desk.dismiss()
        marked = picture(at)
        start, end = at.range_of(WORDS)
        line = QRect(at.point(start, -2), at.point(end, 2)).adjusted(0, -14, 0, 18)
        hue = HUES[colour]
        tokens = THEMES[theme]
        found = colours(marked, line)
        assert QColor(tokens.marks[hue]).name() in found, "its ground"
        foot = round(at.corner.desk.layer.rect_of(one.id).bottom()) + 1
        beneath = colours(marked, QRect(line.left() + 2, foot - 1, line.width() - 4, 3))
        assert max(contrast(name, tokens.page) for name in beneath) >= 3, "the line beneath it"
        assert marked != clean
        margin = QRect(0, line.top(), round(at.reader.view.column()[0]), line.height())
        strokes = [contrast(name, tokens.page) for name in colours(marked, margin)]
        assert max(strokes) >= 3, "the sign in the margin"
        at.corner.keeper.delete([one.id])
        assert picture(at) == clean, "nothing is left of it"


@pytest.mark.parametrize("theme", list(THEMES))
def test_the_colours_of_marks_keep_their_distances(theme: str) -> None:
    tokens = THEMES[theme]
    for hue in HUES.values():
        strong, ground = tokens.accents[hue].strong, tokens.marks[hue]
        assert contrast(strong, tokens.page) >= 3
        assert contrast(strong, ground) >= 3
        for text in (tokens.text, tokens.heading, tokens.link, tokens.muted):
            assert contrast(text, ground) >= 4.5, (text, ground)


def test_colours_are_told_apart_without_colours() -> None:
    assert len(set(PATTERNS.values())) == len(Colour)
    assert len(set(SIGNS.values())) == len(Colour)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("ordet spire", "Kommunaldirektøren undersøger"),
        ("Jeg har en hypotese", "Jeg har en kollega"),
        ("Jeg har en kollega", "Andet skridt"),
        ("Topchef", "Ja"),
        ("Rolle", "37"),
        ("Andet skridt", "Det der måles"),
        ("er et bud", "Den har 🌱"),
        ("def proev", "return 42"),
        ("Tilbage til", "Vores eget bud, 2025"),
        ("Kort sagt", "Prøv det af"),
    ],
)
def test_a_highlight_goes_across_anything(notes: Callable[..., Notes], first: str, last: str) -> None:
    at = notes()
    text = at.reader.tree.text
    start = text.index(first)
    words = text[start : text.index(last, start) + len(last)]
    at.show_words(first)
    clean = picture(at)
    one = at.mark(words)
    assert one.anchor.exact == words
    assert picture(at) != clean
    for part in (first, last):
        at.show_words(part)
        begins = at.range_of(text[text.index(part, start) :][: len(part)])[0]
        assert at.corner.desk.layer.at(at.point(at.reader.view.page.map.to_document(text.index(part, start)), 5)), (  # type: ignore[union-attr]
            part,
            begins,
        )
    # It is the same one in another session.
    assert at.on_disk()[0].anchor.exact == words


def test_a_highlight_of_a_footnote_is_found_in_the_footnote(notes: Callable[..., Notes]) -> None:
    at = notes()
    one = at.mark("Vores eget bud")
    at.click_words("Vores eget bud")
    assert at.corner.desk.card.annotation is not None
    assert at.corner.desk.card.annotation.id == one.id


def test_of_overlapping_highlights_the_shorter_one_is_hit(notes: Callable[..., Notes]) -> None:
    at = notes()
    long = at.mark("Den har 🌱 frø og 👩‍🔬 forskere, og bagefter kommer ordet spire")
    short = at.mark("kommer ordet", Key.Key_2)
    other = at.mark("ordet spire", Key.Key_3)
    assert len(at.live()) == 3
    layer = at.corner.desk.layer
    at.show_words(WORDS)
    assert layer.at(at.point(at.range_of("forskere")[0], 4)) == long.id
    assert layer.at(at.point(at.range_of("kommer")[0], 4)) == short.id
    assert layer.at(at.point(at.range_of("spire")[0], 4)) == other.id


def test_the_same_words_again_only_change_the_colour(notes: Callable[..., Notes]) -> None:
    at = notes()
    first = at.mark(WORDS, Key.Key_1)
    at.reader.select(WORDS)
    at.reader.ctrl(Key.Key_3)
    assert (at.only().id, at.only().colour) == (first.id, Colour.QUESTION)
    # It stands out still: another key is enough.
    at.reader.ctrl(Key.Key_4)
    assert at.only().colour is Colour.QUOTE
    at.reader.ctrl(Key.Key_Z)
    assert at.only().colour is Colour.QUESTION


def test_marks_stay_with_their_words_in_another_width_size_and_theme(notes: Callable[..., Notes]) -> None:
    at = notes()
    one = at.mark("Jeg har en kollega", Key.Key_2)

    def stands() -> bool:
        at.show_words("Jeg har en kollega")
        return at.corner.desk.layer.at(at.point(at.range_of("Jeg har en kollega")[0], 10)) == one.id

    assert stands()
    at.reader.resize(700, 700)
    assert stands()
    at.reader.ctrl(Key.Key_Plus)
    at.reader.ctrl(Key.Key_Plus)
    assert stands()
    at.reader.act("theme-dark")
    assert stands()
    at.reader.go("kort.md")
    assert at.corner.desk.layer.marks == []
    at.reader.go("del/forsoeg.md")
    assert stands()
    at.reader.resize(330, 700)
    assert stands()


def test_marks_are_there_again_in_another_session(notes: Callable[..., Notes], closed: Callable[[Notes], None]) -> None:
    at = notes()
    at.mark(WORDS, Key.Key_4)
    closed(at)
    again = notes()
    assert (again.only().colour, again.only().anchor.exact) == (Colour.QUOTE, WORDS)
    again.show_words(WORDS)
    assert again.corner.desk.layer.at(again.point(again.range_of(WORDS)[0], 8)) == again.only().id


def test_the_sign_in_the_margin_opens_the_card(notes: Callable[..., Notes]) -> None:
    at = notes()
    one = at.mark(WORDS)
    at.show_words(WORDS)
    picture(at)
    (rect, id_), *_others = at.corner.desk.layer._signs
    assert id_ == one.id
    point = (rect.center() - QPointF(0, at.reader.scroll)).toPoint()
    QTest.mouseClick(at.reader.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    at.reader.settle()
    assert at.corner.desk.card.isVisible()


def test_signs_of_one_line_stand_beside_each_other(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark("kommer ordet")
    at.mark("ordet spire", Key.Key_2)
    at.mark("bagefter", Key.Key_3)
    at.show_words(WORDS)
    picture(at)
    signs = [rect for rect, _id in at.corner.desk.layer._signs]
    assert len(signs) == 3
    assert all(rect.left() >= -4 for rect in signs)
    centres = {(round(rect.center().x()), round(rect.center().y())) for rect in signs}
    assert len(centres) == 3


def test_a_click_opens_the_card_and_a_link_in_a_mark_is_still_a_link(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark("En hypotese er et bud")
    at.click_words("En hypotese")
    assert at.corner.desk.card.isVisible()
    assert at.corner.desk.card.editor.body.hasFocus()
    at.reader.press(Key.Key_Escape)
    at.reader.click_link("../ordliste.md#hypotese")
    assert not at.corner.desk.card.isVisible()


def test_f4_walks_over_the_marks_and_enter_opens_one(notes: Callable[..., Notes]) -> None:
    at = notes()
    last, first = at.mark("blåbærgrød", Key.Key_2), at.mark(WORDS)
    at.reader.press(Key.Key_Home)
    at.corner.desk.dismiss()
    seen = []
    for _step in range(3):
        at.step_to()
        seen.append(at.corner.desk.layer.current)
        rect = at.corner.desk.layer.rect_of(seen[-1])
        assert 0 <= rect.top() <= at.reader.view.viewport().height(), "it is in sight"
    assert seen == [first.id, last.id, first.id]
    at.reader.press(Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    assert at.corner.desk.layer.current == last.id
    at.reader.press(Key.Key_Return)
    assert at.corner.desk.card.annotation is not None
    assert at.corner.desk.card.annotation.id == last.id
    assert at.corner.desk.card.editor.body.hasFocus()
    at.reader.press(Key.Key_Escape)
    assert at.reader.view.hasFocus()


def test_a_page_without_marks_says_so(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.step_to()
    assert "no notes or highlights in this chapter" in at.reader.notice


def test_the_pointer_is_told_what_a_mark_says(notes: Callable[..., Notes]) -> None:
    at = notes()
    at.mark(WORDS, Key.Key_3)
    assert at.corner.desk.layer.marks[0].tip == "Question"
    at.show_words(WORDS)
    viewport = at.reader.view.viewport()
    QTest.mouseMove(viewport, at.point(at.range_of(WORDS)[0], 10))
    at.reader.settle()
    assert viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor


def test_a_block_of_cells_is_marked_cell_by_cell_and_nothing_between(notes: Callable[..., Notes]) -> None:
    at = notes()
    start, end = at.range_of("Sætte retning og give rum")[0], at.range_of("Føre forløbet til ende")[1]
    cursor = at.reader.view.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
    at.reader.view.setTextCursor(cursor)
    assert at.reader.view.selected_text() == "Sætte retning og give rum\nFøre forløbet til ende"
    at.reader.ctrl(Qt.Key.Key_2)
    assert [one.anchor.exact for one in at.live()] == ["Sætte retning og give rum", "Føre forløbet til ende"]
    at.reader.ctrl(Qt.Key.Key_Z)
    assert at.live() == [], "marked by one key, undone by one"
