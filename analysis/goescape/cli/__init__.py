"""The command line, ``goescape``: one module a subcommand.

Exit codes: 0 the question was answered; 1 some package could not be analysed (the others were); 2 there was
nothing to answer: a bad pattern or option, no Go files, no module, no toolchain; 130 interrupted. ``fix`` also ends
with 1 when its files could not be written.
"""

from __future__ import annotations

import click

from goescape import __version__

SUBCOMMANDS = ("check", "explain", "fix", "verify", "doctor", "server", "debug")


class _Lazy(click.Group):
    """A group that imports a subcommand's module when it is used: ``goescape server`` must start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUBCOMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"goescape.cli.{cmd_name}").command
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="goescape")
def main() -> None:
    """Escape analysis for Go: which values go to the heap, why, and what to change."""
