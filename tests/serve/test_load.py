"""Half an hour's worth of requests, compressed: a model moves, the log's sink fails, and nobody notices."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from scorelet.store import open_store
from tests.bundle.models import ROWS, packed
from tests.serve.load import Tally, load
from tests.serve.messages import post
from tests.serve.servers import Server

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="memory is looked up in /proc")]

FIRST, SECOND = packed(), packed(samples=ROWS[:1])
REQUESTS, CONNECTIONS = 200_000, 64
SERVICE = """
name = "towns"
store = "store"
[[models]]
ref = "towns@prod"
[log]
to = "log"
"""


def memory(pid: int) -> int:
    """Of a process, in kB."""
    return int(Path(f"/proc/{pid}/smaps_rollup").read_text().partition("Rss:")[2].split()[0])


@pytest.mark.timeout(300)
def test_a_model_moves_and_the_log_fails_under_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = open_store(tmp_path / "store")
    for model in (FIRST, SECOND):
        store.push("towns", model.data)
    store.move_alias("towns", "prod", FIRST.version)
    (tmp_path / "scorelet.toml").write_text(SERVICE)
    log = tmp_path / "log"
    log.mkdir()
    with Server(tmp_path, "--watch", 0.5) as server:
        (worker,) = server.workers()

        async def disturb() -> list[int]:
            sizes = [await looked(2.0)]
            store.move_alias("towns", "prod", SECOND.version)
            sizes.append(await looked(2.0))
            log.rename(tmp_path / "moved")
            log.write_text("a file where a folder was")
            sizes.append(await looked(3.0))
            log.unlink()
            (tmp_path / "moved").rename(log)
            store.move_alias("towns", "prod", FIRST.version)
            sizes.append(await looked(3.0))
            return sizes

        async def looked(seconds: float) -> int:
            await asyncio.sleep(seconds)
            return memory(worker)

        async def run() -> tuple[Tally, list[int]]:
            return await asyncio.gather(load(server.url, post(), REQUESTS, CONNECTIONS), disturb())

        tally, sizes = asyncio.run(run())
        sizes.append(memory(worker))
        metrics = server.ask("GET", "/metrics").text
        assert server.end() == 0
    with capsys.disabled():
        print(f"\n{tally}\nmemory in kB: {sizes}")
    assert (dict(tally.statuses), tally.lost) == ({200: REQUESTS}, 0)
    assert set(tally.versions) == {FIRST.version[:12], SECOND.version[:12]}
    assert "Traceback" not in server.said
    dropped = float(metrics.partition("\nscorelet_prediction_log_dropped_total ")[2].split()[0])
    written = sum(len(file.read_bytes().splitlines()) for file in log.rglob("*.jsonl"))
    assert written + dropped == pytest.approx(REQUESTS, abs=REQUESTS / 10)
    assert sizes[-1] < sizes[0] * 1.5
