"""What AWS answers, read with care: an answer may come from anyone.

S3 answers in XML. A document with a document type is refused before it is parsed, and with it all entities; the size
is capped by whoever asked. Names lose their namespace. All others answer with an object of JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def read_xml(body: bytes) -> Element | None:
    """The root; None for what is no XML as S3 writes it: UTF-8, well-formed, without a document type."""
    from xml.etree import ElementTree

    try:
        text = body.decode("utf-8-sig")
        if "<!DOCTYPE" in text:
            return None
        root = ElementTree.fromstring(text)
    except (ValueError, ElementTree.ParseError):
        return None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def text_of(element: Element, name: str) -> str:
    """The text of the child `name`; "" when there is none."""
    return element.findtext(name) or ""


def read_object(body: bytes | str) -> dict[str, Any] | None:
    """The fields of an object; None for what is no JSON, or no object."""
    import json

    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
