"""Notes of several computers joined: nothing is lost, nothing comes twice, and all come to the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from handbook.book.nodes import FieldKind
from handbook.notes.exchange import from_json, to_json
from handbook.notes.filled import blank, with_value, write_filled
from handbook.notes.merge import MergePlan, aside_id, plan_merge
from handbook.notes.model import MOST_HISTORY, Anchor, Annotation, Colour, Kind, now
from handbook.notes.notebook import Notebook, new_id
from handbook.notes.place import open_notes
from handbook.notes.wording import filled_of
from tests.notes.copies import field, tool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ANCHOR = Anchor("book", "1", "a.md", "A", "s", "S", 3, 9, "ordene", "før ", " efter")
Notes = dict[str, Annotation]
FORM = tool(field("a", FieldKind.LINE), field("b", FieldKind.PARAGRAPH), field("c", FieldKind.NUMBER))
BLANK = blank(FORM, "")


def at(minute: int) -> str:
    time = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=minute)
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")


def made(body: str = "a", minute: int = 0, **others: object) -> Annotation:
    fields = {"id": new_id(), "kind": Kind.HIGHLIGHT, "anchor": ANCHOR, "created": at(0), "modified": at(minute)}
    return Annotation(**{**fields, "body": body, **others})  # type: ignore[arg-type]


def changed(older: Annotation, minute: int, **others: object) -> Annotation:
    return older._replace(modified=at(minute), **others).after(older)  # type: ignore[arg-type]


def by_id(*annotations: Annotation) -> Notes:
    return {annotation.id: annotation for annotation in annotations}


def carried_out(mine: Notes, plan: MergePlan) -> Notes:
    return mine | by_id(*plan.annotations)


def counts(plan: MergePlan) -> dict[str, int]:
    numbers = {**plan._asdict(), "conflicts": len(plan.conflicts)}
    del numbers["annotations"]
    return {name: number for name, number in numbers.items() if number}


def merged(mine: Notes, *incoming: Annotation, **expected: int) -> Notes:
    """Join, see that it counts what is expected and that a second time changes nothing."""
    plan = plan_merge(mine, incoming)
    assert counts(plan) == expected
    result = carried_out(mine, plan)
    again = plan_merge(result, incoming)
    assert again.annotations == ()
    assert set(counts(again)) <= {"unchanged", "older"}
    return result


def test_new_and_identical() -> None:
    a, b = made("a"), made("b")
    assert merged(by_id(a), a, b, added=1, unchanged=1) == by_id(a, b)
    assert merged({}) == {}


def test_newer_there_and_older_there() -> None:
    a = made("a")
    b = changed(a, 5, body="b")
    c = changed(b, 6, body="c")
    assert merged(by_id(a), c, updated=1) == by_id(c)
    assert merged(by_id(c), a, older=1) == by_id(c)


def test_what_one_computer_knows_of_the_past_the_other_learns() -> None:
    a = made("a")
    elsewhere = made("older", id=a.id)
    knowing = a.after(elsewhere)
    result = merged(by_id(a), knowing, unchanged=1)
    assert elsewhere.digest in result[a.id].history
    merged(result, elsewhere, older=1)


def test_back_to_an_earlier_version_is_told_by_the_time() -> None:
    a = made("a")
    b = changed(a, 5, body="b")
    back = changed(b, 6, body="a")
    assert merged(by_id(b), back, updated=1)[a.id].body == "a"
    assert merged(by_id(back), b, older=1)[a.id].body == "a"


def test_one_text_with_other_tags_and_colours_is_joined() -> None:
    a = made("a", tags=("før",))
    ours = changed(a, 5, tags=("før", "vores"), colour=Colour.ACTION)
    theirs = changed(a, 6, tags=("før", "deres"), colour=Colour.QUESTION)
    for mine, incoming in ((ours, theirs), (theirs, ours)):
        joined = merged(by_id(mine), incoming, updated=1)[a.id]
        assert (joined.colour, joined.tags) == (Colour.QUESTION, ("før", "deres", "vores"))
        assert {ours.digest, theirs.digest} <= set(joined.history)
        merged(by_id(joined), theirs, ours, older=2)


def test_a_text_that_only_one_side_wrote_is_joined() -> None:
    a = made("")
    ours = changed(a, 5, body="tekst")
    theirs = changed(a, 6, colour=Colour.QUOTE)
    joined = merged(by_id(ours), theirs, updated=1)[a.id]
    assert (joined.body, joined.colour) == ("tekst", Colour.QUOTE)


def test_a_text_that_was_only_written_on_is_joined() -> None:
    a = made("a")
    one, whole = changed(a, 5, body="Husk"), changed(a, 6, body="Husk mælk")
    for mine, incoming, outcome in ((one, whole, "updated"), (whole, one, "older")):
        assert [each.body for each in merged(by_id(mine), incoming, **{outcome: 1}).values()] == ["Husk mælk"]
    shortened = changed(a, 7, body="Hus")
    assert len(merged(by_id(whole), shortened, conflicts=1)) == 2


def test_two_texts_are_both_kept_and_everywhere_alike() -> None:
    a = made("a")
    ours, theirs = changed(a, 5, body="vores"), changed(a, 6, body="deres")
    here, there = merged(by_id(ours), theirs, conflicts=1), merged(by_id(theirs), ours, conflicts=1)
    assert here == there
    aside = aside_id(a.id, ours.digest)
    assert {id_: annotation.body for id_, annotation in here.items()} == {a.id: "deres", aside: "vores"}
    assert plan_merge(by_id(ours), [theirs]).conflicts == ((a.id, aside),)
    merged(here, *there.values(), unchanged=2)


def test_a_text_set_aside_stays_as_the_reader_left_it() -> None:
    a = made("a")
    ours, theirs = changed(a, 6, body="vores"), changed(a, 5, body="deres")
    result = merged(by_id(ours), theirs, conflicts=1)
    aside = result[aside_id(a.id, theirs.digest)]
    result = merged(result, changed(aside, 7, deleted=at(7)), deleted=1)
    assert merged(result, theirs, unchanged=1)[aside.id].deleted


def test_ours_is_never_given_up_for_a_text_set_aside_that_was_rewritten() -> None:
    a = made("a")
    theirs = changed(a, 9, body="deres")
    ours = changed(a, 5, body="vores")
    rewritten = made("noget andet", id=aside_id(a.id, ours.digest))
    result = merged(by_id(ours, rewritten), theirs, conflicts=1)
    assert sorted(annotation.body for annotation in result.values()) == ["deres", "noget andet", "vores"]


def test_part_of_the_notes_passed_on_takes_no_text_away() -> None:
    a = made("a")
    ours, theirs = changed(a, 5, body="vores"), changed(a, 6, body="deres")
    there = merged(by_id(theirs), ours, conflicts=1)
    here = merged(by_id(ours), there[a.id], conflicts=1)
    assert here == there


def test_a_tick_goes_by_the_later_one() -> None:
    a = made(" ", kind=Kind.TICK)
    done = changed(a, 5, body="x")
    tagged = changed(a, 6, tags=("b",))
    joined = merged(by_id(done), tagged, updated=1)
    assert [annotation.body for annotation in joined.values()] == [" "]


def copy_of(**answers: str) -> str:
    copy = BLANK
    for id_, value in answers.items():
        copy = with_value(copy, FORM, id_, value)
    return write_filled(copy)


def test_what_was_filled_in_apart_is_joined() -> None:
    a = made(copy_of(), kind=Kind.TOOL)
    ours, theirs = changed(a, 5, body=copy_of(a="vores")), changed(a, 6, body=copy_of(b="deres"))
    for mine, incoming in ((ours, theirs), (theirs, ours)):
        joined = merged(by_id(mine), incoming, updated=1)[a.id]
        assert joined.body == copy_of(a="vores", b="deres")
        assert {ours.digest, theirs.digest} <= set(joined.history)
        merged(by_id(joined), theirs, ours, older=2)


def test_two_answers_to_one_question_are_both_kept() -> None:
    a = made(copy_of(), kind=Kind.TOOL)
    # A number that holds another is another number.
    ours, theirs = changed(a, 5, body=copy_of(a="begge", c="1")), changed(a, 6, body=copy_of(c="10"))
    here, there = merged(by_id(ours), theirs, conflicts=1), merged(by_id(theirs), ours, conflicts=1)
    assert here == there
    assert {one.body for one in here.values()} == {ours.body, theirs.body}
    assert {one.kind for one in here.values()} == {Kind.TOOL}


def test_a_deleted_copy_and_one_that_was_filled_in() -> None:
    a = made(copy_of(a="fælles"), kind=Kind.TOOL)
    gone, written = changed(a, 9, deleted=at(9)), changed(a, 5, body=copy_of(a="fælles", b="mere"))
    # All that was deleted stands in the one that was written on: the trash gets nothing.
    result = merged(by_id(gone), written, updated=1)
    assert [(one.body, one.deleted) for one in result.values()] == [(written.body, "")]


@pytest.mark.parametrize("unread", ['{"format":2}', "}", "x"])
def test_a_copy_that_can_t_be_read_is_kept_as_it_is(unread: str) -> None:
    a = made(copy_of(), kind=Kind.TOOL)
    ours, theirs = changed(a, 5, body=unread), changed(a, 6, body=copy_of(b="deres"))
    for mine, incoming in ((ours, theirs), (theirs, ours)):
        result = merged(by_id(mine), incoming, conflicts=1)
        assert {one.body for one in result.values()} == {unread, theirs.body}


def test_deletions() -> None:
    a = made("a")
    gone = changed(a, 5, deleted=at(5))
    assert merged(by_id(a), gone, deleted=1)[a.id].deleted
    assert merged({}, gone, deleted=1)[a.id].deleted
    assert merged(by_id(gone), a, older=1)[a.id].deleted
    restored = changed(gone, 6, deleted="")
    assert not merged(by_id(gone), restored, updated=1)[a.id].deleted


def test_who_wrote_on_keeps_what_another_deleted() -> None:
    a = made("a")
    gone, written = changed(a, 9, deleted=at(9)), changed(a, 5, body="mere")
    assert merged(by_id(written), gone, older=1)[a.id].body == "mere"
    result = merged(by_id(gone), written, updated=1)
    assert [(annotation.body, annotation.deleted) for annotation in result.values()] == [("mere", "")]


def test_what_was_rewritten_and_deleted_is_in_the_trash() -> None:
    a = made("a")
    rewritten = changed(a, 4, body="deres")
    gone, written = changed(rewritten, 9, deleted=at(9)), changed(a, 5, body="vores")
    for mine, theirs in ((written, gone), (gone, written)):
        result = carried_out(by_id(mine), plan_merge(by_id(mine), [theirs]))
        assert {annotation.body: bool(annotation.deleted) for annotation in result.values()} == {
            "vores": False,
            "deres": True,
        }


def test_an_id_that_comes_twice() -> None:
    a = made("a")
    one, other = changed(a, 5, body="en"), changed(a, 6, body="to")
    assert {annotation.body for annotation in merged({}, one, other, added=1, conflicts=1).values()} == {"en", "to"}


def test_histories_stay_short_and_joining_comes_to_an_end() -> None:
    digests = [f"{number:016x}" for number in range(2 * MOST_HISTORY)]
    mine = made("a", history=tuple(digests[:MOST_HISTORY]))
    theirs = mine._replace(history=tuple(digests[MOST_HISTORY:]))
    assert merged(by_id(mine), theirs, unchanged=1) == by_id(mine)


@pytest.mark.parametrize("time", ["", "not a time", "9999-12-31T23:59:59.999999Z"])
def test_times_that_are_none_end_in_no_error(time: str) -> None:
    a = made("a", modified=time)
    merged(by_id(a), made("b", id=a.id, modified=time), conflicts=1)
    merged(by_id(a), made("a", id=a.id, tags=("x",), modified=time), updated=1)


def test_an_import_is_one_step_that_undo_takes_back(tmp_path: Path) -> None:
    store, _backups = open_notes(tmp_path)
    notebook = Notebook(store)
    a = made("a", created="", modified="")
    notebook.apply("a", [a])
    older = notebook.all[a.id]
    newer, other = changed(older, 9, body="b"), made("c", created="", modified="")
    notebook.apply("import", plan_merge(notebook.all, [newer, other]).annotations, is_import=True)
    assert notebook.all[a.id].body == "b"
    assert older.digest in notebook.all[a.id].history
    assert notebook.all[other.id].created
    assert notebook.undoable == "import"
    notebook.undo()
    assert [annotation.body for annotation in notebook.live()] == ["a"]
    notebook.redo()
    assert sorted(annotation.body for annotation in notebook.live()) == ["b", "c"]
    store.close()
    again, _backups = open_notes(tmp_path)
    assert by_id(*again.load()) == notebook.all
    again.close()


def test_an_import_keeps_times_and_histories(tmp_path: Path) -> None:
    store, _backups = open_notes(tmp_path)
    notebook = Notebook(store)
    a = made("a")
    b = changed(a, 5, body="b")
    notebook.apply("import", plan_merge(notebook.all, [b]).annotations, is_import=True)
    assert notebook.all[b.id] == b
    knowing = b._replace(history=("0" * 16, *b.history))
    notebook.apply("again", plan_merge(notebook.all, [knowing]).annotations, is_import=True)
    assert notebook.all[b.id] == knowing
    # Nothing that the reader could see has changed.
    assert notebook.undoable == "import"
    store.close()
    again, _backups = open_notes(tmp_path)
    assert again.load() == [knowing]
    again.close()


def texts_of(annotation: Annotation) -> set[str]:
    """Return the texts that somebody wrote: of a copy each by itself."""
    copy = filled_of(annotation)
    if copy is None:
        return {annotation.body}
    return {copy.title, *(str(answer.value) for answer in (*copy.answers, *copy.kept))}


class Computer:
    """A reader's notes, with a clock that may be wrong."""

    def __init__(self, skew: int) -> None:
        self.skew = skew
        self.notes: Notes = {}
        self.past: dict[str, list[Annotation]] = {}

    def put(self, annotation: Annotation, clock: int) -> None:
        older = self.notes.get(annotation.id)
        annotation = annotation._replace(modified=at(clock + self.skew))
        if older is not None:
            self.past.setdefault(older.id, []).append(older)
            annotation = annotation.after(older)
        self.notes[annotation.id] = annotation


