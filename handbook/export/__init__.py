"""The reader's notes and the handbook's chapters as files: PDF, Markdown, HTML and JSON."""
