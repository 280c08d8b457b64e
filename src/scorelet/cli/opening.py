"""What a command is given for a model: a file, or a model in a store by name, version or alias."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorelet import pfa
from scorelet.bundle import SUFFIX
from scorelet.cli.words import load
from scorelet.errors import PfaError, UsageError
from scorelet.service.arguments import names_file

if TYPE_CHECKING:
    from scorelet.batch.model import Model
    from scorelet.bundle.packed import PackedModel

ARCHIVE = b"PK\x03\x04"

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="STORE",
        help="A folder or s3://bucket/prefix.",
        show_default="$SCORELET_STORE, or ~/.scorelet/store",
    ),
]
TrustOption = Annotated[
    bool, typer.Option("--trust", help="Run code that comes with the model: you know who made it.", show_default=False)
]


def packed_model(text: str, store: str | None) -> PackedModel:
    """The packed model in a file or a store. Raises BundleError, StoreError, OSError."""
    from scorelet.bundle.packed import PackedModel

    if not names_file(text):
        from scorelet.store import open_store

        return PackedModel.read(open_store(store).pull(text))
    path = Path(text)
    path.stat()  # one that is not there is said as any other file
    if path.is_file() and not is_packed(path):
        raise UsageError(f"{path} is no packed model\nscorelet pack {path} makes one of it")
    return PackedModel.read(path)


def is_packed(path: Path) -> bool:
    """Whether a file says that it is a packed model, by its name or its first bytes."""
    if path.suffix == SUFFIX:
        return True
    if not path.is_file():  # what can be read only once is left alone
        return False
    with path.open("rb") as file:
        return file.read(len(ARCHIVE)) == ARCHIVE


def scoring_model(text: str, store: str | None, *, trust: bool) -> Model:
    """What scores rows, of a PFA document, a packed model, or a model in a store."""
    from scorelet.batch.model import of_document, of_packed

    if names_file(text) and not is_packed(Path(text)):
        return of_document(load(Path(text)))
    packed = packed_model(text, store)
    check_trust(packed, text, trust=trust)
    return of_packed(packed, trust=trust)


def check_trust(packed: PackedModel, text: str, *, trust: bool) -> None:
    """Raises UsageError for a model that runs code of its maker, unless somebody vouches for it."""
    if packed.manifest.kind == "python" and not trust:
        raise UsageError(
            f"{text} is of kind python: using it runs code of whoever packed it\nwhere you trust its maker, add --trust"
        )


def document_of(file: Path) -> tuple[Path | bytes, dict[str, bytes] | None]:
    """The PFA document in a file, or in a packed model with its side files."""
    if not is_packed(file):
        return file, None
    packed = packed_model(str(file), None)
    if packed.manifest.kind != "pfa":
        raise UsageError(
            f"{file} is of kind {packed.manifest.kind}, and holds no PFA document\nscorelet models show {file}"
        )
    return packed.model, packed.tables


def engine_of(file: Path) -> pfa.Engine:
    """The engine of the PFA document in a file or a packed model."""
    source, tables = document_of(file)
    if isinstance(source, Path):
        return load(source)
    try:
        return pfa.load(source, side_files=tables)
    except PfaError as error:
        raise UsageError(f"the document in {file} cannot run: {error}\nscorelet pfa check {file}") from error
