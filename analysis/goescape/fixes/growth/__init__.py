"""How much a slice or a map grows in a loop, and who can see how it began."""
