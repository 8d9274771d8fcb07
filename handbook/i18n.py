"""The interface's language: English source strings, looked up in gettext catalogues.

Catalogues lie in `resources/locale/LANGUAGE/LC_MESSAGES/`; `build_scripts/update_catalogues.py` extracts and compiles
them. A text is looked up when it is asked for, so what is made after `set_language` has the new language; window and
command line use the same functions.
"""

from __future__ import annotations

import gettext
import os

from handbook.paths import resources

LANGUAGES = ("da", "en")
_DOMAIN = "handbook"


class _Chosen:
    """The language in use; one for the process, as gettext's own `install` would have it."""

    language = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def set_language(language: str) -> None:
    """Use `language` from now on.

    Args:
        language: "da" or "en"; anything else gives English.
    """
    _Chosen.language = language if language in LANGUAGES else "en"
    if _Chosen.language == "en":
        _Chosen.catalogue = gettext.NullTranslations()
        return
    # Opened by its path: gettext's own search would import `locale`, and the first page would wait for that.
    with (resources() / "locale" / _Chosen.language / "LC_MESSAGES" / f"{_DOMAIN}.mo").open("rb") as file:
        _Chosen.catalogue = gettext.GNUTranslations(file)


def language() -> str:
    """Return the language in use, "da" or "en"."""
    return _Chosen.language


def choose_language(setting: str, handbook_language: str) -> str:
    """Decide on a language.

    Args:
        setting: What the reader chose: "da", "en", or "" for no choice.
        handbook_language: Language of the handbook that is open.

    Returns:
        The reader's choice; otherwise Danish when the system or the handbook is Danish, else English.
    """
    if setting in LANGUAGES:
        return setting
    return "da" if "da" in (system_language(), handbook_language[:2].lower()) else "en"


def system_language() -> str:
    """Return the first two letters of the language that the system asks for, or ""."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value[:2].lower()
    import locale

    return (locale.getlocale()[0] or "")[:2].lower()


def _(message: str) -> str:
    """Return `message` in the language in use."""
    # gettext answers the empty string with the catalogue's own header.
    return _Chosen.catalogue.gettext(message) if message else ""


def plural(one: str, many: str, count: int) -> str:
    """Return the form of a message that fits `count`, in the language in use, with `{count}` filled in."""
    return _Chosen.catalogue.ngettext(one, many, count).format(count=count)


def decimal(value: float) -> str:
    """Return a number with at most one decimal, as the interface's language writes it."""
    return f"{value:.1f}".removesuffix(".0").replace(".", "," if language() == "da" else ".")
