"""Addresses of models, and rows that they have answered."""

from __future__ import annotations

import json

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Certificate, Golden
from scorelet.runtime.pages.described import Sample, address_of, described, kept, samples_of
from scorelet.runtime.served import Served, Shelf
from tests.bundle.models import MANIFEST, packed
from tests.runtime.dialects.models import model, plane, ratio
from tests.runtime.pages.shelves import get_json, towns_twice
from tests.runtime.services import app_of, served

NUMBER = InputSpec("record", (Field("x"),))


def test_the_shortest_name_that_finds_a_model() -> None:
    """Nobody can ask the third: the first has its name and its version."""
    towns, canary, third = served(), served(alias="canary"), served()
    other = served("towns", ratio().packed)
    shelf = Shelf([towns, canary, third, other, plane()], "plane")
    digits = f"towns@{other.short_version}"
    assert [address_of(shelf, one) for one in shelf.served] == ["towns", "towns@canary", "", digits, "plane"]
    app = app_of()
    app.shelf = shelf
    assert [(one.address, one.default) for one in described(app)] == [
        ("towns", False),
        ("towns@canary", False),
        (digits, False),
        ("plane", True),
    ]


def test_a_model_that_is_replaced_while_it_is_described() -> None:
    old, new = served(), served(model=packed(samples=()))

    class Moving(Shelf):
        def find(self, name: str = "", version: str = "") -> Served:
            found = super().find(name, version)
            self.replace(old, new)
            return found

    app = app_of()
    app.shelf = Moving([old])
    told = [get_json(app, "/api/models/towns") for _ in range(2)]
    assert [one["version"] for one in told] == [old.version, new.version]
    assert [one["paths"]["metadata"] for one in told] == [
        f"/api/models/towns@{old.short_version}/metadata",
        "/api/models/towns/metadata",
    ]


def test_a_path_is_written_as_in_a_url() -> None:
    first, second = described(towns_twice())
    assert (first.path, first.slug) == ("/api/models/towns", "towns")
    assert (second.path, second.slug) == ("/api/models/towns@canary", "towns.AT.canary")


def test_rows_that_json_cannot_say_and_the_model_refuses_are_no_samples() -> None:
    document = {"input": {"type": "record", "name": "In", "fields": [{"name": "x", "type": "double"}]}}
    rows = [{"x": float("nan")}, {"x": 1.0}, {"x": "no"}, {"x": 2.0}, {"x": 3.0}, {"x": 4.0}]
    one = model("x", NUMBER, document["input"], "double", "input.x", rows, outputs=("value",))
    assert samples_of(one) == (Sample({"x": 1.0}, 1.0), Sample({"x": 2.0}, 2.0), Sample({"x": 3.0}, 3.0))


def test_a_model_that_remembers_is_not_asked() -> None:
    document = {
        "input": "double",
        "output": "double",
        "cells": {"sum": {"type": "double", "init": 0.0}},
        "action": {
            "cell": "sum",
            "to": {"params": [{"old": "double"}], "ret": "double", "do": {"+": ["old", "input"]}},
        },
    }
    manifest = MANIFEST._replace(
        name="sum", input=InputSpec("datum", type="double"), outputs=("value",), output_type="double", classes=None
    )
    golden = Certificate({}, {}, 1e-9, golden=(Golden(1.0, 1.0),))
    one = served("sum", PackedModel.of(manifest, json.dumps(document).encode(), certificate=golden))
    assert samples_of(one) == (Sample(1.0, 1.0),)
    assert one.score(1.0) == 2.0  # after the golden row alone


def test_what_is_kept_is_kept_until_a_model_is_replaced() -> None:
    app, made = app_of(), iter(range(9))
    assert [kept(app, "a", lambda: next(made)) for _ in range(2)] == [0, 0]
    app.shelf.replace(app.shelf.served[0], ratio())
    assert [kept(app, "a", lambda: next(made)) for _ in range(2)] == [1, 1]
