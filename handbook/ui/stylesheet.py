"""The style sheet of the window's own controls: what a palette can't say, in the tokens of the theme."""

from __future__ import annotations

from handbook.ui.theme import RADIUS, S1, S2, S3, S5, Theme


def stylesheet(theme: Theme) -> str:
    """Return the application's style sheet for `theme`.

    Object names that it knows: `TopBar`, `SidePanel`, `PanelTitle`, `Card`, `FindBar`, `LinkTarget`, `Hint`,
    `Chip`. Tool buttons are flat; fields and lists have a visible focus ring.
    """
    return f"""
QMainWindow, QDialog {{ background: {theme.panel}; }}
QMenuBar {{ background: {theme.panel}; color: {theme.text}; padding: 1px {S1}px; }}
QMenuBar::item {{ padding: {S1}px {S2}px; border-radius: {RADIUS}px; background: transparent; }}
QMenuBar::item:selected {{ background: {theme.hover}; }}
QMenu {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.rule}; padding: {S1}px; }}
QMenu::item {{ padding: 5px {S5}px 5px {S3}px; border-radius: 4px; }}
QMenu::item:selected {{ background: {theme.chosen}; color: {theme.heading}; }}
QMenu::item:disabled {{ color: {theme.muted}; }}
QMenu::separator {{ height: 1px; background: {theme.rule}; margin: {S1}px {S2}px; }}
QToolTip {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border}; padding: {S1}px; }}
#TopBar {{ background: {theme.page}; border-bottom: 1px solid {theme.rule}; }}
#SidePanel {{ background: {theme.panel}; }}
#PanelTitle {{ color: {theme.muted}; }}
#Hint {{ color: {theme.muted}; }}
#Card, #FindBar {{ background: {theme.raised}; border: 1px solid {theme.border}; border-radius: {RADIUS}px; }}
#LinkTarget {{ background: {theme.raised}; color: {theme.muted}; border: 1px solid {theme.rule}; padding: 2px {S2}px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {RADIUS}px; padding: {S1}px;
  color: {theme.text}; }}
QToolButton:hover {{ background: {theme.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {theme.chosen}; }}
QToolButton:focus {{ border-color: {theme.focus}; }}
#Chip {{ border: 1px solid {theme.border}; border-radius: 11px; padding: 1px {S2}px; }}
#Chip:checked {{ background: {theme.accent}; color: {theme.accent_text}; border-color: {theme.accent}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {theme.muted}; border: 1px solid transparent;
  border-bottom: 2px solid transparent; padding: {S1}px {S2}px; margin-right: {S2}px; }}
QTabBar::tab:hover {{ color: {theme.heading}; background: {theme.hover}; }}
QTabBar::tab:selected {{ color: {theme.heading}; border-bottom-color: {theme.accent}; }}
QTabBar::tab:focus {{ border: 1px solid {theme.focus}; border-bottom: 2px solid {theme.accent}; }}
QPushButton {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border};
  border-radius: {RADIUS}px; padding: {S1}px {S3}px; }}
QPushButton:hover {{ background: {theme.hover}; }}
QPushButton:disabled {{ background: transparent; color: {theme.muted}; border-color: {theme.disabled}; }}
QPushButton:default {{ background: {theme.accent}; color: {theme.accent_text}; border-color: {theme.accent}; }}
QPushButton:focus {{ border: 2px solid {theme.focus}; padding: 3px 11px; }}
QLineEdit {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border};
  border-radius: {RADIUS}px; padding: {S1}px {S2}px; selection-background-color: {theme.selection};
  selection-color: {theme.selection_text}; placeholder-text-color: {theme.muted}; }}
QLineEdit:focus {{ border: 2px solid {theme.focus}; padding: 3px 7px; }}
QPlainTextEdit {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border};
  border-radius: {RADIUS}px; padding: 3px; selection-background-color: {theme.selection};
  selection-color: {theme.selection_text}; }}
QPlainTextEdit:focus {{ border: 2px solid {theme.focus}; padding: 2px; }}
QPlainTextEdit:disabled {{ color: {theme.muted}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QHeaderView::section {{ background: {theme.panel}; color: {theme.muted}; border: none; padding: {S1}px 3px; }}
QTreeWidget::item {{ padding: 3px; }}
QTreeWidget::item:selected {{ background: {theme.chosen}; color: {theme.heading}; }}
QTreeView, QListView {{ background: transparent; border: none; outline: none; color: {theme.text}; }}
QSplitter::handle {{ background: {theme.rule}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
PageView QScrollBar:vertical {{ background: {theme.page}; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {theme.border}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {theme.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
