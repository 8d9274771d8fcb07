"""Two versions of one annotation become one, or two: what either side wrote is still there."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.nodes import FieldKind
from handbook.notes.filled import blank, read_filled, with_value, write_filled
from handbook.notes.model import MOST_HISTORY, Anchor, Annotation, Colour, Kind
from handbook.notes.resolve import resolve
from tests.notes.copies import field, tool

ANCHOR = Anchor("bog", "1", "k.md", "K", "a", "A", 10, 20, "teksten", "før ", " efter")
BASE = Annotation(
    "id",
    Kind.HIGHLIGHT,
    ANCHOR,
    Colour.QUOTE,
    "grund",
    ("a", "b"),
    "2026-01-01T00",
    "2026-01-01T01",
    history=("0" * 16,),
)
DELETED = "2026-02-02T00"
bodies = st.sampled_from(["grund", "", "vores", "deres", "fælles"])
versions = st.builds(
    lambda anchor, colour, body, tags, deleted, time: BASE._replace(
        anchor=anchor, colour=colour, body=body, tags=tags, deleted=deleted, modified=time
    ).after(BASE),
    st.sampled_from([ANCHOR, ANCHOR._replace(start=11), ANCHOR._replace(chapter="ny.md")]),
    st.sampled_from(Colour),
    bodies,
    st.lists(st.sampled_from("abcd"), unique=True).map(tuple),
    st.sampled_from(["", DELETED]),
    st.sampled_from(["2026-01-02", "2026-01-03"]),
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", Kind.NOTE),
        ("anchor", ANCHOR._replace(start=11)),
        ("colour", Colour.ACTION),
        ("body", "ny"),
        ("tags", ("a", "b", "c")),
        ("deleted", DELETED),
    ],
)
@pytest.mark.parametrize("is_ours", [True, False])
def test_what_one_side_changed_is_taken_from_that_side(field: str, value: object, is_ours: bool) -> None:
    changed = BASE._replace(**{field: value}).after(BASE)  # type: ignore[arg-type]
    (joined,) = resolve(BASE, changed, BASE) if is_ours else resolve(BASE, BASE, changed)
    assert joined.digest == changed.digest


def test_different_fields_are_joined() -> None:
    ours, theirs = BASE._replace(body="vores"), BASE._replace(colour=Colour.ACTION, tags=("b", "c"))
    (joined,) = resolve(BASE, ours, theirs)
    assert (joined.body, joined.colour, joined.tags) == ("vores", Colour.ACTION, ("b", "c"))


def test_both_rewrote_the_note_and_both_are_kept() -> None:
    ours, theirs = BASE._replace(body="vores", tags=("a", "b", "ny")), BASE._replace(body="deres")
    joined, copy = resolve(BASE, ours, theirs)
    assert (joined.id, joined.body) == (BASE.id, "deres")
    assert (copy.body, copy.anchor, copy.tags, copy.deleted) == ("vores", ANCHOR, ("a", "b", "ny"), "")
    assert str(UUID(copy.id)) == copy.id != BASE.id


def test_both_wrote_the_same() -> None:
    same = BASE._replace(body="samme")
    (joined,) = resolve(BASE, same, same._replace(modified="2026-01-05"))
    assert joined.body == "samme"
    assert joined.modified == "2026-01-05"


@pytest.mark.parametrize("is_ours_deleted", [True, False])
@pytest.mark.parametrize(
    ("change", "is_kept"),
    [({}, False), ({"body": "skrev videre"}, True), ({"colour": Colour.ACTION}, True), ({"tags": ()}, True)],
)
def test_deletion_against_edit(is_ours_deleted: bool, change: dict[str, object], is_kept: bool) -> None:
    deleted = BASE._replace(deleted=DELETED, modified="2026-02-02")
    edited = BASE._replace(modified="2026-02-03", **change)  # type: ignore[arg-type]
    ours, theirs = (deleted, edited) if is_ours_deleted else (edited, deleted)
    (joined,) = resolve(BASE, ours, theirs)
    assert joined.deleted == ("" if is_kept else DELETED)
    assert joined.digest == (edited.digest if is_kept else deleted.digest)


@pytest.mark.parametrize("is_ours_restored", [True, False])
def test_restored_on_one_side(is_ours_restored: bool) -> None:
    base = BASE._replace(deleted=DELETED)
    sides = (BASE, base) if is_ours_restored else (base, BASE)
    (joined,) = resolve(base, *sides)
    assert joined.deleted == ""


def test_without_a_base_nothing_is_lost() -> None:
    ours, theirs = BASE._replace(body="vores", tags=("x",)), BASE._replace(body="deres", tags=("y",), deleted=DELETED)
    joined, copy = resolve(None, ours, theirs)
    assert {joined.body, copy.body} == {"vores", "deres"}
    assert joined.tags == ("y", "x")
    assert joined.deleted == ""


@given(versions, versions)
def test_no_words_are_lost(ours: Annotation, theirs: Annotation) -> None:
    results = resolve(BASE, ours, theirs)
    kept = {one.body for one in results}
    for one, other in ((ours, theirs), (theirs, ours)):
        if one.body != BASE.body:
            assert one.body in kept
        added, removed = set(one.tags) - set(BASE.tags), set(BASE.tags) - set(one.tags)
        assert added <= set(results[0].tags)
        assert removed.isdisjoint(results[0].tags)
        if one.deleted and other.body != BASE.body:
            assert not results[0].deleted or (other.deleted and results[0].deleted)
    assert len(set(results[0].tags)) == len(results[0].tags)
    assert results[0].id == BASE.id
    assert len(results) == 1 + (len({BASE.body, ours.body, theirs.body}) == 3)


FORM = tool(field("a", FieldKind.LINE), field("b", FieldKind.LINE))
BLANK = blank(FORM, "Ark")


def copy_of(**answers: str) -> Annotation:
    copy = BLANK
    for id_, value in answers.items():
        copy = with_value(copy, FORM, id_, value)
    return BASE._replace(kind=Kind.TOOL, body=write_filled(copy))


def test_a_copy_is_joined_answer_by_answer() -> None:
    base = copy_of(a="før")
    (joined,) = resolve(base, copy_of(a="vores"), copy_of(a="før", b="deres")._replace(tags=("a", "ny")))
    assert joined.body == copy_of(a="vores", b="deres").body
    assert joined.tags == ("a", "ny")
    (joined,) = resolve(base, copy_of(), copy_of(a="før", b="deres"))
    assert joined.body == copy_of(b="deres").body
    (joined,) = resolve(None, copy_of(a="vores"), copy_of(b="deres"))
    assert joined.body == copy_of(a="vores", b="deres").body


def test_one_answer_written_on_both_sides_gives_two_copies() -> None:
    ours, theirs = copy_of(a="vores", b="også vores"), copy_of(a="deres")
    joined, copy = resolve(copy_of(a="før"), ours, theirs)
    assert (joined.id, joined.body, copy.kind) == (BASE.id, theirs.body, Kind.TOOL)
    assert read_filled(copy.body) == read_filled(ours.body)._replace(title="Ark (copy)"), "they can be told apart"


def test_two_copies_whose_titles_differ_keep_them() -> None:
    ours, theirs = copy_of(a="vores"), copy_of(a="deres")
    retitled = ours._replace(body=write_filled(read_filled(ours.body)._replace(title="Vores")))
    assert [read_filled(one.body).title for one in resolve(copy_of(a="før"), retitled, theirs)] == ["Ark", "Vores"]


@pytest.mark.parametrize("unread", ["x", '{"format":2}'])
def test_a_copy_that_can_t_be_read_is_a_text(unread: str) -> None:
    ours, theirs = copy_of()._replace(body=unread), copy_of(a="deres")
    assert [one.body for one in resolve(copy_of(), ours, theirs)] == [theirs.body, unread]
    assert [one.body for one in resolve(ours, ours, theirs)] == [theirs.body]
    assert [one.body for one in resolve(theirs, ours, theirs)] == [unread]


@given(versions, versions)
def test_both_sides_are_known_as_older_versions(ours: Annotation, theirs: Annotation) -> None:
    joined = resolve(BASE, ours, theirs)[0]
    assert {ours.digest, theirs.digest, BASE.digest, "0" * 16} <= set(joined.history)
    assert joined.created == BASE.created
    assert joined.modified == max(ours.modified, theirs.modified)


def test_the_history_has_an_end() -> None:
    many = tuple(f"{number:016}" for number in range(MOST_HISTORY))
    (joined,) = resolve(BASE, BASE._replace(history=many, colour=Colour.ACTION), BASE)
    assert len(joined.history) == MOST_HISTORY
    assert BASE.digest in joined.history


@given(versions)
def test_the_same_twice_is_the_same(one: Annotation) -> None:
    (joined,) = resolve(BASE, one, one)
    assert joined.digest == one.digest
