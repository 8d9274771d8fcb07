"""Bring the interface's catalogues up to date with the source: extract, merge, compile.

    python build_scripts/update_catalogues.py            rewrite the .po, then the .mo
    python build_scripts/update_catalogues.py --check    write nothing; exit 1 if a message lacks a good translation,
                                                         or if a run without --check would change a file

English stands in the source (`_("...")`, `plural("...", "...", count)`); each other language has one `handbook.po`,
which people edit, and one `handbook.mo`, which the program reads. A message that was changed in the source keeps its
old translation, marked fuzzy until someone has looked at it. Neither file holds a date or a line number: the same
source and translations give the same bytes, and moving code changes nothing.
"""

from __future__ import annotations

import io
import string
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "handbook"
CATALOGUES = ROOT / "resources" / "locale"
LANGUAGES = ("da",)
KEYWORDS = {"_": None, "plural": (1, 2)}
HEADER_COMMENT = "# The interface's texts; `build_scripts/update_catalogues.py` keeps this file up to date."
LINE_WIDTH = 120


class _DatelessCatalog(Catalog):
    """A catalogue whose header says nothing that changes from run to run."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        kept = {"Project-Id-Version", "Language", "Plural-Forms", "MIME-Version", "Content-Type"}
        kept.add("Content-Transfer-Encoding")
        return [header for header in self._get_mime_headers() if header[0] in kept]


def main() -> int:
    """Update, or check, every language.

    Returns:
        The exit code.
    """
    arguments = sys.argv[1:]
    if set(arguments) - {"--check"}:
        print("usage: update_catalogues.py [--check]", file=sys.stderr)
        return 2
    messages = extract()
    faults: list[str] = []
    for language in LANGUAGES:
        if not arguments:
            write(language, messages)
        faults += check(language, messages)
    print("\n".join(faults) if faults else f"{len(messages)} messages, each with its translation")
    return 1 if faults and arguments else 0


def extract() -> Catalog:
    """Return every message of the source, in the order of files and lines."""
    catalog = Catalog()
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in extract_from_file("python", path, KEYWORDS, ["Translators:"]):
            catalog.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalog


def write(language: str, messages: Catalog) -> None:
    """Merge the messages into a language's .po, and compile it."""
    po = po_path(language)
    merged = merge(language, messages)
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(_po_bytes(merged))
    po.with_suffix(".mo").write_bytes(_mo_bytes(merged))


def check(language: str, messages: Catalog) -> list[str]:
    """Return what is wrong with a language's catalogue, one line a fault; writes nothing."""
    po = po_path(language)
    name = po.relative_to(ROOT).as_posix()
    if not po.is_file():
        return [f"{name}: missing; run build_scripts/update_catalogues.py"]
    merged = merge(language, messages)
    faults = [f"{name}: {fault}" for message in merged if message.id for fault in message_faults(message)]
    for path, wanted in ((po, _po_bytes(merged)), (po.with_suffix(".mo"), _mo_bytes(merged))):
        if not path.is_file() or path.read_bytes() != wanted:
            faults.append(f"{path.relative_to(ROOT).as_posix()}: out of date; run build_scripts/update_catalogues.py")
    return faults


def merge(language: str, messages: Catalog) -> Catalog:
    """Return the messages with the translations that a language's .po has for them."""
    old = Catalog(locale=language)
    if po_path(language).is_file():
        with po_path(language).open("rb") as file:
            old = read_po(file, locale=language)
    old.update(messages)
    merged = _DatelessCatalog(locale=language, project="handbook", version="1", fuzzy=False)
    merged.header_comment = HEADER_COMMENT
    for message in old:
        if message.id:
            merged[message.id] = message
    return merged


def message_faults(message: Message) -> list[str]:
    """Return what is wrong with a message: no translation, an unreviewed one, other `{fields}` than the source's."""
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    translations = _translations(message)
    shown = repr(sources[0])
    if not translations or not all(translations):
        return [f"not translated: {shown}"]
    faults = [f"fuzzy, so look at it and remove the mark: {shown}"] if message.fuzzy else []
    allowed = set().union(*map(fields, sources))
    if any(fields(translation) - allowed for translation in translations) or fields(translations[-1]) != allowed:
        faults.append(f"its {{fields}} differ from the source's: {shown}")
    return faults


def fields(text: str) -> set[str]:
    """Return the names between braces that `str.format` would fill in."""
    try:
        return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}  # braces that don't match: equal to no other text's fields, unless it is the same text


def po_path(language: str) -> Path:
    """Return where a language's translations are."""
    return CATALOGUES / language / "LC_MESSAGES" / "handbook.po"


def _po_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=LINE_WIDTH, ignore_obsolete=True, include_lineno=False)
    return buffer.getvalue()


def _mo_bytes(catalog: Catalog) -> bytes:
    # Babel compiles the empty forms of an untranslated plural, and the reader would see nothing in place of English.
    finished = _DatelessCatalog(locale=catalog.locale, project=catalog.project, version=catalog.version, fuzzy=False)
    for message in catalog:
        if message.id and _translations(message) and all(_translations(message)):
            finished[message.id] = message
    buffer = io.BytesIO()
    write_mo(buffer, finished)
    return buffer.getvalue()


def _translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [])


if __name__ == "__main__":
    sys.exit(main())
