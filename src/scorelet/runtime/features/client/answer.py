"""What came of a try: an answer, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from scorelet.errors import UpstreamError

_NONE: Mapping[str, str] = MappingProxyType({})


class Answer(NamedTuple):
    """An answer, whole and decompressed.

    status    HTTP's
    headers   by lower-case name; the lines of a repeated header are joined by ", "
    content   the body's bytes
    upstream  the host, for people
    """

    status: int = 200
    headers: Mapping[str, str] = _NONE
    content: bytes = b""
    upstream: str = "upstream"

    @property
    def text(self) -> str:
        """The body in the character set that it names, else in UTF-8; what cannot be read becomes U+FFFD."""
        charset = self.headers.get("content-type", "").lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        try:
            return self.content.decode(charset or "utf-8", "replace")
        except (LookupError, UnicodeError):
            return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body's JSON. Raises UpstreamError (502) where it is none."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            raise UpstreamError(502, f"{self.upstream} did not answer with JSON", self.upstream) from None

    def __repr__(self) -> str:
        return f"<Answer {self.status} from {self.upstream}, {len(self.content)} bytes>"


class Broken(Exception):
    """A try that brought no answer. The sentence goes behind the upstream's name.

    late      its time was up
    final     another try would bring the same
    upstream  who it was, once that is known: redirects may have led elsewhere
    """

    def __init__(self, sentence: str, *, late: bool = False, final: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.late = late
        self.final = final
        self.upstream = ""


Outcome = Answer | Broken
