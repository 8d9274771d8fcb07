"""The contents as a Qt model: part titles, chapters, nested chapters, and the sections of a chapter when it opens.

A chapter's sections are read only when the view asks for them, so that 3,000 chapters cost no more than their titles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from handbook.book.model import Chapter, PartTitle, Separator, Summary
from handbook.i18n import _
from handbook.ui.navigation.folding import fold, matches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handbook.book.nodes import Section

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class RowKind(Enum):
    """What a row of the contents stands for."""

    PART = "part"
    CHAPTER = "chapter"
    DRAFT = "draft"
    SECTION = "section"


class ContentsRole(IntEnum):
    """Data roles of the contents, beside Qt's own."""

    KIND = Qt.ItemDataRole.UserRole + 1
    NUMBER = Qt.ItemDataRole.UserRole + 2
    CHAPTER = Qt.ItemDataRole.UserRole + 3
    SECTION = Qt.ItemDataRole.UserRole + 4
    IS_OPEN = Qt.ItemDataRole.UserRole + 5
    FOLDED = Qt.ItemDataRole.UserRole + 6


@dataclass(slots=True, eq=False)
class _Row:
    kind: RowKind
    title: str
    chapter: Chapter | None = None
    section: str = ""
    parent: _Row | None = None
    place: int = 0
    rows: list[_Row] = field(default_factory=list)
    fetched: bool = True
    folded: str = ""


