"""What is asked of a loaded model: to be converted, and to answer rows. Everything that goes in and out is JSON.

A model that is an object of the caller's own process is asked by `Served`; one in a file by `answered`, which
`reading.child` calls in the process that has loaded it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from time import perf_counter
from typing import TYPE_CHECKING, Any

from scorelet.convert.as_it_is import taken_as_it_is
from scorelet.convert.converted import Converted, Field
from scorelet.convert.original import answers, as_given, asked
from scorelet.convert.path import converted_from
from scorelet.convert.reading.served import QUESTIONS
from scorelet.errors import NotConvertibleError

if TYPE_CHECKING:
    from scorelet.convert.reading.load import Loaded

Json = dict[str, Any]


class Served:
    """One loaded model, and how it was converted last: rows are answered in that form."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._form: Converted | None = None
        self._blobs: dict[str, bytes] = {}

    def answer(self, do: str, request: Json) -> Json:
        """The answer to one of QUESTIONS: the method of that name says what it takes and gives."""
        question: Callable[[Json], Json] = getattr(self, QUESTIONS[QUESTIONS.index(do)])
        return question(request)

    def convert(self, request: Json) -> Json:
        """{"name", "outputs"} -> {"converted", "tables": their sizes}, or {"refused", "estimator"}."""
        try:
            found = converted_from(self.model, request["name"], tuple(request["outputs"]))
        except NotConvertibleError as error:
            return {"refused": error.message, "estimator": error.estimator}
        return self._taken(found)

    def take(self, request: Json) -> Json:
        """{"sketch": of sample rows, "outputs"} -> the same without a document, for a model packed as it is."""
        return self._taken(taken_as_it_is(self.model, request["sketch"], tuple(request["outputs"])))

    def _taken(self, found: Converted) -> Json:
        self._form = found
        self._blobs.update(found.tables)
        return {"converted": json_of(found), "tables": {name: len(table) for name, table in found.tables.items()}}

    def pickle(self, request: Json) -> Json:
        """{} -> {"size"} of the model as a pickle, which is then there as model.pkl."""
        import pickle

        self._blobs["model.pkl"] = pickle.dumps(self.model)
        return {"size": len(self._blobs["model.pkl"])}

    def piece(self, request: Json) -> Json:
        """{"name", "start", "size"} -> {"piece": some bytes of a table or of the pickle}."""
        start, size = request["start"], request["size"]
        return {"piece": base64.b64encode(self._blobs[request["name"]][start : start + size]).decode("ascii")}

    def describe(self, request: Json) -> Json:
        """{} -> {"words": the model in a few words}."""
        return {"words": in_few_words(self.model)}

    def answers(self, request: Json) -> Json:
        """{"rows"} -> {"answers": one by output for each row, or {"refused": why}}."""
        with in_one_thread():
            found = answers(self.model, self._converted(), request["rows"])
        return {"answers": [_said(one) for one in found]}

    def time(self, request: Json) -> Json:
        """{"rows", "seconds"} -> {"seconds": the median time of one call with one row}, as its users call it."""
        converted = self._converted()
        name = "probabilities" if "probabilities" in converted.outputs else converted.outputs[0]
        call = asked(self.model, name)
        given = [as_given(converted, [row]) for row in request["rows"]]
        return {"seconds": median_of_calls(lambda i: call(self.model, given[i % len(given)]), request["seconds"])}

    def _converted(self) -> Converted:
        if self._form is None:
            raise NotConvertibleError("rows are asked of a model that was not converted yet")
        return self._form


@contextmanager
def in_one_thread() -> Iterator[None]:
    """What the libraries do by joblib they do in order: threads would add up a forest's trees in any."""
    try:
        from joblib import parallel_config
    except ImportError:
        yield
        return
    with parallel_config(backend="sequential"):
        yield


def median_of_calls(call: Callable[[int], object], budget: float, least: int = 5, most: int = 100_000) -> float:
    """The median time of `call(i)` in seconds, of as many calls as fit into `budget` seconds, after one untimed."""
    call(0)
    times: list[float] = []
    end = perf_counter() + budget
    while len(times) < least or (perf_counter() < end and len(times) < most):
        start = perf_counter()
        call(len(times))
        times.append(perf_counter() - start)
    return sorted(times)[len(times) // 2]


def in_few_words(model: Any) -> str:
    """Its class, with those of its steps or of what it was made around."""
    name = type(model).__name__
    steps = (
        [step for _, step in model.steps] if name in ("Pipeline", "FeatureUnion") and hasattr(model, "steps") else []
    )
    inner = getattr(model, "best_estimator_", None)
    parts = steps or ([] if inner is None else [inner])
    inside = ", ".join(part if isinstance(part, str) else in_few_words(part) for part in parts if part is not None)
    return f"{name}({inside})"[:200] if inside else name


def _said(answer: Any) -> Json:
    if isinstance(answer, Exception):
        return {"refused": f"{type(answer).__name__}: {answer}"[:500]}
    return {"answer": {name: _plain(value) for name, value in answer.items()}}


def _plain(value: Any) -> Any:
    """Scalars and arrays of NumPy, which a list of Python may hold, as Python's own."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


# --------------------------------------------------------------------------------------------- as JSON


def json_of(converted: Converted) -> Json:
    """A conversion as JSON, but for its tables."""
    found = {name: getattr(converted, name) for name in Converted.__dataclass_fields__ if name != "tables"}
    fields = [{**asdict(field), "thresholds": sorted(field.thresholds)} for field in converted.fields]
    return {**found, "fields": fields}


def converted_of(json: Mapping[str, Any], tables: dict[str, bytes]) -> Converted:
    """The conversion of its JSON."""
    fields = tuple(Field(**{**_tuples(field), "thresholds": set(field["thresholds"])}) for field in json["fields"])
    return Converted(**{**_tuples(json), "fields": fields, "tables": tables})


def _tuples(json: Mapping[str, Any]) -> Json:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in json.items()}


# --------------------------------------------------------------------------------------------- in the reading process

_served: list[tuple[Loaded, Served]] = []
"""The model of this process."""


def _of(loaded: Loaded) -> Served:
    if not _served or _served[0][0] is not loaded:
        _served[:] = [(loaded, Served(loaded.model))]
    return _served[0][1]


def answered(loaded: Loaded, request: Json) -> Json:
    """The answer to any of QUESTIONS, in the reading process."""
    return _of(loaded).answer(request["do"], request)
