"""Names of keys, as they stand on the key caps of a keyboard in the text's language."""

from __future__ import annotations

_CAPS = {
    "alt": "Alt",
    "altgr": "Alt Gr",
    "arrow-down": "↓",
    "arrow-left": "←",
    "arrow-right": "→",
    "arrow-up": "↑",
    "backspace": "Backspace",
    "cmd": "⌘",
    "command": "⌘",
    "control": "Ctrl",
    "ctrl": "Ctrl",
    "del": "Delete",
    "delete": "Delete",
    "down": "↓",
    "end": "End",
    "enter": "Enter",
    "esc": "Esc",
    "escape": "Esc",
    "home": "Home",
    "insert": "Insert",
    "left": "←",
    "meta": "Meta",
    "minus": "-",
    "option": "⌥",
    "page-down": "Page Down",
    "page-up": "Page Up",
    "plus": "+",
    "return": "Enter",
    "right": "→",
    "shift": "Shift",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
    "win": "Windows",
    "windows": "Windows",
}
_DANISH = {"shift": "Skift", "space": "Mellemrum"}


def key_cap(name: str, language: str) -> str:
    """Return what stands on a key.

    Args:
        name: As the author wrote it: a name from the table, or a character.
        language: BCP 47 tag of the text.
    """
    key = name.lower()
    if language.lower().startswith("da") and key in _DANISH:
        return _DANISH[key]
    if key in _CAPS:
        return _CAPS[key]
    return name.upper() if len(name) == 1 or (key[0] == "f" and key[1:].isdigit()) else name
