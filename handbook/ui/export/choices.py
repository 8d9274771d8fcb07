"""What can be exported and how, as the reader chooses it; no widget in it."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from handbook.book.walk import plain_text
from handbook.export.report import Format, GroupBy, Options, Paper
from handbook.i18n import _, plural
from handbook.notes.model import Kind
from handbook.notes.wording import copy_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handbook.book.library import Handbook
    from handbook.book.nodes import Tool
    from handbook.notes.model import Annotation

_Member = TypeVar("_Member", bound=StrEnum)

# A preview shows the beginning: enough for some pages, and made in an instant.
_PREVIEW_NOTES, _PREVIEW_CHAPTERS = 40, 3


class What(StrEnum):
    """What is exported."""

    NOTES = "notes"
    SHOWN = "shown"
    SELECTED = "selected"
    BLANK = "blank"
    CHAPTER = "chapter"
    CHAPTERS = "chapters"
    HANDBOOK = "handbook"

    @property
    def is_notes(self) -> bool:
        """Whether it is notes, not chapters."""
        return self in (What.NOTES, What.SHOWN, What.SELECTED)


class Material(NamedTuple):
    """What there is to choose from.

    Attributes:
        handbook: The handbook that is open.
        notes: All the reader's notes in it, without deleted ones.
        shown: Those that the panel lists, None when it lists all or isn't open.
        selected: Those that are selected in the panel.
        chapter: Key of the chapter on the screen, or "".
        colours: The notes' settings, in which the reader's own names of colours stand.
        tool: A tool that can be had empty, or None.
    """

    handbook: Handbook
    notes: Sequence[Annotation]
    shown: Sequence[Annotation] | None
    selected: Sequence[Annotation]
    chapter: str
    colours: Mapping[str, str]
    tool: Tool | None = None

    def offered(self) -> list[What]:
        """Return what can be exported now."""
        is_there = {
            What.NOTES: True,
            What.SHOWN: self.shown is not None,
            What.SELECTED: bool(self.selected),
            What.BLANK: self.tool is not None,
            What.CHAPTER: bool(self.chapter),
            What.CHAPTERS: len(self.handbook.chapters) > 1,
            What.HANDBOOK: bool(self.handbook.chapters),
        }
        return [what for what, there in is_there.items() if there]

    def is_empty(self, choices: Choices) -> bool:
        """Whether there is nothing in what is chosen."""
        if choices.what is What.BLANK:
            return self.tool is None
        return not (self.annotations(choices.what) if choices.what.is_notes else choices.keys(self))

    def annotations(self, what: What) -> Sequence[Annotation]:
        """Return the notes that are meant; none for chapters."""
        return {What.NOTES: self.notes, What.SHOWN: self.shown or (), What.SELECTED: self.selected}.get(what, ())


class Choices(NamedTuple):
    """What the reader has chosen.

    Attributes:
        what: What is exported.
        chapters: Keys of the chapters that are ticked, for `What.CHAPTERS`.
        format: As what.
        title: The report's title, "" for the one that fits.
        author: The reader's name, "" for none.
        options: How it is to be.
    """

    what: What = What.NOTES
    chapters: tuple[str, ...] = ()
    format: Format = Format.PDF
    title: str = ""
    author: str = ""
    options: Options = Options()

    def keys(self, material: Material) -> list[str]:
        """Return the keys of the chapters that are meant, in the handbook's order; none for notes."""
        match self.what:
            case What.CHAPTER:
                return [material.chapter]
            case What.CHAPTERS:
                return [chapter.key for chapter in material.handbook.chapters if chapter.key in self.chapters]
            case What.HANDBOOK:
                return [chapter.key for chapter in material.handbook.chapters]
            case _:
                return []

    def blank(self, material: Material) -> str:
        """Return the id of the tool that is wanted empty; "" for anything else."""
        return material.tool.id if self.what is What.BLANK and material.tool is not None else ""

    @property
    def options_in_force(self) -> Options:
        """The options without the answers to questions that this format doesn't ask."""
        usual = Options()
        match self.format:
            case Format.PDF:
                return self.options
            case Format.JSON:
                return usual
            case _:
                return self.options._replace(paper=usual.paper, points=usual.points)

    def for_settings(self) -> dict[str, str]:
        """Return what is remembered: not the title and the chapters, which belong to one export."""
        options = self.options
        return {
            "what": self.what,
            "format": self.format,
            "author": self.author,
            "quotes": str(options.has_quotes).lower(),
            "group": options.group_by,
            "paper": options.paper,
            "points": f"{options.points:g}",
            "grey": str(options.is_grey).lower(),
        }

    @classmethod
    def from_settings(cls, stored: Mapping[str, str]) -> Choices:
        """Return what was remembered; what can't be used counts as not set."""
        usual = Options()
        options = Options(
            has_quotes=stored.get("quotes") != "false",
            group_by=_member(GroupBy, stored.get("group"), usual.group_by),
            paper=_member(Paper, stored.get("paper"), usual.paper),
            points=_number(stored.get("points", ""), usual.points),
            is_grey=stored.get("grey") == "true",
        )
        return cls(
            what=_member(What, stored.get("what"), What.NOTES),
            format=_member(Format, stored.get("format"), Format.PDF),
            author=stored.get("author", ""),
            options=options,
        )


