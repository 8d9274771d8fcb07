"""Annotations chosen by what they are, and told in words or as data: what the command line prints of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handbook.book.address import Address
from handbook.i18n import _, plural
from handbook.notes.model import Colour, Kind
from handbook.notes.wording import copy_title, filled_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handbook.notes.merge import MergePlan
    from handbook.notes.model import Annotation


class Filter(NamedTuple):
    """Which annotations are wanted; what is empty or None lets all through.

    Attributes:
        chapter: The chapter's key, with or without ".md".
        handbook: The handbook's id.
        tags: Those that an annotation must have, all of them; small and capital letters are the same.
        kind: What it must be.
        colour: The colour that it must have; only highlights have one.
        has_deleted: Whether deleted ones are let through too.
    """

    chapter: str = ""
    handbook: str = ""
    tags: tuple[str, ...] = ()
    kind: Kind | None = None
    colour: Colour | None = None
    has_deleted: bool = False


def filtered(annotations: Iterable[Annotation], wanted: Filter) -> list[Annotation]:
    """Return the annotations that a filter lets through, in the order of their places."""
    tags = {tag.casefold() for tag in wanted.tags}
    found = [
        annotation
        for annotation in annotations
        if (wanted.has_deleted or not annotation.deleted)
        and (not wanted.chapter or annotation.anchor.chapter in (wanted.chapter, f"{wanted.chapter}.md"))
        and wanted.handbook in ("", annotation.anchor.handbook)
        and tags <= {tag.casefold() for tag in annotation.tags}
        and wanted.kind in (None, annotation.kind)
        and (wanted.colour is None or wanted.colour == shown_colour(annotation))
    ]
    return sorted(found, key=lambda a: (a.anchor.handbook, a.anchor.chapter, a.anchor.start, a.created, a.id))


def shown_colour(annotation: Annotation) -> Colour | None:
    """Return the colour that an annotation is shown in; None for what has none."""
    return annotation.colour if annotation.kind is Kind.HIGHLIGHT else None


def as_json(annotation: Annotation) -> dict[str, object]:
    """Return an annotation as `notes list --json` prints it."""
    anchor, colour = annotation.anchor, shown_colour(annotation)
    return {
        "id": annotation.id,
        "kind": annotation.kind.value,
        "address": str(Address(anchor.chapter, anchor.section)),
        "handbook": anchor.handbook,
        "chapter": anchor.chapter_title,
        "section": anchor.section_title,
        "quote": anchor.exact if anchor.end > anchor.start else "",
        "colour": colour.value if colour is not None else "",
        "text": annotation.body if annotation.kind is not Kind.TOOL else "",
        **_copy_data(annotation),
        "tags": list(annotation.tags),
        "created": annotation.created,
        "modified": annotation.modified,
        "deleted": annotation.deleted,
    }


def as_lines(annotation: Annotation) -> Iterator[str]:
    """Yield an annotation in lines to read: where it is, what was marked, what was written."""
    anchor, colour = annotation.anchor, shown_colour(annotation)
    yield " › ".join(dict.fromkeys(filter(None, (anchor.chapter_title or anchor.chapter, anchor.section_title))))
    yield str(Address(anchor.chapter, anchor.section))
    properties = [_kind_name(annotation.kind)]
    properties += [_colour_name(colour)] if colour is not None else []
    properties += [f"#{tag}" for tag in annotation.tags]
    properties += [_("deleted")] if annotation.deleted else []
    yield ", ".join(properties)
    if annotation.kind is Kind.TOOL:
        yield from _copy_lines(annotation)
        return
    if anchor.end > anchor.start:
        yield f"“{' '.join(anchor.exact.split())}”"
    if annotation.kind is Kind.TICK:
        yield _("done") if annotation.body == "x" else _("not done")
    elif annotation.body:
        yield annotation.body


def _copy_data(annotation: Annotation) -> dict[str, object]:
    """Return what a filled copy is, what is filled in in it, and how far; nothing for other annotations."""
    if annotation.kind is not Kind.TOOL:
        return {}
    from handbook.notes.filled import progress, shown

    filled = filled_of(annotation)
    if filled is None:
        return {"copy": None}
    done = progress(filled)
    said = [(answer.id, answer.label, shown(answer)) for answer in (*filled.answers, *filled.kept)]
    answers = [{"id": id_, "label": label, "text": text} for id_, label, text in said if text]
    facts = {"title": filled.title, "tool": filled.tool, "name": filled.name, "done": done.done, "total": done.total}
    return {"copy": {**facts, "outcome": filled.outcome, "answers": answers}}


def _copy_lines(annotation: Annotation) -> Iterator[str]:
    from handbook.notes.filled import progress, shown

    filled = filled_of(annotation)
    name = copy_title(annotation)
    if filled is None:
        yield name
        yield _("made by a newer version of this program: it is kept, but can’t be shown")
        return
    yield f"{name} ({filled.name})" if filled.name and filled.name != name else name
    done = progress(filled)
    yield filled.outcome or _("{done} of {total} filled in").format(done=done.done, total=done.total)
    for answer in (*filled.answers, *filled.kept):
        if said := shown(answer):
            # Several lines stand below the label.
            yield f"{answer.label}:\n{said}" if "\n" in said else f"{answer.label}: {said}"


def summary(plan: MergePlan, skipped: int) -> list[str]:
    """Return what an import does, in lines to read.

    Args:
        plan: What it does.
        skipped: How many annotations could not be read.
    """
    older = plan.unchanged + plan.older
    lines = (
        (plan.added, plural("{count} note added.", "{count} notes added.", plan.added)),
        (plan.updated, plural("{count} note updated.", "{count} notes updated.", plan.updated)),
        (plan.deleted, plural("{count} note put into the trash.", "{count} notes put into the trash.", plan.deleted)),
        (
            len(plan.conflicts),
            plural(
                "{count} note was rewritten in both places: both texts are kept.",
                "{count} notes were rewritten in both places: both texts are kept.",
                len(plan.conflicts),
            ),
        ),
        (older, plural("{count} note was here already.", "{count} notes were here already.", older)),
        (
            skipped,
            plural(
                "{count} annotation left out: it doesn’t say what it is about.",
                "{count} annotations left out: they don’t say what they are about.",
                skipped,
            ),
        ),
    )
    return [line for count, line in lines if count] or [_("There are no notes in the file.")]


def _kind_name(kind: Kind) -> str:
    return {
        Kind.HIGHLIGHT: _("highlight"),
        Kind.NOTE: _("note"),
        Kind.BOOKMARK: _("bookmark"),
        Kind.TICK: _("ticked box"),
        Kind.TOOL: _("filled-in copy"),
    }[kind]


def _colour_name(colour: Colour) -> str:
    return {
        Colour.IMPORTANT: _("important"),
        Colour.ACTION: _("to do"),
        Colour.QUESTION: _("question"),
        Colour.QUOTE: _("quote"),
    }[colour]
