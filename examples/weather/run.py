"""Train a model of Seattle's weather, and serve it to callers who know nothing but the name of a city.

A feature function asks a weather API for what the model needs. So that this runs without the internet, a small server
stands in for that API; without GEOCODING_API and FORECAST_API in the environment the real one is asked.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pandas
from sklearn.ensemble import RandomForestClassifier

import scorelet

HERE = Path(__file__).parent
FILES = ("scorelet.toml", "features.py", "rain.html")
FEATURES = ["temp_max", "temp_min", "wind"]

CITIES = {"Hong Kong": (22.28, 114.16), "Seattle": (47.61, -122.33)}
WEATHER = {22.28: (28.4, 24.1, 6.2), 47.61: (10.1, 6.4, 4.9)}
"""By latitude: the day's highest and lowest temperature, and its strongest wind."""

ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("/api/models/rain/predict?city=Hong%20Kong", {}),
    ("/api/models/rain/predict?city=Seattle", {}),
    ("/api/models/rain/predict?city=Atlantis", {}),
    ("/api/models/rain/predict?city=Seattle", {"accept": "text/html"}),
)


def main() -> int:
    if sys.argv[1:] == ["pack"]:
        pack(HERE / "rain.scorelet")
        return 0
    with TemporaryDirectory() as folder:
        for name in FILES:
            shutil.copy(HERE / name, folder)
        pack(Path(folder) / "rain.scorelet")
        with weather_api() as api, serving(Path(folder), {"GEOCODING_API": api, "FORECAST_API": api}) as url:
            for path, headers in ASKED:
                print(f"\nGET {path}{' as HTML' if headers else ''}")
                print(ask(url + path, headers))
    return 0


def pack(to: Path) -> None:
    days = pandas.read_csv(HERE / "seattle-weather.csv")
    model = RandomForestClassifier(100, min_samples_leaf=10, random_state=0).fit(days[FEATURES], days["weather"])
    made = scorelet.pack(model, samples=days[FEATURES], name="rain", to=to, measure=False)
    print(f"packed a forest of 100 trees: {len(made.packed.data):,} bytes, version {made.packed.short_version}")


@contextmanager
def serving(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """`scorelet serve` in that folder: its URL, once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scorelet", "serve", "--port", str(port), "--no-access-log"]
    server = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment})
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 30
        while server.poll() is None and time.monotonic() < until:
            try:
                urlopen(f"{url}/readyz", timeout=1).close()
                break
            except URLError:
                time.sleep(0.05)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def ask(url: str, headers: Mapping[str, str]) -> str:
    try:
        with urlopen(Request(url, headers=dict(headers)), timeout=10) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        return f"{error.code}: {error.read().decode()}"


# --- in the place of the weather API ---------------------------------------------------------------------------------


class Api(BaseHTTPRequestHandler):
    """The two answers of Open-Meteo that the example needs, for two cities."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(asked.query).items()}
        found = self._place(given) if asked.path == "/v1/search" else self._forecast(given)
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _place(self, given: Mapping[str, str]) -> dict[str, Any]:
        place = CITIES.get(given["name"])
        return {} if place is None else {"results": [{"latitude": place[0], "longitude": place[1]}]}

    def _forecast(self, given: Mapping[str, str]) -> dict[str, Any]:
        highest, lowest, wind = WEATHER[float(given["latitude"])]
        daily = {"temperature_2m_max": [highest], "temperature_2m_min": [lowest], "wind_speed_10m_max": [wind]}
        return {"daily": daily}

    def log_message(self, format: str, *values: object) -> None:
        """Nothing: what counts is what the service says."""


@contextmanager
def weather_api() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
