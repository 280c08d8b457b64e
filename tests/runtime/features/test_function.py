"""Feature functions as the app calls them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import scorelet
from scorelet.errors import AwsCallError, RequestError, RowError, ServiceError, UpstreamError
from scorelet.runtime.features.function import FeatureFunction
from scorelet.runtime.features.secrets import Secrets
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.messages import Request
from scorelet.service.values import Upstream as Rules
from tests.runtime.features.conftest import Write
from tests.wire.server import Server, http

REQUEST = Request("GET", "/api/models/rain/predict", id="r-1")

WEATHER = '''
from __future__ import annotations
from typing import TYPE_CHECKING, Literal
if TYPE_CHECKING:
    from nowhere import Http

def from_city(city: str, units: Literal["metric", "imperial"] = "metric", *, http: Http, secrets, request):
    """The weather in a city now,
    as the model's row.

    city: where
    """
    now = http.get(URL, params={"q": city, "units": units, "key": secrets["KEY"]}).json()
    return {"temperature": now["temp"], "humidity": now["humidity"], "asked": request.id}
'''


@pytest.fixture
def make(write: Write, supplies: Supplies) -> Any:
    def making(text: str, name: str = "f") -> FeatureFunction:
        return FeatureFunction(f"features.py:{name}", write(text), supplies)

    return making


def test_the_main_example(make: Any, server: Server) -> None:
    server.says(http(200, b'{"temp": 21.5, "humidity": 80}'))
    function = make(WEATHER + f"\nURL = {server.url!r}", "from_city")
    rows = function.rows([{"city": "Hong Kong"}, ["Kyoto", "imperial"]], REQUEST)
    assert rows == [{"temperature": 21.5, "humidity": 80, "asked": "r-1"}] * 2
    assert [seen.target for seen in server.seen] == [
        "/?q=Hong+Kong&units=metric&key=s3cret-value",
        "/?q=Kyoto&units=imperial&key=s3cret-value",
    ]


def test_what_callers_send(make: Any) -> None:
    function = make(WEATHER, "from_city")
    assert function.schema == {
        "description": "The weather in a city now, as the model's row.",
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "where"},
            "units": {"enum": ["metric", "imperial"], "default": "metric"},
        },
        "required": ["city"],
        "additionalProperties": False,
    }
    assert [each.name for each in function.parameters] == ["city", "units"]
    assert function.arguments([{"city": "5"}], from_text=True) == [{"city": "5", "units": "metric"}]


def test_the_query_of_a_url_is_text(make: Any) -> None:
    function = make("def f(n: int, x: float = 1.0): return [n, x]")
    assert function.made(function.arguments([{"n": "3"}], from_text=True), REQUEST) == [[3, 1.0]]
    with pytest.raises(RowError) as caught:
        function.rows([{"n": "3"}], REQUEST)
    assert caught.value.problems == (("/0/n", "expected a whole number, got string '3'"),)


def test_nobody_is_called_for_a_request_that_is_wrong(make: Any, server: Server) -> None:
    function = make(WEATHER + f"\nURL = {server.url!r}", "from_city")
    with pytest.raises(RowError) as caught:
        function.rows([{"city": "Kyoto"}, {"units": "kelvin"}], REQUEST)
    assert caught.value.problems == (
        ("/1/city", "missing: expected a string"),
        ("/1/units", "expected one of 'metric', 'imperial', got string 'kelvin'"),
    )
    assert server.seen == []


RAISES = """
from scorelet.errors import RequestError, RowError, UsageError
def f(n: int, *, secrets):
    if n == 0: raise ValueError("no such city: 0")
    if n == 1: raise ValueError("key " + secrets["KEY"])
    if n == 2: raise ValueError
    if n == 3: raise RequestError(404, "no such city")
    if n == 4: raise RowError([("/n", "too many")])
    if n == 5: int(secrets["KEY"])
    if n == 6: return {}["x" + secrets["KEY"]]
    if n == 7: raise SystemExit(1)
    if n == 8: return f(n, secrets=secrets)
    if n == 9: secrets["NOTHING"]
    if n == 10: import json; json.loads("{")
    return n
