"""`handbook notes`."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from handbook import i18n
from handbook.book.nodes import ToolKind
from handbook.commands import run_command
from handbook.notes.filled import Answer, Filled, read_filled, write_filled
from handbook.notes.model import Anchor, Annotation, Kind, now
from handbook.notes.notebook import Notebook, new_id
from handbook.notes.place import backups_of, notes_file, open_notes
from handbook.notes.store import Edit
from handbook.paths import data_dir

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

CHAPTER = """# Kapitlet

Før det første. En *god* idé koster tid.

## Afsnit {#afsnit}

Før det andet. Ideen står her.
"""


@pytest.fixture(autouse=True)
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bog"
    (folder / "del").mkdir(parents=True)
    (folder / "SUMMARY.md").write_text("# Bog\n\n- [Kapitel](del/kapitel.md)\n- [Andet](andet.md)\n", encoding="utf-8")
    (folder / "handbook.toml").write_text('id = "bog"\ntitle = "Bog"\nedition = "7"\n', encoding="utf-8")
    (folder / "del" / "kapitel.md").write_text(CHAPTER, encoding="utf-8")
    (folder / "andet.md").write_text("# Andet\n\nTekst.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: object) -> int:
    return run_command(["notes", *map(str, arguments)])


def add(*arguments: object) -> None:
    assert run("add", "--handbook", "bog", *arguments) == 0


def stored() -> list[Annotation]:
    store, _backups = open_notes(data_dir())
    try:
        return store.load()
    finally:
        store.close()


def listed(capsys: Capture, *arguments: object) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run("list", "--json", *arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    notes: list[dict[str, Any]] = answer["notes"]
    assert answer["total"] == len(notes)
    return notes


def elsewhere(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Go to another computer."""
    monkeypatch.setenv("HANDBOOK_HOME", str(home))


def test_a_note_on_a_chapter(capsys: Capture) -> None:
    add("--chapter", "del/kapitel", "--tag", "Tid", "--tag", "penge", "Husk *det*")
    (note,) = stored()
    assert capsys.readouterr().out.strip() == note.id
    assert (note.kind, note.body, note.tags) == ("note", "Husk *det*", ("Tid", "penge"))
    anchor = note.anchor
    assert (anchor.handbook, anchor.edition, anchor.chapter, anchor.chapter_title) == (
        "bog",
        "7",
        "del/kapitel.md",
        "Kapitel",
    )
    assert (anchor.start, anchor.end, anchor.section) == (0, 0, "kapitlet")


@pytest.mark.parametrize("address", ["del/kapitel.md#afsnit", "handbook://del/kapitel#afsnit"])
def test_a_note_on_a_section(address: str) -> None:
    add("--chapter", address, "Her")
    (note,) = stored()
    assert (note.anchor.section, note.anchor.section_title) == ("afsnit", "Afsnit")
    assert note.anchor.start == note.anchor.end > 0


def test_a_highlight() -> None:
    add("--chapter", "del/kapitel", "--quote", "god  idé\nkoster", "--colour", "question")
    (note,) = stored()
    assert (note.kind, note.colour, note.anchor.exact, note.body) == ("highlight", "question", "god idé koster", "")


def test_a_quote_is_looked_for_in_its_section() -> None:
    assert run("add", "--handbook", "bog", "--chapter", "del/kapitel", "--quote", "Før det", "x") == 2
    add("--chapter", "del/kapitel#afsnit", "--quote", "Før det", "x")
    (note,) = stored()
    assert note.anchor.suffix.startswith(" andet")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--chapter", "del/kapitel", "--quote", "findes ikke"], "isn’t in the text"),
        (["--chapter", "del/kapitel", "--quote", " "], "isn’t in the text"),
        (["--chapter", "del/kapitel", "--quote", "Før det"], "2 times"),
        (["--chapter", "ingen", "x"], "no chapter ingen"),
        (["--chapter", "del/kapitel#intet", "x"], "no section"),
        (["--chapter", "del/kapitel"], "nothing to keep"),
    ],
)
def test_what_cannot_be_added(arguments: list[str], message: str, capsys: Capture) -> None:
    assert run("add", "--handbook", "bog", *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert len(captured.err.splitlines()) == 1
    assert not notes_file(data_dir()).exists()


def test_list_in_lines(capsys: Capture) -> None:
    assert run("list") == 0
    assert capsys.readouterr().out == "No notes found.\n"
    add("--chapter", "del/kapitel#afsnit", "--quote", "Ideen står", "--tag", "a", "En note")
    capsys.readouterr()
    assert run("list") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Kapitel › Afsnit",
        "handbook://del/kapitel.md#afsnit",
        "highlight, important, #a",
        "“Ideen står”",
        "En note",
        "",
        "1 note found.",
    ]


