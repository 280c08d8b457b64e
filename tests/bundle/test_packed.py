"""Packed models: the same input gives the same bytes, and reading audits before anything is built."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.bundle import archive
from scorelet.bundle.baseline import read_baseline
from scorelet.bundle.manifest import Entry, read_manifest
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import read_certificate
from scorelet.bundle.predict import Predictor
from scorelet.errors import BundleError
from tests.bundle.models import ANSWERS, CERTIFICATE, DOCUMENT, MANIFEST, ROWS, baseline, packed

DATA = packed().data


def refused(data: bytes) -> str:
    with pytest.raises(BundleError) as caught:
        PackedModel.read(data)
    return str(caught.value)


def edited(**changes: bytes | None) -> bytes:
    """The packed model with other entries: m = manifest.json, p = model.pfa, x = model.onnx, c = parity.json."""
    names = {"m": "manifest.json", "p": "model.pfa", "x": "model.onnx", "c": "parity.json"}
    entries: dict[str, bytes | None] = {**archive.read(DATA), **{names[key]: new for key, new in changes.items()}}
    return archive.write({name: content for name, content in entries.items() if content is not None})


def test_what_is_packed_is_read() -> None:
    read = PackedModel.read(DATA)
    assert read.manifest._replace(entries={}) == MANIFEST
    assert json.loads(read.model) == DOCUMENT
    assert (read.certificate, read.baseline, read.samples) == (CERTIFICATE, baseline(), tuple(ROWS))
    assert list(read.entries) == [
        "manifest.json",
        "schema.json",
        "model.pfa",
        "samples.jsonl",
        "parity.json",
        "baseline.json",
    ]


def test_the_version_is_the_hash_of_the_file(tmp_path: Path) -> None:
    packed().write(tmp_path / "m.scorelet")
    done = subprocess.run(["sha256sum", tmp_path / "m.scorelet"], capture_output=True, text=True, check=True)
    model = PackedModel.read(tmp_path / "m.scorelet")
    assert model.version == done.stdout.split()[0]
    assert model.short_version == model.version[:12]


def test_parts_can_be_left_out() -> None:
    model = PackedModel.of(MANIFEST, b"{}")
    assert (model.certificate, model.baseline, model.samples, model.tables) == (None, None, (), {})


def test_tables_are_kept_by_name() -> None:
    tables = {"tables/b.avro": b"b", "tables/a.json": b"a"}
    assert PackedModel.of(MANIFEST, b"{}", tables=tables).tables == tables


PACK = "from tests.bundle.models import packed; import sys; sys.stdout.buffer.write(packed().data)"


@pytest.mark.parametrize("seed", ["0", "1", "12345"])
def test_the_same_input_gives_the_same_bytes(seed: str, tmp_path: Path) -> None:
    """Whatever the hash seed, the folder, the umask and the time zone."""
    root = Path(__file__).parents[2]
    environment = {"PYTHONPATH": f"{root / 'src'}:{root}", "PYTHONHASHSEED": seed, "TZ": f"UTC+{seed[:1]}"}
    command = f"import os; os.umask(0o0{seed[:1]}7); {PACK}"
    done = subprocess.run(
        [sys.executable, "-c", command], env=environment, cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout == DATA


# ------------------------------------------------------------------------------------------- auditing


def test_no_manifest() -> None:
    assert refused(edited(m=None)) == "there is no manifest.json; this is no packed model of Scorelet"


def test_a_newer_format_is_said_before_all_else() -> None:
    manifest = b'{"format": 2, "new": 1}'
    assert refused(edited(m=manifest)) == "made by a newer Scorelet (format 2); upgrade: pip install -U scorelet"


def test_a_changed_entry() -> None:
    wrong = "entry 'model.pfa' is not what the manifest says: its size or SHA-256 differs"
    assert refused(edited(p=b"{}")) == wrong
    assert refused(edited(p=archive.read(DATA)["model.pfa"].replace(b"30.0", b"31.0"))) == wrong


def test_entries_that_the_manifest_does_not_list_and_that_are_not_there() -> None:
    assert refused(edited(x=b"")) == "entry 'model.onnx' is in the file, but not in its manifest"
    assert refused(edited(c=None)) == "entry 'parity.json' is in the manifest, but not in the file"


def test_the_model_must_be_of_its_kind() -> None:
    entries = dict(archive.read(DATA))
    entries["manifest.json"] = packed().manifest._replace(kind="onnx").write()
    assert refused(archive.write(entries)) == "a model of kind 'onnx' is in 'model.onnx', got ['model.pfa']"
    parts = {"manifest.json": MANIFEST._replace(entries={}).write()}
    assert refused(archive.write(parts)) == "a model of kind 'pfa' is in 'model.pfa', got []"


def test_parts_are_checked_when_they_are_asked_for() -> None:
    """The hashes are right, the contents are not."""
    from hashlib import sha256

    wrong = {"parity.json": b"[]", "baseline.json": b"{", "samples.jsonl": b"1\n]\n"}
    entries = {**archive.read(DATA), **wrong}
    listed = {
        name: Entry(sha256(content).hexdigest(), len(content))
        for name, content in entries.items()
        if name != "manifest.json"
    }
    entries["manifest.json"] = MANIFEST._replace(entries=listed).write()
    model = PackedModel.read(archive.write(entries))
    with pytest.raises(BundleError) as caught:
        print(model.certificate)
    assert str(caught.value) == "parity.json: expected an object, got an array of 0 - at $"
    with pytest.raises(BundleError, match=r"baseline\.json is no JSON: "):
        print(model.baseline)
    with pytest.raises(BundleError, match=r"samples\.jsonl, line 2, is no JSON: "):
        print(model.samples)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner), max_leaves=5
)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.sampled_from(["manifest.json", "parity.json", "baseline.json"]), VALUES, st.data())
def test_any_other_value_in_what_is_parsed_is_refused_or_read(name: str, value: Any, data: st.DataObject) -> None:
    """Nothing but BundleError; and what is read can be written again."""
    parsed = json.loads(packed().entries[name])
    part: Any = parsed
    while True:
        key: Any = data.draw(st.sampled_from(range(len(part)) if isinstance(part, list) else list(part)))
        if not (isinstance(part[key], dict | list) and part[key] and data.draw(st.booleans())):
            break
        part = part[key]
    part[key] = value
    with suppress(BundleError):
        again = READERS[name](json.dumps(parsed).encode())
        assert READERS[name](again.write()).write() == again.write()


READERS: dict[str, Callable[[bytes], Any]] = {
    "manifest.json": read_manifest,
    "parity.json": read_certificate,
    "baseline.json": read_baseline,
}

READ = """
import sys
from scorelet.bundle.packed import PackedModel
model = PackedModel.read(sys.stdin.buffer.read())
print(model.short_version, *sys.modules)
"""


def test_reading_bytes_imports_little() -> None:
    """What scoring does not need, and what takes long: `dataclasses` would import what compiles Python."""
    environment = {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    done = subprocess.run(
        [sys.executable, "-S", "-c", READ], env=environment, input=DATA, capture_output=True, check=True
    )
    version, *modules = done.stdout.decode().split()
    late = {"dataclasses", "inspect", "ast", "pathlib", "zipfile", "difflib", "pickle", "numpy"}
    late |= {f"scorelet.bundle.{name}" for name in ("parity", "baseline", "schema", "engines", "files")}
    assert version == packed().short_version
    assert late.isdisjoint(modules)


# ------------------------------------------------------------------------------------------- formats


def test_files_of_format_1_are_read() -> None:
    """A file written when the format was new. A later format keeps this test, and gets one of its own."""
    model = PackedModel.read(Path(__file__).with_name("format-1.scorelet"))
    assert model.manifest.format == 1
    assert model.entries == packed().entries
    certificate = model.certificate
    assert certificate is not None
    predictor = Predictor.of(model)
    assert [predictor.predict(golden.row) for golden in certificate.golden] == ANSWERS


# ------------------------------------------------------------------------------------------- files


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.scorelet"
    path.write_bytes(b"x")
    for wrong, message in (
        (path, "this is no packed model: it does not start like one"),
        (tmp_path, "Is a directory"),
        (tmp_path / "none", "No such file or directory"),
    ):
        with pytest.raises(BundleError) as caught:
            PackedModel.read(wrong)
        assert str(caught.value) == f"cannot read {str(wrong)!r}: {message}"


def test_what_cannot_be_packed() -> None:
    for change, message in (
        ({"name": "a/b"}, "manifest.json: 'a/b' is no name of a model"),
        ({"kind": "pickle"}, "manifest.json: expected one of 'pfa', 'onnx', 'python', got string 'pickle' - at $.kind"),
        (
            {"classes": (1, None)},
            "manifest.json: expected a string, a number, true or false, got null - at $.classes[1]",
        ),
        ({"output_type": object()}, "a packed model holds JSON only: "),
        ({"output_type": "no type"}, "manifest.json: expected the name of a type, got 'no type'"),
    ):
        with pytest.raises(BundleError) as caught:
            PackedModel.of(MANIFEST._replace(**change), b"{}")
        assert message in str(caught.value)


def test_a_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "m.scorelet"
    packed().write(path)
    assert path.read_bytes() == DATA
    assert list(tmp_path.iterdir()) == [path]
