"""One request on its way to its answer: what a dialect is given, and what is observed of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.bundle.shapes import rows_of
from scorelet.errors import PfaError, PfaTimeoutError, RequestError, RowError
from scorelet.runtime.problems import SHOWN, unfit_rows

if TYPE_CHECKING:
    from scorelet.runtime.app import App
    from scorelet.runtime.features.client.client import Client
    from scorelet.runtime.features.function import FeatureFunction
    from scorelet.runtime.messages import Request
    from scorelet.runtime.served import Served


class Answers(NamedTuple):
    """What a model says to what was sent.

    many         whether many rows came, so that many answers go
    given        the rows as they came, or what a feature function took of them
    rows         the rows as they went into the model: others than `given` where a feature function made them
    predictions  in the same order
    """

    served: Served
    many: bool
    given: Sequence[Any]
    rows: Sequence[Any]
    predictions: list[Any]

    @property
    def names(self) -> tuple[str, ...]:
        """Those of the features where a row is a list of values, which has none of its own."""
        return () if all(type(row) is dict for row in self.rows) else self.served.columns


class Turn:
    """One request. `parts` are those of its path; `id` is its own or a new one."""

    __slots__ = ("answers", "app", "client", "id", "parts", "request", "served")

    def __init__(self, app: App, request: Request, id: str) -> None:
        self.app = app
        self.request = request
        self.id = id
        self.parts: Any = {}
        self.served: Served | None = None
        self.answers: Answers | None = None
        self.client: Client | None = None

    @property
    def terse(self) -> bool:
        """Whether errors keep values and names for themselves."""
        return self.app.terse

    def model(self) -> Served:
        """The model that the path names: by itself, with an alias or version, or the default. Raises RequestError."""
        name = self.parts.get("model", "")
        self.served = self.app.shelf.find(name, self.parts.get("version", ""))
        return self.served

    def predict(self, served: Served, data: Any, at: str = "", *, from_text: bool = False) -> Answers:
        """Scores a row or rows, told apart by shape; `at` is the place of `data` in the body, as a JSON pointer.

        `from_text`: all values are text, as they come in a URL. All rows are scored, or RequestError says of each that
        cannot be what is wrong with it (422).
        """
        self.served = served
        features = served.features
        given: Sequence[Any]
        if type(data) is dict:
            many, given = False, [data]
        elif features is not None and isinstance(data, list):
            many, given = True, data
        else:
            many, given = _shaped(data, served, at)
        if len(given) > self.app.service.limits.rows:
            raise RequestError(
                413, f"expected at most {self.app.service.limits.rows} rows in a request, got {len(given)}"
            )
        if features is None:
            self.answers = Answers(served, many, given, given, self._scored(served, given, at, many))
        else:
            with _placed(at, many):
                given = features.arguments(given, from_text=from_text)
                rows, predictions = self._made_and_scored(served, features, given, many)
            self.answers = Answers(served, many, given, rows, predictions)
        return self.answers

    def _made_and_scored(
        self, served: Served, features: FeatureFunction, given: Sequence[Any], many: bool
    ) -> tuple[Sequence[Any], list[Any]]:
        self.client = served.client(self.request)
        rows = features.made(given, self.request, http=self.client)
        try:
            return rows, self._scored(served, rows, "", many)
        except RequestError as error:  # not the caller's mistake: nothing of it stands in the body
            self.report(error)
            detail = f"the feature function {features.name!r} made what model {served.name!r} does not take"
            raise RequestError(500, detail) from None

    def _scored(self, served: Served, rows: Sequence[Any], at: str, many: bool) -> list[Any]:
        score = served.score
        predictions: list[Any] = []
        problems: list[tuple[str, str]] = []
        for i, row in enumerate(rows):
            try:
                predictions.append(score(row))
            except RowError as error:
                place = f"{at}/{i}" if many else at
                problems += [(place + inner, said) for inner, said in error.problems]
            except PfaTimeoutError:
                raise
            except PfaError as error:
                problems.append((f"{at}/{i}" if many else at, str(error)))
            if len(problems) > SHOWN:
                break
        if problems:
            raise unfit_rows(problems)
        return predictions

    def report(self, error: Exception) -> None:
        """The operator is told of an unforeseen failure."""
        self.app.report(self.id, error, str if self.served is None else self.served.hidden)


def _shaped(data: Any, served: Served, at: str) -> tuple[bool, Sequence[Any]]:
    try:
        return rows_of(data, served.predictor.reader)
    except RowError as error:
        raise unfit_rows(error.within(at).problems) from None


@contextmanager
def _placed(at: str, many: bool) -> Iterator[None]:
    """Errors of feature functions speak of rows by number, which one row alone has none."""
    try:
        yield
    except RowError as error:
        problems = [(at + (place if many else place.removeprefix("/0")), said) for place, said in error.problems]
        raise unfit_rows(problems) from None
