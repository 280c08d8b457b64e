"""The original model, wherever it is: an object of this process, or a file that another process has loaded."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from scorelet.convert.converted import Converted
from scorelet.convert.reading.compression import opened
from scorelet.convert.reading.opcodes import followed
from scorelet.convert.reading.process import ChildProcess
from scorelet.convert.reading.served import SERVED
from scorelet.convert.reading.versions import running, xgboost_version
from scorelet.convert.serving import Served, converted_of
from scorelet.errors import ModelReadError, NotConvertibleError

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel, Scorer

Answer = dict[str, Any]
"""What a model says to a row, by output."""
PIECE = 8 << 20
"""So many bytes of a large table come from another process at once."""
AT_ONCE = 200
"""So many rows are asked at once."""


@dataclass(frozen=True)
class Refusal:
    """A model does not take a row, and says why."""

    why: str


@dataclass(frozen=True)
class Facts:
    """Where a model comes from. `kind` is its class with its module, `data` the file's content."""

    kind: str
    format: str
    data: bytes
    imports: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    made_with: dict[str, str] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()

    @cached_property
    def content(self) -> bytes:
        """The file's content without compression. Raises ModelReadError."""
        return opened(self.data)


class Original(Protocol):
    """What packing asks of the original."""

    @property
    def facts(self) -> Facts: ...

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """The answer to one of `scorelet.convert.serving`'s questions."""
        ...

    def engine(self, packed: PackedModel) -> Scorer:
        """What scores a packed model that was made of this original."""
        ...


class Here:
    """A model that is an object of this process already."""

    def __init__(self, model: Any) -> None:
        kind = type(model)
        data = pickled(model)
        found = followed(data)
        boosted = xgboost_version(data) if any(module.startswith("xgboost.") for module, _ in found.imports) else {}
        self._served = Served(model)
        self.facts = Facts(
            kind=f"{kind.__module__}.{kind.__qualname__}",
            format="pickle",
            data=data,
            imports=tuple(".".join(name) for name in found.imports),
            made_with={**found.versions, **boosted},
            running=running(found.imports),
        )

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        return self._served.answer(do, request)

    def engine(self, packed: PackedModel) -> Scorer:
        return packed.engine(trust=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        return None


class InFile:
    """A model in a file. Nothing of it is executed in this process."""

    def __init__(self, path: Path, *, trust: bool) -> None:
        self.path = path
        self._child = ChildProcess(path, trust=trust, served={**SERVED, **IN_CHILD})

    @cached_property
    def facts(self) -> Facts:
        """Raises ModelReadError, also where the file is not what the other process has read a moment ago."""
        said = self._child.described
        facts = Facts(
            kind=said["class"],
            format=said["format"],
            data=self._read(),
            imports=tuple(said["imports"]),
            warnings=tuple(said["warnings"]),
            made_with=said["made_with"],
            running=said["running"],
        )
        if facts.sha256 != said["sha256"]:
            raise self._changed()
        return facts

    def _read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError:
            raise self._changed() from None

    def _changed(self) -> ModelReadError:
        text = "it has changed while it was read\nwait until it is written, and pack it again"
        return ModelReadError(text, str(self.path))

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        return self._child.ask({"do": do, **request})

    def engine(self, packed: PackedModel) -> Scorer:
        if packed.manifest.kind != "python":
            return packed.engine()
        from scorelet.packing.in_child import ChildEngine

        return ChildEngine(self, packed)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._child.close()


IN_CHILD = {name: f"scorelet.packing.in_child:{name}" for name in ("build", "score", "time_score")}
"""What the reading process does for a model that is packed as it is."""


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


# --------------------------------------------------------------------------------------------- questions


def converted(original: Original, name: str, outputs: Sequence[str]) -> Converted:
    """The model as a document. Raises NotConvertibleError."""
    said = original.ask("convert", name=name, outputs=list(outputs))
    if "refused" in said:
        raise NotConvertibleError(said["refused"], said["estimator"])
    sizes: dict[str, int] = said["tables"]
    tables = {name: blob(original, name, size) for name, size in sizes.items()}
    return converted_of(said["converted"], tables)


def as_it_is(original: Original, sketch: dict[str, Any], outputs: Sequence[str]) -> Converted:
    """What is known of a model that is packed as it is; `sketch` says of the sample rows what they are."""
    return converted_of(original.ask("take", sketch=sketch, outputs=list(outputs))["converted"], {})


def repickled(original: Original) -> bytes:
    """The loaded model as a pickle: of formats that only their own library reads."""
    return blob(original, "model.pkl", original.ask("pickle")["size"])


def blob(original: Original, name: str, size: int) -> bytes:
    """Bytes that the original's process holds, piece by piece: a line of JSON with all of them would be huge."""
    pieces = (original.ask("piece", name=name, start=start, size=PIECE)["piece"] for start in range(0, size, PIECE))
    return b"".join(map(base64.b64decode, pieces))


def described(original: Original) -> str:
    """The model in a few words, such as "Pipeline(StandardScaler, LogisticRegression)"."""
    words: str = original.ask("describe")["words"]
    return words


def answers(original: Original, rows: Sequence[Any], at_once: int = AT_ONCE) -> Iterator[Answer | Refusal]:
    """The original's answers to rows as its document takes them, as they come."""
    for start in range(0, len(rows), at_once):
        said = original.ask("answers", rows=list(rows[start : start + at_once]))["answers"]
        for one in said:
            yield one["answer"] if "answer" in one else Refusal(one["refused"])


def seconds_for_one(original: Original, rows: Sequence[Any], budget: float) -> float:
    """The median time of one call with one row; all rows must be such as the original answers."""
    found: float = original.ask("time", rows=list(rows), seconds=budget)["seconds"]
    return found
