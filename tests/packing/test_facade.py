"""`scorelet.pack` and `scorelet.load`: what people call from Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import scorelet
from scorelet.errors import BundleError, StoreNotFoundError, UsageError
from scorelet.store import open_store
from tests.packing.models import FRAME, LABELS, ROWS, mixed, scaled, spreading


def test_what_is_public() -> None:
    assert sorted(scorelet.__all__) == ["__version__", "load", "pack"]
    with pytest.raises(AttributeError, match="module 'scorelet' has no attribute 'train'"):
        scorelet.train  # noqa: B018


def test_importing_it_imports_nothing() -> None:
    code = "import sys; before = set(sys.modules); import scorelet; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["scorelet"]


def test_from_an_object_to_predictions(tmp_path: Path) -> None:
    path = tmp_path / "flowers.scorelet"
    packing = scorelet.pack(mixed(), samples=FRAME.assign(target=LABELS), name="flowers", to=path, measure=False)
    assert (packing.packed.manifest.name, packing.ignored) == ("flowers", ("target",))
    assert path.read_bytes() == packing.packed.data
    model = scorelet.load(path)
    expected = mixed().predict(FRAME).tolist()
    assert [one["label"] for one in model.predict(FRAME)] == expected
    assert model.predict({"colour": "red", "size (cm)": ROWS[0][0], "weight": None})["label"] in ("yes", "no")
    rows = [[row["colour"], row["size (cm)"], row["weight"]] for row in FRAME.to_dict("records")]
    assert model.predict(rows) == model.predict(FRAME)
    assert model.predict(rows[0]) == model.predict(FRAME)[0]
    assert scorelet.load(str(path)).predict(rows[0]) == scorelet.load(path.read_bytes()).predict(rows[0])


def test_by_way_of_a_store(tmp_path: Path) -> None:
    store = tmp_path / "store"
    packing = scorelet.pack(scaled(), to=store, measure=False)
    assert packing.packed.manifest.name == "pipeline"
    open_store(store).move_alias("pipeline", "prod")
    expected = scaled().predict(ROWS).tolist()
    for ref in ("pipeline", "pipeline@prod", f"pipeline@{packing.packed.short_version}"):
        assert [one["label"] for one in scorelet.load(ref, store=store).predict(ROWS)] == expected
    with pytest.raises(StoreNotFoundError):
        scorelet.load("pipeline@test", store=store)


def test_one_output_may_be_named_alone() -> None:
    assert scorelet.pack(scaled(), outputs="label", measure=False).packed.manifest.outputs == ("label",)


def test_code_is_loaded_where_it_is_trusted(tmp_path: Path) -> None:
    path = tmp_path / "m.scorelet"
    scorelet.pack(spreading(), samples=ROWS[:5], to=path, measure=False)
    with pytest.raises(BundleError, match="where you trust its maker, allow it: --trust, trust=True"):
        scorelet.load(path)
    assert scorelet.load(path, trust=True).predict(ROWS[0])["label"] == int(spreading().predict(ROWS[:1])[0])


def test_what_nothing_can_be_packed_with() -> None:
    with pytest.raises(UsageError, match="the nearest valid one is 'my-model'"):
        scorelet.pack(scaled(), name="My Model")
    with pytest.raises(BundleError):
        scorelet.load("nowhere/m.scorelet")
