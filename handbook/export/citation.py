"""The source of a place in the handbook, as one writes it in a paper. No Qt."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from handbook.book.address import Address
from handbook.i18n import _
from handbook.notes.model import Kind
from handbook.notes.wording import filled_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.model import Chapter, Manifest
    from handbook.book.nodes import Section
    from handbook.notes.model import Annotation
    from handbook.notes.placing import Placing


def section_at(sections: Sequence[Section], offset: int) -> Section | None:
    """Return the section that a text offset is in."""
    index = bisect_right([section.start for section in sections], offset) - 1
    return sections[index] if index >= 0 else None


def citation(manifest: Manifest, chapter: Chapter, section: Section | None, quote: str) -> str:
    """Return a reference to a place, after a quotation if there is one.

    Args:
        manifest: Says the handbook's title and edition.
        chapter: Where the place is.
        section: Where in the chapter; None or the chapter's own heading for the whole chapter.
        quote: Words from there, or "".
    """
    inner = section if section is not None and section.level > 1 else None
    address = Address(chapter.key, inner.id if inner is not None else "")
    inner_title = inner.title if inner is not None else ""
    source = _source(manifest.title, chapter.label, chapter.title, inner_title, manifest.edition, address)
    return f"{_quoted(quote)}\n{source}" if quote else source


def note_citation(placing: Placing, annotation: Annotation) -> str:
    """Return what was highlighted, what was written to it, and where it is from.

    Args:
        placing: Knows where the annotation stands in the edition that is open.
        annotation: Of that handbook; one that isn't found again is from where it was made.
    """
    anchor = annotation.anchor
    handbook = placing.handbook
    spot = placing.spot(annotation)
    chapter = handbook.chapter(spot.chapter) if spot is not None else None
    if spot is None or chapter is None:
        section = anchor.section_title if anchor.section_title != anchor.chapter_title else ""
        address = Address(anchor.chapter, anchor.section)
        source = _source(handbook.manifest.title, "", anchor.chapter_title, section, anchor.edition, address)
    else:
        tree = handbook.tree(chapter.key)
        source = citation(handbook.manifest, chapter, section_at(tree.sections, spot.found.start), "")
    quote = anchor.exact.strip() if anchor.end > anchor.start else ""
    return "\n".join(filter(None, (_quoted(quote) if quote else "", _own_text(annotation), source)))


def _own_text(annotation: Annotation) -> str:
    """Return what the reader wrote, as it was written; of a filled copy the words of its answers."""
    if annotation.kind is Kind.TOOL:
        from handbook.notes.filled import words

        filled = filled_of(annotation)
        return words(filled) if filled is not None else ""
    return "" if annotation.kind is Kind.TICK else annotation.body.strip()


def _source(title: str, label: str, chapter: str, section: str, edition: str, address: Address) -> str:
    parts = [title]
    if label:
        parts.append(_("chapter {number}").format(number=label))
    parts.append(_("“{title}”").format(title=chapter))
    if section:
        parts.append(_("section “{title}”").format(title=section))
    if edition:
        parts.append(_("edition {edition}").format(edition=edition))
    return f"{', '.join(parts)} ({address})"


def _quoted(quote: str) -> str:
    return _("“{title}”").format(title=quote)
