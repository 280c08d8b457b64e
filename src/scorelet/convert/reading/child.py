"""The process that loads a model and answers questions about it: `python -m scorelet.convert.reading.child`.

Its arguments are the limits, its standard input has one request a line, its standard output one answer a line:

    {"do": "load", "path": "model.pkl", "trust": false, "served": {"convert": "module:function"}}      first of all
    {"do": "convert", ...}                                          what `served` names, as often as wanted

A model may print, read standard input or start processes while it loads. So the two streams are taken aside first:
the model's own standard output goes to standard error, and its standard input is empty.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from scorelet.convert.reading.answers import Json, line_of, said
from scorelet.convert.reading.failures import explained
from scorelet.convert.reading.load import Loaded, load
from scorelet.errors import ModelReadError, ScoreletError

Answer = Callable[[Loaded, Json], Json]


def described(loaded: Loaded, request: Json) -> Json:
    """All of a Loaded but the model itself, of which the class is told."""
    kind = type(loaded.model)
    return {
        "class": f"{kind.__module__}.{kind.__qualname__}",
        "format": loaded.format.value,
        "sha256": loaded.sha256,
        "size": loaded.size,
        "imports": [".".join(name) for name in loaded.imports],
        "warnings": list(loaded.warnings),
        "made_with": loaded.made_with,
        "running": loaded.running,
    }


@dataclass
class Child:
    """The loaded model of this process, once it is loaded."""

    loaded: Loaded | None = None
    served: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Json) -> Json:
        """One request's answer, as JSON: {"ok": ...} or {"error": ...}."""
        try:
            return {"ok": self._answered(request)}
        except ScoreletError as error:
            return {"error": said(error)}
        except MemoryError as error:
            return {"error": said(explained(error, {}, {}))}
        except Exception as error:
            text = f"its process failed to answer {request!r:.200}: {type(error).__name__}: {error}"
            return {"error": said(ModelReadError(text))}

    def _answered(self, request: Json) -> Json:
        do = request.get("do")
        if do == "load":
            self.served = request["served"]
            self.loaded = load(request["path"], request["trust"])
            return described(self.loaded, request)
        if self.loaded is None:
            raise ModelReadError("no model is loaded yet")
        if do not in self.served:
            raise ModelReadError(f"its process cannot answer {do!r}, but {', '.join(sorted(self.served))}")
        module, _, name = self.served[do].partition(":")
        function: Answer = getattr(importlib.import_module(module), name)
        return function(self.loaded, request)


def serve(requests: BinaryIO, answers: BinaryIO, seconds: int) -> None:
    """Answer until there are no more requests; each may take so many seconds of each processor."""
    child = Child()
    for line in requests:
        _limit_processor(seconds)
        answer = child.answer(json.loads(line))
        try:
            sent = line_of(answer)
        except (TypeError, ValueError, RecursionError) as error:
            sent = line_of({"error": said(ModelReadError(f"an answer cannot be said in JSON: {error}"))})
        answers.write(sent)
        answers.flush()


def _limit_memory(memory: int) -> None:
    """Bound the address space beyond what is in use already. No core file: it would hold what the model holds."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):
        bound = _address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def _limit_processor(seconds: int) -> None:
    """The parent looks at the clock; this ends a child whose parent is gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        bound = int(used.ru_utime + used.ru_stime) + seconds * (os.cpu_count() or 1)
        resource.setrlimit(resource.RLIMIT_CPU, (bound, hard))


def _address_space() -> int:
    """Bytes of address space in use, where the system tells."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def main() -> None:
    memory, seconds = (int(argument) for argument in sys.argv[1:3])
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    _limit_memory(memory)
    serve(requests, answers, seconds)
    answers.flush()
    os._exit(0)  # a model's threads and exit handlers are no one's concern any more


if __name__ == "__main__":
    main()
