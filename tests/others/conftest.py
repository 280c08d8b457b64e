"""Each implementation is started once, and only where a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from scorelet.aws.zipping import zipped
from tests.others.emulated import emulated
from tests.others.functions import Function
from tests.others.installed import localstack_python, node_program
from tests.others.localstack import client, deploy, localstack
from tests.others.package import STAGE, endpoint, package_files, write_folder
from tests.others.serverless import serverless
from tests.others.target import LOCALSTACK, SERVERLESS, Target


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Of the package."""
    return package_files(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="session")
def emulator(files: Mapping[str, bytes]) -> Iterator[str]:
    with emulated(zipped(files), endpoint()) as url:
        yield url


@pytest.fixture(scope="session")
def ours(emulator: str) -> Target:
    return Target("emulator", f"{emulator}/{STAGE}")


@pytest.fixture(scope="session")
def localstack_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    python = localstack_python()
    with localstack(python, tmp_path_factory.mktemp("localstack")) as url:
        yield url


@pytest.fixture(scope="session")
def on_localstack(localstack_url: str, files: Mapping[str, bytes]) -> Target:
    return deploy(localstack_url, zipped(files), endpoint())


@pytest.fixture(scope="session")
def on_serverless(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    program = node_program("serverless")
    package = write_folder(files, tmp_path_factory.mktemp("serverless") / "package")
    with serverless(program, package, endpoint()) as target:
        yield target


@pytest.fixture(scope="session")
def their(request: pytest.FixtureRequest) -> Callable[[str], Target]:
    """The target of another implementation, by its name."""
    fixtures = {LOCALSTACK: "on_localstack", SERVERLESS: "on_serverless"}

    def target(who: str) -> Target:
        found: Target = request.getfixturevalue(fixtures[who])
        return found

    return target


@pytest.fixture(scope="session")
def our_function(emulator: str) -> Function:
    return _function(emulator)


@pytest.fixture(scope="session")
def localstacks_function(localstack_url: str, on_localstack: Target) -> Function:
    return _function(localstack_url)


def _function(url: str) -> Function:
    functions, name = client(url, "lambda"), endpoint().name
    return Function(functions, name, functions.get_function(FunctionName=name)["Configuration"]["FunctionArn"])
