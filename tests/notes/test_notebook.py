"""The notebook: undo and redo, two windows on one file, and what waits until it can be written."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.book.nodes import FieldKind
from handbook.notes.errors import NotesError, Trouble
from handbook.notes.filled import blank, read_filled, with_value, write_filled
from handbook.notes.model import Annotation, Colour, Kind, now
from handbook.notes.notebook import MOST_STEPS, Notebook
from handbook.notes.store import Store
from tests.notes.copies import field, tool

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handbook.book.forms import Value
    from handbook.notes.store import Edit
    from tests.notes.conftest import Shelf


def seen(book: Notebook) -> dict[str, str]:
    """Return what the reader sees: a digest for each annotation that isn't deleted."""
    return {annotation.id: annotation.digest for annotation in book.live()}


def stored(shelf: Shelf) -> dict[str, Annotation]:
    return shelf.read()


def bodies(book: Notebook) -> list[str]:
    return [annotation.body for annotation in book.live()]


class Closed:
    """A store whose disk is full until it is told otherwise, and which remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, trouble: Trouble = Trouble.FULL) -> None:
        self.is_closed = True
        write = Store.write

        def refuse(store: Store, edits: Sequence[Edit]) -> list[Annotation]:
            if self.is_closed:
                raise NotesError(trouble)
            return write(store, edits)

        monkeypatch.setattr(Store, "write", refuse)


def test_every_step_is_on_the_disk_when_it_is_done(shelf: Shelf) -> None:
    book, note = shelf.notebook(), shelf.note("et")
    book.apply("Skriv", [note])
    assert stored(shelf) == dict(book.all)
    book.apply("Ret", [book.all[note.id]._replace(body="to")])
    assert stored(shelf)[note.id].body == "to"
    book.delete("Slet", [note.id])
    assert stored(shelf)[note.id].deleted
    book.restore("Gendan", [note.id])
    assert stored(shelf) == dict(book.all)
    assert bodies(book) == ["to"]


def test_undo_and_redo_walk_through_everything_that_was_done(shelf: Shelf) -> None:
    book, note, other = shelf.notebook(), shelf.note("et"), shelf.note("andet")
    states, labels = [seen(book)], list[str]()
    steps: dict[str, Callable[[], None]] = {
        "Skriv": lambda: book.apply("Skriv", [note]),
        "Ret": lambda: book.apply("Ret", [book.all[note.id]._replace(body="to", tags=("x",))]),
        "Farv": lambda: book.apply("Farv", [book.all[note.id]._replace(colour=Colour.ACTION)]),
        "Slet": lambda: book.delete("Slet", [note.id]),
        "Gendan": lambda: book.restore("Gendan", [note.id]),
        "Importer": lambda: book.apply("Importer", [other, *(shelf.note(str(number)) for number in range(50))]),
        "Slet alle": lambda: book.delete("Slet alle", list(book.all)),
    }
    for label, step in steps.items():
        step()
        states.append(seen(book))
        labels.append(label)
    for _twice in range(2):
        for label, state in zip(reversed(labels), reversed(states[:-1]), strict=True):
            assert book.undoable == label
            step_back = book.undo()
            assert step_back is not None
            assert step_back.label == label
            assert seen(book) == state
            assert stored(shelf) == dict(book.all)
        assert (book.undoable, book.undo()) == ("", None)
        for label, state in zip(labels, states[1:], strict=True):
            assert book.redoable == label
            assert book.redo() is not None
            assert seen(book) == state
        assert (book.redoable, book.redo()) == ("", None)
    assert stored(shelf) == dict(book.all)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_any_walk_back_and_forth_comes_to_where_it_was(new_shelf: Callable[[], Shelf], seed: int) -> None:
    chance, shelf = random.Random(seed), new_shelf()  # noqa: S311 - a walk, not a secret
    book = shelf.notebook()
    states, at = [seen(book)], 0
    for _turn in range(25):
        match chance.choice(["new", "edit", "edit", "delete", "restore", "undo", "undo", "redo"]):
            case "undo":
                at -= 1 if book.undo() else 0
            case "redo":
                at += 1 if book.redo() else 0
            case what:
                live, trash = book.live(), [one for one in book.all.values() if one.deleted]
                if what == "delete" and live:
                    book.delete("", [one.id for one in chance.sample(live, chance.randint(1, len(live)))])
                elif what == "restore" and trash:
                    book.restore("", [chance.choice(trash).id])
                elif what == "edit" and live:
                    one, text = chance.choice(live), str(chance.random())
                    if one.kind is Kind.TOOL:
                        fill(book, one.id, **{chance.choice("ab"): text})
                    else:
                        book.apply("", [one._replace(body=text)])
                elif chance.random() < 0.5:
                    new_copy(shelf, book)
                else:
                    book.apply("", [shelf.note(str(chance.random())) for _note in range(chance.randint(1, 3))])
                at += 1
                del states[at:]
                states.append(seen(book))
        assert seen(book) == states[at]
    assert shelf.read() == dict(book.all)


def test_letters_under_one_key_are_one_step(shelf: Shelf) -> None:
    book, note = shelf.notebook(), shelf.note("")
    book.apply("Skriv", [note])
    for text in ("g", "go", "god"):
        book.apply("Ret", [book.all[note.id]._replace(body=text)], key="typed")
        assert stored(shelf)[note.id].body == text
    book.end_step()
    for text in ("god d", "god da", "god dag"):
        book.apply("Ret", [book.all[note.id]._replace(body=text)], key="typed")
    assert len(book.all[note.id].history) == 2
    assert [book.undo() and book.all[note.id].body for _step in range(2)] == ["god", ""]
    assert book.undoable == "Skriv"
    assert [book.redo() and book.all[note.id].body for _step in range(2)] == ["god", "god dag"]


def test_letters_after_undo_are_a_step_of_their_own(shelf: Shelf) -> None:
    book, note = shelf.notebook(), shelf.note("a")
    book.apply("Skriv", [note], key="typed")
    book.apply("Ret", [book.all[note.id]._replace(body="b")])
    book.undo()
    book.apply("Ret", [book.all[note.id]._replace(body="c")], key="typed")
    assert book.redoable == ""
    book.undo()
    assert bodies(book) == ["a"]


def test_a_step_that_changes_nothing_is_none(shelf: Shelf) -> None:
    book, note = shelf.notebook(), shelf.note("a")
    book.apply("Skriv", [note])
    book.apply("Ret", [book.all[note.id]])
    book.delete("Slet", ["unknown"])
    book.restore("Gendan", [note.id])
    assert book.undoable == "Skriv"
    assert stored(shelf)[note.id].history == ()


def test_steps_have_an_end(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handbook.notes.notebook.MOST_STEPS", 5)
    assert MOST_STEPS > 5
    book = shelf.notebook()
    for number in range(8):
        book.apply(str(number), [shelf.note(str(number))])
    undone = []
    while step := book.undo():
        undone.append(step.label)
    assert undone == ["7", "6", "5", "4", "3"]
    assert bodies(book) == ["0", "1", "2"]


@pytest.mark.parametrize("text", ["\ud83d", "a\udfffb"])
def test_half_a_character_makes_no_conflict(shelf: Shelf, text: str) -> None:
    """What can't be stored is replaced at once: memory and file hold the same note."""
    book, note = shelf.notebook(), shelf.note(text, tags=(text,))
    book.apply("Skriv", [note])
    book.apply("Ret", [book.all[note.id]._replace(colour=Colour.ACTION)])
    book.apply("Ret", [book.all[note.id]._replace(body=text + "!")])
    assert stored(shelf) == dict(book.all)
    assert len(book.all) == 1
    assert book.conflicts == []
    book.undo()
    assert bodies(book) == [text.replace("\ud83d", "?").replace("\udfff", "?")]


