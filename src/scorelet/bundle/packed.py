"""A packed model: the content of one `.scorelet` file.

Reading is two steps. `PackedModel.read` audits and builds nothing: the container (`archive`), the format, the
manifest, and that the entries are those that the manifest lists, with their sizes and hashes. `engine` builds. What
scoring does not need (certificate, baseline, samples) is parsed when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, Protocol

from scorelet.bundle import archive
from scorelet.bundle.archive import LIMITS, Limits
from scorelet.bundle.json_form import dump, dump_lines, load_lines
from scorelet.bundle.manifest import MANIFEST, Entry, Manifest, read_manifest
from scorelet.errors import BundleError
from scorelet.pfa.digest import sha256_hex

if TYPE_CHECKING:
    from scorelet.bundle.baseline import Baseline
    from scorelet.bundle.images import Images
    from scorelet.bundle.parity import Certificate

MODEL: Mapping[str, str] = {"pfa": "model.pfa", "onnx": "model.onnx", "python": "model.pkl"}
"""The entry that holds the model, by kind."""

SCHEMA, SAMPLES, PARITY, BASELINE = "schema.json", "samples.jsonl", "parity.json", "baseline.json"
_TABLES = "tables/"


class Scorer(Protocol):
    """What a packed model is built into; a PFA engine is one."""

    @property
    def action(self) -> Any:
        """The function that gives the prediction of a datum."""


class PackedModel:
    """One packed model: `data` are the file's bytes, audited; `entries` their contents by name."""

    def __init__(self, data: bytes, limits: Limits = LIMITS) -> None:
        self.data = data
        self.entries = archive.read(data, limits)
        self.manifest = _audited(self.entries)
        self._version = ""

    @staticmethod
    def read(source: bytes | str | PathLike[str], limits: Limits = LIMITS) -> PackedModel:
        """The packed model in a file, or in the bytes of one. Raises BundleError; nothing of it is executed."""
        if isinstance(source, bytes):
            return PackedModel(source, limits)
        from pathlib import Path  # where bytes come from elsewhere, its import is saved

        from scorelet.bundle.files import read_file

        data = read_file(Path(source), limits.packed)
        try:
            return PackedModel(data, limits)
        except BundleError as error:
            raise BundleError(f"cannot read {str(source)!r}: {error}") from None

    @staticmethod
    def of(
        manifest: Manifest,
        model: bytes,
        *,
        tables: Mapping[str, bytes] | None = None,
        certificate: Certificate | None = None,
        samples: Iterable[Any] = (),
        baseline: Baseline | None = None,
    ) -> PackedModel:
        """A new packed model of these parts; `manifest.entries` are filled in. The same parts, the same bytes.

        `model` is the document (JSON), the ONNX file or the pickle; `tables` are the document's side files by the
        names it uses, such as "tables/weights.avro". Raises BundleError.
        """
        manifest.write()  # what is wrong with it is said before anything is made of it
        parts: dict[str, bytes | None] = {
            SCHEMA: _schemas(manifest),
            MODEL[manifest.kind]: model,
            **(tables or {}),
            SAMPLES: dump_lines(samples) or None,
            PARITY: None if certificate is None else certificate.write(),
            BASELINE: None if baseline is None else baseline.write(),
        }
        entries = {name: content for name, content in parts.items() if content is not None}
        listed = {name: Entry(sha256_hex(entries[name]), len(entries[name])) for name in sorted(entries)}
        entries[MANIFEST] = manifest._replace(entries=listed).write()
        return PackedModel(archive.write(entries))

    def write(self, path: str | PathLike[str]) -> None:
        """Write the file: whole, or not at all. Raises BundleError."""
        from pathlib import Path

        from scorelet.bundle.files import write_file

        write_file(Path(path), self.data)

    # ----------------------------------------------------------------------------- what it is

    @property
    def version(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        if not self._version:
            self._version = sha256_hex(self.data)
        return self._version

    @property
    def short_version(self) -> str:
        return self.version[:12]

    @property
    def model(self) -> bytes:
        """The document (JSON), the ONNX file or the pickle."""
        return self.entries[MODEL[self.manifest.kind]]

    @property
    def tables(self) -> dict[str, bytes]:
        """The document's side files, by the names it uses."""
        return {name: content for name, content in self.entries.items() if name.startswith(_TABLES)}

    @property
    def certificate(self) -> Certificate | None:
        """The parity certificate, if there is one. Raises BundleError when it is not what the format says."""
        from scorelet.bundle.parity import read_certificate

        return read_certificate(self.entries[PARITY]) if PARITY in self.entries else None

    @property
    def baseline(self) -> Baseline | None:
        """The training baseline, if there is one. Raises BundleError when it is not what the format says."""
        from scorelet.bundle.baseline import read_baseline

        return read_baseline(self.entries[BASELINE]) if BASELINE in self.entries else None

    @property
    def samples(self) -> tuple[Any, ...]:
        """Sample rows as callers would send them, of the certificate's where none were given. Raises BundleError."""
        if SAMPLES in self.entries:
            return load_lines(self.entries[SAMPLES], SAMPLES)
        return () if self.certificate is None else tuple(golden.row for golden in self.certificate.golden)

    # ----------------------------------------------------------------------------- building

    def engine(self, *, trust: bool = False, images: Images | None = None) -> Scorer:
        """What scores. Kind `python` runs code of its maker, and so only with `trust`; `images` save compiling.

        Raises BundleError, and of a document that cannot run PfaError.
        """
        from scorelet.bundle.engines import engine_of

        return engine_of(self, trust=trust, images=images)


def _schemas(manifest: Manifest) -> bytes:
    """For other tools: what our own code asks is in the manifest."""
    from scorelet.bundle.schema import row_schema, type_schema

    return dump({"row": row_schema(manifest.input), "prediction": type_schema(manifest.output_type)}, indent=2)


def _audited(entries: Mapping[str, bytes]) -> Manifest:
    """The manifest, once all entries are known to be those that it lists."""
    if MANIFEST not in entries:
        raise BundleError(f"there is no {MANIFEST}; this is no packed model of Scorelet")
    manifest = read_manifest(entries[MANIFEST])
    found = entries.keys() - {MANIFEST}
    for name in sorted(manifest.entries.keys() ^ found):
        where = "in the file, but not in its manifest" if name in found else "in the manifest, but not in the file"
        raise BundleError(f"entry {name[:100]!r} is {where}")
    for name, entry in manifest.entries.items():
        if len(entries[name]) != entry.size or sha256_hex(entries[name]) != entry.sha256:
            raise BundleError(f"entry {name!r} is not what the manifest says: its size or SHA-256 differs")
    models = sorted(found & set(MODEL.values()))
    if models != [MODEL[manifest.kind]]:
        raise BundleError(f"a model of kind {manifest.kind!r} is in {MODEL[manifest.kind]!r}, got {models}")
    return manifest
