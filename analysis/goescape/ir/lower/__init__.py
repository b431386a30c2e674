"""From typed syntax to IR, one function at a time: what noder's writer and reader, and typecheck, do in the compiler.

`functions.build` makes a function's parameters and body; `expressions` and `statements` have a table each, from the
class of a syntax node to the rule that lowers it. Rules take a `builder.Builder`, which knows types, places, variables.
"""
