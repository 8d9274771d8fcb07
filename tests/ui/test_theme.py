"""The tokens: what must be read can be read, in every theme (WCAG 2.2: 1.4.3, 1.4.11)."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor

from handbook.book.nodes import PanelKind
from handbook.paths import resources
from handbook.settings import THEMES as SETTINGS_THEMES
from handbook.ui.stylesheet import stylesheet
from handbook.ui.theme import PANEL_HUES, PANEL_ICONS, THEMES, Hue, Theme, palette

TEXT, GRAPHIC = 4.5, 3.0
GROUNDS = ("page", "panel", "raised", "hover", "chosen", "code")
HITS = ("hit", "hit_current")
each_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(theme: Theme, pairs: list[tuple[str, str]], least: float) -> list[str]:
    """Return the pairs of tokens that don't reach a contrast, with what they do reach."""

    def value(token: str) -> str:
        if "." not in token:
            return str(getattr(theme, token))
        hue, part = token.split(".")
        return str(getattr(theme.accents[Hue(hue)], part))

    found = [(front, back, contrast(value(front), value(back))) for front, back in pairs]
    return [f"{front} on {back}: {ratio:.2f}" for front, back, ratio in found if ratio < least]


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@each_theme
def test_text_can_be_read_on_every_ground(theme: Theme) -> None:
    pairs = [(text, ground) for text in ("text", "heading") for ground in GROUNDS]
    # Numbers, captions and shortcuts; also where the row is chosen or a word is found.
    pairs += [("muted", ground) for ground in GROUNDS]
    pairs += [("link", ground) for ground in ("page", "panel", "raised", "hover", "chosen", "code")]
    pairs += [("selection_text", "selection"), ("accent_text", "accent")]
    assert too_faint(theme, pairs, TEXT) == []


@each_theme
def test_a_found_word_can_be_read_whatever_it_is(theme: Theme) -> None:
    """A hit gets a ground and keeps its colour: text, a heading, a caption or a link."""
    texts = ("text", "heading", "muted", "link", "hit_text")
    assert too_faint(theme, [(text, hit) for text in texts for hit in HITS], TEXT) == []


@each_theme
def test_text_can_be_read_in_every_panel(theme: Theme) -> None:
    texts = ("text", "heading", "muted", "link")
    assert too_faint(theme, [(text, f"{hue}.soft") for text in texts for hue in Hue], TEXT) == []


@each_theme
def test_marks_that_carry_meaning_can_be_seen(theme: Theme) -> None:
    pairs = [(mark, ground) for mark in ("accent", "border", "focus") for ground in ("page", "panel", "raised")]
    pairs += [("accent", "chosen"), ("focus", "chosen"), ("focus", "hover"), ("border", "code")]
    pairs += [(f"{hue}.strong", ground) for hue in Hue for ground in ("page", "raised", f"{hue}.soft")]
    pairs += [("accent", f"{hue}.soft") for hue in Hue]
    assert too_faint(theme, pairs, GRAPHIC) == []


@each_theme
def test_figures_in_the_handbooks_palette_can_be_read(theme: Theme) -> None:
    """Text on the page and on soft boxes, and text in the page's colour on strong ones."""
    hues = (Hue.PETROL, Hue.AMBER, Hue.GREEN, Hue.PLUM)
    pairs = [("page", f"{hue}.strong") for hue in hues] + [(f"{hue}.strong", "page") for hue in hues]
    pairs += [(text, f"{hue}.soft") for text in ("text", "muted") for hue in hues]
    assert too_faint(theme, pairs, TEXT) == []


@each_theme
def test_a_found_word_stands_out(theme: Theme) -> None:
    grounds = {theme.page, theme.hit, theme.hit_current, theme.selection, theme.code}
    assert len(grounds) == 5


@each_theme
def test_every_token_is_a_colour(theme: Theme) -> None:
    colours = [value for value in theme if isinstance(value, str) and value != theme.name]
    colours += [colour for accent in theme.accents.values() for colour in accent]
    assert [colour for colour in colours if not re.fullmatch("#[0-9a-f]{6}", colour)] == []
    assert set(theme.accents) == set(Hue)
    assert theme.is_dark == (luminance(theme.page) < 0.2)


@each_theme
def test_qts_own_widgets_use_the_tokens(theme: Theme) -> None:
    made = palette(theme)
    role = made.ColorRole
    group = made.ColorGroup
    for where in group.Active, group.Inactive, group.Disabled:
        for front, back in ((role.WindowText, role.Window), (role.Text, role.Base), (role.ButtonText, role.Button)):
            assert contrast(made.color(where, front).name(), made.color(where, back).name()) >= TEXT
    assert made.base().color() == QColor(theme.page)


@each_theme
def test_the_style_sheet_names_no_colour_of_its_own(theme: Theme) -> None:
    tokens = {value for value in theme if isinstance(value, str)}
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", stylesheet(theme))) <= tokens


def test_the_settings_know_the_themes() -> None:
    assert set(SETTINGS_THEMES) == {"system", *THEMES}


def test_every_kind_of_panel_has_a_colour_and_an_icon() -> None:
    assert set(PANEL_HUES) == set(PANEL_ICONS) == set(PanelKind)
    assert [name for name in PANEL_ICONS.values() if not (resources() / "icons" / f"{name}.svg").is_file()] == []
