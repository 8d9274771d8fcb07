"""Makes a report of the reader's notes and of chapters: finds their places, groups them, parses what was written."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from handbook import __version__
from handbook.book import nodes
from handbook.book.address import Address
from handbook.dates import local, long_date, month_name
from handbook.errors import HandbookError
from handbook.export.report import Cover, Group, GroupBy, Item, Options, Place, Report, ReportChapter, Sheet
from handbook.export.sheets import Sheets, sheet_facts, sheet_title
from handbook.i18n import _, language, plural
from handbook.notes.model import Annotation, Colour, Kind
from handbook.notes.parsing import parse_note
from handbook.notes.placing import Placing
from handbook.notes.schema import storable
from handbook.notes.wording import colour_names, kind_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from handbook.book.library import Handbook

    Progress = Callable[[int, int], object]
    """Called with how much is done, and of how much."""

GENERATOR = f"Innovationshåndbogen {__version__}"


class Wanted(NamedTuple):
    """What a report is to be made of.

    Attributes:
        annotations: The reader's notes; deleted ones are left out.
        chapters: Keys of chapters.
        is_whole: Whether the chapters are the whole handbook: it goes by the handbook's own name then.
        title: Of the report; "" for the one that fits.
        author: The reader's name, for a report of notes; "" for none.
        colours: The notes' settings, in which the reader's own names of colours stand.
        note_count: How many notes the cover speaks of, when only the first of them are given; 0 for those that are.
        blank: Id of a tool that is wanted empty; nothing else is, then.
    """

    annotations: Sequence[Annotation] = ()
    chapters: Sequence[str] = ()
    is_whole: bool = False
    title: str = ""
    author: str = ""
    colours: Mapping[str, str] = {}
    note_count: int = 0
    blank: str = ""


def gather(handbook: Handbook, wanted: Wanted, options: Options, progress: Progress | None = None) -> Report:
    """Make a report.

    Args:
        handbook: The handbook that the notes and chapters belong to.
        wanted: What it is made of.
        options: How it is to be.
        progress: Told of every note that has been placed and every chapter that has been read.

    Raises:
        HandbookError: A chapter or a tool can't be read, or isn't there.
    """
    if wanted.blank:
        return _blank(handbook, wanted, options)
    steps = _Steps(len(wanted.annotations) + len(wanted.chapters), progress)
    items = _items(handbook, wanted, options, steps)
    chapters = tuple(_chapter(handbook, key, steps) for key in wanted.chapters)
    groups = _grouped(items, options.group_by)
    sheet = items[0].item.sheet if len(items) == 1 and not chapters and wanted.note_count < 2 else None
    cover = _cover(handbook, wanted, wanted.note_count or len(items), chapters)
    if sheet is not None:
        cover = _sheet_cover(handbook, cover, sheet, wanted)
    return Report(cover, groups, chapters, handbook, options, GENERATOR, sheet)


def _blank(handbook: Handbook, wanted: Wanted, options: Options) -> Report:
    """Return a report that is one empty tool."""
    sheet = Sheets(handbook).blank(wanted.blank)
    cover = _sheet_cover(handbook, _cover(handbook, wanted, 0, ()), sheet, wanted)
    return Report(cover, (), (), handbook, options, GENERATOR, sheet)


def _sheet_cover(handbook: Handbook, cover: Cover, sheet: Sheet, wanted: Wanted) -> Cover:
    """Return what a file that is one tool says about itself."""
    authors = tuple(filter(None, (wanted.author.strip(),)))
    title = wanted.title.strip() or sheet_title(sheet)
    # An empty one has no words but the handbook's.
    tongue = cover.language if sheet.filled is not None else handbook.manifest.language
    return cover._replace(title=title, authors=authors, lines=sheet_facts(sheet), language=tongue)


class _Steps:
    """Counts what has been done, and tells of it."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def count(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


class _Ranked(NamedTuple):
    """An item, and what it is ordered by."""

    chapter: tuple[int, str]
    start: int
    item: Item