"""


def outcome(function: FeatureFunction, row: Any) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    with pytest.raises((RequestError, RowError)) as caught:
        function.rows([row], REQUEST)
    error: Any = caught.value
    return (422, "", error.problems) if isinstance(error, RowError) else (error.status, error.detail, error.problems)


@pytest.mark.parametrize(
    ("n", "found"),
    [
        (0, (422, "", (("/0", "no such city: 0"),))),
        (1, (422, "", (("/0", "key [secret KEY]"),))),
        (2, (422, "", (("/0", "refused"),))),
        (3, (404, "no such city", ())),
        (4, (422, "", (("/0/n", "too many"),))),
    ],
)
@pytest.mark.parametrize("kind", ["def f", "async def f"])
def test_a_function_may_refuse(kind: str, n: int, found: Any, make: Any, reports: list[str]) -> None:
    assert outcome(make(RAISES.replace("def f", kind)), [n]) == found
    assert reports == []


@pytest.mark.parametrize(
    ("n", "name"),
    [(5, "ValueError"), (6, "KeyError"), (7, "SystemExit"), (8, "RecursionError"), (9, "ServiceError"),
     (10, "JSONDecodeError")],
)  # fmt: skip
def test_what_fails_is_told_to_the_operator_only(n: int, name: str, make: Any, reports: list[str]) -> None:
    detail = f"the feature function 'f' failed: {name}"
    assert outcome(make(RAISES), [n]) == (500, detail, ())
    assert len(reports) == 1
    assert reports[0].startswith("feature function 'f' failed in request r-1\nTraceback (most recent call last):\n")
    assert "s3cret" not in reports[0]
    assert f'features.py", line {n + 4}, in f\n' in reports[0]


@pytest.mark.parametrize(
    ("text", "said"), [("{}[n]", "failed: KeyError"), ("n", "gave int; a row is a dict, a list or a str")]
)
def test_a_failure_among_many_rows_has_its_number(text: str, said: str, make: Any) -> None:
    function = make(f"def f(n: int): return [n] if n < 2 else {text}")
    with pytest.raises(RequestError) as caught:
        function.rows([[0], [1], [2]], REQUEST)
    assert caught.value.problems == (("/2", f"the feature function 'f' {said}"),)


@pytest.mark.parametrize(("text", "what"), [("3", "int"), ("None", "NoneType"), ("(i for i in [])", "generator")])
def test_what_comes_back_must_be_a_row(text: str, what: str, make: Any) -> None:
    detail = f"the feature function 'f' gave {what}; a row is a dict, a list or a str"
    assert outcome(make(f"def f(): return {text}"), {}) == (500, detail, ())


def test_a_failing_upstream_passes_through(make: Any, server: Server) -> None:
    server.says(http(500))
    function = make(WEATHER + f"\nURL = {server.url!r}", "from_city")
    with pytest.raises(UpstreamError) as caught:
        function.rows([["Kyoto"]], REQUEST)
    assert str(caught.value) == f"502: {server.host} answered with status 500"


def denied(service: str, path: str) -> str:
    raise AwsCallError(f"{service} does not let you read {path}", status=400, code="AccessDeniedException")


def test_a_secret_that_aws_does_not_give(write: Write, reports: list[str]) -> None:
    supplies = Supplies(Secrets({"KEY": "ssm:/key"}, fetch=denied), report=reports.append)
    function = FeatureFunction("features.py:f", write("def f(*, secrets): return [secrets['KEY']]"), supplies)
    assert outcome(function, {}) == (502, "SSM Parameter Store did not give the secret 'KEY'", ())
    assert "scorelet.errors.AwsCallError: ssm does not let you read /key\n" in reports[0]


CONCURRENT = """
import asyncio
async def f(city: str, *, http):
    one = http.get(URL, params={"q": city})
    two = http.get(URL, params={"q": city, "forecast": True})
    return [city, *(answer.json() for answer in await asyncio.gather(one, two))]

async def grouped(city: str, *, http):
    async with asyncio.TaskGroup() as group:
        one = group.create_task(http.get(URL))
    return [one.result().json()]
