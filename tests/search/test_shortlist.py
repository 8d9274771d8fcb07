"""Short texts that change all the time: what a reader finds among their own notes, and what they don't."""

from __future__ import annotations

import importlib.util
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from handbook.search.lexicon import GrowingLexicon, make_lexicon
from handbook.search.pace import finish
from handbook.search.shortlist import Item, Part, Shortlist
from handbook.search.synonyms import Synonyms
from handbook.search.words import fold, term

if TYPE_CHECKING:
    from types import ModuleType

COUNT = 1_500
MOST_SECONDS = 3.0

NOTES = (
    Item("udbud", "Spørg juristen om udbud.", "Et indkøb kan være innovativt.", ("jura", "til mødet"), "Indkøb", "4.2"),
    Item("kultur", "Vores innovationskultur er svag.", "", (), "Kultur og vaner", "5"),
    Item("maal", "Sæt et mål for måltiderne.", "Tallet i dag.", ("tal",), "Måling", "4"),
    Item("maler", "Maleren kommer på fredag, for væggen er grå.", "", (), "", ""),
    Item("gevinst", "Realisering af gevinsten tager tid. Kommunen har en plan.", "", (), "Gevinster", "40"),
    Item("whole", "", "Gevinstrealiseringen er lederens opgave.", ("Strategi 2026",), "Gevinster", "40"),
    Item("opi", "Offentlig-privat innovation i kommunen.", "", (), "Samarbejde", "7", "Grundlaget", "Bogmærke"),
    Item("lab", "Labbet åbner. Åben innovation kræver tid.", "", (), "Steder", "8", "Arbejdet", "Note"),
)
SYNONYMS = Synonyms(
    [
        ("OPI", "offentlig-privat innovation"),
        ("offentlig-privat innovation", "OPI"),
        ("værksted", "lab"),
        ("anskaffelse", "indkøb"),
    ]
)


@pytest.fixture
def notes() -> Shortlist:
    """A reader's notes."""
    shortlist = Shortlist(SYNONYMS)
    shortlist.set_items(NOTES)
    return shortlist


def found(notes: Shortlist, text: str, *, is_typing: bool = False) -> set[str]:
    return set(notes.search(text, is_typing=is_typing).ids)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        # Inflections.
        ("kommunerne", {"gevinst", "opi"}),
        ("maleres", {"maler"}),
        # æ, ø and å typed in another way; whoever types them means them.
        ("maal", {"maal"}),
        ("indkoeb", {"udbud"}),
        ("indkob", {"udbud"}),
        ("maaltid", {"maal"}),
        ("mål", {"maal"}),
        ("moedet", {"udbud"}),
        # Compounds in both directions; a part alone will do when nothing has the whole.
        ("kultur", {"kultur"}),
        ("innovationer", {"kultur", "opi", "lab"}),
        ("gevinst", {"gevinst", "whole"}),
        ("gevinstrealisering", {"gevinst", "whole"}),
        ("realisering gevinst", {"gevinst", "whole"}),
        ("innovationsplan", {"gevinst", "lab", "opi"}),
        # Other names, of one word and of several, in both directions.
        ("værksted", {"lab"}),
        ("værkstedet tid", {"lab"}),
        ("OPI", {"opi"}),
        ("anskaffelser jurist", {"udbud"}),
        # All words are wanted, wherever each stands; empty words aren't.
        ("innovation kommune", {"opi"}),
        ("juristen innovativ", {"udbud"}),
        ("tid og plan", {"gevinst"}),
        ("hvordan er vores kultur", {"kultur"}),
        ("innovation maler", set()),
        # A misspelling.
        ("inovationskultur", {"kultur"}),
        # Phrases, inflected, in one text.
        ('"åben innovation"', {"lab"}),
        ('"åben innovationerne"', {"lab"}),
        ('"innovation åben"', set()),
        ('"tager tid"', {"gevinst"}),
        ('"udbud et"', set()),
        ('"er svag" kultur', {"kultur"}),
        # Exclusions.
        ("innovation -kommuner", {"kultur", "lab"}),
        ('innovation -"åben innovation"', {"kultur", "opi"}),
        ("-tid -innovation -mål -gevinstrealisering -udbud", {"kultur", "maler"}),
        # Filters.
        ("tag:tal", {"maal"}),
        ("tag:mødet", {"udbud"}),
        ("tag:strategi", {"whole"}),
        ('tag:"strategi 2026"', {"whole"}),
        ("tag:tal tag:jura", {"maal", "udbud"}),
        ("gevinst -tag:strategi", {"gevinst"}),
        ("kapitel:4", {"maal", "udbud"}),
        ("kapitel:4.2", {"udbud"}),
        ("kapitel:gev tid", {"gevinst"}),
        ("kapitel:måling", {"maal"}),
        ("del:grund", {"opi"}),
        ("type:bogmærke", {"opi"}),
        ("type:værktøj", set()),
        ("rolle:topchef", set()),
        ("tag:findes-ikke", set()),
        # Titles of chapters are searched as well.
        ("vaner", {"kultur"}),
        ("xyzzy", set()),
    ],
)
def test_what_is_found(notes: Shortlist, typed: str, ids: set[str]) -> None:
    assert found(notes, typed) == ids


