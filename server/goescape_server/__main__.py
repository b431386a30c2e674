"""``python -m goescape_server``."""

from goescape_server import main

main()
