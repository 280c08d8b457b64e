"""How each reason for having no answer is told."""

from __future__ import annotations

import time
from typing import Any

import pytest

from scorelet.runtime.features.client.answer import Broken
from scorelet.runtime.features.client.exchange import exchanged
from scorelet.runtime.features.client.sending import sent
from scorelet.wire.deadline import Deadline
from scorelet.wire.messages import NoAnswer, Reason
from scorelet.wire.pool import Pool


class Silent(Pool):
    def __init__(self, reason: Reason) -> None:
        super().__init__()
        self.reason = reason

    def exchange(self, *_: Any) -> Any:
        raise NoAnswer(self.reason, "100")


TOLD = {
    Reason.LATE: ("did not answer in time", True, False),
    Reason.UNKNOWN_HOST: ("cannot be found: no address is known for its name", False, False),
    Reason.UNREACHABLE: ("cannot be reached", False, False),
    Reason.REFUSED: ("refused the connection", False, False),
    Reason.TLS: ("could not agree on TLS", False, False),
    Reason.CERTIFICATE: ("has a certificate that is not trusted", False, True),
    Reason.AUTHORITIES: ("cannot be trusted: this machine's certificates cannot be read", False, True),
    Reason.UNSAYABLE: ("cannot be asked this: it cannot be said in HTTP", False, True),
    Reason.UNANSWERED: ("closed the connection without an answer", False, False),
    Reason.CLOSED: ("closed the connection", False, False),
    Reason.BROKEN_OFF: ("broke off its answer", False, False),
    Reason.NOT_HTTP: ("did not answer in HTTP", False, False),
    Reason.TOO_LARGE: ("answers with more than 100 bytes", False, True),
    Reason.DISK: ("sent what cannot be kept: 100", False, True),
}


@pytest.mark.parametrize("reason", Reason)
def test_why_there_is_no_answer(reason: Reason) -> None:
    with pytest.raises(Broken) as caught:
        exchanged(Silent(reason), sent("GET", "https://h/"), Deadline.after(1, time.monotonic), 100)
    assert (caught.value.sentence, caught.value.late, caught.value.final) == TOLD[reason]
