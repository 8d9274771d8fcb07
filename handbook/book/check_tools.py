"""Says what is wrong with tools: what was noticed in parsing, blocks without an end, and ids taken twice."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from handbook.book.tool_syntax import NAMES
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handbook.book.check_chapter import ReadChapter
    from handbook.book.faults import Fault
    from handbook.book.inlines import Mention


def check_ends(chapter: ReadChapter) -> Iterator[Fault]:
    """Yield the blocks of a chapter that aren't closed, and the ends of such as weren't open.

    Args:
        chapter: The chapter.
    """
    parsed, first = chapter.checked.parsed, chapter.checked.front_matter.body_line
    for line in parsed.unclosed:
        message = _("The block that begins here isn’t closed: end it with a line of as many slashes.")
        yield chapter.fault(first + line, "unclosed-block", message)
    for line in parsed.unopened:
        message = _("This line closes a block, but none with as many slashes is open.")
        yield chapter.fault(first + line, "unopened-block", message)


def check_tool_ids(chapters: Iterable[ReadChapter]) -> Iterator[Fault]:
    """Yield the tools whose id a tool of another chapter already has, or is the address of a place in their own.

    Args:
        chapters: All chapters that could be parsed, in order.
    """
    first: dict[str, ReadChapter] = {}
    for chapter in chapters:
        places = {section.id for section in chapter.checked.tree.sections}
        for mention in chapter.checked.mentions:
            if mention.kind == "tool" and mention.value in places:
                message = _("The address “{name}” is already taken in this chapter.").format(name=mention.value)
                yield chapter.fault(chapter.locator.line(mention), "duplicate-id", message)
            if mention.kind == "tool" and (earlier := first.setdefault(mention.value, chapter)) is not chapter:
                message = _("The id “{name}” is already that of a tool in {file}.").format(
                    name=mention.value, file=earlier.name
                )
                yield chapter.fault(chapter.locator.line(mention), "duplicate-tool-id", message)


def tool_message(mention: Mention) -> str:
    """Return what is wrong with something noticed in a tool, or "" when it has to do with none.

    Args:
        mention: What was noticed.
    """
    value, detail = mention.value, mention.detail
    match mention.kind:
        case "tool-id" | "field-id":
            return _id_message(value, detail)
        case "duplicate-tool-id" | "duplicate-field-id":
            if mention.kind == "duplicate-tool-id":
                return _("The id “{name}” is already that of a tool in this chapter.").format(name=value)
            return _("The id “{name}” is already taken in this tool.").format(name=value)
        case "tool-place":
            return _place_message(value, detail)
        case "tool-title":
            return _("The tool has no title: write one after the bar, as in “{example}”.").format(
                example=f"//// {value} | …"
            )
        case "field-title":
            return _("The field has no label: write one after the bar, as in “{example}”.").format(
                example=f"/// {value} | …"
            )
        case "tool-empty":
            return _("There is nothing to fill in in the tool “{name}”.").format(name=value)
        case "unknown-block":
            return _unknown_message(value)
        case kind if kind.startswith("decision-"):
            return _decision_message(mention)
        case _:
            return _option_message(mention)


def _id_message(value: str, detail: str) -> str:
    if value:
        return _("The id “{name}” can’t be used: an id is made of the letters a-z, digits and hyphens.").format(
            name=value
        )
    match detail:
        case "tool":
            return _("The tool has no id: give it one, as in “id: my-tool”.")
        case "field":
            return _("The field has no id: give it one, as in “id: my-field”.")
        case "item":
            return _("The task has no id: give it one at its end, as in “{example}”.").format(
                example="- [ ] … {#my-task}"
            )
        case _:
            return _("Something in “{key}” has no id: write each as “id: text”.").format(key=detail)


def _place_message(name: str, detail: str) -> str:
    match detail:
        case "list":
            return _("“{name}” stands in a list, a quote, a panel or a footnote: move it out.").format(name=name)
        case "tool":
            return _("“{name}” stands in another tool: close that one first.").format(name=name)
        case "outside":
            return _("“{name}” stands outside a tool: move it into one.").format(name=name)
        case "field":
            return _("“{name}” stands in another field: close that one first.").format(name=name)
        case _:
            return _("“{name}” only belongs in a tool of the kind “{kind}”.").format(name=name, kind=detail)


def _unknown_message(name: str) -> str:
    near = get_close_matches(name.lower(), NAMES, 1)
    message = _("There is no block of the kind “{name}”.").format(name=name)
    return f"{message} {_('Did you mean “{name}”?').format(name=near[0])}" if near else message


def _decision_message(mention: Mention) -> str:
    match mention.kind:
        case "decision-end":
            question, _colon, answer = mention.value.partition(": ")
            if not mention.detail:
                return _("The answer “{answer}” to “{question}” leads nowhere: give it “to”.").format(
                    answer=answer, question=question
                )
            return _("The answer “{answer}” to “{question}” leads to “{target}”, which isn’t there.").format(
                answer=answer, question=question, target=mention.detail
            )
        case "decision-unreached":
            return _("No answer leads to “{name}”.").format(name=mention.value)
        case "decision-circle":
            return _("The questions go round in a circle: from “{name}” one comes back to it.").format(
                name=mention.value
            )
        case _:
            return ""


def _option_message(mention: Mention) -> str:
    value, detail = mention.value, mention.detail
    match mention.kind:
        case "tool-option" if detail == "twice":
            return _("The option “{key}” is there twice.").format(key=value)
        case "tool-option":
            return _("“{name}” has no option “{key}”.").format(name=detail, key=value)
        case "tool-option-type":
            return _type_message(value, detail)
        case "tool-options":
            return _("Nothing is offered: write “{key}”, and below it each as “id: text”.").format(key=detail)
        case "tool-options-unreadable":
            return _("The options can’t be read: {reason}. Put texts in quotes where in doubt.").format(reason=detail)
        case "tool-scale":
            return _("The scale has no words for its ends: give it “from” and “to”.")
        case _:
            return ""


def _type_message(key: str, detail: str) -> str:
    match key:
        case "rows":
            message = _("“rows” must be a whole number, {range}, or a list of as many texts, as in “[One, Another]”.")
            return message.format(range=detail)
        case "minutes" | "lines" | "steps":
            return _("“{key}” must be a whole number, {range}.").format(key=key, range=detail)
        case "several" | "notes":
            return _("“{key}” must be true or false.").format(key=key)
        case "situations":
            return _("“situations” must be a list of texts, as in “[One, Another]”.")
        case "answers" if detail:
            return _("“{name}” in “answers” must be a text, or “{{text: …, to: …}}”.").format(name=detail)
        case _ if detail:
            return _("“{name}” in “{key}” must be a text.").format(name=detail, key=key)
        case "options" | "columns" | "statements" | "answers":
            return _("“{key}” must be lines of “id: text”, indented further than the key.").format(key=key)
        case _:
            return _("“{key}” must be a text.").format(key=key)