"""


def test_rows_of_an_async_function_are_made_side_by_side(make: Any, server: Server) -> None:
    """Eight calls that are answered only once all of them have come."""
    meeting = threading.Barrier(8)

    def answer(connection: Any) -> None:
        meeting.wait(5)
        connection.sendall(http(200, b"1"))

    server.says(answer)
    function = make(CONCURRENT + f"\nURL = {server.url!r}")
    cities = ["a", "b", "c", "d"]
    assert function.rows(cities, REQUEST) == [[city, 1, 1] for city in cities]


def test_an_upstream_that_fails_in_a_group_of_tasks(make: Any, server: Server) -> None:
    server.says(http(500))
    function = make(CONCURRENT + f"\nURL = {server.url!r}", "grouped")
    assert outcome(function, ["Kyoto"]) == (502, f"{server.host} answered with status 500", ())


CANCELLED = """
import asyncio
cancelled = []
async def f(n: int):
    if n == 1:
        await asyncio.sleep(0)
        raise ValueError("not one")
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        cancelled.append(n)
        raise
async def seen():
    return cancelled
"""


def test_the_others_are_cancelled_when_one_fails(write: Write, supplies: Supplies) -> None:
    files = write(CANCELLED)
    function, seen = (FeatureFunction(f"features.py:{name}", files, supplies) for name in ("f", "seen"))
    with pytest.raises(RowError) as caught:
        function.rows([[0], [1], [2]], REQUEST)
    assert caught.value.problems == (("/1", "not one"),)
    assert seen.rows([{}], REQUEST) == [[0, 2]]


ENDLESS = "import asyncio\nasync def f(): await asyncio.sleep(60)"


def test_an_async_function_ends_in_time(write: Write) -> None:
    supplies = Supplies(Secrets(), Rules(budget=0.05))
    function = FeatureFunction("features.py:f", write(ENDLESS), supplies)
    started = time.monotonic()
    assert outcome(function, {}) == (504, "the feature function 'f' did not end within 0.05 s", ())
    assert time.monotonic() - started < 1.0
    supplies.close()


def test_calls_of_a_request_may_share_their_time(make: Any, supplies: Supplies) -> None:
    function = make("def f(*, http): return [http.until]")
    client = supplies.client(REQUEST)
    assert function.made([{}], REQUEST, http=client) == [[client.until]]
    early = REQUEST._replace(deadline=1.0)
    assert function.rows([{}], early) == [[1.0]]


def test_unknown_names_after_the_star(make: Any) -> None:
    with pytest.raises(ServiceError) as caught:
        make("def f(city, *, htp): ...")
    assert str(caught.value) == (
        "features.py:f: nothing named 'htp' is handed over; did you mean 'http'?\n"
        "after the star: http, secrets, request; what callers send stands before it"
    )


def test_threads_may_share_it(make: Any, server: Server) -> None:
    server.says(http(200, b"1"))
    function = make(CONCURRENT + f"\nURL = {server.url!r}")
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda i: function.rows([str(i)], REQUEST), range(40)))
    assert found == [[[str(i), 1, 1]] for i in range(40)]


BUDGET = """
import json, sys
from scorelet.runtime.features.functions import load_function
from scorelet.runtime.messages import Request
function = load_function("features.py:f", sys.argv[1])
loaded = sorted(sys.modules)
function.rows([[1]], Request("GET", "/"))
print(json.dumps([loaded, sorted({*sys.modules} - {*loaded})]))
"""


def imports(write: Write, tmp_path: Path, text: str) -> tuple[list[str], list[str]]:
    """The modules that loading a function imports in a bare interpreter, and those that its first call adds."""
    write(text)
    environment = {"PYTHONPATH": str(Path(scorelet.__file__).parents[1])}
    command = [sys.executable, "-S", "-c", BUDGET, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    loaded, added = json.loads(done.stdout)
    return loaded, added


def test_what_loading_a_function_imports(write: Write, tmp_path: Path) -> None:
    loaded, added = imports(write, tmp_path, "def f(n: int, *, secrets): return [n]")
    slow = {"asyncio", "inspect", "dataclasses", "logging", "http.client", "ssl", "socket", "traceback", "ast"}
    assert slow.isdisjoint(loaded)
    assert not [name for name in loaded if name.startswith("scorelet.runtime.features.client")]
    assert added == []


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_nothing_is_imported_in_a_request(kind: str, write: Write, tmp_path: Path) -> None:
    call = f"{'await ' if kind == 'async def' else ''}http.get('http://127.0.0.1:9/', check=False)"
    text = f"{kind} f(n: int, *, http):\n    try: {call}\n    except Exception: return [n]"
    _, added = imports(write, tmp_path, text)
    assert [name for name in added if name.startswith("scorelet") or name in ("ssl", "asyncio", "http.client")] == []
