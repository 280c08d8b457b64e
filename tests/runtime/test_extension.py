"""The thread that Lambda waits for, and what is done in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from queue import Queue
from typing import Any

import pytest

from scorelet.observe.emf import EmbeddedMetrics
from scorelet.observe.observation import Observation
from scorelet.runtime.after import After
from scorelet.runtime.extension import Extension, ExtensionError
from tests.runtime.lambda_api import LambdaApi

WAIT = 5


@pytest.fixture
def api() -> Iterator[LambdaApi]:
    with LambdaApi() as found:
        yield found


def extension(api: LambdaApi, done: Queue[str]) -> Extension:
    return Extension(api.address, lambda: done.put("work"))


def test_work_is_done_when_an_answer_is_ready(api: LambdaApi) -> None:
    done: Queue[str] = Queue()
    one = extension(api, done)
    one.start()
    assert one.is_there
    assert api.registered == [("scorelet", {"events": ["INVOKE"]})]
    for _ in range(2):
        api.tell_extension()
        assert done.empty()
        one.finished()
        assert done.get(timeout=WAIT) == "work"


def test_an_answer_may_be_ready_before_the_extension_hears_of_the_event(api: LambdaApi) -> None:
    done: Queue[str] = Queue()
    one = extension(api, done)
    one.start()
    one.finished()
    assert done.empty()
    api.tell_extension()
    assert done.get(timeout=WAIT) == "work"


@pytest.mark.parametrize("event", [{"deadlineMs": 0}, {"deadlineMs": "soon"}, {}, []])
def test_an_event_that_never_reaches_the_handler_is_not_waited_for(api: LambdaApi, event: Any) -> None:
    done: Queue[str] = Queue()
    extension(api, done).start()
    api.tell_extension(event)
    assert done.get(timeout=WAIT) == "work"


def test_where_lambda_refuses_answers_wait_for_the_work(api: LambdaApi) -> None:
    api.refuses = True
    one = extension(api, Queue())
    with pytest.raises(ExtensionError) as caught:
        one.start()
    assert str(caught.value) == "the extension was refused at register: 403"
    assert not one.is_there


def test_where_nobody_answers_there_is_no_extension() -> None:
    with LambdaApi() as api:
        address = api.address
    with pytest.raises(ExtensionError) as caught:
        Extension(address, lambda: None).start()
    assert str(caught.value).startswith("the extension cannot ask Lambda at register: ")


def test_an_extension_that_is_dropped_leaves_the_work_to_the_answers(
    api: LambdaApi, capsys: pytest.CaptureFixture[str]
) -> None:
    one = extension(api, Queue())
    one.start()
    api.refuses = True
    api.tell_extension()
    one.finished()
    while one.is_there:
        pass
    assert capsys.readouterr().err == "scorelet: the extension was refused at event/next: 403\n"


class Beside:
    def __init__(self, is_there: bool) -> None:
        self.is_there = is_there
        self.ready = 0

    def finished(self) -> None:
        self.ready += 1


SEEN = Observation(1.0, "request-1", "towns", "0" * 64, 200, 0.001, 1)


@pytest.mark.parametrize("is_there", [True, False])
def test_metrics_are_written_beside_or_before_the_answer(is_there: bool) -> None:
    stdout, beside = StringIO(), Beside(is_there)
    after = After(EmbeddedMetrics(stdout), beside=beside)
    for observe in after.observers:
        observe(SEEN)
    after(lambda: 0.0)
    assert (beside.ready, stdout.getvalue() == "") == (int(is_there), is_there)
    after.flush()
    assert json.loads(stdout.getvalue())["Model"] == "towns"
