"""A report as PDF: what stands where, what the file says about itself, and that it is the same whenever it is made."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from handbook import i18n
from handbook.book.library import Handbook, open_handbook
from handbook.book.model import Chapter
from handbook.errors import HandbookError
from handbook.export import gather as gathering
from handbook.export import pdf as pressing
from handbook.export.gather import Wanted, gather
from handbook.export.pdf import Press
from handbook.export.report import GroupBy, Options, Paper
from handbook.notes.model import Colour, Kind
from handbook.paths import shipped_handbook
from tests.export.conftest import CHAPTER, MADE, TIME, Sheets, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handbook.notes.model import Annotation
    from tests.export.conftest import Desk, Printer

ROOT = Path(__file__).resolve().parents[2]
KEYS = [chapter.key for chapter in open_handbook(shipped_handbook()).chapters]


def some_notes(desk: Desk, handbook: Handbook, count: int) -> list[Annotation]:
    """Return notes of every kind on words that stand in a chapter."""
    kinds = (Kind.HIGHLIGHT, Kind.NOTE, Kind.HIGHLIGHT, Kind.TICK, Kind.BOOKMARK)
    colours = list(Colour)
    return [
        desk.about(
            handbook,
            ("æblekage", "rasiner", "fløden")[number % 3],
            "x" if kinds[number % 5] is Kind.TICK else f"Note nummer {number}. **Fed** og [link](https://x.invalid).",
            kind=kinds[number % 5],
            colour=colours[number % 4],
            tags=(f"emne{number % 7}",) if number % 2 else (),
            modified=f"2026-{1 + number % 12:02}-03T08:00:00.000000Z",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 100])
def test_every_note_is_there_once(desk: Desk, printer: Printer, count: int) -> None:
    handbook = desk.handbook()
    notes = some_notes(desk, handbook, count)
    sheets = printer.notes(handbook, *notes)
    assert squeezed("1 note" if count == 1 else f"{count} notes") in squeezed(sheets.pages[0])
    for note in notes:
        if note.kind is not Kind.TICK:
            assert sheets.squeezed.count(squeezed(note.body.partition(".")[0] + ".")) == 1
    if not notes:
        assert sheets.has("There are no notes here yet.")


@pytest.mark.long
def test_five_thousand_notes(desk: Desk, printer: Printer) -> None:
    handbook = desk.handbook()
    notes = some_notes(desk, handbook, 5_000)
    sheets = printer.notes(handbook, *notes)
    written = {int(number) for number in re.findall(r"Notenummer(\d+)\.", sheets.squeezed)}
    assert written == {number for number, note in enumerate(notes) if note.kind is not Kind.TICK}


def test_an_item_says_what_it_is(desk: Desk, printer: Printer) -> None:
    handbook = desk.handbook()
    sheets = printer.notes(
        handbook,
        desk.about(handbook, "æblekage", "Bag den.", tags=("bagning", "æbler"), colour=Colour.ACTION),
        desk.about(handbook, "fløden", kind=Kind.BOOKMARK),
        desk.about(handbook, "rasiner", " ", kind=Kind.TICK),
        author="Åse Ø.",
        colours={"colour:action": "Gør"},
    )
    assert "Åse Ø." in sheets.pages[0]
    assert re.search(r"Gør\s+·\s+12 November 2026\s+·\s+#bagning\s+#æbler\s+æblekage\s+Bag den\.", sheets.text)
    assert re.search(r"Afsnittet\s+Bookmark\s+·\s+12 November 2026\s+fløden", sheets.text)
    assert re.search(r"☐\s*rasiner\s+Not done", sheets.text)
    assert sheets.links == ["handbook://a.md#afsnit"]


@pytest.mark.usefixtures("danish")
def test_in_danish(desk: Desk, printer: Printer) -> None:
    handbook = desk.handbook()
    sheets = printer.notes(handbook, *some_notes(desk, handbook, 5))
    assert sheets.pdf.Root.Lang == "da"
    assert "Mine noter" in sheets.pages[0]
    assert re.search(r"Vigtigt\s+·\s+3\. januar 2026", sheets.text)


def test_quotes_in_another_language_than_the_notes(desk: Desk, printer: Printer) -> None:
    """An English interface, a Danish handbook: a screen reader must change its voice for the quote."""
    handbook = desk.handbook()
    sheets = printer.notes(handbook, desk.about(handbook, "æblekage", "A note."))
    assert sheets.pdf.Root.Lang == "en"
    elements = [o for o in sheets.pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Lang") == "da"]
    assert elements


@pytest.mark.parametrize("group_by", GroupBy)
def test_groups(desk: Desk, printer: Printer, group_by: GroupBy) -> None:
    handbook = desk.handbook({"a.md": CHAPTER, "b.md": "# B\n\nEn pære.\n"})
    notes = [
        desk.about(handbook, "æblekage", "Et.", tags=("to", "en"), colour=Colour.QUOTE),
        desk.about(handbook, "pære", "To.", "b.md", kind=Kind.NOTE, modified="2025-02-03T08:00:00.000000Z"),
        desk.about(handbook, "pære", "Tre.", "b.md", modified="nonsense"),
        desk.lost("Fire.", tags=("to",)),
    ]
    sheets = printer.notes(handbook, *notes, group_by=group_by, colours={"colour:quote": "Ord"})
    lost = "Not found again in this edition"
    expected = {
        GroupBy.CHAPTER: ["1 a", "2 b"],
        GroupBy.TAG: ["#en", "#to", "Without a tag"],
        GroupBy.COLOUR: ["Important", "Ord", "Note"],
        GroupBy.DATE: ["Without a date", "February 2025", "November 2026"],
    }[group_by]
    titles = [re.sub("[\u200b\u00a0\u2002 ]+", " ", title) for title, _page in sheets.outline]
    assert [title for title in titles if title in {*expected, lost}] == [*expected, lost]
    # What has two tags stands under both.
    assert sheets.squeezed.count("Et.") == (2 if group_by is GroupBy.TAG else 1)
    assert sheets.squeezed.count("Fire.") == 1
    # A table of contents is worth its page from four entries on.
    second = squeezed(sheets.pages[1])
    assert ("Contents" in second) == (len(expected) >= 3)
    assert all(squeezed(title) in second for title in (*expected, lost))


def test_what_is_left_out(desk: Desk, printer: Printer) -> None:
    handbook = desk.handbook()
    notes = [
        desk.about(handbook, "æblekage", "Bliver."),
        desk.about(handbook, "rasiner", "Slettet.", deleted=TIME),
        desk.about(handbook, "fløden", "  \n "),
        desk.about(handbook, "Afsnittet", "x", kind=Kind.TICK),
    ]
    sheets = printer.notes(handbook, *notes)
    assert not sheets.has("Slettet")
    assert sheets.has("fløden")
    assert sheets.has("3 notes")
    without = printer.notes(handbook, *notes, has_quotes=False)
    assert without.has("Bliver.")
    assert without.has("1 note")
    assert not any(without.has(word) for word in ("æblekage", "fløden", "Slettet", "highlight"))


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
@pytest.mark.parametrize("points", [8, 18])
def test_paper_and_size(desk: Desk, printer: Printer, paper: Paper, size: tuple[int, int], points: int) -> None:
    handbook = desk.handbook({"a.md": CHAPTER + "\n\n" + "Fyld med mange ord. " * 400})
    sheets = printer.chapters(handbook, "a.md", paper=paper, points=points)
    assert all((round(page.mediabox[2]), round(page.mediabox[3])) == size for page in sheets.pdf.pages)
    assert sheets.beyond_the_edge() == 0
    least, most = {8: (1, 3), 18: (5, 15)}[points]
    assert least <= len(sheets.pages) <= most


def test_grey_has_no_colour(desk: Desk, printer: Printer) -> None:
    text = (
        CHAPTER + "\n!!! warning\n    Pas på\n\n[link](https://x.invalid) `kode`\n\n| a | b |\n|---|---|\n| c | d |\n"
    )
    handbook = desk.handbook({"a.md": text})
    notes = [desk.about(handbook, "æblekage", f"Note {colour}", colour=colour) for colour in Colour]
    report = gather(handbook, Wanted(annotations=notes, chapters=["a.md"]), Options(is_grey=True))
    for sheets, is_grey in (
        (printer.report(report), True),
        (printer.report(report._replace(options=Options())), False),
    ):
        colours = {colour for page in range(len(sheets.pages)) for colour in sheets.pixels(page)}
        assert all(max(colour) - min(colour) <= 2 for colour in colours) is is_grey


def test_what_the_file_says_about_itself(desk: Desk, printer: Printer) -> None:
    text = "---\ntags: [frugt, bagværk]\n---\n" + CHAPTER
    sheets = printer.chapters(desk.handbook({"a.md": text, "b.md": "# B\n"}))
    info = sheets.pdf.docinfo
    assert (str(info.Title), str(info.Author)) == ("Bogen", "Forfatteren")
    assert [word.strip() for word in str(info.Keywords).split(",")] == ["frugt", "bagværk"]
    assert str(info.CreationDate).startswith("D:20261112")
    with sheets.pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == "Bogen"
        assert xmp["dc:creator"] == ["Forfatteren"]
        assert xmp["dc:language"] in ("da", {"da"})
        assert xmp["xmp:CreateDate"].startswith("2026-11-12")
        assert (xmp["pdfuaid:part"], xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("1", "2", "A")
    assert sheets.pdf.Root.Lang == "da"
    assert sheets.pdf.Root.ViewerPreferences.DisplayDocTitle


def test_bookmarks_lead_to_their_headings(desk: Desk, printer: Printer) -> None:
    handbook = desk.handbook({"a.md": CHAPTER, "b.md": "# Ny og `kode`\n\n## Dybt\n\n### Dybere\n"})
    sheets = printer.chapters(handbook)
    titles = dict(sheets.outline)
    assert list(titles) == ["1 Æblekapitlet", "Afsnittet", "2 Ny og kode", "Dybt", "Dybere"]
    for title, page in sheets.outline:
        assert squeezed(title) in squeezed(sheets.pages[page])


def test_fonts_are_embedded_in_part(desk: Desk, printer: Printer) -> None:
    sheets = printer.chapters(desk.handbook({"a.md": CHAPTER + "\n\n👍 漢 `kode` ☑ **fed** *skrå*\n"}), "a.md")
    fonts = [o for o in sheets.pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
    names = {str(font.FontName)[1:] for font in fonts}
    assert all(re.match(r"[A-Z]{6}\+", name) for name in names)
    families = {name.partition("+")[2].partition("-")[0] for name in names}
    assert families >= {"SourceSerifPro", "SourceSansPro", "DejaVuSansMono", "Unifont"}
    assert all(any(key in font for key in ("/FontFile2", "/FontFile3")) for font in fonts)
    assert len(sheets.data) < 200_000


# A page of nothing but sources, the longest, says nothing that the others don't.
_TRIED = {key for key in KEYS[::3] if key != "opslag/kilder.md"} | {"opslag/ordliste.md"}


@pytest.mark.parametrize("key", [key if key in _TRIED else pytest.param(key, marks=pytest.mark.long) for key in KEYS])
def test_every_chapter_of_the_handbook(shipped: Handbook, printer: Printer, key: str) -> None:
    sheets = printer.chapters(shipped, key)
    assert [word for word in words_of(shipped, [key]) if not sheets.has_word(word)] == []


@pytest.mark.parametrize("share", [5, pytest.param(1, marks=pytest.mark.long)])
def test_the_whole_handbook(shipped: Handbook, printer: Printer, share: int) -> None:
    """All of it, or all of one that has every part of it and a fifth of its chapters."""
    items = [one for n, one in enumerate(shipped.summary.items) if not isinstance(one, Chapter) or not n % share]
    handbook = Handbook(shipped.root, shipped.manifest, shipped.summary._replace(items=tuple(items)))
    sheets = printer.chapters(handbook)
    words = words_of(handbook, [chapter.key for chapter in handbook.chapters])
    assert [word for word in words if not sheets.has_word(word)] == []
    assert handbook.manifest.title in sheets.pages[0]
    titles = {squeezed(title) for title, _page in sheets.outline}
    assert {squeezed(chapter.label + handbook.tree(chapter.key).title) for chapter in handbook.chapters} <= titles
    # Nothing that the handbook has is only a place for it.
    assert sheets.alternatives()
    assert not sheets.warnings
    assert sheets.beyond_the_edge() == 0


def words_of(handbook: Handbook, keys: Iterable[str]) -> list[str]:
    """Return the words of chapters, without the signs around them: the mark of a footnote may stand between."""
    found: dict[str, None] = {}
    for key in keys:
        found.update(dict.fromkeys(re.findall(r"\w+", unicodedata.normalize("NFC", handbook.tree(key).text))))
    return list(found)


def test_the_same_report_gives_the_same_bytes(
    desk: Desk, printer: Printer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On another day, in another process, with the pictures and the words of another report set before."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(MADE.timestamp())))
    shipped = open_handbook(shipped_handbook())
    wanted = Wanted(chapters=KEYS[:6])
    first = printer.press.pdf(gather(shipped, wanted, Options()))
    printer.notes(desk.handbook(), desk.lost("Imellem"))
    with Press() as other:
        assert other.pdf(gather(shipped, wanted, Options())) == first
    digests = {hashlib.sha256(first).hexdigest()}
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "TMPDIR": str(tmp_path)}
        run = subprocess.run(
            [sys.executable, "-c", _PROGRAM], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        digests.add(run.stdout.strip())
    assert len(digests) == 1


_PROGRAM = """
import hashlib
from handbook.book.library import open_handbook
from handbook.export.gather import Wanted, gather
from handbook.export.pdf import Press
from handbook.export.report import Options
from handbook.paths import shipped_handbook
book = open_handbook(shipped_handbook())
report = gather(book, Wanted(chapters=[chapter.key for chapter in book.chapters][:6]), Options())
with Press() as press:
    print(hashlib.sha256(press.pdf(report)).hexdigest())
