"""The service that a data scientist writes: FastAPI around the pickled model, or around its ONNX file.

It is as quick as this can be written: asynchronous (nothing is handed to a thread), one row to one array, one model
call. Run by `uvicorn bench.doors.fastapi_app:app`; BENCH_MODEL is the file of the model.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

Answer = Callable[[list[float]], tuple[Any, list[float]]]
"""One row -> its label and its probabilities."""


class Row(BaseModel):
    features: list[float]


class Prediction(BaseModel):
    prediction: int
    probabilities: list[float]


def pickled(path: Path) -> Answer:
    import joblib

    model = joblib.load(path)
    classes = model.classes_

    def answer(features: list[float]) -> tuple[Any, list[float]]:
        probabilities = model.predict_proba([features])[0]
        return classes[probabilities.argmax()], probabilities.tolist()

    return answer


def onnx(path: Path) -> Answer:
    from numpy import array, float32
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def answer(features: list[float]) -> tuple[Any, list[float]]:
        labels, probabilities = session.run(None, {name: array([features], dtype=float32)})
        return labels[0], probabilities[0].tolist()

    return answer


def service(path: Path) -> FastAPI:
    answer = onnx(path) if path.suffix == ".onnx" else pickled(path)
    made = FastAPI()

    @made.post("/predict")
    async def predict(row: Row) -> Prediction:
        label, probabilities = answer(row.features)
        return Prediction(prediction=int(label), probabilities=probabilities)

    return made


app = service(Path(os.environ["BENCH_MODEL"]))
