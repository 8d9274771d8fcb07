"""A report as JSON, for other programs, and for the reader's notes to come back.

Notes by themselves are the Web Annotations that `handbook.notes.exchange` writes and reads. With chapters it is an
object of our own, in which the notes stand as that collection.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

from handbook.book.address import Address
from handbook.book.forms import entries, tools
from handbook.book.walk import plain_text
from handbook.notes import exchange
from handbook.notes.model import stamp

if TYPE_CHECKING:
    from handbook.book.nodes import Tool
    from handbook.export.report import Report, ReportChapter


def to_json(report: Report) -> str:
    """Return a report as JSON.

    Args:
        report: What is exported.

    Returns:
        ASCII alone, ending in a newline. With notes alone it can be imported again; offsets count in `text`.
    """
    made = stamp(report.cover.made.astimezone(UTC))
    if not report.chapters and (report.sheet is None or report.sheet.filled is not None):
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
    if report.sheet is not None and report.sheet.tool is not None:
        document["tools"] = [_tool(report.sheet.tool, report.sheet.chapter)]
    if report.groups:
        document["notes"] = json.loads(_notes(report, made))
    return json.dumps(document, indent=1) + "\n"


def _notes(report: Report, made: str) -> str:
    annotations = [item.annotation for item in report.items]
    return exchange.to_json(annotations, generator=report.generator, made=made)


def _tool(tool: Tool, key: str) -> dict[str, object]:
    return {
        "id": tool.id,
        "kind": tool.kind.value,
        "title": plain_text(tool.title),
        "address": str(Address(key, tool.id)),
        "minutes": tool.minutes,
        "summary": tool.summary,
        "situations": list(tool.situations),
        "start": tool.start,
        "end": tool.end,
        "fields": [
            {"id": entry.id, "kind": entry.kind, "label": entry.label, "names": dict(entry.names)}
            for entry in entries(tool)
        ],
    }


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
        "tools": [_tool(tool, chapter.key) for tool in tools(tree.blocks)],
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
