"""The format is told from the content, and what is none of them is named."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
import zlib
from fractions import Fraction

import pytest
import skops.io

from scorelet.convert.reading.format import EXPECTED, Format, recognise
from scorelet.convert.reading.onnx_file import producer
from scorelet.errors import ModelReadError, UnknownFormatError
from tests.convert.reading.models import joblibbed, lgbm_file, pickled, pipeline, xgb_file

PFA = {"input": "double", "output": "double", "action": "input"}


def field(number: int, data: bytes) -> bytes:
    """A field of a protocol buffer; its data are shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(data)]) + data


ONNX = b"\x08\x0a" + field(2, b"skl2onnx") + field(3, b"1.20.0") + field(7, b"\x0a\x00") + field(8, b"\x10\x15")


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        for name in names:
            zipped.writestr(zipfile.ZipInfo(name), "{}")  # with no time of day: its bytes name a test
    return file.getvalue()


@pytest.mark.parametrize("protocol", range(6))
def test_pickles_of_every_protocol(protocol: int) -> None:
    assert recognise(pickled(pipeline(), protocol)) is Format.PICKLE
    assert recognise(joblibbed(pipeline(), protocol=protocol)) is Format.JOBLIB


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (xgb_file("json"), Format.XGBOOST_JSON),
        (xgb_file("ubj"), Format.XGBOOST_UBJ),
        (lgbm_file(), Format.LIGHTGBM_TEXT),
        (lgbm_file().replace(b"\n", b"\r\n"), Format.LIGHTGBM_TEXT),
        (skops.io.dumps(pipeline()), Format.SKOPS),
        (json.dumps(PFA).encode(), Format.PFA),
        (b"\xef\xbb\xbf  " + json.dumps(PFA, indent=1).encode(), Format.PFA),
        (gzip.compress(json.dumps(PFA).encode(), mtime=0), Format.PFA),
        (gzip.compress(pickled(pipeline()), mtime=0), Format.PICKLE),
        (zlib.compress(joblibbed(pipeline())), Format.JOBLIB),
        (ONNX, Format.ONNX),
        (ONNX[:-1], Format.ONNX),
    ],
)
def test_formats(data: bytes, form: Format) -> None:
    assert recognise(data) is form


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it is empty"),
        (b" \n", "it holds nothing but white space"),
        (b"\x89PNG\r\n\x1a\n", "it is a PNG picture"),
        (b"\n<!DOCTYPE html><html>", "it is a web page: perhaps the answer to a download that failed"),
        (b"a,b,c\n1,2,3\n4,5,6\n", "it looks like a CSV table: rows, not a model"),
        (b"hello\nyou\n", "it is text"),
        (b"import sklearn\n", "it is Python source text: name the file that holds the trained model"),
        (b"PAR1\x15\x04", "it is a Parquet table: rows, not a model"),
        (b"\x93NUMPY\x01\x00", "it is a NumPy array, not a model"),
        (b"version https://git-lfs.github.com/spec/v1\n", "it is a Git LFS pointer, not the file itself: git lfs pull"),
        (
            b"\x89HDF\r\n",
            "it is an HDF5 file, as Keras writes them; convert the model to ONNX with tf2onnx and pack that",
        ),
        (
            archive("archive/data.pkl", "archive/version"),
            "it is a PyTorch file; export the model to ONNX with torch.onnx.export and pack that",
        ),
        (
            archive("metadata.json", "config.json", "model.weights.h5"),
            "it is a Keras file; convert the model to ONNX with tf2onnx and pack that",
        ),
        (archive("manifest.json", "schema.json", "model.pfa"), "it is a packed model already"),
        (archive("a.npy"), "it is a NumPy archive of arrays, not a model"),
        (archive("a.txt"), "it is a zip archive: unpack it and name the model in it"),
        (archive("a.txt")[:-30], "it is a damaged zip archive, cut off perhaps"),
        (b'{"cells": []}', "it is a Jupyter notebook"),
        (b'{"a": 1}', "it is JSON, but neither a PFA document nor an XGBoost model, or it is cut off"),
        (b"[" * 100_000, "it is JSON, but neither a PFA document nor an XGBoost model, or it is cut off"),
        (
            b'[{"nodeid": 0}]',
            "it is what XGBoost's dump_model gives; save the model itself: booster.save_model('model.json')",
        ),
        (b"\x00\x01\x02", "its bytes are of no kind that is known"),
        (b"\xff\xfe\xfd", "its bytes are of no kind that is known"),
        (ONNX.replace(b"\x3a", b"\x3b"), "its bytes are of no kind that is known"),
    ],
)
def test_what_is_no_model_is_named(data: bytes, sentence: str) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        recognise(data)
    assert str(caught.value) == f"{sentence}\n{EXPECTED}"


def test_text_that_begins_like_a_pickle_is_text() -> None:
    for text in (b"(this) is no pickle\n", b"column\nvalue\n", b"]\n"):
        with pytest.raises(UnknownFormatError, match="it is text"):
            recognise(text)


def test_every_short_beginning_of_a_pickle_has_an_answer() -> None:
    data = pickle.dumps(Fraction(1, 2), 0)
    answers = set[Format | None]()
    for size in range(len(data)):
        try:
            answers.add(recognise(data[:size]))
        except UnknownFormatError:
            answers.add(None)
    assert answers == {Format.PICKLE, None}


def test_what_made_an_onnx_file() -> None:
    assert producer(ONNX) == {"skl2onnx": "1.20.0"}
    assert producer(b"\x08\x0a" + field(7, b"")) == {}


def test_an_onnx_file_that_is_cut_off() -> None:
    with pytest.raises(ModelReadError) as caught:
        producer(ONNX[:-1])
    assert str(caught.value) == "it is cut off: its ONNX graph goes beyond the end\ncopy or save the file again"
