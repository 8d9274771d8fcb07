"""The query language."""

from __future__ import annotations

import pytest

from handbook.search.query import MOST_WORDS, Field, Filter, parse_query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  \t\n", ()),
        ('?!… --- "" “” -', ()),
        ("Mandat og MÅL", ("mandat", "og", "mål")),
        ("mål mål mål", ("mål",)),
        ("e-mail", ("e", "mail")),
        ("offentlig-privat", ("offentlig", "privat")),
        ("kl. 15.40", ("kl", "15", "40")),
        ("forfatter:hansen", ("forfatter", "hansen")),
        ("kapitel:", ("kapitel",)),
        ("kapitel: 4", ("kapitel", "4")),
        ("a:b:c", ("a", "b", "c")),
        ('"åben', ("åben",)),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    query = parse_query(text)
    assert query.words == expected
    assert (query.phrases, query.excluded, query.filters) == ((), (), ())


@pytest.mark.parametrize("quotes", ['""', "“”", "„“", "»«", "«»"])
def test_phrases(quotes: str) -> None:
    query = parse_query(f"den {quotes[0]}åbne innovation{quotes[1]} nu", is_typing=True)
    assert query.phrases == (("åbne", "innovation"),)
    assert query.words == ("den", "åbne", "innovation", "nu")


def test_a_phrase_of_one_word_is_a_word() -> None:
    query = parse_query('"mål"')
    assert (query.words, query.phrases) == (("mål",), ())


def test_exclusions() -> None:
    query = parse_query('mål -løn -"åben innovation" a -b-c 5 - 3')
    assert query.words == ("mål", "a", "5", "3")
    assert set(query.excluded) == {("løn",), ("åben", "innovation"), ("b", "c")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kapitel:4", Filter(Field.CHAPTER, "4")),
        ("Kapitel:1.2", Filter(Field.CHAPTER, "1.2")),
        ("chapter:Måling", Filter(Field.CHAPTER, "maling")),
        ('del:"fra politisk vilje"', Filter(Field.PART, "fra politisk vilje")),
        ("type:værktøj", Filter(Field.TYPE, "vaerktoj")),
        ("rolle:topchef", Filter(Field.ROLE, "topchef")),
        ("-tag:idé", Filter(Field.TAG, "ide", is_excluded=True)),
    ],
)
def test_filters(text: str, expected: Filter) -> None:
    query = parse_query(f"mål {text} nu")
    assert query.filters == (expected,)
    assert query.words == ("mål", "nu")


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("man", "man"),
        ("man ", ""),
        ("man.", ""),
        ('"åben innov', "innov"),
        ('"åben innovation"', ""),
        ("mål -lø", ""),
        ("mål kapitel:4", ""),
        ("kapitel:4 mål", "mål"),
        ("mål løn mål", "mål"),
    ],
)
def test_the_last_word_may_be_unfinished(text: str, last: str) -> None:
    assert parse_query(text, is_typing=True).last == last
    assert parse_query(text).last == ""


def test_a_long_text_is_cut_between_words() -> None:
    query = parse_query("ordet " * 2_000 + "slut", is_typing=True)
    assert query.words == ("ordet",)
    assert not query.is_open
    assert parse_query("x" * 10_000).words == ()
    assert len(parse_query(" ".join(f"a{number}" for number in range(90))).words) == MOST_WORDS
