"""Figures: drawn, within the column, in the theme's colours; a missing one says what it showed."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from handbook.book.nodes import Figure
from handbook.book.walk import iter_blocks
from handbook.settings import Reading
from handbook.ui.reader.figures import load_picture, recolour
from handbook.ui.reader.picture_size import picture_size
from handbook.ui.theme import THEMES, Hue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Desk


def share(image: QImage, colour: str) -> float:
    """Return how much of an image has a colour, looking at every third pixel each way."""
    wanted = QColor(colour).rgb()
    points = [(x, y) for y in range(0, image.height(), 3) for x in range(0, image.width(), 3)]
    return sum(image.pixel(x, y) == wanted for x, y in points) / len(points)


def see(reader: Desk, number: int) -> QImage:
    """Scroll to a figure and return what is on the screen."""
    page = reader.view.page
    assert page is not None
    reader.view.scroll_to(page.anchors[f"figure:{number}"], margin=40)
    reader.settle()
    return reader.view.viewport().grab().toImage()


def test_pictures_are_drawn(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    assert share(see(reader, 1), "#cc2200") > 0.05
    theme = reader.window.theme
    image = see(reader, 2)
    assert share(image, theme.accents[Hue.PETROL].strong) > 0.01
    assert share(image, theme.accents[Hue.PETROL].soft) > 0.01


@pytest.mark.parametrize("name", THEMES)
def test_a_figure_in_the_handbooks_palette_takes_the_themes_colours(
    desk: Callable[..., Desk], small: Path, name: str
) -> None:
    reader = desk(small)
    reader.act(f"theme-{name}")
    reader.go("del/forsoeg.md")
    image = see(reader, 2)
    accent = THEMES[name].accents[Hue.PETROL]
    assert share(image, accent.strong) > 0.01
    for other in THEMES.values():
        if other.accents[Hue.PETROL].strong != accent.strong:
            assert share(image, other.accents[Hue.PETROL].strong) == 0


def test_a_picture_that_follows_no_theme_stands_on_a_light_ground(desk: Callable[..., Desk], small: Path) -> None:
    drawing = (small / "figurer" / "kasse.svg").read_text(encoding="utf-8").replace(' data-palette="handbook"', "")
    (small / "figurer" / "kasse.svg").write_text(drawing.replace('fill="#dcecf3"', 'fill="none"'), encoding="utf-8")
    reader = desk(small)
    reader.act("theme-dark")
    reader.go("del/forsoeg.md")
    image = see(reader, 2)
    assert share(image, THEMES["dark"].figure_ground) > 0.01
    assert share(image, "#1f5a7a") > 0.01


def test_every_figure_of_the_shipped_handbook_is_drawn_in_every_theme(desk: Callable[..., Desk]) -> None:
    reader = desk()
    handbook = reader.window.navigator.handbook
    assert handbook is not None
    drawn: dict[tuple[str, int], list[QImage]] = {}
    for name in ("light", "dark"):
        reader.act(f"theme-{name}")
        for chapter in handbook.chapters:
            if not any(isinstance(block, Figure) for block in iter_blocks(handbook.peek(chapter.key).blocks)):
                continue
            reader.go(chapter.key)
            page = reader.view.page
            assert page is not None
            for number in range(1, len(page.pictures) + 1):
                image = see(reader, number)
                rows = [image.height() * part // 12 for part in range(2, 8)]
                assert len({image.pixel(x, y) for x in range(image.width()) for y in rows}) > 1
                drawn.setdefault((chapter.key, number), []).append(image)
    assert len(drawn) >= 24
    assert all(light != dark for light, dark in drawn.values())


@pytest.mark.parametrize(("width", "percent"), [(320, 100), (360, 300), (700, 70), (1_280, 300)])
def test_no_picture_is_wider_than_the_window_allows(
    desk: Callable[..., Desk], small: Path, width: int, percent: int
) -> None:
    reader = desk(small, size=(width, 640))
    reader.window.set_reading(Reading(text_size=percent))
    reader.go("del/forsoeg.md")
    page, style = reader.view.page, reader.view.style_of_page
    assert page is not None
    assert style is not None
    for placed in page.pictures:
        size = picture_size(placed, style)
        assert 0 < size.width() <= style.wide + 0.01
        assert style.wide < reader.view.viewport().width()
        assert placed.picture is not None
        natural = placed.picture.size
        assert size.height() / size.width() == pytest.approx(natural.height() / natural.width(), rel=0.01)


def test_a_drawing_grows_with_the_text_and_a_photograph_does_not(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small, size=(1_800, 900))
    reader.go("del/forsoeg.md")
    widths = []
    for percent in (100, 150):
        reader.window.set_reading(Reading(text_size=percent))
        reader.settle()
        page, style = reader.view.page, reader.view.style_of_page
        assert page is not None
        assert style is not None
        widths.append([picture_size(placed, style).width() for placed in page.pictures])
    assert widths[1][1] == pytest.approx(widths[0][1] * 1.5)
    assert max(widths[0][0], widths[1][0]) <= 600


def test_a_figure_has_its_number_and_caption(desk: Callable[..., Desk], small: Path) -> None:
    reader = desk(small)
    reader.go("del/forsoeg.md")
    assert "Figure 1\u2002Et rødt felt til at prøve med." in reader.page_text()
    assert "Figure 2\u2002En kasse i håndbogens farver." in reader.page_text()


@pytest.mark.parametrize("damage", ["missing", "binary", "empty", "svg"])
def test_a_figure_that_cannot_be_shown_says_what_it_showed(desk: Callable[..., Desk], small: Path, damage: str) -> None:
    path = small / "figurer" / "felt.png"
    if damage == "missing":
        path.unlink()
    elif damage == "svg":
        path.write_text("<svg", encoding="utf-8")
        (small / "figurer" / "kasse.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><g>", encoding="utf-8")
    else:
        path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00" if damage == "binary" else b"")
    reader = desk(small)
    reader.go("del/forsoeg.md")
    text = reader.page_text()
    assert "felt.png can’t be shown" in text
    assert "Et rødt felt." in text
    assert "Et rødt felt til at prøve med." in text
    assert "Slutningen" in text


def test_a_picture_outside_the_handbook_is_not_shown(desk: Callable[..., Desk], small: Path, tmp_path: Path) -> None:
    (small / "figurer" / "felt.png").rename(tmp_path / "ude.png")
    (small / "kort.md").write_text('# Kort og godt\n\n![Ude.](../ude.png "Ude")\n', encoding="utf-8")
    reader = desk(small)
    reader.go("kort.md")
    assert "can’t be shown" in reader.page_text()


def test_a_picture_of_a_web_address_is_not_fetched(desk: Callable[..., Desk], small: Path) -> None:
    (small / "kort.md").write_text(
        '# Kort og godt\n\n![Ude.](https://example.org/a.png "Ude")\n\nOg ![inde](http://example.org/b.png) her.\n',
        encoding="utf-8",
    )
    reader = desk(small)
    reader.go("kort.md")
    assert "can’t be shown" in reader.page_text()


@pytest.mark.parametrize("form", ["{path}", "file://{path}"])
def test_a_drawing_cannot_reach_out_of_the_handbook(
    desk: Callable[..., Desk], small: Path, tmp_path: Path, form: str
) -> None:
    """What a drawing embeds by its path could as well lie on a server: `//host/share/picture.png`."""
    secret = QImage(QSize(100, 100), QImage.Format.Format_RGB32)
    secret.fill(QColor("#ee00ee"))
    assert secret.save(str(tmp_path / "hemmelig.png"))
    address = form.format(path=tmp_path / "hemmelig.png")
    (small / "figurer" / "kasse.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="100">'
        '<rect width="100" height="100" fill="#112233"/>'
        f'<image x="100" width="100" height="100" xlink:href="{address}"/></svg>',
        encoding="utf-8",
    )
    reader = desk(small)
    reader.go("del/forsoeg.md")
    image = see(reader, 2)
    assert share(image, "#112233") > 0.005
    assert share(image, "#ee00ee") == 0


@pytest.mark.parametrize("encoding", ["UTF-7", "utf-16", "shift_jis", "x-unheard-of"])
def test_a_drawing_that_cannot_be_searched_is_not_shown(tmp_path: Path, qapp: object, encoding: str) -> None:
    """In UTF-7, `image` needn't stand in the file as it is read."""
    (tmp_path / "skjult.svg").write_bytes(
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        '<+AGkAbQ-age width="9" height="9" xlink:href="//server/share/picture.png"/></svg>'.encode()
    )
    assert load_picture(tmp_path / "skjult.svg", THEMES["light"]) is None


def test_recolouring_leaves_other_colours_alone() -> None:
    source = b'<svg><rect fill="#1F5A7A"/><rect fill="#123456"/><text fill="#1f2328">#1f5a7a0</text></svg>'
    dark = THEMES["dark"]
    result = recolour(source, dark).decode()
    assert dark.accents[Hue.PETROL].strong in result
    assert "#123456" in result
    assert dark.text in result
    assert "#1f5a7a0" in result


def test_a_huge_picture_is_not_decoded(tmp_path: Path, qapp: object) -> None:
    """Its head says how large it is; that is all that may be read of it."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (tmp_path / "stor.png").write_bytes(data)
    assert load_picture(tmp_path / "stor.png", THEMES["light"]) is None
