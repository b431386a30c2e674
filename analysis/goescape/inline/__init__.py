"""What the compiler does to calls before escape analysis: devirtualisation (and, in time, inlining)."""
