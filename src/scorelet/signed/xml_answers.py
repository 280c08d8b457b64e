"""S3's XML, read with care: an answer may come from anyone.

A document with a document type is refused before it is parsed, and with it all entities; the size is capped by whoever
asked. Names lose their namespace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
