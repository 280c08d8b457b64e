from __future__ import annotations

from collections.abc import Callable

from scorelet.observe.observation import Observation
from scorelet.runtime.messages import Request, Response
from scorelet.serve.access_log import AccessLog

SEEN = Observation(0.0, "id-1", "iris", "3f2a9c41d0aa77", 200, 0.1, 1)


def test_lines_are_written_together() -> None:
    later: list[Callable[[], None]] = []
    written: list[str] = []
    log = AccessLog(later.append, written.append, lambda: 1_700_000_000.25)
    log(Request("POST", "/predict", "name=Bob", key_id="web"), Response(200), SEEN, 0.00042)
    log(Request("", ""), Response(400), None, 1.5)
    assert (written, len(later)) == ([], 1)
    later[0]()
    assert len(written) == 1
    assert written[0].splitlines() == [
        "2023-11-14T22:13:20.250Z POST /predict 200 0.4ms iris@3f2a9c41d0aa id=id-1 key=web",
        "2023-11-14T22:13:20.250Z - - 400 1500.0ms - id=- key=-",
    ]


def test_a_path_cannot_make_lines_of_its_own() -> None:
    written: list[str] = []
    log = AccessLog(lambda flush: None, written.append, lambda: 0.0)
    for path in ("/a\n/b c\x1b[1m", "/" + "x" * 300):
        log(Request("GET", path), Response(404), None, 0.0)
    log.flush()
    lines = written[0].splitlines()
    assert [line.split(" ")[2] for line in lines] == ["/a%0A/b%20c%1B%5B1m", "/" + "x" * 199 + "..."]
