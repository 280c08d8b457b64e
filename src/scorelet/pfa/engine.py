"""The running engine: state, phases, options (specification, chapter 3).

`action`, `begin`, `end` and `merge` are generated functions, put on each engine as they are: no call in
between. Several engines of one image share what the document shares, and its constants.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn

from scorelet.errors import PfaInputError, PfaTimeoutError, UsageError
from scorelet.pfa import values
from scorelet.pfa.image import Image, StateSpec, type_of
from scorelet.pfa.state import Cell, Pool, SharedCell, SharedPool
from scorelet.pfa.types import Type

if TYPE_CHECKING:
    from random import Random

    from scorelet.pfa.nodes import Document

States = Mapping[str, Mapping[str, Any]]
"""Cells and pools that change: kind -> name -> Cell or Pool."""


def _ignore(*_: Any) -> None:
    return None


def _no_merge(*_: Any) -> NoReturn:
    raise UsageError("merge is for documents with method 'fold' only")


class Engine:
    """One scoring engine.

    begin()          run the begin routine
    action(datum)    score one datum: plain Python in and out. method map: the result; emit: None, results go
                     to `emit`; fold: the new tally
    end()            run the end routine
    merge(a, b)      fold only: merge two tallies; the result becomes the tally and is returned
    emit             a callable, given each emitted value (default: they are dropped)
    log              a callable, given the list of logged values and their namespace or None

    A record is a dict, or the tuple of its values in the order of its fields. Unions are accepted tagged
    ({"double": 1.5}) or, where unambiguous, untagged, and returned tagged. A failed action raises a PfaExecutionError
    (or PfaInputError) and leaves the engine usable.
    """

    begin: Callable[[], None]
    action: Callable[[Any], Any]
    end: Callable[[], None]
    merge: Callable[[Any, Any], Any]

    def __init__(self, image: Image, states: States, instance: int) -> None:
        self.image = image
        self.state = states
        self.instance = instance
        self.emit: Callable[[Any], Any] = _ignore
        self.log: Callable[[list[Any], str | None], Any] = _ignore
        self.actions_started = 0
        self.actions_finished = 0
        self.tally_value = image.zero
        self.deadline = 0.0
        self.timeout: int | None = None
        self._random: Random | None = None
        self.begin, self.action, self.end, self.merge = image.functions()(self)
        if image.method != "fold":
            self.merge = _no_merge

    # ----------------------------------------------------------------------------- what it is made of

    @property
    def input_type(self) -> Type:
        return type_of(self.image.input)

    @property
    def output_type(self) -> Type:
        return type_of(self.image.output)

    @property
    def document(self) -> Document:
        """The document as read; not kept, since scoring does not need it."""
        from scorelet.pfa.compiler import document_of

        return document_of(self.image)

    @property
    def code(self) -> str:
        """The generated Python, as text for people."""
        from scorelet.pfa.show import code_of

        return code_of(self.image)

    # ----------------------------------------------------------------------------- state

    @property
    def tally(self) -> Any:
        """The tally of a fold engine, as a plain Python value."""
        return None if self.image.method != "fold" else values.encoder(self.output_type)(self.tally_value)

    @tally.setter
    def tally(self, value: Any) -> None:
        try:
            self.tally_value = values.decoder(self.output_type)(value)
        except values.Mismatch as mismatch:
            raise mismatch.translated(PfaInputError, "$") from None

    def cells(self) -> dict[str, Any]:
        """The values of all cells at this point, as plain Python."""
        return self._values("cell", self.state["cell"], self.image.cells)

    def pools(self) -> dict[str, dict[str, Any]]:
        """The items of all pools at this point, as plain Python."""
        return self._values("pool", self.state["pool"], self.image.pools)

    def _values(self, kind: str, states: Mapping[str, Any], specs: Mapping[str, StateSpec]) -> dict[str, Any]:
        from scorelet.pfa.compiler import constant_values

        found: dict[str, Any] = constant_values(self.image, kind)
        for name, state in states.items():
            encode = values.encoder(type_of(specs[name].schema))
            if isinstance(state, Pool):
                found[name] = {item: encode(value) for item, value in dict(state.items).items()}
            else:
                found[name] = encode(state.value)
        return found

    def snapshot(self) -> dict[str, Any]:
        """The document with the present values as its init: an engine from it starts where this one is."""
        document: dict[str, Any] = json.loads(self.image.document)
        if self.image.side_files:
            from scorelet.pfa.compiler import constant_values

            for kind in ("cell", "pool"):
                for name, init in constant_values(self.image, kind, as_json=True, outside=True).items():
                    document[f"{kind}s"][name] |= {"init": init, "source": "embedded"}
        for kind, specs in (("cell", self.image.cells), ("pool", self.image.pools)):
            for name, spec in specs.items():
                encode = values.encoder(type_of(spec.schema), json=True)
                state = self.state[kind][name]
                now = encode(state.value) if kind == "cell" else {k: encode(v) for k, v in dict(state.items).items()}
                document[f"{kind}s"][name] |= {"init": now, "source": "embedded"}
        return document

    # ----------------------------------------------------------------------------- what generated code uses

    def finished(self) -> None:
        self.actions_finished += 1

    def start_clock(self, routine: str) -> None:
        self.timeout = self.image.timeouts.get(routine)
        self.deadline = float("inf") if self.timeout is None else monotonic() + self.timeout / 1000

    def time_is_over(self) -> None:
        raise PfaTimeoutError(self.timeout or 0)

    @property
    def random(self) -> Random:
        """The engine's own random numbers: the same for the same randseed and instance."""
        if self._random is None:
            from random import Random

            seed = self.image.seed
            self._random = Random() if seed is None else Random(f"{seed} {self.instance}")
        return self._random


def engines(image: Image, count: int) -> list[Engine]:
    """`count` engines of one document, numbered from 0, sharing the cells and pools it shares."""
    shared = _states(image, shared=True)
    found = []
    for instance in range(count):
        own = _states(image, shared=False)
        states = {kind: {**own[kind], **shared[kind]} for kind in ("cell", "pool")}
        found.append(Engine(image, states, instance))
    return found


def _states(image: Image, *, shared: bool) -> dict[str, dict[str, Any]]:
    """New cells and pools for those that are (or are not) shared."""
    cell, pool = (SharedCell, SharedPool) if shared else (Cell, Pool)
    return {
        "cell": {name: cell(spec.first) for name, spec in image.cells.items() if spec.shared == shared},
        "pool": {name: pool(spec.first) for name, spec in image.pools.items() if spec.shared == shared},
    }
