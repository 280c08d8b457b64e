"""A service becomes the zip of a function, which answers all that the whole of Scorelet answers."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest

import scorelet
from scorelet.aws.package import FunctionPackage, function_package, written
from scorelet.aws.sizes import DIRECT, Limits
from scorelet.bundle.images import image_name
from scorelet.bundle.packed import PackedModel
from scorelet.errors import EventError, RequestError, ServiceError, UsageError
from scorelet.runtime.door import start
from scorelet.service.values import EventSource, Log, Model, Service
from scorelet.store import open_store
from tests.aws.functions import alone, answers, package_in, store_in, towns, unpacked
from tests.aws.requests import every_form, every_route, request
from tests.bundle.models import MANIFEST, ROWS, packed
from tests.runtime.events.recorded import NAMES, SOURCES, Context, event

VERSION = packed().version
ONE = {"model": "towns", "version": VERSION[:12], "prediction": "young", "score": 1.5}
FEATURES = """
from rules import double

def row(age: float, town: str) -> dict:
    "A row of the model."
    return {"age": double(age), "income": None, "home_town": town}

async def respond(prediction, *, town):
    return {"town": town, "said": prediction["label"]}
"""
IMPORT_ALL = """
import sys
sys.path.insert(0, sys.argv[1])
from importlib import import_module
for name in sys.argv[2:]:
    import_module(name)
