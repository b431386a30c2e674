"""Findings in plain language: headlines, flows step by step, advice, contracts, and a page a category.

In: a `Finding` and a `Language`. Out: one line of text, or a list of them, in inline Markdown (code stands
between backquotes, nothing else is marked up). Every function is total: an operation, a kind or a name that
this package does not know is shown in the compiler's own words.
"""
