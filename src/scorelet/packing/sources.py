"""Where a packed model comes from, and what of it was measured in bytes."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Mapping

from scorelet.bundle.manifest import Source
from scorelet.bundle.python_engine import PYTHON
from scorelet.convert.reading.format import Format
from scorelet.convert.registry import LIBRARIES
from scorelet.packing.originals import Facts, Original, described

OWN = (Format.PFA.value, Format.ONNX.value)
"""Formats that are no object of a library: the format is their framework, and their estimator."""


def source_of(original: Original) -> Source:
    """Where the model comes from."""
    facts = original.facts
    library = facts.kind.partition(".")[0]
    return Source(
        framework=facts.format if facts.format in OWN else LIBRARIES.get(library, library),
        format=facts.format,
        made_with=facts.made_with,
        running=facts.running,
        sha256=facts.sha256,
        size=len(facts.data),
        estimator=facts.format if facts.format in OWN else described(original),
    )


def with_python(source: Source) -> Source:
    """With the Python that it runs on: byte code of classes that a pickle takes along is that Python's only."""
    return source._replace(running={**source.running, PYTHON: ".".join(map(str, sys.version_info[:2]))})


def measured(facts: Facts, model: bytes, tables: Mapping[str, bytes] | None = None) -> dict[str, int]:
    """Sizes in bytes: the original's file, as gzip packs it, the model as it is packed, and its tables."""
    return {
        "source": len(facts.data),
        "source_gzip": len(gzip.compress(facts.content, 9, mtime=0)),
        "model": len(model),
        "tables": sum(map(len, (tables or {}).values())),
    }
