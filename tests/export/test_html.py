"""Reports as HTML: well-formed, accessible, sealed, and never anything but text where text was meant."""

from __future__ import annotations

import base64
import re
import time
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.export.gather import Wanted, gather
from handbook.export.html import to_html
from handbook.export.html_text import escape
from handbook.export.report import GroupBy, Options, Report
from handbook.notes.model import Kind
from handbook.ui.theme import THEMES, Hue
from tests.export.notes import SVG, sample_handbook, sample_notes

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from tests.export.conftest import Desk

VOID = {"meta", "br", "hr", "img", "input"}
BLOCKS = {
    "p",
    "ul",
    "ol",
    "dl",
    "div",
    "table",
    "figure",
    "aside",
    "section",
    "article",
    "blockquote",
    "pre",
    "h2",
    "h3",
}
FURNITURE = {"eyebrow", "minutes", "sign", "step"}
ALLOWED = re.compile(r"(?:https?://|mailto:|handbook://|#)")


class Page(HTMLParser):
    """An HTML file, read strictly: every element is closed where it must be.

    Attributes:
        elements: Every start tag with its attributes.
        texts: The text in each element that has some, by the element's name.
        words: The text without what is only there to say how a tool is read.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.words = ""
        self._open: list[str] = []
        self._furniture: list[bool] = []
        self.feed(html)
        self.close()
        assert self._open == []
        self._judge()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _value in attrs}) == len(attrs)
        assert not (tag in BLOCKS and "p" in self._open), "a paragraph holds words alone"
        assert not (tag == "a" and "a" in self._open)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
            classes = set((dict(attrs).get("class") or "").split())
            self._furniture.append(bool(FURNITURE & classes) or any(self._furniture[-1:]))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self._furniture.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.append((self._open[-1], data))
            self.words += data if not self._furniture[-1] and self._open[-1] != "style" else ""

    @property
    def text(self) -> str:
        """All text but the style."""
        return "".join(text for tag, text in self.texts if tag != "style")

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of some names."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    def values(self, name: str) -> list[str]:
        """Return an attribute's values in all elements."""
        return [attributes[name] or "" for _tag, attributes in self.elements if name in attributes]

    def _judge(self) -> None:
        ids = self.values("id")
        assert len(ids) == len(set(ids))
        links = self.values("href")
        assert all(ALLOWED.match(link) for link in links)
        assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
        assert set(self.values("aria-labelledby")) <= set(ids)
        assert all(source.startswith("data:image/") for source in self.values("src"))
        assert all("alt" in image for image in self.all("img"))
        assert not self.all("script", "iframe", "object", "embed", "link", "base", "form")
        assert not [name for _tag, attributes in self.elements for name in attributes if name.startswith("on")]
        assert "style" not in {name for _tag, attributes in self.elements for name in attributes}
        assert all(link.get("rel") == "noopener" for link in self.all("a") if not (link["href"] or "").startswith("#"))
        levels = [int(tag[1]) for tag, _attributes in self.elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def report_of(handbook: Handbook, **wanted: Any) -> Report:
    options = wanted.pop("options", Options())
    return gather(handbook, Wanted(**wanted), options)


def page(handbook: Handbook, **wanted: Any) -> Page:
    return Page(to_html(report_of(handbook, **wanted)))


def test_everything_that_a_chapter_can_have_is_in_its_element(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    found = page(handbook, chapters=("a.md", "b.md"))
    names = {tag for tag, _attributes in found.elements}
    assert names >= {"aside", "dl", "dt", "dd", "table", "figure", "figcaption", "kbd", "abbr", "s", "hr", "pre", "sup"}
    assert {cell["scope"] for cell in found.all("th")} == {"col"}
    notes = [section["aria-label"] for section in found.all("section") if section.get("role") == "doc-endnotes"]
    assert len(notes) == 2
    # They are landmarks, and those are told apart by their names.
    assert len(set(notes)) == 2
    tables = [frame["aria-label"] or "" for frame in found.all("div") if frame.get("class") == "table"]
    assert all(name.startswith("Table: ") for name in tables)
    assert found.values("role").count("doc-noteref") == 4
    assert found.values("role").count("doc-backlink") == 3
    boxes = found.all("input")
    assert all("disabled" in box for box in boxes)
    assert ["checked" in box for box in boxes] == [False, True]
    assert "[Findes ikke.]" in found.text
    assert "fælden" in found.text
    assert "#afsnit-2" in found.values("href")


def test_the_words_are_all_there_and_in_order(shipped: Handbook) -> None:
    for chapter in shipped.chapters:
        tree = shipped.tree(chapter.key)
        found = page(shipped, chapters=[chapter.key])
        words = "".join(tree.text.split())
        text = re.sub(r"\s|Figure \d+|↩", "", found.words)
        # Marks of footnotes are numbers between the words.
        pattern = re.sub(r"\d", "", words)
        assert re.sub(r"\d", "", text).find(pattern[len(re.sub(r"\d|\s", "", tree.title)) :]) >= 0


def test_the_whole_handbook_is_one_sealed_file(shipped: Handbook) -> None:
    html = to_html(report_of(shipped, chapters=[c.key for c in shipped.chapters], is_whole=True))
    found = Page(html)
    assert html.startswith("<!doctype html>\n<html lang=")
    assert not re.search(r"(?:src|href)=\"(?!#|data:|https?:|mailto:|handbook:)", html)
    assert "url(" not in html
    assert "@import" not in html
    policy = next(meta["content"] for meta in found.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert len(found.all("nav")) == len(found.all("main")) == len(found.all("header")) == 1
    assert len(found.all("figure")) == len(found.all("img"))


def test_a_picture_is_in_the_file_as_a_picture(desk: Desk) -> None:
    found = page(sample_handbook(desk), chapters=("a.md",))
    source = found.values("src")[0]
    head, _comma, data = source.partition(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode().startswith(SVG.partition("<text")[0])
    assert b"Arial" in base64.b64decode(data)
    assert found.all("img")[0] == {"src": source, "width": "72", "height": "24", "alt": "Tre kasser."}


def test_notes_say_what_they_are_in_words(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    found = page(handbook, annotations=sample_notes(desk, handbook))
    names = [text for tag, text in found.texts if tag == "span"]
    assert {"Question", "To do", "Bookmark", "Note", "Important", "Done", "Not done"} <= set(names)
    assert {quote["cite"] for quote in found.all("blockquote")} >= {"handbook://a.md#lister"}
    assert {quote["lang"] for quote in found.all("blockquote")} == {"da"}
    assert set(found.values("datetime")) == {"2026-11-12T08:00:00.000000Z"}
    assert ("li", "#to ord") in found.texts
    assert "<script>alert(1)</script> og <img src=x onerror=y>" in found.text
    assert len(found.all("article")) == 6


@pytest.mark.parametrize("group_by", GroupBy)
def test_every_grouping_is_well_formed(desk: Desk, group_by: GroupBy) -> None:
    handbook = sample_handbook(desk)
    notes = sample_notes(desk, handbook)
    report = report_of(handbook, annotations=notes, chapters=("a.md", "b.md"), options=Options(group_by=group_by))
    found = Page(to_html(report))
    links = [link["href"] for link in found.all("a")]
    assert len([link for link in links if link and re.fullmatch(r"#group-\d+", link)]) == len(report.groups)


def test_quotes_can_be_left_out_and_no_notes_are_said_to_be_none(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    notes = sample_notes(desk, handbook)
    assert not page(handbook, annotations=notes, options=Options(has_quotes=False)).all("blockquote")
    assert "There are no notes here yet." in page(handbook).text


def test_danish_says_danish_words(desk: Desk, danish: None) -> None:
    html = to_html(report_of(sample_handbook(desk), chapters=("a.md", "b.md")))
    assert '<html lang="da">' in html
    assert ">Indhold</h2>" in html


def test_without_colours_for_paper(desk: Desk) -> None:
    html = to_html(report_of(desk.handbook(), chapters=("a.md",), options=Options(is_grey=True)))
    assert '<html lang="da" class="grey">' in html


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=30) | st.text(st.sampled_from("<>&\"'/=! -ab;#"), max_size=30))
def test_no_text_is_markup(desk: Desk, text: str) -> None:
    handbook = desk.handbook()
    note = desk.about(handbook, "æblekage", text, tags=(text,))
    note = note._replace(anchor=note.anchor._replace(chapter_title=text))
    report = report_of(handbook, annotations=[note, desk.lost(text, text, chapter_title=text)])
    cover = report.cover._replace(title=f"T{text}", authors=(text,), keywords=(text,), subtitle=text, lines=(text,))
    found = Page(to_html(report._replace(cover=cover)))
    shown = re.sub(r"\s+", " ", kept(text))
    assert shown in re.sub(r"\s+", " ", found.text)
    assert [tag for tag, _attributes in found.elements if tag not in KNOWN] == []


KNOWN = VOID | BLOCKS | {
    *("html", "head", "title", "style", "body", "header", "h1", "nav", "main", "li", "a", "span", "time", "footer"),
    *("h4", "h5", "h6", "em", "strong", "code", "s", "kbd", "label", "abbr", "sup", "dt", "dd"),
}  # fmt: skip


def kept(text: str) -> str:
    """What of a text can stand in HTML at all."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "", text)


def test_what_html_forbids_is_left_out() -> None:
    assert escape("a\x00\x0b\ud800\ufffe<b>\n") == "a&lt;b&gt;\n"


def test_the_colours_are_the_themes() -> None:
    light, dark, paper = styles()
    for style, theme in ((light, THEMES["light"]), (dark, THEMES["dark"]), (paper, THEMES["light"])):
        for name in ("panel", "text", "heading", "muted", "rule", "border", "link", "code"):
            assert style[name] == getattr(theme, name)
        for hue in Hue:
            assert (style[hue.value], style[f"{hue.value}-soft"]) == theme.accents[hue]
    assert (light["page"], dark["page"]) == (THEMES["light"].page, THEMES["dark"].page)


def styles() -> list[dict[str, str]]:
    """Return the colours in the style: those for the light, for the dark, and for paper."""
    from handbook.paths import resources

    css = (resources() / "export" / "report.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]


def test_time_grows_with_the_number_of_notes_and_no_faster(desk: Desk) -> None:
    handbook = sample_handbook(desk)
    report = report_of(handbook, annotations=sample_notes(desk, handbook))
    items = [item for item in report.items if item.kind is not Kind.TICK]

    def seconds(times: int) -> float:
        group = report.groups[0]._replace(items=tuple(items * times))
        grown = report._replace(groups=(group,))
        start = time.process_time()
        to_html(grown)
        return time.process_time() - start

    seconds(10)
    few, many = min(seconds(100) for _ in range(3)), seconds(800)
    assert many < few * 24
