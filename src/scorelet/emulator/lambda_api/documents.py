"""What Lambda's API says of a function and its aliases: JSON with every key that a client may look at."""

from __future__ import annotations

import json
import platform
import sys
import time
from base64 import b64encode
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from scorelet.emulator.values import LATEST, Configuration

Json = dict[str, Any]

_ARCHITECTURES = {"aarch64": "arm64", "arm64": "arm64"}


class Code(NamedTuple):
    """A package as the API tells of it.

    sha256       in base64; size: in bytes
    modified     seconds since 1970
    description  of the version
    """

    sha256: str = ""
    size: int = 0
    modified: float = 0.0
    description: str = ""


def code_of(package: bytes, modified: float) -> Code:
    return Code(b64encode(sha256(package).digest()).decode(), len(package), modified)


def function(configuration: Configuration, number: str, code: Code, qualifier: str = "") -> Json:
    """A version. qualifier: by which it was asked for, and which its ARN therefore has."""
    ending = qualifier or ("" if number == LATEST else number)
    document: Json = {
        "FunctionName": configuration.name,
        "FunctionArn": f"{configuration.arn}:{ending}" if ending else configuration.arn,
        "Runtime": f"python{sys.version_info.major}.{sys.version_info.minor}",
        "Role": f"arn:aws:iam::{configuration.account}:role/{configuration.name}",
        "Handler": configuration.handler,
        "CodeSize": code.size,
        "Description": code.description,
        "Timeout": int(configuration.timeout),
        "MemorySize": configuration.memory,
        "LastModified": _modified(code.modified),
        "CodeSha256": code.sha256,
        "Version": number,
        "Environment": {"Variables": dict(configuration.variables)},
        "TracingConfig": {"Mode": "PassThrough"},
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "Architectures": [_ARCHITECTURES.get(platform.machine(), "x86_64")],
        "EphemeralStorage": {"Size": configuration.storage},
        "SnapStart": _snapstart(configuration, number),
    }
    return {**document, "RevisionId": revision(document)}


def alias(configuration: Configuration, name: str, version: str, shares: Json, description: str) -> Json:
    document: Json = {
        "AliasArn": f"{configuration.arn}:{name}",
        "Name": name,
        "FunctionVersion": version,
        "Description": description,
    }
    if shares:
        document["RoutingConfig"] = {"AdditionalVersionWeights": shares}
    return {**document, "RevisionId": revision(document)}


def revision(document: Json) -> str:
    """An id that is another one as soon as anything is."""
    return str(UUID(bytes=sha256(json.dumps(document, sort_keys=True).encode()).digest()[:16], version=4))


def _snapstart(configuration: Configuration, number: str) -> Json:
    on = configuration.snapstart
    applied = on and number != LATEST
    return {"ApplyOn": "PublishedVersions" if on else "None", "OptimizationStatus": "On" if applied else "Off"}


def _modified(seconds: float) -> str:
    milliseconds = int(seconds * 1000) % 1000
    return time.strftime(f"%Y-%m-%dT%H:%M:%S.{milliseconds:03}+0000", time.gmtime(seconds))
