"""From a chapter of a handbook to a page: finds pictures, classifies links, and adds what stands around the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.library import Handbook
from handbook.book.library import LinkKind as TargetKind
from handbook.dates import month_name
from handbook.i18n import _, plural
from handbook.ui.reader.builder import Furniture, PageBuilder
from handbook.ui.reader.figures import Picture, load_picture
from handbook.ui.reader.inlines import LinkKind
from handbook.ui.reader.page import Page, PlacedPicture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.model import Chapter
    from handbook.ui.reader.style import PageStyle

WORDS_PER_MINUTE = 200
"""Silent reading of expository prose: Brysbaert (2019) finds 238 for English; Danish words are longer."""

_SHOWN = {
    TargetKind.PLACE: LinkKind.PLACE,
    TargetKind.FILE: LinkKind.PLACE,
    TargetKind.EXTERNAL: LinkKind.EXTERNAL,
    TargetKind.BROKEN: LinkKind.BROKEN,
}


class ChapterPress:
    """Sets chapters of one handbook; keeps the pictures of one theme, which cost the most to read."""

    def __init__(self, handbook: Handbook) -> None:
        self._handbook = handbook
        self._pictures: dict[tuple[str, str], Picture | None] = {}
        self._theme = ""

    def chapter(self, chapter: Chapter, tree: nodes.ChapterTree, style: PageStyle) -> Page:
        """Return the page of a whole chapter."""
        previous, following = self._handbook.neighbours(chapter.key)
        furniture = Furniture(
            eyebrow=eyebrow(chapter, tree),
            previous=chapter_title(previous) if previous else "",
            following=chapter_title(following) if following else "",
        )
        return self._builder(chapter.key, tree, style).build(tree, furniture)

    def excerpt(self, key: str, tree: nodes.ChapterTree, blocks: Sequence[nodes.Block], style: PageStyle) -> Page:
        """Return a page of some blocks of a chapter, for a card."""
        builder = self._builder(key, tree, style)
        excerpt = nodes.ChapterTree(tree.title, tuple(blocks), (), tree.text, (), hyphenation=tree.hyphenation)
        return builder.build(excerpt, Furniture())

    def is_term(self, key: str, target: str) -> bool:
        """Whether a link's target, written in chapter `key`, is a term of the handbook's glossary."""
        glossary = self._handbook.manifest.glossary
        if not glossary or "#" not in target:
            return False
        found = self._handbook.resolve(key, target)
        return found.address is not None and found.address.chapter == glossary and key != glossary

    def _builder(self, key: str, tree: nodes.ChapterTree, style: PageStyle) -> PageBuilder:
        if style.theme.name != self._theme:
            self._pictures.clear()
            self._theme = style.theme.name

        def classify(target: str) -> LinkKind:
            if self.is_term(key, target):
                return LinkKind.TERM
            return _SHOWN[self._handbook.resolve(key, target).kind]

        def place(node: nodes.Image | nodes.Figure) -> PlacedPicture:
            picture = self._picture(key, node.source, style)
            if isinstance(node, nodes.Image):
                return PlacedPicture(picture, node.source, node.alt, inline=True)
            caption = tree.text[node.start : node.end]
            return PlacedPicture(picture, node.source, node.alt, inline=False, caption=caption)

        return PageBuilder(style, classify, place)

    def _picture(self, key: str, source: str, style: PageStyle) -> Picture | None:
        path = self._handbook.file(key, source)
        if path is None:
            return None
        known = (str(path), style.theme.name)
        if known not in self._pictures:
            self._pictures[known] = load_picture(path, style.theme)
        return self._pictures[known]


def chapter_title(chapter: Chapter) -> str:
    """Return a chapter's title with its number, as lists show it."""
    return f"{chapter.label}\u2002{chapter.title}" if chapter.number else chapter.title


def eyebrow(chapter: Chapter, tree: nodes.ChapterTree) -> str:
    """Return the line above a chapter's title: its number, how long it takes, and when it was reviewed."""
    if tree.metadata.kind == "front":
        return ""
    parts = []
    if chapter.number:
        parts.append(_("Chapter {number}").format(number=chapter.label))
    parts.append(reading_time(tree.words))
    if tree.metadata.reviewed:
        parts.append(_("reviewed {month}").format(month=_month(tree.metadata.reviewed)))
    return " · ".join(parts)


def reading_time(words: int) -> str:
    """Return how long a reader needs for that many words, rounded to minutes, at least one."""
    return plural("{count} minute’s read", "{count} minutes’ read", max(1, round(words / WORDS_PER_MINUTE)))


def _month(iso: str) -> str:
    year, _dash, rest = iso.partition("-")
    month = rest[:2]
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        # An author's free wording is shown as it stands; `handbook check` names it.
        return iso
    return month_name(int(year), int(month))
