"""A service: what one endpoint exposes. Plain values; where they come from is `reading`, what they become `resolved`.

Named tuples, not dataclasses: the runtime imports this at every cold start (see `bundle/fields.py`).
Sizes are bytes, times are seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_NONE: Mapping[str, str] = MappingProxyType({})


class Model(NamedTuple):
    """One model of a service. Two may share a name where their refs differ: the first answers to the bare name.

    name      in URLs
    ref       of the store: "sonar", "sonar@prod", "sonar@3f2a9c"; "" where it is a file
    file      the path of a `.scorelet` file; "" where it comes from the store
    follow    the alias is looked at again after so many seconds; None: the version is pinned
    trust     it may be of kind python: its maker's code is run
    features  "features.py:from_city": makes the model's row of a request; "" for none
    respond   "features.py:respond": shapes the answer; "" for none
    template  the path of an HTML file for browsers; "" for none
    """

    name: str
    ref: str = ""
    file: str = ""
    follow: float | None = None
    trust: bool = False
    features: str = ""
    respond: str = ""
    template: str = ""


class Log(NamedTuple):
    """The prediction log.

    to      a folder, s3://bucket/prefix, or "stdout"; "" for no log
    sample  which part of the requests is logged, 0 to 1
    inputs  whether rows are logged, or only predictions
    """

    to: str = ""
    sample: float = 1.0
    inputs: bool = True


class Quota(NamedTuple):
    """So many requests of a key in a "day", "week" or "month"."""

    requests: int
    period: str


class Api(NamedTuple):
    """The gateway's rules.

    keys      whether callers need a key (header x-api-key)
    rate      requests per second of a key; burst: how many at once; None: no limit
    cors      origins whose pages may call: ("*",) for all, () for none
    endpoint  on AWS: "rest" or "http" (APIs of API Gateway), or "url" (a function URL); keys and rates need "rest"
    """

    keys: bool = False
    rate: float | None = None
    burst: int | None = None
    quota: Quota | None = None
    cors: tuple[str, ...] = ()
    endpoint: str = "rest"


class Limits(NamedTuple):
    """body: bytes of a request; rows: of one request; errors: "full", or "terse" (no values and names in errors)."""

    body: int = 6 * 1024 * 1024
    rows: int = 10_000
    errors: str = "full"


class Upstream(NamedTuple):
    """How feature functions call others: seconds for one try, further tries, seconds for all calls of a request, and
    for how many seconds an answer is kept (0: not at all)."""

    timeout: float = 2.0
    retries: int = 2
    budget: float = 5.0
    cache: float = 0.0


class Lambda(NamedTuple):
    """The function on AWS. memory in MB, timeout in seconds."""

    memory: int = 512
    timeout: int = 10
    architecture: str = "arm64"
    reserved: int | None = None
    provisioned: int | None = None
    snapstart: bool = False
    warm: bool = False


class EventSource(NamedTuple):
    """What else than HTTP brings rows.

    source    "sqs", "sns", "kinesis", "kafka", "s3", "schedule"
    arn       the queue, topic, stream, cluster or bucket
    model     which model scores; "" for the default
    to        where predictions go: an SQS queue's URL, kinesis://stream, s3://bucket/prefix; "" for nowhere
    batch     records in a batch at most; window: seconds to wait for it to fill
    topics    of Kafka
    retries   how often a failing record is tried again; age: seconds after which it is given up
    schedule  such as "rate(5 minutes)"
    """

    source: str
    arn: str = ""
    model: str = ""
    to: str = ""
    batch: int = 10
    window: int = 0
    topics: tuple[str, ...] = ()
    retries: int = 3
    age: int = 3600
    schedule: str = ""


class Service(NamedTuple):
    """What one endpoint exposes.

    store    a folder or s3://bucket/prefix; "" for the usual one
    default  the model that answers POST /predict; "" where there is only one, or none is the default
    secrets  name in feature functions -> "env:NAME", "ssm:/path" or "secretsmanager:id#key"
    """

    name: str
    models: tuple[Model, ...]
    store: str = ""
    default: str = ""
    log: Log = Log()
    api: Api = Api()
    limits: Limits = Limits()
    upstream: Upstream = Upstream()
    secrets: Mapping[str, str] = _NONE
    function: Lambda = Lambda()
    events: tuple[EventSource, ...] = ()
