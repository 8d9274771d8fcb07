"""The contents: the rows a reader sees, the filter, choosing with keys and mouse, and the mark at the open chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from handbook.ui.navigation.contents_model import ContentsRole, RowKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def rows(reader: Desk) -> list[QModelIndex]:
    """Return the rows that can be seen or scrolled to, from the top."""
    tree = reader.window.contents.tree
    found, index = [], tree.model().index(0, 0)
    while index.isValid():
        found.append(index)
        index = tree.indexBelow(index)
    return found


def titles(reader: Desk) -> list[str]:
    return [f"{row.data(ContentsRole.NUMBER)} {row.data()}".strip() for row in rows(reader)]


def row(reader: Desk, title: str) -> QModelIndex:
    return next(row for row in rows(reader) if row.data() == title)


def click(reader: Desk, title: str) -> None:
    tree = reader.window.contents.tree
    index = row(reader, title)
    tree.scrollTo(index)
    QTest.mouseClick(tree.viewport(), LEFT, NONE, tree.visualRect(index).center())
    reader.settle()


def type_filter(reader: Desk, text: str) -> None:
    """Type into the filter and wait until the rows have followed."""
    reader.ctrl(Qt.Key.Key_L)
    reader.type(text)
    reader.qtbot.waitUntil(lambda: not reader.window.contents._delay.isActive())


def test_the_rows_are_those_of_the_summary(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("kort.md")
    assert titles(reader) == [
        "Forord",
        "Første del",
        "1 Ærlige forsøg",
        "1.1 Åbne døre",
        "Kommer senere",
        "Anden del",
        "2 Kort og godt",
        "Ordliste",
    ]


def test_the_shipped_handbook_shows_all_its_chapters(desk: Callable[..., Desk]) -> None:
    reader = desk()
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    shown = {row.data(ContentsRole.CHAPTER) for row in rows(reader)}
    assert {chapter.key for chapter in handbook.chapters} <= shown
    assert "Grundlaget" in titles(reader)
    assert "1 Hvad er offentlig innovation?" in titles(reader)


def test_the_open_chapter_is_marked_and_shows_its_sections(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    for chapter, title in (("del/forsoeg.md", "Ærlige forsøg"), ("forord.md", "Forord")):
        reader.go(chapter)
        marked = [row.data() for row in rows(reader) if row.data(ContentsRole.IS_OPEN)]
        assert marked == [title]
        sections = [row.data() for row in rows(reader) if row.data(ContentsRole.KIND) is RowKind.SECTION]
        assert sections == [section.title for section in reader.tree.sections if section.level == 2]


def test_only_the_open_chapter_shows_its_sections_after_a_visit_to_others(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader = desk(small)
    for chapter in ("del/doere.md", "del/forsoeg.md", "forord.md"):
        reader.go(chapter)
    before = titles(reader)
    type_filter(reader, "ordliste")
    reader.press(Qt.Key.Key_Escape)
    reader.qtbot.waitUntil(lambda: not reader.window.contents._delay.isActive())
    reader.settle()
    assert titles(reader) == before


def test_the_mark_is_there_when_another_handbook_has_a_chapter_of_the_same_name(
    desk: Callable[..., Desk], small: Path, tmp_path: Path
) -> None:
    (tmp_path / "anden").mkdir()
    (tmp_path / "anden" / "SUMMARY.md").write_text("# Anden\n\n[Et andet forord](forord.md)\n", encoding="utf-8")
    (tmp_path / "anden" / "forord.md").write_text("# Et andet forord\n\n## Afsnit\n", encoding="utf-8")
    reader = desk(small)
    reader.window.handbook_wanted.emit(str(tmp_path / "anden"))
    reader.settle()
    assert [row.data() for row in rows(reader) if row.data(ContentsRole.IS_OPEN)] == ["Et andet forord"]
    assert titles(reader) == ["Et andet forord", "Afsnit"]


def test_no_chapter_is_read_before_it_is_asked_for(desk: Callable[..., Desk], small: Path) -> None:
    """A chapter with chapters nested in it is shown open, but its own sections wait."""
    (small / "del" / "forsoeg.md").unlink()
    reader = desk(small)
    (small / "del" / "forsoeg.md").write_text("# Ærlige forsøg\n\n## Nyt afsnit\n", encoding="utf-8")
    reader.go("del/forsoeg.md")
    assert "Nyt afsnit" in titles(reader)


def test_clicking_a_chapter_opens_it(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    click(reader, "Kort og godt")
    assert reader.title == "Kort og godt"
    assert reader.focus is reader.view


def test_clicking_a_section_scrolls_to_it(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    click(reader, "Slutningen")
    assert reader.words_at_top(10) == "Slutningen"
    click(reader, "Skemaet")
    assert reader.words_at_top(7) == "Skemaet"


def test_drafts_and_parts_cannot_be_chosen(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    for title in ("Kommer senere", "Første del"):
        click(reader, title)
        assert reader.title == "Forord"
        tree = reader.window.contents.tree
        tree.setCurrentIndex(row(reader, title))
        tree.setFocus()
        reader.press(Qt.Key.Key_Return)
        assert reader.title == "Forord"


def test_arrows_and_enter_open_a_chapter(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.ctrl(Qt.Key.Key_L)
    reader.press(Qt.Key.Key_Down)
    tree = reader.window.contents.tree
    assert tree.hasFocus()
    assert tree.currentIndex().data() == "Forord"
    for _press in range(20):
        if tree.currentIndex().data() == "Åbne døre":
            break
        reader.press(Qt.Key.Key_Down)
    reader.press(Qt.Key.Key_Return)
    assert reader.title == "Åbne døre"
    assert reader.focus is reader.view


def test_left_and_right_fold_and_unfold_a_chapter(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    tree = reader.window.contents.tree
    tree.setCurrentIndex(row(reader, "Åbne døre"))
    tree.setFocus()
    reader.press(Qt.Key.Key_Right)
    assert "Mad" in titles(reader)
    reader.press(Qt.Key.Key_Left)
    assert "Mad" not in titles(reader)


def test_escape_leads_from_the_rows_to_the_text(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.window.contents.tree.setFocus()
    reader.press(Qt.Key.Key_Escape)
    assert reader.focus is reader.view


# --- The filter -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ærlige", "Ærlige forsøg"),
        ("aerlige", "Ærlige forsøg"),
        ("FORSOEG", "Ærlige forsøg"),
        ("aabne", "Åbne døre"),
        ("åbne", "Åbne døre"),
        ("doere åbne", "Åbne døre"),
        ("godt kort", "Kort og godt"),
        ("1.1", "Åbne døre"),
    ],
)
def test_the_filter_finds_however_the_keyboard_writes_it(
    desk: Callable[..., Desk], small: Path, typed: str, found: str
) -> None:
    reader = desk(small)
    type_filter(reader, typed)
    assert found in [row.data() for row in rows(reader)]
    assert "Ordliste" not in titles(reader)


def test_what_stands_above_a_match_stays(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    type_filter(reader, "døre")
    assert titles(reader) == ["Første del", "1 Ærlige forsøg", "1.1 Åbne døre"]


def test_enter_opens_the_first_chapter_that_matches_itself(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    type_filter(reader, "døre")
    reader.press(Qt.Key.Key_Return)
    assert reader.title == "Åbne døre"


def test_no_match_is_said(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    type_filter(reader, "xyzzy")
    hints = [label.text() for label in reader.window.contents.findChildren(QLabel) if label.isVisible()]
    assert hints == ["No chapter has these words in its title."]
    reader.press(Qt.Key.Key_Return)
    assert reader.title == "Forord"
    reader.press(Qt.Key.Key_Escape)
    reader.qtbot.waitUntil(lambda: "Ordliste" in titles(reader))
    assert [label for label in reader.window.contents.findChildren(QLabel) if label.isVisible()] == []


def test_escape_clears_the_filter_and_then_leaves(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    type_filter(reader, "døre")
    field = reader.window.contents.field
    reader.press(Qt.Key.Key_Escape)
    assert field.text() == ""
    assert field.hasFocus()
    reader.qtbot.waitUntil(lambda: "Ordliste" in titles(reader))
    reader.press(Qt.Key.Key_Escape)
    assert reader.focus is reader.view


def test_the_open_chapter_is_marked_and_in_view_when_the_filter_goes(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    type_filter(reader, "kort")
    reader.go("del/doere.md")
    reader.ctrl(Qt.Key.Key_L)
    reader.press(Qt.Key.Key_Escape)
    reader.qtbot.waitUntil(lambda: "Ordliste" in titles(reader))
    assert [row.data() for row in rows(reader) if row.data(ContentsRole.IS_OPEN)] == ["Åbne døre"]
    assert "Mad" in titles(reader)


def test_typing_signs_that_mean_something_elsewhere_does_no_harm(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    for text in ("*", "[(", "\\", "   ", "🌱"):
        type_filter(reader, text)
        assert reader.title == "Forord"
        reader.press(Qt.Key.Key_Escape)


# --- How rows look and sound ------------------------------------------------------------------------------------------


def test_a_long_title_takes_more_lines_and_no_more_width(desk: Callable[..., Desk], small: Path) -> None:
    long = "Arbejdsmarkedsforvaltningens tværsektorielle samarbejdsaftaler om sundhedsforebyggelse"
    (small / "SUMMARY.md").write_text(f"# Lille\n\n- [{long}](forord.md)\n- [Kort](kort.md)\n", encoding="utf-8")
    reader = desk(small)
    tree = reader.window.contents.tree
    tall, low = tree.visualRect(row(reader, long)), tree.visualRect(row(reader, "Kort"))
    assert tall.height() >= 2 * low.height() * 0.8
    assert tall.right() <= tree.viewport().width()
    assert tree.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize(
    ("title", "spoken"),
    [
        ("Kommer senere", "Kommer senere, not written yet"),
        ("Forord", "Forord, open"),
        ("Åbne døre", "1.1 Åbne døre"),
    ],
)
def test_screen_readers_hear_what_a_row_is(desk: Callable[..., Desk], small: Path, title: str, spoken: str) -> None:
    assert row(desk(small), title).data(Qt.ItemDataRole.AccessibleTextRole) == spoken


def test_a_summary_may_be_nested_deeply(desk: Callable[..., Desk], small: Path) -> None:
    lines = ["# Dyb", ""]
    for depth in range(30):
        lines.append(f"{'  ' * depth}- [Kapitel {depth}](k{depth}.md)")
        (small / f"k{depth}.md").write_text(f"# Kapitel {depth}\n", encoding="utf-8")
    (small / "SUMMARY.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    reader = desk(small)
    reader.go("k29.md")
    assert reader.title == "Kapitel 29"
    assert "Kapitel 29" in [row.data() for row in rows(reader)]
