"""A package becomes a door that answers events: the start of a function, and each of its invocations.

A start reads the package, builds and verifies its models, and registers what goes on beside answering. What happens
after an answer (metrics, the prediction log) is done after it has left where Lambda allows that (see `extension`), else
before, in bounded time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

from scorelet.errors import EventError, RequestError, ScoreletError
from scorelet.runtime.app import App
from scorelet.runtime.connections import Connections
from scorelet.runtime.events.setting import Setting, invocation_id, tell
from scorelet.runtime.events.sources import answer
from scorelet.runtime.packaged import OWN, Package
from scorelet.runtime.served import Shelf

if TYPE_CHECKING:
    from scorelet.runtime.after import After
    from scorelet.runtime.looking import Looking

SNAP_START = "snap-start"


class Door:
    """Answers events, from any number of threads."""

    def __init__(self, setting: Setting, after: After, looking: Looking | None = None) -> None:
        self.setting = setting
        self.after = after
        self.looking = looking

    def __call__(self, event: Any, context: Any) -> Any:
        """The reply. What is raised is an EventError or a RequestError: callers see its type and text, and one line."""
        if self.looking is not None:
            self.looking()
        try:
            return answer(event, context, self.setting)
        except (EventError, RequestError) as error:
            failure: ScoreletError = error
        except Exception as error:  # the gate: no foreign exception, and nothing of its text, leaves for a caller
            self.setting.app.report(invocation_id(context), error)
            failure = EventError("an unforeseen failure; the log has it under this invocation's id")
        finally:
            self.after(self.setting.clock)
        raise failure.with_traceback(None) from None


def start(environment: Mapping[str, str], folder: str, *, own: str = OWN, stdout: TextIO | None = None) -> Door:
    """The service of the package in `folder`, ready to answer. Raises ScoreletError.

    own     a folder that may be written to
    stdout  where metrics go; by default standard output
    """
    connections = Connections(environment)
    package = Package(folder, connections.fetch, connections.store, own)
    service = package.resolved.service
    shelf = Shelf(package.models(), service.default)
    after = _after(environment, package, stdout)
    setting = Setting(
        App(service, shelf, after.observers), connections.output, connections.bucket, os.path.join(own, "files")
    )
    door = Door(setting, after, _looking(environment, package, setting))
    if environment.get("AWS_LAMBDA_INITIALIZATION_TYPE") == SNAP_START:
        from scorelet.runtime.snapshots import register

        register(door, connections)
    return door


def _after(environment: Mapping[str, str], package: Package, stdout: TextIO | None) -> After:
    """The metrics and the log of the service, and who writes them."""
    from scorelet.observe.emf import EmbeddedMetrics
    from scorelet.observe.observers import prediction_log
    from scorelet.runtime.after import After

    cold = environment.get("AWS_LAMBDA_INITIALIZATION_TYPE") != "provisioned-concurrency"
    described = package.resolved.service.log
    after = After(EmbeddedMetrics(stdout, cold=cold), prediction_log(described, thread=False))
    if described.to.startswith("s3://") and can_extend(environment):
        from scorelet.runtime.extension import Extension, ExtensionError

        extension = Extension(environment["AWS_LAMBDA_RUNTIME_API"], after.flush)
        try:
            extension.start()
        except ExtensionError as error:
            tell(f"{error}; answers wait for the log")
        after.beside = extension
    return after


def can_extend(environment: Mapping[str, str]) -> bool:
    """Not in a snapshot, whose open connection would be everyone's; nor where many are answered at once."""
    named = bool(environment.get("AWS_LAMBDA_RUNTIME_API"))
    several = "AWS_LAMBDA_MAX_CONCURRENCY" in environment
    return named and not several and environment.get("AWS_LAMBDA_INITIALIZATION_TYPE") != SNAP_START


def _looking(environment: Mapping[str, str], package: Package, setting: Setting) -> Looking | None:
    """What looks where aliases stand; None where all versions are pinned."""
    if all(model.follow is None for model in package.resolved.service.models):
        return None
    from scorelet.runtime.following import Follower
    from scorelet.runtime.looking import Looking

    shelf = setting.app.shelf
    loaded = [(served, served.version) for served in shelf.served]
    looking = Looking(Follower(package.loader, shelf, loaded, tell=setting.tell))
    if environment.get("AWS_LAMBDA_INITIALIZATION_TYPE") != SNAP_START:
        looking(patience=0.0)  # goes on while the first answers are given
    return looking
