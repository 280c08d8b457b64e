"""Files that are cut off or damaged anywhere give a ModelReadError, or load; nothing else ever happens."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.convert.reading.format import recognise
from scorelet.convert.reading.process import ChildProcess
from scorelet.convert.reading.scan import scan
from scorelet.errors import ModelProcessError, ModelReadError
from tests.convert.reading import questions
from tests.convert.reading.models import forest, joblibbed, lgbm_file, pickled, pipeline, xgb, xgb_file

FILES: dict[str, Callable[[], bytes]] = {
    "pickle": lambda: pickled(pipeline()),
    "pickle of protocol 0": lambda: pickled(pipeline(), 0),
    "forest": lambda: pickled(forest()),
    "joblib": lambda: joblibbed(pipeline()),
    "compressed joblib": lambda: joblibbed(pipeline(), 3),
    "XGBoost in a pickle": lambda: pickled(xgb()),
    "XGBoost JSON": lambda: xgb_file("json"),
    "XGBoost UBJSON": lambda: xgb_file("ubj"),
    "LightGBM text": lgbm_file,
    "skops": lambda: skops.io.dumps(pipeline()),
}
PICKLES = ("pickle", "pickle of protocol 0", "forest", "joblib", "XGBoost in a pickle")
SERVED = {"mutant": f"{questions.__name__}:mutant"}

GONE = ("crash", "ended")


def mutations(size: int, count: int) -> list[dict[str, Any]]:
    """Cuts and flipped bits, evenly many, at places drawn from a fixed seed."""
    choose = random.Random(size)
    cuts = [{"cut": choose.randrange(size)} for _ in range(count // 2)]
    flips = [{"flip": [choose.randrange(8 * size) for _ in range(1 + n % 3)]} for n in range(count // 2)]
    return [*cuts, *flips]


def outcomes(names: Iterable[str], tmp_path: Path, count: int) -> Counter[str]:
    """How often mutations loaded, were errors, or ended the process, which is then started anew."""
    harmless = tmp_path / "model.pfa"
    harmless.write_text('{"input": "null", "output": "null", "action": null}')
    todo, found = [m for name in names for m in mutated(name, tmp_path, count)], Counter[str]()
    while todo:
        with ChildProcess(harmless, served=SERVED, timeout=30, memory=4 << 30) as child:
            while todo and (said := outcome(child, todo.pop())) not in GONE:
                found[said] += 1
            found["gone"] += bool(todo)
    return found


def mutated(name: str, tmp_path: Path, count: int) -> list[dict[str, Any]]:
    file = tmp_path / name
    file.write_bytes(FILES[name]())
    return [{"file": str(file), **mutation} for mutation in mutations(file.stat().st_size, count)]


def outcome(child: ChildProcess, mutation: dict[str, Any]) -> str:
    try:
        child.ask({"do": "mutant", **mutation})
    except ModelProcessError as error:
        return "error" if error.reason == "memory" else error.reason
    except ModelReadError as error:
        return "a foreign error" if "failed to answer" in str(error) else "error"
    return "loaded"


def test_damaged_files(tmp_path: Path) -> None:
    """In one process, since importing the libraries takes longest. The native readers may crash; that is told too."""
    found = outcomes(FILES, tmp_path, 20)
    assert found.keys() <= {"loaded", "error", "gone"}
    assert found["error"] > 100
    assert found["gone"] < 5


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_many_damaged_files(name: str, tmp_path: Path) -> None:
    assert outcomes([name], tmp_path, 1000).keys() <= {"loaded", "error", "gone"}


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.data())
@pytest.mark.parametrize("name", PICKLES)
def test_the_scanner_here(name: str, data: st.DataObject) -> None:
    content = bytearray(FILES[name]())
    del content[data.draw(st.integers(0, len(content))) :]
    for bit in data.draw(st.lists(st.integers(0, max(0, 8 * len(content) - 1)), max_size=4)) if content else []:
        content[bit // 8] ^= 1 << bit % 8
    for look in (scan, recognise):
        with suppress(ModelReadError):
            look(bytes(content))


@settings(derandomize=True, deadline=None, max_examples=500)
@given(
    st.binary(max_size=40),
    st.sampled_from([b"", b"\x80\x04", b"{L", b"{", b"PK\x03\x04", b"\x08\x0a", b"tree\n", b"c"]),
)
def test_any_bytes(data: bytes, start: bytes) -> None:
    for look in (scan, recognise):
        with suppress(ModelReadError):
            look(start + data)