class World:
    """Computers whose readers write and exchange; `overwritten` are the texts that a reader has replaced."""

    def __init__(self, skews: Sequence[int]) -> None:
        self.computers = [Computer(skew) for skew in skews]
        self.clock = 0
        self.overwritten = {""}

    def write(self, who: int, which: int, what: str) -> None:
        self.clock += 1
        computer = self.computers[who % len(self.computers)]
        live = sorted(computer.notes)
        if what == "new" or not live:
            computer.put(made(f"ny {self.clock}", id=new_id()), self.clock)
            return
        if what == "copy":
            body = write_filled(BLANK._replace(title=f"ark {self.clock}"))
            computer.put(made(body, id=new_id(), kind=Kind.TOOL), self.clock)
            return
        current = computer.notes[live[which % len(live)]]
        past = computer.past.get(current.id, [])
        copy, filled_in = filled_of(current), ""
        if copy is not None and what in ("body", "more", "empty"):
            # Not as a text: an answer is given, written on, or taken away.
            answer = copy.answers[self.clock % len(copy.answers)]
            texts = {"body": f"svar {self.clock}", "more": f"{answer.value} og {self.clock}", "empty": ""}
            what, filled_in = "fill", write_filled(with_value(copy, FORM, answer.id, texts[what]))
        after = {
            "fill": current._replace(body=filled_in),
            "body": current._replace(body=f"tekst {self.clock}", deleted=""),
            "more": current._replace(body=f"{current.body} og {self.clock}"),
            "empty": current._replace(body=""),
            "spoil": current._replace(body=f'{{"format":{self.clock}}}') if current.kind is Kind.TOOL else current,
            "tag": current._replace(tags=tuple({*current.tags, f"tag {self.clock % 4}"})),
            "untag": current._replace(tags=current.tags[1:]),
            "colour": current._replace(colour=list(Colour)[self.clock % 4]),
            "delete": current._replace(deleted=at(self.clock)),
            "restore": current._replace(deleted=""),
            "back": current._replace(body=past[which % len(past)].body) if past else current,
        }[what]
        self.overwritten |= texts_of(current) - texts_of(after)
        if after.digest != current.digest:
            computer.put(after, self.clock)

    def pass_on(self, reader: int, incoming: Sequence[Annotation]) -> None:
        computer = self.computers[reader % len(self.computers)]
        before = {text for annotation in (*computer.notes.values(), *incoming) for text in texts_of(annotation)}
        plan = plan_merge(computer.notes, incoming)
        assert sum(counts(plan).values()) == len(incoming)
        computer.notes = carried_out(computer.notes, plan)
        again = plan_merge(computer.notes, incoming)
        assert again.annotations == ()
        assert set(counts(again)) <= {"unchanged", "older"}
        self.assert_kept(before, computer)

    def assert_kept(self, texts: set[str], computer: Computer) -> None:
        kept = [text for annotation in computer.notes.values() for text in texts_of(annotation)]
        assert {text for text in texts if not any(text in one for one in kept)} <= self.overwritten

    @property
    def is_at_one(self) -> bool:
        digests = [{id_: a.digest for id_, a in computer.notes.items()} for computer in self.computers]
        return all(each == digests[0] for each in digests)


