"""A feature function: what callers send becomes the model's row.

    def from_city(city: str, units: str = "metric", *, http, secrets):
        now = http.get("https://api.example.com/now", params={"q": city, "key": secrets["WEATHER_KEY"]}).json()
        return {"temperature": now["temp"], "humidity": now["humidity"]}

What stands before the star is what callers send. What stands after it is handed over, by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorelet.errors import RequestError, ServiceError
from scorelet.runtime.features.arguments import arguments_of
from scorelet.runtime.features.calls import UserFunction
from scorelet.runtime.features.files import UserFiles
from scorelet.runtime.features.signature import HANDED, near, parameters_of, signature_of
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.messages import Request

if TYPE_CHECKING:
    from scorelet.runtime.features.client.client import Client


class FeatureFunction:
    """The function that a reference such as "features.py:from_city" names. Threads may share it.

    name        the function's
    parameters  what callers send; names: theirs
    schema      the same as JSON Schema (2020-12): an object
    calls       whether it needs a client
    """

    def __init__(self, reference: str, files: UserFiles, supplies: Supplies) -> None:
        function = files.function(reference)
        signature = signature_of(function, reference)
        self.name = reference.rpartition(":")[2]
        self.parameters = parameters_of(function, signature, reference)
        self.names = signature.before
        for name in signature.after:
            if name not in HANDED:
                raise ServiceError([_not_handed(reference, name)])
        self._doc = signature.doc
        self._function = UserFunction(function, f"feature function {self.name!r}", signature, supplies)
        self.calls = self._function.calls

    @property
    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {parameter.name: parameter.schema for parameter in self.parameters},
            "required": [parameter.name for parameter in self.parameters if parameter.required],
            "additionalProperties": False,
        }
        summary = " ".join(self._doc.partition("\n\n")[0].split())
        return {"description": summary, **schema} if summary else schema

    def arguments(self, given: Sequence[Any], *, from_text: bool = False) -> list[dict[str, Any]]:
        """What was sent, checked and converted, with defaults: by name, one for each row.

        given      objects, lists of values in the order of the parameters, or texts for the first one
        from_text  values are text, as in the query of a URL

        Raises RowError, with places that begin with the row's number: "/0/city".
        """
        return arguments_of(self.parameters, given, from_text)

    def rows(self, given: Sequence[Any], request: Request) -> list[Any]:
        """The model's rows, of what was sent. Raises RowError, and what `made` does."""
        return self.made(self.arguments(given), request)

    def made(
        self, arguments: Sequence[Mapping[str, Any]], request: Request, *, http: Client | None = None
    ) -> list[Any]:
        """The model's rows, of what `arguments` gave.

        `http` is the request's client, where it has one already: see `Supplies.client`. Raises RequestError and
        RowError for what goes wrong in the function (see `gate`).
        """
        rows = self._function.results([[*each.values()] for each in arguments], request, {}, http)
        for i, row in enumerate(rows):
            if not isinstance(row, dict | list | tuple | str):
                wrong = (
                    f"the feature function {self.name!r} gave {type(row).__name__}; a row is a dict, a list or a str"
                )
                raise RequestError(500, wrong, problems=[(f"/{i}", wrong)] if len(rows) > 1 else ())
        return rows


def _not_handed(reference: str, name: str) -> str:
    told = f"after the star: {', '.join(HANDED)}; what callers send stands before it"
    return f"{reference}: nothing named {name!r} is handed over{near(name, HANDED)}\n{told}"
