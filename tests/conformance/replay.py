"""One record of the test vectors is done again on our engines: record -> outcomes, one per trial.

What a trial should give and what it gave are written alike, as an answer of one key:

    {"output": v}    {"emitted": [v, ...]}    {"error": code}    {"userError": {"message": m, "code": c}}
    {"timeout": true}    {"snapshot": {"cells": .., "pools": ..}}    {"done": true}    {"rejects": kind}

A gave-answer may also be {"fails": ..} (an error that no trial can expect), {"mistyped": ..} (a value that does
not have its type) or {"crash": ..} (an exception that is no PFA error). Nothing escapes from `replay`.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from scorelet.errors import (
    PfaError,
    PfaInitializationError,
    PfaRuntimeError,
    PfaSemanticError,
    PfaSyntaxError,
    PfaTimeoutError,
    PfaUserError,
)
from scorelet.pfa.types import Type
from tests.conformance.compare import OFFICIAL, STRICT, difference, unordered_difference
from tests.conformance.neutral import DocumentTypes, WrongValue, decode, encode
from tests.conformance.records import Record

Json = Any
Answer = Mapping[str, Json]
Verdict = Literal["passed", "loose", "mismatched", "crashed", "noted"]
"""`loose`: agrees by the official rule only. `noted`: differs where the vectors leave the answer open."""

ANY: Answer = {"any": "output or error"}
INT_OVERFLOW = 18000
UNORDERED = frozenset({"map.keys", "map.values", "map.split", "map.fromset"})
CATEGORIES: Mapping[type[PfaError], str] = {
    PfaSyntaxError: "syntax",
    PfaSemanticError: "semantic",
    PfaInitializationError: "initialization",
}


class Engine(Protocol):
    """What a compiled document offers. Left untyped where only `Any` fits both a property and an attribute."""

    emit: Any
    log: Any
    tally: Any

    @property
    def input_type(self) -> Type: ...
    @property
    def output_type(self) -> Type: ...
    def begin(self) -> object: ...
    def action(self, datum: Any, /) -> Any: ...
    def end(self) -> object: ...
    def merge(self, one: Any, two: Any, /) -> Any: ...
    def snapshot(self) -> Any: ...
    def cells(self) -> Mapping[str, Any]: ...
    def pools(self) -> Mapping[str, Any]: ...


class Host(Protocol):
    """What builds engines: the module `scorelet.pfa`, or a fake of it."""

    def load(self, source: Any, *, options: Any = None, version: Any = None) -> Engine: ...
    def load_many(self, source: Any, n: int, *, options: Any = None) -> Sequence[Engine]: ...


@dataclass(frozen=True)
class Outcome:
    """`id` is the record's, with the number of the step or trial where there is one."""

    id: str
    verdict: Verdict
    why: str
    step: Mapping[str, Json]
    expected: Answer
    got: Answer

    @property
    def failed(self) -> bool:
        return self.verdict not in ("passed", "noted")


def replay(record: Record, host: Host) -> list[Outcome]:
    opened, answer = _open(record, host)
    if record.rejects is not None or not record.steps:
        return [_accepted_or_rejected(record, answer)]
    if opened is None:
        return [_judge(record, i, _expected(step, None), answer) for i, step in enumerate(record.steps)]
    return [_replay_step(record, i, opened) for i in range(len(record.steps))]


# ---------------------------------------------------------------------------------------------- loading


@dataclass(frozen=True)
class _Opened:
    """The engines of a record, ready for its steps; `emitted` is what they have emitted since it was cleared."""

    engines: Sequence[Engine]
    types: DocumentTypes
    method: str
    emitted: list[Any]
    host: Host


def _open(record: Record, host: Host) -> tuple[_Opened | None, Answer]:
    try:
        if record.instances > 1:
            engines = host.load_many(record.document, record.instances, options=record.options)
        else:
            engines = [host.load(record.document, options=record.options, version=record.version)]
        opened = _Opened(engines, DocumentTypes(record.document), record.document.get("method", "map"), [], host)
        for engine in engines:
            engine.emit = opened.emitted.append
            engine.log = _ignore
            _check_types(engine, opened.types)
    except WrongValue as error:
        return None, {"mistyped": str(error)}
    except PfaError as error:
        return None, {"rejects": CATEGORIES.get(type(error), type(error).__name__), "message": str(error)}
    except Exception as error:
        return None, _crash(error)
    return opened, {"done": True}


def _check_types(engine: Engine, types: DocumentTypes) -> None:
    for name, told, declared in (
        ("input_type", engine.input_type, types.input),
        ("output_type", engine.output_type, types.output),
    ):
        if told != declared:
            raise WrongValue(f"expected engine.{name} to be {declared}, got {told}")


def _ignore(*_: object) -> None:
    """Where the messages of the `log` form go."""


def _accepted_or_rejected(record: Record, got: Answer) -> Outcome:
    expected: Answer = {"done": True} if record.rejects is None else {"rejects": record.rejects}
    verdict: Verdict = "crashed" if "crash" in got else "mismatched"
    if record.parses and got.get("rejects") == "syntax":
        return Outcome(record.id, verdict, "expected the reader to accept it", {}, {"parses": True}, got)
    if record.rejects == "any":
        right = "rejects" in got
    else:
        right = all(got.get(key) == value for key, value in expected.items())
    why = "" if right else f"expected {dict(expected)}, got {dict(got)}"
    return Outcome(record.id, "passed" if right else verdict, why, {}, expected, got)


