"""Packages as functions run them: unpacked, in an interpreter that sees the standard library and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scorelet.aws.package import FunctionPackage, function_package, written
from scorelet.aws.unpacking import unpack
from scorelet.service.values import Model, Service
from scorelet.store import Store, open_store
from tests.bundle.models import packed

ISOLATED = (sys.executable, "-I", "-S", "-B", "-c")
ANSWERS = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from scorelet.errors import ScoreletError
from scorelet.runtime.door import start

class Context:
    aws_request_id = "8f507cfc-example-4697-b07a-ac58fc914c95"
    def get_remaining_time_in_millis(self):
        return 10_000

events, environment, answers = json.load(sys.stdin), json.loads(sys.argv[3]), []
os.environ.update(environment)
door = start(environment, sys.argv[1], own=sys.argv[2])
for event in events:
    try:
        answers.append(door(event, Context()))
    except ScoreletError as error:
        answers.append([type(error).__name__, str(error)])
print()
print(json.dumps(answers))
"""


def towns(folder: Path, *more: Model, hooks: Any = None, **service: Any) -> Service:
    """A service of the towns, as a file."""
    path = folder / "towns.scorelet"
    packed().write(path)
    model = Model("towns", file=str(path))._replace(**(hooks or {}))
    return Service("test", (model, *more), **service)


def store_in(folder: Path) -> Store:
    return open_store(folder / "store")


def package_in(folder: Path, service: Service, **asked: Any) -> FunctionPackage:
    return function_package(service, store_in(folder), **asked)


def unpacked(folder: Path, package: FunctionPackage) -> Path:
    """The folder of the unpacked zip."""
    target = folder / "task"
    unpack(written(package), target)
    return target


def alone(program: str, *arguments: str, stdin: str = "") -> str:
    """What a program prints that sees the standard library only."""
    done = subprocess.run([*ISOLATED, program, *arguments], input=stdin, capture_output=True, text=True, env={})
    assert done.returncode == 0, done.stderr
    return done.stdout


def answers(task: Path, events: Sequence[Any], environment: Mapping[str, str] | None = None) -> list[Any]:
    """What the function in a folder replies to events, one after another; errors as their type and text."""
    own = task.with_name("own")
    out = alone(ANSWERS, os.fspath(task), os.fspath(own), json.dumps(dict(environment or {})), stdin=json.dumps(events))
    found: list[Any] = json.loads(out.splitlines()[-1])
    return found
