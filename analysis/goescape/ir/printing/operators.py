"""How operations are written, and how tightly they bind (cmd/compile/internal/ir/fmt.go: OpNames, OpPrec)."""

from __future__ import annotations

from typing import Final

from goescape.ir import ops

SPELLING: Final = {
    ops.OADDR: "&", ops.OADD: "+", ops.OADDSTR: "+", ops.OANDAND: "&&", ops.OANDNOT: "&^", ops.OAND: "&",
    ops.OAPPEND: "append", ops.OAS: "=", ops.OAS2: "=", ops.OBITNOT: "^", ops.OBREAK: "break", ops.OCAP: "cap",
    ops.OCASE: "case", ops.OCLEAR: "clear", ops.OCLOSE: "close", ops.OCOMPLEX: "complex", ops.OCONTINUE: "continue",
    ops.OCOPY: "copy", ops.ODEFER: "defer", ops.ODELETE: "delete", ops.ODEREF: "*", ops.ODIV: "/", ops.OEQ: "==",
    ops.OFALL: "fallthrough", ops.OFOR: "for", ops.OGE: ">=", ops.OGOTO: "goto", ops.OGT: ">", ops.OIF: "if",
    ops.OIMAG: "imag", ops.OINLMARK: "inlmark", ops.OLE: "<=", ops.OLEN: "len", ops.OLSH: "<<", ops.OLT: "<",
    ops.OMAX: "max", ops.OMIN: "min", ops.OMOD: "%", ops.OMUL: "*", ops.ONE: "!=", ops.ONEG: "-", ops.ONEW: "new",
    ops.ONOT: "!", ops.OOR: "|", ops.OOROR: "||", ops.OPANIC: "panic", ops.OPLUS: "+", ops.OPRINT: "print",
    ops.OPRINTLN: "println", ops.ORANGE: "range", ops.OREAL: "real", ops.ORECOVER: "recover", ops.ORECV: "<-",
    ops.ORETURN: "return", ops.ORSH: ">>", ops.OSELECT: "select", ops.OSEND: "<-", ops.OSUB: "-",
    ops.OSWITCH: "switch", ops.OUNSAFEADD: "unsafe.Add", ops.OUNSAFESLICE: "unsafe.Slice",
    ops.OUNSAFESLICEDATA: "unsafe.SliceData", ops.OUNSAFESTRING: "unsafe.String",
    ops.OUNSAFESTRINGDATA: "unsafe.StringData", ops.OXOR: "^",
}  # fmt: skip

STATEMENT: Final = -1
OPERAND: Final = 8
UNARY: Final = 7

_LEVELS: Final = {
    OPERAND: (
        ops.OAPPEND, ops.OARRAYLIT, ops.OBYTES2STR, ops.OCALLFUNC, ops.OCALLINTER, ops.OCALLMETH, ops.OCAP, ops.OCLEAR,
        ops.OCLOSE, ops.OCOMPLIT, ops.OCONV, ops.OCONVIFACE, ops.OCONVNOP, ops.OCOPY, ops.ODELETE, ops.ODOT,
        ops.ODOTINTER, ops.ODOTMETH, ops.ODOTPTR, ops.ODOTTYPE, ops.ODOTTYPE2, ops.OGETG, ops.OINDEX, ops.OINDEXMAP,
        ops.OLEN, ops.OLITERAL, ops.OMAKESLICE, ops.OMAPLIT, ops.OMAX, ops.OMETHEXPR, ops.OMETHVALUE, ops.OMIN,
        ops.ONAME, ops.ONEW, ops.ONIL, ops.OPANIC, ops.OPAREN, ops.OPRINT, ops.OPRINTLN, ops.ORUNES2STR, ops.ORUNESTR,
        ops.OSLICE, ops.OSLICE2ARR, ops.OSLICE2ARRPTR, ops.OSLICE3, ops.OSLICE3ARR, ops.OSLICEARR, ops.OSLICELIT,
        ops.OSLICESTR, ops.OSTR2BYTES, ops.OSTR2RUNES, ops.OSTRUCTLIT, ops.OTYPE, ops.OUNSAFEADD, ops.OUNSAFESLICE,
        ops.OUNSAFESLICEDATA, ops.OUNSAFESTRING, ops.OUNSAFESTRINGDATA, ops.OXDOT,
    ),
    UNARY: (ops.OADDR, ops.OBITNOT, ops.ODEREF, ops.ONEG, ops.ONOT, ops.OPLUS, ops.ORECV),
    6: (ops.OAND, ops.OANDNOT, ops.ODIV, ops.OLSH, ops.OMOD, ops.OMUL, ops.ORSH),
    5: (ops.OADD, ops.OOR, ops.OSUB, ops.OXOR),
    4: (ops.OEQ, ops.OGE, ops.OGT, ops.OLE, ops.OLT, ops.ONE),
    3: (ops.OSEND,),
    2: (ops.OANDAND,),
    1: (ops.OOROR,),
    STATEMENT: (
        ops.OAS, ops.OAS2, ops.OAS2DOTTYPE, ops.OAS2FUNC, ops.OAS2MAPR, ops.OAS2RECV, ops.OASOP, ops.OBLOCK,
        ops.OBREAK, ops.OCASE, ops.OCONTINUE, ops.ODCL, ops.ODEFER, ops.OFALL, ops.OFOR, ops.OGO, ops.OGOTO, ops.OIF,
        ops.OLABEL, ops.ORANGE, ops.ORETURN, ops.OSELECT, ops.OSWITCH,
    ),
}  # fmt: skip
"""By precedence. What is not here, such as a chain of concatenations or a function literal, has none (0): it stands in
parentheses wherever precedence matters."""


def _by_operation() -> tuple[int, ...]:
    found = [0] * len(ops.NAMES)
    for level, operations in _LEVELS.items():
        for op in operations:
            found[op] = level
    return tuple(found)


PRECEDENCE: Final = _by_operation()
"""By operation."""


def spelled(op: int) -> str:
    """An operation as in Go, or else its name."""
    return SPELLING.get(op) or ops.NAMES[op][1:]
