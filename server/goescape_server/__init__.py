"""The goescape language server: one module a feature, thin; the analysis is in `goescape`."""

from __future__ import annotations

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the server: ``--stdio`` (the default) or ``--tcp HOST:PORT``; ``--log-file FILE``."""
    from goescape_server.start import start

    start(arguments)
