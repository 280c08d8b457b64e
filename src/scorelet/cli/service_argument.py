"""What a command is given for a service: scorelet.toml, or models alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorelet.errors import UsageError

if TYPE_CHECKING:
    from scorelet.service.values import Service

SERVICE_FILE = "scorelet.toml"

ModelsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SERVICE.toml|MODEL",
        help="A service's file, or models: .scorelet files or names in a store, also as NAME=MODEL.",
        show_default=SERVICE_FILE,
    ),
]


def described_service(models: Sequence[str], store: str | None, *, trust: bool, example: str) -> Service:
    """As a file describes it, or of models alone; `example` is told where nothing is there. Raises ScoreletError."""
    from scorelet.service.arguments import service_of
    from scorelet.service.reading import read_service

    files = [text for text in models if text.endswith(".toml")]
    if models and not files:
        return _trusted(service_of(models, store or ""), trust)
    if len(models) > 1:
        raise UsageError(f"{files[0]} describes a whole service\nname it alone, or models alone")
    if not models and not Path(SERVICE_FILE).is_file():
        raise UsageError(f"there is no {SERVICE_FILE} here, and no model is named\n{example}; scorelet pack makes one")
    service = read_service(files[0] if files else SERVICE_FILE)
    return _trusted(service if store is None else service._replace(store=store), trust)


def _trusted(service: Service, trust: bool) -> Service:
    if not trust:
        return service
    return service._replace(models=tuple(model._replace(trust=True) for model in service.models))
