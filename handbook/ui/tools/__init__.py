"""Tools that are filled in beside the page."""
