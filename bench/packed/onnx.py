"""The same model in ONNX Runtime, with one thread: a list, a dict or a text in, label and probabilities out."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

from bench.packed.contenders import Predict
from bench.packed.families import Fitted
from bench.packed.mixed import NUMBERS

OPSET = 15
"""The newest that the converters of boosters write."""

LOCALE = "C.UTF-8"
"""The usual one, en_US.UTF-8, is not everywhere."""
FATAL = 4
"""Of ONNX Runtime's levels of logging."""


class NotConverted(Exception):
    """There is no ONNX file of this model; the message says why."""


def onnx_session(fitted: Fitted) -> Any:
    """The converted model in a session of one thread. Raises NotConverted."""
    file = onnx_file(fitted)
    try:
        return _session(file)
    except Exception as error:  # an operator that it does not have, or types that do not fit
        raise NotConverted(f"{type(error).__name__}: {error}") from error


def onnx_file(fitted: Fitted) -> bytes:
    """The converted model. Raises NotConverted."""
    for module in ("onnxruntime", "skl2onnx", "onnxmltools"):
        if find_spec(module) is None:
            raise NotConverted(f"{module} is not installed")
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converted = _CONVERTERS.get(type(fitted.model).__name__, _sklearn)(fitted)
            return bytes(converted.SerializeToString())
    except Exception as error:  # whatever a converter raises, it comes to this
        raise NotConverted(f"{type(error).__name__}: {error}") from error
    finally:
        logging.disable(logging.NOTSET)


def _session(file: bytes) -> Any:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = FATAL
    return InferenceSession(file, options, providers=["CPUExecutionProvider"])


def onnx_predict(fitted: Fitted, session: Any) -> Predict:
    """One row in a session. As many arrays are made within the call as the session has inputs."""
    from numpy import array, float32

    run, names = session.run, [given.name for given in session.get_inputs()]
    if fitted.form == "mixed":
        types = {name: float32 if name in NUMBERS else object for name in names}
        return lambda row: run(None, {name: array([[row[name]]], dtype=types[name]) for name in names})
    (name,) = names
    kind = object if fitted.form == "text" else float32
    return lambda row: run(None, {name: array([[row]] if kind is object else [row], dtype=kind)})


def _sklearn(fitted: Fitted) -> Any:
    from skl2onnx import to_onnx
    from sklearn.feature_extraction.text import TfidfVectorizer

    options = {id(fitted.model): {"zipmap": False}, TfidfVectorizer: {"locale": LOCALE}}
    return to_onnx(fitted.model, initial_types=_TYPES[fitted.form](fitted), options=options)


def _xgboost(fitted: Fitted) -> Any:
    from onnxmltools import convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType

    types = [("input", FloatTensorType([None, len(fitted.rows[0])]))]
    return convert_xgboost(fitted.model, initial_types=types, target_opset=OPSET)


def _lightgbm(fitted: Fitted) -> Any:
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType

    types = [("input", FloatTensorType([None, len(fitted.rows[0])]))]
    return convert_lightgbm(fitted.model, initial_types=types, target_opset=OPSET, zipmap=False)


_CONVERTERS: Mapping[str, Callable[[Fitted], Any]] = {"XGBClassifier": _xgboost, "LGBMClassifier": _lightgbm}


def _numbers(fitted: Fitted) -> list[tuple[str, Any]]:
    from skl2onnx.common.data_types import FloatTensorType

    return [("input", FloatTensorType([None, len(fitted.rows[0])]))]


def _mixed(fitted: Fitted) -> list[tuple[str, Any]]:
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType

    kinds = {name: FloatTensorType if name in NUMBERS else StringTensorType for name in fitted.rows[0]}
    return [(name, kind([None, 1])) for name, kind in kinds.items()]


def _text(fitted: Fitted) -> list[tuple[str, Any]]:
    from skl2onnx.common.data_types import StringTensorType

    return [("input", StringTensorType([None, 1]))]


_TYPES: Mapping[str, Callable[[Fitted], list[tuple[str, Any]]]] = {"numbers": _numbers, "mixed": _mixed, "text": _text}
