"""The reading view: a chapter tree set as a page."""
