"""Dates as a text in the interface's language writes them; Qt's own would not be there on the command line."""

from __future__ import annotations

import re
from datetime import date, datetime

from handbook.i18n import language

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2})\.?\s+([^\W\d_]{3,})\.?(?:,?\s+(\d{4}))?")
_CENTURY = 2_000
_MONTHS = {
    "da": "januar,februar,marts,april,maj,juni,juli,august,september,oktober,november,december",
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
}


def month_name(year: int, month: int) -> str:
    """Return a month with its year; January is 1."""
    return f"{_month(month)} {year}"


def long_date(moment: datetime) -> str:
    """Return a day as "12. november 2026" or "12 November 2026"."""
    stop = "." if language() == "da" else ""
    return f"{moment.day}{stop} {_month(moment.month)} {moment.year}"


def short_date(day: date) -> str:
    """Return a day as it is typed into a form: "24.11.2026", in English "24 November 2026"."""
    # In figures alone, English leaves open which is the month.
    return f"{day:%d.%m.%Y}" if language() == "da" else f"{day.day} {_month(day.month)} {day.year}"


def read_date(text: str) -> date | None:
    """Return the day that a text means, in Danish or English, day before month; None when it isn't a date.

    With the month in words and no year it is a day of this year.
    """
    text = text.strip().lower()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        year += _CENTURY if len(found[3]) == 2 else 0
    elif found := _IN_WORDS.fullmatch(text):
        this_year = datetime.now().astimezone().year
        day, month, year = int(found[1]), _month_number(found[2]), int(found[3] or this_year)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def local(time: str) -> datetime | None:
    """Return a time in ISO 8601 as the reader's clock shows it; None when it isn't one."""
    try:
        return datetime.fromisoformat(time).astimezone()
    except (ValueError, OverflowError, OSError):
        # From a file that somebody edited, or a year that the system's clock can't count to.
        return None


def _month(month: int) -> str:
    return _MONTHS[language()].split(",")[month - 1]


def _month_number(name: str) -> int:
    """Return the month of that name or of its beginning; 0 when there is none."""
    for names in _MONTHS.values():
        for number, month in enumerate(names.lower().split(","), 1):
            if month.startswith(name):
                return number
    return 0
