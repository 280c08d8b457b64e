"""A scorelet.toml becomes a Service, or an error that tells all mistakes, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import ServiceError
from scorelet.service.reading import read_service, read_service_text
from scorelet.service.values import Api, EventSource, Lambda, Limits, Log, Model, Quota, Service, Upstream
from tests.bundle.models import packed
from tests.service.toml_writer import Written, written

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


MODELS = '[[models]]\nref = "rain"\n'
"""Two lines, and `name` before them is the first of the text: the third line is the test's own."""


def problems(text: str, folder: Path | str = ".") -> tuple[str, ...]:
    with pytest.raises(ServiceError) as caught:
        read_service_text(text, folder)
    return caught.value.problems


def test_all_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    text = 'default = "sun"\n[[models]]\nref = "Rain"\nfeaturs = "f.py:g"\n[log]\nto = "ftp://x"\nsample = "all"\n'
    assert problems(text + "[limits]\nrows = true\n[api]\nburst = 2\n") == (
        "scorelet.toml, line 1: the key 'name' is missing",
        "scorelet.toml, line 3: models[0].ref: a model's name has only small letters, digits, '.', '_' and '-', "
        "got 'Rain'; the nearest valid one is 'rain'",
        "scorelet.toml, line 4: models[0].featurs: unknown key; did you mean 'features'?",
        'scorelet.toml, line 6: log.to: expected a folder, "stdout" or "s3://bucket/prefix", got "ftp://x"',
        'scorelet.toml, line 7: log.sample: expected a number from 0 to 1, got "all"',
        "scorelet.toml, line 9: limits.rows: expected a whole number from 1 to 10000000, got true",
        "scorelet.toml, line 11: api.burst: a burst needs a 'rate' beside it",
    )


