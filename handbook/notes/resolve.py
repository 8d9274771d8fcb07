"""Two versions of one annotation that came from the same third: field by field, so that neither loses anything.

A three-way merge, as version control does it: what only one side changed is taken from that side. Where both rewrote
the note itself, no program can say which words count, and both are kept: the second as an annotation of its own. A
filled copy of a tool is joined answer by answer.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import uuid4

from handbook.notes.model import MOST_HISTORY, Annotation, Kind

_Value = TypeVar("_Value")


def resolve(base: Annotation | None, ours: Annotation, theirs: Annotation) -> tuple[Annotation, ...]:
    """Join two versions.

    Args:
        base: What both came from; None when that isn't known.
        ours: The version that is to be written.
        theirs: The version that is there already.

    Returns:
        The joined version, and behind it, if both sides wrote another note, ours under an id of its own.
    """
    if base is None:
        # Without a base every difference counts as a change on both sides.
        base = theirs._replace(body="", tags=(), deleted="")
    body, is_conflict = _join_body(base, ours, theirs)
    joined = theirs._replace(
        kind=_pick(base.kind, ours.kind, theirs.kind),
        anchor=_pick(base.anchor, ours.anchor, theirs.anchor),
        colour=_pick(base.colour, ours.colour, theirs.colour),
        body=body,
        tags=join_tags(base.tags, ours.tags, theirs.tags),
        deleted=_join_deleted(base, ours, theirs),
        created=min(ours.created, theirs.created),
        modified=max(ours.modified, theirs.modified),
        history=_join_history(ours, theirs),
    )
    if not is_conflict:
        return (joined,)
    return joined, beside(ours, theirs)._replace(id=str(uuid4()), deleted="", history=())


def _join_body(base: Annotation, ours: Annotation, theirs: Annotation) -> tuple[str, bool]:
    """Return the body of both, and whether ours had no room in it."""
    if ours.body == base.body:
        return theirs.body, False
    if theirs.body in (base.body, ours.body):
        return ours.body, False
    if ours.kind is theirs.kind is Kind.TOOL:
        from handbook.notes.filled_join import join_bodies

        joined = join_bodies(base.body, theirs.body, ours.body)
        return (theirs.body, True) if joined is None else (joined, False)
    return theirs.body, True


def beside(one: Annotation, other: Annotation) -> Annotation:
    """Return a version as it is kept beside another one: of two filled copies, the reader can tell which is which."""
    if one.kind is not Kind.TOOL:
        return one
    from handbook.notes.filled_join import told_apart

    return one._replace(body=told_apart(one.body, other.body))


def _pick(base: _Value, ours: _Value, theirs: _Value) -> _Value:
    return theirs if ours == base else ours


def join_tags(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags that both sides have, and those that one of them has added to `base`."""
    removed = {tag for tag in base if tag not in ours or tag not in theirs}
    return tuple(tag for tag in dict.fromkeys((*theirs, *ours)) if tag not in removed)


def _join_deleted(base: Annotation, ours: Annotation, theirs: Annotation) -> str:
    if bool(ours.deleted) == bool(theirs.deleted):
        return theirs.deleted
    deleting, keeping = (ours, theirs) if ours.deleted else (theirs, ours)
    if base.deleted:
        return ""
    # Who wrote on didn't know of the deletion: their words are worth more than a clean list.
    wrote_on = keeping._replace(deleted="", modified="", history=()) != base._replace(
        deleted="", modified="", history=(), created=keeping.created
    )
    return "" if wrote_on else deleting.deleted


def _join_history(ours: Annotation, theirs: Annotation) -> tuple[str, ...]:
    known = dict.fromkeys((*theirs.history, *ours.history, theirs.digest, ours.digest))
    return tuple(known)[-MOST_HISTORY:]
