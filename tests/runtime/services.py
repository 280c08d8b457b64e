"""Small services for the tests of this room."""

from __future__ import annotations

from itertools import count
from typing import Any

from scorelet.bundle.golden import hold_golden
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor
from scorelet.observe.observation import Observation
from scorelet.runtime.app import App
from scorelet.runtime.served import Served, Shelf
from scorelet.service.values import Model, Service
from tests.bundle.models import packed

ID = "request-1"


def served(name: str = "towns", model: PackedModel | None = None, **more: Any) -> Served:
    """A model that answers."""
    model = model or packed()
    predictor = Predictor.of(model)
    return Served(Model(name), model, predictor, name=name, verified=hold_golden(model, predictor), **more)


def app_of(*models: Served, default: str = "", seen: list[Observation] | None = None, **service: Any) -> App:
    """An app around these models, or the one of the towns; `seen` gets its observations."""
    shelf = Shelf(models or [served()], default)
    described = Service("test", tuple(one.entry for one in shelf.served), default=default, **service)
    watch = count()
    return App(
        described,
        shelf,
        [] if seen is None else [seen.append],
        clock=lambda: 1_700_000_000.0,
        stopwatch=lambda: next(watch) / 4,
    )
