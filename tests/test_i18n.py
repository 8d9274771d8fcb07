"""The interface's language: who decides it, and that Danish is complete where it matters."""

from __future__ import annotations

import pytest

from handbook import i18n
from handbook.i18n import LANGUAGES, _, choose_language, plural, set_language, system_language
from handbook.ui.actions import action_table, menu_titles, theme_names


@pytest.mark.parametrize(
    ("setting", "system", "handbook", "chosen"),
    [
        ("en", "da", "da", "en"),
        ("da", "en", "en", "da"),
        ("", "da", "en", "da"),
        ("", "en", "da", "da"),
        ("", "en", "da-DK", "da"),
        ("", "en", "DA", "da"),
        ("", "en", "en", "en"),
        ("", "sv", "sv", "en"),
        ("tlh", "en", "en", "en"),
        ("tlh", "en", "da", "da"),
        ("", "en", "", "en"),
    ],
)
def test_who_decides_the_language(
    monkeypatch: pytest.MonkeyPatch, setting: str, system: str, handbook: str, chosen: str
) -> None:
    monkeypatch.setenv("LANGUAGE", system)
    assert choose_language(setting, handbook) == chosen


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "da_DK.UTF-8"}, "da"),
        ({"LC_MESSAGES": "da_DK", "LC_ALL": "en_US"}, "en"),
        ({"LC_ALL": "en_US", "LANGUAGE": "da:en"}, "da"),
        ({"LANGUAGE": "", "LANG": "da"}, "da"),
    ],
)
def test_the_systems_language_is_read_as_gettext_reads_it(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


def test_a_language_that_is_not_there_is_english() -> None:
    for name in ("tlh", "", "DA", "../../etc"):
        set_language(name)
        assert i18n.language() == "en"
        assert _("Copied") == "Copied"


def test_texts_are_in_the_language_in_use() -> None:
    set_language("da")
    assert _("Light") == "Lyst"
    set_language("en")
    assert _("Light") == "Light"


def test_the_empty_text_stays_empty() -> None:
    set_language("da")
    assert _("") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_choose_their_form(language: str) -> None:
    set_language(language)
    one, two = plural("{count} hit", "{count} hits", 1), plural("{count} hit", "{count} hits", 2)
    assert one.startswith("1 ")
    assert two.startswith("2 ")
    assert plural("{count} hit", "{count} hits", 0).startswith("0 ")
    if language == "en":
        assert (one, two) == ("1 hit", "2 hits")


def test_every_action_has_a_danish_name_of_its_own() -> None:
    english = {spec.id: spec.text for spec in action_table()}
    set_language("da")
    danish = {spec.id: spec.text for spec in action_table()}
    same = [
        name for name, text in danish.items() if text == english[name] and not name.startswith(("theme-", "language-"))
    ]
    assert same == []
    assert len(set(danish.values())) == len(danish), "two actions have the same name"


@pytest.mark.parametrize("language", LANGUAGES)
def test_menus_and_themes_have_names(language: str) -> None:
    set_language(language)
    assert all(menu_titles().values())
    assert len(set(theme_names().values())) == len(theme_names())
