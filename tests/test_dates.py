"""Dates as they are typed and written, in Danish and English."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook import i18n
from handbook.dates import read_date, short_date

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "24.11.2026", "24-11-2026", "24/11/2026", "24. 11. 2026", "24.11.26", "2026-11-24", " 24.11.2026 ",
        "24. november 2026", "24 November 2026", "24 nov. 2026", "24. NOVEMBER 2026",
    ],
)  # fmt: skip
def test_a_date_is_read_day_first(text: str) -> None:
    assert read_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    ["", "snart", "31.2.2026", "24.13.2026", "24.11", "24. smarch 2026", "24. smarch", "31. april", "24.11.026"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["24. dec", "24. december", "24 dec.", "24 December"])
def test_a_month_in_words_without_a_year_is_of_this_year(text: str) -> None:
    assert read_date(text) == date(datetime.now().astimezone().year, 12, 24)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_what_is_written_is_read_again(language: str, day: date) -> None:
    i18n.set_language(language)
    try:
        assert read_date(short_date(day)) == day
    finally:
        i18n.set_language("en")


@given(st.text(max_size=20))
def test_no_text_is_too_odd(text: str) -> None:
    assert read_date(text) is None or isinstance(read_date(text), date)
