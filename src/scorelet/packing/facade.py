"""What people call from Python: `scorelet.pack` and `scorelet.load`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorelet.bundle import SUFFIX
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor

if TYPE_CHECKING:
    from scorelet.packing.path import Packing


def pack(
    model: Any,
    *,
    samples: Any = None,
    name: str | None = None,
    outputs: str | Sequence[str] = (),
    to: str | PathLike[str] | None = None,
    trust: bool = False,
    tolerance: float | None = None,
    accept_parity: str | None = None,
    measure: bool = True,
) -> Packing:
    """Pack a trained model: an estimator or booster, or the path of a model file.

    `samples` are rows: a DataFrame, a list, an array, or the path of a CSV, JSON Lines or Parquet file. `outputs` are
    names such as "label", "probabilities", "decision". `to` is the path of a `.scorelet` file, or a store (a folder, or
    ``s3://bucket/prefix``) to push to. `trust` allows a pickle that would run code. `accept_parity` is the reason
    why a model that differs from the original by more than `tolerance` is packed all the same. `measure` says whether
    to measure what both cost to use, which takes some seconds.

    Raises ModelReadError, NotConvertibleError, PfaError, ParityError, UsageError, BundleError and StoreError.
    """
    from scorelet.packing.names import name_of, name_of_class  # who only loads needs none of these
    from scorelet.packing.path import packed_of
    from scorelet.packing.wishes import Wishes

    if name is None:
        name = name_of(Path(model)) if isinstance(model, str | PathLike) else name_of_class(type(model))
    wanted = (outputs,) if isinstance(outputs, str) else tuple(outputs)
    result = packed_of(model, Wishes(name, wanted, samples, trust, tolerance, accept_parity, measure=measure))
    if to is not None:
        put(result.packed, to)
    return result


def put(packed: PackedModel, to: str | PathLike[str]) -> None:
    """Write a packed model to a `.scorelet` file, or push it to a store. Raises BundleError, StoreError."""
    if os.fspath(to).endswith(SUFFIX):
        packed.write(to)
    else:
        from scorelet.store import open_store

        open_store(to).push(packed.manifest.name, packed.data)


def load(
    ref: str | PathLike[str] | bytes, *, store: str | PathLike[str] | None = None, trust: bool = False
) -> Predictor:
    """What predicts: of a `.scorelet` file (or its bytes), or of a model in a store (``iris``, ``iris@prod``).

    Text is a path where it ends with ``.scorelet`` or has a slash. `store` is a folder or ``s3://bucket/prefix``; None
    is the usual store. `trust` is needed for kind `python`, which runs its maker's code.
    Raises BundleError, StoreError, PfaError.
    """
    if isinstance(ref, bytes | PathLike) or ref.endswith(SUFFIX) or any(slash in ref for slash in (os.sep, "/")):
        return Predictor.of(PackedModel.read(ref), trust=trust)
    from scorelet.store import open_store

    return Predictor.of(PackedModel.read(open_store(store).pull(ref)), trust=trust)
