"""API keys behind the emulator: those of `scorelet serve` where there are some, else one that is made and kept.

What is made opens nothing but this emulator. It is kept so that a command in a terminal's history works tomorrow, and a
quota goes on where it was.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scorelet.errors import UsageError
from scorelet.serve.keys import LONGEST, SHORTEST, read_secrets

NAME = "demo"
FILE = "key.json"


def keys_of(environment: Mapping[str, str], state: Path | None) -> dict[str, str]:
    """Secrets by the names of their keys, at least one. Raises UsageError."""
    return read_secrets(environment) or {NAME: _kept(state)}


def make_state(state: Path) -> None:
    """The folder where things are kept. Raises UsageError."""
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unkept(state, error) from None


def _unkept(state: Path, error: OSError) -> UsageError:
    return UsageError(
        f"nothing can be kept in {state}: {(error.strerror or str(error)).lower()}\nname another folder: --state FOLDER"
    )


def _kept(state: Path | None) -> str:
    """The key that was made here before, or a new one."""
    if state is None:
        return secrets.token_urlsafe(24)
    file = state / FILE
    try:
        found = json.loads(file.read_bytes())[NAME]
        if isinstance(found, str) and SHORTEST <= len(found) <= LONGEST and found.isascii() and found.isprintable():
            return found
    except (OSError, ValueError, KeyError, TypeError):
        pass  # there is none yet, or none that can be used
    made = secrets.token_urlsafe(24)
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        with open(part, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as written:
            json.dump({NAME: made}, written)
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise _unkept(state, error) from None
    return made
