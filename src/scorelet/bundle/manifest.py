"""The manifest: what a packed model is, takes, gives, was made from, and what else is in its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from scorelet.bundle.fields import InputSpec, input_spec
from scorelet.bundle.formats import FORMAT, check_format
from scorelet.bundle.json_form import dump, load
from scorelet.bundle.strict import (
    Unexpected,
    avro,
    checked,
    count,
    list_of,
    map_of,
    maybe,
    one_of,
    record,
    scalar,
    sha256_text,
    text,
)

MANIFEST = "manifest.json"
KINDS = ("pfa", "onnx", "python")

_NONE: Mapping[str, Any] = MappingProxyType({})
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?\Z")


class Source(NamedTuple):
    """The model file that was packed.

    framework  such as "scikit-learn"
    format     such as "joblib"
    made_with  library -> version, as far as the file says it
    running    library -> version, of the machine that packed it
    sha256     of the file
    size       of the file, in bytes
    estimator  the model in a few words, such as "Pipeline(StandardScaler, LogisticRegression)"
    """

    framework: str
    format: str
    made_with: Mapping[str, str]
    running: Mapping[str, str]
    sha256: str
    size: int
    estimator: str


class Entry(NamedTuple):
    """What is known of another entry of the file: the SHA-256 and the size of its content."""

    sha256: str
    size: int


class Manifest(NamedTuple):
    """What a packed model is.

    name          of the model
    kind          "pfa" (a document), "onnx" or "python" (packed as it is)
    task          "classification", "regression", "clustering", "outlier detection", "transformation", ...
    input         the row it takes
    outputs       names of what it gives, such as ("label", "probabilities")
    output_type   the Avro schema of a prediction (of a document that emits, of the list); None where it is not known
    classes       of a classifier, in the model's order
    source        the file it was made from
    requirements  pinned packages, of kinds onnx and python
    extensions    functions outside of the PFA standard that the document calls
    measured      sizes in bytes: name -> number. Nothing measured in time: same input, same bytes
    entries       the other entries of the file
    """

    name: str
    kind: str
    task: str
    input: InputSpec
    outputs: tuple[str, ...]
    output_type: Any
    source: Source
    classes: tuple[str | int | float | bool, ...] | None = None
    requirements: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    measured: Mapping[str, int] = _NONE
    entries: Mapping[str, Entry] = _NONE
    format: int = FORMAT

    def write(self) -> bytes:
        """`manifest.json`, the format first. Raises BundleError when something in it could not be read again."""
        data = dump({"format": self.format, **self._asdict()}, indent=2)
        read_manifest(data)
        return data


def _model_name(json: Any, at: str) -> str:
    if not _NAME.match(text(json, at)):
        rule = "1 to 64 small letters, digits and ._-, a letter or digit at both ends"
        raise Unexpected(f"{json[:60]!r} is no name of a model ({rule}) - at {at}")
    return str(json)


_SOURCE: Mapping[str, Any] = {
    "framework": text,
    "format": text,
    "made_with": map_of(text),
    "running": map_of(text),
    "sha256": sha256_text,
    "size": count,
    "estimator": text,
}
_MANIFEST = record(
    Manifest,
    {
        "format": count,
        "name": _model_name,
        "kind": one_of(KINDS),
        "task": text,
        "input": input_spec,
        "outputs": list_of(text),
        "output_type": maybe(avro),
        "source": record(Source, _SOURCE),
        "classes": maybe(list_of(scalar)),
        "requirements": list_of(text),
        "extensions": list_of(text),
        "measured": map_of(count),
        "entries": map_of(record(Entry, {"sha256": sha256_text, "size": count})),
    },
)


def read_manifest(data: bytes) -> Manifest:
    """The manifest. Raises BundleError: an unknown format first, then the first thing that is not as expected."""
    json = load(data, MANIFEST)
    check_format(json)
    manifest: Manifest = checked(json, MANIFEST, _MANIFEST)
    return manifest