SECONDS = 'seconds or a duration such as "60s" or "5m", from'
SIZES = 'bytes or a size such as "6 MB" or "512 kB", from 1 to 1073741824 bytes'
ORIGIN = 'an origin such as "https://host" or "https://host:8443", or "*"'
QUOTA = 'a quota such as "1000/day", "1000/week" or "1000/month"'
SECRET = (
    "expected where the secret is ('env:NAME', 'ssm:/path' or 'secretsmanager:id#key'); what came is not shown, "
    "for it may be the secret"
)
NAME = "a name of at most 40 small letters, digits and '-', a letter first and no '-' last"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        # unknown
        ("colour = 1", "models[0].colour: unknown key; known are name, ref, file, follow, trust, features, respond, template"),
        ("default = 'rain'", "models[0].default: unknown key; it belongs above the first table"),
        ("rate = 5", "models[0].rate: unknown key; it belongs in [api]"),
        ("log = {to = 'x'}", "models[0].log: unknown table; it stands by itself, as [log]"),
        ("'' = 5", "models[0].'': unknown key; known are name, ref, file, follow, trust, features, respond, template"),
        (f"{'k' * 99} = 5", f"models[0].{'k' * 60}...: unknown key; known are name, ref, file, follow, trust, features, respond, template"),
        # types
        ("trust = 1", "models[0].trust: expected true or false, got 1"),
        ("name = 7", "models[0].name: a model's name is text, got 7"),
        ("name = {}", "models[0].name: a model's name is text, got {}"),
        ("follow = true", f"models[0].follow: expected {SECONDS} 1 to 86400 seconds, got true"),
        ("follow = nan", f"models[0].follow: expected {SECONDS} 1 to 86400 seconds, got nan"),
        ("follow = 0.5", f"models[0].follow: expected {SECONDS} 1 to 86400 seconds, got 0.5"),
        ("follow = '60 sec'", f'models[0].follow: expected {SECONDS} 1 to 86400 seconds, got "60 sec"'),
        ("follow = 1979-05-27", f"models[0].follow: expected {SECONDS} 1 to 86400 seconds, got a date or time"),
        # models
        ("file = 'x.pkl'", 'models[0].file: expected the path of a .scorelet file, got "x.pkl"'),
        ("file = ''", 'models[0].file: expected the path of a .scorelet file, got ""'),
        ("features = 'f'", 'models[0].features: expected a function in a file, such as "features.py:from_city", got "f"'),
        ("respond = 'f.py:1'", 'models[0].respond: expected a function in a file, such as "features.py:from_city", got "f.py:1"'),
        ("template = ['a']", "models[0].template: expected the path of a file, got an array"),
        # other tables
        ("[log]\nto = ''", 'log.to: expected a folder, "stdout" or "s3://bucket/prefix", got ""'),
        ("[log]\nto = 's3://b//x'", 'log.to: expected a folder, "stdout" or "s3://bucket/prefix", got "s3://b//x"'),
        ("[log]\nto = 's3://'", 'log.to: expected a folder, "stdout" or "s3://bucket/prefix", got "s3://"'),
        ("[limits]\nbody = '6 mb'", f'limits.body: expected {SIZES}, got "6 mb"'),
        ("[limits]\nbody = 1.5", f"limits.body: expected {SIZES}, got 1.5"),
        ("[limits]\nbody = 0", f"limits.body: expected {SIZES}, got 0"),
        ("[limits]\nerrors = 'ters'", "limits.errors: expected \"full\" or \"terse\", got \"ters\"; did you mean 'terse'?"),
        ("[limits]\nerrors = 3", 'limits.errors: expected "full" or "terse", got 3'),
        ("[upstream]\nretries = 11", "upstream.retries: expected a whole number from 0 to 10, got 11"),
        ("[upstream]\nretries = 1.0", "upstream.retries: expected a whole number from 0 to 10, got 1.0"),
        ("[api]\nquota = '5/hour'", f'api.quota: expected {QUOTA}, got "5/hour"'),
        ("[api]\ncors = 'https://a'", "api.cors: expected an array, got \"https://a\""),
        ("[api]\ncors = ['https://a/']", f'api.cors[0]: expected {ORIGIN}, got "https://a/"'),
        ("[api]\ncors = ['a.b']", f'api.cors[0]: expected {ORIGIN}, got "a.b"'),
        ("[api]\ncors = ['*', 'https://a']", 'api.cors: expected ["*"] for all origins, or their names, got both'),
        ("[api]\nquota = '5/day'", "api.quota: a quota counts the requests of each key, and needs 'keys = true' beside it"),
        ("[secrets]\nTOKEN = 'hunter2'", f"secrets.TOKEN: {SECRET}"),
        ("[secrets]\nTOKEN = 12345", f"secrets.TOKEN: {SECRET}"),
        ("[secrets]\nTOKEN = 'ssm:token'", f"secrets.TOKEN: {SECRET}"),
        ("[secrets]\n'a b' = 'env:A'", "secrets.'a b': expected a name of letters, digits and '_' that begins with a letter or '_'"),
        ("[lambda]\nmemory = 64", "lambda.memory: expected a whole number from 128 to 10240, got 64"),
        ("[lambda]\narchitecture = 'arm'", "lambda.architecture: expected \"arm64\" or \"x86_64\", got \"arm\"; did you mean 'arm64'?"),
        ("[lambda]\ntimeout = 1.5", 'lambda.timeout: expected whole seconds or a duration such as "60s" or "5m", from 1 to 900 seconds, got 1.5'),
    ],
)  # fmt: skip
def test_one_mistake(line: str, message: str, tmp_path: Path) -> None:
    """Each on the fourth line, or the fifth where it has a table of its own."""
    number = 4 + line.count("\n")
    base = 'name = "w"\n[[models]]\n' + ("\n" if line.startswith(("file", "ref")) else 'ref = "rain"\n')
    assert problems(base + line, tmp_path) == (f"scorelet.toml, line {number}: {message}",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the key 'name' is missing"),
        ("name = 'w'\nmodels = []", "line 1: a service has a model: expected [[models]] with a 'ref' or a 'file'"),
        ("name = 'w'\n[models]\nref = 'a'", "line 2: models: expected [[models]], for there may be several, got [models]"),
        ("name = 'w'\nmodels = 1", "line 2: models: expected an array, got 1"),
        ("name = 'w'\nmodels = [1]", "line 2: models[0]: expected a table, got 1"),
        (f"name = 'W'\n{MODELS}", f'line 1: name: expected {NAME}, got "W"'),
        (f"name = 'w-'\n{MODELS}", f'line 1: name: expected {NAME}, got "w-"'),
        (f"name = 'w'\nlog = 3\n{MODELS}", "line 2: log: expected a table, got 3"),
        (f"name = 'w'\nstore = 'http://x'\n{MODELS}", 'line 2: store: expected a folder or "s3://bucket/prefix", got "http://x"'),
        ("name = 'w'\n[[models]]\nname = 'a'", "line 2: models[0]: expected 'ref' (of the store) or 'file', got neither"),
        (f"name = 'w'\ndefault = 'rein'\n{MODELS}", "line 2: default: no model is called \"rein\"; did you mean 'rain'?"),
        (f"name = 'w'\ndefault = 'x'\n{MODELS}", 'line 2: default: no model is called "x"; there are rain'),
        (f"name = 'w'\n{MODELS}[log]\nsample = 1.0", "line 4: log: the key 'to' is missing"),
        (
            f"name = 'w'\n{MODELS}{MODELS}",
            "line 4: models[1]: models[0] is called 'rain' too, with the same ref; give one of them another 'name'",
        ),
        (
            "name = 'w'\n[[models]]\nref = 'a@3f2a9c'\nfollow = 5",
            'line 4: models[0].follow: "a@3f2a9c" is a version, which never moves; follow an alias',
        ),
        (
            f"name = 'w'\n{MODELS}[lambda]\nsnapstart = true\nprovisioned = 3\nreserved = 4",
            "line 6: lambda.provisioned: AWS allows 'provisioned' or 'snapstart', and not both",
        ),
        (
            f"name = 'w'\n{MODELS}[lambda]\nprovisioned = 3\nreserved = 2",
            "line 5: lambda.provisioned: expected at most the 2 that are reserved, got 3",
        ),
    ],
)  # fmt: skip
def test_one_mistake_in_the_whole(text: str, message: str) -> None:
    found = problems(text)
    assert found[0] == f"scorelet.toml, {message}"
    assert len(found) == (1 if text else 2)


