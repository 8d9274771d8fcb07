"""Highlights and notes survive a new edition: what a person would find is found, and nothing is put on a wrong text."""

from __future__ import annotations

from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.book.library import open_handbook
from handbook.book.nodes import ChapterTree, Section
from handbook.notes.anchor import Attachment, Method, attach, candidates, describe, find_elsewhere
from handbook.notes.model import Anchor
from tests.notes import edits

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_FOUND = 0.95
LEAST_OVERLAP = 0.7
FEM = edits.CHAPTERS["fem"]
WHOLE = (Section("", "", 0, (), 0, 10**9),)


@pytest.fixture(scope="module")
def trees() -> dict[str, ChapterTree]:
    handbook = open_handbook(edits.EDITION)
    return {chapter.key: handbook.tree(chapter.key) for chapter in handbook.chapters}


@pytest.fixture(scope="module")
def cases(trees: Mapping[str, ChapterTree]) -> list[edits.Case]:
    return [*edits.rewritings(trees), *edits.made(trees)]


def anchored(text: str, sections: tuple[Section, ...], start: int, end: int, chapter: str = "a.md") -> Anchor:
    return describe(text, sections, start, end, handbook="bog", edition="1", chapter=chapter, chapter_title="A")


def quoted(text: str, exact: str, sections: tuple[Section, ...] = WHOLE) -> Anchor:
    assert text.count(exact) == 1, "say which one is meant"
    return anchored(text, sections, text.index(exact), text.index(exact) + len(exact))


def spot(text: str, anchor: Anchor) -> tuple[int, int, Method] | None:
    place = attach(text, WHOLE, anchor)
    return (place.start, place.end, place.method) if place else None


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union, in characters."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / (max(one[1], other[1]) - min(one[0], other[0]))


def place_of(case: edits.Case, tree: ChapterTree) -> Attachment | None:
    anchor = anchored(case.before, tree.sections, case.marked[0], case.marked[1], case.chapter)
    sections = edits.sections_of(case.after, tree.sections)
    if not case.elsewhere:
        return attach(case.after, sections, anchor)
    found = find_elsewhere([("b.md", case.after, sections)], anchor)
    return found[1] if found else None


# --- The measured set ----------------------------------------------------------------------------------------------


def test_the_set_is_large_and_mixed(cases: list[edits.Case]) -> None:
    assert len(cases) >= 400
    assert len({case.name for case in cases}) == len(cases)
    assert sum(1 for case in cases if case.name[0].isdigit()) >= 90
    assert sum(1 for case in cases if case.truth is None) >= 100
    assert len({case.kind for case in cases}) >= 30
    assert 0.4 < sum(case.is_held_out for case in cases) / len(cases) < 0.6


@pytest.mark.parametrize("is_held_out", [False, True])
def test_edits_are_survived(cases: list[edits.Case], trees: Mapping[str, ChapterTree], is_held_out: bool) -> None:
    wanted, found, missed, wrong = 0, 0, Counter[str](), []
    for case in (case for case in cases if case.is_held_out == is_held_out):
        place = place_of(case, trees[case.chapter])
        wanted += case.truth is not None
        if place and (case.truth is None or overlap(place[:2], case.truth) == 0):
            wrong.append((case.name, case.after[place.start : place.end], place))
        elif place and case.truth and overlap(place[:2], case.truth) >= LEAST_OVERLAP:
            found += 1
        elif case.truth:
            missed[case.name] += 1
    assert wrong == []
    assert found / wanted >= LEAST_FOUND, missed


def test_a_sentence_that_is_gone_is_an_orphan(trees: Mapping[str, ChapterTree]) -> None:
    """Every line of a chapter's body, and a word of it: taken out, nothing else is taken for it."""
    tree = trees[FEM]
    lines = [line for line in tree.text.partition("\nKilder\n")[0].split("\n") if len(line) > 12]
    wrong = []
    for line in (line for line in lines if tree.text.count(line) == 1):
        after = tree.text.replace(f"{line}\n", "")
        word = max(line.split(), key=len)
        start = tree.text.index(line)
        for offset, exact in ((0, line), (line.index(word), word)):
            anchor = anchored(tree.text, tree.sections, start + offset, start + offset + len(exact))
            place = attach(after, edits.sections_of(after, tree.sections), anchor)
            if place:
                wrong.append((exact, after[place.start - 20 : place.end + 20]))
    assert wrong == []


# --- What doesn't change -------------------------------------------------------------------------------------------

SOME_TEXT = st.text(
    st.sampled_from("abæå ÅIİßς\n\t.,-–»«\"'\u00a0\u00ad\ufffc\u200b\x00\x1f\U0001f600\ud800é"), max_size=120
)


