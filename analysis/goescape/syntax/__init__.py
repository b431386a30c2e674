"""Go text as a syntax tree, and what stands at the places that the compiler speaks of.

In: a `Source`. Out: a `SyntaxTree` (`SyntaxTree.parse`, which never fails), and from it the whole construct
at a position the compiler printed (`locate`), what encloses a byte offset (`enclosing_function`,
`enclosing_literal`, `identifier_at`, `expression_chain`) and what the file declares (`package_facts`).
"""

from goescape.syntax.bindings import captures_of, declaration_of
from goescape.syntax.facts import FileFacts, FunctionFact, ImportFact, package_facts
from goescape.syntax.locate import locate
from goescape.syntax.scope import enclosing_function, enclosing_literal, expression_chain, identifier_at
from goescape.syntax.site import Anchor, Launch, Role, Shape, Site
from goescape.syntax.tree import SyntaxTree

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
    "captures_of",
    "declaration_of",
    "enclosing_function",
    "enclosing_literal",
    "expression_chain",
    "identifier_at",
    "locate",
    "package_facts",
]
