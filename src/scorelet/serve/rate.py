"""How often a caller may call: so many requests per second, and so many at once, over all workers.

The bucket of tokens is kept as one number per caller, the moment at which it is full again (GCRA: ATM Forum, Traffic
Management 4.0, 4.4.2). The numbers lie in a file that all workers map into their memory, so that it does not matter
which of them a client is connected to. Two workers that change a number at the same time may let one request more
through.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

EVERYBODY = ""
"""Who calls without a key: all of them together, as a stage of the gateway has it."""


class Rate:
    """Buckets for `callers`, of `burst` tokens, filled at `rate` tokens per second; the numbers are in `file`.

    It can be pickled: in another process it goes on with the same numbers.
    """

    def __init__(
        self,
        rate: float,
        burst: int | None,
        callers: Sequence[str],
        file: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._made_of = (rate, burst, callers, file, clock)
        self._interval = 1.0 / rate
        self._tolerance = (max(burst or round(rate), 1) - 1) * self._interval
        self._clock = clock
        self._places = {caller: i for i, caller in enumerate(callers)}
        with file.open("r+b") as opened:
            self._full = memoryview(mmap.mmap(opened.fileno(), 8 * len(self._places))).cast("d")

    def __reduce__(self) -> tuple[object, ...]:
        return Rate, self._made_of

    def wait(self, caller: str) -> float:
        """Seconds until the caller may call; 0.0 for now, and then this call is counted."""
        now = self._clock()
        place = self._places[caller]
        full = max(self._full[place], now)
        early = full - now - self._tolerance
        if early > 1e-9:
            return early
        self._full[place] = full + self._interval
        return 0.0


@contextmanager
def shared_rate(rate: float | None, burst: int | None, callers: Sequence[str] = (EVERYBODY,)) -> Iterator[Rate | None]:
    """A rate that processes share, for as long as this lasts; None where there is no limit."""
    if rate is None:
        yield None
        return
    with TemporaryDirectory(prefix="scorelet-rate-") as folder:
        file = Path(folder) / "buckets"
        file.write_bytes(bytes(8 * len(callers)))
        yield Rate(rate, burst, callers, file)
