"""The service becomes the zip that would be deployed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import perf_counter
from typing import NamedTuple

from scorelet.aws.advice import warnings
from scorelet.aws.package import function_package, written
from scorelet.service.values import Service
from scorelet.store import open_store


class Built(NamedTuple):
    """data: the zip; unzipped: bytes of its files, of which there are so many; seconds: of making it."""

    data: bytes
    unzipped: int
    files: int
    seconds: float
    warnings: tuple[str, ...]

    def noting(self, more: Sequence[str]) -> Built:
        """With more to know of it."""
        return self._replace(warnings=(*self.warnings, *more))


def built(service: Service) -> Built:
    """The package of a service. Raises ScoreletError."""
    started = perf_counter()
    package = function_package(service, open_store(service.store or None))
    data = written(package)
    unzipped = sum(map(len, package.files.values()))
    said = tuple(warnings(service, sys.version_info[:2]))
    return Built(data, unzipped, len(package.files), perf_counter() - started, said)