def keep_copy(body: str, **fields: Any) -> Annotation:
    """Keep a filled copy, as the window does."""
    anchor = Anchor("bog", "7", "del/kapitel.md", "Kapitel", "afsnit", "Afsnit", 40, 51, "Problemkort", "", "")
    copy = Annotation(new_id(), Kind.TOOL, anchor, body=body, created=now(), modified=now(), **fields)
    store, _backups = open_notes(data_dir())
    store.write([Edit(None, copy)])
    store.close()
    return copy


COPY = Filled(
    "problemkort",
    ToolKind.WORKSHEET,
    "Problemkort",
    "Ventetiden",
    (
        Answer("a", "line", "Hvad er problemet?", "For lang tid"),
        Answer("b", "line", "Hvem mærker det?", ""),
        Answer("c", "table", "Hvad har I set?", ({"x": "tre", "y": "i går"}, {"x": "to"}), (("x", "X"), ("y", "Y"))),
    ),
    (Answer("d", "tick", "Læst af en anden", "x"),),
)


def test_a_filled_copy_is_listed_by_what_it_says(capsys: Capture) -> None:
    copy = keep_copy(write_filled(COPY), tags=("drift",))
    add("--chapter", "andet.md", "En note")
    capsys.readouterr()
    assert run("list", "--kind", "tool") == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "Kapitel › Afsnit",
        "handbook://del/kapitel.md#afsnit",
        "filled-in copy, #drift",
        "Ventetiden (Problemkort)",
        "2 of 3 filled in",
        "Hvad er problemet?: For lang tid",
        "Hvad har I set?:",
        "tre · i går",
        "to",
        "Læst af en anden: ✓",
        "",
        "1 note found.",
    ]
    (found,) = listed(capsys, "--kind", "tool")
    assert (found["id"], found["kind"], found["text"]) == (copy.id, "tool", "")
    assert found["copy"] == {
        "title": "Ventetiden",
        "tool": "problemkort",
        "name": "Problemkort",
        "done": 2,
        "total": 3,
        "outcome": "",
        "answers": [
            {"id": "a", "label": "Hvad er problemet?", "text": "For lang tid"},
            {"id": "c", "label": "Hvad har I set?", "text": "tre · i går\nto"},
            {"id": "d", "label": "Læst af en anden", "text": "✓"},
        ],
    }
    assert "copy" not in listed(capsys, "--kind", "note")[0]


def test_a_decision_says_where_it_led(capsys: Capture) -> None:
    way = Answer("q", "question", "Har nogen problemet?", "ja", (("ja", "Ja"), ("nej", "Nej")))
    keep_copy(write_filled(Filled("d", ToolKind.DECISION, "Er det en prøve værd?", "", (way,), outcome="Prøv det")))
    assert run("list") == 0
    assert capsys.readouterr().out.splitlines()[3:6] == [
        "Er det en prøve værd?",
        "Prøv det",
        "Har nogen problemet?: Ja",
    ]


@pytest.mark.parametrize("body", ["", "x", '{"format":2,"title":"hemmeligt"}'])
def test_a_copy_that_cannot_be_read_is_listed_by_its_tool(capsys: Capture, body: str) -> None:
    keep_copy(body)
    assert run("list") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[3] == "Problemkort"
    assert "it is kept" in out
    assert "format" not in out
    assert listed(capsys)[0]["copy"] is None


