"""The package that all implementations are given, and what stands in front of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import scorelet
from scorelet.aws.endpoint import Endpoint, Method, endpoint_of
from scorelet.service.values import Api, Model, Service
from tests.runtime.lambda_packages import write

HANDLER = "compared.handler"
STAGE = "test"
KEY = "a-key-of-twenty-characters-or-more"
MEMORY, SECONDS = 512, 10

_SHOWING = tuple(
    Method(method, path, key=False)
    for path in ("/echo", "/echo/{part}", "/reply", "/raise", "/exit", "/large")
    for method in ("GET", "POST")
)
"""Ways in without keys to what shows the function's surroundings (`compared.py`)."""


def endpoint() -> Endpoint:
    """Of the towns: with keys, and with pages of one origin that may call."""
    described = Service("towns", (Model("towns", file="towns.scorelet"),), api=Api(keys=True, cors=(ORIGIN,)))
    made = endpoint_of(described, STAGE)
    return made._replace(methods=(*made.methods, *_SHOWING, Method("GET", "/keyed", key=True)))


ORIGIN = "https://pages.example"


def unpacked(folder: Path) -> Path:
    """The package as a folder."""
    package = write(folder)
    shutil.copytree(Path(scorelet.__file__).parent, package / "scorelet", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(__file__).with_name("compared.py"), package)
    return package


def zipped(package: Path) -> Path:
    """Beside the folder."""
    return Path(shutil.make_archive(str(package), "zip", package))
