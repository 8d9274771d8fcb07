"""The form beside the page: a head, and below it a tool's text and fields with the answers of one copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from handbook.book.forms import fields
from handbook.i18n import _
from handbook.ui.theme import S2, S4
from handbook.ui.tools.answer_list import AnswerList
from handbook.ui.tools.form_body import FormBody, Place
from handbook.ui.tools.form_head import FormHead
from handbook.ui.tools.look import SMALL
from handbook.ui.tools.prose import wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QKeyEvent

    from handbook.ui.tools.form_head import CopyLine
    from handbook.ui.tools.look import Look
    from handbook.ui.tools.session import Session

# Of what stands above a field, what is to be seen with it, in pixels at 100 %.
_ABOVE_FOCUS = 24


class FormPanel(QWidget):
    """Shows one copy at a time.

    Attributes:
        area: What scrolls.
        session: The copy that is being filled in; None before the first.
        look: How it is drawn.
        head: Its head.
        body: Its fields; None where the tool isn't in this edition.
        answers: What is shown instead, then.

    Signals:
        escaped: Escape was pressed.
        left: The form is to be closed.
        copy_wanted: Another copy is to be shown: its id, "" for a new one.
        asked: Something is to be done with the copy; see `FormHead.asked`.
        restored: The copy is to come out of the trash.
        followed: A link was followed.
        copied: A text is to be copied.
        told: Something the reader should know, in a sentence.
        stops_changed: Tab comes to other widgets now.
    """

    escaped = Signal()
    left = Signal()
    copy_wanted = Signal(str)
    asked = Signal(str)
    restored = Signal()
    followed = Signal(str)
    copied = Signal(str)
    told = Signal(str)
    stops_changed = Signal()

    def __init__(self, list_copies: Callable[[], list[CopyLine]], parent: QWidget | None = None) -> None:
        """Make the panel; `list_copies` returns the copies of the tool on the screen."""
        super().__init__(parent)
        self.setObjectName("SidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._list_copies = list_copies
        self.look: Look | None = None
        self._tool: object = None
        self.session: Session | None = None
        self.head: FormHead | None = None
        self.body: FormBody | None = None
        self.answers: AnswerList | None = None
        self._banner, self._back = QLabel(), QPushButton(_("Bring it back"))
        self._banner.setTextFormat(Qt.TextFormat.PlainText)
        wrap(self._banner)
        self._back.clicked.connect(self.restored)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        # A bar that came and went would change the width, and every field would be measured twice.
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its fields have the keyboard; PageUp and PageDown move it from any of them.
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._notice = QWidget(self)
        notice = QVBoxLayout(self._notice)
        notice.setContentsMargins(S4, 0, S4, S2)
        notice.addWidget(self._banner)
        notice.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._notice)
        self._column.addWidget(self.area, 1)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to, in order."""
        head = self.head.stops if self.head is not None else []
        inner = self.body.stops if self.body is not None else self.answers.stops if self.answers is not None else []
        return [*head, self._back, *inner]

    def show_session(self, session: Session, look: Look) -> None:
        """Show a copy; what was typed into the one before is written."""
        if self.session is not None and self.session is not session:
            self.session.close()
        if self.session is not session:
            self.session = session
            session.changed.connect(self._on_changed)
        self.look = look
        self._build()

    def set_look(self, look: Look) -> None:
        """Draw in other colours, or in another size; the keyboard stays where it is."""
        if look == self.look:
            return
        self.look = look
        if self.session is not None:
            self._rebuild()

    def focus_first(self) -> None:
        """Move the keyboard to the first empty field, or to the head where there is none."""
        if self.body is not None and self.body.isEnabled() and self.body.stops:
            self.body.focus_first()
            focus = QApplication.focusWidget()
            if focus is not None and self.body.isAncestorOf(focus):
                return
        if self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.head is not None:
            # Of a tool that is gone, only the answers can be taken along; the title can't be changed either.
            answers = self.answers.stops if self.answers is not None else []
            stop = self.head.title if self.head.title.isEnabled() else next(iter(answers), self.head.copies)
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_again(self) -> None:
        """Move the keyboard to where it was in the form."""
        before = self.focusWidget()
        if before is not self and before.isVisible() and before.isEnabled():
            # As by a shortcut, all of a line would be selected, and the next letter would take its place.
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; the page keys scroll."""
        bar = self.area.verticalScrollBar()
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() == Qt.Key.Key_PageDown:
            bar.setValue(bar.value() + bar.pageStep())
        elif event.key() == Qt.Key.Key_PageUp:
            bar.setValue(bar.value() - bar.pageStep())
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, nothing waits to be written."""
        if self.session is not None:
            self.session.leave()
        super().hideEvent(event)

    def _build(self) -> None:
        session, look = self.session, self.look
        if session is None or look is None:
            return
        if self.head is not None:
            self._column.removeWidget(self.head)
            self.head.hide()
            self.head.deleteLater()
        self.head = head = FormHead(look, self._list_copies)
        head.retitled.connect(session.retitle)
        head.copy_wanted.connect(self.copy_wanted)
        head.asked.connect(self.asked)
        head.left.connect(self.left)
        self._column.insertWidget(0, head)
        # To the ear, what was made first comes first.
        head.lower()
        self._tool = session.tool
        self.setAccessibleName(session.filled.name)
        self.body, self.answers = None, None
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if head.scrolls:
            column.addWidget(head.details)
            column.addWidget(self._notice)
        else:
            self._column.insertWidget(1, self._notice)
            self.area.raise_()
        column.addWidget(
            self._make_answers(session, look) if session.tool is None else self._make_body(session, look), 1
        )
        self.area.setWidget(holder)
        # In their new place: a style sheet gives what is moved the font back that it had.
        self._banner.setFont(look.font(SMALL))
        self._back.setFont(look.font(SMALL))
        self._show_state()
        self.stops_changed.emit()

    def _make_answers(self, session: Session, look: Look) -> QWidget:
        self.answers = AnswerList((*session.filled.answers, *session.filled.kept), look, "", "")
        self.answers.copied.connect(self.copied)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(S4, 0, S4, S4)
        column.addWidget(self.answers)
        column.addStretch(1)
        return holder

    def _make_body(self, session: Session, look: Look) -> QWidget:
        assert session.tool is not None  # noqa: S101 - what is gone has no fields
        self.body = body = FormBody(session.tool, session.filled, look)
        body.typed.connect(session.type)
        body.chosen.connect(session.choose)
        body.cleared.connect(session.clear)
        body.followed.connect(self.followed)
        body.copied.connect(self.copied)
        body.told.connect(self.told)
        body.parts_changed.connect(self.stops_changed)
        return body

    def _rebuild(self) -> None:
        """Make everything anew for the same copy; the reader stays where they are."""
        position = self.area.verticalScrollBar().value()
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and self.isAncestorOf(focus)
        title = self.head.title.caret if self.head is not None and focus is self.head.title else None
        place = self.body.place_of_focus() if self.body is not None else Place()
        self._build()
        if self.body is not None:
            # Where the reader is, everything has to be there.
            self.body.reach(place, position + self.area.viewport().height())
        if title is not None and self.head is not None:
            self.head.title.setFocus(Qt.FocusReason.OtherFocusReason)
            self.head.title.put_caret(title)
        elif had_keyboard and not (self.body is not None and self.body.focus_place(place)):
            self.focus_first()
        QTimer.singleShot(0, self, lambda: self.area.verticalScrollBar().setValue(position))

    def _show_state(self) -> None:
        session = self.session
        if session is None or self.head is None:
            return
        is_deleted = bool(session.annotation.deleted)
        focus = QApplication.focusWidget()
        # Asked first: a button that is hidden gives the keyboard to whatever comes next in the window.
        had_keyboard = focus is not None and self.isAncestorOf(focus)
        text = ""
        if is_deleted:
            text = _("This copy is in the trash.")
        elif session.tool is None:
            text = _("This tool isn’t in this edition of the handbook. What you filled in is kept, and shown here.")
        self._banner.setText(text)
        self._notice.setVisible(bool(text))
        self._back.setVisible(is_deleted)
        minutes = 0
        if session.tool is not None:
            minutes = session.tool.minutes or sum(field.minutes for field in fields(session.tool))
        self.head.show_copy(session.filled, minutes, can_begin=session.tool is not None)
        self.head.title.setEnabled(not is_deleted and session.tool is not None)
        if self.body is not None and self.body.isEnabled() == is_deleted:
            self.body.setEnabled(not is_deleted)
            if had_keyboard:
                self.focus_first()
                # When what was just shown has its place.
                QTimer.singleShot(0, self, self._show_focus)

    def _on_changed(self) -> None:
        session = self.session
        if session is None:
            return
        if session.tool is not self._tool or (self.body is not None and not self.body.show_filled(session.filled)):
            self._rebuild()
            return
        self._show_state()

    def _on_focus(self, old: QWidget | None, _new: QWidget | None) -> None:
        if old is not None and self.session is not None and self._holds(old):
            self.session.leave()
        self._show_focus()

    def _show_focus(self) -> None:
        """Scroll what has the keyboard into sight."""
        new, inner = QApplication.focusWidget(), self.area.widget()
        if new is not None and inner is not None and inner.isAncestorOf(new):
            # Shown with its label above it.
            corner = new.mapTo(inner, QPoint(0, 0))
            self.area.ensureVisible(corner.x(), corner.y() + new.height(), 0, S4)
            above = self.look.size(_ABOVE_FOCUS) if self.look is not None else _ABOVE_FOCUS
            self.area.ensureVisible(corner.x(), corner.y(), 0, above)

    def _holds(self, widget: QWidget) -> bool:
        try:
            return self.isAncestorOf(widget)
        except RuntimeError:
            # Qt has deleted it already.
            return False

    def changeEvent(self, event: QEvent) -> None:
        """When the reader turns to another program, nothing waits to be written."""
        if event.type() == QEvent.Type.ActivationChange and self.session is not None and not self.isActiveWindow():
            self.session.leave()
        super().changeEvent(event)
