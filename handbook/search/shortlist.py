"""Finds short texts that change all the time, a reader's notes for one, with all the Danish that chapters are found by.

    shortlist = Shortlist(Synonyms(curated_pairs()))
    shortlist.set_items(items)              # or, between two events: for _step in shortlist.fill(items): ...
    shortlist.put(item)                     # can be found at once
    shortlist.search("mandat tag:budget")[0].snippet

It filters a list: all words are wanted, in any inflection, compound or spelling, or another name for them; a part of
a compound alone will do only when nothing has the whole. Empty words and question words needn't be there when other
words are. A phrase in quotes stands in one text. Nothing typed lets everything through.

Words are looked up in sets of items (`items`); texts are read for phrases and for the snippets that are looked at only.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

from handbook.search.compounds import LEAST_PART, Splitter
from handbook.search.expansion import ALIKE, CONTAINED, LONGER_WORD, PART_OF_WORD, SYNONYM, Expander, Group
from handbook.search.items import Item, ItemStore, Part, texts_of, took_step
from handbook.search.matching import Match, Matcher
from handbook.search.pace import finish
from handbook.search.query import Query, parse_query
from handbook.search.snippets import make_snippet
from handbook.search.synonyms import Synonyms
from handbook.search.words import SOFT, STOP, canonical, lowered, term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable

    from handbook.search.lexicon import GrowingLexicon

__all__ = ["Answer", "Found", "Item", "Part", "Shortlist"]
_WORTH = (1.0, 0.5, 0.2)
"""What a word is worth in the item's own text and tags, in its quote, and in the chapter's title."""
_INFLECTED = 0.9
_LEAST_HEAD, _LEAST_TAIL = 5, 6
_MOST_LOOKED_AT = 200
_MOST_MARKED = 60
_MOST_MATCHES_OF_EACH = 8


class Found(NamedTuple):
    """An item that answers a query.

    Attributes:
        id: The item's.
        score: Comparable within one answer only.
        snippet: At most 200 characters of one of its texts, without line breaks.
        marks: The ranges of the snippet that the query hits, in order, without overlaps.
        part: Which text the snippet is from.
    """

    id: str
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]
    part: Part


class Answer(Sequence[Found]):
    """What was found, best first; a snippet is made when it is first looked at, since of thousands a few are seen.

    Attributes:
        ids: The items' ids.
        total: How many items match, including those beyond the limit.
    """

    def __init__(self, ranked: Sequence[tuple[float, Item]], total: int, show: Callable[[float, Item], Found]) -> None:
        """Keep what was found, as it was then.

        Args:
            ranked: The items with their scores, best first.
            total: How many match.
            show: Makes what is shown of one.
        """
        self.ids = tuple(item.id for _score, item in ranked)
        self.total = total
        self._ranked = ranked
        self._show = show
        self._shown: dict[int, Found] = {}

    def __len__(self) -> int:
        return len(self._ranked)

    @overload
    def __getitem__(self, place: int) -> Found: ...
    @overload
    def __getitem__(self, place: slice) -> list[Found]: ...
    def __getitem__(self, place: int | slice) -> Found | list[Found]:
        numbers = range(len(self._ranked))[place]
        return [self._at(number) for number in numbers] if isinstance(numbers, range) else self._at(numbers)

    def _at(self, number: int) -> Found:
        if number not in self._shown:
            self._shown[number] = self._show(*self._ranked[number])
        return self._shown[number]


class _Want(NamedTuple):
    """What one word of a query wants.

    Attributes:
        forms: The words that will do, each with its weight, the best first.
        items: Items that will do without them, since they have all words of another name for it.
        parts: The forms of each part of the word, when it is a compound.
        is_needed: Whether an item must have it.
    """

    forms: dict[str, float]
    items: set[int]
    parts: tuple[list[str], ...]
    is_needed: bool


class _Plan(NamedTuple):
    """A query, understood with the words that there are."""

    query: Query
    wants: tuple[_Want, ...]
    matcher: Matcher
    rarity: tuple[float, ...]


class Shortlist:
    """Short texts that can be searched; not for several threads at once."""

    def __init__(self, synonyms: Synonyms | None = None) -> None:
        """Begin without items.

        Args:
            synonyms: Words that mean the same.
        """
        self._synonyms = synonyms or Synonyms()
        self._store = ItemStore()
        self._since: list[Item | str] | None = None
        self._analysis: tuple[tuple[ItemStore, int], Expander, Splitter] | None = None
        self._planned: tuple[tuple[object, ...], _Plan] | None = None

    def __len__(self) -> int:
        return len(self._store.kept)

    def set_items(self, items: Iterable[Item]) -> None:
        """Take these items in place of all that there are; their order is that of equally good ones in an answer.

        Args:
            items: Of two with the same id, the later one counts.
        """
        finish(self.fill(items))

    def fill(self, items: Iterable[Item]) -> Generator[None, None, None]:
        """Do as `set_items`, in steps of a few milliseconds; until the last of them the old items are found.

        Args:
            items: The items. What is put and removed between the steps comes on top.
        """
        since: list[Item | str] = []
        self._since = since
        try:
            store = ItemStore()
            steps = store.fill({item.id: item for item in items}.values())
            while took_step(steps):
                yield
            if self._since is not since:
                return  # Others were set meanwhile.
            for change in since:
                if isinstance(change, Item):
                    store.put(change)
                else:
                    store.remove(change)
            self._store = store
        finally:
            if self._since is since:
                self._since = None

    def put(self, item: Item) -> None:
        """Take an item in, in place of the one with its id, or behind all others."""
        self._store.put(item)
        if self._since is not None:
            self._since.append(item)

    def remove(self, id: str) -> None:
        """Forget an item; one that isn't there is forgotten already."""
        self._store.remove(id)
        if self._since is not None:
            self._since.append(id)

    def search(self, text: str, *, is_typing: bool = True, limit: int = 0) -> Answer:
        """Return the items that a query lets through, best first.

        Args:
            text: Whatever was typed.
            is_typing: Whether the last word may be unfinished.
            limit: How many are wanted; 0 for all.
        """
        plan = self._plan(text, is_typing=is_typing)
        store = self._store
        left = self._with_words(plan.wants) if plan.wants else set(store.kept)
        for field in {one.field for one in plan.query.filters}:
            left = store.passing(field, plan.query.filters, left)
        for phrase in plan.query.phrases:
            left &= store.having(phrase, left)
        for phrase in plan.query.excluded:
            left -= store.having(phrase, left)
        scores = self._scores(plan.wants, left)
        ranked = sorted(sorted(left), key=scores.__getitem__, reverse=True)
        wanted = ranked[:limit] if limit > 0 else ranked
        found = [(scores[number], store.kept[number].item) for number in wanted]
        return Answer(found, len(ranked), lambda score, item: _shown(plan, score, item))

    def marks(self, text: str, query: str, *, is_typing: bool = True) -> list[tuple[int, int]]:
        """Return the ranges of any text that a query hits, in order, without overlaps.

        Args:
            text: The text.
            query: Whatever was typed.
            is_typing: Whether its last word may be unfinished.
        """
        matches = self._plan(query, is_typing=is_typing).matcher.find(canonical(lowered(text)))
        return [(match.start, match.end) for match in matches]

    def _plan(self, text: str, *, is_typing: bool) -> _Plan:
        """Understand a query; the latest is kept for the texts that are marked after a search."""
        store = self._store
        version = (store, store.version)
        if self._planned is None or self._planned[0] != (version, text, is_typing):
            expander, splitter = self._analysed()
            query = expander.resolve(parse_query(text, is_typing=is_typing))
            groups, corrections = expander.expand(query)
            telling = [group.word not in STOP and group.word not in SOFT for group in groups]
            wants = [
                self._want(
                    group,
                    splitter.split(dict(corrections).get(group.word, group.word)),
                    is_needed=is_telling or not any(telling),
                )
                for group, is_telling in zip(groups, telling, strict=True)
            ]
            marked = [_to_mark(group, want) for group, want in zip(groups, wants, strict=True)]
            self._add_synonyms(query, groups, wants, marked)
            rarity = tuple(_rarity(want, store) for want in wants)
            plan = _Plan(query, tuple(wants), Matcher(marked, splitter, query.phrases), rarity)
            self._planned = ((version, text, is_typing), plan)
        return self._planned[1]

    def _analysed(self) -> tuple[Expander, Splitter]:
        """Return what expands and splits with the words that there are now; both keep what they found out."""
        version = (self._store, self._store.lexicon.version)
        if self._analysis is None or self._analysis[0] != version:
            lexicon = self._store.lexicon
            # Another name of several words is wanted as a whole, which groups can't say: `_add_synonyms` does it.
            self._analysis = (version, Expander(lexicon, Synonyms()), Splitter(lexicon.part_count))
        return self._analysis[1], self._analysis[2]

    def _want(self, group: Group, parts: tuple[str, ...] | None, *, is_needed: bool) -> _Want:
        lexicon = self._store.lexicon
        word = group.word
        forms = {word: 1.0} if lexicon.count(word) else {}
        part_terms = [term(part) for part in parts or ()]
        literal = list(group.terms[: group.literal])
        if group.is_prefix:
            own = term(word)
            forms = dict.fromkeys(lexicon.forms_of(own) if own in dict(literal) else (), _INFLECTED) | forms
            beginning = [lexicon.forms[form] for form in lexicon.beginning(word)]
            # Who types æ, ø or å doesn't mean a, o or ae.
            folded = [lexicon.forms[form] for form in lexicon.beginning_folded(word)] if word.isascii() else []
            for names, weight in ((beginning, LONGER_WORD), (folded, ALIKE)):
                for name in names:
                    forms.setdefault(name, weight)
            if forms:
                literal = []
        others = [(name, weight) for name, weight in group.terms[group.literal :] if name not in part_terms]
        for name, weight in sorted([*literal, *others], key=lambda one: -one[1]):
            for form in lexicon.forms_of(name):
                forms.setdefault(form, weight * _INFLECTED)
        for form in _compounds(lexicon, self._analysed()[1], word):
            forms.setdefault(form, CONTAINED)
        return _Want(forms, set(), tuple(map(lexicon.forms_of, part_terms)), is_needed)

    def _add_synonyms(self, query: Query, groups: Sequence[Group], wants: list[_Want], marked: list[Group]) -> None:
        """Let other names for words do as well as the words, each as a whole."""
        places = {group.word: place for place, group in enumerate(groups)}
        for start, end, target in self._synonyms.expressions(query.words):
            meant = [places[word] for word in query.words[start:end] if word in places]
            forms = [self._store.lexicon.forms_of(name) for name in target]
            if not meant or not all(forms):
                continue
            for place in meant:
                if len(forms) == 1:
                    for form in forms[0]:
                        wants[place].forms.setdefault(form, SYNONYM)
                else:
                    wants[place].items.update(self._store.with_all(forms))
            first = marked[meant[0]]
            marked[meant[0]] = first._replace(terms=(*first.terms, *((name, SYNONYM) for name in target)))

    def _with_words(self, wants: Sequence[_Want]) -> set[int]:
        needed = [want for want in wants if want.is_needed]
        store = self._store
        sets = [store.with_any(want.forms) | want.items | store.with_all(want.parts) for want in needed]
        left = set.intersection(*sets)
        if not left and any(want.parts for want in needed):
            parts = [store.with_any(form for forms in want.parts for form in forms) for want in needed]
            left = set.intersection(*(whole | part for whole, part in zip(sets, parts, strict=True)))
        return left

    def _scores(self, wants: Sequence[_Want], left: Collection[int]) -> defaultdict[int, float]:
        """Return what items are worth: for each word the best of what they have for it."""
        scores: defaultdict[int, float] = defaultdict(float)
        for want in wants:
            tiers: defaultdict[float, list[Iterable[int]]] = defaultdict(list)
            weighted = {form: PART_OF_WORD / 2 for forms in want.parts for form in forms} | want.forms
            for worth, postings in zip(_WORTH, self._store.postings, strict=True):
                for form, weight in weighted.items():
                    if form in postings:
                        tiers[worth * weight].append(postings[form])
            tiers[SYNONYM * _WORTH[1]].append(want.items)
            rest = set(left)
            for worth in sorted(tiers, reverse=True):
                hit = rest.intersection(set().union(*tiers[worth]))
                for number in hit:
                    scores[number] += worth
                rest -= hit
                if not rest:
                    break
        return scores


