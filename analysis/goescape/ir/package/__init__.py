"""Which functions a package is compiled into, and in which order: what noder's writer and reader decide as they go.

`target.build_target` is the way in. Each function's own IR is made by `ir.lower`.
"""
