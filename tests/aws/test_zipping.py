"""The same files give the same bytes, which any unzip reads."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from scorelet.aws.zipping import zipped

FILES = {"b/c.txt": b"c" * 1000, "a.txt": b""}


def test_order_does_not_count_and_every_entry_is_alike() -> None:
    data = zipped(FILES)
    assert data == zipped(dict(reversed(FILES.items())))
    with ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
    assert [(each.filename, each.date_time, each.external_attr >> 16, each.compress_type) for each in entries] == [
        ("a.txt", (1980, 1, 1, 0, 0, 0), 0o100644, ZIP_DEFLATED),
        ("b/c.txt", (1980, 1, 1, 0, 0, 0), 0o100644, ZIP_DEFLATED),
    ]
