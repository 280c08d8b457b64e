"""What the suite needs beside the project's own packages, and where it is.

Nothing of it is installed by `make`. What is not there is skipped, with what to do about it:

SCORELET_LOCALSTACK    a Python 3.13 with LocalStack's core; `localstack_executor.py` does what Docker would
SCORELET_SERVERLESS    a folder whose node_modules have serverless-offline, and artillery (Node 20)
hey                    on the PATH
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

LOCALSTACK, SERVERLESS = "SCORELET_LOCALSTACK", "SCORELET_SERVERLESS"

_LOCALSTACK = (
    'pip install "localstack-core[runtime]==2026.3.0" "cbor2<5.9" "pyOpenSSL<25.4" "cryptography<47" service_identity'
)
_NODE = "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install serverless@3 serverless-offline@13 artillery@2.0.21"


def localstack_python() -> Path:
    """Skips the test where there is none."""
    named = os.environ.get(LOCALSTACK)
    if not named:
        pytest.skip(
            f"{LOCALSTACK} names no Python that has LocalStack: a venv of Python 3.13, and in it: {_LOCALSTACK}"
        )
    has_it = subprocess.run([named, "-c", "import localstack.runtime"], capture_output=True, check=False)
    if has_it.returncode:
        pytest.skip(f"{named} (of {LOCALSTACK}) has no LocalStack: {_LOCALSTACK}")
    return Path(named)


def node_program(name: str) -> Path:
    """A program among the node_modules. Skips the test where there is none."""
    named = os.environ.get(SERVERLESS)
    if not named:
        pytest.skip(f"{SERVERLESS} names no folder of node_modules: in an empty folder: {_NODE}")
    program = Path(named).absolute() / "node_modules" / ".bin" / name
    if not program.exists():
        pytest.skip(f"{named} (of {SERVERLESS}) has no {name}: {_NODE}")
    return program


def program(name: str) -> str:
    """A program on the PATH. Skips the test where there is none."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} on the PATH (Debian: apt install {name})")
    return found