# Two windows.


def test_different_fields_are_joined(shelf: Shelf) -> None:
    ours, note = shelf.notebook(), shelf.note("et", tags=("a",))
    ours.apply("Skriv", [note])
    theirs = shelf.notebook()
    theirs.apply("Farv", [theirs.all[note.id]._replace(colour=Colour.ACTION, tags=("a", "b"))])
    ours.apply("Ret", [ours.all[note.id]._replace(body="to", tags=("a", "c"))])
    joined = ours.all[note.id]
    assert (joined.body, joined.colour, set(joined.tags)) == ("to", Colour.ACTION, {"a", "b", "c"})
    theirs.refresh()
    assert dict(ours.all) == dict(theirs.all) == stored(shelf)
    assert ours.conflicts == theirs.conflicts == []


def test_the_same_note_rewritten_is_kept_twice(shelf: Shelf) -> None:
    ours, note = shelf.notebook(), shelf.note("et")
    ours.apply("Skriv", [note])
    theirs = shelf.notebook()
    theirs.apply("Ret", [theirs.all[note.id]._replace(body="deres")])
    ours.apply("Ret", [ours.all[note.id]._replace(body="vores")])
    assert sorted(bodies(ours)) == ["deres", "vores"]
    assert ours.all[note.id].body == "deres"
    (copy,) = ours.conflicts
    assert ours.all[copy].body == "vores"
    theirs.refresh()
    assert dict(ours.all) == dict(theirs.all) == stored(shelf)


