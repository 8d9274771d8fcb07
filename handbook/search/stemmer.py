"""The Danish stemmer of the Snowball project, written for this program: `stem("innovationerne") == "innovation"`.

The algorithm is described at https://snowballstem.org/algorithms/danish/stemmer.html; its names and steps are used.
It isn't taken from a dependency because it is short and has to be fast: every word of a handbook passes it.
"""

from __future__ import annotations

_VOWELS = frozenset("aeiouyæåø")
_DOUBLED = frozenset("bdfgklmnprst")
_S_ENDINGS = frozenset("abcdfghjklmnoprtvyzå")
_SUFFIX_LIST = (
    "hed ethed ered e erede ende erende ene erne ere en heden eren er heder erer heds es endes erendes enes ernes "
    "eres ens hedens erens ers ets erets et eret"
)
_SUFFIXES = frozenset(_SUFFIX_LIST.split())
_LONGEST_SUFFIX = 7
_CONSONANT_PAIRS = ("gd", "dt", "gt", "kt")
_LEAST_BEFORE_REGION = 3


def stem(word: str) -> str:
    """Return the stem of a word.

    Args:
        word: In lower case.
    """
    region = _region(word)
    if region >= len(word):
        return word
    word = _main_suffix(word, region)
    word = _consonant_pair(word, region)
    if word.endswith("igst"):
        word = word[:-2]
    for suffix in ("elig", "lig", "els", "ig"):
        if word.endswith(suffix) and len(word) - len(suffix) >= region:
            word = _consonant_pair(word[: -len(suffix)], region)
            break
    else:
        if word.endswith("løst") and len(word) - 4 >= region:
            word = word[:-1]
    last = word[-1:]
    if len(word) - 1 >= region and last in _DOUBLED and word[-2:-1] == last:
        word = word[:-1]
    return word


def _region(word: str) -> int:
    """Return where R1 begins: after the first non-vowel that follows a vowel, and after at least three letters."""
    seen_vowel = False
    for place, letter in enumerate(word):
        if letter in _VOWELS:
            seen_vowel = True
        elif seen_vowel:
            return max(place + 1, _LEAST_BEFORE_REGION)
    return len(word)


def _main_suffix(word: str, region: int) -> str:
    for length in range(min(_LONGEST_SUFFIX, len(word) - region), 0, -1):
        if word[-length:] in _SUFFIXES:
            return word[:-length]
    if word[-1] == "s" and word[-2:-1] in _S_ENDINGS:
        return word[:-1]
    return word


def _consonant_pair(word: str, region: int) -> str:
    return word[:-1] if word.endswith(_CONSONANT_PAIRS) and len(word) - 2 >= region else word
