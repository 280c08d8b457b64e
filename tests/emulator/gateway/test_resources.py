"""Which path is meant."""

from __future__ import annotations

import pytest

from scorelet.aws.endpoint import Method, endpoint_of
from scorelet.emulator.gateway.resources import Resources
from scorelet.runtime.routes import ROUTES
from scorelet.service.values import Service

PATHS = ("/", "/a", "/a/{one}", "/a/b", "/{two}/b", "/{two}/{three}/c")
RESOURCES = Resources(Method("GET", path) for path in PATHS)

CASES = [
    ("/", "/", {}),
    ("//", "/", {}),
    ("/a", "/a", {}),
    ("/a/", "/a", {}),
    ("/a/b", "/a/b", {}),
    ("/a/x", "/a/{one}", {"one": "x"}),
    ("/x/b", "/{two}/b", {"two": "x"}),
    ("/a/%2F%zz", "/a/{one}", {"one": "%2F%zz"}),
    ("/x/y/c", "/{two}/{three}/c", {"two": "x", "three": "y"}),
    ("/x//c", None, {}),
    ("/x", None, {}),
    ("/A", None, {}),
    ("/a/b/c/d", None, {}),
]


@pytest.mark.parametrize(("sent", "path", "parts"), CASES)
def test_a_path_is_found(sent: str, path: str | None, parts: dict[str, str]) -> None:
    found = RESOURCES.find(sent)
    assert (found.resource.path, dict(found.parts)) == (path, parts) if found else path is None


def test_every_path_of_the_runtime_is_found() -> None:
    known = Resources(endpoint_of(Service("iris", ()), "dev").methods)
    for route in ROUTES:
        found = known.find(route.path)
        assert found is not None
        assert (found.resource.path, tuple(found.resource.methods)) != ("", ())
        assert set(route.methods) <= set(found.resource.methods)
