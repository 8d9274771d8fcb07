"""The reader's notes in the window: on the page, in their panel, and in the dialogs that keep them safe."""