FORM = tool(field("a", FieldKind.LINE), field("b", FieldKind.LINE), field("c", FieldKind.CHOICES, "xyz"))


def fill(book: Notebook, id_: str, key: str = "", **answers: Value) -> None:
    """Fill in fields of a copy, as one step."""
    copy = read_filled(book.all[id_].body)
    for name, value in answers.items():
        copy = with_value(copy, FORM, name, value)
    book.apply("Udfyld", [book.all[id_]._replace(body=write_filled(copy))], key)


def values(book: Notebook, id_: str) -> dict[str, Value]:
    """Return what is filled in in a copy."""
    return {name: value for name, value in read_filled(book.all[id_].body).values.items() if value}


def new_copy(shelf: Shelf, book: Notebook) -> str:
    copy = shelf.note(write_filled(blank(FORM, "Ark")), kind=Kind.TOOL)
    book.apply("Nyt ark", [copy])
    return copy.id


@pytest.mark.parametrize("is_refreshed", [True, False])
def test_different_fields_of_a_copy_are_joined(shelf: Shelf, is_refreshed: bool) -> None:
    ours = shelf.notebook()
    id_ = new_copy(shelf, ours)
    theirs = shelf.notebook()
    for number in range(3):
        fill(theirs, id_, b=f"deres {number}", c=("x",))
        if is_refreshed:
            ours.refresh()
        fill(ours, id_, "typed", a=f"vores {number}")
        theirs.refresh()
        wanted = {"a": f"vores {number}", "b": f"deres {number}", "c": ("x",)}
        assert values(ours, id_) == values(theirs, id_) == wanted
    assert dict(ours.all) == dict(theirs.all) == stored(shelf)
    assert len(ours.all) == 1
    assert ours.conflicts == theirs.conflicts == []


def test_one_field_of_a_copy_written_in_two_windows_gives_two_copies(shelf: Shelf) -> None:
    ours = shelf.notebook()
    id_ = new_copy(shelf, ours)
    theirs = shelf.notebook()
    fill(theirs, id_, a="deres")
    fill(ours, id_, a="vores", b="også vores")
    (copy,) = ours.conflicts
    assert values(ours, id_) == {"a": "deres"}
    assert values(ours, copy) == {"a": "vores", "b": "også vores"}
    theirs.refresh()
    assert dict(ours.all) == dict(theirs.all) == stored(shelf)


