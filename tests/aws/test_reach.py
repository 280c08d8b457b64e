"""Which of Scorelet's own modules a function can come to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scorelet import pfa
from scorelet.aws.needs import NEEDED, Facts, is_needed
from scorelet.aws.reach import HANDLER, Source, edges, library_of, reached, whole_library
from scorelet.errors import UsageError
from scorelet.service.resolved import Pinned, Resolved
from scorelet.service.values import EventSource, Log, Model, Service

SOURCE = Source()


def facts(*, follow: float | None = None, place: str | None = None, compiles: bool = False, **service: Any) -> Facts:
    models = (Model("m", features=service.pop("features", "")),)
    pinned = Pinned("m", "", "0" * 64, file=None if place else "m", follow=follow, place=place)
    return Facts(Resolved(Service("s", models, **service), (pinned,)), compiles)


PLAIN = facts()


def test_a_late_import_is_followed_only_where_it_is_needed(tmp_path: Path) -> None:
    package = tmp_path / "scorelet"
    (package / "runtime").mkdir(parents=True)
    (package / "store").mkdir()
    files = {
        "__init__": "",
        "errors": "",
        "runtime/__init__": "",
        "runtime/lambda_handler": "from scorelet.errors import Store\ndef f():\n    import scorelet.store\nT = 'a:b'",
        "runtime/a": "x = 'scorelet.late:f'",
        "late": "",
        "unused": "",
        "store/__init__": "import os",
    }
    for name, text in files.items():
        (package / f"{name}.py").write_text(text)
    plain = [
        "scorelet", "scorelet.errors", "scorelet.late", "scorelet.runtime", "scorelet.runtime.a", HANDLER,
    ]  # fmt: skip
    assert [module.name for module in reached((), PLAIN, Source(package))] == plain
    following = [module.name for module in reached((), facts(follow=1.0), Source(package))]
    assert following == [*plain, "scorelet.store"]
    with pytest.raises(UsageError, match=r"^the source of scorelet\.runtime\.lambda_handler is not in .*/runtime\n"):
        reached((), PLAIN, Source(package / "runtime"))


def test_every_row_of_what_may_be_left_out_is_a_module() -> None:
    assert [name for name in NEEDED if not SOURCE.has(name)] == []


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        (PLAIN, set()),
        (facts(compiles=True), {"pfa.compiler", "pfa.lower.trees"}),
        (facts(follow=60.0), {"store.s3", "runtime.looking", "signed.s3", "wire.pool"}),
        (facts(place="s3://a/b"), {"signed.s3", "wire.pool"}),
        (facts(log=Log("stdout")), {"observe.prediction_log"}),
        (
            facts(log=Log("s3://a")),
            {"observe.prediction_log", "observe.sinks.objects", "runtime.extension", "signed.s3", "wire.pool"},
        ),
        (facts(features="f.py:f"), {"runtime.features.files", "wire.pool"}),
        (facts(secrets={"a": "env:A"}), set()),
        (facts(secrets={"a": "secretsmanager:a"}), {"signed.s3", "wire.pool"}),
        (facts(events=(EventSource("sqs"),)), set()),
        (facts(events=(EventSource("sqs", to="s3://a"),)), {"runtime.events.outputs", "signed.s3", "wire.pool"}),
        (facts(events=(EventSource("s3"),)), {"batch.job", "signed.s3", "wire.pool"}),
    ],
)
def test_what_is_needed(given: Facts, needs: set[str]) -> None:
    asked = (
        "pfa.compiler", "pfa.lower.trees", "store.s3", "runtime.looking", "signed.s3", "wire.pool", "runtime.extension",
        "observe.prediction_log", "observe.sinks.objects", "runtime.features.files", "runtime.events.outputs",
        "batch.job", "packing", "pfa.show", "bundle.python_engine", "observe.sinks.folder",
    )  # fmt: skip
    assert {name for name in asked if is_needed(f"scorelet.{name}", given)} == needs
    assert is_needed("scorelet.runtime.app", given)


def test_the_tables_of_paths_and_events_are_followed() -> None:
    names = {each.name for each in edges(SOURCE.module("scorelet.runtime.routes").source)}
    assert {
        "scorelet.runtime.pages.docs",
        "scorelet.runtime.dialects.oip.endpoints",
        "scorelet.runtime.problems",
    } <= names
    names = {each.name for each in edges(SOURCE.module("scorelet.runtime.events.sources").source)}
    assert {"scorelet.runtime.events.kafka", "scorelet.runtime.events.direct"} <= names


def test_an_image_names_the_library_that_it_calls() -> None:
    document = {"input": "string", "output": "int", "action": {"parse.int": ["input", 10]}}
    names = {"scorelet.pfa.library.parse", "scorelet.pfa.support"}
    assert library_of(pfa.compile_image(json.dumps(document))) == names
    assert {"scorelet.pfa.library.core", "scorelet.pfa.library.model_tree"} <= whole_library()
