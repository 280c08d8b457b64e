"""A page of S3's ListObjectsV2 -> what is in it. Imported by the first list: reading XML takes a few milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from scorelet.signed.answers import read_xml, text_of
from scorelet.signed.s3 import Object, Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element


def read_page(body: bytes) -> tuple[Page, str] | None:
    """The page, and the token that asks for the next one, "" after the last; None for what is no such page.

    Keys come percent-encoded, since XML cannot hold all that a key can.
    """
    root = read_xml(body)
    if root is None or root.tag != "ListBucketResult" or root.find("Name") is None:
        return None
    plain: Callable[[str], str] = unquote_plus if text_of(root, "EncodingType") == "url" else str
    try:
        objects = tuple(_object(each, plain) for each in root.iterfind("Contents"))
    except ValueError:
        return None
    prefixes = tuple(plain(text_of(each, "Prefix")) for each in root.iterfind("CommonPrefixes"))
    more = text_of(root, "IsTruncated") == "true"
    token = text_of(root, "NextContinuationToken")
    return None if more and not token else (Page(objects, prefixes), token if more else "")


def _object(element: Element, plain: Callable[[str], str]) -> Object:
    return Object(plain(text_of(element, "Key")), int(text_of(element, "Size")))