def test_undo_takes_back_the_answers_of_its_own_step_only(shelf: Shelf) -> None:
    ours = shelf.notebook()
    id_ = new_copy(shelf, ours)
    fill(ours, id_, a="vores", c=("x", "y"))
    theirs = shelf.notebook()
    fill(theirs, id_, b="deres", c=("x", "y", "z"))
    ours.refresh()
    ours.undo()
    assert values(ours, id_) == {"b": "deres", "c": ("z",)}
    ours.redo()
    assert values(ours, id_) == {"a": "vores", "b": "deres", "c": ("x", "y", "z")}
    fill(theirs, id_, a="også deres")
    ours.refresh()
    ours.undo()
    assert values(ours, id_) == {"a": "også deres", "b": "deres", "c": ("z",)}
    assert dict(ours.all) == stored(shelf)
    assert ours.conflicts == []


def test_letters_into_a_copy_around_those_of_another_window(shelf: Shelf) -> None:
    ours = shelf.notebook()
    id_ = new_copy(shelf, ours)
    fill(ours, id_, "typed", a="a")
    theirs = shelf.notebook()
    fill(theirs, id_, b="deres")
    fill(ours, id_, "typed", a="ab")
    while ours.undoable == "Udfyld":
        ours.undo()
    assert values(ours, id_) == {"b": "deres"}


def test_a_copy_made_by_a_newer_program_is_taken_back_as_a_text(shelf: Shelf) -> None:
    ours = shelf.notebook()
    id_ = new_copy(shelf, ours)
    fill(ours, id_, a="vores")
    theirs = shelf.notebook()
    theirs.apply("Nyere", [theirs.all[id_]._replace(body='{"format":2}')])
    ours.refresh()
    ours.undo()
    assert ours.all[id_].body == '{"format":2}'


@pytest.mark.parametrize("is_edited_first", [True, False])
def test_who_wrote_on_wins_over_who_deleted(shelf: Shelf, is_edited_first: bool) -> None:
    ours, note = shelf.notebook(), shelf.note("et")
    ours.apply("Skriv", [note])
    theirs = shelf.notebook()
    steps: list[Callable[[], None]] = [
        lambda: theirs.apply("Ret", [theirs.all[note.id]._replace(body="to")]),
        lambda: ours.delete("Slet", [note.id]),
    ]
    for step in steps if is_edited_first else reversed(steps):
        step()
    for book in (ours, theirs):
        book.refresh()
        assert bodies(book) == ["to"]


def test_refresh_tells_what_has_changed(shelf: Shelf) -> None:
    changes: list[set[str]] = []
    theirs, one, two = shelf.notebook(), shelf.note("et"), shelf.note("to")
    theirs.apply("Skriv", [one])
    ours = Notebook(shelf.open(), changes.append)
    ours.refresh()
    assert changes == []
    theirs.apply("Skriv", [two])
    theirs.apply("Ret", [theirs.all[one.id]._replace(body="en")])
    ours.refresh()
    ours.refresh()
    assert changes == [{one.id, two.id}]
    assert dict(ours.all) == dict(theirs.all)


def test_undo_takes_back_its_own_part_only(shelf: Shelf) -> None:
    ours, note = shelf.notebook(), shelf.note("et", tags=("a",))
    ours.apply("Skriv", [note])
    ours.apply("Ret", [ours.all[note.id]._replace(body="to", tags=("a", "vores"))])
    theirs = shelf.notebook()
    theirs.apply("Farv", [theirs.all[note.id]._replace(colour=Colour.ACTION, tags=("a", "vores", "deres"))])
    ours.refresh()
    ours.undo()
    after = ours.all[note.id]
    assert (after.body, after.colour, after.tags) == ("et", Colour.ACTION, ("a", "deres"))
    ours.redo()
    after = ours.all[note.id]
    assert (after.body, after.colour, set(after.tags)) == ("to", Colour.ACTION, {"a", "vores", "deres"})
    assert stored(shelf) == dict(ours.all)
    assert ours.conflicts == []


