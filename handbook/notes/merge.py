"""Notes from another computer joined into ours: nothing that anybody wrote is lost, and all computers come to the same.

Two versions of one annotation are compared by what their histories know of each other. A version replaces another only
when its writer had it before them. Versions that don't know of each other are joined where one text holds the other, or
where what was filled in doesn't stand against each other, and both kept where each says its own: one keeps the id, the
other becomes an annotation of its own.

Why all come to the same, whatever is exchanged in which order: who keeps the id is decided by the versions alone, not
by whose computer it is; the new id follows from the old one and the text, so that everybody gives the same; and a
version that takes the place of another is made later than it, so that the time of an id's version never goes back and
no round of exchanges can turn in a circle, even where clocks are wrong. That the loser's digest is *not* put into the
winner's history is what keeps a text safe when only a part of somebody's notes is passed on.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from handbook.notes.model import MOST_HISTORY, Annotation, Kind, now, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAMESPACE = UUID("5b0d7c1e-93a4-4c8e-9f0a-2f6d1b7e4a35")
"""Of every id that follows from something else (RFC 9562, version 5). It must never change."""


class MergePlan(NamedTuple):
    """What joining will do. Every annotation that came is counted once.

    Attributes:
        annotations: What to hand to `Notebook.apply(…, is_import=True)`; empty when there is nothing to do. Versions
            that differ from ours in times and history alone are among them: they carry what is now known.
        added: New here.
        updated: Newer there, or joined with ours.
        unchanged: The same here already, or set aside by an earlier import.
        older: Older than ours, or of no consequence.
        deleted: Go to the trash here, or come as deleted.
        conflicts: Two texts written apart: the id of the one that keeps it, and the id of the other.
    """

    annotations: tuple[Annotation, ...]
    added: int
    updated: int
    unchanged: int
    older: int
    deleted: int
    conflicts: tuple[tuple[str, str], ...]


class _Outcome(Enum):
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OLDER = "older"
    DELETED = "deleted"
    CONFLICT = "conflict"


def plan_merge(mine: Mapping[str, Annotation], incoming: Sequence[Annotation]) -> MergePlan:
    """Say what joining would do.

    Args:
        mine: Our annotations by id, deleted ones too; left as they are.
        incoming: Theirs, in any order; an id may come more than once.
    """
    merger = _Merger(mine)
    for theirs in incoming:
        merger.take_in(theirs)
    count = merger.counts
    return MergePlan(
        annotations=tuple(merger.changed.values()),
        added=count[_Outcome.ADDED],
        updated=count[_Outcome.UPDATED],
        unchanged=count[_Outcome.UNCHANGED],
        older=count[_Outcome.OLDER],
        deleted=count[_Outcome.DELETED],
        conflicts=tuple(merger.conflicts),
    )


def way_back(mine: Mapping[str, Annotation], then: Iterable[Annotation]) -> list[Annotation]:
    """Return the changes that lead back to the notes of a backup; what has come since goes into the trash.

    Args:
        mine: What is there now, by id.
        then: What is in the backup.
    """
    wanted = {one.id: one for one in then}
    changed = [one for one in wanted.values() if one.id not in mine or mine[one.id].digest != one.digest]
    time = now()
    since = [one for one in mine.values() if not one.deleted and one.id not in wanted]
    return changed + [one._replace(deleted=time) for one in since]


def aside_id(id_: str, digest: str) -> str:
    """Return the id that a version gets when another one keeps its id.

    Args:
        id_: The id that both had.
        digest: The digest of the version.
    """
    return str(uuid5(NAMESPACE, f"{id_} {digest}"))


class _Merger:
    """The notes as they will be; `changed` holds what differs from `mine`."""

    def __init__(self, mine: Mapping[str, Annotation]) -> None:
        self._mine = mine
        self.changed: dict[str, Annotation] = {}
        self.counts: Counter[_Outcome] = Counter()
        self.conflicts: list[tuple[str, str]] = []

    def take_in(self, theirs: Annotation) -> None:
        ours = self._get(theirs.id)
        if ours is None:
            self._put(theirs)
            outcome = _Outcome.DELETED if theirs.deleted else _Outcome.ADDED
        elif ours.digest == theirs.digest:
            self._put(_with_knowledge(ours, theirs)._replace(modified=max(ours.modified, theirs.modified)))
            outcome = _Outcome.UNCHANGED
        elif (winner := _descendant(ours, theirs)) is not None:
            outcome = self._settle(ours, winner)
        elif bool(ours.deleted) == bool(theirs.deleted) and (joined := _joined(ours, theirs)) is not None:
            outcome = self._settle(ours, joined)
        else:
            outcome = self._keep_both(ours, theirs)
        self.counts[outcome] += 1

    def _settle(self, ours: Annotation, result: Annotation) -> _Outcome:
        self._put(result)
        if result.digest == ours.digest:
            return _Outcome.OLDER
        return _Outcome.DELETED if result.deleted and not ours.deleted else _Outcome.UPDATED

    def _keep_both(self, ours: Annotation, theirs: Annotation) -> _Outcome:
        """Let one of two versions that don't know of each other keep the id, and set the other aside."""
        later, earlier = _by_time(ours, theirs)
        # Who wrote on didn't know of the deletion: their words are worth more than a clean list.
        winner, loser = (earlier, later) if later.deleted and not earlier.deleted else (later, earlier)
        aside = self._set_aside(loser, is_ours=loser is ours) if _needs_keeping(loser, winner) else ""
        outcome = self._settle(ours, _made_later(winner, loser))
        if aside and not loser.deleted:
            self.conflicts.append((winner.id, aside))
            return _Outcome.CONFLICT
        return _Outcome.UNCHANGED if outcome is _Outcome.OLDER and not loser.deleted else outcome

    def _set_aside(self, loser: Annotation, *, is_ours: bool) -> str:
        """Keep a version under an id of its own. Returns the id; "" when it has been kept before."""
        id_ = aside_id(loser.id, loser.digest)
        while (kept := self._get(id_)) is not None:
            if kept.body == loser.body or not is_ours:
                # What the reader has made of it since is theirs: a second import mustn't bring it back.
                return ""
            id_ = aside_id(id_, loser.digest)
        self._put(loser._replace(id=id_, history=()))
        return id_

    def _get(self, id_: str) -> Annotation | None:
        return self.changed.get(id_) or self._mine.get(id_)

    def _put(self, annotation: Annotation) -> None:
        if annotation == self._mine.get(annotation.id):
            self.changed.pop(annotation.id, None)
        else:
            self.changed[annotation.id] = annotation


