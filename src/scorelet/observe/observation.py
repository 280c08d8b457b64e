"""What happened: one value per request, from which metrics and the prediction log are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Observation(NamedTuple):
    """One answered request.

    time        seconds since 1970, when the request came
    request_id  the id that the answer carries
    model       the model's name in the service; "" where the request reached none
    version     the whole version; "" where the request reached no model
    status      the HTTP status of the answer
    seconds     from the request's arrival at the app to its answer
    rows        how many rows were scored
    inputs      the rows as they went into the model, in order; empty where none did
    outputs     the predictions, in the same order
    key_id      which API key was used; never the key
    names       of the features, for rows of `inputs` that are lists of values
    """

    time: float
    request_id: str
    model: str
    version: str
    status: int
    seconds: float
    rows: int
    inputs: Sequence[Any] = ()
    outputs: Sequence[Any] = ()
    key_id: str | None = None
    names: Sequence[str] = ()


Observer = Callable[[Observation], None]
"""Is given every observation, in the way of the answer: it must take microseconds, and never raise."""

SHORT = 12
"""So many digits of a version are shown to people."""
