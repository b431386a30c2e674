"""What calls of fmt print, and what else would."""