def _items(handbook: Handbook, wanted: Wanted, options: Options, steps: _Steps) -> list[_Ranked]:
    placing = Placing(handbook)
    sheets = Sheets(handbook)
    kinds, colours = kind_names(), colour_names(wanted.colours)
    places = {chapter.key: number for number, chapter in enumerate(handbook.chapters)}
    found = []
    # A damaged paste that no file of notes would hold may come with notes that were never kept.
    for annotation in map(storable, wanted.annotations):
        steps.count()
        says_something = bool(annotation.body.strip()) and annotation.kind is not Kind.TICK
        if annotation.deleted or not (options.has_quotes or says_something):
            continue
        key, start, place = _place(placing, sheets, annotation)
        item = _item(handbook, annotation, place, kinds, colours, sheets.sheet(annotation))
        found.append(_Ranked((places.get(key, len(places)), place.chapter), start, item))
    found.sort(key=lambda one: (one.item.place.is_lost, one.chapter, one.start, one.item.annotation.created))
    return found


def _place(placing: Placing, sheets: Sheets, annotation: Annotation) -> tuple[str, int, Place]:
    """Return the chapter's key, the offset in its text, and the place in words."""
    anchor = annotation.anchor
    handbook = placing.handbook
    if annotation.kind is Kind.TOOL:
        # It belongs to its tool, wherever that stands now.
        home = sheets.place(annotation)
        chapter, start = (home.chapter, home.tool.start) if home is not None else (None, 0)
    else:
        spot = placing.spot(annotation) if anchor.handbook == handbook.manifest.id else None
        chapter = handbook.chapter(spot.chapter) if spot is not None else None
        start = spot.found.start if spot is not None else 0
    if chapter is None:
        section = anchor.section_title if anchor.section_title != anchor.chapter_title else ""
        address = Address(anchor.chapter, anchor.section)
        return anchor.chapter, anchor.start, Place(str(address), anchor.chapter_title, section, is_lost=True)
    tree = handbook.tree(chapter.key)
    inner = next((s for s in reversed(tree.sections) if s.start <= start and s.level > 1), None)
    address = Address(chapter.key, inner.id if inner is not None else "")
    place = Place(str(address), numbered(chapter.label, chapter.title), inner.title if inner is not None else "")
    return chapter.key, start, place


def _item(
    handbook: Handbook,
    annotation: Annotation,
    place: Place,
    kinds: Mapping[Kind, str],
    colours: Mapping[Colour, str],
    sheet: Sheet | None,
) -> Item:
    kind, anchor = annotation.kind, annotation.anchor
    created, modified = local(annotation.created), local(annotation.modified)
    is_tick = kind is Kind.TICK
    # What stands at a place without extent says where it is; only a bookmark has nothing else to say.
    # A copy says itself which tool it is of, unless it can't be read.
    is_quoted = (anchor.end > anchor.start or kind in (Kind.BOOKMARK, Kind.TICK, Kind.TOOL)) and sheet is None
    body = annotation.body.strip() if kind not in (Kind.TICK, Kind.TOOL) else ""
    return Item(
        annotation=annotation,
        kind=kind,
        kind_name=kinds[kind],
        place=place,
        # Cells of a table are separated by tabs; in a line of text that would be one space.
        quote=anchor.exact.strip().replace("\t", " · ") if is_quoted else "",
        quote_language=handbook.manifest.language,
        colour=annotation.colour if kind is Kind.HIGHLIGHT else None,
        colour_name=colours[annotation.colour] if kind is Kind.HIGHLIGHT else "",
        note=_parsed(body) if body else None,
        body=body,
        tags=annotation.tags,
        created=long_date(created) if created is not None else "",
        modified=long_date(modified) if modified is not None else "",
        is_done=is_tick and annotation.body == "x",
        sheet=sheet,
    )


def _parsed(body: str) -> nodes.ChapterTree:
    """Return a note's Markdown as a tree; what can't be parsed stands as it was written."""
    try:
        return parse_note(body, language())
    except HandbookError:
        lines = [nodes.Paragraph((nodes.Text(line, 0),), 0, len(line)) for line in body.split("\n") if line.strip()]
        return nodes.ChapterTree("", tuple(lines), (), body, ())


