"""Go's grammar, by recursive descent: from the text of a declaration to its nodes.

In: the text of a declaration, of a function's without its body (`read_declaration`), or of a body alone
(`read_block`). Out: a draft of its node, and `Problem`s. Where the text is Go the nodes are go/parser's; where it is
not, every statement and field that is whole is kept.
"""

from goescape.syntax.grammar.declarations import function_name, read_block, read_declaration

__all__ = ["function_name", "read_block", "read_declaration"]
