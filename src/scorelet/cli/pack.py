"""`scorelet pack MODEL`: a trained model becomes a packed model, proven equal to the original."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from scorelet.bundle import SUFFIX
from scorelet.cli.keeping import check_target, keep
from scorelet.cli.opening import TrustOption
from scorelet.cli.pack_report import notes, report
from scorelet.cli.parity_words import parity_facts, show_disagreements
from scorelet.cli.progress import stages
from scorelet.cli.tables import show_facts
from scorelet.cli.words import complain, finish
from scorelet.errors import ParityError, UsageError

ModelArgument = Annotated[
    Path,
    typer.Argument(
        metavar="MODEL", help="A pickle, joblib, skops, XGBoost, LightGBM, ONNX or PFA file.", show_default=False
    ),
]
NameOption = Annotated[str | None, typer.Option(metavar="NAME", help="Its name.", show_default="that of the file")]
SamplesOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Rows to compare on: CSV, JSON Lines or Parquet.", show_default=False),
]
OutputOption = Annotated[
    str,
    typer.Option(
        metavar="NAMES",
        help="What it answers: label, probabilities, decision, value ... parted by commas.",
        show_default="what is usual for the model",
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|STORE", help="A .scorelet file, a folder or s3://bucket/prefix.", show_default="NAME.scorelet"
    ),
]
ToleranceOption = Annotated[
    float | None,
    typer.Option(metavar="X", help="The largest relative difference.", show_default="1e-9; 1e-6 of 32-bit models"),
]
AcceptOption = Annotated[
    str | None, typer.Option(metavar="WHY", help="Pack it although it differs, for this reason.", show_default=False)
]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="Say all that the model's file imports.")]


def pack(
    model: ModelArgument,
    name: NameOption = None,
    samples: SamplesOption = None,
    output: OutputOption = "",
    to: ToOption = None,
    trust: TrustOption = False,
    tolerance: ToleranceOption = None,
    accept_parity: AcceptOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Pack a trained model: one small file, proven equal to the original.

    The model becomes a PFA document where PFA can say it; else it is packed as
    it is, and you are told what stood in the way. Both score the rows of
    --samples and rows made of the model itself: at its thresholds and beside
    them, with missing values, unseen categories, extremes. Where they differ,
    nothing is written.

    A pickle is scanned before it is loaded, in a process of its own. One that
    would run other code than known libraries' is refused without --trust.

    [bold]Exit code[/bold]: 0 packed, 1 it differs from the original, 2 it could not start or go on.

    [bold]Examples[/bold]

      scorelet pack model.pkl

      scorelet pack model.joblib --name iris --samples rows.csv

      scorelet pack booster.ubj --output probabilities --to s3://my-models/store
    """
    from scorelet.packing.names import name_of
    from scorelet.packing.path import packed_of
    from scorelet.packing.wishes import Wishes
    from scorelet.store.refs import check_name

    chosen = name or name_of(model)
    check_name(chosen)
    target = to or chosen + SUFFIX
    check_target(target, chosen)
    _check_numbers(tolerance, accept_parity)
    outputs = tuple(part.strip() for part in output.split(",") if part.strip())
    try:
        with stages() as watch:
            packing = packed_of(model, Wishes(chosen, outputs, samples, trust, tolerance, accept_parity, watch))
    except ParityError as error:
        _differs(error)
        finish(1)
        return
    kept = keep(packing.packed, target)
    notes(packing, verbose=verbose)
    report(packing, kept, target, samples)


def _check_numbers(tolerance: float | None, accept_parity: str | None) -> None:
    if tolerance is not None and not (math.isfinite(tolerance) and tolerance >= 0):
        raise UsageError(f"--tolerance is a number from 0 on, got {tolerance}\nsuch as 1e-9")
    if accept_parity is not None and not accept_parity.strip():
        raise UsageError("--accept-parity needs a reason\nit is kept in the packed model's certificate")


def _differs(error: ParityError) -> None:
    certificate = error.certificate
    show_facts(parity_facts(certificate))
    show_disagreements(certificate)
    complain(
        f"model {error.name!r} differs from the original on {certificate.disagreed} of {certificate.compared} rows",
        "nothing was written\nallow more (--tolerance X), or accept it with a reason (--accept-parity WHY)",
    )
