"""What people see when a server has started."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from scorelet.cli.quantities import seconds_said
from scorelet.cli.words import stderr

if TYPE_CHECKING:
    from scorelet.serve.preflight import ModelFacts
    from scorelet.serve.settings import Settings
    from scorelet.service.values import Service

LONGEST_COMMAND = 3000
"""Characters of a command that one can still paste."""


def report(service: Service, settings: Settings, url: str, models: Sequence[ModelFacts]) -> None:
    """On standard error: standard output may be where the prediction log goes."""
    console = stderr()
    console.print(models_table(models))
    workers = "" if settings.workers == 1 else f", {settings.workers} workers"
    console.print()
    console.print(f"[bold]{escape(service.name)}[/] answers at {url}{workers}; its pages: {url}/docs", soft_wrap=True)
    if example := command(url, models, "$KEY" if service.api.keys else ""):
        console.print("try it:")
        console.print(f"  {escape(example)}")
    console.print()


def models_table(models: Sequence[ModelFacts]) -> Table:
    table = Table("model", "version", "kind", "verified", "loaded in", box=None, padding=(0, 2, 0, 0))
    for one in models:
        name = f"{one.name}@{one.alias}" if one.alias else one.name
        verified = f"{one.verified} rows" if one.verified else "no rows"
        table.add_row(escape(name), one.version, one.kind, verified, seconds_said(one.seconds))
    return table


def command(url: str, models: Sequence[ModelFacts], key: str = "") -> str:
    """A request to the first model that has a row to show; "" where none has."""
    for one in models:
        if not one.sample:
            continue
        header = f' -H "x-api-key: {key}"' if key else ""
        path = f"{url}/api/models/{one.name}/predict"
        text = f"curl {path}{header} -H 'content-type: application/json' -d {shlex.quote(one.sample)}"
        if len(text) <= LONGEST_COMMAND:
            return text
    return ""
