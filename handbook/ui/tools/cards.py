"""Which tools the toolbox shows, in which groups and in which order; no widget in it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.nodes import ToolKind
from handbook.book.walk import plain_text
from handbook.i18n import _, plural
from handbook.notes.filled import Filled, Progress, progress
from handbook.notes.wording import tool_kind_names
from handbook.ui.navigation.folding import fold, matches
from handbook.ui.reader.chapter_page import chapter_title
from handbook.ui.tools.copies import said_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from handbook.book.library import Handbook
    from handbook.book.toolbox import ToolPlace


class ToolGrouping(Enum):
    """What stands together."""

    KIND = "kind"
    PART = "part"
    SITUATION = "situation"


class Had(NamedTuple):
    """What the reader has of a tool.

    Attributes:
        copies: How many.
        said: How far the one that was changed last is, in words.
        progress: The same in numbers.
    """

    copies: int
    said: str
    progress: Progress


class ToolCard(NamedTuple):
    """A row of the toolbox.

    Attributes:
        title: Of a group, with how many it holds where that says something; of a tool its name.
        id: The tool's; "" for a group.
        kind: What sort of tool it is; None for a group.
        chapter: Key of the chapter that it stands in.
        detail: What it is, how long it takes, and where it stands.
        summary: What it is for.
        had: What the reader has of it; None for nothing.
    """

    title: str
    id: str = ""
    kind: ToolKind | None = None
    chapter: str = ""
    detail: str = ""
    summary: str = ""
    had: Had | None = None


def tool_grouping_names() -> dict[ToolGrouping, str]:
    """Return the groupings as the reader calls them."""
    return {
        ToolGrouping.KIND: _("By type"),
        ToolGrouping.PART: _("By part of the handbook"),
        ToolGrouping.SITUATION: _("By situation"),
    }


def had_of(copies: Iterable[Filled]) -> dict[str, Had]:
    """Return what the reader has, by tool.

    Args:
        copies: What is filled in, the last changed first.
    """
    first: dict[str, Filled] = {}
    counts: dict[str, int] = {}
    for filled in copies:
        first.setdefault(filled.tool, filled)
        counts[filled.tool] = counts.get(filled.tool, 0) + 1
    return {id_: Had(counts[id_], said_of(filled), progress(filled)) for id_, filled in first.items()}


def words_of(had: Had) -> str:
    """Return what the reader has of a tool in words: "2 filled in · 5 of 8".

    Args:
        had: What they have.
    """
    return f"{plural('{count} filled in', '{count} filled in', had.copies)} · {had.said}"


def arrange_tools(
    places: Sequence[ToolPlace], handbook: Handbook, grouping: ToolGrouping, had: Mapping[str, Had], text: str = ""
) -> list[ToolCard]:
    """Return the rows of the toolbox: groups, and below each its tools, in the order of the handbook.

    What is called as the reader typed comes first, and its group with it.

    Args:
        places: The tools.
        handbook: The handbook, which knows its parts.
        grouping: What stands together; by situation, a tool stands under each of its own.
        had: What the reader has, by tool.
        text: What the reader typed: every word must stand somewhere in a tool's name, summary, situations, kind or
            chapter.
    """
    wanted = fold(text).split()
    groups: dict[str, list[ToolCard]] = {}
    if grouping is ToolGrouping.KIND:
        groups = {tool_kind_names()[kind]: [] for kind in ToolKind}
    without: list[ToolCard] = []
    for place in places:
        card = _card(place, had.get(place.tool.id))
        if wanted and not matches(
            wanted, fold("\n".join((card.title, card.detail, card.summary, *place.tool.situations)))
        ):
            continue
        titles = _titles(place, handbook, grouping)
        for title in titles:
            groups.setdefault(title, []).append(card)
        if not titles:
            without.append(card)
    rest = _("For any situation") if grouping is ToolGrouping.SITUATION else _("Outside the parts")
    found = [(title, cards) for title, cards in (*groups.items(), (rest, without)) if cards]
    if wanted:
        for _title, cards in found:
            cards.sort(key=lambda card: _distance(card, wanted))
        found.sort(key=lambda group: _distance(group[1][0], wanted))
    rows = []
    for title, cards in found:
        # Most situations have one tool.
        is_counted = grouping is not ToolGrouping.SITUATION or len(cards) > 1
        rows.append(ToolCard(f"{title} ({len(cards)})" if is_counted else title))
        rows += cards
    return rows


def _distance(card: ToolCard, wanted: Sequence[str]) -> int:
    """Return how far a tool's name is from what was typed, folded and in words: 0 for the same, 1 for its beginning."""
    name, text = fold(card.title), " ".join(wanted)
    if name == text:
        return 0
    return 1 if name.startswith(text) else 2 if matches(list(wanted), name) else 3


def _titles(place: ToolPlace, handbook: Handbook, grouping: ToolGrouping) -> tuple[str, ...]:
    """Return the titles of the groups that a tool is in."""
    match grouping:
        case ToolGrouping.KIND:
            return (tool_kind_names()[place.tool.kind],)
        case ToolGrouping.PART:
            part = handbook.part(place.chapter.key)
            return (part,) if part else ()
        case ToolGrouping.SITUATION:
            return tuple(dict.fromkeys(place.tool.situations))


def _card(place: ToolPlace, had: Had | None) -> ToolCard:
    tool = place.tool
    minutes = _("about {count} min").format(count=tool.minutes) if tool.minutes else ""
    parts = (tool_kind_names()[tool.kind], minutes, chapter_title(place.chapter))
    return ToolCard(
        plain_text(tool.title).strip(),
        tool.id,
        tool.kind,
        place.chapter.key,
        " · ".join(filter(None, parts)),
        tool.summary,
        had,
    )