def test_undo_of_what_another_window_has_rewritten(shelf: Shelf) -> None:
    ours, note = shelf.notebook(), shelf.note("et")
    ours.apply("Skriv", [note])
    ours.apply("Ret", [ours.all[note.id]._replace(body="to")])
    theirs = shelf.notebook()
    theirs.apply("Ret", [theirs.all[note.id]._replace(body="tre")])
    ours.refresh()
    ours.undo()
    assert bodies(ours) == ["tre"]


@pytest.mark.parametrize("is_refreshed", [True, False])
def test_letters_around_the_change_of_another_window(shelf: Shelf, is_refreshed: bool) -> None:
    ours, note = shelf.notebook(), shelf.note("")
    ours.apply("Skriv", [note])
    ours.apply("Ret", [ours.all[note.id]._replace(body="a")], key="typed")
    theirs = shelf.notebook()
    theirs.apply("Farv", [theirs.all[note.id]._replace(colour=Colour.ACTION)])
    if is_refreshed:
        ours.refresh()
    ours.apply("Ret", [ours.all[note.id]._replace(body="ab")], key="typed")
    assert ours.all[note.id].colour is Colour.ACTION
    while ours.undoable == "Ret":
        ours.undo()
    assert (ours.all[note.id].body, ours.all[note.id].colour) == ("", Colour.ACTION)


def test_undo_and_redo_of_a_note_that_another_window_has_changed(shelf: Shelf) -> None:
    ours, note = shelf.notebook(), shelf.note("et")
    ours.apply("Skriv", [note])
    theirs = shelf.notebook()
    theirs.apply("Ret", [theirs.all[note.id]._replace(body="to", colour=Colour.ACTION)])
    ours.refresh()
    ours.undo()
    assert ours.all[note.id].deleted
    ours.redo()
    after = ours.all[note.id]
    assert (after.deleted, after.body, after.colour) == ("", "to", Colour.ACTION)


def test_an_import_keeps_what_it_comes_with_and_is_undone_whole(shelf: Shelf) -> None:
    book = shelf.notebook()
    many = [
        shelf.note(str(number), modified="2025-01-01T00:00:00.000000Z", history=("a" * 16,)) for number in range(20)
    ]
    book.apply("Importer", many, is_import=True)
    assert list(stored(shelf).values()) == many
    book.undo()
    assert book.live() == []
    book.redo()
    assert [one.body for one in book.live()] == [one.body for one in many]
    assert stored(shelf) == dict(book.all)


# What waits.


@pytest.mark.parametrize("trouble", [Trouble.FULL, Trouble.LOCKED, Trouble.READ_ONLY, Trouble.FAILED])
def test_what_can_not_be_written_waits(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, trouble: Trouble) -> None:
    book, notes = shelf.notebook(), [shelf.note(str(number)) for number in range(5)]
    book.apply("Skriv", notes[:1])
    disk = Closed(monkeypatch, trouble)
    for note in notes[1:]:
        book.apply("Skriv", [note])
    book.apply("Ret", [book.all[notes[0].id]._replace(body="rettet")])
    book.delete("Slet", [notes[1].id])
    book.undo()
    book.undo()
    book.redo()
    assert book.trouble is not None
    assert book.trouble.trouble is trouble
    assert not book.flush()
    wanted = ["rettet", "1", "2", "3", "4"]
    assert bodies(book) == wanted
    assert [one.body for one in stored(shelf).values()] == ["0"]
    disk.is_closed = False
    assert book.flush()
    assert [book.trouble, book.has_waiting] == [None, False]
    assert bodies(book) == wanted
    assert list(stored(shelf).items()) == list(book.all.items())


