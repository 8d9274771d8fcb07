"""Quotes, apostrophes, dashes and ellipses, in Danish and in English."""

from __future__ import annotations

import pytest

from handbook.book.typography import Typographer


@pytest.mark.parametrize(
    ("typed", "danish", "english"),
    [
        ('"ord"', "»ord«", "“ord”"),
        ('Han sagde: "Ja." Så gik "han".', "Han sagde: »Ja.« Så gik »han«.", "Han sagde: “Ja.” Så gik “han”."),
        ('("a")', "(»a«)", "(“a”)"),
        ('"a", "b" og "c"', "»a«, »b« og »c«", "“a”, “b” og “c”"),
        ('et 19" rack', 'et 19" rack', 'et 19" rack'),
        ('sagde:"Ja"', "sagde:»Ja«", "sagde:“Ja”"),
        ('"a "', "»a «", "“a ”"),
        ("det er Lars' hus", "det er Lars’ hus", "det er Lars’ hus"),
        ("it's", "it’s", "it’s"),
        ("say 'yes' now", "say ’yes’ now", "say ‘yes’ now"),
        ("rock 'n roll", "rock ’n roll", "rock ’n roll"),
        ("a - b", "a – b", "a – b"),
        ("a -- b", "a – b", "a – b"),
        ("2013-2014, e-mail, --flag, -1", "2013-2014, e-mail, --flag, -1", "2013-2014, e-mail, --flag, -1"),
        ("vent...", "vent…", "vent…"),
        ("....", "....", "...."),
        ('se http://a.dk/x-y...z"q" nu', 'se http://a.dk/x-y...z"q" nu', 'se http://a.dk/x-y...z"q" nu'),
        ("»ord« – …", "»ord« – …", "»ord« – …"),
    ],
)
def test_one_run(typed: str, danish: str, english: str) -> None:
    assert Typographer("da").set(typed) == danish
    assert Typographer("en-GB").set(typed) == english


def test_a_quote_goes_on_over_the_pieces_of_a_block() -> None:
    typographer = Typographer("da")
    assert [typographer.set(piece) for piece in ('Han sagde "', "aldrig", '".')] == ["Han sagde »", "aldrig", "«."]


def test_other_languages_keep_their_quotes_as_typed() -> None:
    assert Typographer("de").set('"a" - b') == '"a" – b'
