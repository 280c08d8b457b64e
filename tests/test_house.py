"""Rules of the house that no import contract can say."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorelet import pfa

SOURCE = Path(__file__).parents[1] / "src" / "scorelet"
SHIPS = (
    "__init__.py",
    "errors.py",
    "pfa",
    "batch",
    "bundle",
    "store",
    "signed",
    "wire",
    "service",
    "observe",
    "runtime",
)
"""What needs nothing but Python itself."""

ALLOWED = {
    "bundle/onnx_engine.py": {"numpy", "onnxruntime"},
    "bundle/python_engine.py": {"joblib", "numpy", "pandas"},
    "observe/prometheus.py": {"prometheus_client"},
    "runtime/snapshots.py": {"snapshot_restore_py"},
    "store/s3_client.py": {"boto3", "botocore"},
    "store/s3_errors.py": {"botocore"},
}
"""Models that are packed as they are bring the packages they need. A store in S3 is reached with boto3, when one is
named.
Metrics for Prometheus are made on a server only. Hooks around a snapshot are there where Lambda is."""


def modules() -> Iterator[Path]:
    for room in SHIPS:
        path = SOURCE / room
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def imported(tree: ast.AST) -> Iterator[str]:
    """The first names of all imports, also of those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_what_ships_imports_the_standard_library_only(path: Path) -> None:
    """`_typeshed` exists for type checkers only and is imported under TYPE_CHECKING."""
    allowed = ALLOWED.get(path.relative_to(SOURCE).as_posix(), set())
    known = {"scorelet", "_typeshed", *sys.stdlib_module_names, *allowed}
    assert set(imported(ast.parse(path.read_text()))) <= known


COMPILES = ("ast", *(f"scorelet.pfa.{name}" for name in ("compiler", "document", "nodes", "check", "typed", "lower")))

RUN_AN_IMAGE = """
import sys
from pathlib import Path
from scorelet import pfa
engine = pfa.load_image(Path(sys.argv[1]).read_bytes(), sys.argv[2])
engine.action(1.0)
print(*sys.modules)
"""


LATE = (
    "dataclasses",
    "inspect",
    "ast",
    "logging",
    "datetime",
    "socket",
    "ssl",
    "http.client",
    "urllib.request",
    "email",
)
"""What takes a cold start longer than reading a model, and is imported by what needs it, if at all."""

COLD_STARTS = {
    "a store is opened and listed": "import scorelet.store as s; s.open_store(sys.argv[1]).space.folders('models')",
    "a store in S3 is opened": (
        "from scorelet.store import open_store\n"
        "from scorelet.signed.caller import Caller\n"
        "open_store('s3://models', caller=Caller())"
    ),
    "calls to AWS are imported": (
        "import scorelet.signed.s3, scorelet.signed.sqs, scorelet.signed.kinesis, scorelet.signed.secrets"
    ),
}


@pytest.mark.parametrize("what", COLD_STARTS)
def test_what_a_cold_start_does_not_import(what: str, tmp_path: Path) -> None:
    command = [sys.executable, "-S", "-c", f"import sys\n{COLD_STARTS[what]}\nprint(*sys.modules)", str(tmp_path)]
    environment = {"PYTHONPATH": str(SOURCE.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert set(LATE).isdisjoint(done.stdout.split())


def test_a_saved_image_runs_without_what_compiles(tmp_path: Path) -> None:
    document = '{"input": "double", "output": "double", "action": {"m.sqrt": "input"}}'
    image = tmp_path / "image"
    image.write_bytes(pfa.save_image(pfa.compile_image(document)))
    command = [sys.executable, "-S", "-c", RUN_AN_IMAGE, str(image), document]
    environment = {"PYTHONPATH": str(SOURCE.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "scorelet.pfa.library.math" in done.stdout.split()
    assert set(COMPILES).isdisjoint(done.stdout.split())
