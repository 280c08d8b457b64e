"""The path of a document, written once: source -> Document -> TypedDocument -> Program -> Image."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scorelet.errors import PfaSemanticError, PfaSyntaxError
from scorelet.pfa import typed as t
from scorelet.pfa.check import TIMEOUTS, check
from scorelet.pfa.data import Data
from scorelet.pfa.digest import sha256_hex
from scorelet.pfa.document import read
from scorelet.pfa.image import Image, StateSpec
from scorelet.pfa.lower import lower
from scorelet.pfa.lower.program import Program
from scorelet.pfa.nodes import Document
from scorelet.pfa.schemas import describe
from scorelet.pfa.sources import Source, unhurried
from scorelet.pfa.support import FILENAME
from scorelet.pfa.values import encoder


def compile_source(source: Source, options: Mapping[str, Any] | None = None, version: int | None = None) -> Image:
    """The image of a document. `options` override the document's; `version` is used where it has none."""
    with unhurried(len(source.text or "")):
        try:
            typed = check(read(_with_host(source.json, options or {}, version)))
            timeouts = timeouts_of(typed.document.options)
            data = Data(typed, source)
            program = lower(typed, data, timed=bool(timeouts))
            data.check_rest()
            image = _image(source, typed, data, program, timeouts)
            image.options, image.version = dict(options or {}), version
            return image
        except RecursionError:
            raise PfaSyntaxError("the document nests too deeply", "$") from None


def typed_of_source(source: Source) -> t.TypedDocument:
    """The first half of the path: the document, read and checked."""
    try:
        return check(read(source.json))
    except RecursionError:
        raise PfaSyntaxError("the document nests too deeply", "$") from None


def _with_host(document: Any, options: Mapping[str, Any], version: int | None) -> Any:
    """The document with what the host overrides (specification 3.8)."""
    if not isinstance(document, dict):
        return document
    changed = dict(document)
    if options and isinstance(document.get("options", {}), dict):
        changed["options"] = {**document.get("options", {}), **options}
    if version is not None:
        changed.setdefault("version", version)
    return changed


def timeouts_of(options: Mapping[str, Any]) -> dict[str, int]:
    """Milliseconds for each routine that has a limit."""
    general = options.get("timeout", -1)
    found = {key.partition(".")[2]: options.get(key, general) for key in TIMEOUTS[1:]}
    found["merge"] = general
    return {routine: limit for routine, limit in found.items() if limit >= 0}


def _image(source: Source, typed: t.TypedDocument, data: Data, program: Program, timeouts: Mapping[str, int]) -> Image:
    document = typed.document
    specs: dict[str, dict[str, StateSpec]] = {"cell": {}, "pool": {}}
    for key in data:
        if key not in data.constants:
            state = data.state(key)
            specs[key[0]][key[1]] = StateSpec(state.type.schema, data.value(key), state.shared, state.rollback)
    try:
        code = compile(program.module(), FILENAME, "exec", dont_inherit=True, optimize=0)
    except (MemoryError, OverflowError) as error:
        raise PfaSemanticError(f"the document is too large to compile: {error}", "$") from None
    image = Image(
        document=source.text if source.text is not None else json.dumps(source.json, default=_bytes_as_text),
        code=code,
        constants=program.constants,
        bindings=program.bindings,
        places=program.places,
        cells=specs["cell"],
        pools=specs["pool"],
        method=document.method,
        input=document.input.schema,
        output=document.output.schema,
        zero=data.decoded(document.output, document.zero, "$.zero") if document.method == "fold" else None,
        seed=document.randseed,
        timeouts=dict(timeouts),
        options={},
        version=None,
        side_files=_contents(source),
    )
    image.home = source.home
    return image


def _contents(source: Source) -> dict[str, str | bytes]:
    """The side files that were read, which may change in a folder: there their hashes are taken now."""
    contents = {name: source.content(name) for name in source.side_files}
    return dict(contents) if isinstance(source.home, Mapping) else {n: sha256_hex(c) for n, c in contents.items()}


def _bytes_as_text(value: Any) -> str:
    """Bytes in an already parsed document, as JSON writes them."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    raise PfaSyntaxError(f"expected JSON, got {describe(value)} in the document", "$")


# ------------------------------------------------------------------------- what an image does not keep


def typed_of(image: Image) -> tuple[t.TypedDocument, Data]:
    """The document of an image, checked again, with its data."""
    source = Source(json.loads(image.document), image.home, image.document)
    typed = check(document_of(image))
    return typed, Data(typed, source)


def document_of(image: Image) -> Document:
    """The document of an image, with what the host added."""
    return read(_with_host(json.loads(image.document), image.options, image.version))


def program_of(image: Image) -> Program:
    """The program of an image, made again."""
    typed, data = typed_of(image)
    return lower(typed, data, timed=bool(image.timeouts))


def constant_values(image: Image, kind: str, *, as_json: bool = False, outside: bool = False) -> dict[str, Any]:
    """The constant cells or pools ("cell", "pool") as plain Python or JSON; `outside`: those in side files only."""
    _, data = typed_of(image)
    keys = [key for key in data.constants if key[0] == kind and not (outside and data.state(key).source == "embedded")]
    return {key[1]: encoder(data.type(key), json=as_json)(data.value(key)) for key in keys}
