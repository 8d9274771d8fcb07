"""Attribute lists (`{#id .class key=value}`) as far as a handbook needs them: the id counts, the rest is dropped.

Python-Markdown's own extension would search each text from every brace in it, and set attributes that nobody reads.
"""

from __future__ import annotations

_SIGNS = frozenset("#.=")
_LONGEST = 400


def split_attributes(text: str) -> tuple[str, str]:
    """Return a text without the attribute list at its end, and what stands in the list.

    Args:
        text: A heading, a term or a line as written.
    """
    trimmed = text.rstrip(" ")
    start = trimmed.rfind("{") if trimmed.endswith("}") else -1
    inside = trimmed[start + 1 : -1]
    return (trimmed[:start].rstrip(" "), inside) if start >= 0 and _is_list(inside) else (text, "")


def without_attributes(text: str) -> str:
    """Return a text without the attribute list at its start, which belongs to the mark before it.

    Args:
        text: What follows a mark.
    """
    end = text.find("}", 1, _LONGEST) if text[:1] == "{" else -1
    return text[end + 1 :] if end > 0 and _is_list(text[1:end]) else text


def _is_list(inside: str) -> bool:
    if len(inside) > _LONGEST or "{" in inside or "}" in inside or "\n" in inside:
        return False
    words = inside.removeprefix(":").split()
    return bool(words) and all(word[0] in "#." or "=" in word for word in words if not word.endswith(('"', "'")))