def test_a_filled_copy_from_computer_to_computer(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = keep_copy(write_filled(COPY))
    assert run("export", "out.json", "--kind", "tool") == 0
    elsewhere(monkeypatch, tmp_path / "home")
    theirs = COPY._replace(
        answers=(
            COPY.answers[0]._replace(value="For lang tid, siger de"),
            COPY.answers[1]._replace(value="borgerne"),
            COPY.answers[2]._replace(value=()),
        )
    )
    keep_copy(write_filled(theirs))
    store, _backups = open_notes(data_dir())
    (mine,) = store.load()
    store.write([Edit(mine, mine._replace(deleted=now())), Edit(None, mine._replace(id=copy.id))])
    store.close()
    capsys.readouterr()
    assert run("import", "out.json") == 0
    assert capsys.readouterr().out == "1 note updated.\n"
    (joined,) = [one for one in stored() if one.id == copy.id]
    assert read_filled(joined.body).values == {
        "a": "For lang tid, siger de",
        "b": "borgerne",
        "c": ({"x": "tre", "y": "i går"}, {"x": "to"}),
    }


def test_list_with_filters(capsys: Capture) -> None:
    add("--chapter", "del/kapitel", "--tag", "Tid", "--tag", "b", "en")
    add("--chapter", "del/kapitel", "--quote", "god idé", "--colour", "action", "--tag", "tid", "to")
    add("--chapter", "andet", "tre")
    texts = {note["text"] for note in listed(capsys)}
    assert texts == {"en", "to", "tre"}
    for arguments, expected in (
        (["--chapter", "del/kapitel"], {"en", "to"}),
        (["--chapter", "handbook://andet.md"], {"tre"}),
        (["--tag", "TID"], {"en", "to"}),
        (["--tag", "tid", "--tag", "b"], {"en"}),
        (["--kind", "note"], {"en", "tre"}),
        (["--colour", "action"], {"to"}),
        (["--colour", "important"], set()),
        (["--handbook", "bog"], {"en", "to", "tre"}),
    ):
        assert {note["text"] for note in listed(capsys, *arguments)} == expected, arguments
    (note,) = listed(capsys, "--colour", "action")
    assert list(note) == [
        *("id", "kind", "address", "handbook", "chapter", "section", "quote", "colour", "text", "tags"),
        *("created", "modified", "deleted"),
    ]
    assert (note["address"], note["quote"]) == ("handbook://del/kapitel.md#kapitlet", "god idé")


def delete_all() -> None:
    store, _backups = open_notes(data_dir())
    notebook = Notebook(store)
    notebook.delete("", list(notebook.all))
    store.close()


def test_deleted_ones_only_when_asked_for(capsys: Capture) -> None:
    add("--chapter", "andet", "en")
    delete_all()
    assert listed(capsys) == []
    (note,) = listed(capsys, "--deleted")
    assert note["deleted"]
    assert run("list", "--deleted") == 0
    assert "note, deleted" in capsys.readouterr().out


CONTROLS = "".join(map(chr, (*range(9), *range(11, 32), *range(127, 160))))


def test_nothing_takes_over_the_terminal(capsys: Capture) -> None:
    add("--chapter", "andet", "--tag", f"t{CONTROLS}", f"rød{CONTROLS}fugl")
    for arguments in (["list"], ["list", "--json"], ["restore", f"x{CONTROLS}", "--yes"], ["import", "x\x9b2J"]):
        capsys.readouterr()
        run(*arguments)
        said = capsys.readouterr()
        assert not set(CONTROLS) & set(said.out + said.err), arguments
    for form in ([], ["--json"]):
        assert run_command(["search", "fugl", "--in", "notes", "--handbook", "bog", *form]) == 0
        said = capsys.readouterr()
        assert "fugl" in said.out
        assert not set(CONTROLS) & set(said.out + said.err)
    # What reads the JSON finds every letter as it was written.
    (note,) = listed(capsys)
    assert "\x9b" in str(note["text"])


def test_a_terminal_with_few_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    add("--chapter", "andet", "blåbær → 🫐")
    for arguments in (["list"], ["list", "--json"]):
        stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        monkeypatch.setattr(sys, "stdout", stream)
        assert run(*arguments) == 0
        stream.flush()
        assert b"bl" in stream.buffer.getvalue()


def test_a_text_that_is_no_unicode(capsys: Capture) -> None:
    add("--chapter", "andet", "--tag", "\udcff", "a\udcff")
    assert [(note["text"], note["tags"]) for note in listed(capsys)] == [("a?", ["?"])]


def test_backups(capsys: Capture) -> None:
    assert run("backups") == 0
    assert capsys.readouterr().out == "No backups found.\n"
    add("--chapter", "andet", "en")
    capsys.readouterr()
    assert run("backup") == 0
    path = capsys.readouterr().out.strip()
    (backup,) = backups_of(data_dir()).all()
    assert (path, backup.reason) == (str(backup.path), "manual")
    assert run("backups") == 0
    first, last = capsys.readouterr().out.splitlines()
    assert backup.path.name in first
    assert last == "1 backup found."
    assert run("backups", "--json") == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert (answer["path"], answer["reason"]) == (path, "manual")


def test_restore_goes_back_and_can_be_undone(capsys: Capture) -> None:
    add("--chapter", "andet", "en")
    assert run("backup") == 0
    (backup,) = backups_of(data_dir()).all()
    add("--chapter", "andet", "to")
    capsys.readouterr()
    assert run("restore", backup.path.name, "--yes") == 0
    assert capsys.readouterr().out == "1 note changed.\n"
    assert [note["text"] for note in listed(capsys)] == ["en"]
    assert {note["text"] for note in listed(capsys, "--deleted")} == {"en", "to"}
    # The latest backup now is the one that was made before going back.
    assert run("restore", "--yes") == 0
    assert {note["text"] for note in listed(capsys)} == {"en", "to"}
    assert run("restore", backup.path, "--yes") == 0
    assert [note["text"] for note in listed(capsys)] == ["en"]


def test_restore_asks(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    add("--chapter", "andet", "en")
    assert run("backup") == 0
    delete_all()

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert run("restore") == 2
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert run("restore") == 2
    assert listed(capsys) == []
    monkeypatch.setattr(sys, "stdin", Terminal("Y\n"))
    assert run("restore") == 0
    assert len(listed(capsys)) == 1


@pytest.mark.parametrize("spoil", ["damage", "unlink"])
def test_restore_when_the_file_is_damaged_or_gone(spoil: str, capsys: Capture) -> None:
    add("--chapter", "andet", "en")
    assert run("backup") == 0
    path = notes_file(data_dir())
    if spoil == "damage":
        path.write_bytes(b"nothing of ours" * 1000)
    else:
        path.unlink()
    capsys.readouterr()
    assert run("list") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert run("restore", "--yes") == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("1 note restored.\n")
    assert ("damaged file is kept" in captured.out) == (spoil == "damage")
    assert [note["text"] for note in listed(capsys)] == ["en"]


def test_restore_when_a_row_is_unsound(capsys: Capture) -> None:
    add("--chapter", "andet", "en")
    assert run("backup") == 0
    add("--chapter", "andet", "to")
    with closing(sqlite3.connect(notes_file(data_dir()))) as connection:
        connection.execute("UPDATE annotation SET body = 'spoiled' WHERE body = 'en'")
        connection.commit()
    assert run("list") == 2
    assert run("restore", "--yes") == 0
    assert {note["text"] for note in listed(capsys)} == {"en", "to"}


@pytest.mark.parametrize("arguments", [["restore", "--yes"], ["restore", "ingen.sqlite", "--yes"]])
def test_no_backup(arguments: list[str], capsys: Capture) -> None:
    assert run(*arguments) == 2
    assert "no backup" in capsys.readouterr().err


def test_a_damaged_backup(capsys: Capture) -> None:
    add("--chapter", "andet", "en")
    assert run("backup") == 0
    (backup,) = backups_of(data_dir()).all()
    backup.path.write_bytes(b"x" * 5000)
    assert run("restore", backup.path.name, "--yes") == 2
    assert "damaged" in capsys.readouterr().err
    assert len(listed(capsys)) == 1


@pytest.mark.parametrize("command", ["import", "merge"])
def test_from_computer_to_computer(
    command: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("--chapter", "andet", "en")
    add("--chapter", "del/kapitel", "to")
    capsys.readouterr()
    assert run("export", "ud.json") == 0
    assert capsys.readouterr().out == "2 notes exported.\n"
    here = stored()
    elsewhere(monkeypatch, tmp_path / "there")
    assert run(command, "ud.json", "--dry-run") == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["2 notes added."]
    assert stored() == []
    assert backups_of(data_dir()).all() == []
    assert run(command, "ud.json") == 0
    assert capsys.readouterr().out == "2 notes added.\n"
    assert sorted(stored()) == sorted(here)
    assert [backup.reason for backup in backups_of(data_dir()).all()] == ["import"]
    assert run(command, "ud.json", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "added": 0,
        "updated": 0,
        "unchanged": 2,
        "older": 0,
        "deleted": 0,
        "conflicts": [],
        "skipped": 0,
        "dry_run": False,
    }
    assert len(backups_of(data_dir()).all()) == 1


def test_import_of_a_file_of_notes(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    add("--chapter", "andet", "en")
    path = notes_file(data_dir())
    elsewhere(monkeypatch, tmp_path / "there")
    assert run("import", path) == 0
    assert len(listed(capsys)) == 1


def test_import_says_what_it_left_out(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "x.json").write_text('[{"target": "handbook://a"}, 5]', encoding="utf-8")
    assert run("import", "x.json") == 0
    assert capsys.readouterr().out == "2 annotations left out: they don’t say what they are about.\n"
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    assert run("import", "x.json") == 0
    assert capsys.readouterr().out == "There are no notes in the file.\n"


def test_export_replaces_nothing_unasked(tmp_path: Path, capsys: Capture) -> None:
    add("--chapter", "andet", "en")
    path = tmp_path / "ud.json"
    path.write_text("mine", encoding="utf-8")
    assert run("export", path) == 2
    assert path.read_text("utf-8") == "mine"
    assert run("export", path, "--force", "--kind", "tick") == 0
    assert json.loads(path.read_text("utf-8"))["total"] == 0
    assert run("export", path, "--force") == 0
    assert json.loads(path.read_text("utf-8"))["total"] == 1
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["bog", "ud.json"]


def test_export_passes_deletions_on_when_asked(tmp_path: Path, capsys: Capture) -> None:
    add("--chapter", "andet", "hemmelig")
    delete_all()
    assert run("export", "ud.json") == 0
    assert "hemmelig" not in (tmp_path / "ud.json").read_text("utf-8")
    assert run("export", "ud.json", "--deleted", "--force") == 0
    assert "hemmelig" in (tmp_path / "ud.json").read_text("utf-8")


@pytest.mark.parametrize("target", ["no folder/ud.json", "bog", "ud\0.json"])
def test_export_where_nothing_can_be_written(target: str, capsys: Capture) -> None:
    assert run("export", target, "--force") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["burn"],
        ["list", "--kind", "plum"],
        ["list", "--colour", "plum"],
        ["list", "--handbook", "missing"],
        ["add", "x"],
        ["import"],
        ["import", "missing.json"],
        ["import", "bog"],
        ["import", "bog/SUMMARY.md"],
        ["export"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: Capture) -> None:
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err
    assert "Traceback" not in captured.err


def test_where_nothing_can_be_kept(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    elsewhere(monkeypatch, blocked)
    for arguments in (["list"], ["backup"], ["add", "--handbook", "bog", "--chapter", "andet", "x"]):
        assert run(*arguments) == 2
        error = capsys.readouterr().err
        assert len(error.splitlines()) == 1
        assert "window" not in error


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_may_be_written(tmp_path: Path, capsys: Capture) -> None:
    add("--chapter", "andet", "en")
    data_dir().chmod(0o500)
    try:
        assert len(listed(capsys)) == 1
        assert run("add", "--handbook", "bog", "--chapter", "andet", "x") == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    finally:
        data_dir().chmod(0o700)


def test_danish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "da")
    assert run("list") == 0
    assert i18n.language() == "da"
