"""The search panel: words in, sections out."""
