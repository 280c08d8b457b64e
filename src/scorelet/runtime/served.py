"""The models that a service answers with: built, verified, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.errors import RequestError
from scorelet.observe.observation import SHORT
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import Map, Record, Union
from scorelet.runtime.routes import shown

if TYPE_CHECKING:
    from scorelet.bundle.fields import InputSpec
    from scorelet.bundle.manifest import Manifest
    from scorelet.bundle.packed import PackedModel
    from scorelet.bundle.predict import Predictor
    from scorelet.runtime.features.client.client import Client
    from scorelet.runtime.features.function import FeatureFunction
    from scorelet.runtime.features.respond import RespondFunction
    from scorelet.runtime.features.supplies import Supplies
    from scorelet.runtime.features.template import Template
    from scorelet.runtime.messages import Request
    from scorelet.service.values import Model

FEWEST = 6
"""Digits of a version that name it."""
_PRIMARY = ("label", "value")
"""The outputs that are a model's prediction; the others come beside it."""


class Hooks(NamedTuple):
    """What the service's owner wrote around a model. supplies: what the functions are handed; None: there are none."""

    features: FeatureFunction | None = None
    respond: RespondFunction | None = None
    template: Template | None = None
    supplies: Supplies | None = None


NO_HOOKS = Hooks()


class Served:
    """One model that answers.

    name      its name in the service
    alias     where it was found: "prod"; "" where it is no alias
    version   the whole one
    score     the prediction of one row (see `Predictor.score`); one at a time where the model has a memory
    columns   the features' names, of rows that are lists of values; none where rows are texts or the document's own
    names     those that a row of the model may have, in order; None: any
    verified  how many golden rows were right when it was loaded
    seconds   that loading took
    """

    def __init__(
        self,
        entry: Model,
        packed: PackedModel,
        predictor: Predictor,
        *,
        name: str,
        alias: str = "",
        verified: int = 0,
        seconds: float = 0.0,
        hooks: Hooks = NO_HOOKS,
    ) -> None:
        self.entry = entry
        self.packed = packed
        self.predictor = predictor
        self.name = name
        self.alias = alias
        self.version = packed.version
        self.short_version = packed.version[:SHORT]
        self.verified = verified
        self.seconds = seconds
        self.features = hooks.features
        self.respond = hooks.respond
        self.template = hooks.template
        self._supplies = hooks.supplies
        facts = predictor.facts
        self.record_name = facts.record
        self.score: Callable[[Any], Any] = predictor.score if facts.threads else _one_at_a_time(predictor.score)
        self.primary = _primary(packed.manifest)
        self.names = names_of(packed.manifest.input)
        spec = packed.manifest.input
        self.columns = tuple(field.shown for field in spec.fields) if spec.form == "record" else ()

    @property
    def manifest(self) -> Manifest:
        return self.packed.manifest

    @property
    def waits(self) -> bool:
        """Whether its answers may take a while: for a function that its owner wrote, or a model that is no document."""
        return self.features is not None or self.respond is not None or self.manifest.kind != "pfa"

    def client(self, request: Request) -> Client | None:
        """The client that the functions share for one request, since they share its time; None where none calls."""
        calls = any(function is not None and function.calls for function in (self.features, self.respond))
        return self._supplies.client(request) if calls and self._supplies is not None else None

    def close(self) -> None:
        """Ends the functions' threads and connections, as before a snapshot; what is asked for later is opened anew."""
        if self._supplies is not None:
            self._supplies.close()

    def takes(self, name: str) -> bool:
        """Whether a row that callers send may have this name."""
        names = self.names if self.features is None else self.features.names
        return names is None or name in names

    def hidden(self, text: str) -> str:
        """The text without the secrets that the functions have asked for."""
        return text if self._supplies is None else self._supplies.secrets.hidden(text)

    def named(self, row: Any) -> Mapping[str, Any]:
        """A row by the names that people know; a text by that of its only feature."""
        if isinstance(row, dict):
            return row
        values = row if isinstance(row, list | tuple) else [row]
        return dict(zip((field.shown for field in self.manifest.input.fields), values, strict=False))

    def said(self, prediction: Any) -> tuple[Any, Mapping[str, Any]]:
        """The prediction itself, and what comes beside it by output: probabilities, decision, ..."""
        if self.primary is None:
            return prediction, {}
        beside = dict(prediction)
        return beside.pop(self.primary), beside


def names_of(spec: InputSpec) -> tuple[str, ...] | None:
    """The names of features, by both of their names; of the fields of a record that the document takes as it is."""
    if spec.form != "datum":
        return None if spec.extra else tuple(dict.fromkeys([*(field.shown for field in spec.fields), *spec.names]))
    taken = read_schema(spec.type)
    if isinstance(taken, Record):
        return tuple(field.name for field in taken.fields)
    return None if isinstance(taken, Map | Union) else ()


def _primary(manifest: Manifest) -> str | None:
    """The output that is the prediction, of models that give several."""
    if len(manifest.outputs) < 2:
        return None
    return next((name for name in _PRIMARY if name in manifest.outputs), None)


def _one_at_a_time(score: Callable[[Any], Any]) -> Callable[[Any], Any]:
    from threading import Lock

    lock = Lock()

    def locked(row: Any) -> Any:
        with lock:
            return score(row)

    return locked


class Shelf:
    """The models of a service; changed by replacing one, at once for all who ask afterwards.

    waits  whether any of them may take a while to answer
    """

    def __init__(self, served: Sequence[Served], default: str = "") -> None:
        self.served = tuple(served)
        self.default = default
        self.waits = any(one.waits for one in self.served)
        self._known = _by_name(self.served, default)

    def find(self, name: str = "", version: str = "") -> Served:
        """The model called "iris", "iris@prod" or "iris@3f2a9c", or the default. Raises RequestError (404)."""
        wanted = f"{name}@{version}" if version else name
        found = self._known.get(wanted) or self._by_digits(wanted)
        if found is None:
            raise self._unknown(wanted)
        return found

    def replace(self, old: Served, new: Served) -> None:
        """`new` answers where `old` did."""
        served = tuple(new if one is old else one for one in self.served)
        self.waits = self.waits or new.waits
        # The names first: pages are made anew when they see other models, and must find those by their names then.
        self._known, self.served = _by_name(served, self.default), served

    def _by_digits(self, wanted: str) -> Served | None:
        name, _, digits = wanted.partition("@")
        fitting = [one for one in self.served if one.name == name and one.version.startswith(digits.lower())]
        return fitting[0] if len(digits) >= FEWEST and len(fitting) == 1 else None

    def _unknown(self, wanted: str) -> RequestError:
        from difflib import get_close_matches  # only an error needs it

        names = list(dict.fromkeys(one.name for one in self.served))
        if not wanted:
            return RequestError(
                404,
                f"there is no default among {len(names)} models; name one: /api/models/NAME/predict, or set a default",
            )
        near = get_close_matches(wanted[:100], [name for name in self._known if name], n=1)
        hint = f"did you mean {near[0]!r}?" if near else "GET /api/models lists what there is"
        return RequestError(404, f"there is no model {shown(wanted)}; {hint}")


def _by_name(served: Sequence[Served], default: str) -> dict[str, Served]:
    """The models by all names that they have; "" is that of the default."""
    names: dict[str, Served] = {}
    for one in served:
        for selector in ("", f"@{one.alias}" if one.alias else "", f"@{one.short_version}", f"@{one.version}"):
            names.setdefault(one.name + selector, one)
    only = served[0] if len({one.name for one in served}) == 1 else names.get(default)
    return names if only is None else {**names, "": only}
