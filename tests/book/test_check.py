"""The check: every sort of fault, at the right line of the right file, and none in a faultless handbook."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from handbook.book.check import FAULT_CODES, Fault, check_handbook
from handbook.errors import HandbookError
from handbook.paths import shipped_handbook
from tests.book.test_check_rules import CODES as OF_A_RULE
from tests.book.test_check_tools import FAULTS as IN_A_TOOL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.book.conftest import MakeHandbook

_SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"
_PNG = b"\x89PNG\r\n\x1a\n"

# Code → text of a.md, and the line that the fault is on. The first line is always the heading.
_IN_A_CHAPTER: dict[str, list[tuple[str | bytes, int]]] = {
    "broken-link": [
        ("# A\n\nSe [b](b.md) og\n[c](nej.md).\n", 4),
        ("# A\n\n[b](b.md) [b](b.md)\n\n```\n[x](nej.md)\n```\n\n- punkt\n    - [x](nej.md)\n", 10),
        ("# A\n\n> Citat\n> [x](nej.md)\n", 4),
        ("# A\n\n| a | b |\n|--|--|\n| c | d |\n| e | [x](nej.md) |\n", 6),
        ("# A\n\nSe [x][r].\n\nMere.\n\n[r]: nej.md\n", 7),
        ('# A\n\n!!! tip "Se [x](nej.md)"\n    Tekst.\n', 3),
        ("# A\n\nA[^1].\n\nB.\n\n[^1]: Note\n\n    [x](nej.md)\n", 9),
        ("# A\n\nTerm [x](nej.md)\n:   Forklaring.\n", 3),
        ("# A\n\nTerm\n:   Forklaring\n    [x](nej.md).\n", 5),
        ("# A\n\n## Titel [x](nej.md) {#t}\n", 3),
        ("---\nkind: chapter\n---\n# A\n\n[x](../b.md)\n", 6),
        ("# A\n\n[x]()\n", 3),
        ("# A\n\n[x](<en fil.md>) og [y](en%20fil.md)\n", 3),
    ],
    "broken-anchor": [
        ("# A\n\n[b](b.md#t)\n\n[b](b.md#nej)\n", 5),
        ("# A\n\n## T\n\n[t](#t) [n](#n)\n", 5),
        ("# A\n\n[b](handbook://b#nej)\n", 3),
    ],
    "glossary-anchor": [("# A\n\n[t](ord.md#term) og\n[u](ord.md#ukendt)\n", 4)],
    "link-scheme": [("# A\n\n[a](https://x.dk) [b](mailto:a@b.c)\n[c](file:///x)\n", 4), ("# A\n\n<ftp://x.dk>\n", 3)],
    "unlisted-link": [("# A\n\n[s](SUMMARY.md)\n", 3)],
    "missing-image": [("# A\n\n![Alt](f.svg)\n\n![Alt](nej.svg)\n", 5), ("# A\n\nTekst\n![Alt](nej.svg) her.\n", 4)],
    "outside-image": [("# A\n\n![Alt](../x.svg)\n", 3), ("# A\n\n![Alt](https://x.dk/x.svg)\n", 3)],
    "unreadable-image": [("# A\n\n![Alt](falsk.png)\n", 3), ("# A\n\n![Alt](ord.md)\n", 3)],
    "missing-alt": [("# A\n\n![](f.svg)\n", 3), ("# A\n\nTekst ![ ](f.svg)\n", 3)],
    "duplicate-id": [
        ("# A\n\n## B {#b}\n\n## C {#b}\n", 5),
        ("# A\n\n## B {#b}\n\nTerm {#b}\n:   Forklaring\n", 5),
    ],
    "heading-level": [("# A\n\n## B\n\n#### C\n", 5), ("# A\n\nB\n-\n\n#### C\n", 6)],
    "no-title": [("## A\n", 1), ("---\nkind: chapter\n---\nTekst.\n", 4)],
    "extra-title": [("# A\n\nTekst\n# B\n", 4), ("A\n=\n\nB\n=\n", 4)],
    "table-header": [("# A\n\n|  |  |\n|--|--|\n| a | b |\n", 3)],
    "ragged-table": [
        ("# A\n\n| a | b |\n|--|--|\n| `c|d` | e |\n| f |\n", 6),
        ("# A\n\n| a | b |\n|--|--|\n| f | g | h |\n", 5),
    ],
    "unknown-panel": [("# A\n\n```\n!!! sjov\n```\n\n!!! sjov\n    Tekst.\n", 7)],
    "undefined-footnote": [("# A\n\nTekst[^1] og\nmere[^2].\n\n[^1]: Note.\n", 4)],
    "unused-footnote": [("# A\n\nTekst[^1].\n\n[^1]: Note.\n[^2]: Note.\n", 6)],
    "duplicate-footnote": [("# A\n\nTekst[^1].\n\n[^1]: Note.\n[^1]: Note.\n", 6)],
    "raw-html": [
        ("# A\n\nTekst <https://x.dk> og\n`<b>` <b>fed</b>\n", 4),
        ("# A\n\n<!-- note -->\n", 3),
        ("# A\n\n| a | b |\n|--|--|\n| a<br>b | c |\n", 5),
    ],
    "unclosed-code": [("# A\n\n```\nx\n```\n\n```\ny\n", 7)],
    "too-many-marks": [("# A\n\n" + "*a* " * 50_000 + "\n", 3)],
    "empty-chapter": [("", 1), ("---\nkind: chapter\n---\n\n", 1)],
    "front-matter": [("---\nkind: chapter\nsummary: a: b\n---\n# A\n", 3), ("---\nkind: chapter\n\n# A\n", 1)],
    "front-matter-key": [("---\nkind: chapter\nfarve: blå\n---\n# A\n", 3)],
    "front-matter-type": [("---\nkind: chapter\nreviewed: i går\n---\n# A\n", 3)],
    "unreadable-chapter": [
        ("# A\n\n" + "> " * 61 + "x\n", 3),
        ("# A\n\n" + "x" * (1024 * 1024 + 1), 3),
        (b"# A\n\n\xff\n", 3),
        (b"# A\n\0\n", 2),
    ],
}


def places(faults: list[Fault]) -> list[tuple[str, int, str]]:
    return [(fault.path, fault.line, fault.code) for fault in faults]


def faultless(a: str | bytes) -> Mapping[str, str | bytes]:
    """Return a handbook in which only a.md can be wrong."""
    return {
        "handbook.toml": 'id = "bog"\ntitle = "Bog"\ndefault_chapter = "a.md"\nglossary = "ord.md"\n',
        "SUMMARY.md": "# Bog\n\n- [A](a.md)\n- [B](b.md)\n- [Udkast]()\n- [Ordliste](ord.md)\n",
        "a.md": a,
        "b.md": "# B\n\n## T\n",
        "ord.md": "# Ordliste\n\nTerm\n:   Forklaring.\n",
        "f.svg": _SVG,
        "g.png": _PNG,
        "falsk.png": "ikke et billede",
    }


@pytest.mark.parametrize(
    ("code", "text", "line"),
    [(code, text, line) for code, cases in _IN_A_CHAPTER.items() for text, line in cases],
    ids=lambda value: value if isinstance(value, str) and value in FAULT_CODES else "",
)
def test_a_fault_in_a_chapter(make_handbook: MakeHandbook, code: str, text: str | bytes, line: int) -> None:
    faults = check_handbook(make_handbook(faultless(text)))
    assert ("a.md", line, code) in places(faults)
    # Nothing else is wrong, but for what comes with it.
    consequences = {"no-title", "unlisted-link"} if code in ("front-matter", "unreadable-image") else set()
    assert {fault.code for fault in faults} - consequences == {code}
    assert all(fault.message for fault in faults)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"SUMMARY.md": "# Bog\n\n- [A](a.md)\n- [B](../b.md)\n"}, ("SUMMARY.md", 4, "outside-chapter")),
        ({"SUMMARY.md": "- [A](a.md)\n\n[B](https://x.dk/b.md)\n"}, ("SUMMARY.md", 3, "outside-chapter")),
        ({"SUMMARY.md": "- [A](a.md)\n- [B](b.md)\n"}, ("SUMMARY.md", 2, "missing-chapter")),
        ({"SUMMARY.md": "- [A](a.md)\n- [B](./a.md)\n"}, ("SUMMARY.md", 2, "duplicate-chapter")),
        ({"SUMMARY.md": "- [A](a.md)\n- [](c.md)\n", "c.md": "# C"}, ("SUMMARY.md", 2, "untitled-chapter")),
        ({"SUMMARY.md": "# Bog\n\nIndledning.\n\n- [A](a.md)\n"}, ("SUMMARY.md", 3, "summary-text")),
        ({"SUMMARY.md": "- [A](a.md)\n- B\n"}, ("SUMMARY.md", 2, "summary")),
        ({"SUMMARY.md": b"- [A](a.md)\n\xff"}, ("SUMMARY.md", 2, "summary")),
        ({"mappe/c.md": "# C\n", "SUMMARY.md": "- [A](a.md)\n"}, ("mappe/c.md", 1, "orphan-chapter")),
        ({"handbook.toml": 'id = "b"\ntitle = 7\n'}, ("handbook.toml", 2, "manifest")),
        ({"handbook.toml": 'id = "b"\nfarve = "blå"\n'}, ("handbook.toml", 2, "manifest-key")),
        ({"handbook.toml": 'id = "b"\nglossary = "nej.md"\n'}, ("handbook.toml", 2, "manifest-chapter")),
    ],
)
def test_a_fault_in_the_handbook(
    make_handbook: MakeHandbook, files: dict[str, str | bytes], place: tuple[str, int, str]
) -> None:
    assert places(check_handbook(make_handbook({"a.md": "# A\n", **files}))) == [place]


def test_every_code_has_a_test() -> None:
    handbook = {
        *("manifest", "manifest-chapter", "manifest-key", "duplicate-chapter", "missing-chapter", "orphan-chapter"),
        *("outside-chapter", "summary", "summary-text", "untitled-chapter"),
    }
    assert handbook | set(_IN_A_CHAPTER) | set(IN_A_TOOL) | OF_A_RULE == FAULT_CODES


def test_a_faultless_handbook(make_handbook: MakeHandbook) -> None:
    text = """---
