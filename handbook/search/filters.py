"""Which pages and sections a query's filters, phrases and exclusions let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.search.index import KINDS
from handbook.search.query import Field, Filter
from handbook.search.results import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handbook.search.index import Facts, Outline

_TYPES = {
    Scope.TOOLS: ("vaerktoj", "vaerktojer", "tool", "tools", "skema"),
    Scope.GLOSSARY: ("ordliste", "ordlisten", "ord", "fagord", "begreb", "term", "glossary"),
    Scope.HANDBOOK: ("kapitel", "kapitler", "handbog", "chapter", "handbook"),
}

_TOOLS = {
    "checklist": ("tjekliste", "tjeklister"),
    "worksheet": ("arbejdsark",),
    "guide": ("samtaleguide", "samtaleguider"),
    "selftest": ("selvtest", "selvtests"),
    "decision": ("beslutningstrae", "beslutningstraeer"),
    "document": ("skabelon", "skabeloner", "template"),
}
"""What a reader may call each kind of tool."""


class Limits:
    """The filters of a query and the scope it is asked in, applied to one index."""

    def __init__(self, outline: Outline, filters: Sequence[Filter], scope: Scope) -> None:
        """Work out what is let through.

        Args:
            outline: The index.
            filters: The query's filters; several for one field mean any of them.
            scope: Where to search.
        """
        self._outline = outline
        self._kinds = self._allowed_kinds(filters, scope)
        self._pages = self._allowed_pages(filters)

    @property
    def allows_page(self) -> Callable[[int], bool] | None:
        """Says whether a page may have sections that are let through; None when all may."""
        if self._pages is not None:
            return self._pages.__contains__
        return None

    def allows_section(self, section: int) -> bool:
        """Whether a section of an allowed page is let through."""
        return self._kinds is None or self._outline.kinds[section] in self._kinds

    def pages(self) -> Sequence[int]:
        """Return the pages that are let through, in reading order."""
        return range(self._outline.page_count) if self._pages is None else sorted(self._pages)

    def _allowed_kinds(self, filters: Sequence[Filter], scope: Scope) -> frozenset[int] | None:
        allowed = set(KINDS) if scope is Scope.ALL else _kinds_of(scope)
        for wanted in _of_field(filters, Field.TYPE, is_excluded=False):
            kinds = _kinds_named(wanted)
            if kinds:
                allowed &= kinds
        for unwanted in _of_field(filters, Field.TYPE, is_excluded=True):
            allowed -= _kinds_named(unwanted)
        return None if allowed == set(KINDS) else frozenset(KINDS.index(kind) for kind in allowed)

    def _allowed_pages(self, filters: Sequence[Filter]) -> frozenset[int] | None:
        if not filters and self._kinds is None:
            return None
        first = self._outline.first_sections
        kinds = self._outline.kinds
        pages = set()
        for page, facts in enumerate(self._outline.facts):
            own_kinds = kinds[first[page] : first[page + 1]]
            if self._kinds is not None and self._kinds.isdisjoint(own_kinds):
                continue
            if all(_passes(facts, field, filters) for field in Field):
                pages.add(page)
        return frozenset(pages)


def _passes(facts: Facts, field: Field, filters: Sequence[Filter]) -> bool:
    wanted = _of_field(filters, field, is_excluded=False)
    if wanted and not any(has_fact(facts, field, value) for value in wanted):
        return False
    return not any(has_fact(facts, field, value) for value in _of_field(filters, field, is_excluded=True))


def has_fact(facts: Facts, field: Field, value: str) -> bool:
    """Whether a page has what a filter asks for.

    Args:
        facts: What is known of the page.
        field: What the filter is about.
        value: What it asks for, folded.
    """
    match field:
        case Field.CHAPTER:
            if value[0].isdigit():
                return facts.number == value or facts.number.startswith(value + ".")
            return _begins(facts.title, value)
        case Field.PART:
            return _begins(facts.part, value)
        case Field.ROLE:
            return any(role.startswith(value) for role in facts.roles)
        case Field.TAG:
            return any(_begins(tag, value) for tag in facts.tags)
        case Field.TYPE:
            # The three kinds of sections are for `_allowed_kinds`; anything else is a kind of chapter or of tool.
            is_kind = facts.kind.startswith(value) or value in _TOOLS.get(facts.kind, ())
            return is_kind or bool(_kinds_named(value))


def is_tool_kind(kind: str) -> bool:
    """Whether the kind of a page is one of tools.

    Args:
        kind: From its facts.
    """
    return kind in _TOOLS


def _begins(text: str, value: str) -> bool:
    """Whether a word of the text begins what was asked for."""
    return f" {text}".find(f" {value}") >= 0


def _of_field(filters: Sequence[Filter], field: Field, *, is_excluded: bool) -> list[str]:
    return [one.value for one in filters if one.field is field and one.is_excluded is is_excluded]


def _kinds_of(scope: Scope) -> set[Scope]:
    # The tools stand in the chapters.
    return {Scope.HANDBOOK, Scope.TOOLS} if scope is Scope.HANDBOOK else {scope}


def _kinds_named(value: str) -> set[Scope]:
    for scope, names in _TYPES.items():
        if value in names:
            return _kinds_of(scope)
    return set()
