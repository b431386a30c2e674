"""Go text as a syntax tree, and what stands at the places that the compiler speaks of.

In: a `Source`. Out: a `SyntaxTree` (`SyntaxTree.parse`, which never fails), and from it the whole construct
at a position the compiler printed (`locate`), what encloses a byte offset (`enclosing_function`,
`enclosing_literal`, `identifier_at`, `expression_chain`), what the file declares (`package_facts`, `type_table`)
and the type of an expression where declarations tell it (`type_of`).

For the checker, text goes another way: `document.parse` makes a `GoFile` of a `Source`, never fails either, and yields
`Declaration`s, whose heads and bodies are lowered into `nodes` on demand.
"""

from goescape.syntax.bindings import captures_of, declaration_of
from goescape.syntax.directives import directive_names
from goescape.syntax.facts import FileFacts, FunctionFact, ImportFact, package_facts
from goescape.syntax.infer import type_of, type_of_operand, untyped_variables
from goescape.syntax.locate import locate
from goescape.syntax.results import all_result_names, result_names
from goescape.syntax.scope import enclosing_function, enclosing_literal, expression_chain, identifier_at
from goescape.syntax.site import Anchor, Launch, Role, Shape, Site
from goescape.syntax.tree import SyntaxTree
from goescape.syntax.typetable import TypeTable, type_table
from goescape.syntax.written import Type, WrittenType, named

__all__ = [
    "Anchor",
    "FileFacts",
    "FunctionFact",
    "ImportFact",
    "Launch",
    "Role",
    "Shape",
    "Site",
    "SyntaxTree",
    "Type",
    "TypeTable",
    "WrittenType",
    "all_result_names",
    "captures_of",
    "declaration_of",
    "directive_names",
    "enclosing_function",
    "enclosing_literal",
    "expression_chain",
    "identifier_at",
    "locate",
    "named",
    "package_facts",
    "result_names",
    "type_of",
    "type_of_operand",
    "type_table",
    "untyped_variables",
]
