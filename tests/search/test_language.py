"""Stemming, spellings, compounds."""

from __future__ import annotations

from collections import Counter

import pytest

from handbook.search.compounds import Splitter
from handbook.search.lexicon import Lexicon, make_lexicon
from handbook.search.pace import finish
from handbook.search.spelling import nearest
from handbook.search.stemmer import stem
from handbook.search.synonyms import Synonyms, curated_pairs, glossary_pairs
from handbook.search.words import canonical, fold, lowered, term, words

# From the vocabulary of Snowball's own implementation (snowballstemmer 3.1.1, which gives the same for all 60,352 words
# of the benchmark's texts).
STEMS = (
    "innovationerne:innovation lederens:led medarbejdernes:medarbejd arbejdsløst:arbejdsløs "
    "ordentligst:ordent gevinsterne:gevinst hurtigst:hurt borgeren:borg kommunernes:kommun "
    "undersøgelserne:undersøg tilladelse:tillad sendt:send fast:fast bestemmelse:bestem opgaver:opgav "
    "by:by er:er æblerne:æbl succes:succ jazz:jazz ejerskab:ejerskab måling:måling sundhed:sund "
    "venligheden:ven friheden:frihed projektets:projek os:os muligheder:mul 2024:2024 "
)


@pytest.mark.parametrize("pair", STEMS.split())
def test_stems_are_those_of_snowball(pair: str) -> None:
    word, expected = pair.split(":")
    assert stem(word) == expected


@pytest.mark.parametrize("text", ["", "İstanbul Ærø", "ÀÉÖ", "ẞ", "straße", "ﬁn", "Ⅷ", "𝔘"])
def test_places_stay_places_in_lower_case(text: str) -> None:
    assert len(canonical(lowered(text))) == len(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("maal", "mål"), ("laese", "læse"), ("indkoeb", "indkøb"), ("indkob", "indkøb"), ("faelles", "fælles")],
)
def test_danish_letters_have_one_folded_spelling(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


def test_accents_make_no_other_word() -> None:
    assert words("Idé, IDÉER; ide – Mobilisér") == ["ide", "ideer", "ide", "mobiliser"]
    assert len({term(word) for word in words("idé ide ideer idéer ideen idéerne")}) == 1


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("gevinstrealisering", ("gevinst", "realisering")),
        ("beslutningskalender", ("beslutning", "kalender")),
        ("hundehus", None),
        ("kalender", None),
        ("gevinst2030", None),
        ("", None),
    ],
)
def test_compounds_are_split_with_known_words(word: str, parts: tuple[str, str] | None) -> None:
    known = Counter({"gevinst": 5, "realisering": 2, "beslutning": 3, "kalender": 1, "kale": 9, "nder": 0})
    assert Splitter(known.__getitem__).split(word) == parts


def lexicon_of(*forms: str) -> Lexicon:
    return finish(make_lexicon(Counter(forms), {form: term(form) for form in forms}, Counter(map(term, forms))))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("inovation", "innovation"),
        ("forankering", "forankring"),
        ("madnat", "mandat"),
        ("evaluerinx", "evaluering"),
        ("kvalitæt", "kvalitet"),
        ("innovationernes", "innovation"),
        ("xyzzy", ""),
        ("abc", ""),
        ("a" * 40, ""),
        ("t10x", ""),
    ],
)
def test_misspellings_are_understood(typed: str, meant: str) -> None:
    lexicon = lexicon_of("innovation", "forankring", "mandat", "evaluering", "kvalitet")
    assert nearest(lexicon, typed) == meant


@pytest.mark.parametrize("typed", ["ufinansieret", "modarbejder", "ufinansierede"])
def test_a_word_is_not_corrected_to_its_opposite(typed: str) -> None:
    assert nearest(lexicon_of("finansieret", "medarbejder"), typed) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("finansiert", "finansieret"), ("dvikling", "udvikling"), ("uudvikling", "udvikling"), ("medstand", "modstand")],
)
def test_beginnings_are_corrected_where_the_meaning_stays(typed: str, meant: str) -> None:
    assert nearest(lexicon_of("finansieret", "udvikling", "modstand"), typed) == meant


def test_a_glossary_gives_synonyms() -> None:
    pairs = glossary_pairs(
        "Offentlig-privat innovation (OPI)", "Et samarbejde. Engelsk: *x*. Engelsk: co-op (CO). Også kaldet: leg, spil."
    )
    assert ("OPI", "Offentlig-privat innovation") in pairs
    assert ("spil", "Offentlig-privat innovation") in pairs
    assert ("Offentlig-privat innovation", "leg") in pairs
    assert ("CO", "Offentlig-privat innovation") in pairs
    assert ("Offentlig-privat innovation", "CO") not in pairs


def test_synonyms_of_several_words_are_found_in_a_query() -> None:
    synonyms = Synonyms([("ledelse af innovation", "innovationsledelse"), ("af", "og")])
    assert synonyms.of(["god", "ledelse", "af", "innovation"]) == {"ledelse": [("innovationsled", 1.0)]}
    assert synonyms.of([]) == {}


def test_our_own_list_keeps_apart_what_readers_must_tell_apart() -> None:
    pairs = set(curated_pairs())
    assert pairs
    for one, other in [("OPI", "OPP"), ("prototype", "pilot"), ("samskabelse", "samproduktion"), ("effekt", "gevinst")]:
        assert (one, other) not in pairs
        assert (other, one) not in pairs
