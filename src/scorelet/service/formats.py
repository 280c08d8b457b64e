"""The version of the `service.json` format, in one place.

`service.json` is written when a service is packaged, and read by the runtime in the same package, so that writer and
reader are mostly of one Scorelet. A package may still be unpacked and run by another one: it is refused by number.

To raise the format, when a key or the meaning of one changes (a new field in `values.py` or `resolved.py` is a key):

1. raise FORMAT, and keep the old number in READABLE if old files can still be read;
2. where keys differ, keep the old table of checks beside the new one in `resolved.py`, chosen by the format;
3. add a `service-N.json` of the last release to tests/service, and test that it still reads;
4. say in CHANGELOG.md what older releases will answer: "made by a newer Scorelet (format N); upgrade".
"""

from __future__ import annotations

from typing import Any

from scorelet.bundle.strict import Unexpected

FORMAT = 1
READABLE = frozenset([1])


def check_format(json: Any) -> None:
    """That parsed `service.json` is of a format that can be read here. Raises Unexpected."""
    found = json.get("format") if isinstance(json, dict) else None
    if type(found) is not int:
        raise Unexpected("it does not say its format; this is no resolved service of Scorelet")
    if found > FORMAT:
        raise Unexpected(f"made by a newer Scorelet (format {str(found)[:20]}); upgrade: pip install -U scorelet")
    if found not in READABLE:
        raise Unexpected(f"format {str(found)[:20]} cannot be read (formats read here: {sorted(READABLE)})")
