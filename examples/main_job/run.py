"""The main job on real input: two trained models become a service, which answers as it will on AWS.

A gradient boosting of the irises is trained and pickled; a naive Bayes of sonar echoes comes from R. Both are packed
and proven equal, then emulated: the package that would be deployed runs under AWS's own runtime client, behind a
gateway with keys. With `--stay` it stays up until Ctrl-C.
"""

from __future__ import annotations

import http.client
import json
import os
import pickle
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier

from scorelet import load

HERE = Path(__file__).parent
SONAR = HERE.parent / "sonar"
FLOWERS = {"data": [[6.2, 3.4], [6.2, 1]]}
STAGE = "dev"
WARM = 30
"""Requests once all is warm."""
SETTLED = 0.05
"""Seconds in which the emulator has written its line of a request: it does so once the answer has left."""


def main() -> int:
    with TemporaryDirectory(prefix="scorelet-") as name:
        folder = Path(name)
        say("1. Train and pickle a gradient boosting of the irises: two features, 100 trees")
        train(folder)
        say("2. Pack it, and the model of sonar echoes that R wrote")
        scorelet("pack", "iris.pkl", "--samples", "flowers.jsonl", cwd=folder)
        shutil.copy(SONAR / "nb_sonar_response.pfa", folder / "sonar.pfa")
        shutil.copy(SONAR / "rows.jsonl", folder / "rocks.jsonl")
        scorelet("pack", "sonar.pfa", "--samples", "rocks.jsonl", cwd=folder)
        compare_with_r(folder / "sonar.scorelet")
        shutil.copy(HERE / "scorelet.toml", folder)
        say("3. Start what would be deployed, behind a gateway")
        key = secrets.token_urlsafe(24)
        with emulated(folder, key) as (port, process):
            say("4. Ask it")
            if not asked(f"http://127.0.0.1:{port}/{STAGE}", key):
                return 1
            if "--stay" in sys.argv[1:]:
                return stay(process)
            say(f"5. Ask it {WARM} times more, and end")
            warm(port, key)
    return 0


def train(folder: Path) -> None:
    """`iris.pkl`, and the rows it was trained on."""
    measures, kinds = load_iris(return_X_y=True)
    model = GradientBoostingClassifier(n_estimators=100, learning_rate=1.0, max_depth=2, random_state=0)
    model.fit(measures[:, :2], kinds)
    (folder / "iris.pkl").write_bytes(pickle.dumps(model))
    (folder / "flowers.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in measures[:, :2].tolist()))


def compare_with_r(packed: Path) -> None:
    """What the packed model predicts, and what R did."""
    rows, from_r = (read_lines(SONAR / f"{name}.jsonl") for name in ("rows", "r_predictions"))
    predictions = load(packed).predict(rows)
    agreeing = sum(ours == theirs for ours, theirs in zip(predictions, from_r, strict=True))
    tell(f"\n{agreeing} of {len(rows)} predictions are those of R itself")


def read_lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@contextmanager
def emulated(folder: Path, key: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`scorelet emulate` in that folder: its port, and its process, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scorelet", "emulate", "--port", str(port), "--stage", STAGE]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "SCORELET_API_KEYS": f"demo={key}"})
    try:
        wait(process, port)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("the emulator did not start")


def asked(url: str, key: str) -> bool:
    """Ask both models by curl, and once without a key; whether all is as it should be."""
    rock = read_lines(SONAR / "rows.jsonl")[0]
    said = [
        curl(f"{url}/api/models/sonar/predict", rock, {"x-api-key": key}),
        curl(f"{url}/api/models/iris/predict", FLOWERS, {"x-api-key": key}),
        curl(f"{url}/api/models/iris/predict", FLOWERS, {}),
    ]
    right = [one.get("prediction", one.get("message")) for one in said]
    return right == ["R", [2, 1], "Forbidden"]


def curl(url: str, body: Any, headers: Mapping[str, str]) -> Any:
    """Send it, and show what was sent and what came back."""
    data = json.dumps(body)
    headers = {**headers, "content-type": "application/json"}
    given = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["curl", "-sS", url, *given, "-d", data]
    shown = shlex.join(command)
    tell(f"\n$ {shown if len(shown) < 400 else f'{shown[:340]} ...'}")
    if shutil.which("curl"):
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    else:
        answer = without_curl(url, data.encode(), headers)
    time.sleep(SETTLED)
    tell(answer if len(answer) < 400 else f"{answer[:340]} ...")
    return json.loads(answer)


def without_curl(url: str, data: bytes, headers: Mapping[str, str]) -> str:
    try:
        with urlopen(Request(url, data, dict(headers)), timeout=30) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        return error.read().decode()


def warm(port: int, key: str) -> None:
    """Requests over one connection: what they took is in the table that the emulator ends with."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body, headers = json.dumps(FLOWERS), {"x-api-key": key, "content-type": "application/json"}
    for _ in range(WARM):
        connection.request("POST", f"/{STAGE}/predict", body, headers)
        connection.getresponse().read()
    connection.close()


def stay(process: subprocess.Popen[bytes]) -> int:
    tell("\nIt stays up; Ctrl-C ends it.")
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0


def scorelet(*arguments: str, cwd: Path) -> None:
    """Run the command, and show what it says."""
    tell(f"$ scorelet {shlex.join(arguments)}")
    subprocess.run([sys.executable, "-m", "scorelet", *arguments], cwd=cwd, check=True)


def say(text: str) -> None:
    tell(f"\n=== {text}")


def tell(text: str) -> None:
    """At once, for what other processes say comes between."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
