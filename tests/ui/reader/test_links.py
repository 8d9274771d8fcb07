"""Links: where each kind leads, what it says before and after, and the cards for notes and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.ui.reader.page import PageLink
    from tests.ui.conftest import Desk

LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def target_shown(reader: Desk) -> str:
    """Return what the corner of the page says about the link under the pointer."""
    labels = [label for label in reader.reader.findChildren(QLabel) if label.objectName() == "LinkTarget"]
    return "".join(label.text() for label in labels if label.isVisible())


# --- Places -----------------------------------------------------------------------------------------------------------


def test_a_link_leads_to_another_chapter_and_its_section(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.click_link("del/doere.md#mad")
    assert reader.title == "Åbne døre"
    assert reader.words_at_top(3) == "Mad"
    reader.act("back")
    assert reader.title == "Forord"


def test_a_link_leads_to_a_section_of_its_own_chapter(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.click_link("#begyndelsen")
    assert reader.words_at_top(11) == "Begyndelsen"
    reader.act("back")
    assert "Begyndelsen" not in reader.words_at_top(11)


def test_every_link_of_the_shipped_handbook_leads_somewhere(
    desk: Callable[..., Desk], urls: list[str], some_chapters: Callable[[Handbook], list[Chapter]]
) -> None:
    reader = desk()
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    lost = []
    for chapter in some_chapters(handbook):
        reader.go(chapter.key)
        page = reader.view.page
        assert page is not None
        for link in page.links:
            kind = link.target.partition(":")[0]
            if kind in ("nav", "figure", "tool"):
                continue
            if kind == "fn":
                known = any(note.label == link.target[3:] for note in reader.tree.footnotes)
            elif kind in ("fnref", "field"):
                known = link.target in page.anchors
            else:
                found = handbook.resolve(chapter.key, link.target)
                known = found.kind.value in ("external", "place")
            if not known or link.start >= link.end:
                lost.append((chapter.key, link.target))
    assert lost == []
    assert urls == []


# --- Out of the handbook ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["https://example.org/forsoeg", "mailto:os@example.org"])
def test_an_external_link_is_handed_to_the_system(
    desk: Callable[..., Desk], small: Path, urls: list[str], target: str
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.click_link(target)
    assert urls == [target]
    assert reader.title == "Ærlige forsøg"


def test_an_external_link_opens_with_the_keyboard(desk: Callable[..., Desk], small: Path, urls: list[str]) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.tab_to("https://example.org/forsoeg")
    assert urls == []
    reader.press(Qt.Key.Key_Return)
    assert urls == ["https://example.org/forsoeg"]


@pytest.mark.qt_log_ignore("^This plugin does not support QPlatformServices::openUrl", extend=True)
def test_without_a_browser_the_address_is_copied(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    # Nothing answers for this scheme on an offscreen screen.
    reader.click_link("https://example.org/forsoeg")
    assert reader.clipboard == "https://example.org/forsoeg"
    assert "https://example.org/forsoeg" in reader.notice


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd"])
def test_dangerous_links_are_never_opened(desk: Callable[..., Desk], small: Path, urls: list[str], target: str) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.click_link(target)
    assert urls == []
    assert reader.title == "Ærlige forsøg"
    assert target in reader.notice
    assert reader.clipboard == ""


@pytest.mark.parametrize(
    "written",
    [
        "data:text/html,hej",
        "ftp://example.org/a",
        "vbscript:x",
        "handbook://../../etc/passwd",
        "\\\\host\\a",
        "//host/a",
    ],
)
def test_nothing_but_web_and_mail_leads_out(
    desk: Callable[..., Desk], small: Path, urls: list[str], written: str
) -> None:
    (small / "kort.md").write_text(f"# Kort og godt\n\nSe [her](<{written}>).\n", encoding="utf-8")
    reader = desk(small)
    reader.go("kort.md")
    page = reader.view.page
    assert page is not None
    for link in page.links:
        if not link.target.startswith("nav:"):
            reader.click_link(link.target)
    assert urls == []
    assert reader.title == "Kort og godt"


def test_an_external_link_is_marked_however_its_scheme_is_written(
    desk: Callable[..., Desk], small: Path, urls: list[str]
) -> None:
    (small / "kort.md").write_text(
        "# Kort og godt\n\n[En](https://example.org/a) og [to](HTTPS://example.org/b).\n", encoding="utf-8"
    )
    reader = desk(small)
    reader.go("kort.md")
    reader.click_link("HTTPS://example.org/b")
    assert urls
    assert reader.page_text().count("↗") == 2


# --- Broken -----------------------------------------------------------------------------------------------------------


def test_a_broken_link_says_so(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.click_link("findes-ikke.md")
    assert reader.notice == "There is no such place in this handbook: findes-ikke.md"
    assert reader.title == "Ærlige forsøg"


def test_a_link_to_a_section_that_is_not_there_says_so(desk: Callable[..., Desk], small: Path) -> None:
    (small / "kort.md").write_text("# Kort og godt\n\nSe [maden](del/doere.md#findes-ikke).\n", encoding="utf-8")
    reader = desk(small)
    reader.go("kort.md")
    reader.click_link("del/doere.md#findes-ikke")
    assert "findes-ikke" in reader.notice


def test_a_link_to_a_file_of_the_handbook_does_not_say_that_it_is_not_there(
    desk: Callable[..., Desk], small: Path, urls: list[str]
) -> None:
    (small / "skema.pdf").write_bytes(b"%PDF-1.4\n")
    (small / "kort.md").write_text("# Kort og godt\n\nHent [skemaet](skema.pdf).\n", encoding="utf-8")
    reader = desk(small)
    reader.go("kort.md")
    reader.hover("skema.pdf")
    assert target_shown(reader) == "skema.pdf"
    reader.click_link("skema.pdf")
    assert "There is no such place" not in reader.notice
    assert urls == []


# --- What the pointer learns ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("https://example.org/forsoeg", "Opens in the browser: https://example.org/forsoeg"),
        ("#begyndelsen", "Ærlige forsøg · #begyndelsen"),
        ("findes-ikke.md", "This link leads nowhere: findes-ikke.md"),
        ("javascript:alert(1)", "This link leads nowhere: javascript:alert(1)"),
        ("figure:0", "Show the figure large"),
        ("nav:next", ""),
    ],
)
def test_a_link_says_where_it_leads_while_the_pointer_is_on_it(
    desk: Callable[..., Desk], small: Path, target: str, said: str
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.hover(target)
    assert target_shown(reader) == said
    QTest.mouseMove(reader.view.viewport(), QPoint(3, 3))
    reader.settle()
    assert target_shown(reader) == ""


def test_the_address_of_a_link_stays_within_a_narrow_page(desk: Callable[..., Desk], small: Path) -> None:
    long = "https://example.org/" + "meget-lang-adresse/" * 20
    (small / "kort.md").write_text(f"# Kort og godt\n\n[Her]({long})\n", encoding="utf-8")
    reader = desk(small, size=(360, 640))
    reader.go("kort.md")
    reader.hover(long)
    labels = [label for label in reader.reader.findChildren(QLabel) if label.objectName() == "LinkTarget"]
    assert labels[0].geometry().right() <= reader.reader.width()


# --- Keyboard ---------------------------------------------------------------------------------------------------------


def test_tab_goes_through_every_link_of_the_page_in_order(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    page = reader.view.page
    assert page is not None
    seen: list[int] = []
    for _press in range(len(page.links)):
        reader.press(Qt.Key.Key_Tab)
        assert reader.focus is reader.view
        seen.append(reader.view.textCursor().selectionStart())
    assert seen == sorted({link.start for link in page.links})
    reader.press(Qt.Key.Key_Tab, SHIFT)
    assert reader.view.textCursor().selectionStart() == seen[-2]


def long_page(desk: Callable[..., Desk], small: Path) -> tuple[Desk, list[PageLink]]:
    """Open a page of 200 paragraphs, each with a link."""
    lines = "\n\n".join(f"Afsnit {n} med [led {n}](kort.md#n{n}) i sig." for n in range(200))
    (small / "kort.md").write_text(f"# Kort og godt\n\n{lines}\n", encoding="utf-8")
    reader = desk(small)
    reader.go("kort.md")
    assert reader.view.page is not None
    return reader, reader.view.page.links


@pytest.mark.parametrize("forward", [True, False])
def test_tab_goes_on_from_where_the_reader_has_clicked(desk: Callable[..., Desk], small: Path, forward: bool) -> None:
    reader, links = long_page(desk, small)
    clicked = links[120]
    reader.view.scroll_to(clicked.start, margin=200)
    reader.settle()
    before = reader.scroll
    # Between two links, as a click into the text leaves it.
    cursor = reader.view.textCursor()
    cursor.setPosition(clicked.end + 3)
    reader.view.setTextCursor(cursor)
    reader.view.setFocus()
    reader.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier if forward else SHIFT)
    assert reader.view.textCursor().selectionStart() == links[121 if forward else 120].start
    assert abs(reader.scroll - before) < reader.view.viewport().height()


def test_tab_comes_back_to_the_links_on_the_screen(desk: Callable[..., Desk], small: Path) -> None:
    (small / "kort.md").write_text("# Kort og godt\n\n[En](forord.md), [to](forord.md), [tre](forord.md).\n", "utf-8")
    reader = desk(small)
    reader.go("kort.md")
    page = reader.view.page
    assert page is not None
    first = page.links[0].start

    def tab_until(is_there: Callable[[], bool]) -> None:
        for _press in range(60):
            reader.press(Qt.Key.Key_Tab)
            if is_there():
                return
        raise AssertionError("Tab never comes there")

    tab_until(lambda: reader.focus is reader.view and reader.view.textCursor().selectionStart() == first)
    tab_until(lambda: reader.focus is not reader.view)
    tab_until(lambda: reader.focus is reader.view)
    reader.press(Qt.Key.Key_Tab)
    assert reader.view.textCursor().selectionStart() == first


def test_the_page_stays_where_it_is_while_the_toolbox_stands_in_its_place(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader, links = long_page(desk, small)
    reader.view.scroll_to(links[120].start)
    reader.view.setFocus()
    reader.settle()
    before = reader.words_at_top(20)
    for _times in range(2):
        reader.window.actions_by_id["show-toolbox"].trigger()
        reader.settle()
    assert reader.view.isVisible()
    assert reader.words_at_top(20) == before


def test_the_link_that_has_the_keyboard_is_in_sight_and_says_where_it_leads(
    desk: Callable[..., Desk], small: Path
) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    reader.tab_to("https://example.org/forsoeg")
    number, _link = reader.link("https://example.org/forsoeg")
    assert reader.view.viewport().rect().contains(reader.view.link_rect(number).center().toPoint())
    assert target_shown(reader) == "Opens in the browser: https://example.org/forsoeg"
