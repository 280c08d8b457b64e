"""The size of the packed file against the gzip of the original's parameters, and of the whole pickle.

A packed file holds more than the parameters: the manifest with the schema of its rows, and, where rows were given, 50
of them, the parity certificate with its golden rows, and the baseline for drift. So three sizes are shown: of the whole
file, of one without samples, certificate and baseline, and of the document with its tables alone.
"""

from __future__ import annotations

import gzip
import pickle
from collections.abc import Iterator

from bench.packed.families import FAMILIES, Family
from bench.packed.packing import packed
from bench.packed.parameters import gzipped
from bench.results import Promise, Result, Settings
from scorelet.bundle.packed import PackedModel

SECTION = "packed models: size of the file against the original's parameters, gzipped"
PROMISE = Promise(1.2)


def measure(_: Settings) -> Iterator[Result]:
    for family in FAMILIES:
        if not family.missing and not packed(family).refused:
            yield from _measured(family)


def _measured(family: Family) -> Iterator[Result]:
    made = packed(family)
    parameters = gzipped(made.fitted.model)
    pickled = len(gzip.compress(pickle.dumps(made.fitted.model), 9, mtime=0))
    for what, size, promise in (
        ("", len(made.model.data), PROMISE),
        (": no samples, certificate, baseline", len(without_rows(made.model).data), None),
        (": document and tables alone", document_size(made.model), None),
    ):
        yield _against(family.name + what, size, "parameters", parameters, promise)
    yield _against(family.name, len(made.model.data), "the whole pickle", pickled, None)


def _against(subject: str, ours: int, against: str, theirs: int, promise: Promise | None) -> Result:
    return Result(SECTION, subject, ours / 1e3, against, theirs / 1e3, "KB", ours / theirs, promise=promise)


def without_rows(model: PackedModel) -> PackedModel:
    """The same packed model as when no rows are given and none are kept."""
    return PackedModel.of(model.manifest, model.model, tables=model.tables)


def document_size(model: PackedModel) -> int:
    """The document and its tables, each gzipped."""
    return sum(len(gzip.compress(part, 9, mtime=0)) for part in (model.model, *model.tables.values()))
