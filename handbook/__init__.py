"""Innovationshåndbogen: an offline reader for handbooks written in Markdown."""

__version__ = "0.1.0"
