"""The paths of the protocol: what the server is, what a model is, and what it infers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet import __version__
from scorelet.bundle.values import shown
from scorelet.errors import RequestError
from scorelet.runtime.bodies import JSON_HEADERS, JSON_TYPE, content, media_type, unsupported
from scorelet.runtime.dialects.oip.binary import HEADER, Behind, parted
from scorelet.runtime.dialects.oip.columns import columns_of
from scorelet.runtime.dialects.oip.columns import described as inputs_described
from scorelet.runtime.dialects.oip.outputs import asked, outputs_of, tensors_of
from scorelet.runtime.dialects.oip.outputs import described as outputs_described
from scorelet.runtime.dialects.oip.rows import rows_of
from scorelet.runtime.dialects.oip.tensors import Tensor, read_tensor
from scorelet.runtime.messages import Response
from scorelet.runtime.problems import sentence
from scorelet.runtime.strict_json import parse, write

if TYPE_CHECKING:
    from scorelet.runtime.turn import Turn

Json = Any

_BINARY_TYPE = "application/octet-stream"


def server(turn: Turn) -> Response:
    return _said({"name": "scorelet", "version": __version__, "extensions": []})


def live(turn: Turn) -> Response:
    return _said({"live": True})


def ready(turn: Turn) -> Response:
    """Models are loaded and verified before there is an app. The specification has `live` here in one place."""
    return _said({"live": True, "ready": True})


def model_ready(turn: Turn) -> Response:
    return _said({"name": turn.model().name, "ready": True})


def metadata(turn: Turn) -> Response:
    served = turn.model()
    versions = [one.short_version for one in turn.app.shelf.served if one.name == served.name]
    return _said(
        {
            "name": served.name,
            "versions": versions,
            "platform": f"scorelet_{served.manifest.kind}",
            "inputs": inputs_described(columns_of(served)),
            "outputs": outputs_described(outputs_of(served.manifest)),
        }
    )


def infer(turn: Turn) -> Response:
    served = turn.model()
    request, tensors = _read(turn)
    outputs = outputs_of(served.manifest)
    wanted = asked(outputs, request.get("outputs"))
    answers = turn.predict(served, rows_of(tensors, columns_of(served), served), "/rows")
    reply: dict[str, Json] = {"model_name": served.name, "model_version": served.short_version}
    if "id" in request:
        reply["id"] = request["id"]
    names = [output.name for output in outputs]
    return _said({**reply, "outputs": tensors_of(wanted, names, answers.predictions)})


def refuse(error: RequestError, turn: Turn) -> Response:
    """{"error": "..."}, as the protocol has it."""
    return Response(error.status, (*JSON_HEADERS, *error.headers), write({"error": sentence(error, turn)}))


def _said(body: Json) -> Response:
    return Response(200, JSON_HEADERS, write(body))


def _read(turn: Turn) -> tuple[dict[str, Json], list[Tensor]]:
    """The request and its tensors. Raises RequestError (400, 413, 415)."""
    length = turn.request.headers.get(HEADER)
    kind = media_type(turn.request)
    if kind != JSON_TYPE and not (length is not None and kind == _BINARY_TYPE):
        raise unsupported(turn.request, (JSON_TYPE,))
    body, binary = (content(turn), b"") if length is None else parted(content(turn), length)
    request = parse(body)
    if not isinstance(request, dict) or not isinstance(request.get("inputs"), list):
        raise RequestError(400, f"expected an object with inputs, an array of tensors; got {shown(request)}")
    if not isinstance(request.get("id", ""), str):
        raise RequestError(400, f"expected the request's id as a string, got {shown(request['id'])} - at /id")
    behind = Behind(binary)
    tensors = []
    for i, tensor in enumerate(request["inputs"]):
        at = f"/inputs/{i}"
        tensors.append(read_tensor(tensor, at, behind.values(tensor, at)))
    behind.hold_end()
    return request, tensors
