"""How far a long command is, for who watches its terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

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
    columns = (SpinnerColumn(), TextColumn("{task.description:20}"), BarColumn(), TextColumn("{task.fields[count]}"))
    with Progress(*columns, console=console, transient=True) as progress:
        now: dict[str, TaskID] = {"read": progress.add_task(SAID["read"], total=None, count="")}

        def watch(stage: str, done: int, total: int) -> None:
            if stage not in now:
                progress.remove_task(now.popitem()[1])
                now[stage] = progress.add_task(SAID.get(stage, stage), total=None, count="")
            if total > 1:
                progress.update(now[stage], completed=done, total=total, count=f"{done} of {total} rows")

        yield watch


@contextmanager
def waiting(what: str) -> Iterator[Callable[[], None]]:
    """Says what goes on until this ends, or what it gives is called. Without a terminal it says nothing."""
    console = stderr()
    if not console.is_terminal:
        yield lambda: None
        return
    with console.status(what) as status:
        yield status.stop
