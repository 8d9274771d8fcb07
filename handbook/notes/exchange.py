"""Annotations as JSON: the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/), written and read.

What is written is an AnnotationCollection with one page, which any program that knows the model can read. What the
model has no word for (kind, colour, titles, edition, deletion, history) stands under terms of our own, defined in the
file itself: nothing is fetched. Reading gives back exactly what was written.

Reading takes what others write as well: single annotations, lists, pages, collections, and what Hypothesis
(https://h.readthedocs.io) and its browser client export. Whatever isn't there gets a default, and an annotation
without a quote is left out and counted. Whatever is in the file, it ends in annotations that the store can keep or in
a `HandbookError`.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid5

from handbook.book.address import SCHEME, Address, parse_address
from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.notes.merge import NAMESPACE, aside_id
from handbook.notes.model import MOST_HISTORY, Anchor, Annotation, Colour, Kind, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION = 1
"""Of our terms. A file of a later version may mean something else by them, and isn't read."""
MOST_BYTES = 50 * 1024 * 1024
"""Size that a file of annotations may have; ten thousand long notes are about 20 MB."""

_CONTEXT = (
    "http://www.w3.org/ns/anno.jsonld",
    {
        # A URN of a UUID is an address that needs nobody's leave; a fragment of it names a term.
        "notes": f"urn:uuid:{NAMESPACE}#",
        "notes:deleted": {"@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
        "notes:history": {"@container": "@list"},
    },
)
_MOTIVATIONS = {
    Kind.HIGHLIGHT: "highlighting",
    Kind.NOTE: "commenting",
    Kind.BOOKMARK: "bookmarking",
    Kind.TICK: "assessing",
    # Of the model's words the one that is neither a comment nor a mark.
    Kind.TOOL: "describing",
}
_PURPOSES = {Kind.TICK: "assessing", Kind.TOOL: "describing"}
# Our own name of a part of the anchor → its field.
_PLACE = {
    "notes:handbook": "handbook",
    "notes:edition": "edition",
    "notes:chapter": "chapter",
    "notes:chapterTitle": "chapter_title",
    "notes:section": "section",
    "notes:sectionTitle": "section_title",
}
_UUID = re.compile(r"(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII | re.IGNORECASE)
_DIGEST = re.compile(r"[0-9a-f]{16}", re.ASCII)
# Offsets are whole numbers that a file of notes can keep, and that every reader of JSON reads as they are (RFC 8259).
_MOST_OFFSET = 2**53 - 1


class Imported(NamedTuple):
    """What was in a file.

    Attributes:
        annotations: In the file's order; each id once.
        skipped: How many had no quote or were no annotations.
    """

    annotations: list[Annotation]
    skipped: int


def to_json(annotations: Iterable[Annotation], *, generator: str, made: str) -> str:
    """Write annotations as an AnnotationCollection.

    Args:
        annotations: Deleted ones too, if deletions are to be passed on.
        generator: Name and version of the program.
        made: When, as `Annotation.created` has it.

    Returns:
        JSON, ASCII alone, ending in a newline: no system's encoding can spoil it on its way.
    """
    items = [to_item(annotation) for annotation in annotations]
    id_ = uuid5(NAMESPACE, f"{made} {' '.join(str(item['id']) for item in items)}")
    collection = {
        "@context": _CONTEXT,
        "id": f"urn:uuid:{id_}",
        "type": "AnnotationCollection",
        "notes:version": VERSION,
        "generator": {"type": "Software", "name": generator},
        "created": made,
        "total": len(items),
        "first": {"id": f"urn:uuid:{uuid5(id_, 'first')}", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return json.dumps(collection, indent=1) + "\n"


def to_item(annotation: Annotation) -> dict[str, object]:
    """Return an annotation as the JSON object of a Web Annotation."""
    a, anchor = annotation, annotation.anchor
    motivations = [_MOTIVATIONS[a.kind]]
    if a.kind is Kind.HIGHLIGHT and a.body:
        motivations.append("commenting")
    purpose = _PURPOSES.get(a.kind, "commenting")
    form = "application/json" if a.kind is Kind.TOOL else "text/markdown"
    bodies = [{"type": "TextualBody", "purpose": purpose, "format": form, "value": a.body}] if a.body else []
    bodies += [{"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": tag} for tag in a.tags]
    item: dict[str, object] = {
        "id": f"urn:uuid:{a.id}",
        "type": "Annotation",
        "motivation": motivations if len(motivations) > 1 else motivations[0],
        "created": a.created,
        "modified": a.modified,
        "body": bodies,
        "target": {
            "source": str(Address(clean(anchor.chapter), clean(anchor.section))),
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": anchor.exact,
                    "prefix": anchor.prefix,
                    "suffix": anchor.suffix,
                },
                {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end},
            ],
        },
        "notes:kind": a.kind.value,
        "notes:colour": a.colour.value,
        "notes:deleted": a.deleted,
        "notes:history": list(a.history),
        **{term: getattr(anchor, field) for term, field in _PLACE.items()},
    }
    # What is "" isn't there; a place has all its parts, since "" is a part's value.
    return {name: value for name, value in item.items() if value or name in _PLACE}


def from_json(text: str) -> Imported:
    """Read annotations, ours or others'.

    Args:
        text: The whole file.

    Raises:
        HandbookError: It is too large, isn't JSON, was written by a newer version, or has no annotations in it.
    """
    if len(text) > MOST_BYTES:
        raise too_large()
    document = _parsed(text)
    version = _get(document, "notes:version")
    if isinstance(version, int) and version > VERSION:
        raise HandbookError(
            _("The notes were exported by a newer version of this program."),
            _("Install the newer version, or export them again as version {version}.").format(version=VERSION),
        )
    items = _items(document)
    if items is None:
        raise HandbookError(
            _("There are no annotations in the file."),
            _("Choose a file that was exported as JSON: Web Annotations, or an export from Hypothesis."),
        )
    found: dict[str, Annotation] = {}
    read = [from_item(item) for item in items]
    for annotation in filter(None, read):
        _add(found, annotation)
    return Imported(list(found.values()), read.count(None))


def from_item(item: object) -> Annotation | None:
    """Return the annotation of a JSON object; None if it is none, or has neither a quote nor a place of ours.

    Args:
        item: What `json.loads` gave, or `to_item`.
    """
    target = _first(_get(item, "target"))
    is_ours = _text(item, "notes:kind") in set(Kind)
    anchor = _anchor(item, target)
    if not isinstance(item, dict) or not (anchor.exact or is_ours):
        return None
    kind = _kind(item, is_ours=is_ours)
    colour = _text(item, "notes:colour")
    created = normal_time(_text(item, "created"))
    annotation = Annotation(
        id="",
        kind=kind,
        anchor=anchor,
        colour=Colour(colour) if colour in set(Colour) else Colour.IMPORTANT,
        body=_body(item),
        tags=tuple(dict.fromkeys(_tags(item))),
        created=created,
        modified=normal_time(_text(item, "modified") or _text(item, "updated")) or created,
        deleted=normal_time(_text(item, "notes:deleted")),
        history=_history(item),
    )
    return annotation._replace(id=_id(_text(item, "id"), annotation.digest))


def too_large() -> HandbookError:
    """Return the error for a file that is larger than `MOST_BYTES`."""
    return HandbookError(
        _("The file is larger than {most} MB.").format(most=MOST_BYTES // (1024 * 1024)),
        _("Export fewer notes at a time, a chapter for instance."),
    )


def normal_time(text: str) -> str:
    """Return a time of ISO 8601 in the form that annotations have it; "" if it is none.

    Args:
        text: In any of the standard's forms; one without an offset is taken as UTC.
    """
    try:
        time = datetime.fromisoformat(text)
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return stamp(time)


def clean(text: str) -> str:
    """Return a text without lone surrogates: JSON can write them, but they are no characters that a file could keep."""
    try:
        text.encode()
    except UnicodeEncodeError:
        # As the store would do it; what is read must have the digest that it will have there.
        return text.encode("utf-8", "replace").decode()
    return text


def _parsed(text: str) -> object:
    try:
        return json.loads(text, parse_constant=lambda _name: None)
    except json.JSONDecodeError as error:
        raise HandbookError(
            _("The file isn’t JSON: line {line}, column {column} can’t be read.").format(
                line=error.lineno, column=error.colno
            ),
            _("It may be cut off, or changed by another program. Export the notes again."),
        ) from error
    except (RecursionError, ValueError) as error:
        # Nested thousands deep, or a number of thousands of digits: nothing that anybody exports.
        raise HandbookError(
            _("The file can’t be read: its JSON is nested too deeply, or has a number that is too large."),
            _("Export the notes again."),
        ) from error


def _items(document: object) -> list[object] | None:
    """Return the annotations of a document in any of the shapes that the model and Hypothesis know."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return None
    first = _get(document, "first")
    for holder, name in ((document, "items"), (first, "items"), (document, "annotations"), (document, "rows")):
        items = _get(holder, name)
        if items is not None:
            return items if isinstance(items, list) else [items]
    if "target" in document:
        return [document]
    # A collection may be empty, and its first page only an address.
    return [] if "AnnotationCollection" in _list(document.get("type")) and not first else None


def _add(found: dict[str, Annotation], annotation: Annotation) -> None:
    """Add an annotation to those that were found; of two with one id the later keeps it, and no text is lost."""
    known = found.get(annotation.id)
    if known is None or known.digest == annotation.digest:
        found.setdefault(annotation.id, annotation)
        return
    earlier, later = sorted((known, annotation), key=lambda each: (each.modified, each.digest))
    found[later.id] = later
    if earlier.digest not in later.history:
        aside = aside_id(earlier.id, earlier.digest)
        found.setdefault(aside, earlier._replace(id=aside, history=()))


def _id(given: str, digest: str) -> str:
    match = _UUID.fullmatch(given)
    if match is not None:
        return match[1].lower()
    # Another program's name for it, or none: the same every time that the file is read.
    return str(uuid5(NAMESPACE, given or digest))


def _kind(item: object, *, is_ours: bool) -> Kind:
    if is_ours:
        return Kind(_text(item, "notes:kind"))
    # A comment on a passage is what we call a highlight with a note.
    is_bookmark = "bookmarking" in _list(_get(item, "motivation"))
    return Kind.BOOKMARK if is_bookmark else Kind.HIGHLIGHT


def _anchor(item: object, target: object) -> Anchor:
    source = target if isinstance(target, str) else _source(target) or _text(item, "uri")
    source = clean(source)
    address = parse_address(source) if source.startswith(SCHEME) else Address(source)
    title = _first_text(_get(_get(item, "document"), "title"))
    exact = prefix = suffix = ""
    start = end = 0
    for selector in _list(_get(target, "selector")):
        kind = _list(_get(selector, "type"))
        if "TextQuoteSelector" in kind and not exact:
            exact, prefix, suffix = (_text(selector, name) for name in ("exact", "prefix", "suffix"))
        elif "TextPositionSelector" in kind:
            start, end = _range(_get(selector, "start"), _get(selector, "end"))
    place = {"handbook": "", "edition": "", "chapter": address.chapter, "chapter_title": title}
    place |= {"section": address.section, "section_title": ""}
    for term, field in _PLACE.items():
        value = _get(item, term)
        if isinstance(value, str):
            place[field] = clean(value)
    return Anchor(**place, start=start, end=end, exact=exact, prefix=prefix, suffix=suffix)


def _source(target: object) -> str:
    source = _first(_get(target, "source"))
    # A target may also be the resource itself, and a resource may be described instead of named.
    return source if isinstance(source, str) else _text(source, "id") or _text(target, "id")


def _range(start: object, end: object) -> tuple[int, int]:
    """Return offsets; those that can't be right give the beginning, and the quote decides."""
    if type(start) is int and type(end) is int and 0 <= start <= end <= _MOST_OFFSET:
        return start, end
    return 0, 0


def _body(item: object) -> str:
    values = [_text(item, "bodyValue") or _text(item, "text")]
    values += [value for purposes, value in _bodies(item) if "tagging" not in purposes]
    return "\n\n".join(filter(None, values))


def _tags(item: object) -> Iterator[str]:
    yield from (clean(tag) for tag in _list(_get(item, "tags")) if isinstance(tag, str))
    yield from (value for purposes, value in _bodies(item) if "tagging" in purposes)


def _bodies(item: object) -> Iterator[tuple[list[object], str]]:
    for body in _list(_get(item, "body")):
        value = _get(body, "value")
        # A body that is an address stands somewhere else, and nothing is fetched.
        if isinstance(value, str):
            yield _list(_get(body, "purpose")), clean(value)


def _history(item: object) -> tuple[str, ...]:
    digests = (digest for digest in _list(_get(item, "notes:history")) if isinstance(digest, str))
    return tuple(dict.fromkeys(filter(_DIGEST.fullmatch, digests)))[-MOST_HISTORY:]


def _get(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: object, name: str) -> str:
    found = _get(value, name)
    return clean(found) if isinstance(found, str) else ""


def _list(value: object) -> list[object]:
    """Return a value as JSON-LD has it, where one that stands alone is a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: object) -> object:
    values = _list(value)
    return values[0] if values else None


def _first_text(value: object) -> str:
    first = _first(value)
    return clean(first) if isinstance(first, str) else ""
