"""A report as JSON, for other programs, and for the reader's notes to come back.

Notes by themselves are the Web Annotations that `handbook.notes.exchange` writes and reads. With chapters it is an
object of our own, in which the notes stand as that collection.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

from handbook.book.address import Address
from handbook.notes import exchange
from handbook.notes.model import stamp

if TYPE_CHECKING:
    from handbook.export.report import Report, ReportChapter


def to_json(report: Report) -> str:
    """Return a report as JSON.

    Args:
        report: What is exported.

    Returns:
        ASCII alone, ending in a newline. With notes alone it can be imported again; offsets count in `text`.
    """
    made = stamp(report.cover.made.astimezone(UTC))
    if not report.chapters:
        return _notes(report, made)
    manifest = report.handbook.manifest
    document: dict[str, object] = {
        "type": "Handbook",
        "id": manifest.id,
        "title": manifest.title,
        "edition": manifest.edition,
        "language": manifest.language,
        "licence": manifest.licence,
        "authors": list(manifest.authors),
        "generator": report.generator,
        "created": made,
        "chapters": [_chapter(chapter) for chapter in report.chapters],
    }
    if report.groups:
        document["notes"] = json.loads(_notes(report, made))
    return json.dumps(document, indent=1) + "\n"


def _notes(report: Report, made: str) -> str:
    annotations = [item.annotation for item in report.items]
    return exchange.to_json(annotations, generator=report.generator, made=made)


def _chapter(chapter: ReportChapter) -> dict[str, object]:
    tree, metadata = chapter.tree, chapter.tree.metadata
    return {
        "address": str(Address(chapter.key)),
        "title": chapter.title,
        "number": chapter.number,
        "part": chapter.part,
        "summary": metadata.summary,
        "tags": list(metadata.tags),
        "roles": list(metadata.roles),
        "kind": metadata.kind,
        "sources": list(metadata.sources),
        "reviewed": metadata.reviewed,
        "words": tree.words,
        "text": tree.text,
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "level": section.level,
                "path": list(section.path),
                "start": section.start,
                "end": section.end,
                "address": str(Address(chapter.key, section.id)),
            }
            for section in tree.sections
        ],
    }
