"""Splits a chapter into front matter and body, and reads the front matter.

Front matter is YAML between two lines of `---` at the very start of the file:

    summary: one sentence               # shown in lists and search results
    roles: [topchef, projektleder]      # whom the chapter is for
    tags: [idé, forsøg]
    kind: chapter                       # what sort of page it is
    sources: [DEF-01]
    reviewed: 2026-11-24                # ISO 8601

A fault never hides the chapter: what can be read is used, and each fault is returned with its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from handbook.book.nodes import Metadata
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXT_KEYS = ("summary", "kind", "reviewed")
_LIST_KEYS = ("roles", "tags", "sources")
KEYS = (*_TEXT_KEYS, *_LIST_KEYS)
MOST_CHARACTERS = 64 * 1024
"""Length that front matter may have: YAML is read by a slow and recursive parser."""
_FENCE = re.compile(r"---[ \t]*\n")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class FrontMatterFault:
    """Something wrong in the front matter.

    Attributes:
        code: "front-matter" when it can't be read, "front-matter-key" or "front-matter-type" for one key.
        message: What is wrong, translated.
        line: Line of the file, from 1.
    """

    code: str
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A chapter, split.

    Attributes:
        metadata: What the front matter says; defaults where it says nothing, or nothing right.
        source: The front matter as written, without its two lines of dashes.
        body: The chapter's text after it.
        body_line: Line of the file, from 1, that the body starts on.
        faults: What is wrong with it.
    """

    metadata: Metadata
    source: str
    body: str
    body_line: int
    faults: tuple[FrontMatterFault, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether it could be read at all."""
        return all(fault.code != "front-matter" for fault in self.faults)


def split_front_matter(text: str) -> FrontMatter:
    """Split a chapter's text into front matter and body; without front matter, all of it is body.

    Args:
        text: The file's text, with newlines as line ends.
    """
    opening = _FENCE.match(text)
    if opening is None:
        return FrontMatter(Metadata(), "", text, 1)
    closing = _END.search(text, opening.end())
    if closing is None:
        # A rule at the top of a text is Markdown; only what looks like keys is front matter that was never closed.
        if re.match(r"[A-Za-z_]+:(?:\s|$)", text[opening.end() :]) is None:
            return FrontMatter(Metadata(), "", text, 1)
        first, _newline, rest = text[opening.end() :].partition("\n\n")
        fault = FrontMatterFault("front-matter", _("The front matter has no closing line of three dashes."), 1)
        return FrontMatter(Metadata(), first, rest, text.count("\n", 0, len(text) - len(rest)) + 1, (fault,))
    source = text[opening.end() : closing.start()]
    metadata, faults = _read(source)
    body_line = text.count("\n", 0, closing.end()) + 1
    return FrontMatter(metadata, source, text[closing.end() :], body_line, faults)


def _read(source: str) -> tuple[Metadata, tuple[FrontMatterFault, ...]]:
    if not source.strip():
        return Metadata(), ()
    if len(source) > MOST_CHARACTERS:
        return Metadata(), (FrontMatterFault("front-matter", _("The front matter is too long."), 1),)
    import yaml

    try:
        values = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return Metadata(), (_unreadable(error),)
    if values is None:
        return Metadata(), ()
    if not isinstance(values, dict):
        fault = FrontMatterFault("front-matter", _("The front matter must be lines of “key: value”."), 2)
        return Metadata(), (fault,)
    return _metadata(values, source)


def _unreadable(error: Exception) -> FrontMatterFault:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 2 if mark is not None else 2
    reason = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return FrontMatterFault("front-matter", _("The front matter can’t be read: {reason}.").format(reason=reason), line)


def _metadata(values: Mapping[object, object], source: str) -> tuple[Metadata, tuple[FrontMatterFault, ...]]:
    texts: dict[object, str] = {}
    lists: dict[object, tuple[str, ...]] = {}
    faults: list[FrontMatterFault] = []
    for key, value in values.items():
        if key in _TEXT_KEYS and (text := _text(str(key), value)) is not None:
            texts[key] = text
        elif key in _LIST_KEYS and (entries := _entries(value)) is not None:
            lists[key] = entries
        else:
            faults.append(_key_fault(str(key), _line_of(source, str(key))))
    metadata = Metadata(
        summary=texts.get("summary", ""),
        roles=lists.get("roles", ()),
        tags=lists.get("tags", ()),
        kind=texts.get("kind") or Metadata().kind,
        sources=lists.get("sources", ()),
        reviewed=texts.get("reviewed", ""),
    )
    return metadata, tuple(faults)


def _text(key: str, value: object) -> str | None:
    """Return a value as text, "" for an empty one, None for one of the wrong type."""
    if value is None:
        return ""
    if key == "reviewed":
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        return value if isinstance(value, str) and _DATE.fullmatch(value) else None
    return " ".join(value.split()) if isinstance(value, str) else None


def _entries(value: object) -> tuple[str, ...] | None:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        return None
    entries = []
    for entry in value:
        # A tag such as 2026 is a number to YAML and a word to its author.
        if isinstance(entry, bool) or not isinstance(entry, str | int | float | date):
            return None
        if isinstance(entry, int) and entry.bit_length() > 64:
            return None
        entries.append(str(entry))
    return tuple(entries)


def _key_fault(key: str, line: int) -> FrontMatterFault:
    if key not in KEYS:
        message = _("The front matter key “{key}” is unknown.").format(key=key)
        return FrontMatterFault("front-matter-key", message, line)
    wanted = _("a list of texts") if key in _LIST_KEYS else _("text")
    message = _("“{key}” in the front matter must be {wanted}.").format(
        key=key, wanted=_("an ISO 8601 date") if key == "reviewed" else wanted
    )
    return FrontMatterFault("front-matter-type", message, line)


def _line_of(source: str, key: str) -> int:
    match = re.search(rf"^[\"']?{re.escape(key)}[\"']?\s*:", source, re.MULTILINE)
    return source.count("\n", 0, match.start()) + 2 if match else 2
