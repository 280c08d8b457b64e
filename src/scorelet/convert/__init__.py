"""A trained model becomes a PFA document.

    from scorelet.convert import convert

    converted = convert(model)          # of scikit-learn, XGBoost, LightGBM
    converted.document                  # JSON; `converted.tables` holds its side files

One file per family of estimators, one row each in `registry`. The libraries that trained a model are not imported
here: a converter reads the attributes of the object it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorelet.convert.converted import Converted

__all__ = ["convert"]


def convert(model: Any, *, name: str = "model", outputs: tuple[str, ...] = ()) -> Converted:
    """The document that says what `model` says. `outputs` are names as in `Converted.offered`; () is its usual ones.

    Raises NotConvertibleError, which names the estimator or parameter that stands in the way.
    """
    from scorelet.convert.path import converted_from

    return converted_from(model, name, outputs)