@pytest.mark.parametrize("typed", ["", "  ", "?!", '"', "-"])
def test_nothing_typed_hides_nothing(notes: Shortlist, typed: str) -> None:
    assert list(notes.search(typed).ids) == [item.id for item in NOTES]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("m", {"udbud", "maal", "maler"}),
        ("mal", {"maler", "maal"}),
        ("mål", {"maal"}),
        ("udb", {"udbud"}),
        ("innovation ko", {"opi"}),
        ("innovation kom", {"opi"}),
        # While the empty word is being typed, what is there stays.
        ("realisering a", {"gevinst"}),
        ("realisering og", {"gevinst", "whole"}),
        ("gevinsternes", {"gevinst", "whole"}),
        # A word may be finished although no space follows it.
        ("kultur", {"kultur"}),
        ("realisering", {"gevinst", "whole"}),
        ("værksted", {"lab"}),
    ],
)
def test_the_last_word_may_be_unfinished(notes: Shortlist, typed: str, ids: set[str]) -> None:
    assert found(notes, typed, is_typing=True) == ids


def test_a_finished_word_is_no_beginning(notes: Shortlist) -> None:
    assert found(notes, "udb") == set()
    assert found(notes, "udb ", is_typing=True) == set()


def test_typing_a_word_to_its_end_never_loses_what_has_it(notes: Shortlist) -> None:
    for word, id in (("udbud", "udbud"), ("måltiderne", "maal"), ("gevinstrealiseringen", "whole")):
        for end in range(1, len(word) + 1):
            assert id in found(notes, word[:end], is_typing=True), word[:end]


def test_own_words_come_before_the_quote_and_the_quote_before_the_title() -> None:
    notes = Shortlist()
    title, quote, own, tag = (
        Item("title", "Noget andet", "", (), "Mandatet"),
        Item("quote", "Noget andet", "Et mandat gives."),
        Item("own", "Bed om et mandat"),
        Item("tag", "", "", ("mandat",)),
    )
    notes.set_items([title, quote, own, tag])
    assert notes.search("mandat").ids == ("own", "tag", "quote", "title")
    assert notes.search("mandat", is_typing=False).ids == ("own", "tag", "quote", "title")


def test_the_word_itself_comes_before_its_inflections_and_other_names() -> None:
    notes = Shortlist(Synonyms([("leder", "chef")]))
    notes.set_items([Item("synonym", "Min chef"), Item("inflected", "Lederne"), Item("itself", "En leder")])
    assert notes.search("leder", is_typing=False).ids == ("itself", "inflected", "synonym")
    assert notes.search("leder").ids == ("itself", "inflected", "synonym")


def test_equally_good_ones_keep_their_order() -> None:
    notes = Shortlist()
    notes.set_items([Item(str(number), "Mandat") for number in range(20)])
    assert notes.search("mandat").ids == tuple(map(str, range(20)))


def test_the_limit_cuts_and_the_total_tells(notes: Shortlist) -> None:
    answer = notes.search("innovation", limit=2)
    assert len(answer) == len(answer.ids) == 2
    assert answer.total == len(notes.search("innovation")) > 2
    assert answer[:1] == [answer[0]]
    assert answer[-1] == list(answer)[1]
    with pytest.raises(IndexError):
        answer[2]


