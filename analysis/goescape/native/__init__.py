"""The native engine: what the Go compiler's escape pass says of packages, without a Go toolchain.

`engine.NativeEngine` is the way in: a `Request` goes in, an `Analysis` comes out, as of the compiler engine.
"""
