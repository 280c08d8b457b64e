"""The models of a service as pages tell of them: under which address, and with rows that they have answered.

Made when somebody first asks, and again when a model was replaced: a cold start pays for none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from scorelet.errors import PfaError, RowError
from scorelet.runtime.pages.made_rows import made_row
from scorelet.runtime.strict_json import without_nan

if TYPE_CHECKING:
    from scorelet.runtime.app import App
    from scorelet.runtime.served import Served, Shelf

MOST_SAMPLES = 3
_TRIED = 20

Made = TypeVar("Made")


class Sample(NamedTuple):
    """A row as callers send it, and the model's answer."""

    row: Any
    prediction: Any


class Described(NamedTuple):
    """One model.

    address  its name in URLs: "iris", and "iris@canary" or "iris@3f2a9c..." where another one answers to "iris"
    default  whether POST /predict is answered by it
    samples  rows that it answers, none where it has a feature function: that may ask others
    """

    served: Served
    address: str
    default: bool
    samples: tuple[Sample, ...]

    @property
    def slug(self) -> str:
        """The address as names of components have it; names of models have small letters only."""
        return self.address.replace("@", ".AT.")

    @property
    def path(self) -> str:
        """Of the service, as in a URL: "/api/models/iris"."""
        from urllib.parse import quote

        return f"/api/models/{quote(self.address, safe='@')}"


def described(app: App) -> tuple[Described, ...]:
    """The models in the order of the service; without one that nobody can ask, for another has its name and version."""

    def make() -> tuple[Described, ...]:
        default = default_of(app.shelf)
        addresses = [(one, address_of(app.shelf, one)) for one in app.shelf.served]
        return tuple(_described(one, address, default=one is default) for one, address in addresses if address)

    return kept(app, "models", make)


def description_of(app: App, served: Served) -> Described:
    """That of one model; also of one that was replaced a moment ago, after it was found."""
    known = next((one for one in described(app) if one.served is served), None)
    return known or _described(served, f"{served.name}@{served.short_version}", default=False)


def kept(app: App, name: str, make: Callable[[], Made], of: Served | None = None) -> Made:
    """What `make` gives, until a model is replaced; `of`: the model that it is about."""
    state = (app.shelf.served, of)
    found = app.pages.get(name)
    if found is None or found[0] != state:
        found = app.pages[name] = (state, make())
    made: Made = found[1]
    return made


def default_of(shelf: Shelf) -> Served | None:
    """The model that answers where none is named."""
    named = shelf.default or (shelf.served[0].name if len({one.name for one in shelf.served}) == 1 else "")
    return next((one for one in shelf.served if one.name == named), None)


def _described(served: Served, address: str, *, default: bool) -> Described:
    samples = () if served.features is not None else samples_of(served)
    return Described(served, address, default, samples)


def address_of(shelf: Shelf, served: Served) -> str:
    """The shortest name that finds it, since others may share the bare one; "" where none does."""
    alias = [f"{served.name}@{served.alias}"] if served.alias else []
    names = (served.name, *alias, f"{served.name}@{served.short_version}")
    return next((name for name in names if shelf.find(name) is served), "")


def samples_of(served: Served) -> tuple[Sample, ...]:
    """The first of its own sample rows that it answers as JSON brings them, else one that is made of its features.

    A model that remembers is not asked: its golden rows are told, as they were answered when it was certified.
    """
    if not served.predictor.facts.threads:
        certificate = served.packed.certificate
        golden = () if certificate is None else certificate.golden[:MOST_SAMPLES]
        return tuple(Sample(without_nan(one.row), without_nan(one.answer)) for one in golden)
    found = _answered(served, served.packed.samples[:_TRIED])
    return found or _answered(served, [made_row(served.manifest.input)])


def _answered(served: Served, rows: Iterable[Any]) -> tuple[Sample, ...]:
    found: list[Sample] = []
    for given in rows:
        row = without_nan(given)
        try:
            found.append(Sample(row, without_nan(served.score(row))))
        except (RowError, PfaError):
            continue
        if len(found) == MOST_SAMPLES:
            break
    return tuple(found)
