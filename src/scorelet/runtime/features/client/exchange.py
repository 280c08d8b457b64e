"""One exchange with an upstream; the gate where NoAnswer becomes Broken: a sentence about the upstream."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from scorelet.runtime.features.client.answer import Answer, Broken
from scorelet.runtime.features.client.sending import Sent
from scorelet.wire.deadline import Deadline
from scorelet.wire.messages import Message, NoAnswer, Reason, Taken
from scorelet.wire.pool import Pool

TOO_LARGE = "answers with more than {} bytes"
BROKEN_OFF = "broke off its answer"

SENTENCES: Mapping[Reason, str] = {
    Reason.LATE: "did not answer in time",
    Reason.UNKNOWN_HOST: "cannot be found: no address is known for its name",
    Reason.UNREACHABLE: "cannot be reached",
    Reason.REFUSED: "refused the connection",
    Reason.TLS: "could not agree on TLS",
    Reason.CERTIFICATE: "has a certificate that is not trusted",
    Reason.AUTHORITIES: "cannot be trusted: this machine's certificates cannot be read",
    Reason.UNSAYABLE: "cannot be asked this: it cannot be said in HTTP",
    Reason.UNANSWERED: "closed the connection without an answer",
    Reason.CLOSED: "closed the connection",
    Reason.BROKEN_OFF: BROKEN_OFF,
    Reason.NOT_HTTP: "did not answer in HTTP",
    Reason.TOO_LARGE: TOO_LARGE,
    Reason.DISK: "sent what cannot be kept: {}",
}
"""In place of {} the detail."""


def exchanged(pool: Pool, sent: Sent, deadline: Deadline, most: int) -> Answer:
    """An answer of at most so many bytes, also when it is unpacked. Raises Broken."""
    message = Message(sent.method, sent.target, dict(sent.headers), sent.body or b"", sent.repeatable)
    try:
        answer = pool.exchange(sent.origin, message, deadline, Taken(most))
    except NoAnswer as silence:
        sentence = SENTENCES[silence.reason].format(silence.detail)
        raise Broken(sentence, late=silence.reason is Reason.LATE, final=silence.final) from None
    return Answer(answer.status, answer.headers, _unpacked(answer.body, answer.headers, most), sent.upstream)


def _unpacked(content: bytes, headers: Mapping[str, str], most: int) -> bytes:
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing == "identity" or not content:
        return content
    if packing not in ("gzip", "x-gzip"):
        raise Broken("compressed its answer in a way that was not asked for", final=True)
    reader = zlib.decompressobj(31)
    try:
        whole = reader.decompress(content, most + 1)
    except zlib.error:
        raise Broken("answered with damaged gzip") from None
    if len(whole) > most:
        raise Broken(TOO_LARGE.format(most), final=True)
    if not reader.eof:
        raise Broken(BROKEN_OFF)
    return whole
