"""How far a long command is, for who watches its terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from scorelet.cli.words import stderr

Watch = Callable[[str, int, int], None]
SAID = {
    "read": "reading the model",
    "convert": "converting it",
    "ask the original": "asking the original",
    "compare": "comparing",
    "measure": "measuring",
}


@contextmanager
def stages() -> Iterator[Watch]:
    """The function that is told of progress: (stage, done, total). Without a terminal it says nothing."""
    console = stderr()
    if not console.is_terminal:
        yield lambda stage, done, total: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description:20}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(SAID["read"], total=None)

        def watch(stage: str, done: int, total: int) -> None:
            progress.update(
                task, description=SAID.get(stage, stage), completed=done, total=total if total > 1 else None
            )

        yield watch