summary: Kort.
---
# A

Se [B](b.md#t), [B](b), [term](ord.md#term), <https://x.dk/a_b>, <a@b.dk> og [her](#b).[^1]

## B

![Alt](f.svg "Billedtekst")

![Alt](g.png)

- [ ] Opgave

!!! tip
    Tekst `<b>`.

| | B |
|--|--|
| a |  |

```html
<b>[x](nej.md)</b>
```

    <i>kode</i>

[^1]: Note.
"""
    assert check_handbook(make_handbook(faultless(text))) == []


def test_a_fault_prints_as_compilers_do(make_handbook: MakeHandbook) -> None:
    (fault,) = check_handbook(make_handbook(faultless("# A\n\n[b](nej.md)\n")))
    assert str(fault) == "a.md:3: The link leads nowhere: nej.md [broken-link]"


def test_faults_stand_in_order(make_handbook: MakeHandbook) -> None:
    files = {"b.md": "# B\n\n[x](x.md)\n\n[y](y.md)\n", "a.md": "# A\n\n[y](y.md)\n\n[x](x.md)\n\n<b>\n"}
    assert places(check_handbook(make_handbook(files))) == [
        ("a.md", 3, "broken-link"),
        ("a.md", 5, "broken-link"),
        ("a.md", 7, "raw-html"),
        ("b.md", 3, "broken-link"),
        ("b.md", 5, "broken-link"),
    ]


def test_equal_links_are_told_apart(make_handbook: MakeHandbook) -> None:
    text = "# A\n\n[x](nej.md) a\n[x](nej.md)\n\nb [x](nej.md)\n\n[x](nej.md) a\n[x](nej.md)\n"
    faults = check_handbook(make_handbook(faultless(text)))
    assert [fault.line for fault in faults] == [3, 4, 6, 8, 9]


@pytest.mark.parametrize(
    "before",
    [
        "| a | 1 |\n|--|--|\n| b | 2 |\n",
        '!!! tip "Eksempel"\n    Tekst.\n',
        "- 1\n- 2\n\n> 1\n> 2\n",
        "```\n[x](nej.md)\n```\n",
        "    [x](nej.md)\n",
        "Term 1\n:   2\n",
        "1\n-\n",
        "*[OPI]: 1\n",
    ],
)
def test_what_comes_again_later_leads_nobody_astray(make_handbook: MakeHandbook, before: str) -> None:
    text = f"# A\n\n{before}\n[x](nej.md)\n\nEt a\n\nEt 1\n\nTo 2\n\nEksempel\n\nTerm 1\n\n[y](nej.md)\n"
    faults = check_handbook(make_handbook(faultless(text)))
    first = text.split("\n\n[x](nej.md)\n\nEt", maxsplit=1)[0].count("\n") + 3
    assert [fault.line for fault in faults] == [first, first + 12]


def test_an_mdbooks_files_are_named_from_its_own_folder(make_handbook: MakeHandbook) -> None:
    files = {
        "book.toml": "[book]\n",
        "src/SUMMARY.md": "- [A](a.md)\n- [B](b.md)\n",
        "src/a.md": "A\n",
        "SUMMARY.md": "",
    }
    folder = make_handbook(files)
    (folder / "SUMMARY.md").unlink()
    assert places(check_handbook(folder)) == [
        ("src/SUMMARY.md", 2, "missing-chapter"),
        ("src/a.md", 1, "no-title"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators make symbolic links")
def test_pictures_and_chapters_behind_links_that_lead_out(make_handbook: MakeHandbook, tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text(_SVG)
    folder = make_handbook(faultless("# A\n\n![Alt](ud.svg)\n"))
    (folder / "ud.svg").symlink_to(tmp_path / "x.svg")
    assert places(check_handbook(folder)) == [("a.md", 3, "outside-image")]


def test_no_handbook_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HandbookError):
        check_handbook(tmp_path)


def test_the_shipped_handbook_is_faultless() -> None:
    assert list(map(str, check_handbook(shipped_handbook()))) == []
