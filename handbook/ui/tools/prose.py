"""The text of a tool between its fields: nodes as Qt's rich text, in labels that wrap and whose links work."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout

from handbook.book import nodes
from handbook.book.walk import iter_blocks, plain_text
from handbook.i18n import _
from handbook.ui.theme import S1, S2, S3, Hue
from handbook.ui.tools.look import BODY, SOFT_HYPHEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from handbook.ui.tools.look import Look

_BAR = 3
# The label itself doesn't show that it has the keyboard: only a link in it does.
_MOVED = (
    *(Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason),
    *(Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.OtherFocusReason),
)


class Prose(QLabel):
    """A label of rich text.

    Signals:
        followed: A link was followed: its target as written.
    """

    followed = Signal(str)

    def __init__(self, html: str, look: Look, pixels: int = BODY) -> None:
        """Show `html`, at a size of `pixels` at 100 %."""
        super().__init__()
        wrap(self)
        self.setFont(look.font(pixels))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(html)
        has_links = "<a href" in html
        if has_links or SOFT_HYPHEN in html:
            self.setAccessibleName(_words(html))
        if has_links:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
            self.linkActivated.connect(self.followed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard comes to the first link at once, and not to the text before it; backwards, to the last one."""
        super().focusInEvent(event)
        if event.reason() in _MOVED:
            self.focusNextPrevChild(event.reason() != Qt.FocusReason.BacktabFocusReason)


class Said(QFrame):
    """A quotation: in a tool, something to say aloud. A bar stands at its left."""

    def __init__(self, html: str, look: Look) -> None:
        super().__init__()
        self._colour = look.theme.accents[Hue.PLUM].strong
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S3 + _BAR, S1, 0, S1)
        self.label = Prose(html, look)
        font = self.label.font()
        font.setItalic(True)
        self.label.setFont(font)
        layout.addWidget(self.label)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(QRectF(0, 0, _BAR, self.height()), 1, 1)
        painter.end()


def wrap(label: QLabel) -> None:
    """Let a label be as narrow as the form, and as high as its text then is."""
    label.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)


def set_words(label: QLabel, text: str, look: Look) -> None:
    """Let a label show a plain text, broken where it may be for the eye, and whole for the ear.

    Args:
        label: Of plain text.
        text: As it is written.
        look: Says where words may be broken.
    """
    shown = look.broken(text)
    # With a buddy, a single "&" would be a mnemonic.
    label.setText(shown.replace("&", "&&") if label.buddy() is not None else shown)
    label.setAccessibleName(text if shown != text else "")


def words_of(blocks: Sequence[nodes.Block]) -> str:
    """Return what stands in blocks on one line, for the ear: it is read out with the field that it belongs to.

    Args:
        blocks: Without fields.
    """
    lines = []
    for block in iter_blocks(blocks):
        match block:
            case nodes.Paragraph() | nodes.Heading():
                lines.append(plain_text(block.children))
            case nodes.Panel():
                lines.append(plain_text(block.title))
            case nodes.DefinitionList():
                lines += [plain_text(item.term) for item in block.items]
            case nodes.CodeBlock():
                lines.append(block.value)
    return " ".join(" ".join(lines).split())


def text_widgets(blocks: Sequence[nodes.Block], look: Look) -> list[Prose | Said]:
    """Return labels for blocks of text: quotes stand by themselves, what is between them in one.

    Args:
        blocks: Without fields.
        look: How they are drawn.
    """
    made: list[Prose | Said] = []
    run: list[nodes.Block] = []
    for block in (*blocks, None):
        if block is not None and not isinstance(block, nodes.Quote):
            run.append(block)
            continue
        if run:
            made.append(Prose(html_of(run, look), look))
            run = []
        if block is not None:
            made.append(Said(html_of(block.blocks, look), look))
    return made


def links_of(widgets: Sequence[QWidget]) -> list[Prose]:
    """Return the labels among widgets of `text_widgets` that hold links."""
    labels = (widget.label if isinstance(widget, Said) else widget for widget in widgets)
    return [label for label in labels if isinstance(label, Prose) and label.focusPolicy() != Qt.FocusPolicy.NoFocus]


