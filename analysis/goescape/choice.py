"""Which engine is asked: the compiler, the native one, or the native one until the compiler has spoken.

The setting ``engine`` says whose word is wanted, trust in the workspace whether anything may be run, and the machine
whether there is a toolchain.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from goescape.compiler.engine import CompilerEngine
from goescape.compiler.request import BuildOptions
from goescape.compiler.store import Store
from goescape.compiler.toolchain import ToolchainError, find_toolchain
from goescape.predictions import Predictions
from goescape.settings import EngineChoice, Settings
from goescape.status import State, Status

OFF = Status(State.OFF, "goescape is switched off (goescape.enable)")
UNTRUSTED = "this workspace is not trusted, so nothing is run; trust it to have the compiler asked"
PREDICTED = (
    "this workspace is not trusted, so nothing is run: what is shown is predicted; "
    "trust it to have the compiler confirm it"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked: the `compiler` unless it is None, and, where `predicts`, the native engine.

    Where there is no compiler to ask, `silence` says why if all is as it should be, and `refusal` if the user
    must know.
    """

    compiler: CompilerEngine | None = None
    predicts: bool = False
    silence: str = ""
    refusal: Status | None = None


class Chooser:
    """Chooses, and finds the toolchain at first need. `latest` is what was chosen last."""

    def __init__(self, store: Store) -> None:
        self.latest = Choice()
        self._store = store
        self._compiler: CompilerEngine | None = None
        self._finding = asyncio.Lock()

    def forget(self) -> None:
        """Find the toolchain anew when it is needed next."""
        self._compiler = None
        self.latest = Choice()

    async def choose(self, settings: Settings, trusted: bool) -> Choice:
        """Who is asked, as things are now."""
        self.latest = await self._choose(settings, trusted)
        return self.latest

    async def _choose(self, settings: Settings, trusted: bool) -> Choice:
        if not settings.enable:
            return Choice(refusal=OFF)
        if settings.engine is EngineChoice.NATIVE:
            return Choice(predicts=True)
        if not trusted:
            if settings.engine is EngineChoice.COMPILER:
                return Choice(refusal=Status(State.OFF, UNTRUSTED))
            return Choice(predicts=True, silence=PREDICTED)
        try:
            compiler = await self._found(settings.go_binary)
        except ToolchainError as error:
            if settings.engine is EngineChoice.AUTO and not settings.go_binary:
                return Choice(predicts=True, silence=str(error))
            return Choice(predicts=_predicts_beside(settings), refusal=Status(State.ERROR, str(error)))
        return Choice(compiler, predicts=_predicts_beside(settings))

    async def _found(self, binary: str) -> CompilerEngine:
        async with self._finding:
            if self._compiler is None:
                self._compiler = CompilerEngine(await find_toolchain(binary), self._store)
            return self._compiler


def _predicts_beside(settings: Settings) -> bool:
    """Whether there are predictions although the compiler is to have the last word."""
    return settings.engine is EngineChoice.AUTO and Predictions.are_worth_it(BuildOptions.of(settings))
