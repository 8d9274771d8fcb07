"""Starting: what is on the screen first, what comes back after a close, and what a broken handbook shows instead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from handbook.app import Application
from handbook.settings import Reading, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.conftest import Desk

SHIPPED = Path(__file__).resolve().parents[2] / "content"


def test_the_shipped_handbook_opens_at_its_default_chapter(desk: Callable[..., Desk]) -> None:
    reader = desk()
    assert reader.title == "Velkommen"
    assert reader.window.windowTitle() == "Velkommen – Innovationshåndbogen"
    assert reader.scroll == 0
    assert "Velkommen" in reader.page_text()


def test_the_window_is_painted_with_text_in_it(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    image = reader.view.viewport().grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) > 20


def test_the_interface_speaks_danish_for_a_danish_handbook(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, language="")
    assert [action.text() for action in reader.window.menuBar().actions()][:2] == ["&Filer", "&Rediger"]


def test_the_place_and_the_line_come_back_after_a_close(desk: Callable[..., Desk], small: Path) -> None:
    first = desk(small)
    first.go("del/forsoeg.md", "slutningen")
    words, scroll = first.words_at_top(), first.scroll
    assert scroll > 0
    first.close()
    second = desk(small)
    assert second.title == "Ærlige forsøg"
    assert second.words_at_top() == words
    assert abs(second.scroll - scroll) <= 4


@pytest.mark.parametrize("words", ["Åbne døre", "Smørrebrød", "prøver sundhedsforebyggelse"])
def test_the_line_stays_when_the_window_is_opened_again_and_again(
    desk: Callable[..., Desk], small: Path, words: str
) -> None:
    places: list[tuple[str, str]] = []
    for _visit in range(4):
        reader = desk(small)
        if not places:
            reader.go("del/doere.md")
            reader.scroll_to_words(words)
        places.append((reader.title, reader.words_at_top()))
        reader.close()
    assert places == [places[0]] * 4


def test_every_chapter_opens_where_it_was_left(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md", "slutningen")
    words = reader.words_at_top()
    reader.go("kort.md")
    assert reader.scroll == 0
    reader.close()
    again = desk(small)
    again.go("del/forsoeg.md")
    assert again.words_at_top() == words


def test_the_window_comes_back_in_its_size(desk: Callable[..., Desk], small: Path) -> None:
    first = desk(small, size=(700, 620))
    first.close()
    second = desk(small, size=None)
    assert (second.window.width(), second.window.height()) == (700, 620)


def test_an_address_opens_at_its_section(desk: Callable[..., Desk], small: Path) -> None:
    desk(small).act("open-shipped")
    reader = desk("handbook://grundlaget/innovation-i-tal#fem-tal")
    assert reader.title == "Innovation i tal"
    assert reader.words_at_top(16) == "Fem tal at kende"


def test_an_address_that_leads_nowhere_says_so_and_opens_the_first_chapter(desk: Callable[..., Desk]) -> None:
    reader = desk("handbook://findes/ikke")
    assert reader.title == "Velkommen"
    assert "handbook://findes/ikke" in reader.notice


@pytest.mark.parametrize(
    "damage",
    [
        b"\x00\xff\xfe garbage \x80\n[[[",
        b"[reading]\ntheme=@Variant(\\0\\0)\ntext_size=9999\nline_spacing=x\nline_length=-4\n",
        b"[reading]\ntheme=pink\ntext_size=" + b"9" * 5_000 + b"\n",
        b"[interface]\ncontents=perhaps\nlanguage=tlh\n[window]\ngeometry=abc\nsplitter=@ByteArray(xyz)\n",
        b"[last]\nlille=del/forsoeg.md|" + b"9" * 5_000 + b"\n",
        b'[last]\nlille=findes-ikke.md|12\n[positions]\nlille="{\\"del/forsoeg.md\\": \\"x\\""\n',
        b"[positions]\nlille=" + b"9" * 5_000 + b"\n",
        b'[positions]\nlille="' + b"[" * 100_000 + b'"\n',
    ],
    ids=["binary", "types", "huge-size", "window", "huge-offset", "unknown-place", "huge-number", "deep"],
)
def test_damaged_settings_count_as_not_set(
    desk: Callable[..., Desk], small: Path, tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "damaged.ini").write_bytes(damage)
    reader = desk(small, settings="damaged.ini")
    reader.go("del/forsoeg.md")
    assert reader.title == "Ærlige forsøg"
    assert reader.settings.reading == Reading()
    reader.close()
    assert Settings(tmp_path / "damaged.ini").last_place("lille")[0] == "del/forsoeg.md"


def test_settings_that_cannot_be_written_do_not_stop_the_reader(
    desk: Callable[..., Desk], small: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken.ini").mkdir()
    reader = desk(small, settings="taken.ini")
    reader.go("kort.md")
    reader.close()
    assert not reader.window.isVisible()


# --- Handbooks that can't be opened -----------------------------------------------------------------------------------


def test_an_unknown_folder_shows_what_to_do(desk: Callable[..., Desk], tmp_path: Path) -> None:
    reader = desk(tmp_path / "findes-ikke")
    text = reader.page_text()
    assert "The handbook can’t be opened" in text
    assert "findes-ikke" in text
    assert "Check the path" in text
    assert "Ctrl+O" in text
    assert reader.window.windowTitle() == "Handbook"


def test_a_folder_without_a_summary_says_what_a_handbook_is(desk: Callable[..., Desk], tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    text = desk(tmp_path / "tom").page_text()
    assert "There is no SUMMARY.md" in text
    assert "lists its chapters" in text


def test_a_broken_manifest_names_its_line(desk: Callable[..., Desk], small: Path) -> None:
    (small / "handbook.toml").write_text('id = "lille"\ntitle = "Lille\n', encoding="utf-8")
    text = desk(small).page_text()
    assert "handbook.toml:2" in text
    assert "double quotes" in text


def test_a_broken_summary_names_its_line(desk: Callable[..., Desk], small: Path) -> None:
    (small / "SUMMARY.md").write_text("# Lille\n\n- intet link\n", encoding="utf-8")
    assert "SUMMARY.md:3" in desk(small).page_text()


def test_nothing_is_offered_while_no_handbook_is_open(desk: Callable[..., Desk], tmp_path: Path) -> None:
    reader = desk(tmp_path / "findes-ikke")
    names = ("find", "copy", "copy-reference", "copy-address", "back", "forward", "previous", "next", "home")
    assert [name for name in names if reader.window.actions_by_id[name].isEnabled()] == []
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
        reader.press(key)
    reader.ctrl(Qt.Key.Key_Plus)
    reader.act("theme-dark")
    reader.act("filter")
    assert "The handbook can’t be opened" in reader.page_text()


def test_the_way_on_from_an_error_leads_to_the_shipped_handbook(
    desk: Callable[..., Desk], tmp_path: Path, small: Path
) -> None:
    Settings(tmp_path / "settings.ini").folder = str(tmp_path / "findes-ikke")
    reader = desk()
    assert "findes-ikke" in reader.page_text()
    reader.act("open-shipped")
    assert reader.title == "Velkommen"
    assert reader.window.windowTitle() == "Velkommen – Innovationshåndbogen"
    reader.close()
    assert desk().title == "Velkommen"


def test_a_handbook_that_was_opened_from_the_window_is_there_next_time(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk()
    reader.window.handbook_wanted.emit(str(small))
    reader.settle()
    assert reader.title == "Forord"
    reader.close()
    assert desk().title == "Forord"


def test_a_handbook_that_cannot_be_opened_leaves_the_open_one_alone(
    desk: Callable[..., Desk], small: Path, tmp_path: Path
) -> None:
    reader = desk(small)
    reader.window.handbook_wanted.emit(str(tmp_path / "findes-ikke"))
    reader.settle()
    assert "findes-ikke" in reader.notice
    assert reader.title == "Forord"
    assert reader.settings.folder == ""


def test_a_handbook_without_chapters_says_so(desk: Callable[..., Desk], tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    (tmp_path / "tom" / "SUMMARY.md").write_text("# Tom\n\n- [Kommer senere]()\n", encoding="utf-8")
    reader = desk(tmp_path / "tom")
    assert "This handbook has no chapters yet" in reader.page_text()
    assert reader.window.windowTitle() == "Tom"
    names = ("find", "copy-address", "back", "forward", "previous", "next")
    assert [name for name in names if reader.window.actions_by_id[name].isEnabled()] == []


def test_nothing_of_the_old_handbook_is_left_beside_an_empty_one(
    desk: Callable[..., Desk], small: Path, tmp_path: Path
) -> None:
    (tmp_path / "tom").mkdir()
    (tmp_path / "tom" / "SUMMARY.md").write_text("# Tom\n\n- [Kommer senere]()\n", encoding="utf-8")
    reader = desk(small)
    reader.go("del/forsoeg.md", "skemaet")
    reader.window.handbook_wanted.emit(str(tmp_path / "tom"))
    reader.settle()
    assert reader.window.windowTitle() == "Tom"
    assert reader.window.outline.list.model().rowCount() == 0
    assert not reader.window.actions_by_id["find"].isEnabled()


# --- Chapters that can't be shown -------------------------------------------------------------------------------------


def _unlink(path: Path) -> None:
    path.unlink()


def _as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _as_binary(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff\xfe" * 20)


def _as_latin(path: Path) -> None:
    path.write_bytes("# Blåbærgrød\n".encode("latin-1"))


def _as_huge(path: Path) -> None:
    path.write_bytes(b"a" * (5 * 1024 * 1024))


@pytest.mark.parametrize("damage", [_unlink, _as_folder, _as_binary, _as_latin, _as_huge])
def test_a_chapter_that_cannot_be_shown_says_why_and_the_others_open(
    desk: Callable[..., Desk], small: Path, damage: Callable[[Path], None]
) -> None:
    damage(small / "kort.md")
    reader = desk(small)
    reader.go("kort.md")
    text = reader.page_text()
    assert "“Kort og godt” can’t be shown" in text
    assert "kort.md" in text
    assert len([line for line in text.splitlines() if line.strip()]) >= 3, "no hint on what to do"
    assert reader.window.windowTitle() == "Kort og godt – Lille håndbog"
    assert not reader.window.actions_by_id["find"].isEnabled()
    reader.act("next")
    assert reader.title == "Ordliste"
    reader.act("back")
    assert "can’t be shown" in reader.page_text()
    reader.act("back")
    assert reader.title == "Forord"


def test_a_chapter_that_was_lost_since_last_time_says_so_at_the_start(desk: Callable[..., Desk], small: Path) -> None:
    first = desk(small)
    first.go("kort.md")
    first.close()
    (small / "kort.md").unlink()
    reader = desk(small)
    assert "“Kort og godt” can’t be shown" in reader.page_text()
    reader.act("home")
    assert reader.title == "Forord"


def test_a_chapter_outside_the_folder_is_never_shown(desk: Callable[..., Desk], small: Path, tmp_path: Path) -> None:
    (tmp_path / "hemmelig.md").write_text("# Hemmeligt\n", encoding="utf-8")
    (small / "SUMMARY.md").write_text(
        "# Lille\n\n- [Forord](forord.md)\n- [Ude](../hemmelig.md)\n- [Absolut](/etc/hostname)\n", encoding="utf-8"
    )
    reader = desk(small)
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    assert len(handbook.chapters) == 3
    for chapter in handbook.chapters[1:]:
        reader.go(chapter.key)
        assert "can’t be shown" in reader.page_text()
        assert "Hemmeligt" not in reader.page_text()


def test_faulty_markdown_is_shown_as_it_was_written(desk: Callable[..., Desk], small: Path) -> None:
    (small / "kort.md").write_text(
        '# Kort og godt\n\n!!! findesikke "Titel"\n    Indhold\n\n[^ukendt] <b>fed</b> **åben\n\n| a |\n|--|--|\n',
        encoding="utf-8",
    )
    reader = desk(small)
    reader.go("kort.md")
    for words in ("Indhold", "<b>fed</b>", "**åben"):
        assert words in reader.page_text()


def test_what_the_desktop_hands_over_is_opened(desk: Callable[..., Desk], small: Path, tmp_path: Path) -> None:
    """On macOS an address or a folder comes as an event, also while the program runs."""
    reader = desk(small)
    application = QApplication.instance()
    assert isinstance(application, Application)
    application.opened.connect(reader.app.open)
    QApplication.sendEvent(application, QFileOpenEvent(QUrl("handbook://del/forsoeg.md#slutningen")))
    assert reader.title == "Ærlige forsøg"
    QApplication.sendEvent(application, QFileOpenEvent(str(SHIPPED)))
    assert reader.title == "Velkommen"
    QApplication.sendEvent(application, QFileOpenEvent(str(tmp_path / "nix")))
    assert reader.window.notice.isVisible()
    assert reader.title == "Velkommen"
    application.opened.disconnect(reader.app.open)
