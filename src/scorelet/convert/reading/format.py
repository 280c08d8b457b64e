"""What kind of model a file holds, by its content; its name is never asked."""

from __future__ import annotations

import io
import json
import pickletools
import zipfile
from enum import Enum
from typing import Any

from scorelet.convert.reading.compression import LIMIT, opened
from scorelet.convert.reading.lookalikes import looks_like
from scorelet.convert.reading.onnx_file import is_onnx
from scorelet.errors import UnknownFormatError


class Format(Enum):
    """The formats that are read; a value is the format's name in messages."""

    PICKLE = "pickle"
    JOBLIB = "joblib"
    SKOPS = "skops"
    XGBOOST_JSON = "XGBoost JSON"
    XGBOOST_UBJ = "XGBoost UBJSON"
    LIGHTGBM_TEXT = "LightGBM text"
    ONNX = "ONNX"
    PFA = "PFA"


EXPECTED = "a model is a pickle, joblib or skops file, an XGBoost .json or .ubj, a LightGBM text file, ONNX or PFA"

XGBOOST_KEYS = {b"learner", b"version", b"Config"}
"""What the object of an XGBoost file may begin with."""


def recognise(data: bytes, limit: int = LIMIT) -> Format:
    """The format of a file's bytes, which may be compressed.

    A damaged file has the format that it had when it was whole, as far as that shows: loading it says what is wrong.
    Raises UnknownFormatError, which says what the bytes look like, and ModelReadError when they cannot be opened.
    """
    return recognise_opened(opened(data, limit))


def recognise_opened(data: bytes) -> Format:
    """The same of bytes that are not compressed, or not any more."""
    for form, holds in TESTS:
        if holds(data):
            return form
    raise UnknownFormatError(f"{looks_like(data)}\n{EXPECTED}")


def _is_skops(data: bytes) -> bool:
    """An archive with a schema; a packed model has one too, and a manifest."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return b"schema.json" in data and b"manifest.json" not in data
    return "schema.json" in names and "manifest.json" not in names


def _is_ubj(data: bytes) -> bool:
    """An object whose first key is one of XGBoost's: `{`, `L`, eight bytes of length, the key."""
    if data[:2] != b"{L" or len(data) < 10:
        return False
    return data[10 : 10 + int.from_bytes(data[2:10])] in XGBOOST_KEYS


def _is_lightgbm(data: bytes) -> bool:
    return data[:5] in (b"tree\n", b"tree\r") and b"version=" in data[:64]


def parsed_json(data: bytes) -> Any:
    """The JSON value, or None where the bytes are none (null is no model either)."""
    if data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _is_xgboost_json(data: bytes) -> bool:
    head = data[:256].lstrip(b" \t\r\n")
    return head.startswith(b"{") and head[1:].lstrip(b" \t\r\n").startswith((b'"learner"', b'"version"', b'"Config"'))


def _is_pfa(data: bytes) -> bool:
    value = parsed_json(data)
    return isinstance(value, dict) and "action" in value and "input" in value


def _has_pickle_head(data: bytes) -> bool:
    """Protocol 2 and later begin with their number; 0 and 1 with an opcode, and need a look at the first few."""
    if data[:1] == b"\x80":
        return len(data) > 2 and data[1] <= 5
    return data[:1] in (b"c", b"(", b"]", b"}", b")") and _first_opcodes(data)


def _first_opcodes(data: bytes, enough: int = 5) -> bool:
    """Whether the data begins with a few opcodes, an import among them: each model's class is one."""
    names = []
    try:
        for opcode, _, _ in pickletools.genops(data[:4096]):
            names.append(opcode.name)
            if len(names) == enough or opcode.name == "STOP":
                break
    except (ValueError, IndexError, OverflowError):
        return False
    return bool({"GLOBAL", "INST"}.intersection(names)) or names[-1] == "STOP"


def _is_joblib(data: bytes) -> bool:
    return _has_pickle_head(data) and b"NumpyArrayWrapper" in data


TESTS = (
    (Format.SKOPS, _is_skops),
    (Format.XGBOOST_UBJ, _is_ubj),
    (Format.XGBOOST_JSON, _is_xgboost_json),
    (Format.LIGHTGBM_TEXT, _is_lightgbm),
    (Format.JOBLIB, _is_joblib),
    (Format.PICKLE, _has_pickle_head),
    (Format.PFA, _is_pfa),
    (Format.ONNX, is_onnx),
)
"""No two of them hold for the same bytes, except that a joblib file is a pickle to its first array."""
