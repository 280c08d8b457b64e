"""What the HTTP sources share: how a body comes in, and how one goes out.

Lambda carries JSON, so that bodies are texts. Bytes come in base64, and go so where our own answer is none of text;
what the request was like does not matter. A function's reply has a largest size, and a larger one would reach the
caller as a 502 without a reason: it is answered by a 413 that has one.
"""

from __future__ import annotations

from binascii import Error, a2b_base64, b2a_base64
from typing import TYPE_CHECKING

from scorelet.errors import EventError, RequestError
from scorelet.runtime.events.shapes import Json, optional
from scorelet.runtime.messages import Headers, Request, Response
from scorelet.runtime.routes import refusal
from scorelet.runtime.turn import Turn

if TYPE_CHECKING:
    from scorelet.runtime.app import App

MIB = 1024 * 1024
LARGEST_REPLY = 6 * MIB - 16 * 1024
"""Bytes of a body, as JSON text: Lambda's limit of 6 MiB without room for headers."""

_TEXTS = ("application/json", "application/xml", "application/javascript", "application/x-ndjson")


def body_of(event: Json) -> bytes:
    """The body of a request; empty where there is none."""
    text = optional(event, "body", "")
    if not optional(event, "isBase64Encoded", False):
        return text.encode(errors="surrogatepass")
    try:
        return a2b_base64(text)
    except (Error, ValueError):
        raise EventError("expected base64 at body of the event, which isBase64Encoded says it is") from None


def unquoted(path: str) -> str:
    """The path, percent-decoded, beginning with a slash."""
    if "%" in path:
        from urllib.parse import unquote

        path = unquote(path)
    return rooted(path)


def rooted(path: str) -> str:
    """The path, beginning with a slash."""
    return path if path.startswith("/") else f"/{path}"


def answered(app: App, request: Request, largest: int = LARGEST_REPLY) -> Response:
    """The app's answer, or an error where it is larger than the source can carry."""
    response = app(request)
    size = len(response.body)
    if size > largest // 2:  # JSON text may take two bytes for one
        size = _carried_size(response)
    return response if size <= largest else _too_large(app, request, size, largest)


def carried(response: Response) -> tuple[str, bool]:
    """The body as Lambda's JSON carries it: as it is where it is text, else in base64; and whether it is that."""
    if _is_text(response.header("content-type") or ""):
        try:
            return response.body.decode(), False
        except UnicodeDecodeError:
            pass  # in another charset
    return b2a_base64(response.body, newline=False).decode(), bool(response.body)


def replied(response: Response) -> tuple[dict[str, Json], list[str]]:
    """What API Gateway takes in both payloads, and the cookies, which each has another place for."""
    headers, cookies = _joined(response.headers)
    body, base64 = carried(response)
    reply = {"statusCode": response.status, "headers": headers, "body": body, "isBase64Encoded": base64}
    return reply, cookies


def _joined(headers: Headers) -> tuple[dict[str, str], list[str]]:
    """Headers by name, and the cookies: those of one name in a line, but for cookies, which cannot be joined."""
    by_name: dict[str, str] = {}
    cookies = []
    for name, value in headers:
        if name == "set-cookie":
            cookies.append(value)
        else:
            by_name[name] = f"{by_name[name]}, {value}" if name in by_name else value
    return by_name, cookies


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXTS or kind.endswith(("+json", "+xml"))


def _carried_size(response: Response) -> int:
    """Bytes of the body as text within JSON: quotes and backslashes are escaped; base64 takes four bytes for three."""
    body = response.body
    _, base64 = carried(response)
    if base64:
        return (len(body) + 2) // 3 * 4
    return len(body) + sum(map(body.count, (b'"', b"\\", b"\n")))


def _too_large(app: App, request: Request, size: int, largest: int) -> Response:
    error = RequestError(413, f"the answer takes {size} bytes, and Lambda carries {largest}; send fewer rows at once")
    turn = Turn(app, request, request.id)
    response = refusal(request.path)(error, turn)
    return response._replace(headers=(*response.headers, ("x-request-id", request.id)))
