"""A service without a file: models as a command line names them.

    iris.scorelet, models/iris.scorelet     a file
    iris, iris@prod, iris@3f2a9c            a model of the store
    flowers=iris@prod                       either, under a name of its own

What ends as a file does, has a slash in it, or is a file that is there, is a file. A file's model has the name that
was packed with it. Two may have one name where their refs differ: each is asked for as name@alias.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from scorelet.bundle import SUFFIX
from scorelet.errors import BundleError, ServiceError, UsageError
from scorelet.service.files import absolute, is_file
from scorelet.service.surface import name_in
from scorelet.service.values import Model, Service
from scorelet.store.refs import check_name, is_name, parse_ref

NAME = "scorelet"
"""Of a service that nobody named."""

SOURCES = frozenset({".pfa", ".json", ".pkl", ".pickle", ".joblib", ".onnx", ".skops", ".ubj", ".txt"})
"""Endings of files that packed models are made of; names of models may have dots too."""


def service_of(models: Sequence[str], store: str = "", *, folder: str | os.PathLike[str] = ".") -> Service:
    """The service of these models, as they come, with all else as it is by default.

    `store` is a folder or s3://bucket/prefix, "" for the usual one; paths are relative to `folder`. The files are
    looked into for the names of their models. Raises ServiceError with all that is wrong.
    """
    where = os.fspath(folder)
    found: list[Model] = []
    problems = [] if models else ["a service has one model at least: name a file or a model of the store"]
    for text in models:
        try:
            found.append(_model(text, where))
        except (BundleError, UsageError) as error:
            problems.append(f"{text}: {error}")
    problems += _clashes(models, found) if not problems else []
    if problems:
        raise ServiceError(problems)
    return Service(NAME, tuple(found), store=store)


def names_file(text: str, folder: str = ".") -> bool:
    """Whether `text` names a file, and not a model of a store."""
    known = os.sep in text or "/" in text or Path(text).suffix.lower() in {SUFFIX, *SOURCES}
    return known or is_file(absolute(text, folder))


def _model(text: str, folder: str) -> Model:
    name, what = _named(text, folder)
    if name is not None:
        check_name(name)
    if "://" in what:
        raise UsageError(
            "a model is a .scorelet file or a name in a store\n--store s3://bucket/prefix names a store in S3"
        )
    if not names_file(what, folder):
        return Model(name or parse_ref(what).name, ref=str(parse_ref(what)))
    path = absolute(what, folder)
    if path.suffix.lower() in SOURCES:
        raise UsageError(f"this is no packed model\nscorelet pack {what} makes one of it")
    if not path.exists():
        raise UsageError("there is no such file\ncheck the path; relative paths start at the current folder")
    return Model(name or name_in(str(path)), file=str(path))


def _named(text: str, folder: str) -> tuple[str | None, str]:
    """`name=ref` as its two parts, None where there is no name; a file may have a `=` in its own path."""
    name, equals, what = text.partition("=")
    own_path = not equals or os.sep in name or "/" in name or is_file(absolute(text, folder))
    return (None, text) if own_path else (name, what)


def _clashes(texts: Sequence[str], models: Sequence[Model]) -> list[str]:
    """What two models share that must tell them apart, and how to do that."""
    problems = []
    seen: dict[tuple[str, str], int] = {}
    for i, model in enumerate(models):
        first = seen.setdefault((model.name, model.ref), i)
        if first != i:
            what = texts[i].rpartition("=")[2]
            problems.append(
                f"{texts[first]} and {texts[i]} are both called {model.name!r}\n"
                f"give one of them another name: {_free(model.name, models)}={what}"
            )
    return problems


def _free(name: str, models: Sequence[Model]) -> str:
    taken = {model.name for model in models}
    return next(each for i in range(2, len(models) + 2) if is_name(each := f"{name[:58]}-{i}") and each not in taken)
