"""Bring the handbook's page of sources up to date with the chapters' footnotes.

    python build_scripts/update_sources.py            rewrite the list in content/opslag/kilder.md
    python build_scripts/update_sources.py --check    write nothing; exit 1 if a run without --check would change it

What stands before the first letter's heading is the editors', and is kept. A footnote's first sentence names its
source. Footnotes that name the same addresses are one source, and so are those without an address that say the same.
The sentences after the first belong to the chapter, and stay there; unless they say how sure the source is, or name
another.
"""

from __future__ import annotations

import posixpath
import re
import sys
import unicodedata
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handbook.book.library import open_handbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handbook.book.library import Handbook

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"
PAGE = "opslag/kilder.md"
SEEN = "november 2026"
"""When the editors saw the sources; only another date is repeated at a source."""
SECOND_HAND = "efter andenhåndskilde"
UNCHECKED = "ikke efterprøvet"

FOOTNOTE = re.compile(r"\[\^[^\]]+\]:[ \t]*(.+)")
ADDRESS = re.compile(r"<(https?://[^>]+)>")
HOST = re.compile(r"https?://(?:www\.)?")
QUOTED = re.compile(r'"[^"]*"')
SENTENCE_END = re.compile(rf"(?<=[a-zæøå0-9)>*\"]\.) (?=[A-ZÆØÅ])|(?<=set {SEEN}\.) ")
WAS_SEEN = re.compile(rf",? set {SEEN}(?=[.,)])")
WORTH_KEEPING = re.compile(
    rf"<https?://|{UNCHECKED}|{SECOND_HAND}|\b(?:ikke|kun|har) set\b|\blæst i\b|\bset som\b|\buddrag|\bældre side\b",
    re.IGNORECASE,
)
FIRST_LETTER = re.compile(r"^## \w \{#", re.MULTILINE)
LATE_LETTERS = {"æ": "{", "ø": "|", "å": "}"}
"""Æ, ø and å come after z, as these characters do."""


class Note(NamedTuple):
    """A footnote.

    Attributes:
        chapter: The key of the chapter that it stands in.
        source: Its first sentence, without the date when it was seen.
        remarks: The sentences after it that are worth keeping.
    """

    chapter: str
    source: str
    remarks: tuple[str, ...]


class Source(NamedTuple):
    """A source.

    Attributes:
        text: What its footnotes say of it.
        chapters: The keys of the chapters that use it.
    """

    text: str
    chapters: set[str]


def main() -> int:
    """Write the page, or check it.

    Returns:
        The exit code.
    """
    arguments = sys.argv[1:]
    if set(arguments) - {"--check"}:
        print("usage: update_sources.py [--check]", file=sys.stderr)
        return 2
    path = CONTENT / PAGE
    old = path.read_text("utf-8")
    wanted = page(open_handbook(CONTENT), FIRST_LETTER.split(old, maxsplit=1)[0])
    if not arguments:
        path.write_text(wanted, "utf-8", newline="\n")
    elif old != wanted:
        print(f"content/{PAGE}: out of date; run build_scripts/update_sources.py")
        return 1
    print(f"{len(re.findall('^- ', wanted, re.MULTILINE))} sources")
    return 0


def page(handbook: Handbook, head: str) -> str:
    """Return the page of a handbook's sources, in Markdown.

    Args:
        handbook: The handbook.
        head: What stands before the list.
    """
    sources = sorted(collect(notes(handbook)), key=lambda source: sort_key(source.text))
    lines = [head.rstrip()]
    for letter, group in groupby(sources, key=lambda source: initial(source.text)):
        lines.append(f"\n## {letter} {{#bogstav-{letter.lower()}}}\n")
        lines += [f"- {source.text}\\\n  {uses(handbook, source)}" for source in group]
    return "\n".join([*lines, ""])


def notes(handbook: Handbook) -> Iterator[Note]:
    """Yield every footnote of the handbook, in reading order."""
    for chapter in handbook.chapters:
        if chapter.key == PAGE:
            continue
        for line in handbook.source(chapter).splitlines():
            if match := FOOTNOTE.match(line):
                yield parse(chapter.key, match[1])


def parse(chapter: str, text: str) -> Note:
    """Return a footnote's parts."""
    source, *rest = sentences(text.strip())
    kept = (sentence for sentence in rest if WORTH_KEEPING.search(sentence))
    return Note(chapter, WAS_SEEN.sub("", source), tuple(WAS_SEEN.sub("", sentence) for sentence in kept))


def sentences(text: str) -> list[str]:
    """Return a text's sentences; a title in quotes is never parted."""
    readable = QUOTED.sub(lambda match: "x" * len(match[0]), text)
    ends = [match.start() for match in SENTENCE_END.finditer(readable)]
    return [text[start:end].strip() for start, end in zip([0, *ends], [*ends, None], strict=True)]


def collect(found: Iterable[Note]) -> list[Source]:
    """Return the sources that notes name, each of them once."""
    by_source: dict[tuple[str, ...], list[Note]] = {}
    for note in found:
        by_source.setdefault(identity(note.source), []).append(note)
    sources = {key: Source(told(same), {note.chapter for note in same}) for key, same in by_source.items()}
    for key, source in list(sources.items()):
        parts = [sources[(address,)] for address in key if (address,) in sources]
        if len(key) > 1 and len(parts) == len(key):  # each of its addresses is a source of its own
            del sources[key]
            for part in parts:
                part.chapters.update(source.chapters)
    return list(sources.values())


def told(same: list[Note]) -> str:
    """Return what notes on one source say of it most often; a mark that one of them has isn't lost to the others."""
    counted = Counter(note.source for note in same)
    text = min(counted, key=lambda text: (not is_marked(text), -counted[text], -len(text), text))
    for remark in sorted({remark for note in same for remark in note.remarks}):
        if is_marked(remark) or not set(ADDRESS.findall(remark)) & set(ADDRESS.findall(text)):
            text += f" {remark}"
    return text


def identity(text: str) -> tuple[str, ...]:
    """Return what makes two sources the same: their addresses, however written, or else their words."""
    addresses = {HOST.sub("", address).rstrip("/").lower() for address in ADDRESS.findall(text)}
    return tuple(sorted(addresses)) or (text.lower(),)


def is_marked(text: str) -> bool:
    """Whether a source's text says that it isn't the editors' own reading."""
    return SECOND_HAND in text or UNCHECKED in text


def uses(handbook: Handbook, source: Source) -> str:
    """Return links to the chapters that use a source, in reading order."""
    links = []
    for chapter in handbook.chapters:
        if chapter.key in source.chapters:
            label = f"kapitel {chapter.label}" if chapter.label else chapter.title
            target = posixpath.relpath(chapter.key, posixpath.dirname(PAGE))
            links.append(f"[{label}]({target})")
    return "Bruges i " + ", ".join(links)


def sort_key(text: str) -> str:
    """Return what a text is sorted by in Danish: a publisher alone comes before the same one with others."""
    kept = (letter for letter in _plain(text) if letter.isalnum() or letter in " ,")
    return "".join(LATE_LETTERS.get(letter, letter) for letter in kept).replace(",", "\t").strip()


def initial(text: str) -> str:
    """Return the letter that a text stands under."""
    return next(letter for letter in _plain(text) if letter.isalnum()).upper()


def _plain(text: str) -> str:
    """Return a text in lower case and without foreign accents."""
    return "".join(
        letter if letter in LATE_LETTERS else unicodedata.normalize("NFD", letter)[0]
        for letter in unicodedata.normalize("NFC", text).lower()
    )


if __name__ == "__main__":
    sys.exit(main())
