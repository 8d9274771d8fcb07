"""Knows which words there are: a Hunspell dictionary, and a handbook's own list of words besides.

Hunspell comes with the development environment, and the word data with a clone (`dictionaries/`). Where either isn't
there, `open_dictionary` says so, and nothing is spelled.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.paths import dictionaries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Protocol

    class _Hunspell(Protocol):
        def spell(self, word: str) -> bool: ...
        def add(self, word: str) -> int: ...
        def add_with_affix(self, word: str, example: str) -> int: ...


LONGEST_ACRONYM = 6
LONGEST_ABBREVIATION = 5
LEAST_PART = 4
"""Letters of the shortest part that an unknown compound may be made of."""
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
# "arbejds- og personaleforhold": the hyphen says that the word goes on elsewhere.
_WORD_OR_PART = re.compile(_WORD.pattern + r"(?:-(?=[\s,.;)]|$))?")
_ACRONYM = re.compile(rf"[A-ZÆØÅ]{{1,{LONGEST_ACRONYM}}}(?:['’]?(?:er|en|ers|ens|erne|et|s))?")
_GENITIVE = re.compile(r"['’]s?$")
_BINDINGS = ("", "s", "e")


class Entry(NamedTuple):
    """A line of the list of words.

    Attributes:
        word: A word that the dictionary hasn't.
        model: A word that it is inflected and compounded like, or "" when it is used as it stands.
    """

    word: str
    model: str


class Dictionary:
    """The words of a language, and of one handbook."""

    def __init__(self, hunspell: _Hunspell) -> None:
        """Begin with a language's words.

        Args:
            hunspell: What knows them.
        """
        self._hunspell = hunspell
        self._known: dict[str, bool] = {}
        self._own: set[str] = set()

    def add(self, entries: Iterable[Entry]) -> None:
        """Add a handbook's own words.

        Args:
            entries: The words.
        """
        for entry in entries:
            if entry.model:
                self._hunspell.add_with_affix(entry.word, entry.model)
            else:
                self._hunspell.add(entry.word)
            self._own.add(entry.word)
        self._known.clear()

    def knows(self, word: str) -> bool:
        """Whether a word is spelled as a word may be.

        Args:
            word: Letters, with hyphens and apostrophes within. What has a figure in it is no word and passes.
        """
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._look_up(word)
        return known

    def _look_up(self, word: str) -> bool:
        if any(character.isdigit() for character in word) or self._is_entry(word):
            return True
        if word.endswith("-"):
            return any(self.knows(word[:-1].removesuffix(binding)) for binding in _BINDINGS)
        if "-" in word:
            return all(self.knows(part) for part in word.split("-"))
        stem = _GENITIVE.sub("", word)
        return (stem != word and self._is_entry(stem)) or self._is_compound(word)

    def _is_entry(self, word: str) -> bool:
        if _ACRONYM.fullmatch(word):
            return True
        plain = word.replace("’", "'")
        if self._hunspell.spell(plain) or plain.removesuffix("s") in self._own:
            return True
        # The text is cut into words without what stands between them, also the full stop of "mio.".
        return len(word) <= LONGEST_ABBREVIATION and self._hunspell.spell(f"{word}.")

    def _is_compound(self, word: str) -> bool:
        """Whether a word is made of two, one of which is the handbook's own: Hunspell knows the others by itself."""
        for place in range(LEAST_PART, len(word) - LEAST_PART + 1):
            first, last = word[:place], word[place:]
            ends_own = last in self._own
            if not ends_own and not self._hunspell.spell(last):
                continue
            for binding in _BINDINGS:
                stem = first.removesuffix(binding)
                begins_own = stem in self._own or stem.lower() in self._own
                if len(stem) >= LEAST_PART and (begins_own or (ends_own and self._hunspell.spell(stem))):
                    return True
        return False


def words(text: str) -> list[str]:
    """Return the words of a text, hyphens and apostrophes within them included.

    Args:
        text: Plain text.
    """
    return _WORD_OR_PART.findall(text)


def read_entries(text: str) -> tuple[list[Entry], list[int]]:
    """Read a list of words: one a line, `word` or `word/model`; what follows `#` is a comment.

    Args:
        text: The list.

    Returns:
        The words, and the lines, from 1, that are neither a word nor a comment.
    """
    entries, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        content = line.partition("#")[0].strip()
        word, slash, model = content.partition("/")
        if not content:
            continue
        if _WORD.fullmatch(word) is None or (slash and _WORD.fullmatch(model) is None):
            wrong.append(number)
        else:
            entries.append(Entry(word, model))
    return entries, wrong


def open_dictionary(name: str, folder: Path | None = None) -> Dictionary:
    """Open the dictionary of a language.

    Args:
        name: The language, which is the name of a folder in `dictionaries/`.
        folder: Where dictionaries lie; else the clone's.

    Raises:
        HandbookError: Hunspell isn't installed, or there is no such dictionary.
    """
    place = (folder or dictionaries()) / name
    if _NAME.fullmatch(name) is None or not (place / f"{name}.dic").is_file():
        raise HandbookError(
            _("Spelling wasn’t checked: there is no dictionary “{name}” here.").format(name=name),
            _("A clone of the program has it in its folder “dictionaries”."),
        )
    try:
        from hunspell import Hunspell
    except ImportError as error:
        raise HandbookError(
            _("Spelling wasn’t checked: the package “{package}” isn’t installed.").format(package="chunspell"),
            _("Run ./test once, which sets up the development environment."),
        ) from error
    if str(place).isascii():
        return Dictionary(Hunspell(name, hunspell_data_dir=str(place)))
    # Hunspell's binding opens no path with other letters; it reads the whole dictionary when it is opened.
    with tempfile.TemporaryDirectory() as nearby:
        for file in place.glob(f"{name}.*"):
            shutil.copy(file, nearby)
        return Dictionary(Hunspell(name, hunspell_data_dir=nearby))
