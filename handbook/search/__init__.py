"""Full-text search in a handbook, made for Danish: text analysis, index, query language, ranking, snippets. No Qt."""