def html_of(blocks: Sequence[nodes.Block], look: Look) -> str:
    """Return blocks as Qt's rich text. Everything that an author wrote is escaped.

    Args:
        blocks: Without fields.
        look: Says where words may be broken.
    """
    parts = [_block(block, look) for block in blocks]
    # The label's own edges are the paragraph's.
    return "".join(parts)


def inline_html(children: Sequence[nodes.Inline], look: Look) -> str:
    """Return a line of text as Qt's rich text.

    Args:
        children: Its nodes.
        look: Says where words may be broken.
    """
    return "".join(_inline(child, look) for child in children)


def _inline(child: nodes.Inline, look: Look) -> str:
    match child:
        case nodes.Text():
            return escape(look.broken(child.value))
        case nodes.Abbreviation():
            return escape(child.value)
        case nodes.Code():
            return f"<code>{escape(child.value)}</code>"
        case nodes.LineBreak():
            return "<br>"
        case nodes.Keys():
            return "+".join(f"<b>{escape(name)}</b>" for name in child.names)
        case nodes.Emphasis():
            return f"<i>{inline_html(child.children, look)}</i>"
        case nodes.Strong():
            return f"<b>{inline_html(child.children, look)}</b>"
        case nodes.Strike():
            return f"<s>{inline_html(child.children, look)}</s>"
        case nodes.Link():
            return f'<a href="{escape(child.target)}">{inline_html(child.children, look)}</a>'
        case nodes.Image():
            return escape(child.alt)
        case nodes.FootnoteReference():
            return f'<a href="#fn:{escape(child.label)}"><sup>{child.number}</sup></a>'


def _block(block: nodes.Block, look: Look) -> str:
    match block:
        case nodes.Paragraph():
            return _paragraph(inline_html(block.children, look))
        case nodes.Heading():
            return _paragraph(f"<b>{inline_html(block.children, look)}</b>", above=S3)
        case nodes.ListBlock():
            return _list(block, look)
        case nodes.Quote():
            return f'<blockquote style="margin: 0 0 {S2}px {S3}px"><i>{html_of(block.blocks, look)}</i></blockquote>'
        case nodes.Panel():
            return _paragraph(f"<b>{inline_html(block.title, look)}</b>") + html_of(block.blocks, look)
        case nodes.Figure():
            words = inline_html(block.caption, look) or escape(block.alt)
            return _paragraph(_("Figure {number}").format(number=block.number) + f": {words}")
        case nodes.CodeBlock():
            return f'<pre style="white-space: pre-wrap; margin: 0 0 {S2}px 0">{escape(block.value)}</pre>'
        case nodes.DefinitionList():
            return "".join(
                _paragraph(f"<b>{inline_html(item.term, look)}</b>") + html_of(item.blocks, look)
                for item in block.items
            )
        case nodes.Table():
            return _table(block, look)
        case nodes.Rule():
            return "<hr>"
        case nodes.FaultBlock():
            return _paragraph(escape(block.value))
        case nodes.Tool() | nodes.Field():
            return html_of(block.blocks, look)


def _paragraph(html: str, above: int = 0) -> str:
    return f'<p style="margin: {above}px 0 {S2}px 0">{html}</p>'


def _list(block: nodes.ListBlock, look: Look) -> str:
    name = "ol" if block.ordered else "ul"
    first = f' start="{block.first}"' if block.ordered and block.first != 1 else ""
    items = []
    for item in block.items:
        inner = item.blocks
        lead = inline_html(inner[0].children, look) if inner and isinstance(inner[0], nodes.Paragraph) else ""
        items.append(f"<li>{lead}{html_of(inner[1:] if lead else inner, look)}</li>")
    style = f"margin: 0 0 {S2}px 0; -qt-list-indent: 1"
    return f'<{name}{first} style="{style}">{"".join(items)}</{name}>'


def _table(block: nodes.Table, look: Look) -> str:
    rows = ["".join(f'<th align="left">{inline_html(cell.children, look)}</th>' for cell in block.header)]
    rows += ["".join(f"<td>{inline_html(cell.children, look)}</td>" for cell in row) for row in block.rows]
    lines = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table border="1" cellspacing="0" cellpadding="{S1}" style="margin: 0 0 {S2}px 0">{lines}</table>'


def _words(html: str) -> str:
    from PySide6.QtGui import QTextDocumentFragment

    return QTextDocumentFragment.fromHtml(html).toPlainText().replace(SOFT_HYPHEN, "")
