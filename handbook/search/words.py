"""Danish words: how a text is cut into them, which of them carry little, and which spellings are the same.

`canonical` makes one word of what differs by accents only (idé, ide) and is applied to everything. `fold` goes further,
to what people type without Danish keys (å = aa = a, æ = ae, ø = oe = o); it is used to find the known words that a
query may mean, never on the index: "mål" and "mal", "før" and "for" stay apart there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handbook.search.stemmer import stem

WORD = re.compile(r"[^\W_]+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SNOWBALL = _set(
    "og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun "
    "nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog "
    "noget ville jo deres efter ned skulle denne end dette mit også under have dig anden hende mine alt meget sit "
    "sine vor mod disse hvis din nogle hos blive mange ad bliver hendes været thi jer sådan"
)
_MORE = _set(
    "kan så må får få gør gøre hvem hvilken hvilket hvilke hvordan hvorfor hvornår hvorledes nogen ved dit dine"
)
SOFT = _set("hvem hvor hvornår hvorfor hvordan hvilken hvilket hvilke jeg mig min mit mine gør gøre skal må")
"""Question words and the like: they carry something in a question, so they are indexed, and searched at half weight."""
STOP = (_SNOWBALL | _MORE) - SOFT
"""Words that are neither indexed nor searched: Snowball's list, and some more of the kind."""

_ACCENTS = tuple(
    (accented, group[0])
    for group in ("eéèêë", "aáàâã", "iíìîï", "oóòôõ", "uúùû", "nñ", "cç", "yü", "øö", "æä")
    for accented in group[1:]
)
_DANISH = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


def lowered(text: str) -> str:
    """Return a text in lower case and of the same length, so that places in one are places in the other."""
    low = text.lower()
    if len(low) == len(text):
        return low
    # A few capitals have more than one small letter ("İ"); they stay as they are.
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def canonical(text: str) -> str:
    """Return a word or a text in lower case without the accents that Danish may leave out; its length stays."""
    if text.isascii():
        return text
    # Looking for each is much faster in a long text than translating every letter of it.
    for accented, plain in _ACCENTS:
        if accented in text:
            text = text.replace(accented, plain)
    return text


def fold(word: str) -> str:
    """Return the one spelling of all the ways to type a word without Danish keys.

    Args:
        word: A canonical word.
    """
    if "aa" in word or "oe" in word:
        word = word.replace("aa", "a").replace("oe", "o")
    return word if word.isascii() else word.translate(_DANISH)


def words(text: str) -> list[str]:
    """Return the canonical words of a text in order."""
    return WORD.findall(canonical(text.lower()))


@lru_cache(maxsize=100_000)
def term(word: str) -> str:
    """Return what a canonical word is indexed as: its stem."""
    return stem(word)
