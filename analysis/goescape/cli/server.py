"""``goescape server``: the language server."""

from __future__ import annotations

import click


@click.command("server", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run the language server: --stdio (default), --tcp HOST:PORT, --log-file FILE."""
    from importlib import import_module

    import_module("goescape_server").main(list(arguments))
