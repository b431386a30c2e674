"""Positions, held to models that are slow and obviously right."""
