"""The version of the `.scorelet` format, in one place.

A packed model says its format in `manifest.json`. A file of a format that is not READABLE is refused before
anything else in it is looked at.

To raise the format, when an entry, a key or the meaning of one changes:

1. raise FORMAT, and keep the old number in READABLE if old files can still be read;
2. where the layout differs, keep the old reading beside the new one, chosen by `Manifest.format`;
3. pack a file with the last release, add it to tests/bundle, and test that it still gives its golden answers;
4. say in CHANGELOG.md what older releases will answer: "made by a newer Scorelet (format N); upgrade".

Keys are never added without raising FORMAT: readers refuse keys they do not know.
"""

from __future__ import annotations

from typing import Any

from scorelet.errors import BundleError

FORMAT = 1
READABLE = frozenset([1])


def check_format(manifest: Any) -> None:
    """That parsed `manifest.json` is of a format that can be read here."""
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if type(found) is not int:
        raise BundleError("manifest.json does not say its format; this is no packed model of Scorelet")
    if found > FORMAT:
        raise BundleError(f"made by a newer Scorelet (format {str(found)[:20]}); upgrade: pip install -U scorelet")
    if found not in READABLE:
        raise BundleError(f"format {str(found)[:20]} cannot be read (formats read here: {sorted(READABLE)})")
