"""Start the bundled language server: its libraries come before anything the interpreter has of its own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "libs"))

from goescape_server import main

if __name__ == "__main__":
    main()