def _compounds(lexicon: GrowingLexicon, splitter: Splitter, word: str) -> list[str]:
    """Return the known compounds that a word is a part of.

    Few texts hold few words, so that one part of a compound is often unknown: a long word at its beginning or its end
    is enough.
    """
    stem = term(word)
    if word in STOP or word in SOFT:
        return []
    own = [form for form in dict.fromkeys((word, *lexicon.forms_of(stem))) if len(form) >= LEAST_PART]
    heads = tuple(form for form in own if len(form) >= _LEAST_HEAD)
    found = []
    # Of the forms of a word the shortest is mostly in the others.
    needles = [form for form in own if not any(other in form for other in own if other != form)]
    for form in dict.fromkeys(form for needle in needles for form in lexicon.holding(needle, _MOST_LOOKED_AT)):
        if term(form) == stem:
            continue
        # Splitting is what takes time.
        if _begins(form, heads) or _ends(form, needles, stem) or stem in map(term, splitter.split(form) or ()):
            found.append(form)
    return found


def _begins(form: str, heads: Sequence[str]) -> bool:
    return any(form.startswith(head) and len(form) - len(head) >= LEAST_PART for head in heads)


def _ends(form: str, needles: Sequence[str], stem: str) -> bool:
    places = (form.rfind(needle) for needle in needles)
    return any(
        place >= LEAST_PART and len(form) - place >= _LEAST_TAIL and term(form[place:]) == stem for place in places
    )


