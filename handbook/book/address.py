"""Addresses of places in a handbook: `handbook://chapter#section`, as used in links, notes, exports and commands.

The chapter is the path of its file in the handbook folder; `.md` may be left out. Grammar after RFC 3986, where the
authority and path together are the chapter and the fragment is the section.
"""

from __future__ import annotations

from typing import NamedTuple

SCHEME = "handbook://"


class Address(NamedTuple):
    """A chapter, and in it a section ("" for its start)."""

    chapter: str
    section: str = ""

    def __str__(self) -> str:
        """Return the address as a URI that `parse_address` reads back to an equal address."""
        from urllib.parse import quote

        fragment = f"#{quote(self.section)}" if self.section else ""
        return f"{SCHEME}{quote(self.chapter)}{fragment}"


def parse_address(text: str) -> Address:
    """Read an address; a bare path (`part/chapter#section`) is taken as well as the whole URI.

    Args:
        text: What a reader, a link or a script gave.

    Returns:
        The address. Whether the chapter exists is for `Handbook.find` to say.
    """
    path, _, fragment = text.strip().removeprefix(SCHEME).partition("#")
    return Address(decoded(path).strip("/"), decoded(fragment))


def decoded(text: str) -> str:
    """Return `text` with its percent escapes decoded (RFC 3986, 2.1)."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
