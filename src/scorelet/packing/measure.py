"""What using a model costs: bytes, imports, one row. Only shown; nothing measured in time is in a packed model."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor
from scorelet.convert.serving import median_of_calls
from scorelet.errors import ScoreletError
from scorelet.packing.certify import answer_of
from scorelet.packing.in_child import ChildEngine
from scorelet.packing.kinds import Content
from scorelet.packing.originals import Original, Refusal, answers, seconds_for_one

BUDGET = 0.3
"""Seconds for each measurement of one row."""
PATIENCE = 120.0
"""Seconds after which an import counts as failed."""
PREDICTS = ("scorelet.bundle.packed", "scorelet.bundle.predict", "scorelet.pfa")
RUNS = {"pfa": PREDICTS, "onnx": (*PREDICTS, "numpy", "onnxruntime")}
"""What reads a packed model and predicts, by its kind; a Python object needs what it needed before."""
_IMPORT = """
import importlib, sys, time
start = time.perf_counter()
for name in sys.argv[1:]:
    importlib.import_module(name)
print(time.perf_counter() - start)
"""


@dataclass(frozen=True)
class Cost:
    """Bytes of the file; what must be imported and how many seconds that takes; seconds for one row.

    None where it cannot be told: an import that fails, no row that the model takes.
    """

    size: int
    imports: tuple[str, ...]
    import_seconds: float | None
    row_seconds: float | None


def costs(original: Original, content: Content, predictor: Predictor, packed: PackedModel) -> tuple[Cost | None, Cost]:
    """What using the original costs, and what the packed model. Each is measured where it runs."""
    facts = original.facts
    _, after = sizes(original, content, predictor, packed)
    data = _both_take(original, content, predictor, packed)
    after = replace(after, import_seconds=import_seconds(after.imports), row_seconds=row_seconds(predictor, data))
    if content.converted is None:
        return None, after
    modules = modules_of(facts.imports)
    seconds = after.import_seconds if modules == after.imports else import_seconds(modules)
    one = seconds_for_one(original, data, BUDGET) if data else None
    return Cost(len(facts.data), modules, seconds, one), after


def sizes(original: Original, content: Content, predictor: Predictor, packed: PackedModel) -> tuple[None, Cost]:
    """What is known of the packed model without measuring anything in time."""
    modules = RUNS.get(packed.manifest.kind) or modules_of(original.facts.imports)
    return None, Cost(len(packed.data), modules, None, None)


def _both_take(original: Original, content: Content, predictor: Predictor, packed: PackedModel) -> list[Any]:
    """Rows that both sides answer, as the model takes them: sample rows, or golden ones where none were given."""
    rows = [predictor.reader.thorough(row) for row in packed.samples]
    data = [row for row in rows if not isinstance(answer_of(predictor, row), Refusal)]
    if content.converted is None:
        return data
    said = answers(original, data, at_once=1)
    return [row for row, answer in zip(data, said, strict=True) if not isinstance(answer, Refusal)]


def import_seconds(modules: Sequence[str]) -> float | None:
    """How long a new interpreter takes to import the modules; None where it cannot."""
    if not modules:
        return 0.0
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-P", "-c", _IMPORT, *modules]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": paths},
            timeout=PATIENCE,
            check=True,
            cwd=Path(sys.prefix),
        )
        return float(done.stdout.split()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None


def modules_of(imports: Sequence[str]) -> tuple[str, ...]:
    """The modules that unpickling imports, of the names that a pickle refers to."""
    modules = {name.rpartition(".")[0] for name in imports}
    return tuple(sorted(module for module in modules if module.partition(".")[0] not in sys.stdlib_module_names | {""}))


def row_seconds(predictor: Predictor, rows: Sequence[Any]) -> float | None:
    """The median time of one prediction of one row, of rows that the model takes."""
    if not rows:
        return None
    engine = predictor.engine
    if isinstance(engine, ChildEngine):
        return engine.seconds_for_one(list(rows), BUDGET)
    try:
        return median_of_calls(lambda i: predictor.score(rows[i % len(rows)]), BUDGET)
    except ScoreletError:  # a document's state may make it refuse what it took before
        return None