def _descendant(ours: Annotation, theirs: Annotation) -> Annotation | None:
    """Return the version that came from the other, knowing what both know; None when neither did."""
    ours_is_older, theirs_is_older = ours.digest in theirs.history, theirs.digest in ours.history
    if ours_is_older and theirs_is_older:
        # Somebody went back to an earlier version: only the time tells who did so last.
        return _with_knowledge(*_by_time(ours, theirs))
    if ours_is_older:
        return _made_later(_with_knowledge(theirs, ours), ours)
    if theirs_is_older:
        return _made_later(_with_knowledge(ours, theirs), theirs)
    return None


def _joined(ours: Annotation, theirs: Annotation) -> Annotation | None:
    """Return two versions in one, if the later one has all that the earlier one says; None if both say their own."""
    later, earlier = _by_time(ours, theirs)
    body = _joined_body(later, earlier)
    if body is None:
        return None
    joined = later._replace(
        body=body,
        tags=tuple(dict.fromkeys((*later.tags, *earlier.tags))),
        created=min(filter(None, (ours.created, theirs.created)), default=""),
    )
    is_new = joined.digest != later.digest
    joined = _with_knowledge(joined, earlier)
    joined = joined._replace(
        history=_extended(joined.history, (earlier.digest, later.digest) if is_new else (earlier.digest,))
    )
    return _made_later(joined, later if is_new else earlier)


def _joined_body(later: Annotation, earlier: Annotation) -> str | None:
    """Return the body of both; None if each says its own."""
    if Kind.TOOL in (later.kind, earlier.kind):
        from handbook.notes.filled_join import join_bodies

        return join_bodies("", later.body, earlier.body)
    body = later.body or earlier.body
    # The body of a tick is its state, and nobody wrote it. A text that was only written on is whole in the later one.
    return body if later.kind is Kind.TICK or earlier.body in body else None


def _needs_keeping(loser: Annotation, winner: Annotation) -> bool:
    """Whether a version holds a text that its winner's writer hadn't seen."""
    if Kind.TOOL in (winner.kind, loser.kind):
        is_held = _joined_body(winner, loser) == winner.body
    else:
        is_held = loser.body in winner.body
    if is_held or loser.kind is Kind.TICK:
        return False
    return loser._replace(deleted="").digest not in winner.history


def _by_time(one: Annotation, other: Annotation) -> tuple[Annotation, Annotation]:
    """Return two versions, the later one first; on every computer the same one."""
    is_later = (one.modified, one.digest) > (other.modified, other.digest)
    return (one, other) if is_later else (other, one)


def _made_later(version: Annotation, than: Annotation) -> Annotation:
    """Return a version with a time after that of the one whose place it takes."""
    if version.modified > than.modified or not than.modified:
        return version
    try:
        time = datetime.fromisoformat(than.modified) + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return version
    return version._replace(modified=stamp(time))


def _with_knowledge(version: Annotation, of: Annotation) -> Annotation:
    """Return a version that also knows the history of another one, which it takes the place of."""
    return version._replace(history=_extended(version.history, of.history))


def _extended(history: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    # What is learnt stands before what is known, and is what a full history leaves out: joining again changes nothing.
    known = set(history)
    return (*(digest for digest in dict.fromkeys(more) if digest not in known), *history)[-MOST_HISTORY:]
