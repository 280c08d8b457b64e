"""A real emulator: `scorelet emulate` in a process of its own, on a free port, with all that it leaves to be seen."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import psutil
from botocore.config import Config

from tests.serve.servers import TIME, Server, is_gone


class Emulator(Server):
    """`scorelet emulate ARGUMENTS`. Its temporary files and its caches are in the folder."""

    command = "emulate"
    says = r"(?m)^endpoint  (\S+) \(.*\n(?s:.*)\n\n$"

    def __init__(self, folder: Path, *arguments: object, environment: Mapping[str, str] | None = None) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir(exist_ok=True)
        super().__init__(folder, *arguments, environment={"TMPDIR": str(self.temporary), **(environment or {})})

    @property
    def address(self) -> str:
        """Where Lambda's own API is."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def functions(self) -> Any:
        """boto3's client."""
        return boto3.client(
            "lambda",
            region_name="us-east-1",
            aws_access_key_id="none",
            aws_secret_access_key="none",
            endpoint_url=self.address,
            config=Config(retries={"total_max_attempts": 1}),
        )

    def processes(self) -> list[int]:
        """The pids of all that it has started, and what those have."""
        return [process.pid for process in psutil.Process(self.process.pid).children(recursive=True)]

    def leaves_nothing(self, started: list[int]) -> bool:
        """Whether the processes and its folders are gone within a moment."""
        until = time.monotonic() + TIME
        while any(self.temporary.iterdir()) and time.monotonic() < until:
            time.sleep(0.01)
        return all(is_gone(pid) for pid in started) and not any(self.temporary.iterdir())
