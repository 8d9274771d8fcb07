"""What the words of a query stand for in an index: terms with weights, a group for each word.

A word stands for its stem and the known words that are typed the same; for the parts of a compound, and for a compound
that two neighbouring words make; for synonyms; for what it may become, while it is being typed; and for a known
word that is spelt nearly the same, when it isn't known itself.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from handbook.search.compounds import LEAST_PART, Splitter
from handbook.search.spelling import nearest
from handbook.search.words import SOFT, STOP, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.search.lexicon import Lexicon
    from handbook.search.query import Query
    from handbook.search.synonyms import Synonyms

# Tuned like the numbers in `build.py`.
SOFT_WORD = 0.5
PART_OF_WORD = 0.4
JOINED_WORDS = 0.3
SYNONYM, SYNONYM_OF_ALL = 0.4, 0.6
FAMILY = 0.3
CORRECTED = 0.6
LONGER_WORD = 0.8
LONGER_WORD_THAN_KNOWN = 0.5
LONGER_WORD_THAN_EMPTY = 0.25
ALIKE = 0.5
CONTAINED = 0.5

MOST_TERMS_OF_PREFIX = 16
_ENDINGS = ("ium", "um", "ering", "ation", "ning", "isk", "ing", "end", "bar", "er", "ig", "ed", "al", "ik", "i")
_ENDINGS_OF_FAMILY = frozenset((*_ENDINGS, ""))
_LEAST_ROOT = 4
_MOST_POSTINGS_OF_PREFIX = 30_000
_MOST_FORMS_LOOKED_AT = 400
_LEAST_PART_CORRECTED = 5
_LEAST_LENGTH_OF_JOINED = 7
_LEAST_LENGTH_TO_CORRECT_PREFIX = 3
_LEAST_LENGTH_CONTAINED = 5
_RARE = 3
_CORRECTION_MUST_BE_COMMONER = 20
_MOST_CORRECTED = 3
_MOST_KEPT_CORRECTIONS = 1_000


class Group(NamedTuple):
    """What one word of a query stands for.

    Attributes:
        word: The word as typed, or as corrected.
        terms: Terms of the index, the most literal first, each with its weight.
        is_prefix: Whether these are guesses at an unfinished word: then only the best term counts in each section.
        literal: How many of the terms are the word itself and not a part, a synonym or the like.
        own: The term of the unfinished word when it is a word already, else "".
    """

    word: str
    terms: tuple[tuple[str, float], ...]
    is_prefix: bool = False
    literal: int = 1
    own: str = ""


class Expansion(NamedTuple):
    """A query in terms of an index.

    Attributes:
        groups: One for each word that is searched for.
        corrections: Misspelt words, each with the word that was searched for instead.
    """

    groups: tuple[Group, ...]
    corrections: tuple[tuple[str, str], ...]


class Expander:
    """Expands queries with the words of one index."""

    def __init__(self, lexicon: Lexicon, synonyms: Synonyms) -> None:
        """Make an expander.

        Args:
            lexicon: The words of the index.
            synonyms: Words that mean the same.
        """
        self._lexicon = lexicon
        self._synonyms = synonyms
        self._splitter = Splitter(lexicon.part_count)
        self._corrections: dict[tuple[str, bool, int], str] = {}
        self._tries_left = 0

    def resolve(self, query: Query) -> Query:
        """Return a query in the spelling of the index: "maal" becomes "mål" where that is known and "maal" isn't.

        Args:
            query: The query. Its unfinished word stays as it is.
        """
        known = {word: self._spelling(word) for word in {*query.words, *query.typed} if word != query.last}
        if query.is_open:
            known[query.last] = query.last
        return query._replace(
            words=tuple(dict.fromkeys(known[word] for word in query.words)),
            typed=tuple(known[word] for word in query.typed),
            phrases=tuple(tuple(map(self._spelling, phrase)) for phrase in query.phrases),
            excluded=tuple(tuple(map(self._spelling, phrase)) for phrase in query.excluded),
        )

    def _spelling(self, word: str) -> str:
        is_known = self._lexicon.form(word) >= 0 or self._term_count(term(word)) > 0
        is_typed_out = word.isascii() and any(pair in word for pair in ("aa", "ae", "oe"))
        if is_known and not is_typed_out:
            return word
        alike = self._lexicon.folded_alike(word)
        if alike and self._lexicon.form_counts[alike[0]] >= self._lexicon.count(word):
            return self._lexicon.forms[alike[0]]
        if is_typed_out and not is_known:
            respelt = word.replace("aa", "å").replace("ae", "æ").replace("oe", "ø")
            if self._term_count(term(respelt)) or self._splitter.split(respelt) or self._containing(respelt):
                return respelt
        return word

    def expand(self, query: Query) -> Expansion:
        """Return what a query stands for.

        Args:
            query: The query, resolved.
        """
        self._tries_left = _MOST_CORRECTED
        kept = [word for word in query.words if word not in STOP or word == query.last] or list(query.words)
        joined = self._joined(query.words)
        synonyms = self._synonyms.of(query.words, share_of_all=SYNONYM_OF_ALL / SYNONYM)
        groups = []
        corrections: list[tuple[str, str]] = []
        for word in kept:
            is_empty = word in STOP and len(kept) > 1
            group = self._unfinished(word, corrections, is_empty=is_empty) if word == query.last else None
            extra = [(name, JOINED_WORDS) for name in joined.get(word, ())]
            extra += [(name, SYNONYM * share) for name, share in synonyms.get(word, ())]
            if group is None and is_empty:
                continue
            if group is None:
                groups.append(self._group(word, extra, corrections))
            else:
                # The guesses compete with each other, a synonym of what is typed competes with them.
                groups.append(group._replace(terms=_unique([*group.terms, *extra])))
        return Expansion(tuple(groups), tuple(corrections))

    def _group(self, word: str, extra: Sequence[tuple[str, float]], corrections: list[tuple[str, str]]) -> Group:
        lexicon = self._lexicon
        stem = term(word)
        count = self._term_count(stem)
        weight = SOFT_WORD if word in SOFT else 1.0
        terms = [(stem, weight)] if count else []
        parts = self._splitter.split(word)
        if lexicon.form(word) < 0:
            if not terms and not parts:
                contained = [lexicon.forms[form] for form in self._containing(word)]
                terms += [(term(form), CONTAINED) for form in contained]
            # Never seen as typed: a misspelling, unless its stem or its parts are well known.
            if not parts and count <= _RARE:
                least = _CORRECTION_MUST_BE_COMMONER * count if count else 1
                fixed = self._nearest(word, least_count=least) if not terms or count else ""
                if not fixed and not terms:
                    fixed = self._repaired_compound(word)
                if fixed and term(fixed) != stem:
                    corrections.append((word, fixed))
                    terms.insert(0, (term(fixed), CORRECTED))
                    parts = self._splitter.split(fixed)
        elif word.isascii():
            own = lexicon.count(word)
            terms += [
                (term(lexicon.forms[form]), ALIKE)
                for form in lexicon.folded_alike(word)[:2]
                if lexicon.form_counts[form] > own
            ]
        terms += [(name, FAMILY) for name in self._family(stem)]
        literal = len(_unique(terms))
        terms += [(term(part), PART_OF_WORD) for part in parts or ()]
        return Group(word, _unique([*terms, *extra]), literal=literal)

    def _family(self, stem: str) -> list[str]:
        """Return the terms that are made of the same root: evalu(ere) and evaluering, strateg(i) and strategisk."""
        root = next(
            (stem[: -len(end)] for end in _ENDINGS if stem.endswith(end) and len(stem) - len(end) >= _LEAST_ROOT), stem
        )
        if len(root) < _LEAST_ROOT:
            return []
        terms = self._lexicon.terms_beginning(root)
        return [name for name in terms if name != stem and name[len(root) :] in _ENDINGS_OF_FAMILY]

    def _unfinished(self, prefix: str, corrections: list[tuple[str, str]], *, is_empty: bool = False) -> Group | None:
        """Return the terms that a word may become, commonest first; None when it becomes nothing.

        Args:
            prefix: What was typed of it.
            corrections: Gets what was corrected.
            is_empty: Whether it is an empty word beside others, which counts only for what it may become.
        """
        lexicon = self._lexicon
        counts = lexicon.term_counts
        beginning: Sequence[int] = lexicon.beginning(prefix)
        if len(beginning) > _MOST_FORMS_LOOKED_AT:
            beginning = heapq.nlargest(
                3 * MOST_TERMS_OF_PREFIX, beginning, key=lambda form: counts[lexicon.form_terms[form]]
            )
        numbers = {lexicon.form_terms[form] for form in beginning}
        if len(numbers) < MOST_TERMS_OF_PREFIX:
            folded = lexicon.beginning_folded(prefix)[:_MOST_FORMS_LOOKED_AT]
            numbers.update(lexicon.form_terms[form] for form in folded)
        own = term(prefix)
        is_word = lexicon.form(prefix) >= 0
        longer = LONGER_WORD_THAN_KNOWN if is_word else LONGER_WORD
        if is_empty:
            # What has its stem is something else ("noget", "nogens"), or a title of nothing but empty words.
            numbers -= {lexicon.term(own), lexicon.term(prefix)}
            own, is_word, longer = "", False, LONGER_WORD_THAN_EMPTY
        terms: list[tuple[str, float]] = []
        cost = 0
        for number in heapq.nlargest(MOST_TERMS_OF_PREFIX, numbers, key=counts.__getitem__):
            if terms and cost + counts[number] > _MOST_POSTINGS_OF_PREFIX:
                continue
            cost += counts[number]
            name = lexicon.terms[number]
            terms.append((name, 1.0 if name == own else longer))
        if self._term_count(own) and own not in dict(terms) and (is_word or not terms):
            terms.append((own, 1.0))
        if terms:
            return Group(prefix, tuple(terms), is_prefix=True, literal=len(terms), own=own if is_word else "")
        if len(prefix) < _LEAST_LENGTH_TO_CORRECT_PREFIX or is_empty or self._splitter.split(prefix):
            return None
        fixed = self._nearest(prefix, is_prefix=True)
        group = self._unfinished(fixed, []) if fixed else None
        if group is None:
            return None
        corrections.append((prefix, fixed))
        return group._replace(terms=tuple((name, CORRECTED * weight) for name, weight in group.terms))

    def _joined(self, typed: Sequence[str]) -> dict[str, list[str]]:
        """Return the compounds that neighbouring words make, under each of the two."""
        joined: defaultdict[str, list[str]] = defaultdict(list)
        for left, right in pairwise(typed):
            for word in (left + right, f"{left}s{right}", f"{left}e{right}"):
                if len(word) >= _LEAST_LENGTH_OF_JOINED and self._lexicon.form(word) >= 0:
                    joined[left].append(term(word))
                    joined[right].append(term(word))
        return joined

    def _nearest(self, word: str, *, is_prefix: bool = False, least_count: int = 1) -> str:
        """Correct a word; of many unknown words in one query only the first are, since each takes milliseconds."""
        key = (word, is_prefix, least_count)
        if key not in self._corrections:
            if not self._tries_left:
                return ""
            self._tries_left -= 1
            if len(self._corrections) >= _MOST_KEPT_CORRECTIONS:
                self._corrections.clear()
            self._corrections[key] = nearest(self._lexicon, word, is_prefix=is_prefix, least_count=least_count)
        return self._corrections[key]

    def _repaired_compound(self, word: str) -> str:
        """Return a compound with the one of its parts corrected that isn't known, or ""."""
        for place in range(_LEAST_PART_CORRECTED, len(word) - LEAST_PART + 1):
            right = word[place:]
            if not self._lexicon.count(right):
                continue
            for link in ("s", "e", ""):
                left = word[:place]
                if left.endswith(link):
                    fixed = self._nearest(left[: len(left) - len(link)])
                    if fixed:
                        return f"{fixed}{link}{right}"
        for place in range(len(word) - _LEAST_PART_CORRECTED, LEAST_PART - 1, -1):
            if self._lexicon.count(word[:place]):
                fixed = self._nearest(word[place:])
                if fixed:
                    return word[:place] + fixed
        return ""

    def _containing(self, word: str) -> list[int]:
        return self._lexicon.containing(word, MOST_TERMS_OF_PREFIX) if len(word) >= _LEAST_LENGTH_CONTAINED else []

    def _term_count(self, name: str) -> int:
        number = self._lexicon.term(name)
        return self._lexicon.term_counts[number] if number >= 0 else 0


def _unique(terms: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Return the terms without repetitions, the first of each."""
    found: dict[str, float] = {}
    for name, weight in terms:
        found.setdefault(name, weight)
    return tuple(found.items())
