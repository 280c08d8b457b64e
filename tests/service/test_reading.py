"""A scorelet.toml becomes a Service, or an error that tells all mistakes, each with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import ServiceError
from scorelet.service.reading import read_service, read_service_text
from scorelet.service.surface import SECTIONS
from scorelet.service.values import Api, EventSource, Lambda, Limits, Log, Model, Quota, Service, Upstream
from tests.bundle.models import packed
from tests.service.telling import problems
from tests.service.toml_writer import VALUES, Written, written

FULL = """\
name = "weather"
store = "s3://bucket/models"
default = "rain"

[[models]]
name = "rain"
ref = "rain@prod"
follow = "60s"
features = "features.py:from_city"
respond = "features.py:respond"
template = "pages/rain.html"

[[models]]
file = "towns.scorelet"
trust = true

[log]
to = "s3://bucket/log/"
sample = 1
inputs = false

[api]
keys = true
rate = 10
burst = 20
quota = "1000/day"
cors = ["https://Example.org", "http://localhost:3000"]

[limits]
body = "512 kB"
rows = 100
errors = "terse"

[upstream]
timeout = "500ms"
retries = 1
budget = 3
cache = "5m"

[secrets]
TOKEN = "ssm:/weather/token"
OTHER = "secretsmanager:weather#key"
HERE = "env:WEATHER"

[lambda]
memory = 1024
timeout = "30s"
architecture = "x86_64"
reserved = 10
provisioned = 2
warm = true

[[events]]
source = "sqs"
arn = "arn:aws:sqs:eu-west-1:123456789012:rows"
model = "towns"
to = "https://sqs.eu-west-1.amazonaws.com/123456789012/predictions"
batch = 100
window = "5s"
retries = 5

[[events]]
source = "kafka"
arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/name/5e1f-1"
topics = ["rows"]
to = "kinesis://predictions"
age = "1h"

