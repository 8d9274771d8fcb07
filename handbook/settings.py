"""What the reader has chosen and where they were, in one INI file.

Every setting is declared once, in `Reading` or below, with its type and default; a value that can't be used (edited by
hand, or from another version) counts as not set. Qt is loaded when the file is opened: the command line only needs the
names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QByteArray

THEMES = ("system", "light", "sepia", "dark", "contrast")
TEXT_SIZES = (70, 80, 90, 100, 110, 120, 135, 150, 175, 200, 250, 300)
LINE_SPACINGS = (110, 120, 140)
LINE_LENGTHS = (58, 66, 75)
# Positions of chapters that were read long ago are of no use and would make the file grow for ever.
_MOST_POSITIONS = 2_000
MOST_SEARCHES = 10


class Reading(NamedTuple):
    """How the page is shown.

    Attributes:
        theme: One of `THEMES`.
        text_size: Percent, 70 to 300.
        line_spacing: Leading of the body text in percent of the face's own line.
        line_length: Characters of a full line.
    """

    theme: str = "system"
    text_size: int = 100
    line_spacing: int = 120
    line_length: int = 66


# Farther than any chapter reaches; Qt counts in 32 bits.
_FURTHEST = 100_000_000

_LIMITS = {"text_size": (70, 300), "line_spacing": (100, 200), "line_length": (40, 110)}


class Settings:
    """The settings file. Reading never fails; writing happens when Qt's event loop is idle, and on `flush`."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`, which need not exist."""
        from PySide6.QtCore import QSettings

        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def reading(self) -> Reading:
        """How the page is shown."""
        values: dict[str, str | int] = {}
        theme = self._text("reading/theme")
        if theme in THEMES:
            values["theme"] = theme
        for name, (least, most) in _LIMITS.items():
            number = _whole(self._text(f"reading/{name}"))
            if least <= number <= most:
                values[name] = number
        return Reading(**values)  # type: ignore[arg-type]  # the loop above keeps names and types in step

    @reading.setter
    def reading(self, value: Reading) -> None:
        for name, chosen in value._asdict().items():
            self._file.setValue(f"reading/{name}", chosen)

    @property
    def language(self) -> str:
        """The interface's language as the reader chose it; "" for none."""
        return self._text("interface/language")

    @language.setter
    def language(self, value: str) -> None:
        self._file.setValue("interface/language", value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return whether a panel or mode is on."""
        text = self._text(f"interface/{name}")
        return text == "true" if text in ("true", "false") else default

    def set_flag(self, name: str, *, value: bool) -> None:
        """Remember whether a panel or mode is on."""
        self._file.setValue(f"interface/{name}", value)

    def window(self, name: str) -> QByteArray:
        """Return a state that Qt made (geometry, splitter); empty when there is none."""
        from PySide6.QtCore import QByteArray

        value = self._file.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_window(self, name: str, value: QByteArray) -> None:
        """Remember a state that Qt made."""
        self._file.setValue(f"window/{name}", value)

    @property
    def folder(self) -> str:
        """The handbook folder that was open last; "" for the one the program ships with."""
        return self._text("handbook/folder")

    @folder.setter
    def folder(self, value: str) -> None:
        self._file.setValue("handbook/folder", value)

    def last_place(self, handbook: str) -> tuple[str, int]:
        """Return where the reader was last in a handbook: a chapter's key, "" for none, and an offset in its text."""
        key, _bar, offset = self._text(f"last/{handbook}").rpartition("|")
        return key, max(0, _whole(offset))

    def set_last_place(self, handbook: str, key: str, offset: int) -> None:
        """Remember where the reader is."""
        self._file.setValue(f"last/{handbook}", f"{key}|{offset}")

    def positions(self, handbook: str) -> dict[str, int]:
        """Return where the reader was in each chapter: key → offset in its plain text."""
        import json

        try:
            stored = json.loads(self._text(f"positions/{handbook}") or "{}")
        except (ValueError, RecursionError):
            # Edited by hand or cut short: starting at the top of each chapter is all that is lost.
            return {}
        if not isinstance(stored, dict):
            return {}
        return {str(key): value for key, value in stored.items() if isinstance(value, int) and 0 <= value <= _FURTHEST}

    def set_positions(self, handbook: str, positions: dict[str, int]) -> None:
        """Remember where the reader was; the newest come last, and the oldest are dropped beyond a limit."""
        import json

        newest = dict(list(positions.items())[-_MOST_POSITIONS:])
        self._file.setValue(f"positions/{handbook}", json.dumps(newest, ensure_ascii=False))

    @property
    def recent_searches(self) -> list[str]:
        """What was searched for lately, the newest first."""
        import json

        try:
            stored = json.loads(self._text("search/recent") or "[]")
        except (ValueError, RecursionError):
            # Edited by hand or cut short: the list begins anew.
            return []
        return [query for query in stored if isinstance(query, str)][:MOST_SEARCHES] if isinstance(stored, list) else []

    @recent_searches.setter
    def recent_searches(self, queries: list[str]) -> None:
        import json

        self._file.setValue("search/recent", json.dumps(queries[:MOST_SEARCHES], ensure_ascii=False))

    @property
    def export(self) -> dict[str, str]:
        """What was chosen for the last export: name → value."""
        import json

        try:
            stored = json.loads(self._text("export/choices") or "{}")
        except (ValueError, RecursionError):
            # Edited by hand or cut short: the usual choices are there again.
            return {}
        if not isinstance(stored, dict):
            return {}
        return {str(name): value for name, value in stored.items() if isinstance(value, str)}

    @export.setter
    def export(self, choices: dict[str, str]) -> None:
        import json

        self._file.setValue("export/choices", json.dumps(choices, ensure_ascii=False))

    def flush(self) -> bool:
        """Write now. Returns whether the file could be written."""
        self._file.sync()
        return self._file.status() == self._file.Status.NoError

    def _text(self, name: str) -> str:
        value = self._file.value(name, "")
        return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value or "")


def _whole(text: str) -> int:
    """Return the whole number that `text` is, or -1 when it is none or beyond anything that is stored here."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(_FURTHEST))
    return min(int(text), _FURTHEST) if is_number else -1
