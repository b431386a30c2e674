"""Proving: the compiler tries the edited text, and what it says before and after is compared."""
