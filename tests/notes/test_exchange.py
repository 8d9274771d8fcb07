"""Annotations as JSON and back, others' annotations, and whatever else a file may hold."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.book.nodes import ToolKind
from handbook.errors import HandbookError
from handbook.notes import exchange, schema
from handbook.notes.exchange import clean, from_json, normal_time, to_json
from handbook.notes.filled import Answer, Filled, write_filled
from handbook.notes.foreign import read_foreign, write_text
from handbook.notes.listing import as_json, as_lines
from handbook.notes.merge import plan_merge
from handbook.notes.model import MOST_HISTORY, Anchor, Annotation, Colour, Kind
from handbook.notes.place import open_notes
from handbook.notes.store import FILE, Edit, side_files
from handbook.notes.wording import copy_title, own_words

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import DrawFn

ANCHOR = Anchor("bog", "1", "a.md", "A", "s", "S", 3, 10, "Skemaet", "", "")
MADE = "2026-11-25T08:15:00.000000Z"
HYPOTHESIS_EXPORT = {
    "export_date": "2026-11-20T10:00:00.000Z",
    "export_userid": "acct:anna@hypothes.is",
    "client_version": "1.1500.0",
    "annotations": [
        {
            "id": "LGVKq4E4SKKro2dBBEazrg",
            "created": "2026-11-01T12:36:15.697572+01:00",
            "updated": "2026-11-02T12:36:15.697572+01:00",
            "user": "acct:anna@hypothes.is",
            "uri": "https://example.org/kapitel",
            "text": "En kommentar",
            "tags": ["innovation", "innovation", "værdi"],
            "document": {"title": ["Kapitlets titel"]},
            "target": [
                {
                    "source": "https://example.org/kapitel",
                    "selector": [
                        {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": 0},
                        {"type": "TextPositionSelector", "start": 20, "end": 31},
                        {"type": "TextQuoteSelector", "exact": "nye løsning", "prefix": "den ", "suffix": "er"},
                    ],
                }
            ],
        },
        # A note about the whole page.
        {"id": "x", "uri": "https://example.org/kapitel", "text": "Om siden", "target": [{"source": "https://x"}]},
    ],
}


def written(*annotations: Annotation) -> str:
    return to_json(annotations, generator="test", made=MADE)


@st.composite
def kept(draw: DrawFn) -> Annotation:
    text = st.text(max_size=20)
    times = st.datetimes(timezones=st.just(UTC)).map(lambda time: normal_time(time.isoformat()))
    start = draw(st.integers(0, 2**40))
    kind = draw(st.sampled_from(Kind))
    bodies = text | st.sampled_from(["x", " "])
    if kind is Kind.TOOL:
        # As the store keeps it, or what a later version has written.
        copy = Filled("skema", ToolKind.WORKSHEET, draw(text), draw(text), (Answer("a", "line", "A", draw(text)),))
        bodies |= st.sampled_from([clean(write_filled(copy)), '{"format":2}'])
    return Annotation(
        id=str(draw(st.uuids())),
        kind=kind,
        anchor=Anchor(
            handbook=draw(text),
            edition=draw(text),
            chapter=draw(text),
            chapter_title=draw(text),
            section=draw(text),
            section_title=draw(text),
            start=start,
            end=draw(st.integers(start, 2**41)),
            exact=draw(text),
            prefix=draw(text),
            suffix=draw(text),
        ),
        colour=draw(st.sampled_from(Colour)),
        body=draw(bodies),
        tags=tuple(draw(st.lists(text, unique=True, max_size=3))),
        created=draw(times),
        modified=draw(times),
        deleted=draw(st.just("") | times),
        history=tuple(draw(st.lists(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), unique=True, max_size=4))),
    )


@given(st.lists(kept(), max_size=4, unique_by=lambda annotation: annotation.id))
def test_what_is_written_is_read(found: list[Annotation]) -> None:
    text = written(*found)
    assert text.isascii()
    assert from_json(text) == (found, 0)


@given(kept())
def test_what_is_written_follows_the_model(annotation: Annotation) -> None:
    collection = json.loads(written(annotation))
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 1)
    page = collection["first"]
    (item,) = page["items"]
    assert (page["type"], item["type"]) == ("AnnotationPage", "Annotation")
    for id_ in (collection["id"], page["id"], item["id"]):
        assert UUID(id_.removeprefix("urn:uuid:")).urn == id_
    assert len({collection["id"], page["id"], item["id"]}) == 3
    assert item["target"]["source"].startswith("handbook://")
    quote, position = item["target"]["selector"]
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", annotation.anchor.exact)
    assert (position["type"], position["start"]) == ("TextPositionSelector", annotation.anchor.start)
    assert all(body["type"] == "TextualBody" for body in item.get("body", []))


def test_a_filled_copy_in_the_words_of_the_model() -> None:
    body = write_filled(Filled("skema", ToolKind.CHECKLIST, "Skemaet", "Mit", (Answer("a", "tick", "A", "x"),)))
    kept_ = Annotation(str(UUID(int=1)), Kind.TOOL, ANCHOR, body=body, tags=("t",), created=MADE, modified=MADE)
    (item,) = json.loads(written(kept_))["first"]["items"]
    assert item["motivation"] == "describing"
    assert item["notes:kind"] == "tool"
    assert item["body"] == [
        {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": body},
        {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": "t"},
    ]
    assert from_json(written(kept_)).annotations == [kept_]


@pytest.mark.parametrize(
    "body",
    [
        *("[" * 50_000, '{"format":1}', '{"format":9e999}', "null", "\0", "x" * 100_000, ""),
        '{"format":1,"tool":"\\ud800","kind":"guide","name":"","title":"\\udfff","outcome":"","answers":[],"kept":[]}',
    ],
)
def test_a_hostile_copy_is_kept_as_a_text(body: str) -> None:
    item = {"id": "x", "notes:kind": "tool", "body": {"type": "TextualBody", "value": body}, "target": "a.md"}
    (annotation,) = from_json(json.dumps([item])).annotations
    assert (annotation.kind, annotation.body) == (Kind.TOOL, body)
    # Whoever shows it gets words that can be written to any file, or none.
    for text in (own_words(annotation), copy_title(annotation), *as_lines(annotation)):
        text.encode()
    assert as_json(annotation)["text"] == ""
    json.dumps(as_json(annotation))
    other = annotation._replace(body=write_filled(Filled("t", ToolKind.GUIDE, "", "", ())), modified=MADE)
    assert plan_merge({annotation.id: annotation}, [other]).annotations


@pytest.mark.parametrize("body", [None, 1, [], {}, {"value": 1}, [None, 7], {"value": ["a"]}, "urn:x"])
def test_a_copy_without_a_body_is_an_empty_text(body: object) -> None:
    found = from_json(json.dumps([{"id": "x", "notes:kind": "tool", "body": body, "target": "a.md"}, 5]))
    assert [(one.kind, one.body) for one in found.annotations] == [(Kind.TOOL, "")]
    assert found.skipped == 1


def test_a_lone_surrogate_comes_as_the_store_would_keep_it() -> None:
    text = json.dumps(
        [{"target": {"selector": {"type": "TextQuoteSelector", "exact": "a\ud800b"}}, "tags": ["\udc00"]}]
    )
    (annotation,) = from_json(text).annotations
    assert (annotation.anchor.exact, annotation.tags) == ("a?b", ("?",))
    spoiled = annotation._replace(body="\ud800", anchor=annotation.anchor._replace(chapter="\ud800"))
    assert from_json(written(spoiled)).annotations[0].body == "?"


def test_an_export_from_hypothesis() -> None:
    found, skipped = from_json(json.dumps(HYPOTHESIS_EXPORT))
    assert skipped == 1
    (annotation,) = found
    assert (annotation.kind, annotation.body, annotation.tags) == (
        Kind.HIGHLIGHT,
        "En kommentar",
        ("innovation", "værdi"),
    )
    assert annotation.created == "2026-11-01T11:36:15.697572Z"
    assert annotation.modified == "2026-11-02T11:36:15.697572Z"
    anchor = annotation.anchor
    assert (anchor.exact, anchor.prefix, anchor.suffix, anchor.start, anchor.end) == (
        "nye løsning",
        "den ",
        "er",
        20,
        31,
    )
    assert (anchor.chapter, anchor.chapter_title) == ("https://example.org/kapitel", "Kapitlets titel")
    assert from_json(json.dumps(HYPOTHESIS_EXPORT)).annotations == found
    assert UUID(annotation.id).version == 5


QUOTE = {"type": "TextQuoteSelector", "exact": "ord"}
TARGET = {"source": "handbook://del/et%20kapitel.md#afsnit", "selector": QUOTE}


@pytest.mark.parametrize(
    ("document", "body"),
    [
        ({"target": TARGET, "bodyValue": "tekst"}, "tekst"),
        ([{"target": TARGET, "body": {"value": "tekst"}}], "tekst"),
        ({"items": [{"target": [TARGET], "body": "https://example.org/film"}]}, ""),
        ({"items": {"target": TARGET, "body": [{"value": "en"}, {"value": "to", "purpose": "replying"}]}}, "en\n\nto"),
        ({"first": {"items": [{"target": TARGET, "text": "tekst"}]}}, "tekst"),
        ({"rows": [{"target": TARGET}], "total": 1}, ""),
    ],
)
def test_shapes_of_others(document: object, body: str) -> None:
    ((annotation,), skipped) = from_json(json.dumps(document))
    assert skipped == 0
    assert annotation.body == body
    assert annotation.anchor[2:6] == ("del/et kapitel.md", "", "afsnit", "")
    assert annotation.colour is Colour.IMPORTANT


@pytest.mark.parametrize(
    ("given_id", "expected"),
    [
        ("urn:uuid:A8E7DE30-D30E-45B7-9B2B-89E3B31C10B7", "a8e7de30-d30e-45b7-9b2b-89e3b31c10b7"),
        ("a8e7de30-d30e-45b7-9b2b-89e3b31c10b7", "a8e7de30-d30e-45b7-9b2b-89e3b31c10b7"),
    ],
)
def test_ids_are_kept_in_their_canonical_form(given_id: str, expected: str) -> None:
    assert from_json(json.dumps({"id": given_id, "target": TARGET})).annotations[0].id == expected


@pytest.mark.parametrize(
    "given_id", ["", "https://example.org/1", "{a8e7de30d30e45b79b2b89e3b31c10b7}", 5, None, [], "\0"]
)
def test_other_ids_give_the_same_uuid_each_time(given_id: object) -> None:
    first, second = (from_json(json.dumps({"id": given_id, "target": TARGET})).annotations[0].id for _time in "12")
    assert first == second
    assert UUID(first).version == 5


def test_an_id_that_comes_twice() -> None:
    def item(body: str, modified: str) -> dict[str, Any]:
        return {"id": "a", "target": TARGET, "bodyValue": body, "modified": modified}

    one, other = item("en", "2026-01-01T00:00:00Z"), item("to", "2026-01-02T00:00:00Z")
    results = [from_json(json.dumps(items)).annotations for items in ([one, other], [other, one], [one, one, other])]
    for found in results:
        assert {annotation.body: annotation.id for annotation in found} == {a.body: a.id for a in results[0]}
        assert len({annotation.id for annotation in found}) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-25", "2026-11-25T00:00:00.000000Z"),
        ("2026-11-25T08:15", "2026-11-25T08:15:00.000000Z"),
        ("20261125T081500Z", "2026-11-25T08:15:00.000000Z"),
        ("2026-11-25T08:15:00.1234567+01:00", "2026-11-25T07:15:00.123456Z"),
        ("0001-01-01T00:00:00+14:00", ""),
        ("i går", ""),
        ("", ""),
    ],
)
def test_times(text: str, expected: str) -> None:
    assert normal_time(text) == expected
    assert normal_time(expected) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"notes:colour": "plaid"},
        {"notes:history": "0123456789abcdef x"},
        {"notes:history": ["no digest", 5, None, "0123456789ABCDEF"]},
        {"notes:deleted": True},
        {"created": 17},
        {"body": [[], 5, {"value": 5}, {"purpose": {}, "value": "ok"}]},
        {"tags": [5, {}, None]},
        {"target": {"source": {"id": 5}, "selector": [5, {"type": {}}, QUOTE]}},
        {"target": {"selector": [QUOTE, {"type": "TextPositionSelector", "start": -1, "end": 10**30}]}},
        {"target": {"selector": [QUOTE, {"type": "TextPositionSelector", "start": True, "end": 1.5}]}},
        {"notes:chapter": 5},
    ],
)
def test_values_of_wrong_types_count_as_missing(change: dict[str, Any]) -> None:
    ((annotation,), _skipped) = from_json(json.dumps({"target": TARGET, "notes:kind": "note"} | change))
    assert annotation.kind is Kind.NOTE
    assert (annotation.anchor.start, annotation.anchor.end) == (0, 0)
    assert (annotation.history, annotation.created, annotation.deleted) == ((), "", "")
    assert schema.from_row(schema.to_row(annotation)) == annotation


def test_a_long_history_is_cut() -> None:
    history = [f"{number:016x}" for number in range(3 * MOST_HISTORY)]
    ((annotation,), _skipped) = from_json(json.dumps({"target": TARGET, "notes:history": history}))
    assert annotation.history == tuple(history[-MOST_HISTORY:])


@pytest.mark.parametrize("item", [5, None, "x", [], {}, {"target": None}, {"target": {"selector": []}}])
def test_what_is_no_annotation_is_counted(item: object) -> None:
    assert from_json(json.dumps([item, {"target": TARGET}])).skipped == 1


def test_broken_json_names_the_line() -> None:
    with pytest.raises(HandbookError, match="line 3"):
        from_json('[\n{},\n{"id": }\n]')


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "1" * 100_000, "", "\0", "NaN", '"x"', "{}", "5"])
def test_what_cannot_be_read_is_an_error_of_ours(text: str) -> None:
    with pytest.raises(HandbookError) as caught:
        from_json(text)
    assert caught.value.hint


def test_a_newer_version_is_not_read() -> None:
    collection = json.loads(written())
    assert from_json(json.dumps(collection)) == ([], 0)
    collection["notes:version"] = exchange.VERSION + 1
    with pytest.raises(HandbookError, match="newer"):
        from_json(json.dumps(collection))


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(exchange.MOST_BYTES + 1)
    with pytest.raises(HandbookError, match=r"large\.json: .*larger"):
        read_foreign(path)
    monkeypatch.setattr(exchange, "MOST_BYTES", 10)
    with pytest.raises(HandbookError, match="larger"):
        from_json(written())


WORDS = (
    *("id", "type", "items", "first", "target", "source", "selector", "exact", "start", "end", "body", "value"),
    *("purpose", "motivation", "created", "text", "tags", "document", "title", "uri", "notes:kind", "notes:history"),
    *("notes:deleted", "notes:version", "notes:chapter"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(WORDS) | st.text(max_size=3),
            inner
            | st.sampled_from(
                ["Annotation", "TextQuoteSelector", "TextPositionSelector", "handbook://a#b", "highlight"]
            ),
            max_size=6,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=500)
@given(JSON)
def test_any_json_ends_well(document: object) -> None:
    try:
        found = from_json(json.dumps(document)).annotations
    except HandbookError:
        return
    assert len({annotation.id for annotation in found}) == len(found)
    for annotation in found:
        assert str(UUID(annotation.id)) == annotation.id
        assert schema.from_row(schema.to_row(annotation)) == annotation
    assert from_json(written(*found)) == (found, 0)


@settings(max_examples=300)
@given(
    data=st.binary(max_size=200), head=st.sampled_from([b"", b"[{", b"SQLite format 3\0", b"\xff\xfe", b"\xef\xbb\xbf"])
)
def test_any_bytes_end_well(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + data)
    with suppress(HandbookError):
        read_foreign(path)


@settings(max_examples=300)
@given(places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_spoiled_export_ends_well(places: list[tuple[int, int]]) -> None:
    data = bytearray(written(SOME, SOME._replace(id=str(UUID(int=7)), body="to", deleted=MADE)).encode())
    for place, value in places:
        data[place % len(data)] = value
    with suppress(HandbookError):
        from_json(data.decode("utf-8", "surrogateescape"))


SOME = Annotation(
    id=str(UUID(int=5)),
    kind=Kind.HIGHLIGHT,
    anchor=Anchor("book", "1", "a.md", "A", "s", "S", 3, 9, "ordene", "før ", " efter"),
    body="en **note**",
    tags=("a", "b"),
    created=MADE,
    modified=MADE,
)


@pytest.fixture
def notes_file(tmp_path: Path) -> Path:
    store, _backups = open_notes(tmp_path / "notes")
    store.write([Edit(None, SOME)])
    store.close()
    return store.path


def test_a_file_of_notes_is_read(notes_file: Path) -> None:
    before = notes_file.read_bytes()
    assert read_foreign(notes_file) == ([SOME], 0)
    assert notes_file.read_bytes() == before


def test_a_file_of_notes_that_is_in_use_is_read_with_its_log(notes_file: Path, tmp_path: Path) -> None:
    store, backups = open_notes(notes_file.parent)
    other = SOME._replace(id=str(UUID(int=6)))
    store.write([Edit(None, other)])
    taken = tmp_path / "from the other computer"
    for file, target in zip((notes_file, side_files(notes_file)[0]), (taken, side_files(taken)[0]), strict=True):
        shutil.copyfile(file, target)
    backup = backups.make(store.connection, "manual")
    store.close()
    assert read_foreign(taken) == ([SOME, other], 0)
    assert read_foreign(backup.path) == ([SOME, other], 0)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE annotation; CREATE VIEW annotation AS SELECT * FROM setting",
        "CREATE TABLE more (a)",
        "CREATE TRIGGER t AFTER INSERT ON setting BEGIN SELECT 1; END",
        "DROP TABLE setting",
        "PRAGMA application_id = 5",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -1",
        "PRAGMA user_version = 999",
        "UPDATE annotation SET body = 'changed'",
        "UPDATE annotation SET kind = 'note'",
    ],
)
def test_a_database_that_is_not_ours(notes_file: Path, statement: str) -> None:
    with closing(sqlite3.connect(notes_file)) as connection:
        connection.executescript(statement)
    with pytest.raises(HandbookError, match=r"^notes\.sqlite: ") as caught:
        read_foreign(notes_file)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("tags", "5"),
        ("tags", "[5, {}]"),
        ("tags", "[" * 100_000),
        ("history", "x y"),
        ("id", "7"),
        ("anchor_start", -5),
    ],
)
def test_rows_that_we_never_write(notes_file: Path, column: str, value: str | int) -> None:
    with closing(sqlite3.connect(notes_file)) as connection:
        connection.execute(f"UPDATE annotation SET {column} = ?", (value,))  # noqa: S608
        *values, _known = connection.execute(schema.SELECT).fetchone()
        connection.execute("UPDATE annotation SET checksum = ?", (schema.checksum(tuple(values)),))
        connection.commit()
    try:
        (annotation,) = read_foreign(notes_file).annotations
    except HandbookError:
        return
    assert str(UUID(annotation.id)) == annotation.id
    assert from_json(written(annotation)).annotations == [annotation]


@settings(max_examples=60, deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_spoiled_database_ends_well(tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, int]]) -> None:
    folder = tmp_path_factory.getbasetemp() / "spoiled"
    path = folder / "whole" / FILE
    if not path.exists():
        store, _backups = open_notes(path.parent)
        store.write([Edit(None, SOME)])
        store.close()
    data = bytearray(path.read_bytes())
    for place, value in places:
        data[16 + place % (len(data) - 16)] = value
    spoiled = folder / "spoiled.sqlite"
    spoiled.write_bytes(data)
    try:
        found = read_foreign(spoiled).annotations
    except HandbookError:
        return
    assert found in ([SOME], [])


@pytest.mark.parametrize("name", ["missing.json", "folder", "\0"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(HandbookError):
        read_foreign(tmp_path / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_any_unicode_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "notes.json"
    path.write_bytes(json.dumps({"target": TARGET, "bodyValue": "blåbær"}, ensure_ascii=False).encode(encoding))
    assert [annotation.body for annotation in read_foreign(path).annotations] == ["blåbær"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ud.json"
    write_text(path, "før\n")
    assert path.read_bytes() == "før\n".encode()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_text(path, "efter\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["ud.json"]
    assert path.read_text("utf-8") == "før\n"
