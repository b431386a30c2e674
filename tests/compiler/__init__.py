"""The Go toolchain as an engine: finding it, running it, and what becomes of its words."""
