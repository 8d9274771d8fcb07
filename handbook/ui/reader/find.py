"""In-page find: where a reader's words stand in the chapter's plain text."""

from __future__ import annotations

import re

MOST_HITS = 5_000
# What may be typed for a letter that a keyboard lacks, and the other way round.
_VARIANTS = {"aa": "(?:aa|å)", "ae": "(?:ae|æ)", "oe": "(?:oe|ø)", "å": "(?:å|aa)", "æ": "(?:æ|ae)", "ø": "(?:ø|oe)"}
_TOKEN = re.compile(r"\s+|aa|ae|oe|.", re.IGNORECASE | re.DOTALL)


def find_in_text(text: str, query: str) -> list[tuple[int, int]]:
    """Return the ranges of `text` that match, in order, at most `MOST_HITS` of them.

    Case is ignored, white space of any kind and length matches white space, å/æ/ø and aa/ae/oe match each other, and e
    matches é.

    Args:
        text: A chapter's plain text.
        query: What the reader typed; nothing is special in it.
    """
    pattern = "".join(_piece(match.group()) for match in _TOKEN.finditer(query.strip()))
    if not pattern:
        return []
    hits = []
    for match in re.finditer(pattern, text, re.IGNORECASE):
        hits.append(match.span())
        if len(hits) == MOST_HITS:
            break
    return hits


def _piece(token: str) -> str:
    lowered = token.lower()
    if lowered.isspace():
        return r"\s+"
    if lowered in "eé":
        return "[eé]"
    return _VARIANTS.get(lowered, re.escape(token))