def test_what_is_put_and_removed_is_seen_at_once(notes: Shortlist) -> None:
    assert found(notes, "borgmester") == set()
    notes.put(Item("new", "Ring til borgmesteren", "", ("hast",), "Nyt kapitel", "9"))
    assert found(notes, "borgmester") == found(notes, "tag:hast") == found(notes, "kapitel:9") == {"new"}
    notes.put(Item("new", "Ring til lægen"))
    assert found(notes, "borgmester") == found(notes, "tag:hast") == found(notes, "kapitel:9") == set()
    assert found(notes, "laegerne") == {"new"}
    assert len(notes) == len(NOTES) + 1
    notes.remove("new")
    notes.remove("new")
    notes.remove("never there")
    assert found(notes, "lægen") == set()
    assert found(notes, "") == {item.id for item in NOTES}


def test_a_changed_note_keeps_its_place() -> None:
    notes = Shortlist()
    notes.set_items([Item("a", "Mandat"), Item("b", "Mandat"), Item("c", "Mandat")])
    notes.put(Item("a", "Et nyt mandat"))
    assert notes.search("mandat").ids == ("a", "b", "c")


def test_an_answer_outlives_what_it_shows(notes: Shortlist) -> None:
    answer = notes.search("jurist")
    notes.remove("udbud")
    assert answer[0].snippet == "Spørg juristen om udbud."


def test_the_later_of_two_with_one_id_counts() -> None:
    notes = Shortlist()
    notes.set_items([Item("a", "Mandat"), Item("a", "Budget")])
    assert (found(notes, "mandat"), found(notes, "budget")) == (set(), {"a"})


def test_old_items_are_found_until_new_ones_are_there_and_changes_meanwhile_are_kept(notes: Shortlist) -> None:
    steps = notes.fill([Item(str(number), f"Budget {number}") for number in range(3_000)])
    next(steps)
    notes.put(Item("late", "Mandat"))
    notes.remove("7")
    assert found(notes, "mandat") == {"late"}
    assert found(notes, "udbud") == {"udbud"}
    for _step in steps:
        pass
    assert found(notes, "mandat") == {"late"}
    assert found(notes, "udbud") == found(notes, "budget 7") == set()
    assert len(notes) == 3_000


def test_of_two_fillings_at_once_the_later_wins(notes: Shortlist) -> None:
    first = notes.fill([Item("first", "Mandat")])
    next(first)
    notes.set_items([Item("second", "Mandat")])
    assert list(first) is not None
    assert found(notes, "mandat") == {"second"}
    first = notes.fill([Item("third", "Mandat")])
    next(first)
    first.close()
    assert found(notes, "mandat") == {"second"}


@pytest.mark.parametrize(
    ("typed", "id", "part", "marked"),
    [
        ("jurist", "udbud", Part.BODY, ["juristen"]),
        ("maal maaltid", "maal", Part.BODY, ["mål", "måltiderne"]),
        ("kultur", "kultur", Part.BODY, ["innovationskultur"]),
        ("innovativ", "udbud", Part.QUOTE, ["innovativt"]),
        ("mødet", "udbud", Part.TAGS, ["mødet"]),
        ("vaner", "kultur", Part.CHAPTER, ["vaner"]),
        ("gevinst", "whole", Part.QUOTE, ["Gevinstrealiseringen"]),
        ("gevinstrealisering", "gevinst", Part.BODY, ["Realisering", "gevinsten"]),
        ("OPI", "opi", Part.BODY, ["Offentlig", "privat", "innovation"]),
        ("værksted", "lab", Part.BODY, ["Labbet"]),
        ('"åben innovation"', "lab", Part.BODY, ["Åben innovation"]),
        ("innov", "lab", Part.BODY, ["innovation"]),
        ("tag:jura", "udbud", Part.BODY, []),
        ("tag:strategi", "whole", Part.QUOTE, []),
    ],
)
def test_marks_lie_on_what_was_found(notes: Shortlist, typed: str, id: str, part: Part, marked: list[str]) -> None:
    hit = next(one for one in notes.search(typed) if one.id == id)
    assert hit.part is part
    assert [hit.snippet[start:end] for start, end in hit.marks] == marked


def test_any_text_can_be_marked(notes: Shortlist) -> None:
    text = "Kommunernes GEVINSTER og kommunekassen; en innovation."
    assert [text[start:end] for start, end in notes.marks(text, "gevinst kommune")] == [
        "Kommunernes", "GEVINSTER", "kommunekassen",
    ]  # fmt: skip
    assert [text[start:end] for start, end in notes.marks(text, "inno")] == ["innovation"]
    assert notes.marks(text, "inno", is_typing=False) == []
    assert notes.marks(text, "") == notes.marks("", "gevinst") == []


