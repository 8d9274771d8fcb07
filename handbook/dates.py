"""Dates as a text in the interface's language writes them; Qt's own would not be there on the command line."""

from __future__ import annotations

from datetime import datetime

from handbook.i18n import language

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


def local(time: str) -> datetime | None:
    """Return a time in ISO 8601 as the reader's clock shows it; None when it isn't one."""
    try:
        return datetime.fromisoformat(time).astimezone()
    except (ValueError, OverflowError, OSError):
        # From a file that somebody edited, or a year that the system's clock can't count to.
        return None


def _month(month: int) -> str:
    return _MONTHS[language()].split(",")[month - 1]
