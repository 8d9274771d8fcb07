"""What the commands have in common: printing on any terminal, and opening the reader's notes."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from handbook.errors import HandbookError
from handbook.paths import data_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handbook.notes.backup import Backups
    from handbook.notes.store import Store

# What is kept may come from anybody: a control character could take over the reader's terminal.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@contextmanager
def reader_notes() -> Iterator[tuple[Store, Backups]]:
    """Open the reader's notes for as long as the context lasts: the store, and its backups.

    Raises:
        HandbookError: They can't be opened.
    """
    from handbook.notes.errors import NotesError
    from handbook.notes.place import open_notes

    try:
        store, backups = open_notes(data_dir())
        try:
            yield store, backups
        finally:
            store.close()
    except NotesError as error:
        if error.trouble.needs_choice:
            raise
        # The hint is for the window, which keeps what is written and tries again; here there is no later.
        raise HandbookError(error.message) from error


def print_lines(*lines: object) -> None:
    """Print lines of text; what a terminal can't show, or would obey, is replaced."""
    for line in lines:
        _put(_shown(line, sys.stdout.encoding))


def print_errors(*lines: object) -> None:
    """Print lines of text on standard error, as `print_lines` does on standard output."""
    for line in lines:
        print(_shown(line, getattr(sys.stderr, "encoding", None)), file=sys.stderr)


def print_json(value: object) -> None:
    """Print a value as JSON; ASCII alone where the output isn't UTF-8, which whoever reads it expects (RFC 8259)."""
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "").replace("_", "")
    text = json.dumps(value, ensure_ascii=encoding != "utf8", indent=2)
    # JSON has to escape only the first 32 of the characters that a terminal obeys.
    _put(_CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _shown(line: object, encoding: str | None) -> str:
    # Not every terminal has every character, and a note with one that it hasn't is printed all the same.
    text = _CONTROLS.sub("\ufffd", str(line))
    return text.encode(encoding or "utf-8", "replace").decode(encoding or "utf-8")


def _put(text: str) -> None:
    try:
        print(text)
    except BrokenPipeError:
        # Whoever reads has seen enough (`| head`). Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
