"""The rows of the search panel: hits under their chapters, or what was searched for lately."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from handbook.book.nodes import ToolKind
from handbook.i18n import _, plural
from handbook.notes.wording import tool_kind_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.search.results import Hit

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_FEW = 3
# Not the key of any chapter: those are paths.
_NOTES = "\0notes"
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


class ResultKind(Enum):
    """What a row is."""

    CHAPTER = "chapter"
    HIT = "hit"
    MORE = "more"
    RECENT = "recent"
    NOTES = "notes"


TITLES = (ResultKind.CHAPTER, ResultKind.NOTES)
"""The kinds that are titles of what follows."""


class ResultRow(NamedTuple):
    """A row.

    Attributes:
        kind: What it is.
        text: A section's or chapter's title, a query, or how many hits of the chapter aren't shown.
        number: A chapter's number, for `CHAPTER`.
        hit: The hit, for `HIT`.
        chapter: Key of the group that there is more of, for `MORE`.
    """

    kind: ResultKind
    text: str
    number: str = ""
    hit: Hit | None = None
    chapter: str = ""


def above(hit: Hit) -> str:
    """Return what stands below a hit's title and above its snippet: a tool's kind, else the headings above it.

    Args:
        hit: The hit.
    """
    return tool_kind_names()[ToolKind(hit.tool)] if hit.tool else " › ".join(hit.path)


class ResultsModel(QAbstractListModel):
    """Hits grouped by chapter: chapters in the order of their best hit, hits of a chapter in theirs.

    Of each chapter the best few are shown, so that one with many weak hits doesn't push the others out of sight.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ResultRow] = []
        self._groups: dict[str, list[Hit]] = {}
        self._whole: set[str] = set()

    def set_hits(self, hits: Sequence[Hit], notes: Sequence[Hit] = ()) -> None:
        """Show an answer: the reader's own notes first, in a group of their own.

        Args:
            hits: What was found in the handbook.
            notes: What was found in the reader's notes.
        """
        self._groups = {}
        self._whole = set()
        if notes:
            self._groups[_NOTES] = list(notes)
        for hit in hits:
            self._groups.setdefault(hit.address.chapter, []).append(hit)
        self._set(self._group_rows())

    def show_all(self, chapter: str) -> None:
        """Show every hit of a chapter."""
        self._whole.add(chapter)
        self._set(self._group_rows())

    def _group_rows(self) -> list[ResultRow]:
        rows = []
        for chapter, group in self._groups.items():
            if chapter == _NOTES:
                rows.append(ResultRow(ResultKind.NOTES, _("My notes")))
            else:
                rows.append(ResultRow(ResultKind.CHAPTER, group[0].chapter, group[0].number))
            # One hit more takes no more room than saying that there is one.
            few = len(group) if chapter in self._whole or len(group) <= _FEW + 1 else _FEW
            rows.extend(ResultRow(ResultKind.HIT, hit.section, hit=hit) for hit in group[:few])
            if few < len(group):
                text = plural("{count} more from this chapter", "{count} more from this chapter", len(group) - few)
                if chapter == _NOTES:
                    text = plural("{count} more note", "{count} more notes", len(group) - few)
                rows.append(ResultRow(ResultKind.MORE, text, chapter=chapter))
        return rows

    def set_recent(self, queries: Sequence[str]) -> None:
        """Show what was searched for lately."""
        self._set([ResultRow(ResultKind.RECENT, query) for query in queries])

    @property
    def chapters(self) -> int:
        """How many chapters the hits are in."""
        return sum(row.kind is ResultKind.CHAPTER for row in self.rows)

    def next_choice(self, row: int, by: int) -> int:
        """Return the row that the arrow keys go to from `row`, over chapter titles; the ends stay. -1 for none."""
        step = 1 if by > 0 else -1
        row += step
        while 0 <= row < len(self.rows):
            if self.rows[row].kind not in TITLES:
                return row
            row += step
        return -1

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks for."""
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row)
            case _ if role == ROW_ROLE:
                return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A chapter's title is there to be read."""
        if self.rows[index.row()].kind in TITLES:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _set(self, rows: list[ResultRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _spoken(self, row: ResultRow) -> str:
        if row.hit is not None and row.hit.tool:
            return f"{row.text}, {above(row.hit)}. {row.hit.snippet}"
        if row.hit is not None:
            return f"{row.text}. {row.hit.snippet}"
        if row.kind is ResultKind.RECENT:
            return _("Searched for lately: {query}").format(query=row.text)
        return f"{row.number} {row.text}".strip()
