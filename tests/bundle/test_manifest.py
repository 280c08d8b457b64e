"""The manifest as JSON: the whole of it, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.bundle.formats import FORMAT, READABLE
from scorelet.bundle.manifest import Entry, Manifest, read_manifest
from scorelet.errors import BundleError
from tests.bundle.models import MANIFEST, OUTPUT

FULL = MANIFEST._replace(
    requirements=("scikit-learn==1.9.1",),
    extensions=("scorelet.tokens",),
    entries={"model.pfa": Entry("ab" * 32, 12)},
)


def test_the_whole_manifest() -> None:
    fields = [
        ("age", "number", False, None, "age"),
        ("income", "number", True, None, "income"),
        ("home_town", "string", False, ["Bonn", "Köln"], "home town"),
    ]
    assert json.loads(FULL.write()) == {
        "format": 1,
        "name": "towns",
        "kind": "pfa",
        "task": "classification",
        "input": {
            "form": "record",
            "fields": [
                {
                    "name": name,
                    "kind": kind,
                    "missing": missing,
                    "infinite": False,
                    "categories": categories,
                    "source": source,
                    "strict": False,
                }
                for name, kind, missing, categories, source in fields
            ],
            "type": None,
            "extra": False,
        },
        "outputs": ["label", "score"],
        "output_type": OUTPUT,
        "source": {
            "framework": "scikit-learn",
            "format": "joblib",
            "made_with": {"scikit-learn": "1.8.0"},
            "running": {"scikit-learn": "1.9.1"},
            "sha256": "0" * 64,
            "size": 1234,
            "estimator": "Pipeline(StandardScaler, LogisticRegression)",
        },
        "classes": ["young", "Bonn", "Köln"],
        "requirements": ["scikit-learn==1.9.1"],
        "extensions": ["scorelet.tokens"],
        "measured": {"document": 321, "parameters gzip": 45},
        "entries": {"model.pfa": {"sha256": "ab" * 32, "size": 12}},
    }


def test_it_is_read_back() -> None:
    assert read_manifest(FULL.write()) == FULL
    bare = Manifest("m", "onnx", "regression", MANIFEST.input, ("value",), None, MANIFEST.source)
    assert read_manifest(bare.write()) == bare
    assert FULL.write().startswith(b'{\n  "format": 1,')


NAMES = "(1 to 64 small letters, digits and ._-, a letter or digit at both ends)"


def changed(**changes: Any) -> bytes:
    return json.dumps({**json.loads(FULL.write()), **changes}).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[]", "manifest.json does not say its format; this is no packed model of Scorelet"),
        (changed(format=True), "manifest.json does not say its format; this is no packed model of Scorelet"),
        (changed(format=7), "made by a newer Scorelet (format 7); upgrade: pip install -U scorelet"),
        (changed(format=0), "format 0 cannot be read (formats read here: [1])"),
        (changed(name="-x"), f"manifest.json: '-x' is no name of a model {NAMES} - at $.name"),
        (changed(name=None), "manifest.json: expected a string, got null - at $.name"),
        (changed(classes="ab"), "manifest.json: expected an array, got string 'ab' - at $.classes"),
        (
            changed(measured={"a": 1.5}),
            "manifest.json: expected a whole number of at least 0, got float 1.5 - at $.measured.a",
        ),
        (
            changed(entries={"model.pfa": {"sha256": "0" * 64}}),
            "manifest.json: the key 'size' is missing; expected sha256, size - at $.entries.model.pfa",
        ),
    ],
)
def test_what_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(BundleError) as caught:
        read_manifest(data)
    assert str(caught.value) == message


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(BundleError) as caught:
        read_manifest(changed(colour="red"))
    assert str(caught.value) == (
        "manifest.json: there is no key 'colour'; expected format, name, kind, task, input, outputs, output_type, "
        "source, classes, requirements, extensions, measured, entries - at $"
    )


def test_every_key_is_needed() -> None:
    whole = json.loads(FULL.write())
    for key in whole.keys() - {"format"}:
        with pytest.raises(BundleError, match=f"the key '{key}' is missing"):
            read_manifest(json.dumps({name: value for name, value in whole.items() if name != key}).encode())


def test_this_format_can_be_read() -> None:
    assert FORMAT in READABLE
