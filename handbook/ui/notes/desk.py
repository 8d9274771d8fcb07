"""Brings the reader's notes onto the page: marks what is kept, and keeps what the reader marks.

It stands between the reading panel, which knows pages, and the keeper, which knows annotations.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QTextCursor

from handbook.i18n import _, plural
from handbook.notes.model import Annotation, Colour, Kind
from handbook.notes.notebook import new_id
from handbook.notes.placing import Placing
from handbook.notes.wording import colour_names
from handbook.ui.notes.anchoring import anchor_of, place_offset, selected_ranges
from handbook.ui.notes.page_marks import page_mark, short
from handbook.ui.notes.ticks import Ticks
from handbook.ui.reader.marks import MarkLayer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.book.library import Handbook
    from handbook.notes.model import Anchor
    from handbook.notes.placing import Spot
    from handbook.ui.actions import Actions
    from handbook.ui.notes.card import NoteCard
    from handbook.ui.notes.keeper import NoteKeeper
    from handbook.ui.notes.toolbar import SelectionBar
    from handbook.ui.reader.panel import ReaderPanel
    from handbook.ui.theme import Theme

# Looking through the other chapters begins when the reader has begun to read; in milliseconds.
_SEARCH_MS = 1_500


class NoteDesk(QObject):
    """The notes on the page of one reading panel.

    Signals:
        told: Something the reader should know, in a sentence.
        link_activated: A link in a note was followed: its target as written.
        placed: More annotations have been looked for in the handbook.
        caret_wanted: The caret is wanted in the text.
    """

    told = Signal(str)
    caret_wanted = Signal()
    link_activated = Signal(str)
    placed = Signal()

    def __init__(self, reader: ReaderPanel, keeper: NoteKeeper, actions: Actions, theme: Theme) -> None:
        super().__init__(reader)
        self._reader = reader
        self._view = reader.view
        self._actions = actions
        self._theme = theme
        self._spots: dict[str, Spot] = {}
        self._steps: Iterator[int] = iter(())
        self._open_chapter = ""
        self.keeper = keeper
        self.placing: Placing | None = None
        self.layer = MarkLayer(self._view)
        self.ticks = Ticks(self)
        self._look = QTimer(self, singleShot=True)
        self._look.timeout.connect(self._look_further)
        reader.page_set.connect(self._on_page)
        keeper.changed.connect(self._on_changed)
        keeper.told.connect(self.told)
        self.layer.activated.connect(self.open_card)
        self.layer.selected.connect(lambda: self.offer(focus=False))
        self.layer.box_clicked.connect(self.ticks.toggle)
        self._view.pressed.connect(self.dismiss)
        self._view.link_activated.connect(lambda _number: self.dismiss())
        self._view.scrolled.connect(self._on_scrolled)

    @cached_property
    def bar(self) -> SelectionBar:
        """The bar at a selection; made when it is first wanted."""
        from handbook.ui.notes.toolbar import SelectionBar

        bar = SelectionBar(self._actions, self._theme, self._reader)
        bar.left.connect(self._reader.setFocus)
        return bar

    @cached_property
    def card(self) -> NoteCard:
        """The card at a mark; made when it is first wanted."""
        from handbook.ui.notes.card import NoteCard

        card = NoteCard(self.keeper, self._theme, self._reader)
        card.closed.connect(lambda had_focus: self._reader.setFocus() if had_focus else None)
        card.deleted.connect(lambda id_: self.delete_many([id_]))
        card.link_activated.connect(self.link_activated)
        return card

    def set_handbook(self, handbook: Handbook) -> None:
        """Mark the pages of another handbook from now on."""
        self.keeper.set_handbook(handbook.manifest)
        self.placing = Placing(handbook)
        self.refresh()
        self._begin_looking(_SEARCH_MS)

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._theme = theme
        if "bar" in self.__dict__:
            self.bar.set_theme(theme)
        if "card" in self.__dict__:
            self.card.set_theme(theme)

    def own(self) -> list[Annotation]:
        """Return what the reader keeps of this handbook, without what is deleted."""
        id_ = self.placing.handbook.manifest.id if self.placing is not None else ""
        return [one for one in self.keeper.notebook.live() if one.anchor.handbook == id_]

    def refresh(self) -> None:
        """Mark the page that is on the screen."""
        page, tree, chapter = self._view.page, self._reader.tree, self._reader.chapter
        if page is None or tree is None or chapter is None or self.placing is None:
            self._spots = {}
            self.layer.set_marks(())
            return
        own = self.own()
        self._spots = self.placing.on_page(chapter.key, tree, own)
        marks, names = [], colour_names(self.keeper.own_names)
        page.ticks = {place: is_done for place, is_done in page.ticks.items() if place in page.items}
        for annotation in own:
            spot = self._spots.get(annotation.id)
            if spot is None:
                continue
            if annotation.kind is Kind.TICK:
                position = page.map.to_document(spot.found.start)
                page.ticks[self._view.document().findBlock(position).position()] = annotation.body == "x"
            elif annotation.kind is not Kind.TOOL:
                marks.append(page_mark(annotation, spot, page, names))
        self.layer.set_marks(marks)

    # What the reader does

    def mark(self, colour: Colour) -> None:
        """Highlight the selection in a colour; without one, give the mark that the reader is at that colour."""
        anchors = self._selected_anchors()
        current = self.keeper.notebook.all.get(self.mark_here())
        if anchors:
            label = _("Highlight as “{name}”").format(name=colour_names(self.keeper.own_names)[colour])
            highlights = self._highlights(anchors, colour)
            self.keeper.apply(label, highlights)
            self._after_marking(highlights[0], label)
        elif current is not None and current.kind is Kind.HIGHLIGHT and not current.deleted:
            self.keeper.apply(_("Change the colour"), [current._replace(colour=colour)])
        else:
            self.told.emit(_("Select some text first, with the mouse or, after F7, with Shift and the arrow keys."))

    def write_note(self) -> None:
        """Write a note to the selection, to the mark that the reader is at, or to the place on the screen."""
        anchors = self._selected_anchors()
        if anchors:
            highlights = self._highlights(anchors)
            self.keeper.apply(_("Highlight"), highlights)
            self._after_marking(highlights[0], "")
            self.open_card(highlights[0].id)
        elif self.mark_here():
            self.open_card(self.mark_here())
        else:
            anchor = self._place_anchor()
            if anchor is None:
                return
            # Kept with its first letter: a card that was opened and closed leaves nothing behind.
            annotation = Annotation(new_id(), Kind.NOTE, anchor)
            assert self._view.page is not None  # noqa: S101 - there is an anchor
            rect = self._view.line_rect(self._view.page.map.to_document(anchor.start))
            rect.translate(0, -self._view.verticalScrollBar().value())
            self.card.show_annotation(annotation, rect)

    def toggle_bookmark(self) -> None:
        """Set a bookmark at the paragraph where the reader is, or take it away."""
        anchor = self._place_anchor()
        page = self._view.page
        if anchor is None or page is None:
            return
        document = self._view.document()
        here = document.findBlock(page.map.to_document(anchor.start)).blockNumber()
        for annotation in self.own():
            spot = self._spots.get(annotation.id)
            if annotation.kind is Kind.BOOKMARK and spot is not None:
                block = document.findBlock(page.map.to_document(spot.found.start))
                if block.blockNumber() == here:
                    self.keeper.delete([annotation.id])
                    has_note = bool(annotation.body.strip())
                    gone = _("The bookmark and its note are deleted. Ctrl+Z brings them back.")
                    self.told.emit(gone if has_note else _("The bookmark is gone."))
                    return
        self.keeper.apply(_("Set a bookmark"), [Annotation(new_id(), Kind.BOOKMARK, anchor)])
        self.told.emit(_("Bookmark set at “{words}”").format(words=short(anchor.exact.partition("\n")[0], 60)))

    def offer(self, *, focus: bool) -> None:
        """Show the bar at the selection; by keyboard without one, open the mark that the reader is at."""
        if not self._selected_anchors():
            if focus and self.mark_here():
                self.open_card(self.mark_here())
            elif focus:
                self.told.emit(_("Select some text first, with the mouse or, after F7, with Shift and the arrow keys."))
            return
        self.bar.set_names(colour_names(self.keeper.own_names))
        cursor = self._view.textCursor()
        rect = self._view.line_rect(cursor.selectionStart())
        rect.translate(0, -self._view.verticalScrollBar().value())
        first = QTextCursor(cursor)
        first.setPosition(cursor.selectionStart())
        rect.setLeft(self._view.cursorRect(first).left())
        # A selection that began above the window is offered for at the window's edge.
        rect.moveTop(max(0.0, rect.top()))
        self.bar.show_at(rect, focus=focus)

    def enter_bar(self) -> bool:
        """Move the keyboard into the bar at the selection, if it is open. Returns whether it was."""
        is_open = "bar" in self.__dict__ and self.bar.isVisible()
        if is_open:
            self.bar.buttons[0].setFocus()
        return is_open

    def mark_here(self) -> str:
        """Return the id of the mark that the reader is at: the one that stands out, or the one at the caret; or ""."""
        # What was scrolled out of sight isn't what they mean by "here".
        if self.layer.is_seen(self.layer.current):
            return self.layer.current
        return self.layer.at_position(self._view.textCursor().position()) if self._view.has_caret else ""

    def step(self, by: int) -> None:
        """Go to the next (+1) or previous (-1) mark on the page."""
        if not self.layer.is_seen(self.layer.current):
            self.layer.set_current("")
        mark = self.layer.next_mark(by)
        if mark is None:
            self.told.emit(_("There are no notes or highlights in this chapter."))
            return
        if self._view.is_on_link:
            # The keyboard leaves the link: Enter belongs to the mark now.
            self._clear_selection()
        self._view.scroll_to(mark.start, centre=True)
        self.layer.set_current(mark.id)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, mark.tip))

    def open_card(self, id_: str) -> None:
        """Open the card of a mark on the page."""
        annotation = self.keeper.latest(id_)
        if annotation is None or annotation.kind is Kind.TOOL:
            return
        self._reader.links.dismiss()
        if not self.layer.is_seen(id_) and id_ in self._spots and self._view.page is not None:
            self._view.scroll_to(self._view.page.map.to_document(self._spots[id_].found.start), centre=True)
        self.layer.set_current(id_)
        self.card.show_annotation(annotation, self.layer.rect_of(id_))

    def delete_many(self, ids: list[str]) -> None:
        """Put annotations into the trash, and say how they come back."""
        self.keeper.delete(ids)
        text = plural(
            "{count} note deleted. Ctrl+Z brings it back.", "{count} notes deleted. Ctrl+Z brings them back.", len(ids)
        )
        self.told.emit(text)

    def attach_here(self, id_: str) -> bool:
        """Let an annotation stand at the selection, a place at what is on the screen. Returns whether it does."""
        annotation = self.keeper.latest(id_)
        anchor = next(iter(self._selected_anchors()), None)
        if anchor is None and annotation is not None and annotation.kind is not Kind.HIGHLIGHT:
            anchor = self._place_anchor()
        if annotation is None or anchor is None:
            self.told.emit(_("Select the text that the note belongs to first."))
            return False
        self.keeper.apply(_("Attach a note"), [annotation._replace(anchor=anchor)])
        self._clear_selection()
        return True

    def attach_at(self, id_: str, spot: Spot) -> bool:
        """Let an annotation stand at a place that was found. Returns whether it does."""
        annotation = self.keeper.latest(id_)
        handbook = self.placing.handbook if self.placing is not None else None
        chapter = handbook.chapter(spot.chapter) if handbook is not None else None
        if annotation is None or handbook is None or chapter is None:
            return False
        tree = handbook.tree(chapter.key)
        anchor = anchor_of(handbook, chapter, tree, spot.found.start, spot.found.end)
        if anchor is None:
            return False
        self.keeper.apply(_("Attach a note"), [annotation._replace(anchor=anchor)])
        return True

    def dismiss(self) -> bool:
        """Close the card and the bar. Returns whether either was open, or a mark stood out."""
        was_open = False
        for name in ("card", "bar"):
            if name in self.__dict__:
                was_open = getattr(self, name).dismiss() or was_open
        if not was_open and self.layer.current:
            was_open = True
        self.layer.set_current("")
        return was_open

    # What is behind it

    def anchor(self, start: int, end: int) -> Anchor | None:
        """Return the anchor of a range of the open chapter's text; None when there is nothing in it."""
        chapter, tree = self._reader.chapter, self._reader.tree
        if self.placing is None or chapter is None or tree is None:
            return None
        return anchor_of(self.placing.handbook, chapter, tree, start, end)

    def tick_at(self, position: int) -> Annotation | None:
        """Return what the reader has made of the task whose block begins at a document position."""
        page = self._view.page
        for id_, spot in self._spots.items():
            annotation = self.keeper.notebook.all.get(id_)
            if page is not None and annotation is not None and annotation.kind is Kind.TICK:
                block = self._view.document().findBlock(page.map.to_document(spot.found.start))
                if block.position() == position:
                    return annotation
        return None

    @property
    def reader(self) -> ReaderPanel:
        """The reading panel."""
        return self._reader

    def _selected_anchors(self) -> list[Anchor]:
        anchors = (self.anchor(start, end) for start, end in selected_ranges(self._view))
        return [anchor for anchor in anchors if anchor is not None]

    def _highlights(self, anchors: list[Anchor], colour: Colour | None = None) -> list[Annotation]:
        """Return highlights at anchors: those that stand there already, or new ones, in `colour` if it is given."""
        there = [one for one in self.own() if one.kind is Kind.HIGHLIGHT]
        result = []
        for anchor in anchors:
            same = next((one for one in there if self._stands_at(one, anchor)), None)
            one = same or Annotation(new_id(), Kind.HIGHLIGHT, anchor)
            result.append(one if colour is None else one._replace(colour=colour))
        return result

    def _place_anchor(self) -> Anchor | None:
        offset = place_offset(self._view)
        return self.anchor(offset, offset) if offset is not None else None

    def _stands_at(self, annotation: Annotation, anchor: Anchor) -> bool:
        spot = self._spots.get(annotation.id)
        return spot is not None and (spot.found.start, spot.found.end) == (anchor.start, anchor.end)

    def _after_marking(self, annotation: Annotation, label: str) -> None:
        self._clear_selection()
        self.layer.set_current(annotation.id)
        if "bar" in self.__dict__:
            self.bar.dismiss()
        if label:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, label))

    def _clear_selection(self) -> None:
        cursor = self._view.textCursor()
        cursor.clearSelection()
        self._view.setTextCursor(cursor)

    def _on_page(self) -> None:
        chapter = self._reader.chapter.key if self._reader.chapter is not None else ""
        if chapter != self._open_chapter:
            # What the card and the bar stood at isn't on the screen any more.
            self._open_chapter = chapter
            self.dismiss()
        self.refresh()

    def _on_changed(self, _ids: set[str]) -> None:
        self.refresh()
        self._begin_looking(0)

    def _on_scrolled(self) -> None:
        if "bar" in self.__dict__:
            self.bar.dismiss()
        if "card" in self.__dict__ and not self.card.holds_keyboard:
            self.card.dismiss()

    def _begin_looking(self, delay_ms: int) -> None:
        if self.placing is None:
            return
        unknown = [one for one in self.own() if not self.placing.known(one)]
        self._steps = self.placing.steps(unknown)
        if unknown:
            self._look.start(delay_ms)

    def _look_further(self) -> None:
        if next(self._steps, None) is None:
            self.refresh()
            self.placed.emit()
            return
        self._look.start(0)
