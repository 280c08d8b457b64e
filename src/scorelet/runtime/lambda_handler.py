"""The door that ships, where AWS Lambda looks for it: `handler`. Importing this starts the service (see `door`).

What a start makes stays for as long as the machine does. So the garbage collector rests meanwhile, which saves a tenth
of the imports, and never looks at any of it afterwards.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

FOLDERS = ("SCORELET_PACKAGE", "LAMBDA_TASK_ROOT")
"""The variables that say where the package is: the first that is set."""


def started(environment: Mapping[str, str]) -> Callable[[Any, Any], Any]:
    """The service's door, or a start that fails in a line: what Lambda shows of it is short."""
    gc.disable()
    from scorelet.errors import ScoreletError
    from scorelet.runtime.door import start

    try:
        return start(environment, next(filter(None, map(environment.get, FOLDERS))))
    except ScoreletError as error:
        print(f"scorelet: the service cannot start: {error}", file=sys.stderr, flush=True)
        failure = error
    finally:
        gc.freeze()
        gc.enable()
    raise failure.with_traceback(None) from None


if any(map(os.environ.get, FOLDERS)):
    handler = started(os.environ)