def test_what_waits_is_joined_with_what_another_window_wrote_meanwhile(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, one, two = shelf.notebook(), shelf.note("et"), shelf.note("to")
    ours.apply("Skriv", [one, two])
    theirs = shelf.notebook()
    with monkeypatch.context() as patch:
        Closed(patch)
        ours.apply("Ret", [ours.all[one.id]._replace(body="vores"), ours.all[two.id]._replace(body="vores")])
    theirs.apply("Ret", [theirs.all[one.id]._replace(colour=Colour.ACTION), theirs.all[two.id]._replace(body="deres")])
    ours.refresh()
    assert bodies(ours) == ["vores", "vores"]
    ours.apply("Ret", [ours.all[one.id]._replace(tags=("senere",))])
    after = ours.all[one.id]
    assert (after.body, after.colour, after.tags) == ("vores", Colour.ACTION, ("senere",))
    assert sorted(bodies(ours)) == ["deres", "vores", "vores"]
    assert len(ours.conflicts) == 1
    assert stored(shelf) == dict(ours.all)


def test_without_a_file_everything_waits_for_one(shelf: Shelf) -> None:
    changes: list[set[str]] = []
    book = Notebook(None, changes.append, NotesError(Trouble.LOCKED))
    note, other = shelf.note("venter"), shelf.note("på disken")
    shelf.notebook().apply("Skriv", [other])
    book.apply("Skriv", [note])
    book.refresh()
    assert not book.flush()
    assert book.trouble is not None
    book.take_store(shelf.open())
    assert [book.trouble, book.has_waiting] == [None, False]
    assert sorted(bodies(book)) == ["på disken", "venter"]
    assert stored(shelf) == dict(book.all)
    assert {note.id} in changes
    book.undo()
    assert bodies(book) == ["på disken"]


# The trash.


def test_the_trash_is_emptied_for_good(shelf: Shelf) -> None:
    changes: list[set[str]] = []
    book, live, trashed = Notebook(shelf.open(), changes.append), shelf.note("her"), shelf.note("væk")
    book.apply("Skriv", [live])
    book.apply("Skriv", [trashed])
    book.delete("Slet", [trashed.id])
    changes.clear()
    book.empty_trash([live.id, trashed.id, "unknown"])
    assert changes == [{trashed.id}]
    assert list(book.all) == [live.id]
    assert list(stored(shelf)) == [live.id]
    while book.undo():
        pass
    while book.redo():
        pass
    assert list(stored(shelf)) == [live.id]


def test_what_another_window_took_out_of_the_trash_stays(shelf: Shelf) -> None:
    ours, note = shelf.notebook(), shelf.note("et")
    ours.apply("Skriv", [note])
    ours.delete("Slet", [note.id])
    theirs = shelf.notebook()
    theirs.restore("Gendan", [note.id])
    ours.empty_trash([note.id])
    assert [one.body for one in stored(shelf).values() if not one.deleted] == ["et"]
    ours.refresh()
    assert bodies(ours) == ["et"]


def test_nothing_leaves_the_trash_while_something_waits(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    book, note = shelf.notebook(), shelf.note("et")
    book.apply("Skriv", [note])
    book.delete("Slet", [note.id])
    disk = Closed(monkeypatch)
    book.apply("Skriv", [shelf.note("venter")])
    with pytest.raises(NotesError) as raised:
        book.empty_trash([note.id])
    assert raised.value.trouble is Trouble.FULL
    assert note.id in book.all
    assert note.id in stored(shelf)
    disk.is_closed = False
    book.empty_trash([note.id])
    assert [one.body for one in stored(shelf).values()] == ["venter"]


def test_a_note_edited_here_and_removed_for_good_there_comes_back(shelf: Shelf) -> None:
    ours, note = shelf.notebook(), shelf.note("et")
    ours.apply("Skriv", [note])
    theirs = shelf.notebook()
    theirs.delete("Slet", [note.id])
    theirs.empty_trash([note.id])
    ours.apply("Ret", [ours.all[note.id]._replace(body="to")])
    assert [one.body for one in stored(shelf).values()] == ["to"]


def test_times_are_filled_in(shelf: Shelf) -> None:
    book, before = shelf.notebook(), now()
    note = shelf.note("et", created="")
    book.apply("Skriv", [note])
    made = book.all[note.id]
    assert before <= made.created == made.modified <= now()
    book.apply("Ret", [made._replace(body="to")])
    assert book.all[note.id].created == made.created
    assert book.all[note.id].modified > made.modified
    assert book.all[note.id].history == (made.digest,)
