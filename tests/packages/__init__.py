"""Which files make which package, held against `go list`."""
