"""A function that boto3's client can invoke."""

from __future__ import annotations

from typing import Any, NamedTuple


class Function(NamedTuple):
    """client: of boto3, for Lambda."""

    client: Any
    name: str
    arn: str
