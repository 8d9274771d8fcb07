"""Measures how heavy a chapter is to read: LIX, after C. H. Björnsson, *Läsbarhet* (Stockholm: Liber, 1968).

LIX is the words in a sentence, on average, and the words of more than six letters, in per cent, added up. Below 35 is
easy, above 55 is hard. What is measured is running text: paragraphs, lists, definitions, quotes and panels. Headings,
tables, code, captions, tools and footnotes have no sentences to measure, so they are left out. A sentence ends at
`.`, `!`, `?` or `:`, and where its block ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from handbook.book import nodes
from handbook.book.walk import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONG = 7
"""Letters of the shortest word that counts as long."""
_WORD = re.compile(r"\w+(?:[-.,:/’']\w+)*")
# Before a small letter or a figure, a full stop belongs to an abbreviation or an ordinal: "bl.a. det", "kl. 14".
_END = re.compile(r"(?:[!?:]|\.(?!\W*[a-zæøå0-9]))(?=[\s»«”“\"')\]]|$)")


class Readability(NamedTuple):
    """What LIX is made of.

    Attributes:
        words: All words of the running text.
        sentences: Its sentences.
        long_words: Its words of more than six letters.
    """

    words: int
    sentences: int
    long_words: int

    @property
    def lix(self) -> float:
        """Words in a sentence plus per cent of long words; 0 for no words."""
        if not self.words:
            return 0.0
        return self.words / self.sentences + 100 * self.long_words / self.words


def readability(tree: nodes.ChapterTree) -> Readability:
    """Count words and sentences of a chapter's running text.

    Args:
        tree: The chapter.
    """
    words = sentences = long_words = 0
    for text in _paragraphs(tree.blocks):
        found = _WORD.findall(text)
        words += len(found)
        long_words += sum(1 for word in found if sum(map(str.isalpha, word)) >= LONG)
        sentences += sum(1 for sentence in _END.split(text) if _WORD.search(sentence))
    return Readability(words, sentences, long_words)


def _paragraphs(blocks: Iterable[nodes.Block]) -> Iterator[str]:
    """Yield the running text, block by block."""
    for block in blocks:
        match block:
            case nodes.Paragraph():
                yield plain_text(block.children)
            case nodes.ListBlock() | nodes.DefinitionList():
                for item in block.items:
                    yield from _paragraphs(item.blocks)
            case nodes.Quote() | nodes.Panel():
                yield from _paragraphs(block.blocks)
            case _:
                pass
