"""What the compiler's text tells, table by table."""
