"""HTML, written so that a text can never be markup: every value goes through `escape`, and only names stand bare."""

from __future__ import annotations

import re
from html import escape as _escape

# What HTML 5 allows in no document (13.2.3.5), and lone surrogates, which no file can hold.
_STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def escape(text: str) -> str:
    """Return text as it stands in HTML, between tags or in an attribute."""
    return _escape(_STRAY.sub("", text) if _STRAY.search(text) else text)


def start_tag(tag: str, /, **attributes: str | bool) -> str:
    """Return the start of an element.

    Args:
        tag: Name of the element.
        attributes: Its attributes; a trailing underscore is no part of the name, and others are hyphens. Those that
            are "" or False are left out, those that are True have no value.
    """
    written = [f"<{tag}"]
    for key, value in attributes.items():
        if value:
            written.append(f" {key.rstrip('_').replace('_', '-')}")
            if not isinstance(value, bool):
                written.append(f'="{escape(value)}"')
    return f"{''.join(written)}>"


def element(tag: str, inner: str, /, **attributes: str | bool) -> str:
    """Return an element.

    Args:
        tag: Its name.
        inner: HTML.
        attributes: See `start_tag`.
    """
    return f"{start_tag(tag, **attributes)}{inner}</{tag}>"


def scrolled(table: str, name: str) -> str:
    """Return a table in a frame of its own: one that is wider than the window is moved there, with the arrow keys too.

    Args:
        table: HTML.
        name: What it is called when the keyboard comes to it. Two tables may be called the same: it is no landmark.
    """
    return element("div", table, class_="table", role="group", aria_label=name, tabindex="0")


def empty_alternative(**attributes: str | bool) -> str:
    """Return an image that says nothing: `alt` must be there, and is empty."""
    return f'{start_tag("img", **attributes)[:-1]} alt="">'


def language_tag(tag: str) -> str:
    """Return a BCP 47 tag, "" if it is none."""
    tag = tag.replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""
