"""What the installers for Windows are made of, and what both of them need."""
