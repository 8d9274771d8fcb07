"""Checks the spelling of chapters: each unknown word once, where it stands first.

Code, keys and addresses aren't words, and what is likely to be in another language is left out: titles in footnotes
(emphasis and quotes) with the names around them, and emphasis in the glossary, where foreign equivalents stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handbook.book import nodes
from handbook.book.dictionary import open_dictionary, read_entries, words
from handbook.book.faults import Fault
from handbook.book.files import read_text
from handbook.book.walk import iter_blocks
from handbook.errors import HandbookError
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from handbook.book.check_chapter import ReadChapter
    from handbook.book.check_rules import Rules
    from handbook.book.dictionary import Dictionary

_QUOTED = re.compile("»[^«]*«|“[^”]*”|„[^“”]*[“”]|‘[^’]*’")
_LOOKS_LIKE_ADDRESS = re.compile(r"\S*(?:\w\.\w|@|//)\S*")
_HIDDEN = re.compile(r"\]\([^)\s]*|<[^<>\s]+[@:][^<>\s]*>|\{#[^}]*\}|`[^`]*`|^\[\^[^\]]*\]|^\*\[[^\]]*\]")
_NOTHING = " \ufffc "


class NoDictionaryError(HandbookError):
    """Spelling is asked for, but can't be checked here; the rest of the handbook can."""


def check_spelling(
    chapters: Sequence[ReadChapter], rules: Rules, root: Path, glossary: str, dictionaries: Path | None = None
) -> Iterator[Fault]:
    """Yield the words that aren't in the dictionary.

    Args:
        chapters: All pages that could be parsed.
        rules: Names the dictionary, the list of words and the pages that are left out.
        root: The folder that these are in.
        glossary: Key of the glossary, or "".
        dictionaries: Where dictionaries lie; else the clone's.

    Raises:
        NoDictionaryError: There is no such dictionary here.
    """
    try:
        dictionary = open_dictionary(rules.dictionary, dictionaries)
    except HandbookError as error:
        raise NoDictionaryError(error.message, error.hint) from error
    if rules.words:
        yield from _add_words(dictionary, rules, root)
    for chapter in chapters:
        if chapter.key not in rules.unspelled:
            yield from _check(chapter, dictionary, is_glossary=chapter.key == glossary)


def _add_words(dictionary: Dictionary, rules: Rules, root: Path) -> Iterator[Fault]:
    path = (root / rules.words).resolve()
    if not path.is_relative_to(root):
        message = _("{key} lies outside the handbook’s folder.").format(key=rules.words)
        yield rules.fault("words", "manifest", message)
        return
    try:
        entries, wrong = read_entries(read_text(path, rules.words))
    except HandbookError as error:
        yield rules.fault("words", "manifest", error.message)
        return
    dictionary.add(entries)
    for line in wrong:
        yield Fault(rules.words, line, "spelling", _("This line is neither a word nor a comment."))


def _check(chapter: ReadChapter, dictionary: Dictionary, *, is_glossary: bool) -> Iterator[Fault]:
    unknown: dict[str, None] = {}
    for text in _texts(chapter.checked.tree, is_glossary=is_glossary):
        for word in words(_LOOKS_LIKE_ADDRESS.sub(_NOTHING, text)):
            if word not in unknown and not dictionary.knows(word):
                unknown[word] = None
    if not unknown:
        return
    lines = [_HIDDEN.sub(" ", line).replace("&shy;", "") for line in chapter.text.split("\n")]
    for word in unknown:
        message = _("The word “{word}” isn’t in the dictionary.").format(word=word)
        yield chapter.fault(_line_of(word, lines), "spelling", message)


def _line_of(word: str, lines: Sequence[str]) -> int:
    # Apostrophes are typed plainly, and set by the language.
    needle = re.escape(word).replace("’", "[’']")
    pattern = re.compile(rf"(?<![^\W_]){needle}(?![^\W_])")
    return next((number for number, line in enumerate(lines, 1) if pattern.search(line)), 1)


def _texts(tree: nodes.ChapterTree, *, is_glossary: bool) -> Iterator[str]:
    """Yield what a chapter says, block by block, without what isn't checked."""
    yield tree.metadata.summary
    yield from tree.metadata.tags
    for block in iter_blocks(tree.blocks):
        yield from _block_texts(block, with_emphasis=not is_glossary)
    for note in tree.footnotes:
        for block in iter_blocks(note.blocks):
            for text in _block_texts(block, with_emphasis=False):
                yield " ".join(word for word in _QUOTED.sub(_NOTHING, text).split() if not _has_capital(word))


def _has_capital(word: str) -> bool:
    return any(character.isupper() for character in word)


def _block_texts(block: nodes.Block, *, with_emphasis: bool) -> Iterator[str]:
    for children in _lines(block):
        yield _prose(children, with_emphasis=with_emphasis)
    match block:
        case nodes.Figure():
            yield block.alt
        case nodes.Tool():
            yield block.summary
            yield from block.situations
        case nodes.Field():
            yield block.unit
        case _:
            pass


def _lines(block: nodes.Block) -> Iterable[Sequence[nodes.Inline]]:
    """Return the lines of text that a block has itself, not those of the blocks within it."""
    match block:
        case nodes.Paragraph() | nodes.Heading():
            return (block.children,)
        case nodes.Figure():
            return (block.caption,)
        case nodes.Table():
            return [cell.children for row in (block.header, *block.rows) for cell in row]
        case nodes.Panel():
            return (block.title,)
        case nodes.DefinitionList():
            return [item.term for item in block.items]
        case nodes.Tool():
            return (block.title, *(choice.label for choice in block.options))
        case nodes.Field():
            return (block.label, *(choice.label for choice in block.options))
        case _:
            return ()


def _prose(children: Sequence[nodes.Inline], *, with_emphasis: bool) -> str:
    parts = []
    for child in children:
        match child:
            case nodes.Text():
                parts.append(child.value)
            case nodes.Emphasis() if not with_emphasis:
                parts.append(_NOTHING)
            case nodes.Emphasis() | nodes.Strong() | nodes.Strike() | nodes.Link():
                parts.append(_prose(child.children, with_emphasis=with_emphasis))
            case nodes.FootnoteReference():
                pass
            case _:
                parts.append(_NOTHING)
    return "".join(parts)