def test_a_long_text_is_cut_around_its_hits() -> None:
    notes = Shortlist()
    notes.set_items([Item("long", "Et fyldord mere. " * 100 + "Her er mandatet. " + "Og så videre. " * 100)])
    hit = notes.search("mandat")[0]
    assert len(hit.snippet) <= 200
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["mandatet"]


def test_an_empty_list_and_empty_items_are_no_trouble() -> None:
    notes = Shortlist()
    assert list(notes.search("mandat")) == list(notes.search("")) == []
    notes.put(Item("empty"))
    assert [(one.id, one.snippet, one.marks) for one in notes.search("")] == [("empty", "", ())]


def test_random_changes_leave_what_a_fresh_list_has() -> None:
    dice = random.Random(3)  # noqa: S311 - not for secrets
    vocabulary = _listed(
        "mål maal mal løn loen gevinst gevinsten realisering gevinstrealisering og idé İ 𝔘 leder ledelse"
    )
    notes = Shortlist()
    there: dict[str, Item] = {}
    for _change in range(600):
        id = str(dice.randrange(12))
        if dice.random() < 0.3:
            notes.remove(id)
            there.pop(id, None)
        else:
            body, quote = (" ".join(dice.choices(vocabulary, k=dice.randrange(6))) for _text in range(2))
            there[id] = Item(id, body, quote, tuple(dice.choices(vocabulary, k=dice.randrange(2))), dice.choice("ab"))
            notes.put(there[id])
    fresh = Shortlist()
    fresh.set_items(there.values())
    for word in vocabulary:
        for query in (word, word[:3], f"tag:{word}", f'"{word} gevinst"', f"-{word}", "kapitel:a"):
            assert found(notes, query, is_typing=True) == found(fresh, query, is_typing=True), query
    grown, filled = notes._store.lexicon, fresh._store.lexicon
    assert (grown.forms, list(grown.form_counts)) == (filled.forms, list(filled.form_counts))
    for id in there:
        notes.remove(id)
    assert not notes._store.lexicon.forms
    assert not any(notes._store.postings)
    assert not any(notes._store._facts.values())


def test_a_growing_lexicon_answers_as_a_made_one() -> None:
    forms = _listed("mål maal mal måling målinger malerne ø oe gevinst gevinstrealisering idé naïf 2024")
    counts = {form: number + 1 for number, form in enumerate(forms)}
    made = finish(make_lexicon(counts, {form: term(form) for form in forms}, {term(form): 1 for form in forms}))
    grown = GrowingLexicon()
    for form, count in counts.items():
        for _time in range(count):
            grown.add(form)
    grown.add("midlertidig")
    grown.discard("midlertidig")
    assert (grown.forms, grown.form_counts) == (made.forms, made.form_counts)
    for word in [*forms, "måler", "maaling", "ge", "", "midlertidig"]:
        assert grown.form(word) == made.form(word)
        assert grown.count(word) == made.count(word)
        assert grown.part_count(word) == made.part_count(word)
        assert grown.beginning(word) == made.beginning(word)
        assert sorted(grown.beginning_folded(word)) == sorted(made.beginning_folded(word))
        assert grown.folded_alike(word) == made.folded_alike(word), fold(word)
        assert grown.terms_beginning(word) == made.terms_beginning(word)
        assert (grown.term(word) >= 0) == (made.term(word) >= 0)
        if len(word) > 1:
            assert grown.containing(word, 9) == made.containing(word, 9)


def _listed(text: str) -> list[str]:
    return text.split()


def _fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_inputs", Path(__file__).with_name("test_fuzz.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_typed_or_written_raises(notes: Shortlist) -> None:
    dice = random.Random(7)  # noqa: S311 - not for secrets
    inputs = list(_fuzz().inputs(COUNT, 7))
    for text in inputs:
        if dice.random() < 0.2:
            # What is typed into a note is no better.
            other = dice.choice(inputs)[:2_000]
            notes.put(Item(str(dice.randrange(40)), other, text[:2_000], (other[:9],), text[:30], other[:3], text[:5]))
        began = time.process_time()
        answer = notes.search(text, is_typing=dice.random() < 0.7, limit=20)
        hits = list(answer)
        assert time.process_time() - began < MOST_SECONDS, ascii(text[:80])
        assert len(hits) <= 20
        for hit in hits:
            assert len(hit.snippet) <= 200
            places = [place for mark in hit.marks for place in mark]
            assert places == sorted(places)
            assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.marks)
        assert notes.marks("Et mandat, en ledelse.", text) is not None
