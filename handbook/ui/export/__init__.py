"""The dialog that exports and prints, with what it works through."""
