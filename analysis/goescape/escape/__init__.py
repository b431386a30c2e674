"""Escape analysis: what of a function's variables and allocations may stay on the stack, and how its parameters leak
(cmd/compile/internal/escape).

    walk.py       statements, expressions, calls: the flow graph (graph.py)
    solve.py      the graph: what escapes, and leak tags (leaks.py)
    report.py     what the compiler says of it, in its order (messages.py)
    flow.py       why something escapes (trace.py), and which flow to cut (cut.py)

`analyse` takes the functions of a package as `ir.package` makes them, and the summaries of what they call elsewhere.
"""

from goescape.escape.analysis import EscapeResult, analyse

__all__ = ["EscapeResult", "analyse"]
