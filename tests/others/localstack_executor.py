"""How LocalStack runs functions without Docker: each environment a process, under AWS's own runtime client.

LocalStack's own Python imports this (`localstack.py` tells it to), and calls it as its `RuntimeExecutor`. Of Lambda's
limits there are two here, since LocalStack leaves them to the container: the timeout, and the size of an answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from queue import Empty
from signal import SIGKILL
from threading import Thread
from typing import Any

from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from plux import PluginSpec

from tests.others.runtime_server import Asked, RuntimeServer, Said

PYTHON = "SCORELET_FUNCTIONS_PYTHON"
"""The variable that names the Python of functions, which has awslambdaric: the tests' own."""
_START = 30.0
_LARGEST_ANSWER = 6_291_556
_TOO_LARGE = f"Response payload size exceeded maximum allowed payload size ({_LARGEST_ANSWER} bytes)."
_FATAL = frozenset({"late", "exit", "init"})
"""After these an environment needs a new process."""
_KEPT = ("PATH", "LANG", "HOME")


class Executor:
    """One environment of a function; `function_version` is LocalStack's."""

    def __init__(self, id: str, function_version: Any) -> None:
        self.id = id
        self.function_version = function_version
        self._settings = function_version.config
        self._process: subprocess.Popen[bytes] | None = None
        self._variables: Mapping[str, str] = {}
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the environment

    @classmethod
    def prepare_version(cls, function_version: Any) -> None:
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: Any) -> None:
        """Unzipped code is LocalStack's own."""

    @classmethod
    def validate_environment(cls) -> bool:
        return True

    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        return "http://127.0.0.1"

    def get_logs(self) -> str:
        return self._logged(0)

    def start(self, env_vars: Mapping[str, Any]) -> None:
        """Raises StatusErrorException where the function's code cannot be started."""
        self._variables = {name: str(value) for name, value in env_vars.items()}
        said = self._spawn()
        if said.kind != "ready":
            self.stop()
            raise StatusErrorException("the function did not start", payload=said.body)

    def stop(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, SIGKILL)
            self._process.wait()
            self._process = None
            self._server.close()

    def invoke(self, payload: Mapping[str, str]) -> InvocationResult:
        request_id, before = payload["invoke-id"], os.fstat(self._log.fileno()).st_size
        said = self._answer(payload)
        if said.kind in _FATAL:
            self.stop()
        version = self.function_version.id.qualifier
        log = f"START RequestId: {request_id} Version: {version}\n{self._logged(before)}END RequestId: {request_id}\n"
        return InvocationResult(request_id, said.body, is_error=said.kind != "response", logs=log)

    def _answer(self, payload: Mapping[str, str]) -> Said:
        """What the process says, as Lambda tells it to callers."""
        if self._process is None and (started := self._spawn()).kind != "ready":
            return started
        request_id, event, seconds = payload["invoke-id"], payload["payload"].encode(), self._settings.timeout
        arn, trace = payload["invoked-function-arn"], payload.get("trace-id", "")
        self._server.asked.put(Asked(request_id, arn, event, trace, seconds))
        try:
            said = self._server.said.get(timeout=seconds)
        except Empty:
            late = f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds"
            return _error("late", "Sandbox.Timedout", late)
        if said.kind == "exit":
            how = f"RequestId: {request_id} Error: Runtime exited with error: exit status {said.body.decode()}"
            return _error("exit", "Runtime.ExitError", how)
        if said.kind == "response" and len(said.body) > _LARGEST_ANSWER:
            return _error("error", "Function.ResponseSizeTooLarge", _TOO_LARGE)
        return said

    def _spawn(self) -> Said:
        """What the process says first."""
        self._server = RuntimeServer()
        code = str(self._settings.code.get_unzipped_code_location())
        own = {
            "AWS_LAMBDA_RUNTIME_API": self._server.address,
            "LAMBDA_TASK_ROOT": code,
            "LAMBDA_RUNTIME_DIR": code,
            "PYTHONPATH": code,
        }
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self._process = subprocess.Popen(
            [os.environ[PYTHON], "-m", "awslambdaric", self._settings.handler],
            env={**kept, **self._variables, **own}, cwd=code, start_new_session=True,
            stdout=self._log, stderr=self._log,
        )  # fmt: skip
        Thread(target=self._watch, args=(self._process, self._server), daemon=True).start()
        return self._server.said.get(timeout=_START)

    @staticmethod
    def _watch(process: subprocess.Popen[bytes], server: RuntimeServer) -> None:
        code = process.wait()
        server.said.put(Said("exit", str(code).encode()))

    def _logged(self, since: int) -> str:
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size - since, since).decode(errors="replace")


def _error(kind: str, error_type: str, message: str) -> Said:
    return Said(kind, json.dumps({"errorMessage": message, "errorType": error_type}).encode())


class Loaded:
    """What LocalStack loads by the name "process"."""

    def should_load(self) -> bool:
        return True

    def load(self) -> type[Executor]:
        return Executor


plugin = PluginSpec("localstack.lambda.runtime_executor", "process", Loaded)