def test_models_in_both_places(folder: Path) -> None:
    text = (
        "name = 'w'\n[[models]]\nfile = 'towns.scorelet'\nref = 'a'\n[[models]]\nfile = 'towns.scorelet'\nfollow = 5\n"
    )
    assert problems(text, folder) == (
        "scorelet.toml, line 2: models[0]: expected 'ref' (of the store) or 'file', got both",
        "scorelet.toml, line 7: models[1].follow: only a ref of the store can be followed, and this model is a file",
    )


def test_a_file_that_is_no_packed_model(tmp_path: Path) -> None:
    (tmp_path / "a.scorelet").write_bytes(b"a")
    (found,) = problems("name = 'w'\n[[models]]\nfile = 'a.scorelet'", tmp_path)
    assert found.startswith(f"scorelet.toml, line 3: models[0].file: cannot read '{tmp_path}/a.scorelet': ")


def test_two_models_of_one_name_with_other_refs() -> None:
    service = read_service_text("name = 'w'\n[[models]]\nref = 'a@prod'\n[[models]]\nref = 'a@test'")
    assert [(model.name, model.ref) for model in service.models] == [("a", "a@prod"), ("a", "a@test")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = weather", ", line 1, column 8: no value begins here; text stands in quotes, and true and false are written small"),
        ("a = 1\nname weather", ", line 2, column 6: expected '=' after the key; a key with spaces or dots in it stands in quotes"),
        ("a = 1\n\na = 2", ", line 3: this key is there already"),
        ("[a]\n[a]", ", line 2, column 3: this table is there already"),
        ("[a", ", line 1: the ']' of this [table] is missing"),
        ("[[a]", ", line 1, column 4: the ']]' of this [[table]] is missing"),
        ("a = 1 b = 2", ", line 1, column 7: expected the end of the line; each 'key = value' has a line of its own"),
        ("a = [1 2]", ", line 1, column 8: an array is not closed, or a comma is missing in it"),
        ("a = {b = 1", ", line 1: a {table} is not closed, or a comma is missing in it"),
        ('a = "hunter2', ", line 1: a text is not closed: its last quote is missing"),
        ("a = '''hunter2\n", ", line 2: a text is not closed: its last three quotes are missing"),
        ('a = "hunter\n2"', ", line 1, column 12: a text in simple quotes ends on its line, and has no control characters"),
        ('a = "C:\\dir"', ", line 1, column 10: a '\\' stands for an escape in this text; write '\\\\', or put the text in 'single quotes'"),
        ("a = 2026-02-30", ", line 1, column 5: there is no such date or time"),
        ("=", ", line 1, column 1: expected 'key = value' or a [table]"),
        (f"a = {'9' * 5000}", ": a number has too many digits"),
        (f"a = {'[' * 5000}", ": values nest too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_toml(text: str, message: str) -> None:
    (found,) = problems(text)
    assert found == f"scorelet.toml{message}"


@settings(derandomize=True, deadline=None, max_examples=100)
@given(written())
def test_any_toml_is_a_service_or_an_error(case: tuple[dict[str, object], Written]) -> None:
    with pytest.raises(ServiceError):
        read_service_text(case[1].text)


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
