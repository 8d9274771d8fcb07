"""Reads `handbook.toml`, or mdBook's `book.toml` where there is none.

Both are optional: a folder with only a `SUMMARY.md` is a handbook too, and gets its title from the summary or from the
folder's name. What is there must be right, though: a wrong type is an error with file and line, never ignored.

    id = "my-handbook"              # stays the same from edition to edition; the reader's notes hang on it
    title = "My handbook"
    subtitle = "…"                  # the rest may be left out
    language = "da"                 # BCP 47
    edition = "2026.1"
    edition_date = 2026-11-24       # a TOML date, or text
    licence = "CC BY 4.0"
    authors = ["…"]
    default_chapter = "intro.md"    # shown at the first start
    glossary = "glossary.md"        # whose definition lists explain the terms that other chapters link to

The table `[check]` is left to `check_rules.py`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from handbook.book.files import SourceError, is_file, read_text
from handbook.book.model import MANIFEST_NAME, Manifest
from handbook.errors import HandbookError
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OWN_NAME = MANIFEST_NAME
MDBOOK_NAME = "book.toml"
_TEXT_KEYS = (
    "id",
    "title",
    "subtitle",
    "language",
    "edition",
    "edition_date",
    "licence",
    "default_chapter",
    "glossary",
)
CHECK_KEY = "check"
"""The table of rules that only the check looks at."""
KEYS = (*_TEXT_KEYS, "authors", CHECK_KEY)


def read_manifest(folder: Path, summary_title: str = "") -> Manifest:
    """Read the manifest of the handbook in `folder`.

    Args:
        folder: Where `handbook.toml` or `book.toml` may lie.
        summary_title: Title of the summary, for a handbook whose manifest has none.

    Raises:
        HandbookError: The file can't be read, isn't TOML, or has a value of the wrong type.
    """
    name = _folder_name(folder)
    values: dict[str, str | tuple[str, ...]] = {}
    if is_file(folder / OWN_NAME):
        values = _own_values(folder / OWN_NAME)
    elif is_file(folder / MDBOOK_NAME):
        values = _mdbook_values(folder / MDBOOK_NAME)
    authors = values.pop("authors", ())
    texts = {key: value for key, value in values.items() if isinstance(value, str) and value}
    texts.setdefault("id", name)
    texts.setdefault("title", summary_title or name)
    return Manifest(**texts, authors=authors if isinstance(authors, tuple) else ())


def source_folder(folder: Path) -> str:
    """Return where `book.toml` says that the texts of an mdBook lie, relative to `folder`; "src" unless it says so.

    Args:
        folder: The folder that `book.toml` may lie in.

    Raises:
        HandbookError: `book.toml` can't be read.
    """
    path = folder / MDBOOK_NAME
    if not is_file(path):
        return "src"
    text, table = _read(path)
    book = table.get("book", {})
    source = book.get("src", "src") if isinstance(book, dict) else "src"
    if not isinstance(source, str):
        raise _wrong_type(path, text, "src", _("text"))
    return source


def key_lines(folder: Path) -> dict[str, int]:
    """Return the keys in `handbook.toml`, known or not, each with its line.

    Args:
        folder: Where `handbook.toml` may lie.

    Raises:
        HandbookError: It can't be read.
    """
    path = folder / OWN_NAME
    if not is_file(path):
        return {}
    text, table = _read(path)
    return {key: _line_of(text, key) for key in table}


def check_table(folder: Path) -> tuple[str, object]:
    """Return the text of `handbook.toml`, and what it says under "check"; an empty table unless it says something.

    Args:
        folder: The folder that `handbook.toml` may lie in.

    Raises:
        HandbookError: It can't be read.
    """
    path = folder / OWN_NAME
    if not is_file(path):
        return "", {}
    text, table = _read(path)
    return text, table.get(CHECK_KEY, {})


def _own_values(path: Path) -> dict[str, str | tuple[str, ...]]:
    text, table = _read(path)
    values: dict[str, str | tuple[str, ...]] = {}
    for key, value in table.items():
        if key in _TEXT_KEYS:
            values[key] = _text_value(path, text, key, value)
    if "authors" in table:
        values["authors"] = _authors(path, text, table["authors"])
    return values


def _mdbook_values(path: Path) -> dict[str, str | tuple[str, ...]]:
    text, table = _read(path)
    book = table.get("book", {})
    if not isinstance(book, dict):
        raise _wrong_type(path, text, "book", _("a table"))
    # mdBook's own default language is English.
    values: dict[str, str | tuple[str, ...]] = {"language": "en"}
    for theirs, ours in (("title", "title"), ("language", "language"), ("description", "subtitle")):
        if theirs in book:
            values[ours] = _text_value(path, text, theirs, book[theirs])
    if "authors" in book:
        values["authors"] = _authors(path, text, book["authors"])
    return values


def _read(path: Path) -> tuple[str, Mapping[str, object]]:
    import tomllib

    text = read_text(path, path.name)
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+)", str(error))
        line = int(match[1]) if match else text.count("\n") + 1
        raise SourceError(
            path.name,
            line,
            _("this isn’t TOML: {reason}.").format(reason=str(error).partition(" (at ")[0]),
            _("Correct the line; texts stand in double quotes."),
        ) from error
    except RecursionError as error:
        raise HandbookError(
            _("{name} is nested too deeply.").format(name=path.name), _("A manifest is a plain list of keys.")
        ) from error


def _text_value(path: Path, text: str, key: str, value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise _wrong_type(path, text, key, _("text"))
    return value


def _authors(path: Path, text: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(author, str) for author in value):
        raise _wrong_type(path, text, "authors", _("a list of texts"))
    return tuple(value)


def _wrong_type(path: Path, text: str, key: str, wanted: str) -> SourceError:
    return SourceError(
        path.name,
        _line_of(text, key),
        _("“{key}” must be {wanted}.").format(key=key, wanted=wanted),
        _("Correct the value, or take the line out."),
    )


def _line_of(text: str, key: str) -> int:
    match = re.search(rf'^\s*"?{re.escape(key)}"?\s*[=.]|^\s*\[+\s*{re.escape(key)}\b', text, re.MULTILINE)
    return text.count("\n", 0, match.start() + len(match[0]) - 1) + 1 if match else 1


def _folder_name(folder: Path) -> str:
    resolved = folder.resolve()
    # In an mdBook, "src" says nothing: the folder above it has the name.
    if resolved.name == "src" and resolved.parent.name:
        return resolved.parent.name
    return resolved.name or "handbook"
