"""Pictures: what can be drawn is drawn, the rest gives way to its alternative text, and nothing else is ever read.

Pillow, which makes them here, comes with pikepdf.
"""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from handbook.export.pictures import MOST_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.export.conftest import Desk, Printer

RED, BLUE = (200, 30, 30), (20, 60, 200)


def picture(mode: str = "RGB", size: tuple[int, int] = (16, 8), *, kind: str = "PNG", **how: object) -> bytes:
    """Return a picture, blue on the left and red on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **how)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, depth: int, colour: int, data: bytes, interlaced: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def svg(inner: str, attributes: str = 'viewBox="0 0 40 20"', before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inner}</svg>'.encode()


BLOCK = (
    '<rect width="20" height="20" fill="rgb(20,60,200)"/><rect x="20" width="20" height="20" fill="rgb(200,30,30)"/>'
)
EXIF = Image.Exif()
EXIF[0x0112] = 6
ANIMATED = picture("P", kind="GIF", save_all=True, append_images=[Image.new("P", (16, 8), 3)])

DRAWN = {
    "png.png": picture(),
    "alpha.png": picture("RGBA"),
    "palette.png": picture("P"),
    "grey.png": picture("LA"),
    "sixteen.png": png(2, 2, 16, 2, (b"\0" + b"\xff\xee\0\x10\0\x20" * 2) * 2),
    "interlaced.png": png(1, 1, 8, 2, b"\0\xc8\x1e\x1e", 1),
    "jpeg.jpg": picture(kind="JPEG"),
    "progressive.jpeg": picture(kind="JPEG", progressive=True),
    "grey.jpg": picture("L", kind="JPEG"),
    "turned.jpg": picture(kind="JPEG", exif=EXIF),
    "gif.gif": picture("P", kind="GIF"),
    "animated.gif": ANIMATED,
    "SVG.SVG": svg(BLOCK),
    "sized.svg": svg(BLOCK, 'width="40" height="20"'),
    "millimetres.svg": svg(BLOCK, 'width="40mm" height="20mm" viewBox="0 0 40 20"'),
    "percent.svg": svg(BLOCK, 'width="100%" height="100%" viewBox="0 0 40 20"'),
    "unsized.svg": svg(BLOCK, ""),
    "declared.svg": svg(BLOCK, before='\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<!-- x -->\n'),
    "script.svg": svg(f"<script>alert(1)</script>{BLOCK}", 'viewBox="0 0 40 20" onload="alert(1)"'),
    "style.svg": svg(f'<style>@import url("http://x.invalid/a.css");</style>{BLOCK}'),
    "foreign.svg": svg(f'{BLOCK}<foreignObject width="9" height="9"><p>ord</p></foreignObject>'),
    "filter.svg": svg(f'<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><g filter="url(#f)">{BLOCK}</g>'),
    "text.svg": svg(f'{BLOCK}<text x="2" y="9" font-family="Nowhere Sans" font-size="5">æøå</text>'),
    "emoji.svg": svg(f'{BLOCK}<text x="2" y="9" font-size="5">👍 漢字 שלום</text>'),
    "link.svg": svg(f'<a href="javascript:alert(1)">{BLOCK}</a>'),
    "inner.svg": svg(f'{BLOCK}<image href="data:image/png;base64,{base64.b64encode(picture()).decode()}" width="4"/>'),
}

BOMB = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(10)
)
NOT_DRAWN = {
    "empty.png": b"",
    "text.png": b"ikke et billede",
    "truncated.png": picture(size=(400, 300))[:200],
    "corrupt.png": picture()[:40] + b"\0" * 60,
    "huge.png": png(60_000, 60_000, 8, 2, b""),
    "nothing.png": png(0, 0, 8, 2, b""),
    "truncated.jpg": picture(kind="JPEG")[:60],
    "jpeg.png": picture(kind="JPEG"),
    "png.jpg": picture(),
    "truncated.gif": ANIMATED[:20],
    "webp.webp": b"RIFF\0\0\0\0WEBP",
    "broken.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><g>',
    "bomb.svg": svg("<text>&k;</text>", before=BOMB + "]>"),
    "outside.svg": svg("<text>&x;</text>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "nested.svg": svg("<g>" * 5_000 + "</g>" * 5_000),
    # PDF/A allows it only with the colours' profile.
    "cmyk.jpg": picture("CMYK", kind="JPEG"),
    # Whatever they name stays unread, and without it they aren't what their authors drew.
    "web.svg": svg(f'{BLOCK}<image href="http://x.invalid/a.png" width="9" height="9"/>'),
    "disk.svg": svg(f'{BLOCK}<image href="file:///etc/passwd" width="9" height="9"/><image href="../secret.png"/>'),
    # PDF/A allows no character without a glyph.
    "private.svg": svg(f'{BLOCK}<text x="2" y="9" font-size="5">\ue000\uef00</text>'),
    "sequence.svg": svg(f'{BLOCK}<text x="2" y="9" font-size="5">👩‍👩‍👧 a</text>'),
    "glyphless.svg": svg(f'{BLOCK}<text x="2" y="9" font-size="5">\U00012000</text>'),
    "large.png": b"\x89PNG\r\n\x1a\n" + b"\0" * MOST_BYTES,
}


def chapter(*names: str) -> str:
    return (
        "# A\n\n"
        + "".join(f'![Alternativ {name}](billeder/{name} "Tekst til {name}")\n\n' for name in names)
        + "slut\n"
    )


def files(pictures: dict[str, bytes]) -> dict[str, str | bytes]:
    return {f"billeder/{name}": data for name, data in pictures.items()}


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_drawn(desk: Desk, printer: Printer, name: str) -> None:
    handbook = desk.handbook({"a.md": chapter(name), **files({name: DRAWN[name]})})
    sheets = printer.chapters(handbook, "a.md")
    assert sheets.alternatives() == [f"Alternativ {name}"]
    assert not sheets.has("Alternativ")
    assert sheets.has(f"Figure 1 Tekst til {name}")
    assert sheets.has("slut")
    # Something of its own colours is to be seen; in grey it is no colour of a page without it.
    without = printer.chapters(desk.handbook({"a.md": chapter("mangler.png")}), "a.md").pixels(0)
    assert sum(count for colour, count in sheets.pixels(0).items() if colour not in without) > 0


@pytest.mark.parametrize("name", NOT_DRAWN)
def test_a_picture_that_cannot_be_drawn_gives_way(desk: Desk, printer: Printer, name: str) -> None:
    """One of them must not spoil the file, nor the picture beside it."""
    handbook = desk.handbook({"a.md": chapter("png.png", name), **files({name: NOT_DRAWN[name], "png.png": picture()})})
    if name == "large.png":
        (handbook.root / "billeder" / name).write_bytes(NOT_DRAWN[name])
    sheets = printer.chapters(handbook, "a.md")
    assert sheets.alternatives() == ["Alternativ png.png"]
    assert sheets.has(f"Alternativ {name}")
    assert sheets.has(f"Tekst til {name}")
    assert sheets.has("slut")


def test_all_at_once(desk: Desk, printer: Printer) -> None:
    names = [*DRAWN, *(name for name in NOT_DRAWN if name != "large.png")]
    handbook = desk.handbook({"a.md": chapter(*names), **files(DRAWN | NOT_DRAWN)})
    sheets = printer.chapters(handbook, "a.md")
    assert sorted(sheets.alternatives()) == sorted(f"Alternativ {name}" for name in DRAWN)


def test_pictures_in_a_line_of_text(desk: Desk, printer: Printer) -> None:
    text = "# A\n\nFør ![Alternativ](billeder/png.png) og ![væk](nix.png) og ![ødelagt](billeder/corrupt.png) efter.\n"
    text += "\n| ![celle](billeder/png.png) | b |\n|---|---|\n| c | ![](billeder/png.png) |\n"
    handbook = desk.handbook({"a.md": text, **files({"png.png": picture(), "corrupt.png": NOT_DRAWN["corrupt.png"]})})
    sheets = printer.chapters(handbook, "a.md")
    assert sorted(sheets.alternatives()) == ["Alternativ", "Picture", "celle"]
    assert sheets.has("Før  og [væk] og [ødelagt] efter.")


def test_twelve_megapixels(desk: Desk, printer: Printer) -> None:
    photograph = picture(size=(4_000, 3_000), kind="JPEG")
    sheets = printer.chapters(desk.handbook({"a.md": chapter("p.jpg"), **files({"p.jpg": photograph})}), "a.md")
    assert sheets.alternatives() == ["Alternativ p.jpg"]
    assert len(sheets.data) < len(photograph) + 100_000
    assert sheets.pixels(0)[0, 0, 0] == 0


@pytest.mark.parametrize("size", [(10, 4_000), (4_000, 10), (1, 1), (3_000, 3_000)])
def test_pictures_of_any_shape_stay_on_their_page(desk: Desk, printer: Printer, size: tuple[int, int]) -> None:
    handbook = desk.handbook({"a.md": chapter("p.png"), **files({"p.png": picture(size=size)})})
    sheets = printer.chapters(handbook, "a.md")
    assert len(sheets.pages) <= 2
    assert sheets.has("Tekst til p.png")
    left, bottom, right, top = sheets.boxes()[0]
    assert 0 <= left < right <= 596
    assert 0 <= bottom < top <= 842


def test_an_alternative_text_of_forty_thousand_characters(desk: Desk, printer: Printer) -> None:
    text = f"# A\n\n![{'æble ' * 8_000}](billeder/p.png)\n\nord ![{'pære ' * 8_000}](billeder/p.png)\n\nslut\n"
    sheets = printer.chapters(desk.handbook({"a.md": text, **files({"p.png": picture()})}), "a.md")
    assert all(alt.startswith(("æble æble", "pære pære")) for alt in sheets.alternatives())
    assert sheets.has("slut")


def test_nothing_outside_the_folder_is_read(desk: Desk, printer: Printer, tmp_path: Path) -> None:
    """By a path that climbs, an absolute one, a link in the file system, an address, or a note."""
    secret = tmp_path / "hemmelig.png"
    secret.write_bytes(picture())
    sources = [
        "../hemmelig.png",
        str(secret),
        secret.as_uri(),
        "link.png",
        "..%2fhemmelig.png",
        "http://x.invalid/a.png",
    ]
    text = "# A\n\n" + "".join(f"![alt {n}](<{source}>)\n\n" for n, source in enumerate(sources))
    handbook = desk.handbook({"a.md": text, "inde.png": picture()})
    (handbook.root / "link.png").symlink_to(secret)
    sheets = printer.chapters(handbook, "a.md")
    assert sheets.alternatives() == []
    assert all(sheets.has(f"alt {n}") for n in range(len(sources)))
    note = printer.notes(handbook, desk.lost("![alt](inde.png)\n\nord ![alt](inde.png)\n"))
    assert note.alternatives() == []


def test_a_picture_that_goes_meanwhile(desk: Desk, printer: Printer) -> None:
    handbook = desk.handbook({"a.md": chapter("p.png"), **files({"p.png": picture()})})
    (handbook.root / "billeder" / "p.png").unlink()
    assert printer.chapters(handbook, "a.md").has("Alternativ p.png")
