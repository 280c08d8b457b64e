"""A try that brought no answer."""

from __future__ import annotations


class Broken(Exception):
    """The sentence goes behind the upstream's name.

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
