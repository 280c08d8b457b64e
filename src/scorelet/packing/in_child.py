"""A model that is packed as it is, scored where its file was loaded: packing runs nothing of a file itself.

The functions run in the reading process, in which the engine that serves such a model is built of the very bytes that
are packed; `ChildEngine` stands for it in this one.
"""

from __future__ import annotations

import json
import pickle
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorelet.bundle.manifest import read_manifest
from scorelet.bundle.python_engine import PythonEngine
from scorelet.convert.reading.compression import opened
from scorelet.convert.serving import median_of_calls
from scorelet.errors import ModelReadError, RowError

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel
    from scorelet.convert.reading.load import Loaded
    from scorelet.packing.originals import InFile

Json = dict[str, Any]

PICKLES = ("pickle", "joblib")
"""Formats whose files are packed as they lie there; models of others are pickled."""

_built: list[PythonEngine] = []
"""The engine of this process's only model."""


class ChildEngine:
    """`action(datum)`, as an engine has it. `seconds_for_one` leaves out what it takes to ask another process."""

    def __init__(self, original: InFile, packed: PackedModel) -> None:
        self._original = original
        sha = sha256(packed.model).hexdigest()
        manifest = packed.manifest._replace(entries={}).write().decode()
        original.ask("build", path=str(original.path), manifest=manifest, sha256=sha)

    def action(self, datum: Any) -> Any:
        """The prediction. Raises RowError."""
        said = self._original.ask("score", row=datum)
        if "refused" in said:
            raise RowError([("", said["refused"])])
        return said["answer"]

    def seconds_for_one(self, data: list[Any], budget: float) -> float:
        found: float = self._original.ask("time_score", rows=data, seconds=budget)["seconds"]
        return found


# --------------------------------------------------------------------------------------------- in the reading process


def build(loaded: Loaded, request: Json) -> Json:
    """{"path", "manifest", "sha256": of the bytes that are packed} -> {}"""
    manifest = read_manifest(request["manifest"].encode())
    if manifest.source.format in PICKLES:
        data = opened(Path(request["path"]).read_bytes())
    else:
        data = pickle.dumps(loaded.model)
    if sha256(data).hexdigest() != request["sha256"]:
        raise ModelReadError("it has changed while it was read\nwait until it is written, and pack it again")
    _built[:] = [PythonEngine(data, manifest)]
    return {}


def score(loaded: Loaded, request: Json) -> Json:
    """{"row"} -> {"answer"}, or {"refused": why}"""
    try:
        answer = _built[0].action(request["row"])
        json.dumps(answer)
    except RowError as error:
        return {"refused": str(error)}
    except (TypeError, ValueError) as error:
        return {"refused": f"its answer cannot be said in JSON: {error}"}
    return {"answer": answer}


def time_score(loaded: Loaded, request: Json) -> Json:
    """{"rows", "seconds"} -> {"seconds": the median time of one row}"""
    rows = request["rows"]
    return {"seconds": median_of_calls(lambda i: _built[0].action(rows[i % len(rows)]), request["seconds"])}
