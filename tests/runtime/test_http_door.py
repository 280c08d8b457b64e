"""The tests' own door brings requests as they were sent, and answers as they were given."""

from __future__ import annotations

import requests

from tests.bundle.models import ROWS
from tests.runtime.http_door import Door
from tests.runtime.services import app_of, served


def test_requests_and_answers_pass_through(door: Door) -> None:
    version = served().short_version
    with door(app_of()) as url, requests.Session() as session:
        sent = session.post(f"{url}/api/models/towns%40{version}/predict", json=ROWS[0], headers={"x-any": "1"})
        asked = session.get(url + "/predict", params={"age": "20", "income": "1.5", "home town": "Köln"})
        refused = session.post(url + "/predict", data=b"{")
    body = {"model": "towns", "version": version, "prediction": "young", "score": 1.5}
    assert (sent.status_code, sent.headers["x-model-version"], sent.json()) == (200, version, body)
    assert (asked.status_code, asked.json()) == (200, body)
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
