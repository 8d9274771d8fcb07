"""The reader's own things: what was reported as saved is there after a crash, a power cut and a new edition."""