class ContentsModel(QAbstractItemModel):
    """Rows of `SUMMARY.md`, with the sections of chapters below them."""

    def __init__(
        self, summary: Summary, sections: Callable[[str], Sequence[Section]], parent: QObject | None = None
    ) -> None:
        """Make the model.

        Args:
            summary: The chapters.
            sections: Returns a chapter's sections by its key; none for a chapter that can't be read.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._sections = sections
        self._root = _Row(RowKind.PART, "")
        self._chapters: dict[str, _Row] = {}
        self._open = ""
        part = self._root
        for item in summary.items:
            match item:
                case PartTitle():
                    part = _Row(RowKind.PART, item.title, folded=fold(item.title))
                    self._append(self._root, part)
                case Chapter():
                    # Prefix and suffix chapters have no number and belong to no part.
                    self._add_chapter(part if item.number else self._root, item)
                case Separator():
                    pass

    @property
    def chapter_count(self) -> int:
        """How many chapters there are."""
        return len(self._chapters)

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """Return the index of a row."""
        rows = self._row(parent).rows
        return self.createIndex(row, column, rows[row]) if column == 0 and 0 <= row < len(rows) else QModelIndex()

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]  # QObject.parent() shares the name
        """Return the index of the row above."""
        above = self._row(index).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.place, 0, above)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows that have been fetched below `parent`."""
        return len(self._row(parent).rows)

    def columnCount(self, _parent: Index = _ROOT) -> int:
        """Return 1."""
        return 1

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        """Whether something may stand below; a chapter that hasn't been looked into is taken to have sections."""
        row = self._row(parent)
        return bool(row.rows) or not row.fetched

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a chapter's sections haven't been read yet."""
        return not self._row(parent).fetched

    def fetchMore(self, parent: Index) -> None:
        """Read a chapter's sections."""
        row = self._row(parent)
        if not row.fetched:
            self._fetch(row)

    def _fetch(self, row: _Row) -> None:
        """Read a chapter's sections and put them above its nested chapters."""
        row.fetched = True
        if row.chapter is None or (row.rows and row.rows[0].kind is RowKind.SECTION):
            return
        sections = [section for section in self._sections(row.chapter.key) if section.level == 2]
        if not sections:
            return
        self.beginInsertRows(self._index_of(row), 0, len(sections) - 1)
        row.rows[:0] = [
            _Row(RowKind.SECTION, section.title, row.chapter, section.id, row, folded=fold(section.title))
            for section in sections
        ]
        _number(row)
        self.endInsertRows()

    def _forget(self, row: _Row) -> None:
        """Take a chapter's sections away again, and leave its nested chapters."""
        count = sum(child.kind is RowKind.SECTION for child in row.rows)
        if count and count < len(row.rows):
            self.beginRemoveRows(self._index_of(row), 0, count - 1)
            del row.rows[:count]
            _number(row)
            self.endRemoveRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks for."""
        row = self._row(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row)
            case ContentsRole.KIND:
                return row.kind
            case ContentsRole.NUMBER:
                return row.chapter.label if row.chapter and row.kind is RowKind.CHAPTER else ""
            case ContentsRole.CHAPTER:
                return row.chapter.key if row.chapter else ""
            case ContentsRole.SECTION:
                return row.section
            case ContentsRole.IS_OPEN:
                return row.kind is RowKind.CHAPTER and row.chapter is not None and row.chapter.key == self._open
            case ContentsRole.FOLDED:
                return row.folded
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Part titles and drafts can be read, not chosen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._row(index).kind in (RowKind.PART, RowKind.DRAFT):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def set_open(self, key: str) -> None:
        """Mark the chapter that is on the screen, and give it its sections.

        A chapter with others nested in it has its sections only while it is open: closing it would hide those as well.
        """
        before, self._open = self._open, key
        if before in self._chapters:
            self._forget(self._chapters[before])
        if key in self._chapters:
            self._fetch(self._chapters[key])
        for changed in (before, key):
            row = self._chapters.get(changed)
            if row is not None:
                index = self._index_of(row)
                self.dataChanged.emit(index, index)

    def index_of(self, key: str) -> QModelIndex:
        """Return the row of a chapter; invalid when there is none."""
        row = self._chapters.get(key)
        return self._index_of(row) if row is not None else QModelIndex()

    def _spoken(self, row: _Row) -> str:
        if row.kind is RowKind.DRAFT:
            return _("{title}, not written yet").format(title=row.title)
        if row.kind is RowKind.CHAPTER and row.chapter is not None:
            spoken = f"{row.chapter.label} {row.title}".strip()
            return _("{title}, open").format(title=spoken) if row.chapter.key == self._open else spoken
        return row.title

    def _add_chapter(self, parent: _Row, chapter: Chapter) -> None:
        # The summary can be nested deeply: a stack instead of recursion.
        waiting = [(parent, chapter)]
        while waiting:
            above, item = waiting.pop()
            kind = RowKind.DRAFT if item.is_draft else RowKind.CHAPTER
            waits = not item.is_draft and not item.children
            row = _Row(kind, item.title, item, fetched=not waits, folded=fold(f"{item.label} {item.title}"))
            self._append(above, row)
            if not item.is_draft:
                self._chapters.setdefault(item.key, row)
            waiting.extend((row, child) for child in reversed(item.children))

    def _append(self, parent: _Row, row: _Row) -> None:
        row.parent, row.place = parent, len(parent.rows)
        parent.rows.append(row)

    def _row(self, index: Index) -> _Row:
        pointer = index.internalPointer() if index.isValid() else None
        return pointer if isinstance(pointer, _Row) else self._root

    def _index_of(self, row: _Row) -> QModelIndex:
        return self.createIndex(row.place, 0, row)


def _number(row: _Row) -> None:
    for place, child in enumerate(row.rows):
        child.place = place


class ContentsFilter(QSortFilterProxyModel):
    """Keeps the parts and chapters that have every word of the filter, what stands above them, and a part's chapters.

    Sections are left out: only those of chapters that have been opened are known, and a filter that finds a word in
    some chapters and not in others would mislead.
    """

    def __init__(self, model: ContentsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setRecursiveFilteringEnabled(True)
        self.setSourceModel(model)

    def set_text(self, text: str) -> None:
        """Filter by the words of `text`; none shows everything."""
        self.beginFilterChange()
        self._words = fold(text).split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    @property
    def is_active(self) -> bool:
        """Whether something is filtered out."""
        return bool(self._words)

    def matches_itself(self, index: Index) -> bool:
        """Whether a row is shown for its own title, not for what stands below it."""
        return matches(self._words, str(index.data(ContentsRole.FOLDED)))

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a row is wanted for itself, or as a chapter of a part that is."""
        if not self._words:
            return True
        model = self.sourceModel()
        index = model.index(row, 0, parent)
        if index.data(ContentsRole.KIND) is RowKind.SECTION:
            return False
        is_wanted_part = (
            parent.isValid() and parent.data(ContentsRole.KIND) is RowKind.PART and self.matches_itself(parent)
        )
        return is_wanted_part or self.matches_itself(index)
