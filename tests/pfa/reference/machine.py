"""A slow, obviously right engine for checked documents: what the generated code is compared with.

It interprets the typed tree and knows nothing of how that is lowered to Python. What it shares with the real
engine are values (decoding, encoding, conversion), binary formats and the library functions themselves, which
have tests of their own.
"""

from __future__ import annotations

from random import Random
from typing import Any

from scorelet.errors import PfaInputError
from scorelet.pfa import typed as t
from scorelet.pfa import values
from scorelet.pfa.types import Map, Type
from tests.pfa.reference.evaluate import Env, evaluate


class TooLong(Exception):
    """The document does more than is worth waiting for; nothing is said about it."""


class Machine:
    def __init__(self, document: t.TypedDocument, *, steps: int = 20_000, size: int = 5_000) -> None:
        self.typed = document
        self.document = document.document
        self.steps = steps
        self.size = size
        self.emitted: list[Any] = []
        self.logs: list[tuple[list[Any], str | None]] = []
        self.started = 0
        self.finished = 0
        self.timeout = None
        self.random = Random(f"{self.document.randseed} 0")
        self.zero = self.document.zero
        self.tally = values.decoder(self.document.output, embedded=True)(self.zero) if self.folds else None
        self.state = {
            "cell": {name: _decoded(cell.type, cell.init) for name, cell in self.document.cells.items()},
            "pool": {name: _decoded(Map(pool.type), pool.init) for name, pool in self.document.pools.items()},
        }

    @property
    def folds(self) -> bool:
        return self.document.method == "fold"

    # --------------------------------------------------------------------------------- the routines

    def begin(self) -> None:
        evaluate(self, self.typed.begin, self.predefined())

    def action(self, datum: Any) -> Any:
        before = {kind: dict(states) for kind, states in self.state.items()}
        self.started += 1
        try:
            value = evaluate(
                self, self.typed.action, {**self.predefined(), **self.counts(), "input": self.input(datum)}
            )
        except Exception:
            self.roll_back(before)
            raise
        self.finished += 1
        return None if self.document.method == "emit" else self.result(value)

    def end(self) -> None:
        evaluate(self, self.typed.end, {**self.predefined(), **self.counts()})

    def merge(self, one: Any, two: Any) -> Any:
        decode = values.decoder(self.document.output)
        tallies = {"tallyOne": decode(one), "tallyTwo": decode(two)}
        return self.result(evaluate(self, self.typed.merge, {**self.predefined(), **tallies}))

    def result(self, value: Any) -> Any:
        if self.folds:
            self.tally = value
        return values.encoder(self.document.output)(value)

    def input(self, datum: Any) -> Any:
        try:
            return values.decoder(self.document.input)(datum)
        except values.Mismatch as mismatch:
            raise mismatch.translated(PfaInputError, "$") from None

    def predefined(self) -> Env:
        document = self.document
        symbols = {"name": document.name, "instance": 0, "metadata": dict(document.metadata)}
        return {**symbols, "version": document.version}

    def counts(self) -> Env:
        return {"actionsStarted": self.started, "actionsFinished": self.finished, "tally": self.tally}

    def roll_back(self, before: dict[str, dict[str, Any]]) -> None:
        for kind, states in (("cell", self.document.cells), ("pool", self.document.pools)):
            for name, declared in states.items():
                if declared.rollback:
                    self.state[kind][name] = before[kind][name]

    def call(self, name: str, args: list[Any]) -> Any:
        """A call of a user function, which sees its parameters only."""
        function = self.typed.functions[name]
        return evaluate(self, function.body, dict(zip((param for param, _ in function.params), args, strict=True)))

    # ------------------------------------------------------------------------------- what is left

    def cells(self) -> dict[str, Any]:
        cells = self.document.cells
        return {name: values.encoder(cell.type)(self.state["cell"][name]) for name, cell in cells.items()}

    def pools(self) -> dict[str, Any]:
        pools = self.document.pools
        return {name: values.encoder(Map(pool.type))(self.state["pool"][name]) for name, pool in pools.items()}

    def tally_shown(self) -> Any:
        return values.encoder(self.document.output)(self.tally) if self.folds else None

    # ----------------------------------------------------------------------------------- patience

    def step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise TooLong

    def sized(self, value: Any) -> None:
        if isinstance(value, str | bytes | list | dict) and len(value) > self.size:
            raise TooLong


def _decoded(kind: Type, json: Any) -> Any:
    return values.decoder(kind, embedded=True)(json)
