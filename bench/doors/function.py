"""A function's cold start: what it takes a new interpreter to import the handler and to give its first answer, beyond
what the same interpreter takes for the same JSON without any model.

The package is the one that a function would come in: R's naive Bayes of the Sonar data, with its compiled image.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import scorelet
from bench.doors.app import sonar
from bench.models import SONAR
from bench.results import Promise, Result, Settings
from bench.timing import race, starting
from scorelet import pfa
from scorelet.bundle.images import image_name
from scorelet.service.package import package_of, write_package
from scorelet.service.values import Model, Service
from scorelet.store import open_store

SECTION = "a function's cold start (Sonar, naive Bayes)"
SOURCE = str(Path(scorelet.__file__).parents[1])

BARE = """
import json
event = json.loads({event!r})
row = json.loads(event["body"])
json.dumps({{"statusCode": 200, "headers": {{}}, "body": json.dumps({{"prediction": len(row)}})}})
"""
OURS = """
import sys, os
sys.path.insert(0, {source!r})
os.environ["SCORELET_PACKAGE"] = {package!r}
import json
from scorelet.runtime.lambda_handler import handler
event = json.loads({event!r})
assert json.dumps(handler(event, None))
"""


def measure(settings: Settings) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        package = written(Path(folder))
        event = json.dumps(gateway_event((SONAR / "rows.jsonl").read_text().partition("\n")[0]))
        programs = {
            "bare": BARE.format(event=event),
            "ours": OURS.format(event=event, package=str(package), source=SOURCE),
        }
        laps = {name: starting((sys.executable, "-I", "-S", "-c", program)) for name, program in programs.items()}
        timings = race(laps, settings.starts)
    ours, bare = timings["ours"], timings["bare"]
    yield Result(
        SECTION, "import and first answer", ours.median * 1e3, "bare interpreter, same JSON", bare.median * 1e3, "ms",
        ours.minus(bare) * 1e3, "ms more", Promise(40.0), ours.best * 1e3, bare.best * 1e3,
    )  # fmt: skip


def written(folder: Path) -> Path:
    """The package of a service with this one model; its folder."""
    model, package = sonar(), folder / "package"
    model.write(folder / "sonar.scorelet")
    service = Service("bench", (Model("sonar", file=str(folder / "sonar.scorelet")),))
    write_package(package_of(service, open_store(folder / "store")), package)
    (package / "images").mkdir()
    image = pfa.save_image(pfa.compile_image(model.model))
    (package / "images" / image_name(model.version)).write_bytes(image)
    return package


def gateway_event(body: str) -> dict[str, object]:
    """A request as API Gateway's REST API brings it, with what a handler reads of it."""
    return {
        "resource": "/{proxy+}",
        "path": "/predict",
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json"},
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": "predict"},
        "stageVariables": None,
        "requestContext": {"requestId": "c6af9ac6", "stage": "prod", "path": "/prod/predict", "identity": {}},
        "body": body,
        "isBase64Encoded": False,
    }