WRITING = st.tuples(
    st.integers(0, 2),
    st.integers(0, 5),
    st.sampled_from(
        ["new", "copy", "body", "body", "more", "empty", "spoil", "tag", "untag", "colour", "delete", "restore", "back"]
    ),
)
EXCHANGE = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3))
SKEWS = st.lists(st.sampled_from([0, 0, -30, 30, 5]), min_size=2, max_size=3)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    skews=SKEWS,
    shared=st.lists(st.sampled_from(["new", "copy"]), max_size=2),
    actions=st.lists(WRITING | EXCHANGE, max_size=40),
    ends=st.sampled_from(["ring", "pairs"]),
)
def test_all_come_to_the_same_and_no_text_is_lost(
    skews: list[int], shared: list[str], actions: list[tuple[int, int, str | int]], ends: str
) -> None:
    world = World(skews)
    for what in shared:
        world.write(0, 0, what)
    for reader in range(1, len(skews)):
        world.pass_on(reader, list(world.computers[0].notes.values()))
    for one, other, action in actions:
        if isinstance(action, str):
            world.write(one, other, action)
        else:
            # Not always all of them: somebody may pass on a part.
            theirs = list(world.computers[other % len(skews)].notes.values())
            world.pass_on(one, [a for number, a in enumerate(theirs) if not action or number % 4 != action])
    last = [{text for a in computer.notes.values() for text in texts_of(a)} for computer in world.computers]
    rounds = 0
    while not world.is_at_one:
        rounds += 1
        note(f"round {rounds}: {[computer.notes for computer in world.computers]}")
        assert rounds < 40, "they go in a circle"
        # In a ring everybody exports before anybody imports: the hardest case, since nobody is first.
        exports = [list(computer.notes.values()) for computer in world.computers]
        for reader in range(len(skews)):
            other = (reader + 1) % len(skews)
            world.pass_on(reader, exports[other] if ends == "ring" else list(world.computers[other].notes.values()))
    for texts in last:
        world.assert_kept(texts, world.computers[0])


@settings(max_examples=50, deadline=None)
@given(st.lists(WRITING, max_size=20))
def test_the_way_through_a_file_changes_nothing(actions: list[tuple[int, int, str]]) -> None:
    world = World([0, 30])
    for who, which, what in actions:
        world.write(who, which, what)
    mine, theirs = (list(computer.notes.values()) for computer in world.computers)
    read = from_json(to_json(theirs, generator="test", made=now())).annotations
    assert plan_merge(by_id(*mine), read) == plan_merge(by_id(*mine), theirs)
