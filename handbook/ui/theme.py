"""Design tokens: every colour and distance that the interface uses, and nothing else decides one.

A theme is a set of named colours as "#rrggbb". Text colours hold at least 4.5:1 against the grounds that they stand
on (WCAG 2.2, 1.4.3), accents and rules that carry meaning at least 3:1 (1.4.11); `tests/ui/test_theme.py` measures it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from handbook.book.nodes import PanelKind, ToolKind

# Distances in device-independent pixels.
S1, S2, S3, S4, S5 = 4, 8, 12, 16, 24
RADIUS = 6


class Hue(StrEnum):
    """The five accents that carry meaning, always together with an icon or a word."""

    PETROL = "petrol"
    GREEN = "green"
    AMBER = "amber"
    PLUM = "plum"
    RED = "red"


class Accent(NamedTuple):
    """An accent: `strong` for bars, icons and titles, `soft` for the ground that text stands on."""

    strong: str
    soft: str


class Theme(NamedTuple):
    """The colours of one theme.

    Attributes:
        page: Ground of the reading column.
        panel: Ground of side panels and bars.
        raised: Ground of cards, pop-ups and fields.
        hover: Ground of a row or button under the pointer.
        chosen: Ground of the current row.
        disabled: Outline of a button that does nothing now.
        figure_ground: Ground beneath pictures that don't follow the theme.
        marks: Grounds of the reader's highlights; their lines and signs have the accents' strong colours.
    """

    name: str
    is_dark: bool
    page: str
    panel: str
    raised: str
    hover: str
    chosen: str
    text: str
    heading: str
    disabled: str
    muted: str
    rule: str
    border: str
    accent: str
    accent_text: str
    link: str
    selection: str
    selection_text: str
    hit: str
    hit_current: str
    hit_text: str
    code: str
    focus: str
    figure_ground: str
    accents: dict[Hue, Accent]
    marks: dict[Hue, str]


THEMES: dict[str, Theme] = {
    theme.name: theme
    for theme in (
        Theme(
            name="light",
            is_dark=False,
            page="#fefdfb",
            panel="#f6f4f0",
            raised="#ffffff",
            hover="#ece9e2",
            chosen="#e0e9ee",
            text="#23272c",
            heading="#14181c",
            disabled="#bdb9b1",
            muted="#5b6168",
            rule="#dedad2",
            border="#868179",
            accent="#1f5a7a",
            accent_text="#ffffff",
            link="#17587c",
            selection="#bcdcee",
            selection_text="#14181c",
            hit="#ffe690",
            hit_current="#ffd894",
            hit_text="#14181c",
            code="#f2efe9",
            focus="#1f5a7a",
            figure_ground="#ffffff",
            accents={
                Hue.PETROL: Accent("#1f5a7a", "#eaf2f6"),
                Hue.GREEN: Accent("#33633a", "#ebf3ea"),
                Hue.AMBER: Accent("#8a5210", "#faf1df"),
                Hue.PLUM: Accent("#7a3b5e", "#f6ebf1"),
                Hue.RED: Accent("#a3312b", "#fbebe8"),
            },
            marks={
                Hue.PETROL: "#d2e6f2",
                Hue.GREEN: "#d0ead0",
                Hue.AMBER: "#fce6ae",
                Hue.PLUM: "#f3d8e7",
            },
        ),
        Theme(
            name="sepia",
            is_dark=False,
            page="#f8f0e0",
            panel="#f0e5cf",
            raised="#fdf7ea",
            hover="#e6d9be",
            chosen="#e4d3b0",
            text="#3a2e20",
            heading="#2a2015",
            disabled="#c3b190",
            muted="#665640",
            rule="#dac9a8",
            border="#8a7755",
            accent="#7a4618",
            accent_text="#ffffff",
            link="#7a4210",
            selection="#e3cb9a",
            selection_text="#2a2015",
            hit="#f7df92",
            hit_current="#f6cc82",
            hit_text="#2a2015",
            code="#efe3cb",
            focus="#7a4618",
            figure_ground="#fdf7ea",
            accents={
                Hue.PETROL: Accent("#2c566b", "#e9ead9"),
                Hue.GREEN: Accent("#41602f", "#ebecd2"),
                Hue.AMBER: Accent("#84490c", "#f5e2bd"),
                Hue.PLUM: Accent("#75395a", "#f2e0d6"),
                Hue.RED: Accent("#96302a", "#f6ddcc"),
            },
            marks={
                Hue.PETROL: "#cddcd8",
                Hue.GREEN: "#d8e2b4",
                Hue.AMBER: "#f6da98",
                Hue.PLUM: "#efced4",
            },
        ),
        Theme(
            name="dark",
            is_dark=True,
            page="#1b1d1f",
            panel="#232629",
            raised="#2a2e31",
            hover="#31363a",
            chosen="#2a3f4b",
            text="#dddbd6",
            heading="#f3f1ec",
            disabled="#50565b",
            muted="#a5aaaf",
            rule="#383d41",
            border="#757c82",
            accent="#83bcda",
            accent_text="#10202a",
            link="#8fc7e6",
            selection="#2f5d78",
            selection_text="#ffffff",
            hit="#4a3c10",
            hit_current="#503a08",
            hit_text="#ffffff",
            code="#272b2e",
            focus="#83bcda",
            figure_ground="#f4f2ee",
            accents={
                Hue.PETROL: Accent("#83bcda", "#20303a"),
                Hue.GREEN: Accent("#93c79a", "#222f25"),
                Hue.AMBER: Accent("#e3b36e", "#332b1e"),
                Hue.PLUM: Accent("#d79ebe", "#33252d"),
                Hue.RED: Accent("#ee9a90", "#382524"),
            },
            marks={
                Hue.PETROL: "#1f4155",
                Hue.GREEN: "#26452b",
                Hue.AMBER: "#4d3c17",
                Hue.PLUM: "#4c2b3e",
            },
        ),
        Theme(
            name="contrast",
            is_dark=True,
            page="#000000",
            panel="#000000",
            raised="#000000",
            hover="#262626",
            chosen="#003f66",
            text="#ffffff",
            heading="#ffffff",
            disabled="#707070",
            muted="#e6e6e6",
            rule="#ffffff",
            border="#ffffff",
            accent="#5ed3ff",
            accent_text="#000000",
            link="#ffe14d",
            selection="#ffe14d",
            selection_text="#000000",
            hit="#403800",
            hit_current="#6b3600",
            hit_text="#ffffff",
            code="#1a1a1a",
            focus="#ffe14d",
            figure_ground="#ffffff",
            accents={
                Hue.PETROL: Accent("#5ed3ff", "#000000"),
                Hue.GREEN: Accent("#7dff8a", "#000000"),
                Hue.AMBER: Accent("#ffc457", "#000000"),
                Hue.PLUM: Accent("#ff9ed8", "#000000"),
                Hue.RED: Accent("#ff9c8f", "#000000"),
            },
            marks={
                Hue.PETROL: "#00334d",
                Hue.GREEN: "#003d0a",
                Hue.AMBER: "#3f2f00",
                Hue.PLUM: "#40002b",
            },
        ),
    )
}

PANEL_HUES: dict[PanelKind, Hue] = {
    PanelKind.SUMMARY: Hue.PETROL,
    PanelKind.NOTE: Hue.PETROL,
    PanelKind.FACT: Hue.PETROL,
    PanelKind.TIP: Hue.GREEN,
    PanelKind.EXAMPLE: Hue.GREEN,
    PanelKind.QUESTION: Hue.PLUM,
    PanelKind.TOOL: Hue.PLUM,
    PanelKind.WARNING: Hue.AMBER,
    PanelKind.DANGER: Hue.RED,
}

PANEL_ICONS: dict[PanelKind, str] = {
    PanelKind.SUMMARY: "text-quote",
    PanelKind.NOTE: "info",
    PanelKind.FACT: "chart-column",
    PanelKind.TIP: "lightbulb",
    PanelKind.EXAMPLE: "book-open",
    PanelKind.QUESTION: "circle-help",
    PanelKind.TOOL: "clipboard-list",
    PanelKind.WARNING: "triangle-alert",
    PanelKind.DANGER: "octagon-alert",
}

TOOL_ICONS: dict[ToolKind, str] = {
    ToolKind.CHECKLIST: "list-checks",
    ToolKind.WORKSHEET: "clipboard-list",
    ToolKind.GUIDE: "messages-square",
    ToolKind.SELFTEST: "gauge",
    ToolKind.DECISION: "split",
    ToolKind.DOCUMENT: "file-pen-line",
}


def system_theme() -> str:
    """Return the name of the theme that the desktop asks for: "light", "dark" or "contrast"."""
    hints = QGuiApplication.styleHints()
    accessibility = hints.accessibility()
    if accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def palette(theme: Theme) -> QPalette:
    """Return the palette that Qt's own widgets draw with under `theme`."""
    role = QPalette.ColorRole
    result = QPalette()
    for where, colour in (
        (role.Window, theme.panel),
        (role.WindowText, theme.text),
        (role.Base, theme.page),
        (role.AlternateBase, theme.panel),
        (role.Text, theme.text),
        (role.Button, theme.panel),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.heading),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.selection_text),
        (role.Accent, theme.accent),
        (role.Link, theme.link),
        (role.LinkVisited, theme.link),
        (role.Mid, theme.rule),
        (role.Light, theme.raised),
        (role.Midlight, theme.hover),
        (role.Dark, theme.border),
        (role.Shadow, theme.border),
    ):
        result.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.muted))
    return result
