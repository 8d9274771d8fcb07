"""The search panel: answers at every keystroke, and leads to the place.

The search itself runs in the window's thread: an answer takes a few milliseconds, less than handing it over would. What
takes longer, making the index, is done in small steps while nothing else happens; until then the panel searches what
is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from handbook.i18n import _, plural
from handbook.search.results import Hit, Results, Scope
from handbook.settings import MOST_SEARCHES
from handbook.ui.fields import WordField
from handbook.ui.flow import FlowLayout
from handbook.ui.fonts import ui_font
from handbook.ui.icons import icon
from handbook.ui.navigation.rows import RowList
from handbook.ui.search.results_delegate import ResultsDelegate
from handbook.ui.search.results_model import ResultKind, ResultsModel
from handbook.ui.theme import S1, S2, S3, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from handbook.search.service import SearchService

MOST_HITS = 40
# A reader who types on isn't told every count; in milliseconds.
_ANNOUNCE_MS = 800
_STEP_MS = 0


class SearchPanel(QWidget):
    """Searches one handbook.

    Signals:
        chosen: A hit was chosen.
        abandoned: The reader leaves without a choice.
        searched: The words in the field are others; "" for none.
    """

    chosen = Signal(Hit)
    abandoned = Signal()
    searched = Signal(str)

    def __init__(self, theme: Theme, recent: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("SidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._service: SearchService | None = None
        self._steps: Iterator[object] = iter(())
        self._recent = list(recent)
        self._scope = Scope.ALL
        self._results: Results | None = None
        self._find_notes: Callable[[str], list[Hit]] | None = None
        self._notes: list[Hit] = []
        self._model = ResultsModel()
        self._delegate = ResultsDelegate(theme)
        self.list = RowList()
        self.field = WordField(_("Search the handbook"), theme)
        self.field.textChanged.connect(self._on_text)
        self.field.escaped.connect(self.abandoned)
        self.field.entered.connect(lambda _shift: self._choose(self.list.currentIndex()))
        self.field.stepped.connect(self._step)
        self._close = QToolButton()
        self._close.setAccessibleName(_("Close search"))
        self._close.setToolTip(_("Close search"))
        self._close.clicked.connect(self.abandoned)
        self._count = QLabel()
        self._count.setObjectName("Hint")
        self._count.setFont(ui_font(13))
        self._count.setWordWrap(True)
        self._suggestion = QPushButton()
        self._suggestion.setFont(ui_font(14))
        self._suggestion.clicked.connect(self._take_suggestion)
        self._suggestion.hide()
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(_("Hits"))
        self.list.clicked.connect(self._choose)
        self.list.entered_row.connect(self._choose)
        self.list.escaped.connect(self.abandoned)
        self._lay_out()
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self._search)
        self._announce = QTimer(self, singleShot=True, interval=_ANNOUNCE_MS)
        self._announce.timeout.connect(self._speak)
        self._work = QTimer(self, singleShot=True, interval=_STEP_MS)
        self._work.timeout.connect(self._prepare)
        self.set_theme(theme)
        self._show_recent()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S3, S3, S2, 0)
        layout.setSpacing(S2)
        top = QHBoxLayout()
        top.setSpacing(S1)
        top.addWidget(self.field, 1)
        top.addWidget(self._close)
        layout.addLayout(top)
        chips = FlowLayout(S1)
        self._chips = QButtonGroup(self)
        for number, (scope, name) in enumerate(scope_names().items()):
            chip = QToolButton()
            chip.setObjectName("Chip")
            chip.setText(name)
            chip.setCheckable(True)
            chip.setChecked(scope is Scope.ALL)
            chip.setFont(ui_font(13))
            chip.setAccessibleName(_("Search in: {scope}").format(scope=name))
            chip.clicked.connect(lambda _checked=False, scope=scope: self._set_scope(scope))
            self._chips.addButton(chip, number)
            chips.addWidget(chip)
        layout.addLayout(chips)
        layout.addWidget(self._count)
        layout.addWidget(self._suggestion, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.list, 1)

    @property
    def results(self) -> Results | None:
        """The answer that is shown; None while nothing is asked."""
        return self._results

    @property
    def recent(self) -> list[str]:
        """What was searched for lately, the newest first."""
        return self._recent

    def set_service(self, service: SearchService) -> None:
        """Search another handbook from now on; its index is made ready while nothing else happens."""
        self._service = service
        self._steps = service.prepare()
        self._work.start()
        self._search()

    def set_notes(self, find: Callable[[str], list[Hit]]) -> None:
        """Search the reader's notes as well from now on, with `find`, which returns the hits of a query."""
        self._find_notes = find
        self._search()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._delegate.theme = theme
        self.field.set_theme(theme)
        self._close.setIcon(icon("x", theme))
        self.list.viewport().update()

    def focus_field(self, text: str = "") -> None:
        """Move the keyboard to the field; `text`, when given, is searched for."""
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def marks(self, text: str) -> list[tuple[int, int]]:
        """Return the ranges of a chapter's plain text that the words in the field hit."""
        query = self.field.text()
        return self._service.marks(text, query) if self._service is not None and query.strip() else []

    def _on_text(self) -> None:
        self._due.start()

    def _set_scope(self, scope: Scope) -> None:
        self._scope = scope
        self._search()
        self.field.setFocus()

    def _search(self) -> None:
        text = self.field.text()
        if self._service is None or not text.strip():
            self._results = None
            self._show_recent()
        else:
            self._results = self._service.search(text, scope=self._scope, limit=MOST_HITS)
            if not self._results.is_complete and not self._work.isActive():
                # The index was lost while it was in use: it is made ready again, and the search goes on meanwhile.
                self._steps = self._service.prepare()
                self._work.start()
            wants_notes = self._find_notes is not None and self._scope in (Scope.ALL, Scope.NOTES)
            self._notes = self._find_notes(text) if wants_notes and self._find_notes is not None else []
            self._model.set_hits(self._results.hits, self._notes)
            self._show_results(self._results)
        self.searched.emit(text.strip())

    def _show_recent(self) -> None:
        self._model.set_recent(self._recent)
        self._suggestion.hide()
        if self._recent:
            self._count.setText(_("Searched for lately"))
        else:
            self._count.setText(
                _("Type a word or a question. “Quotes” find a phrase, and a minus before a word leaves it out.")
            )

    def _show_results(self, results: Results) -> None:
        self._count.setText(self._summary(results))
        self._suggestion.setVisible(bool(results.suggestion))
        if results.suggestion:
            self._suggestion.setText(_("Did you mean “{query}”?").format(query=results.suggestion))
        first = self._model.next_choice(-1, 1)
        if first >= 0:
            self.list.setCurrentIndex(self._model.index(first))
            self.list.scrollToTop()
        self._announce.start()

    def _summary(self, results: Results) -> str:
        if self._scope is Scope.NOTES and self._notes:
            return plural("{count} note", "{count} notes", len(self._notes))
        if not results.hits and not self._notes:
            text = _("Nothing was found.")
            if all(word.startswith("-") for word in results.query.split()):
                text = _("Write a word to look for as well: a minus only leaves words out.")
            elif self._scope is not Scope.ALL:
                text += " " + _("Search in everything, or try another word.")
            elif not results.suggestion:
                text += " " + _("Try another word, or fewer of them.")
        else:
            hits = plural("{count} hit", "{count} hits", results.total)
            chapters = plural("in {count} chapter", "in {count} chapters", self._model.chapters)
            shown = len(results.hits)
            text = f"{hits} {chapters}"
            if shown < results.total:
                # The others may be in any chapter.
                best = _("{hits}. The best {count} are shown, {chapters}.")
                text = best.format(hits=hits, count=shown, chapters=chapters)
        if not results.is_complete:
            text += " " + _("The handbook is still being indexed.")
        return text

    def _speak(self) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._count.text()))

    def _step(self, by: int) -> None:
        row = self._model.next_choice(self.list.currentIndex().row(), by)
        if row >= 0:
            self.list.setCurrentIndex(self._model.index(row))

    def _choose(self, index: QModelIndex) -> None:
        if self._due.isActive():
            # Enter came before the answer to the last letter.
            self._due.stop()
            self._search()
            index = self.list.currentIndex()
        if not index.isValid() or index.row() >= len(self._model.rows):
            return
        row = self._model.rows[index.row()]
        if row.kind is ResultKind.RECENT:
            self.focus_field(row.text)
        elif row.kind is ResultKind.MORE:
            self._model.show_all(row.chapter)
            # The first of the rows that came stands where the one that asked for them stood.
            self.list.setCurrentIndex(self._model.index(index.row()))
        elif row.hit is not None:
            self._remember(self.field.text().strip())
            self.chosen.emit(row.hit)

    def _remember(self, query: str) -> None:
        if query in self._recent:
            self._recent.remove(query)
        self._recent.insert(0, query)
        del self._recent[MOST_SEARCHES:]

    def _take_suggestion(self) -> None:
        if self._results is not None:
            self.focus_field(self._results.suggestion)

    def _prepare(self) -> None:
        if self._service is None:
            return
        was_complete = self._results is None or self._results.is_complete
        if next(self._steps, None) is not None:
            self._work.start()
        elif not was_complete:
            self._search()


def scope_names() -> dict[Scope, str]:
    """Return where can be searched, as the reader calls it."""
    return {
        Scope.ALL: _("Everything"),
        Scope.HANDBOOK: _("Chapters"),
        Scope.GLOSSARY: _("Glossary"),
        Scope.TOOLS: _("Tools"),
        Scope.NOTES: _("My notes"),
    }
