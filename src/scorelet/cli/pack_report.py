"""What `scorelet pack` says at its end: original against packed, what was made, and what to do with it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from scorelet.bundle import SUFFIX
from scorelet.cli.parity_words import parity_facts
from scorelet.cli.quantities import bytes_said, ratio_said, seconds_said
from scorelet.cli.tables import show_facts
from scorelet.cli.words import stderr

if TYPE_CHECKING:
    from pathlib import Path

    from scorelet.packing.measure import Cost
    from scorelet.packing.path import Packing

SHOWN_IMPORTS = 3
KINDS = {"pfa": "pfa (a document)", "onnx": "onnx (as it is)", "python": "python (as it is)"}


def notes(packing: Packing, *, verbose: bool) -> None:
    """What somebody should know who packs, on stderr."""
    console = stderr()
    names = packing.imports
    if names and verbose:
        console.print(escape(f"the model's file imports {len(names)} names:\n  " + "\n  ".join(names)))
    elif names:
        more = f" and {len(names) - SHOWN_IMPORTS} more (--verbose)" if len(names) > SHOWN_IMPORTS else ""
        console.print(escape(f"the model's file imports {', '.join(names[:SHOWN_IMPORTS])}{more}"))
    for warning in packing.warnings:
        console.print(f"[bold yellow]warning:[/] {escape(warning)}")
    if packing.ignored:
        console.print(escape(f"columns of the samples that are no features: {', '.join(packing.ignored)}"))
    if packing.refused is not None:
        console.print(f"[bold yellow]kind {packing.packed.manifest.kind}:[/] {escape(packing.refused)}")


def report(packing: Packing, kept: str, target: str, samples: Path | None) -> None:
    """The table, on stdout, and the next commands."""
    show_facts(_costs(packing.before, packing.after))
    typer.echo()
    certificate = packing.packed.certificate
    facts = [] if certificate is None else parity_facts(certificate)
    show_facts([*facts, *_made(packing, kept)])
    _say_next(packing, target, samples)


def _costs(before: Cost | None, after: Cost) -> list[tuple[str, ...]]:
    columns = [after] if before is None else [before, after]
    faster = "" if before is None else ratio_said(before.row_seconds, after.row_seconds)
    rows: list[tuple[str, ...]] = [
        ("", *(["packed"] if before is None else ["original", "packed"])),
        ("size", *(bytes_said(cost.size) for cost in columns)),
        ("needs", *(_needs(cost.imports) for cost in columns)),
        ("importing that", *(seconds_said(cost.import_seconds) for cost in columns)),
    ]
    if after.row_seconds is not None:
        rows.append(("one row", *(seconds_said(cost.row_seconds) for cost in columns)))
    if faster:
        rows[-1] = (*rows[-1][:-1], f"{rows[-1][-1]}, {faster}")
    return rows


def _needs(imports: Sequence[str]) -> str:
    """Packages; of Scorelet's own nothing but Python."""
    roots = dict.fromkeys(name.partition(".")[0] for name in imports)
    others = [root for root in roots if root != "scorelet" and root not in sys.stdlib_module_names]
    return ", ".join(others) or "Python alone"


def _made(packing: Packing, kept: str) -> list[tuple[str, str]]:
    packed = packing.packed
    facts = [
        ("name", packed.manifest.name),
        ("version", packed.short_version),
        ("kind", KINDS[packed.manifest.kind]),
        ("answers", ", ".join(packed.manifest.outputs)),
        ("kept in", kept),
    ]
    if packed.manifest.requirements and packed.manifest.kind != "pfa":
        facts.insert(3, ("requirements", ", ".join(packed.manifest.requirements)))
    return facts


def _say_next(packing: Packing, target: str, samples: Path | None) -> None:
    packed = packing.packed
    trust = " --trust" if packed.manifest.kind == "python" else ""
    in_file = target.endswith(SUFFIX)
    name = f"{packed.manifest.name}@{packed.short_version}"
    ref, place = (target, trust) if in_file else (name, f"{trust} --store {target}")
    console = stderr()
    console.print()
    console.print("next:")
    if packed.certificate is not None and packed.certificate.golden:
        console.print(escape(f"  scorelet verify {ref}{place}"))
    console.print(escape(f"  scorelet score {ref} {samples or 'ROWS'}{place}"))
    console.print(escape(f"  scorelet serve {ref}{place}"))
    console.print(escape(f"  scorelet emulate {ref}{place}"))
    if in_file:
        console.print(escape(f"  scorelet models push {target}"))
    else:
        console.print(
            escape(f"  scorelet models alias {packed.manifest.name}@prod {packed.short_version} --store {target}")
        )
