"""The names in a row or in the columns of a table -> the features, in order.

A feature has two names: its column's where the model was trained, and its PFA name in the document. A row uses the
first for all features or the second for all; where it mixes them, the column's name counts first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.bundle.fields import InputSpec
from scorelet.bundle.values import shown
from scorelet.errors import RowError
from scorelet.pfa.schemas import short

MOST_PROBLEMS = 100
"""A row with more of them is wrong as a whole; and to find a name that is near takes a while."""


def pointer(key: object) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return "/" + str(key)[:200].replace("~", "~0").replace("/", "~1")


class Names:
    """The names of one model's features."""

    def __init__(self, spec: InputSpec, model: str) -> None:
        self._model = model
        self._shown = [field.shown for field in spec.fields]
        of_document = {name: i for i, name in enumerate(spec.names)}
        of_training = {name: i for i, name in enumerate(self._shown)}
        self._mixed = {**of_document, **of_training}
        self._alone = [of_training, of_document]
        self._extra = spec.extra

    def order(self, names: Sequence[Any]) -> list[int]:
        """For each feature the place of its name in `names`. Raises RowError with all that is wrong with them."""
        known = set(names)
        table = next((table for table in self._alone if self._fits(table, known)), self._mixed)
        places: dict[int, int] = {}
        problems: list[tuple[str, str]] = []
        for place, name in enumerate(names):
            feature = table.get(name) if isinstance(name, str) else None
            if feature is None and self._extra:
                continue
            if len(problems) == MOST_PROBLEMS:
                break
            if feature is None:
                problems.append((pointer(name), self._unknown(name, known)))
            elif feature in places:
                problems.append((pointer(name), f"feature {short(self._shown[feature])} is given twice"))
            else:
                places[feature] = place
        if problems or len(places) < len(self._shown):
            raise RowError([*problems, *self._absent(places)])
        return [places[i] for i in range(len(self._shown))]

    def _fits(self, table: dict[str, int], known: set[Any]) -> bool:
        return table.keys() <= known if self._extra else table.keys() == known

    def _unknown(self, name: Any, given: set[Any]) -> str:
        from difflib import get_close_matches  # only an error needs it

        if not isinstance(name, str):
            return f"model {self._model!r} has no feature {shown(name)}; names of features are strings"
        near = get_close_matches(name[:100], [known for known in self._mixed if known not in given], n=1)
        meant = f"; did you mean {self._shown[self._mixed[near[0]]]!r}?" if near else ""
        return f"model {self._model!r} has no feature {short(name)}{meant}"

    def _absent(self, places: dict[int, int]) -> list[tuple[str, str]]:
        absent = [short(name) for i, name in enumerate(self._shown) if i not in places]
        if not absent:
            return []
        listed = ", ".join(absent[:8]) + (", ..." if len(absent) > 8 else "")
        what = "the feature" if len(absent) == 1 else f"{len(absent)} more features:"
        return [("", f"model {self._model!r} needs {what} {listed}")]
