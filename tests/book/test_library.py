"""An open handbook: chapters, addresses, links, and the border of its folder."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handbook.book.address import Address, parse_address
from handbook.book.library import Handbook, LinkKind, LinkTarget, open_handbook
from handbook.errors import HandbookError

if TYPE_CHECKING:
    from tests.book.conftest import MakeHandbook

_SUMMARY = """# Bog

[Forside](forside.md)

# Del et

- [A](et/a.md)
    - [B](et/b.md)
        - [C](et/c d.md)
    - [Udkast]()
- [D](to/README.md)

# Del to

- [Æ](to/æ.md)
- [A igen](et/a.md)

---

[Kolofon](kolofon.md)
"""
_KEYS = ["forside.md", "et/a.md", "et/b.md", "et/c d.md", "to/README.md", "to/æ.md", "kolofon.md"]


@pytest.fixture
def handbook(make_handbook: MakeHandbook) -> Handbook:
    files: dict[str, str | bytes] = {key: f"# {key}\n\nTekst.\n" for key in _KEYS}
    files |= {
        "SUMMARY.md": _SUMMARY,
        "handbook.toml": 'id = "bog"\ntitle = "Bogen"\ndefault_chapter = "et/a"\n',
        "figurer/f.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "et/bilag.pdf": "%PDF",
    }
    return open_handbook(make_handbook(files))


def key_of(handbook: Handbook, address: str) -> str | None:
    chapter = handbook.find(parse_address(address))
    return chapter and chapter.key


def test_chapters_stand_in_reading_order_once(handbook: Handbook) -> None:
    assert [chapter.key for chapter in handbook.chapters] == _KEYS
    assert handbook.summary.title == "Bog"
    assert handbook.manifest.title == "Bogen"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("et/a.md", "et/a.md"),
        ("et/a", "et/a.md"),
        ("./et/a.md#x", "et/a.md"),
        ("/et/a/", "et/a.md"),
        ("et\\a.md", "et/a.md"),
        ("et/../et/a.md", "et/a.md"),
        ("et/a.html", "et/a.md"),
        ("handbook://et/c%20d", "et/c d.md"),
        ("to", "to/README.md"),
        ("to/%C3%A6.md", "to/æ.md"),
        ("to/æ", "to/æ.md"),
        ("", None),
        ("nej.md", None),
        ("../bog/et/a.md", None),
    ],
)
def test_an_address_may_be_written_in_many_ways(handbook: Handbook, address: str, key: str | None) -> None:
    assert key_of(handbook, address) == key


def test_decomposed_letters_in_a_summary(make_handbook: MakeHandbook) -> None:
    handbook = open_handbook(make_handbook({"SUMMARY.md": "- [E](e\u0301.md)\n", "e\u0301.md": "# E\n"}))
    assert key_of(handbook, "\u00e9.md") == "e\u0301.md"


def test_where_a_chapter_stands(handbook: Handbook) -> None:
    assert [handbook.part(key) for key in _KEYS] == ["", "Del et", "Del et", "Del et", "Del et", "Del to", ""]
    assert [chapter.key for chapter in handbook.ancestors("et/c d.md")] == ["et/a.md", "et/b.md"]
    assert handbook.ancestors("forside.md") == ()
    before, after = handbook.neighbours("et/b.md")
    assert before is not None
    assert after is not None
    assert (before.key, after.key) == ("et/a.md", "et/c d.md")
    assert handbook.neighbours("forside.md")[0] is None
    assert handbook.neighbours("kolofon.md")[1] is None
    assert handbook.neighbours("nej") == (None, None)


def test_the_chapter_to_begin_with(handbook: Handbook, make_handbook: MakeHandbook) -> None:
    assert handbook.default_chapter == handbook.chapter("et/a.md")
    other = open_handbook(make_handbook({"a.md": "# A", "handbook.toml": 'default_chapter = "nej.md"'}))
    assert other.default_chapter == other.chapter("a.md")
    assert open_handbook(make_handbook({"SUMMARY.md": "# Tom\n"})).default_chapter is None


@pytest.mark.parametrize(
    ("target", "kind", "where"),
    [
        ("b.md", LinkKind.PLACE, "handbook://et/b.md"),
        ("b.md#afsnit", LinkKind.PLACE, "handbook://et/b.md#afsnit"),
        ("c%20d.md#l%C3%B8b", LinkKind.PLACE, "handbook://et/c%20d.md#l%C3%B8b"),
        ("../to/æ.md", LinkKind.PLACE, "handbook://to/%C3%A6.md"),
        ("../to", LinkKind.PLACE, "handbook://to/README.md"),
        ("b.html", LinkKind.PLACE, "handbook://et/b.md"),
        ("#her", LinkKind.PLACE, "handbook://et/a.md#her"),
        ("handbook://forside#x", LinkKind.PLACE, "handbook://forside.md#x"),
        ("https://x.dk/?a#b", LinkKind.EXTERNAL, None),
        ("HTTP://x.dk", LinkKind.EXTERNAL, None),
        ("mailto:a@b.dk", LinkKind.EXTERNAL, None),
        ("bilag.pdf", LinkKind.FILE, None),
        ("../figurer/f.svg", LinkKind.FILE, None),
        ("nej.md", LinkKind.BROKEN, None),
        ("handbook://nej", LinkKind.BROKEN, None),
        ("../../book/et/a.md", LinkKind.BROKEN, None),
        ("/et/a.md", LinkKind.BROKEN, None),
        ("//x.dk/a", LinkKind.BROKEN, None),
        ("\\\\server\\a", LinkKind.BROKEN, None),
        ("file:///etc/passwd", LinkKind.BROKEN, None),
        ("javascript:alert(1)", LinkKind.BROKEN, None),
        ("JavaScript:alert(1)", LinkKind.BROKEN, None),
        ("data:text/html,x", LinkKind.BROKEN, None),
        ("C:\\x", LinkKind.BROKEN, None),
        ("https:", LinkKind.BROKEN, None),
        ("https://x.dk/\u0000", LinkKind.BROKEN, None),
        ("a\u0000b", LinkKind.BROKEN, None),
        ("", LinkKind.BROKEN, None),
    ],
)
def test_links(handbook: Handbook, target: str, kind: LinkKind, where: str | None) -> None:
    found = handbook.resolve("et/a.md", target)
    assert found.kind is kind
    assert (str(found.address) if found.address else None) == where


def test_what_a_resolved_link_holds(handbook: Handbook) -> None:
    assert handbook.resolve("et/a.md", "b.md#x") == LinkTarget(LinkKind.PLACE, Address("et/b.md", "x"), "b.md#x")
    assert handbook.resolve("et/a.md", "bilag.pdf") == LinkTarget(LinkKind.FILE, None, "et/bilag.pdf")
    assert handbook.resolve("et/a.md", " file:///x ") == LinkTarget(LinkKind.BROKEN, None, "file:///x")


def test_files(handbook: Handbook) -> None:
    assert handbook.file("et/a.md", "../figurer/f.svg") == handbook.root / "figurer" / "f.svg"
    for source in ("f.svg", "../../x.svg", "/etc/passwd", "https://x.dk/a.svg", "..", "", "\0"):
        assert handbook.file("et/a.md", source) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators make symbolic links")
def test_links_in_the_file_system_may_not_leave_the_folder(handbook: Handbook, tmp_path: Path) -> None:
    outside = tmp_path / "hemmelig.md"
    outside.write_text("# Hemmelig\n")
    (handbook.root / "ud.md").symlink_to(outside)
    (handbook.root / "mappe").symlink_to(tmp_path)
    (handbook.root / "kreds.md").symlink_to(handbook.root / "kreds.md")
    (handbook.root / "SUMMARY.md").write_text(
        "- [U](ud.md)\n- [M](mappe/hemmelig.md)\n- [K](kreds.md)\n- [P](../hemmelig.md)\n- [R](/etc/passwd)\n"
        "- [H](https://x.dk/a.md)\n- [A](et/a.md)\n"
    )
    reopened = open_handbook(handbook.root)
    assert len(reopened.chapters) == 7
    for chapter in reopened.chapters[:-1]:
        with pytest.raises(HandbookError) as caught:
            reopened.source(chapter)
        assert "Hemmelig" not in str(caught.value)
        assert caught.value.hint
    assert reopened.tree("et/a.md").text
    assert reopened.file("et/a.md", "../ud.md") is None
    assert reopened.resolve("et/a.md", "../mappe/hemmelig.md").kind is not LinkKind.FILE


def test_a_tree_is_read_again_when_its_file_changes(handbook: Handbook) -> None:
    assert handbook.tree("et/a.md") is handbook.tree("et/a.md")
    (handbook.root / "et" / "a.md").write_text("# Ny titel\n")
    assert handbook.tree("et/a.md").title == "Ny titel"


def test_going_through_all_chapters_leaves_those_in_memory_that_are_read(make_handbook: MakeHandbook) -> None:
    keys = [f"{number}.md" for number in range(40)]
    files: dict[str, str | bytes] = {key: f"# {key}\n\nTekst.\n" for key in keys}
    files["SUMMARY.md"] = "# Bog\n\n" + "".join(f"- [{key}]({key})\n" for key in keys)
    handbook = open_handbook(make_handbook(files))
    opened = handbook.tree("7.md")
    assert handbook.peek("7.md") is opened
    assert [handbook.peek(key).title for key in keys] == keys
    assert handbook.tree("7.md") is opened
    (handbook.root / "7.md").write_text("# Ny titel\n")
    assert handbook.peek("7.md").title == "Ny titel"


def test_a_missing_chapter_says_what_to_do(handbook: Handbook) -> None:
    (handbook.root / "et" / "a.md").unlink()
    with pytest.raises(HandbookError, match=r"et/a\.md is missing") as caught:
        handbook.tree("et/a.md")
    assert caught.value.hint
    for read in (handbook.tree, handbook.peek):
        with pytest.raises(HandbookError, match="no chapter nej"):
            read("nej")


def test_what_may_be_opened(handbook: Handbook, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (handbook.root, handbook.root / "SUMMARY.md", handbook.root / "handbook.toml"):
        assert open_handbook(path).root == handbook.root
    monkeypatch.chdir(handbook.root)
    assert open_handbook(Path()).root == handbook.root


@pytest.mark.parametrize("source", ["src", "tekst"])
def test_an_mdbook_opens_as_it_is(make_handbook: MakeHandbook, source: str) -> None:
    folder = make_handbook(
        {
            "book.toml": f'[book]\ntitle = "Rust"\nlanguage = "en"\nsrc = "{source}"\n',
            f"{source}/SUMMARY.md": "# Summary\n\n- [A](a.md)\n",
            f"{source}/a.md": '# A\n\n"text"\n',
            "SUMMARY.md": "",
        }
    )
    (folder / "SUMMARY.md").unlink()
    for path in (folder, folder / "book.toml", folder / source, folder / source / "SUMMARY.md"):
        opened = open_handbook(path)
        assert (opened.root, opened.manifest.title) == (folder / source, "Rust")
    assert opened.tree("a.md").text == "A\n“text”\n"


@pytest.mark.parametrize(
    ("files", "path", "says"),
    [
        ({}, "nej", "no folder"),
        ({"a.md": ""}, "a.md", "isn’t a handbook"),
        ({"SUMMARY.md": "- x"}, ".", "SUMMARY.md:1: "),
        ({"SUMMARY.md": b"\xff\xff"}, ".", "SUMMARY.md:1: "),
        ({"handbook.toml": "x ="}, ".", "handbook.toml:1: "),
    ],
)
def test_what_cant_be_opened(make_handbook: MakeHandbook, files: dict[str, str | bytes], path: str, says: str) -> None:
    with pytest.raises(HandbookError) as caught:
        open_handbook(make_handbook(files) / path)
    assert says in caught.value.message
    assert caught.value.hint


def test_a_folder_without_a_summary(tmp_path: Path) -> None:
    with pytest.raises(HandbookError, match=r"no SUMMARY\.md"):
        open_handbook(tmp_path)


def test_the_manifest_above_a_folder_named_src(make_handbook: MakeHandbook) -> None:
    folder = make_handbook({"handbook.toml": 'title = "Vores"\n', "src/SUMMARY.md": "# S\n", "SUMMARY.md": ""})
    assert open_handbook(folder / "src").manifest.title == "S"
    (folder / "SUMMARY.md").unlink()
    assert open_handbook(folder / "src").manifest.title == "Vores"
    assert open_handbook(folder).root == folder / "src"


def test_an_mdbook_whose_texts_lie_elsewhere(make_handbook: MakeHandbook) -> None:
    folder = make_handbook({"bog/book.toml": '[book]\nsrc = ".."\n', "SUMMARY.md": "- [A](a.md)\n"})
    with pytest.raises(HandbookError, match=r"no SUMMARY\.md"):
        open_handbook(folder / "bog")


def test_three_thousand_chapters_open_at_once(make_handbook: MakeHandbook) -> None:
    lines = "".join(f"- [Kapitel {n}](del{n // 100}/k{n}.md)\n" for n in range(3_000))
    folder = make_handbook({"SUMMARY.md": lines, "del29/k2999.md": "# Sidst\n"})
    started = time.process_time()
    handbook = open_handbook(folder)
    # It takes about 20 ms; this only catches work that grows with the chapters in some other way.
    assert time.process_time() - started < 0.5
    assert handbook.tree("del29/k2999.md").title == "Sidst"
    assert handbook.part("del29/k2999.md") == ""
