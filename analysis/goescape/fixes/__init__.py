"""Fixes: edits that remove heap allocations, each proven before it is offered.

In: a `scene.Scene`, which is a package, typed, with the compiler's findings. `search.search` has the finders of
`catalogue.FINDERS` look through its declarations. Out: a `model.Candidate` for each fix whose preconditions hold, and a
`Refusal` for places that come close. `trials.prove.Prover` has the compiler judge candidates on edited text, and gives
a `proof.Proof` of each.

    finders/     one module a fix
    evidence/    what code does: uses, effects, order, flow, who else can see it
    growth/      how much loops add to slices and maps
    values/      values in the place of pointers
    printing/    what calls of fmt print
    edits/       from candidates to texts and back
    trials/      proving
"""
