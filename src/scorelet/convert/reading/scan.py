"""What loading a pickle would import, and how far that is to be believed.

Three tools were compared for this. fickling decompiles a pickle into Python and judges that; it is thorough on plain
pickles, under the LGPL, and gives up at the first array of a joblib file. skops audits its own format only (it does
that here too: `skops_file`). picklescan passes joblib files as harmless, since it stops where the first array begins,
but keeps the longest list of functions by which pickles are exploited, without dependencies, and is kept up to date.
So the stream is followed by `opcodes`, what is known is decided here (`known`), and picklescan says of the rest which
names are weapons. A name nobody knows needs trust; a weapon is refused even then, since no model has a use for it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from scorelet.convert.reading.known import is_known
from scorelet.convert.reading.machine import Findings, Name
from scorelet.convert.reading.opcodes import DamagedPickleError, followed
from scorelet.errors import ModelReadError, UntrustedModelError

NEED_TRUST: Mapping[str, set[str] | None] = {
    "cloudpickle.cloudpickle": None,
    "cloudpickle.cloudpickle_fast": None,
    "functools": {"partial"},
    "operator": None,
    "_operator": None,
    "types": {"CodeType"},
    "uuid": {"UUID", "SafeUUID"},
    "logging": None,
    "builtins": {"getattr"},
}
"""What picklescan lists, but models of one's own making hold: these need trust, no more. None: the whole module."""

WEAPONS: Mapping[str, set[str] | None] = {
    "builtins": {"eval", "exec", "compile", "open", "__import__", "breakpoint", "input", "execfile"},
    "joblib": {"load"},
    "joblib.numpy_pickle": {"load"},
    "numpy": {"load", "fromfile", "save", "savez", "savetxt", "memmap", "DataSource"},
    "pandas": {"read_pickle", "eval"},
    "pandas.io.pickle": {"read_pickle"},
    "importlib": {"import_module"},
    "code": {"interact"},
    "marshal": {"loads", "load"},
    "dill": {"loads", "load"},
    "cloudpickle": {"loads", "load"},
}
"""What picklescan does not list, or might not for ever."""


@dataclass(frozen=True)
class Scan:
    """`unknown` and `tricks` need trust, `dangerous` is refused; `versions` are those that estimators remember."""

    imports: tuple[Name, ...]
    unknown: tuple[Name, ...] = ()
    dangerous: tuple[Name, ...] = ()
    hidden: tuple[str, ...] = ()
    tricks: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()

    @property
    def main(self) -> tuple[str, ...]:
        """Names that lived in the notebook or script which saved the model."""
        return tuple(name for module, name in self.imports if module == "__main__")


def scan(data: bytes) -> Scan:
    """Scan an opened pickle or joblib file (`compression.opened`); nothing in it runs.

    Raises ModelReadError where it is no pickle up to its end.
    """
    try:
        found = followed(data)
    except DamagedPickleError as error:
        text = f"it is cut off or damaged: {error}\ncopy or save the file again"
        raise ModelReadError(text) from error
    return judged(found)


def judged(found: Findings) -> Scan:
    strangers = [name for name in found.imports if not is_known(*name)]
    weapons = dangerous(strangers)
    return Scan(
        imports=tuple(found.imports),
        unknown=tuple(name for name in strangers if name not in weapons),
        dangerous=tuple(name for name in strangers if name in weapons),
        hidden=tuple(found.hidden),
        tricks=tuple(found.tricks),
        versions=tuple(found.versions.items()),
    )


def dangerous(names: Iterable[Name]) -> set[Name]:
    """Those by which pickles are exploited. A dotted name is a path of attributes: each step is asked for."""
    steps = {(name, step) for name in names for step in _steps(*name)}
    listed = _listed({step for _, step in steps if not _in(NEED_TRUST, step)})
    return {name for name, step in steps if step in listed or _in(WEAPONS, step)}


def _steps(module: str, name: str) -> Iterable[Name]:
    parts = [module, *name.split(".")]
    return pairwise(parts)


def _in(table: Mapping[str, set[str] | None], at: Name) -> bool:
    module, name = at
    names = table.get(module, set())
    return names is None or name in names


def _listed(names: set[Name]) -> set[Name]:
    """Those that picklescan calls dangerous: it is asked with a pickle that imports just these."""
    if not names:
        return set()
    try:
        from picklescan.scanner import SafetyLevel, scan_pickle_bytes
    except ImportError as error:
        text = "scanning a pickle needs picklescan, which is not installed\ninstall it: pip install 'scorelet[pack]'"
        raise ModelReadError(text) from error
    askable = sorted((m, n) for m, n in names if m.isprintable() and n.isprintable() and " " not in m + n)
    question = b"".join(f"c{module}\n{name}\n0".encode() for module, name in askable) + b"N."
    log = logging.getLogger("picklescan")
    level = log.level
    log.setLevel(logging.CRITICAL)  # it warns of each name that it knows
    try:
        answer = scan_pickle_bytes(io.BytesIO(question), "")
    finally:
        log.setLevel(level)
    said = {(g.module, g.name) for g in answer.globals if g.safety is SafetyLevel.Dangerous}
    return said | (names - set(askable))


def admit(result: Scan, trust: bool) -> None:
    """Raise where the file must not be loaded: UntrustedModelError, ModelReadError for a class of __main__."""
    refused = (*(".".join(name) for name in result.dangerous), *result.hidden)
    if refused:
        text = f"loading it would run {_listing(refused)}, which no trained model needs"
        raise UntrustedModelError(
            f"{text}\ndo not load this file anywhere; no option makes it load here", names=refused
        )
    if result.main:
        raise ModelReadError(_main(result.main[0]))
    asked = tuple(".".join(name) for name in result.unknown)
    if trust or not (asked or result.tricks):
        return
    said = [f"it would import {_listing(asked)}, outside the modelling libraries that are known"] if asked else []
    text = "loading it may run any code: " + "; ".join((*said, *result.tricks))
    raise UntrustedModelError(f"{text}\nif you know who made it, allow it with --trust (trust=True)", names=asked)


def _main(name: str) -> str:
    return (
        f"it refers to __main__.{name}, which was defined in the notebook or script that saved the model;"
        " the file does not hold it\n"
        f"move {name} into a module that can be imported and save the model again;"
        " or save it with cloudpickle, which takes it along, and allow that with --trust (trust=True)"
    )


def _listing(names: tuple[str, ...], most: int = 5) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
