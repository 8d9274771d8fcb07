"""A handbook on disk → typed objects: manifest, summary, chapter trees, check. No Qt, no network, nothing written."""
