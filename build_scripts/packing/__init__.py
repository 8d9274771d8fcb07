"""Makes what readers install: the frozen program, and the packages around it."""
