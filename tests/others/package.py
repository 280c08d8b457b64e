"""The package that all implementations are given, and what stands in front of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scorelet.aws.endpoint import Endpoint, Method, endpoint_of
from scorelet.aws.package import function_package
from scorelet.service.values import Api, Model, Service
from scorelet.store import open_store
from tests.bundle.models import packed

HANDLER = "compared.handler"
STAGE = "test"
ORIGIN = "https://pages.example"
KEY = "a-key-of-twenty-characters-or-more"
MEMORY, SECONDS = 512, 10

_HANDLER_FILE = Path(__file__).with_name("compared.py")
_SHOWING = tuple(
    Method(method, path, key=False)
    for path in ("/echo", "/echo/{part}", "/reply", "/raise", "/exit", "/large")
    for method in ("GET", "POST")
)
"""Ways in without keys to what shows the function's surroundings (`compared.py`)."""


def endpoint() -> Endpoint:
    """Of the towns: with keys, and with pages of one origin that may call."""
    made = endpoint_of(_service("towns.scorelet"), STAGE)
    return made._replace(methods=(*made.methods, *_SHOWING, Method("GET", "/keyed", key=True)))


def package_files(folder: Path) -> Mapping[str, bytes]:
    """The package as `deploy` makes it, by paths, and the handler that is compared; `folder` is to write in."""
    model = folder / "towns.scorelet"
    packed().write(model)
    package = function_package(_service(str(model)), open_store(folder / "store"))
    return {**package.files, _HANDLER_FILE.name: _HANDLER_FILE.read_bytes()}


def write_folder(files: Mapping[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def _service(model: str) -> Service:
    return Service("towns", (Model("towns", file=model),), api=Api(keys=True, cors=(ORIGIN,)))
