"""The embedded data of a document's cells and pools, decoded when it is asked for.

What a specialiser turns into code or flat arrays is read straight from the JSON and never becomes a second
tree of Python objects; everything else is decoded (and so checked) before an engine starts. Tables from Avro files
are canonical values from the first: they have no JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scorelet.errors import PfaError, PfaSemanticError
from scorelet.pfa import typed as t
from scorelet.pfa.nodes import State
from scorelet.pfa.sources import Source
from scorelet.pfa.types import Map, Type
from scorelet.pfa.values import Mismatch, decoder

Key = tuple[str, str]
"""("cell" or "pool", name)."""


class Data:
    """The initial values of all cells and pools of one document."""

    def __init__(self, typed: t.TypedDocument, source: Source) -> None:
        document = typed.document
        self._source = source
        self._states: dict[Key, State] = {("cell", name): state for name, state in document.cells.items()}
        self._states |= {("pool", name): state for name, state in document.pools.items()}
        self._raw: dict[Key, Any] = {}
        self._values: dict[Key, Any] = {}
        self._taken: set[Key] = set()
        self.constants = frozenset(key for key, state in self._states.items() if typed.constant(state, key[0]))

    def __iter__(self) -> Iterator[Key]:
        return iter(self._states)

    def state(self, key: Key) -> State:
        return self._states[key]

    def type(self, key: Key) -> Type:
        """The type of the cell, or of the pool as a whole (a map of its items)."""
        kind = self._states[key].type
        return kind if key[0] == "cell" else Map(kind)

    def is_table(self, key: Key) -> bool:
        """Whether the data comes from an Avro file, as a canonical value: there is no JSON of it."""
        return self._states[key].source == "avro"

    def raw(self, key: Key) -> Any:
        """The embedded JSON, wherever it comes from; of a table its value."""
        if self.is_table(key):
            return self.value(key)
        if key not in self._raw:
            state = self._states[key]
            embedded = state.source == "embedded"
            self._raw[key] = state.init if embedded else self._source.side_file(state.init, self.place(key))
        return self._raw[key]

    def place(self, key: Key) -> str:
        return f"{self._states[key].at}.init"

    def value(self, key: Key) -> Any:
        """The canonical value. Raises PfaSemanticError with the place of what does not fit the type."""
        if key not in self._values:
            kind, place = self.type(key), self.place(key)
            self._values[key] = (
                self._source.table(self._states[key].init, kind, place)
                if self.is_table(key)
                else self.decoded(kind, self.raw(key), place)
            )
        return self._values[key]

    def decoded(self, kind: Type, json: Any, place: str) -> Any:
        try:
            return decoder(kind, embedded=True)(json)
        except Mismatch as mismatch:
            raise self._error(mismatch, place) from None
        except RecursionError:
            raise PfaSemanticError("the data nests too deeply", place) from None

    @staticmethod
    def _error(mismatch: Mismatch, place: str) -> PfaError:
        return mismatch.translated(PfaSemanticError, place)

    def take(self, key: Key) -> None:
        """A specialiser has read and checked the raw data itself."""
        self._taken.add(key)

    def check_rest(self) -> None:
        """Decode what nobody has asked for: data that does not fit its type is an error, used or not."""
        for key in self._states:
            if key not in self._taken:
                self.value(key)
