"""Rows of a model, as its callers send them: what was packed with it, or what its feature function takes."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from math import isinf
from typing import Any

from scorelet.bundle.packed import PackedModel
from scorelet.emulator.making.models import entry_of
from scorelet.runtime.features.functions import Functions
from scorelet.runtime.loading import Loader
from scorelet.runtime.pages.made_rows import made_arguments, made_row
from scorelet.runtime.strict_json import without_nan
from scorelet.service.values import Service
from scorelet.store import open_store

Json = Any


def sample_rows(service: Service, name: str) -> tuple[Json, ...]:
    """One row at least, of JSON alone; nothing of the model is run. Raises ScoreletError where it cannot be read.

    A feature function's file is loaded, as serving does; what it prints meanwhile goes to standard error.
    """
    entry = entry_of(name, service)
    if entry.features:
        with redirect_stdout(sys.stderr):
            return (made_arguments(Functions.of(service).feature(entry.features)),)
    loader = Loader(service, lambda: open_store(service.store or None))
    packed = PackedModel.read(loader.find(entry).read())
    samples = [row for row in packed.samples if not _infinite(row)]  # which JSON cannot say
    return tuple(without_nan(row) for row in samples) or (made_row(packed.manifest.input),)


def _infinite(value: Json) -> bool:
    if isinstance(value, float):
        return isinf(value)
    if isinstance(value, dict):
        return any(map(_infinite, value.values()))
    return isinstance(value, list) and any(map(_infinite, value))
