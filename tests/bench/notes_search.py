"""The search in a reader's notes: taking them in, a change, and every keystroke of a query, over 5,000 of them.

    .venv/bin/python tests/bench/notes_search.py [--items 5000] [--seed 1]

The notes are sentences drawn at random (with a fixed seed) from our own chapters, about 60 words each, so that their
words are as frequent as in real text, and three compounds made up for each, so that there are as many different words
as one reader uses. Queries of `tests/search/queries.toml` and others are typed letter by letter; the
answer of each is ranked whole and its first 20 snippets are made. Prints the figures beside their bars, and exits with
1 if one is broken.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from handbook.search.shortlist import Item, Shortlist  # noqa: E402
from handbook.search.synonyms import Synonyms, curated_pairs  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS_OF_QUOTE, WORDS_OF_BODY = 25, 35
SEEN = 20
MORE_QUERIES = (
    "tag:budget mandat", "kapitel:4 gevinst", '"åben innovation"', '"det er" leder', "ledelse -kommune",
    "medarbejderdreven innovation", "maaling af loen", "xyzzy qwertyuiop", "inovationsledelse", "hvordan måler vi",
)  # fmt: skip
TAGS = ("budget", "til mødet", "husk", "MUS", "strategi 2026", "ideer", "spørg Anne", "løn", "før jul", "citater")
BARS_MS = {"set_items": 400.0, "longest step of fill": 8.0, "put p95": 1.0, "search p95": 8.0}


def main() -> int:
    """Measure and print.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311 - nothing secret
    items = _items(options.items, dice)
    count = sum(len(re.findall(r"\w+", f"{item.body} {item.quote}")) for item in items) / len(items)
    different = len({word for item in items for word in re.findall(r"\w+", f"{item.body} {item.quote}".lower())})
    print(f"{len(items)} notes of {count:.0f} words, {different} different ones")
    shortlist = Shortlist(Synonyms(curated_pairs()))
    figures = {"set_items": _timed(lambda: Shortlist().set_items(items))}
    fill = shortlist.fill(items)
    steps = []
    while not len(shortlist):
        steps.append(_timed(lambda: next(fill, None)))
    figures["longest step of fill"] = max(steps)
    figures |= _keystrokes(shortlist)
    figures |= _changes(shortlist, items, dice)
    for name, figure in figures.items():
        bar = f"   (bar {BARS_MS[name]:g})" if name in BARS_MS else ""
        print(f"{name:32} {figure:8.2f} ms{bar}")
    return int(any(figures[name] > bar for name, bar in BARS_MS.items()))


def _items(count: int, dice: random.Random) -> list[Item]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "content").rglob("*.md")))
    found = re.split(r"(?<=[.?!])\s+", re.sub(r"[\[\]()#|>*_^]", " ", text))
    sentences = [sentence.strip() for sentence in found if 30 < len(sentence) < 220]
    long_words = sorted(set(re.findall(r"\b[a-zæøå]{6,10}\b", text)))
    titles = re.findall(r"(?m)^# (.+)$", text)
    return [
        Item(
            str(number),
            " ".join(
                [_drawn(sentences, WORDS_OF_BODY, dice), *("".join(dice.sample(long_words, 2)) for _ in range(3))]
            ),
            _drawn(sentences, WORDS_OF_QUOTE, dice),
            tuple(dice.sample(TAGS, dice.randrange(3))),
            titles[place := dice.randrange(len(titles))],
            f"{place % 9 + 1}.{place // 9 + 1}",
        )
        for number in range(count)
    ]


def _drawn(sentences: list[str], count: int, dice: random.Random) -> str:
    text = ""
    while len(text.split()) < count - 7:
        text = f"{text} {dice.choice(sentences)}"
    return text.strip()


def _keystrokes(shortlist: Shortlist) -> dict[str, float]:
    data = tomllib.loads((ROOT / "tests" / "search" / "queries.toml").read_text(encoding="utf-8"))
    queries = [*MORE_QUERIES, *(str(case[0]) for kind in data["queries"].values() for case in kind[:8])]
    typed = list(dict.fromkeys(query[:end] for query in queries for end in range(1, len(query) + 1)))
    times = [(_timed(lambda text=text: shortlist.search(text)[:SEEN]), text) for text in typed]  # type: ignore[misc]
    times.sort()
    print(f"{len(typed)} keystrokes; the slowest:", *(f"{took:.1f} {text!r}" for took, text in times[:-6:-1]), sep="  ")
    return {
        "search p50": times[len(times) // 2][0],
        "search p95": times[len(times) * 95 // 100][0],
        "search p99": times[len(times) * 99 // 100][0],
    }


def _changes(shortlist: Shortlist, items: list[Item], dice: random.Random) -> dict[str, float]:
    """Type in notes, letter by letter, and replace whole ones; search after each change."""
    puts, searches = [], []
    for item in dice.sample(items, min(200, len(items))):
        addition = " med nye tanker om xyloforankring"
        for end in range(1, len(addition) + 1):
            changed = item._replace(body=item.body + addition[:end])
            puts.append(_timed(lambda changed=changed: shortlist.put(changed)))  # type: ignore[misc]
        searches.append(_timed(lambda: shortlist.search("ledelse af innov")[:SEEN]))
    whole = [
        _timed(lambda item=item: shortlist.put(item._replace(id=f"new {item.id}")))  # type: ignore[misc]
        for item in items[:1000]
    ]
    for values in (puts, searches, whole):
        values.sort()
    return {
        "put p95": puts[len(puts) * 95 // 100],
        "put of a whole new note p95": whole[len(whole) * 95 // 100],
        "search right after a change p95": searches[len(searches) * 95 // 100],
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
