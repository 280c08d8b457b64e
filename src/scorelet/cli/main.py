"""The door of the `scorelet` command: arguments in, exit code out, no traceback for what can be foreseen.

Exit codes: 0 all went well · 1 it ran, and something failed (rows, a check) · 2 it could not start or go on ·
130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

NEEDED = frozenset({"typer", "rich"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (those of the process by default) and return its exit code."""
    try:
        from scorelet.cli.gate import run
    except ModuleNotFoundError as missing:
        if missing.name not in NEEDED:
            raise
        sys.stderr.write(
            f"error: the scorelet command needs {missing.name}, which is not installed\n  pip install 'scorelet[cli]'\n"
        )
        return 2
    except KeyboardInterrupt:  # later ones are typer's
        return 130
    return run(arguments)