def _to_mark(group: Group, want: _Want) -> Group:
    """Return what a word of a query stands for with all that it was found by, as far as a snippet may need it."""
    literal = dict(group.terms[: group.literal])
    for form in want.forms:
        if len(literal) >= _MOST_MARKED:
            break
        if not (group.is_prefix and form.startswith(group.word)):
            literal.setdefault(term(form), CONTAINED)
    parts = [(term(forms[0]), PART_OF_WORD) for forms in want.parts if forms]
    others = {name: weight for name, weight in (*parts, *group.terms[group.literal :]) if name not in literal}
    return group._replace(terms=(*literal.items(), *others.items()), literal=len(literal))


def _rarity(want: _Want, store: ItemStore) -> float:
    return math.log(2 + len(store.kept) / (1 + len(store.with_any(want.forms))))


def _shown(plan: _Plan, score: float, item: Item) -> Found:
    """Make what is shown of an item: the text that has most of the words."""
    best, best_text, best_matches, most = Part.BODY, "", list[Match](), -1
    for part, text in texts_of(item):
        matches = plan.matcher.find(canonical(lowered(text)), _MOST_MATCHES_OF_EACH) if text else []
        shows = len({match.group for match in matches})
        if text and shows > most:
            best, best_text, best_matches, most = part, text, matches, shows
    snippet = make_snippet(best_text, best_matches, plan.rarity)
    return Found(item.id, score, snippet.text, snippet.marks, best)
