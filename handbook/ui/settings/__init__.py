"""What the reader chooses about the page."""
