"""The app around the engine: what decoding, validation and response add to one Sonar record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import scorelet
from bench.models import SONAR
from bench.results import Promise, Result, Settings
from bench.timing import taking_turns
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor
from scorelet.runtime.app import App
from scorelet.runtime.messages import Request
from scorelet.runtime.served import Served, Shelf
from scorelet.service.values import Model, Service

SECTION = "the app, without a transport"


def measure(settings: Settings) -> Iterator[Result]:
    app = sonar_app(sonar())
    lines = (SONAR / "rows.jsonl").read_bytes().splitlines()[:50]
    requests = [Request("POST", "/", headers={"content-type": "application/json"}, body=line) for line in lines]
    rows = [json.loads(line) for line in lines]
    engine = app.shelf.find().predictor.engine
    for request, row in zip(requests, rows, strict=True):
        if json.loads(app(request).body)["prediction"] != engine.action(row):
            raise AssertionError("the app does not answer what the engine does")
    timings = taking_turns({"app": (app, requests), "engine": (engine.action, rows)}, settings.lap, settings.rounds)
    whole, alone = timings["app"], timings["engine"]
    yield Result(
        SECTION, "one Sonar record, bytes to bytes", whole.median * 1e6, "engine.action alone", alone.median * 1e6,
        figure=whole.minus(alone) * 1e6, figure_unit="µs more", promise=Promise(60.0),
        ours_best=whole.best * 1e6, theirs_best=alone.best * 1e6,
    )  # fmt: skip


def sonar() -> PackedModel:
    """R's naive Bayes of the Sonar data, packed."""
    document = SONAR / "nb_sonar_response.pfa"
    return scorelet.pack(Path(document), samples=SONAR / "rows.jsonl", name="sonar", measure=False).packed


def sonar_app(model: PackedModel) -> App:
    entry = Model("sonar")
    served = Served(entry, model, Predictor.of(model), name="sonar")
    return App(Service("bench", (entry,)), Shelf([served]))
