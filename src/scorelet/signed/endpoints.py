"""A service and a region -> where it is asked.

AWS_REGION, AWS_DEFAULT_REGION                        the region
AWS_ENDPOINT_URL_S3, _SQS, ...; AWS_ENDPOINT_URL      another place that speaks AWS's language, say in a test
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from scorelet.errors import AwsCallError
from scorelet.wire.messages import PORTS, Origin

VARIABLES: Mapping[str, str] = {
    "s3": "AWS_ENDPOINT_URL_S3",
    "sqs": "AWS_ENDPOINT_URL_SQS",
    "kinesis": "AWS_ENDPOINT_URL_KINESIS",
    "ssm": "AWS_ENDPOINT_URL_SSM",
    "secretsmanager": "AWS_ENDPOINT_URL_SECRETS_MANAGER",
}
"""The services that are called, by the name that signatures have for them."""

_REGION = r"[a-z]{2,}(-[a-z0-9]+)+"
_URL = r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?(/[!-~]*)?"


class Endpoint(NamedTuple):
    """`own` is False where the environment names another place than AWS's; `path` is that place's, mostly ""."""

    service: str
    region: str
    origin: Origin
    own: bool = True
    path: str = ""


def region_of(environment: Mapping[str, str]) -> str:
    """Raises AwsCallError when there is none, or none that a host name could have."""
    region = (environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "").strip()
    if not region:
        raise AwsCallError("cannot call AWS: no region is set\nset AWS_REGION")
    return checked_region(region)


def checked_region(region: str) -> str:
    if not re.fullmatch(_REGION, region):
        raise AwsCallError(f"cannot call AWS: {region!r:.80} is no region\nlook at AWS_REGION")
    return region


def endpoint_of(service: str, region: str, environment: Mapping[str, str]) -> Endpoint:
    variable = VARIABLES[service]
    for name in (variable, "AWS_ENDPOINT_URL"):
        url = environment.get(name, "").strip()
        if url:
            origin, path = parsed_url(url, name)
            return Endpoint(service, region, origin, own=False, path=path.rstrip("/"))
    return Endpoint(service, region, Origin("https", f"{service}.{region}.{domain(region)}", 443))


def domain(region: str) -> str:
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def parsed_url(url: str, variable: str) -> tuple[Origin, str]:
    """Origin and path; raises AwsCallError, which does not show the URL, since one may hold a secret."""
    found = re.fullmatch(_URL, url)
    port = int(found[3] or PORTS[found[1]]) if found else 0
    if found is None or not 0 < port < 65536:
        raise AwsCallError(f"cannot call AWS: {variable} is not an http or https URL\nlook at {variable}")
    return Origin(found[1], found[2].strip("[]").lower(), port), found[4] or ""
