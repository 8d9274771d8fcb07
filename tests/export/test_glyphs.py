"""Every text becomes one that can be set: glyphs for all of it, and places to break lines at, and no letter lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.export.glyphs import _PLAIN, _has_glyph, as_title, is_seen, lines, settable

BREAK = "\u200b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rødgrød med fløde – “ja”, 10\u00a0kr. …", "Rødgrød med fløde – “ja”, 10\u00a0kr. …"),
        ("a\t\r\n\x0b\x85\u2028b", "a b"),
        ("\0\x1b\x7f", "\u2400\u241b\u2421"),
        ("\x80\x9f", "[U+0080][U+009F]"),
        ("\ufeffa\ufeff", "a"),
        ("\ufffe\uffff\ufdd0\U0010ffff", "[U+FFFE][U+FFFF][U+FDD0][U+10FFFF]"),
        ("\ue000\uf8ff\U000f0000\ufffd", "[U+E000][U+F8FF][U+F0000][U+FFFD]"),
        ("\ud800\udfff", "[U+D800][U+DFFF]"),
        ("\U00012000", "[U+12000]"),
        ("漢字 שלום 👍🏽 👩‍👩‍👧 ☑", "漢字 שלום 👍🏽 👩‍👩‍👧 ☑"),
        ("inno\u00advation", "inno\u00advation"),
    ],
)
def test_characters(text: str, expected: str) -> None:
    assert settable(text).replace(BREAK, "") == expected


def test_long_compounds_are_left_to_hyphenation() -> None:
    word = "arbejdsmarkedsuddannelsesinstitutionernes"
    assert settable(word) == word
    assert BREAK in settable(word * 3)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("https://eksempel.invalid/en/lang/sti/til/noget", "/"),
        ("en_fil_med_et_meget_langt_navn_uden_mellemrum.txt", "_"),
        ("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v", ","),
    ],
)
def test_lines_are_broken_behind_signs(text: str, place: str) -> None:
    assert f"{place}{BREAK}" in settable(text)
    assert settable(text).replace(BREAK, "") == text


@pytest.mark.parametrize("text", ["." * 500, "x" * 500, "-/" * 250, "a\u00a0" * 250, "1\u202f" * 250, "漢" * 500])
def test_no_run_is_too_long_for_a_line(text: str) -> None:
    runs = re.split(f"[ {BREAK}]", settable(text)) if "漢" not in text else settable(text).split(BREAK)
    assert max(map(len, runs)) <= 40


@pytest.mark.parametrize("cluster", ["a\u0301\u0308", "👩‍👩‍👧", "👍🏽", "🇩🇰", "❤️", "กี่", "நி", "क्षि", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_nothing_is_torn(cluster: str) -> None:
    """Wherever a line is broken, a letter keeps its marks, and an emoji its parts."""
    for before in range(12):
        broken = settable("1" * before + cluster * 30 + ".")
        assert broken.count(cluster) == 30


def test_words_that_belong_together_stay_together() -> None:
    assert BREAK not in settable("Det koster 10\u00a0000\u00a0000\u00a0kr. at bage en kage, jf. s.\u00a012.")


def test_lines_of_code_keep_their_spaces_and_can_be_broken_behind_them() -> None:
    assert lines("def f():\n\treturn 1") == ["def\u00a0" + BREAK + "f():", "\u00a0" * 4 + "return\u00a0" + BREAK + "1"]
    assert lines("a\r\nb\rc\n\nd") == ["a", "b", "c", "", "d"]


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u200b\u00ad", "\u3164", "\ufeff", "\u202e\u2066", "\t\n"])
def test_what_is_not_seen(text: str) -> None:
    assert not is_seen(text)
    assert as_title(text) == "–"
    assert as_title(text, "Titel") == "Titel"


def test_titles_have_an_end() -> None:
    assert as_title("ord " * 100) == "ord " * 100
    assert as_title("ord " * 10_000).endswith("ord …")
    assert len(as_title("æ" * 40_000)) < 500


@given(st.text())
def test_a_text_is_shown_character_by_character(text: str) -> None:
    shown = "".join(map(settable, text))
    assert re.sub(f"[ {BREAK}]", "", settable(text)) == re.sub(f"[ {BREAK}]", "", shown)


def test_what_isnt_looked_up_has_glyphs() -> None:
    plain = [chr(point) for point in range(0x20, 0x3000) if _PLAIN.fullmatch(chr(point))]
    assert len(plain) > 300
    assert [character for character in plain if not _has_glyph(ord(character))] == []
