"""Go's types, constants and objects, on demand, as go/types has them; without a toolchain, on broken code too.

`program.Program` is the way in: from a `source.PackageSource` (`loaded.LoadedPackages`, for packages on disk) and the
`sizes.SIZES` of an architecture to `results.Results`, by node id, of declarations' heads and functions' bodies
(`Program.check`, or one by one), to objects and where they are defined, and from an edit to what it makes stale
(`Program.update`). Nothing raises on a user's code: what is wrong is a problem, and of INVALID type.
"""
