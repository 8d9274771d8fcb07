"""Every action of the program, declared once: menu, shortcut, tooltip and quick open are made from this table.

Who carries an action out is decided by the window: it connects each id to a function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence

from handbook.i18n import _
from handbook.settings import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


NOTE_ACTIONS = (
    *("undo", "redo", "show-notes", "show-tools", "show-toolbox", "caret", "annotate"),
    *("mark-important", "mark-action", "mark-question"),
    *("mark-quote", "note", "bookmark", "tick", "next-mark", "previous-mark", "name-colours", "backups"),
    *("import-notes", "export-notes"),
)
"""Ids of the actions that `NotesCorner.act` carries out; the menu of notes, and what goes with it."""

PAGE_ACTIONS = (
    *("find", "find-next", "find-previous", "copy-reference", "copy-address", "select-all", "copy", "annotate"),
    *("note", "bookmark", "tick", "caret", "next-mark", "previous-mark", "show-outline"),
    *("mark-important", "mark-action", "mark-question", "mark-quote"),
)
"""Ids of the actions that need a chapter on the screen."""
_AT_SELECTION = (
    *("mark-important", "mark-action", "mark-question", "mark-quote", "note", ""),
    *("copy", "copy-reference", "search"),
)
_AT_PLACE = ("note", "bookmark", "", "copy-address")
_ANYWHERE = ("", "find", "", "back", "forward", "", "reading", "focus")


class ActionSpec(NamedTuple):
    """One action.

    Attributes:
        id: Stable name, as code refers to it.
        text: As in a menu, with "&" before the mnemonic.
        menu: Key of the menu that it stands in.
        shortcuts: In Qt's portable notation; the first one is shown.
        icon: Name of its outline; "" for none.
        checkable: Whether it is on or off.
        group: Actions of one group exclude each other and stand in a submenu of that name.
        separated: Whether a line stands above it in the menu.
        in_palette: Whether quick open offers it.
    """

    id: str
    text: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    group: str = ""
    separated: bool = False
    in_palette: bool = True


def menu_titles() -> dict[str, str]:
    """Return key → title of the menus, in order."""
    return {
        "file": _("&File"),
        "edit": _("&Edit"),
        "view": _("&View"),
        "go": _("&Go"),
        "notes": _("&Notes"),
        "help": _("&Help"),
    }


def group_titles() -> dict[str, str]:
    """Return key → title of the submenus."""
    return {"theme": _("&Theme"), "language": _("Lan&guage")}


def theme_names() -> dict[str, str]:
    """Return the themes as a reader calls them, in order."""
    names = (_("Follow the system"), _("Light"), _("Sepia"), _("Dark"), _("High contrast"))
    return dict(zip(THEMES, names, strict=True))


def action_table() -> tuple[ActionSpec, ...]:
    """Return all actions, in the order of the menus, in the language in use."""
    return (
        ActionSpec("open", _("&Open handbook…"), "file", ("Ctrl+O",), "folder-open"),
        ActionSpec("open-shipped", _("Open the handbook that came with the program"), "file", icon="book-open"),
        ActionSpec("export", _("&Export…"), "file", ("Ctrl+E",), "file-down", separated=True),
        ActionSpec("print", _("&Print…"), "file", ("Ctrl+P",), "printer"),
        ActionSpec("quit", _("&Quit"), "file", ("Ctrl+Q",), separated=True),
        ActionSpec("undo", _("&Undo"), "edit", ("Ctrl+Z",), "undo-2"),
        ActionSpec("redo", _("&Redo"), "edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2"),
        ActionSpec("copy", _("&Copy"), "edit", ("Ctrl+C",), "copy", separated=True),
        ActionSpec("copy-reference", _("Copy with &source"), "edit", ("Ctrl+Shift+C",), "quote"),
        ActionSpec("copy-address", _("Copy the &address of this place"), "edit", ("Ctrl+Shift+L",), "link"),
        ActionSpec("select-all", _("Select a&ll"), "edit", ("Ctrl+A",)),
        ActionSpec("search", _("Search the &handbook…"), "edit", ("Ctrl+Shift+F",), "search", separated=True),
        ActionSpec("find", _("&Find on the page…"), "edit", ("Ctrl+F",), "file-search"),
        ActionSpec("find-next", _("Find &next"), "edit", ("F3", "Ctrl+G")),
        ActionSpec("find-previous", _("Find &previous"), "edit", ("Shift+F3", "Ctrl+Shift+G")),
        ActionSpec("show-contents", _("&Contents"), "view", ("F9",), "panel-left", checkable=True),
        ActionSpec("show-outline", _("O&n this page"), "view", ("F8",), "panel-right", checkable=True),
        ActionSpec("caret", _("C&aret in the text"), "view", ("F7",), "text-cursor", checkable=True),
        ActionSpec("larger", _("&Larger text"), "view", ("Ctrl++", "Ctrl+="), "plus", separated=True),
        ActionSpec("smaller", _("&Smaller text"), "view", ("Ctrl+-",), "minus"),
        ActionSpec("normal-size", _("Normal te&xt size"), "view", ("Ctrl+0",)),
        ActionSpec("reading", _("&Reading settings…"), "view", ("Ctrl+,",), "a-large-small"),
        *(
            ActionSpec(f"theme-{name}", title, "view", checkable=True, group="theme")
            for name, title in theme_names().items()
        ),
        # A language is called by its own name, whatever the interface's.
        ActionSpec("language-da", "Dansk", "view", checkable=True, group="language"),
        ActionSpec("language-en", "English", "view", checkable=True, group="language"),
        ActionSpec("focus", _("&Focus mode"), "view", ("F11",), "maximize", checkable=True, separated=True),
        ActionSpec("quick-open", _("&Quick open…"), "go", ("Ctrl+K",), "zap", in_palette=False),
        ActionSpec("filter", _("&Filter the contents"), "go", ("Ctrl+L",), "list-tree"),
        ActionSpec("back", _("&Back"), "go", ("Alt+Left",), "arrow-left", separated=True),
        ActionSpec("forward", _("For&ward"), "go", ("Alt+Right",), "arrow-right"),
        ActionSpec("previous", _("&Previous chapter"), "go", ("Alt+PgUp",), "chevron-left"),
        ActionSpec("next", _("&Next chapter"), "go", ("Alt+PgDown",), "chevron-right"),
        ActionSpec("home", _("Front page"), "go", ("Alt+Home",), "book-open"),
        ActionSpec("show-toolbox", _("T&oolbox"), "go", ("Ctrl+Shift+T",), "toolbox"),
        ActionSpec("page", _("Go to the &text"), "go", ("F6",), separated=True),
        *_note_actions(),
        ActionSpec("keyboard", _("&Keyboard"), "help", ("F1",), "keyboard"),
        ActionSpec("about", _("&About the program"), "help", icon="info"),
    )


def _note_actions() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec("show-notes", _("&My notes"), "notes", ("Ctrl+Shift+N",), "notebook-pen", checkable=True),
        ActionSpec("show-tools", _("M&y tools"), "notes", ("Ctrl+Shift+M",), "clipboard-list"),
        ActionSpec("annotate", _("Mark the &selection…"), "notes", ("Ctrl+Return",), "highlighter", separated=True),
        ActionSpec("mark-important", _("Highlight as &important"), "notes", ("Ctrl+1",), "star"),
        ActionSpec("mark-action", _("Highlight as to &do"), "notes", ("Ctrl+2",), "circle-check"),
        ActionSpec("mark-question", _("Highlight as &question"), "notes", ("Ctrl+3",), "circle-help"),
        ActionSpec("mark-quote", _("Highlight as quo&te"), "notes", ("Ctrl+4",), "quote"),
        ActionSpec("note", _("Write a &note"), "notes", ("Ctrl+N",), "message-square-text"),
        ActionSpec("bookmark", _("&Bookmark here"), "notes", ("Ctrl+D",), "bookmark"),
        ActionSpec("tick", _("Tic&k a box"), "notes", ("Ctrl+T",), "check"),
        ActionSpec("next-mark", _("Next mark on the &page"), "notes", ("F4",), "arrow-down", separated=True),
        ActionSpec("previous-mark", _("Pre&vious mark on the page"), "notes", ("Shift+F4",), "arrow-up"),
        ActionSpec("name-colours", _("Name the &colours…"), "notes", icon="pencil", separated=True),
        ActionSpec("backups", _("Backups and &restore…"), "notes", icon="archive-restore"),
        ActionSpec("export-listed", _("E&xport or print my notes…"), "notes", ("Ctrl+Shift+E",), "file-down"),
        ActionSpec("import-notes", _("Bring in notes from a &file…"), "notes", icon="folder-open"),
        ActionSpec("export-notes", _("Save all notes in a fi&le…"), "notes", icon="file-text"),
    )


class Actions:
    """The table as Qt actions."""

    def __init__(self, parent: QWidget, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Make an action for each line of the table.

        Args:
            parent: The window that the shortcuts work in.
            handlers: Action id → what it does.

        Raises:
            KeyError: An action has no handler.
        """
        self.specs = {spec.id: spec for spec in action_table()}
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for spec in self.specs.values():
            action = QAction(spec.text, parent)
            action.setCheckable(spec.checkable)
            action.setShortcuts([QKeySequence(text) for text in spec.shortcuts])
            handler = handlers[spec.id]
            action.triggered.connect(lambda _checked=False, handler=handler: handler())
            if spec.group:
                # Exclusive: choosing what is chosen already leaves its mark.
                group = self._groups.setdefault(spec.group, QActionGroup(parent))
                group.addAction(action)
            parent.addAction(action)
            self._actions[spec.id] = action

    def __getitem__(self, name: str) -> QAction:
        """Return the action of that id."""
        return self._actions[name]

    def title(self, name: str) -> str:
        """Return an action's text without mnemonic and dots, after the name of its group if it has one."""
        spec = self.specs[name]
        title = plain_title(spec.text)
        return f"{plain_title(group_titles()[spec.group])}: {title}" if spec.group else title

    def tooltip(self, name: str) -> str:
        """Return an action's title with its shortcut as the system writes it."""
        shortcut = self.shortcut(name)
        return f"{self.title(name)} ({shortcut})" if shortcut else self.title(name)

    def shortcut(self, name: str) -> str:
        """Return the first shortcut as the system writes it, or ""."""
        found = self._actions[name].shortcuts()
        return found[0].toString(QKeySequence.SequenceFormat.NativeText) if found else ""

    def palette(self) -> Iterator[ActionSpec]:
        """Yield the actions that quick open offers now."""
        return (spec for spec in self.specs.values() if spec.in_palette and self._actions[spec.id].isEnabled())

    def set_icons(self, make: Callable[[str], QIcon]) -> None:
        """Give every action its outline, in the theme's colour."""
        for spec in self.specs.values():
            if spec.icon:
                self._actions[spec.id].setIcon(make(spec.icon))

    def fill(self, bar: QMenuBar) -> None:
        """Put the actions into the menus of `bar`."""
        for key, title in menu_titles().items():
            menu = bar.addMenu(title)
            submenus = {}
            for spec in self.specs.values():
                if spec.menu != key:
                    continue
                if spec.separated:
                    menu.addSeparator()
                target = menu
                if spec.group:
                    if spec.group not in submenus:
                        submenus[spec.group] = menu.addMenu(group_titles()[spec.group])
                    target = submenus[spec.group]
                target.addAction(self._actions[spec.id])


def fill_context_menu(menu: QMenu, actions: Actions, *, has_selection: bool) -> None:
    """Put into a menu over the text what can be done there; "" in the lists is a line."""
    for name in (*(_AT_SELECTION if has_selection else _AT_PLACE), *_ANYWHERE):
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()


def plain_title(text: str) -> str:
    """Return a menu text without its mnemonic and the dots that announce a dialog."""
    return text.replace("&", "").removesuffix("…").rstrip()