LEAST_POINTS, MOST_POINTS = 8.0, 18.0


def preview_notes(annotations: Sequence[Annotation], handbook: Handbook) -> list[Annotation]:
    """Return the notes that stand first in a report, enough for some pages."""
    places = {chapter.key: number for number, chapter in enumerate(handbook.chapters)}
    ordered = sorted(annotations, key=lambda one: (places.get(one.anchor.chapter, len(places)), one.anchor.start))
    return ordered[:_PREVIEW_NOTES]


def is_cut(annotations: Sequence[Annotation], keys: Sequence[str]) -> bool:
    """Return whether a preview shows less than there is."""
    return len(annotations) > _PREVIEW_NOTES or len(keys) > _PREVIEW_CHAPTERS


def preview_keys(keys: Sequence[str]) -> Sequence[str]:
    """Return the chapters that stand first."""
    return keys[:_PREVIEW_CHAPTERS]


def what_names(material: Material) -> dict[What, str]:
    """Return what is offered, as the reader calls it."""
    names = {
        What.NOTES: _("All my notes ({count})").format(count=len(material.notes)),
        What.SHOWN: _("The notes that are listed ({count})").format(count=len(material.shown or ())),
        What.SELECTED: _selection_name(material.selected),
        What.BLANK: _("The empty tool"),
        What.CHAPTER: _("This chapter"),
        What.CHAPTERS: _("Chapters that I choose"),
        What.HANDBOOK: _("The whole handbook"),
    }
    return {what: names[what] for what in material.offered()}


def _selection_name(selected: Sequence[Annotation]) -> str:
    count = len(selected)
    if all(annotation.kind is Kind.TOOL for annotation in selected):
        return plural("The filled-in copy", "The {count} filled-in copies", count)
    return _("The selected notes ({count})").format(count=count)


def format_names() -> dict[Format, str]:
    """Return the formats as the reader calls them."""
    return {
        Format.PDF: _("PDF, for reading and archiving"),
        Format.HTML: _("Web page (HTML)"),
        Format.MARKDOWN: _("Markdown text"),
        Format.JSON: _("Data (JSON)"),
    }


def group_names() -> dict[GroupBy, str]:
    """Return the groupings as the reader calls them."""
    return {
        GroupBy.CHAPTER: _("By chapter"),
        GroupBy.COLOUR: _("By colour and kind"),
        GroupBy.TAG: _("By tag"),
        GroupBy.DATE: _("By date"),
    }


def usual_title(choices: Choices, material: Material) -> str:
    """Return the title that stands on what is exported when the reader gives it no other."""
    handbook = material.handbook
    match choices.what:
        case What.CHAPTER:
            chapter = handbook.chapter(material.chapter)
            return chapter.title if chapter is not None else handbook.manifest.title
        case What.CHAPTERS:
            return _("Chapters from {title}").format(title=handbook.manifest.title)
        case What.HANDBOOK:
            return handbook.manifest.title
        case What.BLANK if material.tool is not None:
            return plain_text(material.tool.title)
        case What.SELECTED if len(material.selected) == 1 and material.selected[0].kind is Kind.TOOL:
            return copy_title(material.selected[0])
        case _:
            return _("My notes")


def file_name(choices: Choices, material: Material) -> str:
    """Return a name for the file, with its suffix: what is in it, without signs that a system refuses."""
    # Composed: an accent that stands behind its letter is no letter.
    words = unicodedata.normalize("NFC", choices.title.strip() or usual_title(choices, material))
    kept = "".join(c if c.isalnum() or c in " -_,." else " " for c in words)
    return f"{' '.join(kept.split())[:80].strip(' .') or 'export'}.{choices.format.value}"


def _member(kind: type[_Member], value: str | None, usual: _Member) -> _Member:
    return kind(value) if value in list(kind) else usual


def _number(text: str, usual: float) -> float:
    try:
        points = float(text)
    except ValueError:
        return usual
    return points if LEAST_POINTS <= points <= MOST_POINTS else usual