@given(SOME_TEXT, st.integers(0, 120), st.integers(0, 120))
@settings(max_examples=250, deadline=None)
def test_unchanged_text_is_exact(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    try:
        anchor = anchored(text, WHOLE, start, end)
    except ValueError:
        assert start < end
        assert not text[start:end].strip(" \t\n\r\v\f\u00a0\u2028\u2029\ufffc")
        return
    assert attach(text, WHOLE, anchor) == Attachment(anchor.start, anchor.end, 1.0, Method.EXACT)
    assert start <= anchor.start <= anchor.end <= end


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_range_of_a_chapter_is_exact(trees: Mapping[str, ChapterTree], data: st.DataObject) -> None:
    tree = trees[data.draw(st.sampled_from(sorted(trees)))]
    start = data.draw(st.integers(0, len(tree.text) - 2))
    end = data.draw(st.integers(start, len(tree.text)))
    try:
        anchor = anchored(tree.text, tree.sections, start, end)
    except ValueError:
        return
    assert attach(tree.text, tree.sections, anchor) == Attachment(anchor.start, anchor.end, 1.0, Method.EXACT)


# --- Anchors -------------------------------------------------------------------------------------------------------


def test_an_anchor_has_the_selectors_and_the_section(trees: Mapping[str, ChapterTree]) -> None:
    tree = trees[FEM]
    start = tree.text.index(" Det er den samme linje.\n")
    anchor = anchored(tree.text, tree.sections, start, start + len(" Det er den samme linje.\n"))
    assert anchor.exact == "Det er den samme linje."
    assert anchor.prefix.endswith("styrket demokrati. ")
    assert anchor.suffix.startswith("\nHvad lederne svarer\nI Innovationsbarometerets")
    assert (anchor.section, anchor.section_title) == ("de-fem", "De fem")
    assert tree.text[anchor.start : anchor.end] == anchor.exact


def test_a_repeated_quote_keeps_as_much_as_tells_it_apart() -> None:
    same = "Vi har altid gjort det på denne måde, og vi holder fast i vores gode gamle vaner, "
    text = f"Anna sagde: {same}svarede de.\nBo skrev: {same}mente de.\n"
    anchor = anchored(text, WHOLE, text.rindex("vaner"), text.rindex("vaner") + 5)
    assert "Bo skrev" in anchor.prefix
    assert "mente" in anchor.suffix


@pytest.mark.parametrize(("start", "end"), [(3, 5), (5, 3), (-9, -2), (90, 99)])
def test_a_range_without_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="range"):
        anchored("abc\n\ufffc xyz", WHOLE, start, end)


def test_a_whole_chapter_is_kept_whole_and_found() -> None:
    text = "\n".join(f"Afsnit {number} handler om sag {number * 7} og intet andet." for number in range(3000))
    anchor = anchored(text, WHOLE, 0, len(text))
    assert anchor.exact == text
    assert spot(f"Forord\n{text}", anchor) == (7, 7 + len(text), Method.QUOTE)
    edited = f"Nyt forord her.\n{text.replace('Afsnit 1500', 'Stykke 1500')}"
    place = attach(edited, WHOLE, anchor)
    assert place
    assert overlap(place[:2], (16, len(edited))) > 0.99


def test_a_bookmark_is_a_place_and_is_found_again(trees: Mapping[str, ChapterTree]) -> None:
    tree = trees[FEM]
    start = tree.text.index("Tro heller ikke at sparede timer")
    anchor = anchored(tree.text, tree.sections, start, start)
    assert (anchor.start, anchor.end) == (start, start)
    assert anchor.exact == "Tro heller ikke at sparede timer er bedre undersøgt end resten. Efter ledernes"
    after = tree.text.replace("Hvad er succes her?", "Hvad er succes her hos jer?").replace("bedre undersøgt", "målt")
    place = attach(after, edits.sections_of(after, tree.sections), anchor)
    assert place
    assert place.start == place.end == after.index("Tro heller ikke")


# --- Right and wrong places ----------------------------------------------------------------------------------------

MANDATE = (
    "Udvalget giver et mandat til prøven. Ingen ved mere.\nSkriv ned hvad I må.\nUden mandat sker der intet her.\n"
)


def test_context_beats_position() -> None:
    anchor = anchored(MANDATE, WHOLE, 18, 24)
    assert anchor.exact == "mandat"
    moved = "Nu er der også et mandat af en anden slags.\n" + MANDATE
    assert spot(moved, anchor) == (62, 68, Method.QUOTE)
    # The same word stands exactly where the quoted one stood, in another sentence.
    swapped = "Der findes flere  mandat her i byen end før nu.\n" + MANDATE
    assert swapped[18:24] == "mandat"
    assert spot(swapped, anchor) == (66, 72, Method.QUOTE)


def test_a_short_quote_without_its_sentence_is_an_orphan() -> None:
    anchor = anchored(MANDATE, WHOLE, 18, 24)
    after = "Ingen ved mere om det.\nSkriv ned hvad I må.\nUden mandat sker der intet her.\n"
    assert attach(after, WHOLE, anchor) is None
    assert [after[one.start : one.end] for one in candidates(after, WHOLE, anchor, 3)] == ["mandat"]


