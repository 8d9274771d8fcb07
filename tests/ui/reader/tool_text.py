"""A chapter with a tool of every kind, and in them every kind of field."""

TOOLS = """# Kort og godt

Før værktøjerne 🌱 står der noget.

//// worksheet | Problemkort for medarbejderinddragelse
    id: problemkort
    minutes: 30

Udfyld arket med **to andre**. Se [forordet](forord.md).

/// line | Problemet i én sætning
    id: linje
Ingen løsning gemmer sig i den.
///

/// paragraph | Hvem lægger mærke til det?
    id: afsnit
    lines: 4
///

/// number | Hvad koster det?
    id: tal
    unit: kr. pr. helårsmedarbejder
Et groft tal 🌱 er nok.

| a | b |
|---|---|
| c | d |
///

/// number | Hvor mange?
    id: antal
///

/// date | Hvornår?
    id: dato
///

/// choice | Hvordan ved vi det?
    id: valg
    options:
      gaet: Et gæt 🌱 på medarbejderrepræsentationen
      talt: Vi har talt
Sæt ét kryds.
///

/// choice | Hvem har vi talt med?
    id: flere
    several: true
    options:
      borgere: Borgere
      ledere: Ledere og arbejdsmiljørepræsentanter
///

/// scale | Hvor sikre er vi?
    id: skala
    from: Slet ikke
    to: Helt sikre
///

/// scale | Hvor sandsynligt er det?
    id: lang
    from: Overhovedet ikke sandsynligt under nogen omstændigheder
    to: Overordentligt sandsynligt
    steps: 10
///

/// table | Hvad har vi set?
    id: tabel
    columns:
      hvad: Hvad
      hvem: Medarbejderrepræsentation
      gange: Antal gange
    rows: 2
///
////

//// checklist | Før I går i gang
    id: tjekliste

- [ ] Nogen har læst det {#laest}
- [x] Nogen har brugt det {#brugt}
- uden boks
////

//// guide | Samtalen
    id: guide
    minutes: 45

/// step | Åbn samtalen
    id: aabn
    minutes: 5
    notes: false
> Hvad har du set?
///

/// step | Lyt
    id: lyt
Vent.

| Hvem | Hvad |
|---|---|
| Leder | Ringer |
///
////

//// selftest | Hvor står vi?
    id: selvtest
    from: Passer slet ikke
    to: Passer helt
    steps: 5

/// dimension | Retning
    id: retning
    statements:
      maal: Vi ved hvad vi vil
      valg: Vi siger nej til gode ideer som ikke passer til retningen
Læs [forordet](forord.md).
///

/// dimension | Mennesker
    id: mennesker
    statements:
      fejl: Fejl bliver sagt højt
///
////

//// decision | Er det en prøve værd?
    id: beslutning

/// question | Har nogen problemet?
    id: problem
    answers:
      ja: {text: "Ja, vi har mødt dem", to: billig}
      nej: {text: "Nej", to: spoerg}
///

/// question | Kan det prøves på to uger?
    id: billig
    answers:
      ja: {text: "Det kan det", to: proev}
      nej: {text: "Det kan det ikke", to: spoerg}
///

/// outcome | Prøv det
    id: proev
Aftal hvem der stopper det.
///

/// outcome | Spørg først
    id: spoerg
Tal med fem.
///
////

//// document | Mandat
    id: mandat

/// line | Titel
    id: titel
///

/// table | Økonomi
    id: oekonomi
    columns:
      post: Post
      beloeb: Beløb
///
////

Efter værktøjerne.
"""
