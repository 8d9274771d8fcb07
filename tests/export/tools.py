"""A small handbook with a tool of every kind, and copies of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book.forms import DONE, entries
from handbook.book.nodes import FieldKind
from handbook.book.toolbox import Toolbox
from handbook.notes.filled import blank, with_value, write_filled
from handbook.notes.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handbook.book.forms import Value
    from handbook.book.library import Handbook
    from handbook.notes.filled import Filled
    from handbook.notes.model import Annotation
    from tests.export.conftest import Desk

WORKSHEET = """//// worksheet | Problemkort
    id: problemkort
    minutes: 30
    summary: Find ud af om der er et problem.
    situations: [Alle er enige, "Nej: vi er ikke"]

Skriv det I har **set og talt**.

/// line | Det nogen sagde, ordret
    id: sagt
Tag det med selv om det er en løsning.
///

/// table | Hvem mærker det?
    id: hvem
    columns:
      hvem: Hvem
      hvad: Hvad sker der for dem?
      tit: Hvor tit?
    rows: 3
En række til hver gruppe.
///

/// paragraph | Hvorfor bliver det ved?
    id: hvorfor
    lines: 3
Mindst to forklaringer.

- én
- to
///

/// scale | Hvor sikre er vi?
    id: sikker
    from: Vi gætter
    to: Vi har set det og talt det
    steps: 5
///

/// choice | Hvilken slags problem er det?
    id: slags
    options:
      kendt: "Kendt: Vi er enige om årsagen"
      uklart: "Uklart: Noget er galt"
      yes: "Ja"
///

/// choice | Hvem er med?
    id: med
    several: true
    options:
      os: Os
      dem: Dem
      "1": "1"
///

/// number | Hvad koster det?
    id: pris
    unit: kr.
///

/// date | Hvornår?
    id: hvornaar
///