def _grouped(items: Sequence[_Ranked], group_by: GroupBy) -> tuple[Group, ...]:
    lost = [one for one in items if one.item.place.is_lost]
    groups: dict[tuple[object, str], list[_Ranked]] = {}
    for one in items:
        if not one.item.place.is_lost:
            for key in _group_keys(one, group_by):
                groups.setdefault(key, []).append(one)
    ordered = sorted(groups.items(), key=lambda group: group[0][0])  # type: ignore[arg-type,return-value]  # keys of one grouping compare
    named = [(title, members) for (_rank, title), members in ordered]
    if group_by is GroupBy.DATE:
        named = [(title, sorted(members, key=lambda one: one.item.annotation.modified)) for title, members in named]
    if lost:
        named.append((_("Not found again in this edition"), lost))
    return tuple(Group(title, tuple(one.item for one in members)) for title, members in named)


def _group_keys(one: _Ranked, group_by: GroupBy) -> list[tuple[object, str]]:
    """Return the groups that an item belongs to: what they are ordered by, and their titles."""
    item = one.item
    match group_by:
        case GroupBy.CHAPTER:
            return [(one.chapter, item.place.chapter)]
        case GroupBy.TAG:
            tags: list[tuple[object, str]] = [((0, tag.casefold()), f"#{tag}") for tag in item.tags]
            return tags or [((1, ""), _("Without a tag"))]
        case GroupBy.DATE:
            moment = local(item.annotation.modified)
            if moment is None:
                return [((0, 0), _("Without a date"))]
            name = month_name(moment.year, moment.month)
            return [((moment.year, moment.month), name[:1].upper() + name[1:])]
        case GroupBy.COLOUR:
            if item.colour is not None:
                return [(list(Colour).index(item.colour), item.colour_name)]
            return [(len(Colour) + list(Kind).index(item.kind), item.kind_name)]


def _chapter(handbook: Handbook, key: str, steps: _Steps) -> ReportChapter:
    tree = handbook.peek(key)
    chapter = handbook.chapter(key)
    assert chapter is not None  # noqa: S101 - `peek` has found it
    steps.count()
    part, depth = handbook.part(key), len(handbook.ancestors(key))
    return ReportChapter(key, chapter.label, chapter.title, part, depth, tree)


def _cover(handbook: Handbook, wanted: Wanted, count: int, chapters: Sequence[ReportChapter]) -> Cover:
    manifest = handbook.manifest
    made = report_time()
    lines = []
    if wanted.annotations or not chapters:
        lines.append(plural("{count} note", "{count} notes", count))
    if manifest.edition:
        lines.append(_("Edition {edition}").format(edition=manifest.edition))
    if chapters and manifest.licence:
        lines.append(_("Licence: {licence}").format(licence=manifest.licence))
    lines.append(long_date(made))
    if wanted.is_whole:
        title, subtitle = manifest.title, manifest.subtitle
    elif chapters:
        single = len(chapters) == 1
        title = chapters[0].title if single else _("Chapters from {title}").format(title=manifest.title)
        subtitle = manifest.title if single else manifest.subtitle
    else:
        title, subtitle = _("My notes"), manifest.title
    authors = manifest.authors if chapters else tuple(filter(None, (wanted.author.strip(),)))
    tongue = manifest.language if chapters else language()
    keywords = tuple(dict.fromkeys(tag for chapter in chapters for tag in chapter.tree.metadata.tags))[:20]
    return Cover(wanted.title.strip() or title, subtitle, authors, tuple(lines), tongue, keywords, made)


def report_time() -> datetime:
    """Return when a report is made: now, or what SOURCE_DATE_EPOCH says (https://reproducible-builds.org/specs/).

    Raises:
        HandbookError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return datetime.now(UTC).astimezone()
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise HandbookError(
            _("SOURCE_DATE_EPOCH isn’t a number of seconds: {text}.").format(text=fixed), _("Correct it, or unset it.")
        ) from error


def numbered(label: str, title: str) -> str:
    """Return a chapter's title behind its number, if it has one."""
    return f"{label}\u2002{title}" if label else title


def by_place(items: Iterable[Item]) -> list[tuple[Place, list[Item]]]:
    """Return items in runs that have their place in common."""
    return [(place, list(run)) for place, run in groupby(items, key=lambda item: item.place)]
