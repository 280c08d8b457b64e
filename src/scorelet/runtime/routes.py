"""Every path that is answered, in one table.

A row names its functions by text, so that a cold start imports only what the first request asks for: "module:function"
under `scorelet.runtime`. What a path is answered by takes a Turn and gives a Response.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.errors import RequestError

if TYPE_CHECKING:
    from scorelet.runtime.messages import Response
    from scorelet.runtime.turn import Turn


class Route(NamedTuple):
    """methods: of HTTP; path: with {model} and {version} for what varies; answer: "module:function"."""

    methods: tuple[str, ...]
    path: str
    answer: str


_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")

ROUTES: tuple[Route, ...] = (
    Route(_BOTH, "/api/models/{model}/predict", "dialects.native:predict"),
    Route(_BOTH, "/predict", "dialects.native:predict"),
    Route(_POST, "/", "dialects.native:predict"),
    Route(_GET, "/", "pages.status:page"),
    Route(_GET, "/api/models", "pages.models:listing"),
    Route(_GET, "/api/models/{model}", "pages.models:metadata"),
    Route(_GET, "/api/models/{model}/metadata", "pages.models:metadata"),
    Route(_GET, "/openapi.json", "pages.openapi:document"),
    Route(_GET, "/docs", "pages.docs:page"),
    Route(_GET, "/healthz", "pages.health:live"),
    Route(_GET, "/livez", "pages.health:live"),
    Route(_GET, "/readyz", "pages.health:ready"),
    # Open Inference Protocol, version 2
    Route(_GET, "/v2", "dialects.oip.endpoints:server"),
    Route(_GET, "/v2/health/live", "dialects.oip.endpoints:live"),
    Route(_GET, "/v2/health/ready", "dialects.oip.endpoints:ready"),
    Route(_GET, "/v2/models/{model}", "dialects.oip.endpoints:metadata"),
    Route(_GET, "/v2/models/{model}/ready", "dialects.oip.endpoints:model_ready"),
    Route(_POST, "/v2/models/{model}/infer", "dialects.oip.endpoints:infer"),
    Route(_GET, "/v2/models/{model}/versions/{version}", "dialects.oip.endpoints:metadata"),
    Route(_GET, "/v2/models/{model}/versions/{version}/ready", "dialects.oip.endpoints:model_ready"),
    Route(_POST, "/v2/models/{model}/versions/{version}/infer", "dialects.oip.endpoints:infer"),
    # MLflow and SageMaker
    Route(_GET, "/ping", "dialects.invocations:ping"),
    Route(_POST, "/invocations", "dialects.invocations:predict"),
)

REFUSALS: tuple[tuple[str, str], ...] = (
    ("/v2", "dialects.oip.endpoints:refuse"),
    ("/invocations", "dialects.invocations:refuse"),
    ("/ping", "dialects.invocations:refuse"),
    ("", "problems:refuse"),
)
"""How errors are said, by what the path begins with."""

Parts = Mapping[str, str]
Answer = Callable[["Turn"], "Response"]
_REMEMBERED = 512


class Found(NamedTuple):
    """What answers a request, and the parts of its path."""

    answer: Answer
    parts: Parts


class Table:
    """The routes, by number of steps in their paths."""

    def __init__(self, routes: tuple[Route, ...] = ROUTES) -> None:
        self._by_length: dict[int, list[tuple[tuple[str, ...], Route]]] = {}
        for route in routes:
            steps = tuple(route.path.split("/"))
            self._by_length.setdefault(len(steps), []).append((steps, route))
        self._found: dict[tuple[str, str], Found] = {}

    def find(self, method: str, path: str) -> Found:
        """Raises RequestError: 404, or 405 with the methods that there are."""
        found = self._found.get((method, path))
        if found is None:
            found = self._search(method, path)
            if len(self._found) < _REMEMBERED:  # paths come from strangers
                self._found[method, path] = found
        return found

    def _search(self, method: str, path: str) -> Found:
        steps = (path.rstrip("/") or "/").split("/")
        allowed: list[str] = []
        for pattern, route in self._by_length.get(len(steps), ()):
            parts = _parts(pattern, steps)
            if parts is None:
                continue
            if method in route.methods:
                return Found(resolved(route.answer), parts)
            allowed += route.methods
        if not allowed:
            raise RequestError(404, f"there is nothing at {shown(path)}; /docs says what there is")
        raise not_allowed(method, path, allowed)


def _parts(pattern: tuple[str, ...], steps: list[str]) -> Parts | None:
    """The steps that the pattern leaves open; None where it does not fit."""
    parts = {}
    for wanted, step in zip(pattern, steps, strict=True):
        if wanted.startswith("{") and step:
            parts[wanted[1:-1]] = step
        elif wanted != step:
            return None
    return parts


def not_allowed(method: str, path: str, allowed: list[str]) -> RequestError:
    methods = ", ".join(dict.fromkeys([*allowed, *(["HEAD"] if "GET" in allowed else []), "OPTIONS"]))
    detail = f"{shown(path)} takes {methods}, got {shown(method)}"
    return RequestError(405, detail, headers=[("allow", methods)])


def shown(text: str) -> str:
    """A piece of a request in a message."""
    return repr(text if len(text) <= 100 else f"{text[:100]}...")


def resolved(name: str) -> Any:
    """The function that a row names."""
    module, _, function = name.partition(":")
    return getattr(import_module(f"scorelet.runtime.{module}"), function)


def refusal(path: str) -> Callable[[RequestError, Turn], Response]:
    """How errors of this path are said."""
    name = next(name for prefix, name in REFUSALS if not prefix or path == prefix or path.startswith(f"{prefix}/"))
    refuse: Callable[[RequestError, Turn], Response] = resolved(name)
    return refuse
