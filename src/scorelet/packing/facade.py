"""What people call from Python: `scorelet.pack` and `scorelet.load`."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor

if TYPE_CHECKING:
    from scorelet.packing.path import Packing


def pack(
    model: Any,
    *,
    samples: Any = None,
    name: str | None = None,
    outputs: Sequence[str] = (),
    to: str | PathLike[str] | None = None,
    trust: bool = False,
    tolerance: float | None = None,
    accept_parity: str | None = None,
) -> Packing:
    """Pack a trained model: an estimator or booster, or the path of a model file.

    `samples` are rows: a DataFrame, a list, or the path of a CSV, JSON Lines or Parquet file. `outputs` are names such
    as "label", "probabilities", "decision". `to` is the path of a `.scorelet` file, or a store (a folder, or
    ``s3://bucket/prefix``) to push to. `trust` allows a pickle that would run code. `accept_parity` is the reason
    why a model that differs from the original is packed all the same.

    Raises ModelReadError, NotConvertibleError, ParityError.
    """
    from scorelet.packing.path import Wishes, name_of, packed_of  # who only loads needs none of it

    chosen = name or (name_of(Path(model)) if isinstance(model, str | Path) else name_of(Path(type(model).__name__)))
    wishes = Wishes(chosen, tuple(outputs), samples, trust, tolerance, accept_parity)
    result = packed_of(model, wishes)
    if to is not None:
        put(result.packed, to)
    return result


def put(packed: PackedModel, to: str | PathLike[str]) -> None:
    """Write a packed model to a `.scorelet` file, or push it to a store."""
    if str(to).endswith(SUFFIX):
        packed.write(to)
    else:
        from scorelet.store import open_store

        open_store(str(to)).push(packed.manifest.name, packed.data)


SUFFIX = ".scorelet"


def load(ref: str | PathLike[str] | bytes, *, store: str | None = None, trust: bool = False) -> Predictor:
    """What predicts: of a `.scorelet` file (or its bytes), or of a model in a store (``iris``, ``iris@prod``).

    `store` is a folder or ``s3://bucket/prefix``; None is the usual store. Raises BundleError, StoreError.
    """
    if isinstance(ref, bytes) or str(ref).endswith(SUFFIX):
        return Predictor.of(PackedModel.read(ref), trust=trust)
    from scorelet.store import open_store

    return Predictor.of(PackedModel.read(open_store(store).pull(str(ref))), trust=trust)
