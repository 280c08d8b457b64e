"""Every key of a scorelet.toml: what it must be, and what is said where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.service.reading import read_service_text
from tests.bundle.models import packed
from tests.service.telling import problems

MODELS = '[[models]]\nref = "rain"\n'


KNOWN = "known are name, ref, file, follow, trust, features, respond, template"
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
        (
            "colour = 1",
            f"models[0].colour: unknown key; {KNOWN}",
        ),
        ("default = 'rain'", "models[0].default: unknown key; it belongs above the first table"),
        ("rate = 5", "models[0].rate: unknown key; it belongs in [api]"),
        ("log = {to = 'x'}", "models[0].log: unknown table; it stands by itself, as [log]"),
        ("'' = 5", f"models[0].'': unknown key; {KNOWN}"),
        (
            f"{'k' * 99} = 5",
            f"models[0].{'k' * 60}...: unknown key; {KNOWN}",
        ),
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
        (
            "features = 'f'",
            'models[0].features: expected a function in a file, such as "features.py:from_city", got "f"',
        ),
        (
            "respond = 'f.py:1'",
            'models[0].respond: expected a function in a file, such as "features.py:from_city", got "f.py:1"',
        ),
        ("template = ['a']", "models[0].template: expected the path of a file, got an array"),
        # other tables
        ("[log]\nto = ''", 'log.to: expected a folder, "stdout" or "s3://bucket/prefix", got ""'),
        ("[log]\nto = 's3://b//x'", 'log.to: expected a folder, "stdout" or "s3://bucket/prefix", got "s3://b//x"'),
        ("[log]\nto = 's3://'", 'log.to: expected a folder, "stdout" or "s3://bucket/prefix", got "s3://"'),
        ("[limits]\nbody = '6 mb'", f'limits.body: expected {SIZES}, got "6 mb"'),
        ("[limits]\nbody = 1.5", f"limits.body: expected {SIZES}, got 1.5"),
        ("[limits]\nbody = 0", f"limits.body: expected {SIZES}, got 0"),
        ("[limits]\nerrors = 'ters'", 'limits.errors: expected "full" or "terse", got "ters"; did you mean \'terse\'?'),
        ("[limits]\nerrors = 3", 'limits.errors: expected "full" or "terse", got 3'),
        ("[upstream]\nretries = 11", "upstream.retries: expected a whole number from 0 to 10, got 11"),
        ("[upstream]\nretries = 1.0", "upstream.retries: expected a whole number from 0 to 10, got 1.0"),
        ("[api]\nquota = '5/hour'", f'api.quota: expected {QUOTA}, got "5/hour"'),
        ("[api]\ncors = 'https://a'", 'api.cors: expected an array, got "https://a"'),
        ("[api]\ncors = ['https://a/']", f'api.cors[0]: expected {ORIGIN}, got "https://a/"'),
        ("[api]\ncors = ['a.b']", f'api.cors[0]: expected {ORIGIN}, got "a.b"'),
        ("[api]\ncors = ['*', 'https://a']", 'api.cors: expected ["*"] for all origins, or their names, got both'),
        (
            "[api]\nquota = '5/day'",
            "api.quota: a quota counts the requests of each key, and needs 'keys = true' beside it",
        ),
        ("[api]\nendpoint = 'url'\nkeys = true", "api.keys: only a REST API counts callers, and 'endpoint' is \"url\""),
        ("[api]\nendpoint = 'http'\nrate = 5", "api.rate: only a REST API counts callers, and 'endpoint' is \"http\""),
        ("[secrets]\nTOKEN = 'hunter2'", f"secrets.TOKEN: {SECRET}"),
        ("[secrets]\nTOKEN = 12345", f"secrets.TOKEN: {SECRET}"),
        ("[secrets]\nTOKEN = 'ssm:token'", f"secrets.TOKEN: {SECRET}"),
        (
            "[secrets]\n'a b' = 'env:A'",
            "secrets.'a b': expected a name of letters, digits and '_' that begins with a letter or '_'",
        ),
        ("[lambda]\nmemory = 64", "lambda.memory: expected a whole number from 128 to 10240, got 64"),
        (
            "[lambda]\narchitecture = 'arm'",
            'lambda.architecture: expected "arm64" or "x86_64", got "arm"; did you mean \'arm64\'?',
        ),
        (
            "[lambda]\ntimeout = 1.5",
            f"lambda.timeout: expected whole {SECONDS} 1 to 900 seconds, got 1.5",
        ),
    ],
)
def test_one_mistake(line: str, message: str, tmp_path: Path) -> None:
    """Each on the fourth line, or the fifth where it has a table of its own."""
    number = 4 + line.count("\n")
    base = 'name = "w"\n[[models]]\n' + ("\n" if line.startswith(("file", "ref")) else 'ref = "rain"\n')
    assert problems(base + line, tmp_path) == (f"scorelet.toml, line {number}: {message}",)


def test_keys_rates_and_quotas_need_a_rest_api(tmp_path: Path) -> None:
    base = 'name = "w"\n[[models]]\nref = "rain"\n[api]\n'
    asked = 'keys = true\nrate = 5\nquota = "9/day"\n'
    why = "only a REST API counts callers, and 'endpoint' is \"http\""
    assert problems(f'{base}endpoint = "http"\n{asked}', tmp_path) == tuple(
        f"scorelet.toml, line {line}: api.{key}: {why}" for line, key in ((6, "keys"), (7, "rate"), (8, "quota"))
    )
    assert read_service_text(f'{base}endpoint = "rest"\n{asked}', tmp_path).api.keys
    assert read_service_text(f'{base}endpoint = "http"\nkeys = false\ncors = ["*"]\n', tmp_path).api.cors == ("*",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the key 'name' is missing"),
        ("name = 'w'\nmodels = []", "line 1: a service has a model: expected [[models]] with a 'ref' or a 'file'"),
        (
            "name = 'w'\n[models]\nref = 'a'",
            "line 2: models: expected [[models]], for there may be several, got [models]",
        ),
        ("name = 'w'\nmodels = 1", "line 2: models: expected an array, got 1"),
        ("name = 'w'\nmodels = [1]", "line 2: models[0]: expected a table, got 1"),
        (f"name = 'W'\n{MODELS}", f'line 1: name: expected {NAME}, got "W"'),
        (f"name = 'w-'\n{MODELS}", f'line 1: name: expected {NAME}, got "w-"'),
        (f"name = 'w'\nlog = 3\n{MODELS}", "line 2: log: expected a table, got 3"),
        (
            f"name = 'w'\nstore = 'http://x'\n{MODELS}",
            'line 2: store: expected a folder or "s3://bucket/prefix", got "http://x"',
        ),
        (
            "name = 'w'\n[[models]]\nname = 'a'",
            "line 2: models[0]: expected 'ref' (of the store) or 'file', got neither",
        ),
        (
            f"name = 'w'\ndefault = 'rein'\n{MODELS}",
            "line 2: default: no model is called \"rein\"; did you mean 'rain'?",
        ),
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
)
def test_one_mistake_in_the_whole(text: str, message: str) -> None:
    found = problems(text)
    assert found[0] == f"scorelet.toml, {message}"
    assert len(found) == (1 if text else 2)


def test_models_in_both_places(tmp_path: Path) -> None:
    packed().write(tmp_path / "towns.scorelet")
    text = (
        "name = 'w'\n[[models]]\nfile = 'towns.scorelet'\nref = 'a'\n[[models]]\nfile = 'towns.scorelet'\nfollow = 5\n"
    )
    assert problems(text, tmp_path) == (
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
