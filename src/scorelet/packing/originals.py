"""The original model, wherever it is: an object of this process, or a file that another process has loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from scorelet.convert import serving
from scorelet.convert.converted import Converted
from scorelet.convert.reading.process import ChildProcess
from scorelet.errors import ModelReadError, NotConvertibleError

Answer = dict[str, Any] | str
"""What the original says to a row, by output; or why it refuses it."""


@dataclass(frozen=True)
class Facts:
    """Where a model comes from. `kind` is its class with its module, `data` the file's content."""

    kind: str
    format: str
    data: bytes
    sha256: str
    imports: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    made_with: dict[str, str] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)


class Original(Protocol):
    """What packing asks of the original. `mine` says that it is an object of the caller's own process."""

    mine: bool

    @property
    def facts(self) -> Facts: ...

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """The answer of the function of this name in `scorelet.convert.serving`."""
        ...


class Here:
    """A model that is an object of this process already."""

    mine = True

    def __init__(self, model: Any) -> None:
        self.model = model
        data = pickled(model)
        kind = type(model)
        name = f"{kind.__module__}.{kind.__qualname__}"
        libraries = libraries_of([name])
        self.facts = Facts(name, "pickle", data, hashlib.sha256(data).hexdigest(), (name,), (), libraries, libraries)

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        found: dict[str, Any] = getattr(serving, do)(self, request)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        return None


class InFile:
    """A model in a file. Nothing of it is executed in this process."""

    mine = False

    def __init__(self, path: Path, *, trust: bool) -> None:
        self.path = path
        self._child = ChildProcess(path, trust=trust)
        self._facts: Facts | None = None

    @property
    def facts(self) -> Facts:
        if self._facts is None:
            said = self._child.described
            self._facts = Facts(
                kind=said["class"],
                format=said["format"],
                data=self.path.read_bytes(),
                sha256=said["sha256"],
                imports=tuple(said["imports"]),
                warnings=tuple(said["warnings"]),
                made_with=said["made_with"],
                running=said["running"],
            )
        return self._facts

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        return self._child.ask({"do": do, **request})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._child.close()


def pickled(model: Any) -> bytes:
    """The model as bytes, by which it is known; cloudpickle takes classes of a notebook along."""
    try:
        import cloudpickle
    except ImportError:
        raise ModelReadError("packing an object needs cloudpickle\npip install 'scorelet[pack]'") from None
    try:
        data: bytes = cloudpickle.dumps(model)
    except Exception as error:
        raise ModelReadError(f"a {type(model).__name__} cannot be pickled: {error}") from None
    return data


def libraries_of(names: Sequence[str]) -> dict[str, str]:
    """The versions of the packages that modules belong to."""
    from importlib.metadata import packages_distributions, version

    known = packages_distributions()
    found = {package for name in names for package in known.get(name.partition(".")[0], ())}
    return {package: version(package) for package in sorted(found)}


# --------------------------------------------------------------------------------------------- questions


def converted(original: Original, name: str, outputs: Sequence[str]) -> Converted:
    """The model as a document. Raises NotConvertibleError."""
    said = original.ask("convert", name=name, outputs=list(outputs))
    if "refused" in said:
        raise NotConvertibleError(said["refused"], said["estimator"])
    return serving.converted_of(said["converted"])


def as_it_is(original: Original, rows: Sequence[Any], outputs: Sequence[str]) -> Converted:
    """What is known of a model that is packed as it is."""
    return serving.converted_of(original.ask("take", rows=list(rows), outputs=list(outputs))["converted"])


def answers(original: Original, rows: Sequence[Any]) -> list[Answer]:
    """The original's answers; a text where it refuses a row."""
    said = original.ask("answer", rows=list(rows))["answers"]
    return [one["answer"] if "answer" in one else one["refused"] for one in said]


def seconds_for_one(original: Original, rows: Sequence[Any], budget: float) -> float:
    """The median time of one call with one row."""
    found: float = original.ask("time", rows=list(rows), seconds=budget)["seconds"]
    return found
