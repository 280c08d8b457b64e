"""Packed models by name, version and alias: in a folder, or under a prefix of an S3 bucket.

    refs.py       `iris`, `iris@prod`, `iris@3f2a9c`                       text -> Ref
    opening.py    a path or URL -> Store
    store.py      push, pull, resolve, list, aliases, history, remove
    finding.py    a Ref and a Model -> Version
    changes.py    a Model and what someone wants -> the next log entry     nothing is read or written
    writing.py    read, decide, append; again when another was quicker
    log.py        the numbered entries of one model; model.py what they tell
    records.py    entries <-> JSON; layout.py where everything lies
    space.py      what keeps bytes under keys: folder.py, s3.py with boto3, s3_signed.py for reading without it

This room knows packed models as opaque bytes, and nothing outside the standard library but boto3, which only the
making of an S3 client imports. Each module imports what every reading needs; the rest is imported where it is used.
"""

from __future__ import annotations

from scorelet.store.changes import ABSENT
from scorelet.store.model import Alias, Change, Model, Stamp, Version
from scorelet.store.opening import open_store
from scorelet.store.refs import Ref, parse_ref
from scorelet.store.store import Pushed, Store

__all__ = [
    "ABSENT",
    "Alias",
    "Change",
    "Model",
    "Pushed",
    "Ref",
    "Stamp",
    "Store",
    "Version",
    "open_store",
    "parse_ref",
]
