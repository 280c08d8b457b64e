"""Where things lie in a store, and the version of its format.

    models/iris/log/000000000003.json            the third change of `iris`, and how `iris` stands after it
    models/iris/versions/3f2a9c...-0.scorelet    the bytes of a version, stored in epoch 0

**A log entry is created, never changed and never removed.** Who changes a model reads its newest entry, decides,
and creates the entry with the next number, which fails when another was quicker; then he reads again. So changes
of one model happen one after another, an alias and its history cannot differ, and no writer needs a lock that a
killed one could keep. A version is in the model when the newest entry says so: its bytes are stored before, and
bytes that no entry speaks of are invisible.

**An epoch lets bytes be removed while others push the same.** It is the number of removals that the log had when
the bytes were stored. A push whose bytes are of an older epoch than the newest entry stores them again. So who has
written the removal that ends epoch 4 may delete all bytes of epochs up to 4 that his entry does not list: no entry
to come can list them.

To raise FORMAT: write the new number into new entries, keep reading the older ones (a row of READERS in records.py
and a test with an entry of each format), and leave `log` where it is: old programs must find the new number there
to refuse it.
"""

from __future__ import annotations

import re

from scorelet.store.refs import VERSION

FORMAT = 1

MODELS = "models"
NUMBER_DIGITS = 12
LAST_NUMBER = 10**NUMBER_DIGITS - 1

_ENTRY = re.compile(rf"([0-9]{{{NUMBER_DIGITS}}})\.json")
_BYTES = re.compile(rf"({VERSION.pattern})-([0-9]{{1,{NUMBER_DIGITS}}})\.scorelet")


def log_folder(name: str) -> str:
    return f"{MODELS}/{name}/log"


def versions_folder(name: str) -> str:
    return f"{MODELS}/{name}/versions"


def entry_key(name: str, number: int) -> str:
    return f"{log_folder(name)}/{number:0{NUMBER_DIGITS}}.json"


def bytes_key(name: str, digest: str, epoch: int) -> str:
    return f"{versions_folder(name)}/{digest}-{epoch}.scorelet"


def entry_number(file: str) -> int | None:
    """The number of the log entry that is kept in `file`; None for any other file."""
    found = _ENTRY.fullmatch(file)
    return int(found[1]) if found else None


def digest_and_epoch(file: str) -> tuple[str, int] | None:
    """Whose bytes are kept in `file`; None for any other file."""
    found = _BYTES.fullmatch(file)
    return (found[1], int(found[2])) if found else None
