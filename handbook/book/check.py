"""Finds every fault in a handbook, each with its file and line.

The check reads everything: the manifest, the summary, each chapter and each picture. What keeps a chapter from being
read is a fault of that chapter, and the others are still checked; only where there is no handbook at all is there an
error. The codes are listed in `FAULT_CODES` and stay the same: scripts may depend on them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handbook.book import manifest as manifests
from handbook.book.address import parse_address
from handbook.book.check_anatomy import check_anatomy
from handbook.book.check_chapter import ReadChapter, check_chapter, check_links
from handbook.book.check_rules import read_rules
from handbook.book.check_spelling import NoDictionaryError, check_spelling
from handbook.book.check_tools import check_tool_ids
from handbook.book.faults import FAULT_CODES, Fault
from handbook.book.files import SourceError, is_file, read_text
from handbook.book.folders import locate
from handbook.book.library import Handbook, walk
from handbook.book.markdown import parse_for_check
from handbook.book.model import Chapter, Manifest
from handbook.book.summary import NAME as SUMMARY_NAME
from handbook.book.summary import parse_summary
from handbook.book.walk import anchors
from handbook.errors import HandbookError
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from handbook.book.check_rules import Rules
    from handbook.book.model import Summary

__all__ = ["FAULT_CODES", "Fault", "check_handbook"]


@dataclass(frozen=True, slots=True)
class _Base:
    """Where the handbook lies, and what paths in faults are relative to."""

    folder: Path
    root: Path

    def name(self, key: str) -> str:
        """Return the path of a file in the handbook as faults give it."""
        prefix = self.root.relative_to(self.folder).as_posix() if self.root != self.folder else "."
        return key if prefix == "." else f"{prefix}/{key}"


def check_handbook(folder: Path, *, spelling: bool = True, notices: list[str] | None = None) -> list[Fault]:
    """Check a handbook.

    Args:
        folder: Its folder, or one of its main files.
        spelling: Whether to spell, if the handbook asks for it: it takes most of the time.
        notices: What is asked for, but can't be checked on this machine, is added to it: a text each.

    Returns:
        The faults, sorted by file and line; none for a faultless handbook.

    Raises:
        HandbookError: There is no handbook there.
    """
    base = _Base(*locate(folder))
    faults: list[Fault] = []
    summary = _read_summary(base, faults)
    if summary is None:
        return faults
    handbook = Handbook(base.root, _read_manifest(base, summary, faults), summary)
    faults.extend(_check_manifest(base, handbook))
    faults.extend(_check_chapters_listed(base, handbook))
    faults.extend(_find_orphans(base, handbook))
    read = _read_chapters(base, handbook, faults)
    places = {key: anchors(chapter.checked.tree) for key, chapter in read.items()}
    for chapter in read.values():
        faults.extend(check_chapter(chapter))
        faults.extend(check_links(chapter, handbook, places))
    faults.extend(check_tool_ids(read.values()))
    rules, unclear = read_rules(base.folder)
    faults.extend(unclear)
    faults.extend(check_anatomy(read.values(), rules))
    if rules.dictionary and spelling:
        _check_spelling(handbook, read, rules, faults, notices)
    return sorted(set(faults), key=lambda fault: (fault.path, fault.line, fault.code, fault.message))


def _check_spelling(
    handbook: Handbook, read: dict[str, ReadChapter], rules: Rules, faults: list[Fault], notices: list[str] | None
) -> None:
    for key in rules.unspelled:
        if handbook.chapter(key) is None:
            message = _("The chapter {key} isn’t in SUMMARY.md.").format(key=key)
            faults.append(rules.fault("unspelled", "manifest-chapter", message))
    try:
        faults.extend(check_spelling(list(read.values()), rules, handbook.root, handbook.manifest.glossary))
    except NoDictionaryError as skipped:
        # Readers have no dictionary, and are none the worse for it.
        if notices is not None:
            notices.append(f"{skipped.message} {skipped.hint}")


def _read_summary(base: _Base, faults: list[Fault]) -> Summary | None:
    path = base.root / SUMMARY_NAME
    ignored: list[int] = []
    try:
        summary = parse_summary(read_text(path, SUMMARY_NAME), path, ignored)
    except SourceError as error:
        faults.append(Fault(base.name(SUMMARY_NAME), error.line, "summary", error.problem))
        return None
    message = _("This line is neither a chapter nor a part.")
    faults.extend(Fault(base.name(SUMMARY_NAME), line, "summary-text", message) for line in ignored)
    return summary


def _read_manifest(base: _Base, summary: Summary, faults: list[Fault]) -> Manifest:
    try:
        return manifests.read_manifest(base.folder, summary.title)
    except SourceError as error:
        faults.append(Fault(error.name, error.line, "manifest", error.problem))
    except HandbookError as error:
        faults.append(Fault(manifests.OWN_NAME, 1, "manifest", error.message))
    return Manifest(id=base.folder.name, title=summary.title)


def _check_manifest(base: _Base, handbook: Handbook) -> Iterator[Fault]:
    try:
        lines = manifests.key_lines(base.folder)
    except HandbookError:
        # Reading the manifest has already said so.
        return
    for key, line in lines.items():
        if key not in manifests.KEYS:
            message = _("The key “{key}” is unknown.").format(key=key)
            yield Fault(manifests.OWN_NAME, line, "manifest-key", message)
    for key, value in (
        ("default_chapter", handbook.manifest.default_chapter),
        ("glossary", handbook.manifest.glossary),
    ):
        if value and handbook.find(parse_address(value)) is None:
            message = _("The chapter {key} isn’t in SUMMARY.md.").format(key=value)
            yield Fault(manifests.OWN_NAME, lines.get(key, 1), "manifest-chapter", message)


def _check_chapters_listed(base: _Base, handbook: Handbook) -> Iterator[Fault]:
    name = base.name(SUMMARY_NAME)
    first: dict[str, Chapter] = {}
    for chapter in walk(handbook.summary):
        if not chapter.title:
            yield Fault(name, chapter.line, "untitled-chapter", _("The chapter has no title."))
        if chapter.is_draft:
            continue
        earlier = first.setdefault(chapter.key, chapter)
        if earlier is not chapter:
            message = _("{key} is already listed in line {line}.").format(key=chapter.key, line=earlier.line)
            yield Fault(name, chapter.line, "duplicate-chapter", message)
            continue
        if not handbook.contains(chapter):
            message = _("{key} lies outside the handbook’s folder.").format(key=chapter.key)
            yield Fault(name, chapter.line, "outside-chapter", message)
        elif not is_file(handbook.path(chapter)):
            message = _("The file {key} is missing.").format(key=chapter.key)
            yield Fault(name, chapter.line, "missing-chapter", message)


def _find_orphans(base: _Base, handbook: Handbook) -> Iterator[Fault]:
    """Find the texts that no reader can get to."""
    listed = {handbook.path(chapter).resolve() for chapter in handbook.chapters if handbook.contains(chapter)}
    for directory, folders, files in os.walk(base.root):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        for file in sorted(files):
            path = base.root / directory / file
            if not file.lower().endswith(".md") or file.startswith(".") or file == SUMMARY_NAME:
                continue
            if path.resolve() not in listed:
                key = path.relative_to(base.root).as_posix()
                yield Fault(base.name(key), 1, "orphan-chapter", _("This text isn’t listed in SUMMARY.md."))


def _read_chapters(base: _Base, handbook: Handbook, faults: list[Fault]) -> dict[str, ReadChapter]:
    read: dict[str, ReadChapter] = {}
    for chapter in handbook.chapters:
        if not handbook.contains(chapter) or not is_file(handbook.path(chapter)):
            continue
        name = base.name(chapter.key)
        try:
            text = handbook.source(chapter)
            checked = parse_for_check(text, title=chapter.title, language=handbook.manifest.language)
        except SourceError as error:
            faults.append(Fault(name, error.line, "unreadable-chapter", error.problem))
        except HandbookError as error:
            faults.append(Fault(name, 1, "unreadable-chapter", error.message))
        else:
            read[chapter.key] = ReadChapter(name, chapter.key, text, checked)
    return read
