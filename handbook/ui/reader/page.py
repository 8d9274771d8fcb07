"""A page: what the builder makes of a chapter tree, and what the view needs to know of it besides the document.

Numbers on `QTextFormat` above `UserProperty` are ours; they are declared here and nowhere else.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QTextDocument, QTextFormat

from handbook.ui.reader.page_map import PageMap

if TYPE_CHECKING:
    from handbook.ui.reader.figures import Picture

_USER = QTextFormat.Property.UserProperty.value


class BlockProperty(IntEnum):
    """Properties that the builder sets on a block's format and the view reads."""

    MARKER = _USER + 1  # str: bullet or number, drawn to the left of the first line
    CHECKED = _USER + 2  # int: 0 or 1, a task's box, drawn in the marker's place
    MARKER_ROLE = _USER + 3  # str: name of the Role that the marker is set in
    BOX = _USER + 4  # int: a `BoxShape`, an option's empty box, drawn in the marker's place


class BoxShape(IntEnum):
    """The box of an option: round where only one fits, square where several do."""

    ROUND = 0
    SQUARE = 1


class ObjectProperty(IntEnum):
    """Properties on the character format of an inline object."""

    PICTURE = _USER + 10  # int: index into `Page.pictures`


PICTURE_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
"""Object type of a picture, for `QAbstractTextDocumentLayout.registerHandler`."""


class DecorationKind(Enum):
    """What the view paints beneath the text."""

    PANEL = "panel"
    QUOTE = "quote"
    CODE = "code"
    RULE = "rule"
    FAULT = "fault"
    SHEET = "sheet"  # a tool
    HEAD = "head"  # its title, what it is, and the button
    LINES = "lines"  # `number` ruled lines, `pad` apart
    STUB = "stub"  # a line in the last line of a block: before a unit, or behind a label
    CIRCLES = "circles"  # the steps of a scale, `number` circles of `pad` across
    CIRCLES_BESIDE = "circles beside"  # the same in the middle of the block's first line
    OUTCOME = "outcome"


class Decoration(NamedTuple):
    """A ground, bar or rule behind a run of blocks.

    Attributes:
        first: Position in the document where it begins.
        last: Position of the last block or table that it covers.
        left, right: Distance of its edges from the column's, in pixels.
        pad: How far it reaches above the first and below the last line, in pixels.
        hue: Name of the accent, for panels.
        icon: Name of the icon, for panels and heads.
        number: How many lines or circles there are.
    """

    kind: DecorationKind
    first: int
    last: int
    left: float = 0
    right: float = 0
    pad: float = 0
    hue: str = ""
    icon: str = ""
    number: int = 0


class PageLink(NamedTuple):
    """A link on the page: what it points to and where its text stands."""

    target: str
    start: int
    end: int


class PlacedPicture(NamedTuple):
    """A picture on the page.

    Attributes:
        picture: None when the file is missing or no picture: its alt text is shown.
        source: Its file, as written.
        alt: Its alternative text.
        inline: Whether it stands in a line of text.
        caption: Plain text of a figure's caption.
        room: Width that a figure may have, in pixels.
    """

    picture: Picture | None
    source: str
    alt: str
    inline: bool
    caption: str = ""
    room: float = 0


class Page:
    """A chapter, set.

    Attributes:
        document: The text; its root frame's margins hold the column.
        map: Plain text offsets ↔ document positions.
        anchors: Section id, term id, tool id, `fn:label` (a note), `fnref:label` (its first mark), `figure:number` or
            `field:tool/field` → document position.
        links: By number; the document's anchors are `l:NUMBER`.
        pictures: By number; a format's `ObjectProperty.PICTURE` is one.
        decorations: What the view paints beneath the text.
        keycaps, codes: Document ranges that get a box beneath them.
        ticks: What the reader has made of tasks: position of the task's block → whether it is done.
        stacking: For each table, whether it was set as records because the column was too narrow for it.
        tools: Tool id → document position of its first block.
        items: Position of a task's block → ids of the tool and the item, for tasks in tools.
        copies: Tool id → what is said beside the button about the copies that are filled in.
        hovered: Number of the link that the pointer is on, or -1.
    """

    def __init__(self, document: QTextDocument) -> None:
        """Begin a page with nothing on it."""
        self.document = document
        self.map = PageMap()
        self.anchors: dict[str, int] = {}
        self.links: list[PageLink] = []
        self.pictures: list[PlacedPicture] = []
        self.decorations: list[Decoration] = []
        self.keycaps: list[tuple[int, int]] = []
        self.codes: list[tuple[int, int]] = []
        self.ticks: dict[int, bool] = {}
        self.stacking: tuple[bool, ...] = ()
        self.tools: dict[str, int] = {}
        self.items: dict[int, tuple[str, str]] = {}
        self.copies: dict[str, str] = {}
        self.hovered = -1
