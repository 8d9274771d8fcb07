"""Which annotations the panel lists, in which groups and in which order; no widget in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from handbook.dates import local, month_name
from handbook.i18n import _
from handbook.notes.model import Annotation, Colour, Kind
from handbook.ui.reader.chapter_page import chapter_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from handbook.book.library import Handbook


class Grouping(Enum):
    """What stands together."""

    CHAPTER = "chapter"
    TAG = "tag"
    KIND = "kind"
    DATE = "date"


class Shown(Enum):
    """What is listed; the colours are listed by `Colour`."""

    ALL = "all"
    NOTES = "notes"
    BOOKMARKS = "bookmarks"
    TICKS = "ticks"
    LOST = "lost"
    TRASH = "trash"


class NoteRow(NamedTuple):
    """A row of the list.

    Attributes:
        title: Of a group, with how many it holds; for an annotation the chapter or section that it stands in.
        annotation: None for a group.
        is_lost: Whether its place wasn't found again.
    """

    title: str
    annotation: Annotation | None = None
    is_lost: bool = False


class Order(NamedTuple):
    """What the groups are named and ordered by.

    Attributes:
        chapters: Key → place in the handbook and title with number.
        colours: What the colours are called.
        chapter_of: The chapter and offset where an annotation stands now.
        is_lost: Whether an annotation wasn't found again.
    """

    chapters: Mapping[str, tuple[int, str]]
    colours: Mapping[Colour, str]
    chapter_of: Callable[[Annotation], tuple[str, int]]
    is_lost: Callable[[Annotation], bool]


def grouping_names() -> dict[Grouping, str]:
    """Return the groupings as the reader calls them."""
    return {
        Grouping.CHAPTER: _("By chapter"),
        Grouping.TAG: _("By tag"),
        Grouping.KIND: _("By kind"),
        Grouping.DATE: _("By date"),
    }


def shown_names(colours: Mapping[Colour, str]) -> dict[Shown | Colour, str]:
    """Return what can be listed, as the reader calls it."""
    names: dict[Shown | Colour, str] = {colour: name for colour, name in colours.items()}  # noqa: C416 - a wider type
    return (
        {Shown.ALL: _("Everything")}
        | names
        | {
            Shown.NOTES: _("With a note"),
            Shown.BOOKMARKS: _("Bookmarks"),
            Shown.TICKS: _("Ticked boxes"),
            Shown.LOST: _("Not found again"),
            Shown.TRASH: _("Trash"),
        }
    )


def chapter_order(handbook: Handbook) -> dict[str, tuple[int, str]]:
    """Return key → place and title of the chapters of a handbook."""
    return {chapter.key: (number, chapter_title(chapter)) for number, chapter in enumerate(handbook.chapters)}


def chosen(annotations: Iterable[Annotation], shown: Shown | Colour, order: Order) -> list[Annotation]:
    """Return the annotations that are to be listed, in no order.

    Args:
        annotations: Everything of the handbook, deleted ones too.
        shown: What is wanted.
        order: Says what is lost.
    """
    if shown is Shown.TRASH:
        return [one for one in annotations if one.deleted and one.kind is not Kind.TICK]
    # What is filled in in tools is listed by "My tools"; what was deleted of it comes back from the trash.
    live = [one for one in annotations if not one.deleted and one.kind is not Kind.TOOL]
    match shown:
        case Shown.TICKS:
            return [one for one in live if one.kind is Kind.TICK and one.body == "x"]
        case Shown.NOTES:
            return [one for one in live if one.kind is not Kind.TICK and one.body.strip()]
        case Shown.BOOKMARKS:
            return [one for one in live if one.kind is Kind.BOOKMARK]
        case Shown.LOST:
            return [one for one in live if one.kind is not Kind.TICK and order.is_lost(one)]
        case Colour():
            return [one for one in live if one.kind is Kind.HIGHLIGHT and one.colour is shown]
    return [one for one in live if one.kind is not Kind.TICK]


def arrange(annotations: Sequence[Annotation], grouping: Grouping, order: Order) -> list[NoteRow]:
    """Return the rows of a list: groups, and below each what is in it.

    Args:
        annotations: What is listed.
        grouping: What stands together; what isn't found again is a group of its own, and the first.
        order: Names and order.
    """
    lost = [one for one in annotations if not one.deleted and order.is_lost(one)]
    lost_ids = {one.id for one in lost}
    groups: dict[tuple[object, str], list[tuple[object, Annotation]]] = {}
    for one in annotations:
        if one.id not in lost_ids:
            for key, title, rank in _groups_of(one, grouping, order):
                groups.setdefault((key, title), []).append((rank, one))
    rows = []
    if lost:
        rows.append(NoteRow(f"{_('Not found again')} ({len(lost)})"))
        lost.sort(key=lambda one: (one.anchor.chapter, one.anchor.start))
        rows += [NoteRow(one.anchor.chapter_title, one, is_lost=True) for one in lost]
    for (_key, title), members in sorted(groups.items(), key=lambda item: item[0][0]):  # type: ignore[arg-type,return-value]  # keys of one grouping compare
        members.sort(key=lambda member: member[0])  # type: ignore[arg-type,return-value]  # and so do its ranks
        rows.append(NoteRow(f"{title} ({len(members)})"))
        rows += [NoteRow(_place_title(one, grouping, order), one) for _rank, one in members]
    return rows


def _groups_of(one: Annotation, grouping: Grouping, order: Order) -> list[tuple[object, str, object]]:
    """Return the groups that an annotation is in: sort key, title, and its rank there."""
    chapter, start = order.chapter_of(one)
    place, title = order.chapters.get(chapter, (len(order.chapters), one.anchor.chapter_title))
    in_book = (place, start, one.created)
    match grouping:
        case Grouping.CHAPTER:
            return [((place, title), title, in_book)]
        case Grouping.TAG:
            named: list[tuple[object, str, object]] = [((0, tag.lower()), f"#{tag}", in_book) for tag in one.tags]
            return named or [((1, ""), _("Without a tag"), in_book)]
        case Grouping.KIND:
            return [(*_kind_of(one, order), in_book)]
        case Grouping.DATE:
            # The newest stand first.
            moment = _moment(one.modified)
            return [(*_day_of(moment), -moment.timestamp())]


def _kind_of(one: Annotation, order: Order) -> tuple[object, str]:
    match one.kind:
        case Kind.HIGHLIGHT:
            return (0, list(Colour).index(one.colour)), order.colours[one.colour]
        case Kind.NOTE:
            return (1, 0), _("Notes")
        case Kind.BOOKMARK:
            return (2, 0), _("Bookmarks")
        case Kind.TICK:
            return (3, 0), _("Ticked boxes")
        case Kind.TOOL:
            return (4, 0), _("Filled-in copies")


def _moment(time: str) -> datetime:
    # What somebody's edited file has for a time stands at the end.
    return local(time) or datetime.fromtimestamp(0).astimezone()


def _day_of(moment: datetime) -> tuple[object, str]:
    today = datetime.now().astimezone().date()
    day = moment.date()
    if day >= today:
        return (0, 0), _("Today")
    if day == today - timedelta(days=1):
        return (1, 0), _("Yesterday")
    if day > today - timedelta(days=7):
        return (2, 0), _("The last seven days")
    return (3, -(day.year * 12 + day.month)), month_name(day.year, day.month)


def _place_title(one: Annotation, grouping: Grouping, order: Order) -> str:
    if grouping is Grouping.CHAPTER:
        return one.anchor.section_title if one.anchor.section_title != one.anchor.chapter_title else ""
    chapter, _start = order.chapter_of(one)
    return order.chapters.get(chapter, (0, one.anchor.chapter_title))[1]
