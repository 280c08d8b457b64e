"""Answers in the shape that the service's owner gave them: by a `respond` function, or as a page for browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.runtime.bodies import JSON_HEADERS, JSON_TYPE
from scorelet.runtime.dialects.native import told
from scorelet.runtime.messages import Response
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.runtime.turn import Answers, Turn

HTML_TYPE = "text/html; charset=utf-8"


def shaped(turn: Turn, answers: Answers) -> Response:
    """The answer as the model's `respond` and `template` have it."""
    served = answers.served
    body = told(answers) if served.respond is None else _responded(turn, answers)
    if served.template is None:
        return Response(200, JSON_HEADERS, write(body))
    if answers.many or not wants_html(turn.request.headers.get("accept", "")):
        return Response(200, (*JSON_HEADERS, ("vary", "accept")), write(body))
    shown = {**told(answers), "request_id": turn.id, "answer": body}
    page = served.template.render(
        {**shown, "given": served.named(answers.given[0]), "row": served.named(answers.rows[0])}
    )
    return Response(200, (("content-type", HTML_TYPE), ("vary", "accept")), page.encode("utf-8", "replace"))


def wants_html(accept: str) -> bool:
    """Whether a client would rather have a page than JSON: browsers name it first."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in accept.split(",")]
    return "text/html" in kinds and (JSON_TYPE not in kinds or kinds.index("text/html") < kinds.index(JSON_TYPE))


def _responded(turn: Turn, answers: Answers) -> Any:
    """What the service's own function makes of each prediction."""
    served, respond = answers.served, answers.served.respond
    assert respond is not None
    found = [
        respond(
            prediction,
            given=served.named(given),
            row=row,
            model=served.name,
            version=served.short_version,
            request=turn.request,
            http=turn.client,
        )
        for prediction, given, row in zip(answers.predictions, answers.given, answers.rows, strict=True)
    ]
    return found if answers.many else found[0]
