"""A respond function: a prediction becomes the answer that callers get.

    def respond(prediction, *, city):
        return {"rain": prediction["label"] == "yes", "city": city}

After the star stands what it wants to know: what the caller sent, by name, and any of NAMES.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scorelet.bundle.names import pointer
from scorelet.errors import RequestError, ServiceError
from scorelet.runtime.features.calls import UserFunction
from scorelet.runtime.features.files import UserFiles
from scorelet.runtime.features.signature import HANDED, near, signature_of
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.messages import Request

if TYPE_CHECKING:
    from scorelet.runtime.features.client.client import Client

NAMES = ("model", "version", "row", *HANDED)

_DEEPEST = 100


class RespondFunction:
    """The function that a reference such as "features.py:respond" names. Threads may share it.

    name   the function's
    calls  whether it needs a client
    """

    def __init__(
        self, reference: str, files: UserFiles, supplies: Supplies, *, sent: Collection[str] | None = None
    ) -> None:
        """`sent` has the names of what callers send; None: they are looked for when an answer is made."""
        function = files.function(reference)
        signature = signature_of(function, reference)
        if len(signature.before) != 1:
            before = ", ".join(signature.before) or "nothing"
            raise ServiceError([f"{reference}: expected one parameter before the star, the prediction; got {before}"])
        self.name = reference.rpartition(":")[2]
        for name, optional in signature.after.items():
            if sent is not None and not optional and name not in NAMES and name not in sent:
                raise ServiceError([_unknown(reference, name, (*sent, *NAMES))])
        self._after = signature.after
        self._function = UserFunction(function, f"respond function {self.name!r}", signature, supplies)
        self.calls = self._function.calls

    def __call__(
        self,
        prediction: Any,
        *,
        given: Mapping[str, Any],
        row: Any,
        model: str,
        version: str,
        request: Request,
        http: Client | None = None,
    ) -> Any:
        """The answer: plain JSON values.

        given  what the caller sent, by name: what `FeatureFunction.arguments` gave, or the row
        row    what went into the model

        Raises RequestError, and RowError where the function refuses.
        """
        known = {**given, "model": model, "version": version, "row": row}
        for name, optional in self._after.items():
            if not optional and name not in known and name not in HANDED:
                raise RequestError(422, f"the respond function {self.name!r} needs {name!r}, which was not sent")
        answer = self._function.results([[prediction]], request, known, http)[0]
        wrong = not_json(answer)
        if wrong is not None:
            at, what = wrong
            detail = (
                f"the respond function {self.name!r} gave {what}{' at ' + at if at else ''}; an answer is plain JSON"
            )
            raise RequestError(500, detail)
        return answer


def _unknown(reference: str, name: str, known: Collection[str]) -> str:
    return f"{reference}: there is no {name!r}{near(name, known)}\nafter the star: {', '.join(known)}"


def not_json(value: Any, at: str = "", depth: int = 0) -> tuple[str, str] | None:
    """Where in the value is what JSON cannot say, and what it is. NaN and infinity are left to who writes JSON."""
    if value is None or isinstance(value, str | int | float):
        return None
    if depth > _DEEPEST:
        return "", "what is nested too deeply"
    if isinstance(value, dict):
        odd = next((key for key in value if not isinstance(key, str)), None)
        if odd is not None:
            return at, f"a dict with a key of type {type(odd).__name__}"
        items: Iterable[tuple[Any, Any]] = value.items()
    elif isinstance(value, list | tuple):
        items = enumerate(value)
    else:
        return at, type(value).__name__
    found = (not_json(item, at + pointer(key), depth + 1) for key, item in items)
    return next((wrong for wrong in found if wrong is not None), None)
