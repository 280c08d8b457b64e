"""service.json: written, read, and refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import ServiceError
from scorelet.service.resolved import Pinned, Resolved, read_resolved
from scorelet.service.values import Api, EventSource, Lambda, Limits, Log, Model, Quota, Service, Upstream

VERSION = "3f2a9c01b2c4" + "0" * 52
RESOLVED = Resolved(
    Service(
        name="weather",
        models=(
            Model(
                "rain",
                ref="rain@prod",
                follow=60.0,
                features="features/features.py:from_city",
                template="templates/rain.html",
            ),
            Model("towns", file="models/3f2a9c01b2c4.scorelet", trust=True),
        ),
        store="s3://bucket/models",
        default="rain",
        log=Log("s3://bucket/log", 0.5, False),
        api=Api(True, 10.0, 20, Quota(1000, "day"), ("*",)),
        limits=Limits(512_000, 100, "terse"),
        upstream=Upstream(0.5, 1, 3.0, 300.0),
        secrets={"TOKEN": "ssm:/weather/token"},
        function=Lambda(reserved=10, provisioned=2),
        events=(EventSource("kafka", "arn", "rain", topics=("a", "b")),),
    ),
    (
        Pinned("rain", "rain@prod", VERSION, follow=60.0, place=f"s3://bucket/models/models/rain/versions/{VERSION}-0"),
        Pinned("towns", "", VERSION, file="models/3f2a9c01b2c4.scorelet"),
    ),
)
DATA = RESOLVED.write()


def test_what_is_written_is_read() -> None:
    assert read_resolved(DATA) == RESOLVED
    assert json.loads(DATA)["format"] == 1
    least = Resolved(Service("w", (Model("a", ref="a"),)), (Pinned("a", "a", VERSION, file="models/a.scorelet"),))
    assert read_resolved(least.write()) == least


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("format",), 2, "made by a newer Scorelet (format 2); upgrade: pip install -U scorelet"),
        (("format",), 0, "format 0 cannot be read (formats read here: [1])"),
        (("format",), True, "it does not say its format; this is no resolved service of Scorelet"),
        (("service", "log", "sample"), "x", "expected a number, got string 'x' - at $.service.log.sample"),
        (
            ("service", "upstream", "budget"),
            -1,
            "expected a number of at least 0, got -1.0 - at $.service.upstream.budget",
        ),
        (("service", "models"), [], "the pinned models are not those of the service, in its order - at $.models"),
        (("models", 1, "name"), "town", "the pinned models are not those of the service, in its order - at $.models"),
        (("models", 1, "file"), "../x", "expected a path inside the package, got '../x' - at $.models[1].file"),
        (("models", 1, "file"), "/x", "expected a path inside the package, got '/x' - at $.models[1].file"),
        (
            ("models", 1, "file"),
            None,
            "a model is in the package ('file') or in S3 ('place'): expected one of both - at $.models[1]",
        ),
        (("models", 0, "place"), "s3://bucket", "expected s3://bucket/key, got 's3://bucket' - at $.models[0].place"),
        (
            ("service", "models", 0, "features"),
            "/etc/f.py:f",
            "expected a path inside the package, got '/etc/f.py' - at $.service.models[0].features",
        ),
        (
            ("service", "models", 0, "respond"),
            "f.txt:f",
            "expected a function such as 'features/features.py:f', got 'f.txt:f' - at $.service.models[0].respond",
        ),
    ],
)
def test_what_is_refused(path: tuple[str | int, ...], value: Any, message: str) -> None:
    parsed = json.loads(DATA)
    put(parsed, path, value)
    with pytest.raises(ServiceError) as caught:
        read_resolved(json.dumps(parsed).encode())
    assert caught.value.problems == (f"service.json: {message}",)


def put(parsed: Any, path: tuple[str | int, ...], value: Any) -> None:
    for key in path[:-1]:
        parsed = parsed[key]
    parsed[path[-1]] = value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "service.json is no JSON: Expecting value (line 1, column 1)"),
        (b"[" * 100_000, "service.json nests too deeply"),
        (b"[]", "service.json: it does not say its format; this is no resolved service of Scorelet"),
    ],
)
def test_what_is_no_service(data: bytes, message: str) -> None:
    with pytest.raises(ServiceError) as caught:
        read_resolved(data)
    assert caught.value.problems == (message,)


def test_what_could_not_be_read_again_is_not_written() -> None:
    listed = RESOLVED._replace(service=RESOLVED.service._replace(api=Api(cors=["*"])))  # type: ignore[arg-type]
    with pytest.raises(ServiceError, match=r"^service\.json would not be read as it was written: a value in it has"):
        listed.write()
    strange = RESOLVED._replace(service=RESOLVED.service._replace(name={1}))  # type: ignore[arg-type]
    with pytest.raises(ServiceError, match=r"^service\.json cannot be written: a packed model holds JSON only: "):
        strange.write()


def paths(parsed: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = parsed.items() if isinstance(parsed, dict) else enumerate(parsed) if isinstance(parsed, list) else ()
    return [(*at, key) for key, _ in items] + [path for key, inner in items for path in paths(inner, (*at, key))]


PATHS = paths(json.loads(DATA))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.just({"$number": "NaN"}),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.sampled_from(PATHS), JSON, st.booleans())
def test_a_changed_service_is_another_one_or_an_error(path: tuple[str | int, ...], value: Any, gone: bool) -> None:
    parsed = json.loads(DATA)
    put(parsed, path[:-1], {}) if gone and len(path) > 1 else put(parsed, path, value)
    changed_is_fine(json.dumps(parsed).encode())


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.integers(0, len(DATA)), st.integers(0, 8), st.binary(max_size=3))
def test_changed_bytes_are_another_service_or_an_error(at: int, gone: int, put: bytes) -> None:
    changed_is_fine(DATA[:at] + put + DATA[at + gone :])


def changed_is_fine(data: bytes) -> None:
    """Nothing but a ServiceError comes out, and what is read would be written and read as the same."""
    try:
        resolved = read_resolved(data)
    except ServiceError:
        return
    assert read_resolved(resolved.write()) == resolved


LOADED = """
import sys
import scorelet.bundle.packed
before = set(sys.modules)
from scorelet.service.resolved import read_resolved
read_resolved(open(sys.argv[1], "rb").read())
print(*sorted(set(sys.modules) - before))
"""


def test_reading_imports_only_what_reading_a_packed_model_does(tmp_path: Path) -> None:
    """It is on the path of every cold start."""
    (tmp_path / "service.json").write_bytes(DATA)
    command = [sys.executable, "-S", "-c", LOADED, str(tmp_path / "service.json")]
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(command, env={"PYTHONPATH": source}, capture_output=True, text=True, check=True)
    names = ("", ".formats", ".resolved", ".values")
    assert done.stdout.split() == [f"scorelet.service{name}" for name in names]
