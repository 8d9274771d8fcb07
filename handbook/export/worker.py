"""Makes exports for a window in a process of its own: the window stays awake, and what takes too long can be ended.

Requests come on one stream, a line of JSON each, and answers go out on another in the same way, all ASCII. The streams
are pipes between a window and a process that it started; nothing else can write to them.

A request is what `Request` holds. Answers carry its number:
    {"id": 3, "done": 12, "total": 60}     so much has been read
    {"id": 3, "stage": "setting"}          it has all been read and is being set
    {"id": 3, "file": PATH}                the file is there
    {"id": 3, "error": MESSAGE, "hint": HINT}
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from handbook import i18n
from handbook.errors import HandbookError
from handbook.export.report import Format, GroupBy, Options, Paper
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.export.pdf import Press

# Enough for a bar to move; more would only be work.
_TELL_S = 0.05


class Request(NamedTuple):
    """An export that a window wants.

    Attributes:
        id: A number that its answers carry.
        output: Where the file is to be written; one that is there is replaced.
        format: As what.
        folder: The handbook's folder.
        language: "da" or "en", of what the program adds.
        notes: Annotations as JSON (`handbook.notes.exchange`), "" for none.
        chapters: Keys of chapters.
        is_whole: Whether these are the whole handbook.
        title, author: See `Wanted`.
        colours: See `Wanted`.
        note_count: See `Wanted`.
        blank: See `Wanted`.
        options: How the report is to be.
    """

    id: int
    output: str
    format: Format
    folder: str
    language: str
    notes: str
    chapters: Sequence[str]
    is_whole: bool
    title: str
    author: str
    colours: dict[str, str]
    options: Options
    note_count: int = 0
    blank: str = ""

    def line(self) -> bytes:
        """Return the request as it is sent."""
        return json.dumps(self._asdict() | {"options": self.options._asdict()}).encode("ascii") + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Request:
        """Return a request as it was sent.

        Raises:
            ValueError, TypeError, KeyError: It is none.
        """
        values = json.loads(line)
        values["format"] = Format(values["format"])
        options = values["options"]
        options["group_by"], options["paper"] = GroupBy(options["group_by"]), Paper(options["paper"])
        values["options"] = Options(**options)
        return cls(**values)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more.

    Args:
        requests: Where they come from.
        answers: Where the answers go.
    """
    from handbook.export.pdf import Press

    with Press() as press:
        for line in requests:
            request = Request.read(line)
            try:
                _make(request, press, answers)
            except HandbookError as error:
                _answer(answers, request, error=error.message, hint=error.hint)
            except OSError as error:
                reason = error.strerror or str(error)
                _answer(answers, request, error=_("The export failed: {reason}.").format(reason=reason), hint="")


def _make(request: Request, press: Press, answers: BinaryIO) -> None:
    from handbook.book.library import open_handbook
    from handbook.export.formats import written
    from handbook.export.gather import Wanted, gather
    from handbook.notes.exchange import from_json

    i18n.set_language(request.language)
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _TELL_S or done == total:
            told = now
            _answer(answers, request, done=done, total=total)

    wanted = Wanted(
        annotations=from_json(request.notes).annotations if request.notes else (),
        chapters=request.chapters,
        is_whole=request.is_whole,
        title=request.title,
        author=request.author,
        colours=request.colours,
        note_count=request.note_count,
        blank=request.blank,
    )
    report = gather(open_handbook(Path(request.folder)), wanted, request.options, tell)
    _answer(answers, request, stage="setting")
    Path(request.output).write_bytes(written(report, request.format, press))
    _answer(answers, request, file=request.output)


def _answer(answers: BinaryIO, request: Request, **values: object) -> None:
    answers.write(json.dumps({"id": request.id} | values).encode("ascii") + b"\n")
    answers.flush()
