"""Fixes: edits that remove heap allocations, each proven before it is offered.

`search.search` looks through a package, typed and with the compiler's findings, for `Candidate`s, and says of places
that come close why they are none (`Refusal`). `apply.applied` makes the texts of candidates; `prove` has the compiler
judge them. One module a fix; `catalogue.FINDERS` is the table.
"""
