"""What code does, as far as syntax and types tell; all answers are on the safe side."""
