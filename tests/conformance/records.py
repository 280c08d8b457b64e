"""The test vectors, read: one record is one document with what it must do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scorelet.pfa.library.registry import lookup
from tests.conformance.libfcns import specified_functions
from tests.conformance.locations import VECTORS

Json = Any


@dataclass(frozen=True)
class Record:
    """`rejects` and `steps` exclude each other. The trials of a generated record are its steps.

    `functions`        the library functions that the document names
    `instances`        how many engines are built from the document
    `parses`           the reader must accept the document, whatever the checks say
    `nondeterministic` outputs are only checked for their type
    `unasserted`       the steps whose result is the recording engine's word only: its test did not look at them
    `slow`             runs into a timeout; a fast engine may meet an int overflow first
    """

    id: str
    document: Mapping[str, Json]
    rejects: str | None
    steps: Sequence[Mapping[str, Json]]
    functions: frozenset[str]
    instances: int
    options: Mapping[str, Json] | None
    version: int | None
    parses: bool
    nondeterministic: bool
    unasserted: frozenset[int]
    slow: bool


def areas() -> list[str]:
    """The names of the vector files without their ending: `recorded.array`, `generated.model.tree`, ..."""
    return sorted(path.name.removesuffix(".jsonl") for path in VECTORS.glob("*.jsonl"))


def read_area(name: str) -> Iterator[Record]:
    with (VECTORS / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield record_of(json.loads(line))


def record_of(raw: Mapping[str, Json]) -> Record:
    steps = raw.get("steps") or raw.get("trials") or ()
    unasserted = raw.get("unasserted", ())
    return Record(
        id=raw["id"],
        document=raw["document"],
        rejects=raw.get("rejects"),
        steps=steps,
        functions=frozenset(_library_names(raw["document"])) | frozenset(raw.get("functions", ())),
        instances=raw.get("multiplicity", 1),
        options=raw.get("options"),
        version=raw.get("version"),
        parses=raw.get("parses", False),
        nondeterministic=raw.get("nondeterministic") is True,
        unasserted=frozenset(range(len(steps)) if unasserted == "all" else unasserted),
        slow=raw.get("slow", False),
    )


def unsupported(record: Record) -> list[str]:
    """The library functions that the record needs and the registry does not have."""
    return sorted(name for name in record.functions if not is_registered(name))


def is_registered(name: str) -> bool:
    try:
        return lookup(name) is not None
    except ModuleNotFoundError as error:
        # A family whose file is not there yet; anything else that is missing is a mistake and must show.
        if error.name is None or not error.name.startswith("scorelet.pfa.library."):
            raise
        return False


def _library_names(json: Json) -> Iterator[str]:
    """The names of library functions that stand where a document calls or refers to one."""
    if isinstance(json, list):
        for item in json:
            yield from _library_names(item)
    elif isinstance(json, dict):
        known = specified_functions()
        for key, member in json.items():
            if key in known:
                yield key
            elif key == "fcn" and isinstance(member, str) and member in known:
                yield member
            yield from _library_names(member)
