"""Rows in, predictions out: what people call.

    predictor = Predictor.of(PackedModel.read("iris.scorelet"))
    predictor.predict({"sepal_length": 5.1, ...})      one prediction
    predictor.predict([5.1, 3.5, 1.4, 0.2])            one prediction
    predictor.predict([[5.1, 3.5, 1.4, 0.2], ...])     a list of predictions
    predictor.predict(frame)                           a list of predictions, one per row of a DataFrame

One row or many, and rows of what, is told by shape (`shapes.rows_of`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scorelet.bundle.engines import Facts, facts_of
from scorelet.bundle.rows import RowReader
from scorelet.bundle.shapes import rows_of
from scorelet.bundle.untagged import untagger
from scorelet.errors import PfaInputError, RowError

if TYPE_CHECKING:
    from scorelet.bundle.images import Images
    from scorelet.bundle.manifest import Manifest
    from scorelet.bundle.packed import PackedModel, Scorer


class Predictor:
    """A packed model that was built.

    predict(data)  a prediction, or a list of them
    score(row)     the prediction of one row: a mapping, a list or tuple of values, or a text

    A prediction is plain Python: a label or number, a list, or a dict by output; unions are untagged. Both raise
    RowError with all that is wrong with the row, its places within `data`; and PfaExecutionError when the model
    itself refuses a row.
    """

    def __init__(self, manifest: Manifest, engine: Scorer, *, name: str = "") -> None:
        """`name` is what errors call the model; by default as it was packed."""
        self.manifest = manifest
        self.engine = engine
        self.name = name or manifest.name
        self.reader = RowReader(manifest.input, self.name)
        # The quick way counts on an engine that refuses what does not have its type; only documents do.
        self._quick = self.reader.quick if manifest.kind == "pfa" else _never
        self._action: Callable[[Any], Any] = engine.action
        self._untag = untagger(manifest.output_type) if manifest.kind == "pfa" else None

    @staticmethod
    def of(packed: PackedModel, *, trust: bool = False, images: Images | None = None, name: str = "") -> Predictor:
        """Builds the engine: see `PackedModel.engine`."""
        return Predictor(packed.manifest, packed.engine(trust=trust, images=images), name=name)

    @property
    def facts(self) -> Facts:
        """What is known of the engine."""
        return facts_of(self.engine, self.manifest.kind)

    def predict(self, data: Any) -> Any:
        if type(data) is dict:
            return self.score(data)
        many, rows = rows_of(data, self.reader)
        if not many:
            return self.score(rows[0])
        predictions = []
        for row in rows:
            try:
                predictions.append(self.score(row))
            except RowError as error:
                raise error.within(f"/{len(predictions)}") from None
        return predictions

    def score(self, row: Any) -> Any:
        datum = self._quick(row)
        try:
            prediction = self._action(self.reader.thorough(row) if datum is None else datum)
        except PfaInputError:
            prediction = self._second_try(row)
        return prediction if self._untag is None else self._untag(prediction)

    def _second_try(self, row: Any) -> Any:
        """The engine refused what passed the quick way: look at every value."""
        datum = self.reader.thorough(row)
        try:
            return self._action(datum)
        except PfaInputError as error:
            said = error.message if error.place in (None, "$") else str(error)
            raise RowError([("", f"model {self.name!r} refuses the row: {said}")]) from None


def _never(row: Any) -> None:
    return None
