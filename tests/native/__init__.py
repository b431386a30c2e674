"""The native engine as a whole: against the compiler, without it, on broken code, and what it recomputes."""