# ------------------------------------------------------------------------------------------------ steps


def _replay_step(record: Record, index: int, opened: _Opened) -> Outcome:
    step = record.steps[index]
    engine = opened.engines[step.get("instance", 0)]
    opened.emitted.clear()
    try:
        expected = _expected(step, opened.types)
        got = _done(step, engine, opened)
    except Exception as error:
        expected, got = _expected(step, None), _answer_of(error)
    return _judge(record, index, expected, got)


def _expected(step: Mapping[str, Json], types: DocumentTypes | None) -> Answer:
    """What the step should give; its values brought to our own spelling when the types are known."""
    for key in ("error", "userError", "timeout"):
        if key in step:
            return {key: step[key]}
    if step.get("call") == "snapshot":
        return {"snapshot": {"cells": step["cells"], "pools": step["pools"]}}
    if "emitted" in step:
        return {"emitted": step["emitted"] if types is None else [_respelt(v, types.output) for v in step["emitted"]]}
    if "output" in step:
        return {"output": step["output"] if types is None else _respelt(step["output"], types.output)}
    return {"done": True} if "call" in step else ANY


def _respelt(value: Json, t: Type) -> Json:
    return encode(decode(value, t), t)


def _done(step: Mapping[str, Json], engine: Engine, opened: _Opened) -> Answer:
    """Do the step, and say what it gave."""
    types = opened.types
    match step.get("call"):
        case "begin":
            engine.begin()
        case "end":
            engine.end()
        case "setTally":
            engine.tally = decode(step["value"], types.output)
        case "merge":
            one, two = (decode(tally, types.output) for tally in step["tallies"])
            return {"output": encode(engine.merge(one, two), types.output)}
        case "snapshot":
            return _snapshot(engine, opened)
        case None:
            output = engine.action(decode(step["input"], types.input))
            if opened.method == "emit":
                return {"emitted": [encode(value, types.output) for value in opened.emitted]}
            return {"output": encode(output, types.output)}
        case other:
            raise ValueError(f"unknown call {other!r}")
    return {"done": True}


def _snapshot(engine: Engine, opened: _Opened) -> Answer:
    """The state, which must also be the state of an engine loaded from the engine's own snapshot."""
    state = _state(engine, opened.types)
    reloaded = _state(opened.host.load(engine.snapshot()), opened.types)
    found = difference(state, reloaded)
    return {"snapshot": state} if found is None else {"fails": f"the reloaded snapshot differs: {found}"}


def _state(engine: Engine, types: DocumentTypes) -> Json:
    cells, pools = engine.cells(), engine.pools()
    return {
        "cells": {name: encode(value, types.cells[name], f"$.cells.{name}") for name, value in cells.items()},
        "pools": {
            name: {key: encode(value, types.pools[name], f"$.pools.{name}.{key}") for key, value in pool.items()}
            for name, pool in pools.items()
        },
    }


def _answer_of(error: Exception) -> Answer:
    match error:
        case PfaRuntimeError(code=int() as code):
            return {"error": code, "message": str(error)}
        case PfaUserError():
            return {"userError": {"message": error.message, "code": error.code}}
        case PfaTimeoutError():
            return {"timeout": True}
        case WrongValue():
            return {"mistyped": str(error)}
        case PfaError():
            return {"fails": f"{type(error).__name__}: {error}"}
    return _crash(error)


def _crash(error: Exception) -> Answer:
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-3:]))
    return {"crash": f"{type(error).__name__}: {error!s:.300} ({where})"}


# ---------------------------------------------------------------------------------------------- judging


def _judge(record: Record, index: int, expected: Answer, got: Answer) -> Outcome:
    step = record.steps[index]
    verdict, why = _verdict(record, step, expected, got)
    if verdict not in ("passed", "crashed") and ("suspect" in step or step.get("nondeterministic") == "unstable"):
        verdict = "noted"
    if why and index in record.unasserted:
        why = f"{why} (the recording test did not look at this)"
    return Outcome(f"{record.id}[{index}]", verdict, why, step, expected, got)


def _verdict(record: Record, step: Mapping[str, Json], expected: Answer, got: Answer) -> tuple[Verdict, str]:
    (kind,) = expected
    if "crash" in got:
        return "crashed", str(got["crash"])
    if expected is ANY and ("error" in got or "output" in got):
        return "passed", ""
    if kind == "timeout" and record.slow and got.get("error") == INT_OVERFLOW:
        return "passed", ""
    if kind not in got:
        return "mismatched", f"expected {_text(expected)}, got {_text(got)}"
    if kind in ("output", "emitted") and record.nondeterministic:
        return "passed", ""
    compare = _comparison(record, step)
    strict = compare(expected[kind], got[kind], STRICT)
    if strict is None:
        return "passed", ""
    return ("loose" if compare(expected[kind], got[kind], OFFICIAL) is None else "mismatched"), strict


def _comparison(record: Record, step: Mapping[str, Json]) -> Callable[..., str | None]:
    """Recorded records do not say "unordered" of a trial: there, the functions decide."""
    unordered = step.get("nondeterministic") == "unordered" or ("output" in step and record.functions & UNORDERED)
    return unordered_difference if unordered else difference


def _text(answer: Answer) -> str:
    text = ", ".join(f"{key} {value!r}" for key, value in answer.items())
    return text if len(text) <= 300 else text[:297] + "..."
