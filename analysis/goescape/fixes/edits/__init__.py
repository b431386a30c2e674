"""From candidates to texts: edits, imports, gofmt, and back to the smallest edits."""