[[events]]
source = "schedule"
schedule = "rate(5 minutes)"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all the files that FULL names."""
    packed().write(tmp_path / "towns.scorelet")
    (tmp_path / "features.py").write_text("async def from_city(city): ...\nrespond = from_city\n")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "rain.html").write_text("<p>")
    return tmp_path


def test_everything_that_can_be_said(folder: Path) -> None:
    (folder / "scorelet.toml").write_text(FULL)
    assert read_service(folder / "scorelet.toml") == Service(
        name="weather",
        store="s3://bucket/models",
        default="rain",
        models=(
            Model(
                "rain",
                ref="rain@prod",
                follow=60.0,
                features=f"{folder}/features.py:from_city",
                respond=f"{folder}/features.py:respond",
                template=f"{folder}/pages/rain.html",
            ),
            Model("towns", file=f"{folder}/towns.scorelet", trust=True),
        ),
        log=Log("s3://bucket/log", 1.0, False),
        api=Api(True, 10.0, 20, Quota(1000, "day"), ("https://example.org", "http://localhost:3000")),
        limits=Limits(512_000, 100, "terse"),
        upstream=Upstream(0.5, 1, 3.0, 300.0),
        secrets={"TOKEN": "ssm:/weather/token", "OTHER": "secretsmanager:weather#key", "HERE": "env:WEATHER"},
        function=Lambda(1024, 30, "x86_64", 10, 2, False, True),
        events=(
            EventSource(
                "sqs",
                "arn:aws:sqs:eu-west-1:123456789012:rows",
                "towns",
                "https://sqs.eu-west-1.amazonaws.com/123456789012/predictions",
                100,
                5,
                retries=5,
            ),
            EventSource(
                "kafka",
                "arn:aws:kafka:eu-west-1:123456789012:cluster/name/5e1f-1",
                to="kinesis://predictions",
                topics=("rows",),
                age=3600,
            ),
            EventSource("schedule", schedule="rate(5 minutes)"),
        ),
    )


def test_the_least_that_must_be_said() -> None:
    text = 'name = "w"\n[[models]]\nref = "sonar@prod"\n'
    assert read_service_text(text) == Service("w", (Model("sonar", ref="sonar@prod"),))


def test_folders_are_relative_to_the_file(tmp_path: Path) -> None:
    text = 'name = "w"\nstore = "models"\n[[models]]\nref = "a"\n[log]\nto = "../logs"\n'
    service = read_service_text(text, tmp_path)
    assert (service.store, service.log.to) == (f"{tmp_path}/models", f"{tmp_path}/../logs")
    home = read_service_text(text.replace('"models"', '"~/m"').replace('"../logs"', '"stdout"'))
    assert (home.store, home.log.to) == (f"{Path.home()}/m", "stdout")


def test_all_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    text = 'default = "sun"\n[[models]]\nref = "Rain"\nfeaturs = "f.py:g"\n[log]\nto = "ftp://x"\nsample = "all"\n'
    assert problems(text + "[limits]\nrows = true\n[api]\nburst = 2\n") == (
        "scorelet.toml, line 1: the key 'name' is missing",
        (
            "scorelet.toml, line 3: models[0].ref: a model's name has only small letters, digits, '.', '_' and '-', "
            "got 'Rain'; the nearest valid one is 'rain'"
        ),
        "scorelet.toml, line 4: models[0].featurs: unknown key; did you mean 'features'?",
        'scorelet.toml, line 6: log.to: expected a folder, "stdout" or "s3://bucket/prefix", got "ftp://x"',
        'scorelet.toml, line 7: log.sample: expected a number from 0 to 1, got "all"',
        "scorelet.toml, line 9: limits.rows: expected a whole number from 1 to 10000000, got true",
        "scorelet.toml, line 11: api.burst: a burst needs a 'rate' beside it",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name = weather",
            ", line 1, column 8: expected a value; text stands in quotes, true and false in small letters",
        ),
        (
            "a = 1\nname weather",
            ", line 2, column 6: expected '=' after the key; a key with spaces in it stands in quotes",
        ),
        ("a = 1\n\na = 2", ", line 3: this key is there already"),
        ("[a]\n[a]", ", line 2, column 3: this table is there already"),
        ("[a", ", line 1: the ']' of this [table] is missing"),
        ("[[a]", ", line 1, column 4: the ']]' of this [[table]] is missing"),
        ("a = 1 b = 2", ", line 1, column 7: expected the end of the line; each 'key = value' has a line of its own"),
        ("a = [1 2]", ", line 1, column 8: an array is not closed, or a comma is missing in it"),
        ("a = {b = 1", ", line 1: a {table} is not closed, or a comma is missing in it"),
        ('a = "hunter2', ", line 1: a text is not closed: its last quote is missing"),
        ("a = '''hunter2\n", ", line 2: a text is not closed: its last three quotes are missing"),
        ('a = "hunter\n2"', ", line 1, column 12: a text ends on its own line, and has no control characters"),
        (
            'a = "C:\\dir"',
            ", line 1, column 10: a '\\' begins an escape here; write '\\\\', or put the text in 'single quotes'",
        ),
        ("a = 2026-02-30", ", line 1, column 5: there is no such date or time"),
        ("=", ", line 1, column 1: expected 'key = value' or a [table]"),
        (f"a = {'9' * 5000}", ": a number has too many digits"),
        (f"a = {'[' * 5000}", ": values nest too deeply"),
    ],
)
def test_what_is_no_toml(text: str, message: str) -> None:
    (found,) = problems(text)
    assert found == f"scorelet.toml{message}"


@settings(derandomize=True, deadline=None, max_examples=100)
@given(written())
def test_any_toml_is_a_service_or_an_error(case: tuple[dict[str, object], Written]) -> None:
    with pytest.raises(ServiceError):
        read_service_text(case[1].text)


KEYS = [(section.strip("[]"), key) for section, table in SECTIONS.items() for key in table.keys]


@st.composite
def known_keys(draw: st.DrawFn) -> str:
    """A service in which some keys that there are have any values."""
    data: dict[str, Any] = {"name": "w"}
    for section, key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4)):
        value = draw(
            VALUES | st.sampled_from(["a", "a@b", "a.py:f", "s3://b", "arn:aws:s3:::b", "sqs", "s3", "1s", 10**30])
        )
        table = data.setdefault(section, {}) if section else data
        if isinstance(table, dict):
            table[key] = value
    for tables in draw(st.sets(st.sampled_from(["models", "events"]))):
        data[tables] = [data[tables], {}] if tables in data else [{"ref": "a"}]
    return Written(draw, data).text


@settings(derandomize=True, deadline=None, max_examples=300)
@given(known_keys())
def test_any_values_are_a_service_or_an_error(text: str) -> None:
    try:
        service = read_service_text(text, "/nowhere")
    except ServiceError as error:
        told = [int(problem.split(", line ")[1].split(":")[0]) for problem in error.problems]
        assert told == sorted(told)
    else:
        assert service.models


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.integers(0, len(FULL)), st.integers(0, 9), st.sampled_from(["", '"', "[", "=", "1", "\n", "true", "\0", "é"]))
def test_a_text_with_a_slip_is_a_service_or_an_error(at: int, gone: int, put: str) -> None:
    text = FULL[:at] + put + FULL[at + gone :]
    with pytest.raises(ServiceError, match=r"\Ascorelet\.toml, line "):
        read_service_text(text, "/nowhere")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "scorelet.toml"
    with pytest.raises(ServiceError, match=f"^{path} cannot be read: No such file or directory$"):
        read_service(path)
    path.write_bytes(b"name = 'w'\nstore = '\xff'")
    with pytest.raises(ServiceError, match=f"^{path}, line 2: expected UTF-8, got byte 0xff$"):
        read_service(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(
        ServiceError, match=f"^{path}: expected at most 1000000 bytes, got more; is it another file\\?$"
    ):
        read_service(path)
