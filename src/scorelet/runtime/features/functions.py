"""A service's functions and templates, as its app asks for them.

functions = Functions.of(service, folder)
feature = functions.feature("features.py:from_city")
rows = feature.rows([{"city": "Hong Kong"}], request)
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from scorelet.runtime.features.files import UserFiles
from scorelet.runtime.features.function import FeatureFunction
from scorelet.runtime.features.respond import RespondFunction
from scorelet.runtime.features.secrets import Secrets
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.features.template import Template
from scorelet.service.values import Service


class Functions:
    """What lies in one folder, beside scorelet.toml. All of it raises ServiceError when it cannot be loaded."""

    def __init__(self, folder: str | Path = ".", supplies: Supplies | None = None) -> None:
        self.supplies = supplies or Supplies(Secrets())
        self._files = UserFiles(folder)

    @staticmethod
    def of(service: Service, folder: str | Path = ".") -> Functions:
        return Functions(folder, Supplies(Secrets(service.secrets), service.upstream))

    def feature(self, reference: str) -> FeatureFunction:
        return FeatureFunction(reference, self._files, self.supplies)

    def respond(self, reference: str, *, sent: Collection[str] | None = None) -> RespondFunction:
        """`sent` has the names of what callers send: a feature function's parameters, or a model's features."""
        return RespondFunction(reference, self._files, self.supplies, sent=sent)

    def template(self, path: str) -> Template:
        return Template.read(self._files.folder / path, path)


def load_function(reference: str, folder: str | Path = ".") -> FeatureFunction:
    """One feature function by itself, with secrets of the environment and the usual limits."""
    return Functions(folder).feature(reference)
