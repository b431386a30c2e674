"""``python -m goescape``."""

from goescape.cli import main

main()
