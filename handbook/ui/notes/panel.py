"""The panel "My notes": everything the reader keeps of a handbook, grouped, filtered, and edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from handbook.i18n import _, plural
from handbook.notes.wording import colour_names
from handbook.ui.fields import WordField
from handbook.ui.flow import FlowLayout
from handbook.ui.fonts import ui_font
from handbook.ui.icons import icon
from handbook.ui.notes.arrange import (
    Grouping,
    Order,
    Shown,
    arrange,
    chapter_order,
    chosen,
    grouping_names,
    shown_names,
)
from handbook.ui.notes.detail import NoteDetail
from handbook.ui.notes.keeper import DAYS_IN_TRASH
from handbook.ui.notes.list_model import NoteListModel, NoteRowDelegate
from handbook.ui.notes.list_view import NoteListView
from handbook.ui.theme import S1, S2, S3

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from handbook.notes.model import Colour
    from handbook.ui.notes.desk import NoteDesk
    from handbook.ui.notes.note_finder import NoteFinder
    from handbook.ui.theme import Theme

    _Choice = TypeVar("_Choice")

_FILTER_MS = 60
# What changes while the reader types is arranged anew when they pause.
_ARRANGE_MS = 250


class NotesPanel(QWidget):
    """Lists the annotations of the handbook that is open.

    Signals:
        wanted: The reader wants to see an annotation's place: its id.
        left: The reader is done here.
        exported: What is listed is to be exported.
    """

    wanted = Signal(str)
    left = Signal()
    exported = Signal()

    def __init__(self, desk: NoteDesk, finder: NoteFinder, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("SidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self._shown: Shown | Colour = Shown.ALL
        self._grouping = Grouping.CHAPTER
        self._model = NoteListModel()
        self._delegate = NoteRowDelegate(theme)
        self._filter = QTimer(self, singleShot=True, interval=_FILTER_MS)
        self._filter.timeout.connect(self.arrange)
        self._again = QTimer(self, singleShot=True, interval=_ARRANGE_MS)
        self._again.timeout.connect(self.arrange)
        self.detail = NoteDetail(desk, theme)
        self.finder = finder
        self.finder.ready.connect(self._on_found)
        self.field = WordField(_("Filter my notes"), theme, clears_on_escape=True)
        self.field.textChanged.connect(lambda _text: self._filter.start())
        self.field.escaped.connect(self.left)
        self.field.entered.connect(lambda _shift: self._enter_list())
        self.field.stepped.connect(lambda _by: self._enter_list())
        self.list = NoteListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(_("My notes"))
        self.list.entered_row.connect(self._want)
        self.list.doubleClicked.connect(self._want)
        self.list.clicked_row.connect(self._on_click)
        self.list.escaped.connect(self.left)
        self.list.deleted.connect(self._delete)
        self.list.edited.connect(self.detail.focus_note)
        self.list.selectionModel().selectionChanged.connect(lambda _new, _old: self._on_selection())
        self.detail.escaped.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
        self.detail.wanted.connect(self.wanted)
        self._export, self._close = QToolButton(), QToolButton()
        for button, name, done in (
            (self._export, _("Export or print these notes"), self.exported),
            (self._close, _("Close my notes"), self.left),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(done)
        self._show_button, self._group_button = QToolButton(), QToolButton()
        self._count, self._nothing = QLabel(), QLabel()
        self._lay_out()
        desk.keeper.changed.connect(self._on_changed)
        desk.placed.connect(self.arrange)
        self.set_theme(theme)
        self.arrange()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S3, S3, S2, S2)
        layout.setSpacing(S2)
        top = QHBoxLayout()
        top.setSpacing(S1)
        top.addWidget(self.field, 1)
        top.addWidget(self._export)
        top.addWidget(self._close)
        layout.addLayout(top)
        choices = FlowLayout(S1)
        for button, name in ((self._show_button, _("What is shown")), (self._group_button, _("What stands together"))):
            button.setObjectName("Chip")
            button.setFont(ui_font(13))
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setMenu(QMenu(button))
            button.setToolTip(name)
            choices.addWidget(button)
        layout.addLayout(choices)
        self._fill_menus()
        for label in (self._count, self._nothing):
            label.setObjectName("Hint")
            label.setFont(ui_font(13 if label is self._count else 14))
            label.setWordWrap(True)
            layout.addWidget(label, int(label is self._nothing))
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([360, 290])
        layout.addWidget(self._split, 1)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The widgets that Tab comes to, in order."""
        return (
            self.field,
            self._export,
            self._close,
            self._show_button,
            self._group_button,
            self.list,
            *self.detail.stops,
        )

    @property
    def chosen_ids(self) -> list[str]:
        """Ids of the annotations that are selected, in the order of the list."""
        rows = sorted({index.row() for index in self.list.selectionModel().selectedIndexes()})
        found = [self._model.rows[row].annotation for row in rows]
        return list(dict.fromkeys(one.id for one in found if one is not None))

    @property
    def shown(self) -> Shown | Colour:
        """What is listed."""
        return self._shown

    @property
    def is_filtered(self) -> bool:
        """Whether only some of the notes are listed."""
        return self._shown is not Shown.ALL or bool(self.field.text().strip())

    @property
    def model(self) -> NoteListModel:
        """The rows."""
        return self._model

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._delegate.theme = theme
        self.field.set_theme(theme)
        self.detail.set_theme(theme)
        for button, name in ((self._export, "file-down"), (self._close, "x")):
            button.setIcon(icon(name, theme))
            button.setIconSize(QSize(18, 18))
        self.list.viewport().update()

    def focus_filter(self) -> None:
        """Move the keyboard to the filter."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_only(self, shown: Shown | Colour) -> None:
        """List only these."""
        self._shown = shown
        self._fill_menus()
        self.arrange()

    def group(self, grouping: Grouping) -> None:
        """Let these stand together."""
        self._grouping = grouping
        self._fill_menus()
        self.arrange()

    def reveal(self, id_: str) -> None:
        """Select an annotation in the list, and bring it into sight."""
        row = self._model.row_of(id_)
        if row >= 0:
            self.list.setCurrentIndex(self._model.index(row))

    def arrange(self) -> None:
        """List what is to be listed; what is selected stays selected."""
        placing = self._desk.placing
        self._again.stop()
        if placing is None:
            return
        order = self._order()
        id_ = placing.handbook.manifest.id
        everything = [one for one in self._desk.keeper.notebook.all.values() if one.anchor.handbook == id_]
        listed = chosen(everything, self._shown, order)
        words = self.field.text().strip()
        if words:
            found = set(self.finder.search(words).ids)
            listed = [one for one in listed if one.id in found]
        selected, row = self.chosen_ids, self.list.currentIndex().row()
        position = self.list.verticalScrollBar().value()
        self._model.set_rows(arrange(listed, self._grouping, order))
        if not self._select(selected) and row >= 0:
            self._select_near(row)
        self.list.verticalScrollBar().setValue(position)
        self._explain(len(listed), is_filtered=bool(words), is_empty=not any(not one.deleted for one in everything))
        self._on_selection()

    def _order(self) -> Order:
        placing = self._desk.placing
        assert placing is not None  # noqa: S101 - the caller has looked
        return Order(
            chapter_order(placing.handbook),
            colour_names(self._desk.keeper.own_names),
            placing.place_of,
            placing.is_lost,
        )

    def _fill_menus(self) -> None:
        shown = shown_names(colour_names(self._desk.keeper.own_names))
        self._fill_menu(self._show_button, shown, self._shown, self.show_only)
        self._fill_menu(self._group_button, grouping_names(), self._grouping, self.group)

    def _fill_menu(
        self,
        button: QToolButton,
        names: Mapping[_Choice, str],
        current: _Choice,
        choose: Callable[[_Choice], object],
    ) -> None:
        menu = button.menu()
        menu.clear()
        for value, name in names.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(value is current)
            action.triggered.connect(lambda _checked=False, value=value: choose(value))
        button.setText(f"{names[current]} ▾")
        button.setAccessibleName(f"{button.toolTip()}: {names[current]}")

    def _explain(self, count: int, *, is_filtered: bool, is_empty: bool) -> None:
        self._count.setText(plural("{count} note", "{count} notes", count))
        self._count.setVisible(count > 0)
        trouble = self._desk.keeper.trouble
        if trouble is not None and trouble.trouble.needs_choice and not count:
            text = str(trouble)
        elif count:
            text = ""
        elif is_filtered:
            text = _("No note has these words.")
        elif self._shown is Shown.TRASH:
            text = _("The trash is empty. What you delete lies here for {days} days.").format(days=DAYS_IN_TRASH)
        elif self._shown is Shown.LOST:
            text = _("Every note stands where it belongs in this edition.")
        elif not is_empty:
            text = _("There are none of these.")
        else:
            text = "\n\n".join(
                (
                    _("What you mark and write in the handbook is gathered here."),
                    _("Select some text: a small bar offers four colours and a note."),
                    _("Ctrl+N writes a note to the place that you are reading, and Ctrl+D sets a bookmark there."),
                    _("Everything is saved as you type, and backed up every day on this computer."),
                )
            )
        self._nothing.setText(text)
        self._nothing.setVisible(bool(text))
        self._split.setVisible(count > 0)

    def _select_near(self, row: int) -> None:
        """Select the row that came in the place of one that has gone, else the last one before it."""
        rows = self._model.rows
        after = range(min(row, len(rows)), len(rows))
        for number in (*after, *range(min(row, len(rows)) - 1, -1, -1)):
            if rows[number].annotation is not None:
                self.list.setCurrentIndex(self._model.index(number))
                return

    def _select(self, ids: list[str]) -> bool:
        """Select annotations. Returns whether any is listed."""
        selection = self.list.selectionModel()
        wanted = set(ids)
        is_first = True
        for number, row in enumerate(self._model.rows):
            if row.annotation is not None and row.annotation.id in wanted:
                wanted.discard(row.annotation.id)
                index = self._model.index(number)
                selection.select(index, QItemSelectionModel.SelectionFlag.Select)
                if is_first:
                    selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                    is_first = False
        return not is_first

    def _on_selection(self) -> None:
        ids = self.chosen_ids
        all_ = self._desk.keeper.notebook.all
        self.detail.show_annotations([all_[id_] for id_ in ids if id_ in all_])

    def _on_found(self) -> None:
        if self.field.text().strip():
            self.arrange()

    def _on_changed(self, ids: set[str]) -> None:
        shown = {row.annotation.id: row.annotation for row in self._model.rows if row.annotation is not None}
        all_ = self._desk.keeper.notebook.all
        rewritten = all(
            id_ in shown
            and id_ in all_
            and all_[id_]._replace(body="", modified="", history=())
            == shown[id_]._replace(body="", modified="", history=())
            for id_ in ids
        )
        if rewritten:
            # Letters change no group: the rows are drawn anew when the reader pauses.
            self._again.start()
        else:
            self.arrange()

    def _enter_list(self) -> None:
        self._filter.stop()
        self.arrange()
        first = next((n for n, row in enumerate(self._model.rows) if row.annotation is not None), -1)
        if first >= 0:
            if not self.list.currentIndex().isValid() or self.field.text():
                self.list.setCurrentIndex(self._model.index(first))
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_click(self, index: QModelIndex) -> None:
        # In a window too narrow for both, going there would take the list away: it is looked at first.
        if self.window().width() >= 2 * self.width():
            self._want(index)

    def _want(self, index: QModelIndex) -> None:
        row = self._model.rows[index.row()] if index.isValid() else None
        if row is not None and row.annotation is not None and not row.annotation.deleted:
            self.wanted.emit(row.annotation.id)

    def _delete(self) -> None:
        live = [id_ for id_ in self.chosen_ids if not self._desk.keeper.notebook.all[id_].deleted]
        if live:
            self._desk.delete_many(live)
