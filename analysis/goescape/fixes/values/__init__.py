"""What pointers lead to, and how code reads once a value is in their place."""
