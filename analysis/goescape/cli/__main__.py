"""``python -m goescape.cli``."""

from goescape.cli import main

main()
