"""Escape analysis for Go: which values go to the heap, why, and what to change."""

__version__ = "0.1.0"
