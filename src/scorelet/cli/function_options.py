"""What the commands that run a function are told of it, and which numbers AWS takes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

import typer

from scorelet.errors import UsageError

MemoryOption = Annotated[
    int | None, typer.Option(metavar="MB", help="Of the function.", show_default="lambda.memory, or 512")
]
TimeoutOption = Annotated[
    int | None, typer.Option(metavar="SECONDS", help="Of the function.", show_default="lambda.timeout, or 10")
]

RANGES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"--concurrency": (1, 1000), "--memory": (128, 10_240), "--timeout": (1, 900), "--repeat": (1, 100_000)}
)


def check_numbers(given: Mapping[str, int | None]) -> None:
    """Raises UsageError for an option of RANGES whose number is none of its."""
    for option, value in given.items():
        low, high = RANGES[option]
        if value is not None and not low <= value <= high:
            raise UsageError(f"{option} is a number from {low} to {high}, got {value}")
