"""The IR as text, exactly as the compiler's printer has it (cmd/compile/internal/ir/fmt.go, types/fmt.go).

In: a node, type or function, and the package that is compiled, whose names stand without qualifier. Out: what a message
says of it. This is no Go: conversions that are not in the text are left out, literals lose their elements, and some
nodes have no text at all (``<node DYNAMICTYPE>``).
"""

from __future__ import annotations

from goescape.ir import ops
from goescape.ir.nodes import Expr, ExprStmt, Func, Node
from goescape.ir.printing.expressions import Expressions
from goescape.ir.printing.names import function_package, qualified
from goescape.ir.printing.operators import PRECEDENCE, STATEMENT
from goescape.ir.printing.statements import statement_text
from goescape.ir.printing.typetext import written_type
from goescape.types.model import Package, Type


def text(node: Node | None, package: Package) -> str:
    """An expression or statement."""
    printer = Expressions(package)
    if isinstance(node, ExprStmt):
        node = node.x
    if node is None or isinstance(node, Expr):
        return printer.expr(node)
    if PRECEDENCE[node.op] == STATEMENT or node.op == ops.OSEND:
        return statement_text(printer, node)
    return printer.unknown(node)


def type_text(t: Type, package: Package) -> str:
    """A type."""
    return written_type(t, package)


def function_text(func: Func, package: Package) -> str:
    """A function's name."""
    return qualified(func.name, function_package(func), package)
