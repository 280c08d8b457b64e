"""The event sources of a service, each as something that runs. Where their records come from is told by an Origin.

    sqs, kinesis     a file, or the endpoint
    kafka            a file: brokers are not asked
    s3               the endpoint
    schedule         the clock
    sns              nothing: it calls, and cannot be asked; `scorelet emulate event` sends what it would

A source that has neither a file nor an endpoint brings nothing, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from scorelet.aws.event_mappings import POLLED, EventMapping, asynchronous_invocation, event_mapping
from scorelet.emulator.clock import Clock
from scorelet.emulator.sources import kinesis_records
from scorelet.emulator.sources.asking import World
from scorelet.emulator.sources.endpoint import Service, check_boto3, check_endpoint
from scorelet.emulator.sources.files import Setting, file_run
from scorelet.emulator.sources.kinesis_endpoint import KinesisStream
from scorelet.emulator.sources.on_failure import letter
from scorelet.emulator.sources.queues import QueuePoller
from scorelet.emulator.sources.s3_endpoint import BucketPoller
from scorelet.emulator.sources.scheduled import Scheduled
from scorelet.emulator.sources.sqs_endpoint import SqsQueue
from scorelet.emulator.sources.streams import StreamPoller
from scorelet.emulator.sources.values import Origin, Running, Tell
from scorelet.emulator.values import Invoke
from scorelet.errors import UsageError
from scorelet.service import values
from scorelet.service.values import EventSource

FROM_FILES = ("sqs", "kinesis", "kafka")


def mappings(
    service: values.Service, function: str, invoke: Invoke, origin: Origin, clock: Clock, told: Tell
) -> list[Running]:
    """What brings events to the function of a service. function: its ARN. Raises UsageError."""
    setting = Setting(World(invoke, clock, told), function, service.function.timeout)
    endpoint = check_endpoint(origin.endpoint) if origin.endpoint else ""
    if endpoint:
        check_boto3()
    files = _files(service.events, origin.files)
    return list(_runnings(service, files, origin._replace(endpoint=endpoint), setting))


def _runnings(service: values.Service, files: Mapping[int, str], origin: Origin, setting: Setting) -> Iterator[Running]:
    for place, source in enumerate(service.events):
        if place in files:
            yield file_run(event_mapping(source), files[place], setting)
        elif source.source == "schedule":
            rule = f"{service.name}-{place + 1}"
            yield Scheduled(source.schedule, rule, asynchronous_invocation(source), setting.world)
        elif origin.endpoint:
            yield from _at_endpoint(source, origin, setting)


def _at_endpoint(source: EventSource, origin: Origin, setting: Setting) -> Iterator[Running]:
    world = setting.world
    if source.source == "s3":
        yield BucketPoller(asynchronous_invocation(source), Service("s3", source.arn, origin.endpoint), world)
    elif source.source in POLLED:
        mapping = event_mapping(source)._replace(start=origin.start)
        if source.source == "sqs":
            yield QueuePoller(mapping, SqsQueue(mapping.arn, origin.endpoint, world.clock, setting.timeout), world)
        elif source.source == "kinesis":
            yield StreamPoller(mapping, _kinesis(mapping, origin, setting), world)
        else:
            raise UsageError(
                f"records of Kafka come from a file here, and none is named for {source.arn}: no broker is asked\n"
                "name a JSON Lines file for the source 'kafka', or take the source out"
            )


def _kinesis(mapping: EventMapping, origin: Origin, setting: Setting) -> KinesisStream:
    info = partial(kinesis_records.batch_info, arn=mapping.arn)
    queue = SqsQueue(mapping.on_failure, origin.endpoint, setting.world.clock) if mapping.on_failure else None
    told = partial(letter, setting.function, setting.world.clock, info)
    stream = Service("kinesis", mapping.arn, origin.endpoint)
    return KinesisStream(mapping.arn, stream, mapping.start, queue, told)


def _files(sources: Sequence[EventSource], files: Mapping[str, str]) -> dict[int, str]:
    """The file of each source that has one, by its place. Raises UsageError."""
    return {_place(sources, name): path for name, path in files.items()}


def _place(sources: Sequence[EventSource], name: str) -> int:
    able = [(place, source) for place, source in enumerate(sources) if source.source in FROM_FILES]
    found = [place for place, source in able if name in (source.source, source.arn)]
    if len(found) == 1:
        return found[0]
    arns = ", ".join(f"{source.source} {source.arn}" for _, source in able) or "none"
    how = "several event sources of the service are" if found else "no event source of the service that reads files is"
    raise UsageError(f"{how} called {name[:200]!r}; there are: {arns}\nname one by its kind or its ARN")
