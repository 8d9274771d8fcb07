"""Which filled copies are listed, in which groups and in which order; no widget in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.nodes import ToolKind
from handbook.dates import local, long_date
from handbook.i18n import _
from handbook.notes.filled import Filled, Progress, progress, words
from handbook.notes.wording import tool_kind_names
from handbook.ui.navigation.folding import fold, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handbook.notes.model import Annotation


class CopyGrouping(Enum):
    """What stands together."""

    DATE = "date"
    TOOL = "tool"


@dataclass(frozen=True)
class Copy:
    """A filled copy as the list needs it.

    Attributes:
        annotation: What is kept.
        filled: What stands in it; None where it can't be read.
    """

    annotation: Annotation
    filled: Filled | None

    @cached_property
    def haystack(self) -> str:
        """What the filter looks in, folded."""
        place, filled = self.annotation.anchor, self.filled
        said = [place.exact, place.chapter_title]
        if filled is not None:
            said = [filled.title, filled.name, tool_kind_names()[filled.kind], place.chapter_title, words(filled)]
        return fold("\n".join(said))


class CopyRow(NamedTuple):
    """A row of the list.

    Attributes:
        title: Of a group, with how many it holds; of a copy what the reader calls it.
        id: The annotation's; "" for a group.
        kind: What sort of tool it is; None for a group, and for a copy that can't be read.
        detail: What it is a copy of, and when it was changed.
        progress: How far it is filled in; None where that isn't known.
        said: The same in words.
        trouble: Why it can't be filled in here; "" when it can.
    """

    title: str
    id: str = ""
    kind: ToolKind | None = None
    detail: str = ""
    progress: Progress | None = None
    said: str = ""
    trouble: str = ""


def copy_grouping_names() -> dict[CopyGrouping, str]:
    """Return the groupings as the reader calls them."""
    return {CopyGrouping.DATE: _("Last changed first"), CopyGrouping.TOOL: _("By tool")}


def found_in(copies: Iterable[Copy], text: str) -> list[Copy]:
    """Return the copies that have every word in their title, their tool's name or what was filled in.

    Args:
        copies: Those to look in.
        text: What the reader typed; "" finds all of them.
    """
    wanted = fold(text).split()
    return [copy for copy in copies if not wanted or matches(wanted, copy.haystack)]


def arrange_copies(copies: Sequence[Copy], grouping: CopyGrouping, gone: Iterable[str] = ()) -> list[CopyRow]:
    """Return the rows of a list.

    Args:
        copies: What is listed, the last changed first.
        grouping: What stands together; the tool that was used last comes first.
        gone: Ids of tools that the handbook doesn't have.
    """
    lost = set(gone)
    if grouping is CopyGrouping.DATE:
        return [_row(copy, lost, with_tool=True) for copy in copies]
    groups: dict[str, list[Copy]] = {}
    for copy in copies:
        groups.setdefault(copy.filled.tool if copy.filled is not None else "", []).append(copy)
    rows = []
    for members in groups.values():
        first = members[0]
        title = first.filled.name if first.filled is not None else _("Can’t be read")
        rows.append(CopyRow(f"{title} ({len(members)})"))
        rows += [_row(copy, lost, with_tool=False) for copy in members]
    return rows


def title_of(filled: Filled) -> str:
    """Return what a copy is called: by the reader, else by its tool.

    Args:
        filled: The copy.
    """
    return filled.title.strip() or filled.name


def said_of(filled: Filled) -> str:
    """Return in words how far a copy is: "4 of 9", or where a decision led.

    Args:
        filled: The copy.
    """
    if filled.kind is ToolKind.DECISION:
        return filled.outcome or _("under way")
    done = progress(filled)
    return _("{done} of {total}").format(done=done.done, total=done.total)


def _row(copy: Copy, gone: set[str], *, with_tool: bool) -> CopyRow:
    moment = local(copy.annotation.modified or copy.annotation.created)
    # A date isn't broken over two lines.
    changed = long_date(moment).replace(" ", "\u00a0") if moment is not None else ""
    filled = copy.filled
    if filled is None:
        trouble = _("Made by a newer version of this program: it is kept, but can’t be shown.")
        return CopyRow(copy.annotation.anchor.exact.strip(), copy.annotation.id, detail=changed, trouble=trouble)
    tool: tuple[str, ...] = ()
    if with_tool:
        tool = (tool_kind_names()[filled.kind], filled.name if title_of(filled) != filled.name else "")
    trouble = _("This edition doesn’t have the tool. What you wrote is kept.") if filled.tool in gone else ""
    return CopyRow(
        title_of(filled),
        copy.annotation.id,
        filled.kind,
        " · ".join(filter(None, (*tool, changed))),
        progress(filled),
        said_of(filled),
        trouble,
    )