def test_spaces_marks_and_case_make_no_difference() -> None:
    text = "Formanden siger: »Det her – vi ved ikke nok«. Så går mødet videre til næste punkt.\n"
    anchor = quoted(text, "»Det her – vi ved ikke nok«.")
    after = 'Formanden siger:\n"DET\u00a0her  - vi\nved ik\u00adke nok". Så går mødet videre til næste punkt.\n'
    place = attach(after, WHOLE, anchor)
    assert place
    assert after[place.start : place.end] == '"DET\u00a0her  - vi\nved ik\u00adke nok".'


def test_candidates_come_best_first_and_no_more_than_asked() -> None:
    text = "\n".join(f"Et mandat nummer {number} gælder kun i {number + 3} uger." for number in range(20))
    anchor = anchored(text, WHOLE, 3, 9)
    found = candidates(text.replace("nummer 0", "nr. nul"), WHOLE, anchor, 4)
    assert len(found) == 4
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert candidates(text, WHOLE, anchor, 0) == []
    assert candidates("", WHOLE, anchor, 4) == []


def test_a_renamed_chapter_is_found_among_all(trees: Mapping[str, ChapterTree]) -> None:
    tree = trees[FEM]
    others = [(key, one.text, one.sections) for key, one in trees.items() if key != FEM]
    for start in range(100, 8000, 400):
        anchor = anchored(tree.text, tree.sections, start, start + 60, FEM)
        renamed = ("nyt-navn.md", f"Forord\n{tree.text.replace('borgerne', 'folk')}", tree.sections)
        found = find_elsewhere([*others, renamed], anchor)
        assert found
        assert found[0] == "nyt-navn.md"
        if "borgerne" not in anchor.exact:
            assert renamed[1][found[1].start : found[1].end] == anchor.exact


def test_two_chapters_with_the_same_paragraph_are_not_chosen_between() -> None:
    paragraph = "Vælg én linje I går efter, og sæt grænser for dem der må koste, før I begynder på noget.\n"
    anchor = quoted(f"Det hele begynder her.\n{paragraph}Og så videre med resten.\n", paragraph.strip())
    one, two = (f"{name} kapitel om noget andet.\n{paragraph}{name} slutning.\n" for name in ("Første", "Anden"))
    assert find_elsewhere([("1.md", one, WHOLE), ("2.md", two, WHOLE)], anchor) is None
    found = find_elsewhere([("1.md", one, WHOLE), ("3.md", "Intet.", WHOLE)], anchor)
    assert found
    assert found[0] == "1.md"


# --- Hostile -------------------------------------------------------------------------------------------------------

HOSTILE = {
    "empty": "",
    "nul": "\x00" * 500,
    "surrogates": "\ud800\udfff" * 300,
    "emoji": "👩‍👩‍👧 " * 400,
    "images": "\ufffc" * 1000,
    "one letter": "a" * 1_000_000,
    "one word": "mandat " * 150_000,
    "spaces": " \n" * 400_000,
    "marks": "a\u00ad b  " * 100_000,
    "words": " ".join(f"ord{number % 7919}" for number in range(120_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_and_anchors_are_survived(name: str) -> None:
    text = HOSTILE[name]
    for exact in (
        "a",
        "mandat",
        "\x00",
        "",
        "\ud800",
        "ord12 ord13 ord14 ord16 ord99 \n ord5",
        HOSTILE["words"][:100_000],
    ):
        for start, end in ((0, 1), (-5, 3), (10**12, 10**13), (9, 2)):
            anchor = Anchor("b", "1", "a.md", "A", "nej", "Nej", start, end, exact, "ord11 \x00", " \ud800")
            begun = perf_counter()
            place = attach(text, WHOLE, anchor)
            assert perf_counter() - begun < 3, "bounded work, with room for a slow machine"
            assert place is None or 0 <= place.start <= place.end <= len(text)
            assert all(0 <= one.start <= one.end <= len(text) for one in candidates(text, (), anchor, 3))
            if start < 0 or len(exact) < 10:
                find_elsewhere([("x", text, WHOLE), ("", "", ())], anchor)
    for start, end in ((-3, 10**9), (10**9, 10**9), (-3, -3), (0, 100_000)):
        try:
            anchor = anchored(text, (), start, end)
        except ValueError:
            continue
        assert attach(text, (), anchor) == (anchor.start, anchor.end, 1.0, Method.EXACT)


@given(SOME_TEXT, SOME_TEXT, SOME_TEXT, SOME_TEXT, st.integers(-9, 200), st.integers(-9, 200))
@settings(max_examples=200, deadline=None)
def test_anything_is_survived(text: str, exact: str, prefix: str, suffix: str, start: int, end: int) -> None:
    anchor = Anchor("", "", "", "", "", "", start, end, exact, prefix, suffix)
    for place in (attach(text, WHOLE, anchor), *candidates(text, WHOLE, anchor, 9)):
        assert place is None or 0 <= place.start <= place.end <= len(text)
        assert place is None or 0 <= place.score <= 1