- [ ] Vi kan finde to løsninger {#to-loesninger}
- [ ] Sætningen giver *ikke* nogen skylden {#ingen-skyld}
////
"""
CHECKLIST = """//// checklist | Før I begynder
    id: foer

Alle skal være der.

- [ ] Beslutningen er min {#min}
- [ ] Jeg kan gengive idéen {#gengive}

    Også i morgen.

/// date | Ikke nu
    id: igen
///
////
"""
GUIDE = """//// guide | Samtale om omveje
    id: samtale
    minutes: 20

/// step | Sig hvad det er til
    id: ramme
    minutes: 2
    notes: false
> Jeg leder efter det der er svært.

Lov kun det du kan holde.
///

/// step | Find omvejen
    id: find
    minutes: 1
> Hvornår måtte du sidst gå udenom?
///
////
"""
SELFTEST = """//// selftest | Hvor står vi?
    id: selvtest
    minutes: 10
    from: Passer slet ikke
    to: Passer helt
    steps: 5

Tænk på de seneste seks måneder.

/// dimension | Retning
    id: retning
    statements:
      svar: Tre medarbejdere ville svare det samme.
      mandat: Det er skrevet ned hvad vi selv må afgøre.
Er området lavt, så begynd med [kapitlet](b.md).
///

/// dimension | Mennesker
    id: mennesker
    statements:
      tvivl: Den nyeste hos os ville sige det på et møde.
      fri: Vi har fået fri til det.
Læs om [tryghed](#ord).
///
////
"""
DECISION = """//// decision | Er det en prøve værd?
    id: proeve

/// line | Tiltaget
    id: tiltag
///

/// question | Har nogen problemet?
    id: problem
    answers:
      yes: {text: "Ja, vi har mødt dem", to: billigt}
      no: {text: "Nej", to: spoerg}
Se på de seneste fire uger.
///

/// question | Kan det prøves på to uger?
    id: billigt
    answers:
      yes: {text: "Ja", to: prov}
      no: {text: "Nej", to: spoerg}
///

/// outcome | Prøv det
    id: prov
Aftal hvem der stopper det, og læs [det andet kapitel](b.md).
///

/// outcome | Spørg først
    id: spoerg
Tal med fem mennesker.
///
////
"""
DOCUMENT = """//// document | Innovationsmandat
    id: mandat
    minutes: 60

Udfyld det sammen.

/// paragraph | 1. Sætningen
    id: saetning
Ordret, med kilde.
///

/// table | 2. Det må vi selv
    id: maa
    columns:
      hvad: Hvad
      hoejst: Højst
///

/// number | 3. Beløbet
    id: beloeb
    unit: kr.
///

/// paragraph | 4. Det tomme
    id: tomt
///
////
"""
SOURCES = {
    "worksheet": WORKSHEET,
    "checklist": CHECKLIST,
    "guide": GUIDE,
    "selftest": SELFTEST,
    "decision": DECISION,
    "document": DOCUMENT,
}
IDS = ("problemkort", "foer", "samtale", "selvtest", "proeve", "mandat")
BOOK = {
    "a.md": "# Redskaberne\n\nSe [kortet](#problemkort) og [valget](b.md#proeve).\n\n## Ord {#ord}\n\n"
    + "\n".join(SOURCES[kind] for kind in ("worksheet", "checklist", "guide", "selftest")),
    "b.md": "# Andre\n\nSe [kortet](a.md#problemkort).\n\n" + DECISION + "\n" + DOCUMENT,
}


def named_rows(desk: Desk, first: str = "Kvalitet") -> Handbook:
    """Make a handbook with a table whose rows begin with a text."""
    table = "/// table | Linjerne\n    id: linjer\n    columns: {hvad: Hvad, tal: Tallet}\n"
    rows = f'    rows: ["{first}", "Mål: de to, [tre]"]\n///\n\n/// line | Efter tabellen\n    id: efter\n///\n'
    return desk.handbook({"a.md": f"# A\n\n//// worksheet | Profil\n    id: profil\n\n{table}{rows}////\n"})


def tools_handbook(desk: Desk) -> Handbook:
    """Write the handbook and open it."""
    return desk.handbook(BOOK)


def filled_copy(handbook: Handbook, tool: str, values: Mapping[str, Value] | None = None, title: str = "") -> Filled:
    """Return a copy with the answers given, or with one to everything."""
    place = Toolbox(handbook).find(tool)
    assert place is not None
    filled = blank(place.tool, title)
    answers = values if values is not None else everything(handbook, tool)
    for id_, value in answers.items():
        filled = with_value(filled, place.tool, id_, value)
    return filled


def everything(handbook: Handbook, tool: str, text: str = "Svaret") -> dict[str, Value]:
    """Return an answer to everything in a tool; what can be typed is `text`."""
    place = Toolbox(handbook).find(tool)
    assert place is not None
    found: dict[str, Value] = {}
    for entry in entries(place.tool):
        offered = [id_ for id_, _name in entry.names]
        match entry.kind:
            case FieldKind.CHOICES:
                found[entry.id] = tuple(offered[:2])
            case FieldKind.TABLE:
                found[entry.id] = (dict.fromkeys(offered, text), {offered[0]: text})
            case FieldKind.CHOICE | FieldKind.QUESTION:
                found[entry.id] = offered[0]
            case FieldKind.SCALE:
                found[entry.id] = "4"
            case "tick":
                found[entry.id] = DONE
            case _:
                found[entry.id] = text
    return found


def copy_of(desk: Desk, handbook: Handbook, filled: Filled, **fields: object) -> Annotation:
    """Return a copy as the annotation that it is kept as."""
    place = Toolbox(handbook).find(filled.tool)
    if place is None:
        return desk.lost(write_filled(filled), filled.name, kind=Kind.TOOL, **fields)
    return desk.about(handbook, filled.name, write_filled(filled), place.chapter.key, kind=Kind.TOOL, **fields)