"""


def test_the_press_leaves_nothing_behind(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    handbook = desk.handbook()
    with Press() as press:
        data = press.pdf(gather(handbook, Wanted(annotations=[desk.lost("Note")]), Options()))
    assert Sheets(data, "en").has("Note")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_fonts_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbook.faces.find_spec", lambda name: None)
    with pytest.raises(HandbookError, match="font_source_serif_pro"):
        Press()


def test_what_cannot_be_set_is_told(desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours in the template reaches the reader as a message, not as a traceback."""
    monkeypatch.setattr(pressing, "_TEMPLATE", {"main.typ": "nothing.typ", **pressing._TEMPLATE})
    monkeypatch.setattr(pressing, "_files", lambda *_: {"main.typ": b'#panic("af en grund")'})
    with pytest.raises(HandbookError, match="af en grund"):
        press.pdf(gather(desk.handbook(), Wanted(), Options()))


def test_a_wrong_time_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "i går")
    with pytest.raises(HandbookError, match="i går"):
        gathering.gather(desk.handbook(), Wanted(), Options())


def test_the_language_of_the_interface_doesnt_change_a_chapter(desk: Desk, printer: Printer) -> None:
    handbook = desk.handbook()
    english = printer.chapters(handbook, "a.md")
    i18n.set_language("da")
    danish = printer.chapters(handbook, "a.md")
    assert english.pdf.Root.Lang == danish.pdf.Root.Lang == "da"
    assert english.has("Page 1 of 1")
    assert danish.has("Side 1 af 1")
