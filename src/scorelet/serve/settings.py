"""How a service is served on this machine."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    """Times are seconds.

    watch       models that may change are looked at so often; None: as the service says of each
    access_log  whether each request gets a line on standard error
    images      the folder where compiled documents are kept for the next start; "" for none
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    watch: float | None = None
    access_log: bool = True
    images: str = ""


def images_folder(environment: Mapping[str, str], platform: str = sys.platform) -> str:
    """Where this user's compiled documents are kept; "" where there is no such place."""
    folder = cache_folder(environment, platform)
    return "" if folder is None else str(folder / "images")


def cache_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """Where what Scorelet keeps for this user is, by the custom of the platform; None where there is no such place."""
    named = environment.get("XDG_CACHE_HOME", "")
    home = environment.get("HOME", "")
    usual = Path(home) / ("Library/Caches" if platform == "darwin" else ".cache") if home else None
    folder = Path(named) if named.startswith("/") else usual
    return None if folder is None else folder / "scorelet"
