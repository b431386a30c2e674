"""The IR: typed, desugared functions, as the compiler has them when escape analysis starts.

`package.target.build_target` makes those of a package; `passes.prepare` brings them into the shape that escape analysis
expects.
"""