print(*sorted(name for name in sys.modules if name.partition(".")[0] == "scorelet"))
"""


def with_hooks(folder: Path) -> dict[str, str]:
    (folder / "rules.py").write_text("def double(x):\n    return 2 * x\n")
    (folder / "features.py").write_text(FEATURES)
    (folder / "page.html").write_text("<p>{{ said }}</p>")
    file = folder / "features.py"
    return {"features": f"{file}:row", "respond": f"{file}:respond", "template": str(folder / "page.html")}


def all_of_it(folder: Path) -> Service:
    """A service that needs whatever a service can need."""
    events = tuple(source._replace(to="s3://out/results") for source in SOURCES)
    secrets = {"key": "ssm:/rain/key"}
    return towns(folder, hooks=with_hooks(folder), log=Log("s3://log/towns"), events=events, secrets=secrets)


def in_this_process(task: Path, events: list[Any]) -> list[Any]:
    """What the whole of Scorelet replies."""
    door, replies = start({}, str(task), own=str(task.with_name("own")), stdout=StringIO()), []
    for each in events:
        try:
            replies.append(door(each, Context()))
        except (EventError, RequestError) as error:
            replies.append([type(error).__name__, str(error)])
    return json.loads(json.dumps(replies))  # type: ignore[no-any-return]


def timeless(replies: list[Any]) -> list[str]:
    """Without numbers: some of them say how long something took, or when it was."""
    return [re.sub(r"[0-9][0-9.,:e-]*", "0", json.dumps(each)) for each in replies]


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_a_package_has_the_service_its_models_their_images_and_one_file_of_code(tmp_path: Path) -> None:
    package = package_in(tmp_path, towns(tmp_path))
    names = [
        f"images/{image_name(VERSION)}",
        f"models/{VERSION[:12]}.scorelet",
        "scorelet/__init__.pyc",
        "service.json",
    ]
    assert list(package.files) == names
    assert (package.handler, package.python) == ("scorelet.runtime.lambda_handler.handler", sys.version_info[:2])
    assert {"scorelet", "scorelet.runtime.lambda_handler", "scorelet.runtime.pages.docs"} <= set(package.modules)


@pytest.mark.parametrize("make", [towns, all_of_it], ids=["plain", "all of it"])
def test_every_module_can_be_imported_and_nothing_else_is(make: Any, tmp_path: Path) -> None:
    package = package_in(tmp_path, make(tmp_path))
    task = unpacked(tmp_path, package)
    assert tuple(alone(IMPORT_ALL, str(task), *package.modules).split()) == package.modules


def ships(package: FunctionPackage, *names: str) -> list[bool]:
    return [f"scorelet.{name}" in package.modules for name in names]


def test_what_a_service_does_not_need_does_not_ship(tmp_path: Path) -> None:
    optional = ("signed.caller", "wire.pool", "store.store", "runtime.features.files", "observe.prediction_log")
    never = ("pfa.compiler", "pfa.lower.trees", "packing", "bundle.onnx_engine", "observe.prometheus", "pfa.show")
    assert ships(package_in(tmp_path, towns(tmp_path)), *optional, *never) == [False] * 11
    assert ships(package_in(tmp_path, all_of_it(tmp_path)), *optional, *never) == [
        True, True, False, True, True, *[False] * 6,
    ]  # fmt: skip


def test_a_module_that_is_not_there_says_so(tmp_path: Path) -> None:
    task = unpacked(tmp_path, package_in(tmp_path, towns(tmp_path)))
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "try:\n    import scorelet.signed.caller\n"
        "except ModuleNotFoundError as error:\n    print(error.name, error, sep='\\n')"
    )
    why = "is not in this package: nothing that the service says needs it; package the service again"
    assert alone(program, str(task)).splitlines() == ["scorelet.signed.caller", f"scorelet.signed.caller {why}"]


def test_a_failure_tells_its_line_without_the_source(tmp_path: Path) -> None:
    task = unpacked(tmp_path, package_in(tmp_path, towns(tmp_path)))
    program = (
        "import sys, traceback; sys.path.insert(0, sys.argv[1])\n"
        "from scorelet.runtime.routes import Table\n"
        "try:\n    Table().find('GET', '/nowhere')\n"
        "except Exception as error:\n    frame = traceback.extract_tb(error.__traceback__)[-1]\n"
        "    print(frame.filename, frame.lineno, frame.name)"
    )
    source = (Path(__file__).parents[2] / "src/scorelet/runtime/routes.py").read_text().splitlines()
    line = 1 + next(i for i, text in enumerate(source) if "raise RequestError(404" in text)
    assert alone(program, str(task)).split() == ["scorelet/runtime/routes.py", str(line), "_search"]


# --- what it answers -------------------------------------------------------------------------------------------------


def test_every_path_is_answered_as_by_the_whole_of_scorelet(tmp_path: Path) -> None:
    task = unpacked(tmp_path, package_in(tmp_path, towns(tmp_path)))
    routes, forms = every_route(), every_form()
    said = answers(task, [*routes, *forms])
    assert timeless(said) == timeless(in_this_process(task, [*routes, *forms]))
    assert {each["statusCode"] for each in said[: len(routes)]} == {200}
    assert {each["statusCode"] for each in said[len(routes) :]} == {200, 204, 400, 404, 405, 422}


def test_every_event_is_answered_as_by_the_whole_of_scorelet(tmp_path: Path) -> None:
    service = towns(tmp_path, events=tuple(source for source in SOURCES if source.source != "s3"))
    task = unpacked(tmp_path, package_in(tmp_path, service))
    events = [*map(event, NAMES), ROWS[0], ROWS, "no rows"]
    said = answers(task, events)
    assert said == in_this_process(task, events)
    assert said[len(NAMES)] == ONE
    assert said[NAMES.index("s3")][1].startswith("no event source 's3' of the service takes what is put into the buck")


def test_hooks_and_what_they_import_beside_them_are_there(tmp_path: Path) -> None:
    service = towns(tmp_path, hooks=with_hooks(tmp_path), log=Log("stdout"))
    package = package_in(tmp_path, service)
    assert {"features/features.py", "features/rules.py", "templates/page.html"} <= package.files.keys()
    asked = request("POST", "/predict", json.dumps({"age": 10, "town": "Bonn"}))
    (said,) = answers(unpacked(tmp_path, package), [asked])
    assert (said["statusCode"], json.loads(said["body"])) == (200, {"town": "Bonn", "said": "young"})


@pytest.mark.parametrize("asked", [{"python": (3, 99)}, {"images": False}], ids=["another Python", "no images"])
def test_without_byte_code_or_images_models_are_compiled_there(asked: Mapping[str, Any], tmp_path: Path) -> None:
    package = package_in(tmp_path, towns(tmp_path), **asked)
    assert ships(package, "pfa.compiler", "pfa.lower.trees", "pfa.library.stat_sample") == [True] * 3
    assert ("scorelet/pfa/compiler.py" in package.files) == ("python" in asked)
    assert not [name for name in package.files if name.startswith("images/")]
    assert answers(unpacked(tmp_path, package), [ROWS[0]]) == [ONE]


# --- with AWS --------------------------------------------------------------------------------------------------------


@pytest.fixture
def aws(moto: tuple[str, int]) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": f"http://{moto[0]}:{moto[1]}",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
    }


def client_of(aws: Mapping[str, str]) -> Any:
    return boto3.client(
        "s3", endpoint_url=aws["AWS_ENDPOINT_URL"], region_name="eu-west-1", aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="example",
    )  # fmt: skip


def buckets(aws: Mapping[str, str], *names: str) -> Any:
    client = client_of(aws)
    for name in names:
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return client


def keys(client: Any, bucket: str) -> list[str]:
    return [each["Key"] for each in client.list_objects_v2(Bucket=bucket).get("Contents", ())]


def test_files_outputs_and_the_log_in_s3(aws: dict[str, str], tmp_path: Path) -> None:
    client = buckets(aws, "zip-rows", "zip-out", "zip-log")
    events = (
        EventSource("s3", arn="arn:aws:s3:::zip-rows"),
        EventSource("sqs", arn=event("sqs")["Records"][0]["eventSourceARN"], to="s3://zip-out/results"),
    )
    put = event("s3")
    put["Records"] = put["Records"][:1]
    put["Records"][0]["s3"] |= {"bucket": {"name": "zip-rows"}, "object": {"key": "in/rows.csv", "size": 1}}
    client.put_object(Bucket="zip-rows", Key="in/rows.csv", Body=b"age,income,home town\n20,1.5,Bonn\n")
    package = package_in(tmp_path, towns(tmp_path, events=events, log=Log("s3://zip-log/towns")))
    files, batch, row = answers(unpacked(tmp_path, package), [put, event("sqs"), ROWS[0]], aws)
    assert (files["files"][0]["rows"], files["files"][0]["failed"]) == (1, 0)
    assert row == ONE
    assert len(batch["batchItemFailures"]) == 2
    assert len(keys(client, "zip-rows")) == 2
    assert keys(client, "zip-out")
    assert keys(client, "zip-log")


def test_a_followed_alias_and_a_model_that_stays_in_s3(
    aws: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buckets(aws, "zip-store")
    for name, value in aws.items():
        monkeypatch.setenv(name, value)
    store = open_store("s3://zip-store/team")
    store.push("towns", packed().data)
    store.move_alias("towns", "prod")
    followed = function_package(Service("test", (Model("towns", ref="towns@prod", follow=60.0),)), store)
    assert ships(followed, "pfa.compiler", "store.store", "runtime.looking") == [True] * 3
    pinned = function_package(Service("test", (Model("towns", ref="towns@prod"),)), store, in_package=False)
    assert ships(pinned, "pfa.compiler", "store.store", "signed.s3") == [False, False, True]
    assert list(pinned.files) == [f"images/{image_name(VERSION)}", "scorelet/__init__.pyc", "service.json"]
    for name, package in (("followed", followed), ("pinned", pinned)):
        (tmp_path / name).mkdir()
        assert answers(unpacked(tmp_path / name, package), [ROWS[0]], aws) == [ONE]


# --- what is refused -------------------------------------------------------------------------------------------------


def test_kinds_that_need_libraries_are_refused(tmp_path: Path) -> None:
    PackedModel.of(MANIFEST._replace(kind="onnx"), b"onnx").write(tmp_path / "net.scorelet")
    service = towns(tmp_path, Model("net", file=str(tmp_path / "net.scorelet")))
    with pytest.raises(ServiceError) as caught:
        function_package(service, store_in(tmp_path))
    assert str(caught.value) == (
        "models[1]: 'net' is of kind onnx, and a function's package does not bring the libraries that this kind needs; "
        "pack a model that can be converted to a document, or serve this one: scorelet serve"
    )


def test_a_zip_that_is_too_large_names_its_largest_parts(tmp_path: Path) -> None:
    package = FunctionPackage(package_in(tmp_path, towns(tmp_path)).resolved, {"a": os.urandom(3000), "b": b"b"}, ())
    with pytest.raises(UsageError) as caught:
        written(package, Limits(2000, "in the call itself", DIRECT.otherwise))
    assert str(caught.value) == (
        "the package has 3.2 kB zipped, and Lambda takes 2.0 kB in the call itself; the largest parts: a (3.0 kB), "
        "b (0.0 kB)\nupload it through a bucket"
    )


# --- the same bytes, and few -----------------------------------------------------------------------------------------

HASH = """
import sys
{before}
from hashlib import sha256
from pathlib import Path
from scorelet.aws.package import written
from tests.aws.functions import package_in, towns
folder = Path(sys.argv[1])
print(sha256(written(package_in(folder, towns(folder)))).hexdigest())
"""


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    """Whatever it has imported and made before, and however it hashes."""
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    befores = {"1": "", "2": "import asyncio, scorelet.pfa.lower, unittest.mock; kept = [str(i) for i in range(9999)]"}
    processes = []
    for seed, before in befores.items():
        (tmp_path / seed).mkdir()
        command = [sys.executable, "-c", HASH.format(before=before), str(tmp_path / seed)]
        processes.append(
            subprocess.Popen(command, env={**environment, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True)
        )
    here = hashlib.sha256(written(package_in(tmp_path, towns(tmp_path)))).hexdigest()
    assert [process.communicate()[0].strip() for process in processes] == [here, here]


def test_the_sonar_service_is_small(tmp_path: Path) -> None:
    document = Path(__file__).parents[2] / "examples" / "sonar" / "nb_sonar_response.pfa"
    scorelet.pack(document, name="sonar", to=tmp_path / "sonar.scorelet", measure=False)
    package = package_in(tmp_path, Service("sonar", (Model("sonar", file=str(tmp_path / "sonar.scorelet")),)))
    assert len(written(package)) <= 300_000
