"""A small handbook with everything in it that a chapter can have, and a reader's notes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.notes.model import Colour, Kind

if TYPE_CHECKING:
    from handbook.book.library import Handbook
    from handbook.notes.model import Annotation
    from tests.export.conftest import Desk

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 24" width="72" height="24"><script>alert(1)</script>'
    '<text x="2" y="12" font-family="Source Sans Pro" font-size="12">Hej</text></svg>'
)
FULL = r"""---
summary: Alt i ét.
tags: [prøve, alt]
roles: [leder]
sources: [A-1]
reviewed: 2026-11-24
---

# Alt & *mere* {#alt}

!!! summary "Kort \"sagt\""
    Her er alt<sup>nu</sup>.

!!! danger ""
    - i en liste

        ```py
        x = "```"

        # ingen overskrift
        ```

## Afsnittet {#afsnit}

Se [den anden](b.md#afsnit), [her](#buddy), [ude](https://example.org/a_(b)?x=1&copy=2 "Et \"sted\""),
<https://example.org/a_b>, <a@example.org>, [fælden](javascript:alert(1)) og [ingen](borte.md)[^en].

En linje\
- og én til, **fed *og kursiv***, ~~streget~~, `kode ``x`` og | streg`, ++ctrl+shift+up++ og HR[^to][^en].

### Lister

1. Først
2. Dernæst
    - [ ] Ikke gjort
    - [x] Gjort

* Løs

    Afsnit i listen

* Liste

5\. er ikke en liste. \# Heller ikke. \*Ikke kursiv\*, 1 - 2, \.\.\. og \"citat\".

> Et citat
>
> > i et citat

| Navn | Tal |
|:--|--:|
| a \| b | `c|d` |
| | ++f1++ |

![Tre kasser.](figures/steps.svg "Tre \"trin\".")

![Findes ikke.](figures/borte.png)

#### Dybere

Buddy {#buddy}
:   En kollega.

    - med en liste

---

*[HR]: Human resources

[^en]: Første note.

    Andet afsnit i den.
[^to]: Anden note <https://example.org>.
"""
OTHER = "# Det andet\n\n## Afsnittet {#afsnit}\n\nOgså her[^en].\n\n[^en]: Dens egen.\n"
BODY = """# Min overskrift

Tekst med **fed**.

```
# kode
```

Under\n===

- [ ] punkt"""


def sample_handbook(desk: Desk) -> Handbook:
    """Write the handbook and open it."""
    return desk.handbook({"a.md": FULL, "b.md": OTHER, "figures/steps.svg": SVG})


def sample_notes(desk: Desk, handbook: Handbook) -> list[Annotation]:
    """Return a note of each kind, with what can stand in one."""
    return [
        desk.about(handbook, "Afsnit i listen", BODY, colour=Colour.QUESTION, tags=("æble", "to ord", "a*b*")),
        desk.about(handbook, "En linje", colour=Colour.ACTION),
        desk.about(handbook, "Ikke gjort", "x", kind=Kind.TICK, tags=("nu",)),
        desk.about(handbook, "Gjort", " ", kind=Kind.TICK),
        desk.about(handbook, "Dybere", kind=Kind.BOOKMARK),
        desk.about(handbook, "Også her", "Note[^1] og [^1]\n\n[^1]: Fodnote", key="b.md", kind=Kind.NOTE),
        desk.about(handbook, "Dens egen", "Note[^1]\n\n[^1]: En anden fodnote", key="b.md"),
        desk.lost("<script>alert(1)</script> og <img src=x onerror=y>"),
    ]
