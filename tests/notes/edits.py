"""Edits of nine chapters, as they stand in `edition/`: what a reader had marked, and where a person would put it then.

Two kinds. The rewritings in `rewritings.txt` were made by hand, as an editor makes them. The rest is made by operations
on paragraphs, items and rows, from a seed, and the truth follows from how they were made.

A rewriting is a block: its kind and its chapter, then `-` old and `+` new wording (one pair or several; `¶` is a line
break, `⇥` the edge of a table cell), `?` what was marked (the first old wording unless said), `=` where it is now (the
first new wording unless said; `∅`: nowhere, it must become an orphan).

What we decided a person would do: a sentence that now says the opposite, or has another number, is still the sentence
that was marked, and the reader should see it there; another sentence about the same subject is not. Of a passage that
was cut down, what remains of it; of one whose words all stand as they were with something added behind, these words; of
one whose paragraphs were moved apart, the largest; of one that was merged into something longer, its own part.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from handbook.book.nodes import ChapterTree, Section

CHAPTERS = {
    "er": "grundlaget/hvad-er-offentlig-innovation.md",
    "admin": "grundlaget/hvad-er-administrativ-ledelse-af-innovation.md",
    "hvorfor": "grundlaget/hvorfor-er-det-din-opgave.md",
    "anden": "grundlaget/hvad-adskiller-det-fra-anden-ledelse.md",
    "tal": "grundlaget/innovation-i-tal.md",
    "fem": "grundlaget/fem-bundlinjer.md",
    "vision": "vilje-til-vaerdi/fra-vision-til-opgave.md",
    "samspil": "vilje-til-vaerdi/samspillet-mellem-politik-og-administration.md",
    "ord": "opslag/ordliste.md",
}


class Case(NamedTuple):
    """An edit: what was marked in `before`, and the range of `after` that it became; None for nothing."""

    name: str
    kind: str
    chapter: str
    before: str
    marked: tuple[int, int]
    after: str
    truth: tuple[int, int] | None
    elsewhere: bool = False

    @property
    def is_held_out(self) -> bool:
        """Half of the cases, by their names, were not looked at while the thresholds were chosen."""
        return crc32(self.name.encode()) % 2 == 1


REWRITINGS = Path(__file__).with_name("rewritings.txt")
EDITION = Path(__file__).with_name("edition")


def rewritings(trees: Mapping[str, ChapterTree]) -> Iterator[Case]:
    """Yield the cases that were made by hand."""
    for number, block in enumerate(REWRITINGS.read_text("utf-8").strip().split("\n# ")):
        first, *lines = block.removeprefix("# ").splitlines()
        kind, chapter = first.split()
        rows = [(line[0], line[2:].replace("¶", "\n").replace("⇥", "\t")) for line in lines if line]
        olds, news = ([text for mark, text in rows if mark == sign] for sign in "-+")
        named = dict(rows)
        yield _rewriting(f"{number}-{kind}-{chapter}", kind, trees[CHAPTERS[chapter]].text, olds, news, named)


def _rewriting(name: str, kind: str, text: str, olds: list[str], news: list[str], named: Mapping[str, str]) -> Case:
    chapter = CHAPTERS[name.rpartition("-")[2]]
    after = text
    for old, new in zip(olds, news, strict=True):
        assert after.count(old) == 1, f"{name}: {old!r} stands {after.count(old)} times"
        after = after.replace(old, new)
    quote, truth = named.get("?", olds[0]), named.get("=", news[0])
    within = text.index(olds[0]) if quote in olds[0] else 0
    start = text.index(quote, within)
    if truth == "∅":
        return Case(name, kind, chapter, text, (start, start + len(quote)), after, None)
    within = after.index(news[0]) if truth in news[0] else 0
    at = after.index(truth, within)
    return Case(name, kind, chapter, text, (start, start + len(quote)), after, (at, at + len(truth)))


Lines = list[str]
_BEGIN, _END = "\ue000", "\ue001"  # stand around what is marked while the lines are edited


def _moved(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    line = lines.pop(at)
    lines.insert((at + len(lines) // 3 + rng.randrange(len(lines) // 3)) % len(lines), line)


def _deleted(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    del lines[at]


def _replaced(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    lines[at] = rng.choice(foreign)


def _neighbours(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    lines[at - 1 : at] = [rng.choice(foreign)]
    lines[at + 1 : at + 2] = [rng.choice(foreign)]


def _inserted(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    lines[at:at] = [rng.choice(foreign)]
    lines[2:2] = rng.sample(list(foreign), 3)


def _typography(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    table = str.maketrans({"»": "“", "«": "”", "−": "–", " ": rng.choice("  \u00a0"), "-": "‑"})
    lines[:] = [re.sub(r"(?<=[.:]) ", "  ", line.translate(table)) for line in lines]


def _words(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    words = lines[at].split(" ")
    others = " ".join(foreign).split()
    for number in range(3 + rng.randrange(3), len(words) - 2, 7):
        if _BEGIN not in words[number] and _END not in words[number]:
            words[number] = rng.choice(others)
    lines[at] = " ".join(words)


def _split(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    half = lines[at].find(". ", len(lines[at]) // 3) + 2
    if half > 2:
        lines[at : at + 1] = [lines[at][:half].rstrip(), lines[at][half:]]


def _merged(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    lines[at : at + 2] = [" ".join(lines[at : at + 2])]


def _sections(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    third = len(lines) // 3
    lines[:] = lines[:2] + lines[third : 2 * third] + lines[2:third] + lines[2 * third :]


def _item_out(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    del lines[at + 1]


def _item_in(lines: Lines, at: int, rng: random.Random, foreign: Sequence[str]) -> None:
    lines.insert(at + 1, rng.choice([line for line in foreign if len(line) < 120] or foreign))


def _sentence(line: str, rng: random.Random) -> tuple[int, int]:
    sentences = [mark.span() for mark in re.finditer(r"[^.!?\n]{25,}[.!?]", line)]
    start, end = rng.choice(sentences or [(0, len(line))])
    return start + len(line[start:end]) - len(line[start:end].lstrip()), end


def _whole(line: str, rng: random.Random) -> tuple[int, int]:
    return 0, len(line)


def _word(line: str, rng: random.Random) -> tuple[int, int]:
    return rng.choice([mark.span() for mark in re.finditer(r"\w{5,}", line)] or [(0, len(line))])


# Kind, what is marked, how many lines it goes over, what is done, how many in each chapter.
MADE: tuple[tuple[str, Callable[..., tuple[int, int]], int, Callable[..., None], int], ...] = (
    ("paragraph-moved", _whole, 1, _moved, 2),
    ("sentence-moved", _sentence, 1, _moved, 2),
    ("word-moved", _word, 1, _moved, 1),
    ("paragraph-deleted", _whole, 1, _deleted, 2),
    ("sentence-deleted", _sentence, 1, _deleted, 2),
    ("word-deleted", _word, 1, _deleted, 4),
    ("paragraph-replaced", _sentence, 1, _replaced, 2),
    ("neighbours-rewritten", _sentence, 1, _neighbours, 2),
    ("word-neighbours", _word, 1, _neighbours, 2),
    ("inserted-above", _sentence, 1, _inserted, 2),
    ("word-inserted-above", _word, 1, _inserted, 2),
    ("typography", _sentence, 1, _typography, 2),
    ("words-replaced", _whole, 1, _words, 2),
    ("made-split", _whole, 1, _split, 1),
    ("made-merged", _whole, 2, _merged, 1),
    ("sections-reordered", _sentence, 1, _sections, 2),
    ("across-inserted", _whole, 2, _inserted, 1),
    ("across-item-out", _whole, 3, _item_out, 2),
    ("across-item-in", _whole, 2, _item_in, 2),
    ("across-words", _whole, 2, _words, 1),
)


def made(trees: Mapping[str, ChapterTree]) -> Iterator[Case]:
    """Yield the cases that are made by operations on lines."""
    for short, key in CHAPTERS.items():
        other = trees[CHAPTERS["samspil" if short == "fem" else "fem"]].text
        foreign = [line for line in other.split("\n") if len(line) > 60 and line not in trees[key].text]
        for kind, choose, count, operate, often in MADE:
            for number in range(often):
                name = f"{kind}-{short}-{number}"
                yield _made(name, kind, key, trees[key].text, choose, count, operate, foreign)
            if kind.endswith("-deleted"):  # the same, and what was marked is in another chapter now
                yield _elsewhere(f"{kind}-elsewhere-{short}", key, trees[key].text, other, choose)


def _made(
    name: str,
    kind: str,
    key: str,
    text: str,
    choose: Callable[..., tuple[int, int]],
    count: int,
    operate: Callable[..., None],
    foreign: Sequence[str],
) -> Case:
    rng = random.Random(name)  # noqa: S311 - repeatable, not secret
    least = 12 if kind.startswith(("across", "word-deleted", "paragraph-deleted")) else 70
    lines, at = _chosen(text, rng, least)
    while operate is _item_out and 2 * len(lines[at + 1]) > len(lines[at]) + len(lines[at + 2]):
        lines, at = _chosen(text, rng, least)  # when most of what was marked is gone, what a person would do is unclear
    last = at + count - 1
    start, end = choose(lines[at], rng)
    if count > 1:
        end = len(lines[last])
    if at == last:
        lines[at] = f"{lines[at][:start]}{_BEGIN}{lines[at][start:end]}{_END}{lines[at][end:]}"
    else:
        lines[at] = lines[at][:start] + _BEGIN + lines[at][start:]
        lines[last] = lines[last][:end] + _END + lines[last][end:]
    _text, marked = _unmarked("\n".join(lines))
    operate(lines, at, rng, foreign)
    after, truth = _unmarked("\n".join(lines))
    assert marked is not None
    return Case(name, kind, key, text, marked, after, truth)


def _elsewhere(name: str, key: str, text: str, other: str, choose: Callable[..., tuple[int, int]]) -> Case:
    rng = random.Random(name)  # noqa: S311 - repeatable, not secret
    lines, at = _chosen(text, rng, 70)
    start, end = choose(lines[at], rng)
    lines[at] = f"{lines[at][:start]}{_BEGIN}{lines[at][start:end]}{_END}{lines[at][end:]}"
    _text, marked = _unmarked("\n".join(lines))
    there = other.split("\n")
    there.insert(len(there) // 2, lines[at])
    after, truth = _unmarked("\n".join(there))
    assert marked is not None
    return Case(name, name.partition("-")[0] + "-elsewhere", key, text, marked, after, truth, elsewhere=True)


def _chosen(text: str, rng: random.Random, least: int) -> tuple[Lines, int]:
    lines = text.split("\n")
    last = lines.index("Kilder") if "Kilder" in lines else len(lines) - 4
    return lines, rng.choice([at for at in range(3, last - 3) if len(lines[at]) >= least])


def _unmarked(text: str) -> tuple[str, tuple[int, int] | None]:
    plain = text.replace(_BEGIN, "").replace(_END, "")
    start, end = text.find(_BEGIN), text.find(_END)
    return plain, (start, end - 1) if 0 <= start < end else None


def sections_of(text: str, sections: Sequence[Section]) -> list[Section]:
    """Return the sections of an edited text: those whose headings are still there, where they are now."""
    heads = sorted((at + 1, one) for one in sections if (at := f"\n{text}\n".find(f"\n{one.title}\n")) >= 0)
    stops = [at for at, _one in heads[1:]] + [len(text) + 1] * bool(heads)
    return [one._replace(start=at - 1, end=stop - 1) for (at, one), stop in zip(heads, stops, strict=True)]
