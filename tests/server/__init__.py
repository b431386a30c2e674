"""The language server as an editor meets it: real server processes, the real Go toolchain."""
