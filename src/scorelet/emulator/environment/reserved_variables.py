"""The variables that Lambda sets for a function's process, and that its user therefore cannot.

Source: AWS, "Working with Lambda environment variables". Keys to AWS are reserved there, too; here they come from the
user, for no role is behind a function on this machine.
"""

from __future__ import annotations

import sys
import time
import uuid

from scorelet.emulator.values import Configuration

RESERVED = frozenset({
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_FORMAT",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_LEVEL",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
})  # fmt: skip


def initialization_type(configuration: Configuration, *, provisioned: bool) -> str:
    if provisioned:
        return "provisioned-concurrency"
    return "snap-start" if configuration.snapstart else "on-demand"


def variables(
    configuration: Configuration, version: str, *, started: str, api: str, task: str, runtime: str, now: float
) -> dict[str, str]:
    """All variables of a function's process.

    started  the initialization type; api: host and port of the Runtime API
    task     the package's folder, and runtime: the runtime's, as the process sees them
    now      seconds since 1970, for the name of the log stream
    """
    free = {
        "LANG": "C.UTF-8",
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "PYTHONPATH": runtime,
        "TZ": ":UTC",
    }
    own = {
        "_HANDLER": configuration.handler,
        "AWS_DEFAULT_REGION": configuration.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration.memory),
        "AWS_LAMBDA_FUNCTION_NAME": configuration.name,
        "AWS_LAMBDA_FUNCTION_VERSION": version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": started,
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{configuration.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": f"{time.strftime('%Y/%m/%d', time.gmtime(now))}/[{version}]{uuid.uuid4().hex}",
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_REGION": configuration.region,
        "LAMBDA_RUNTIME_DIR": runtime,
        "LAMBDA_TASK_ROOT": task,
    }
    users = {name: value for name, value in configuration.variables.items() if name not in RESERVED}
    return free | users | own
