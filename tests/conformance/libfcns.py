"""The specification's table of library functions, in Scorelet's words.

`libfcns.xml` spells a signature as nested elements; here it becomes the text of `scorelet.pfa.patterns`:

    <array><any label="A"/></array>                   array of any A
    <any label="A" of="int, double"/>                 any A of {int, double}
    <union>..</union><union>..</union>                union {.., ..}
    <function><par>..</par><ret>..</ret></function>   function (..) -> ..
    <record label="A"><field name="f">..</field></record>   any record A with {f: ..}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.conformance.locations import SIGNATURES

_QUOTED = re.compile(r'"([^"]+)"')
_QUOTED_ERROR = re.compile(r'"([^"]+)" (?:runtime )?error')


@dataclass(frozen=True)
class SpecifiedFunction:
    """What the specification says of one function.

    `errors`      each code with its message, which the specification quotes
    `deprecated`, `removed`   versions of PFA, where they hold for all signatures
    """

    name: str
    signatures: tuple[str, ...]
    errors: Mapping[int, str]
    deprecated: str | None
    removed: str | None


@cache
def specified_functions() -> Mapping[str, SpecifiedFunction]:
    root = ElementTree.parse(SIGNATURES).getroot()
    return {f.name: f for f in map(_function, root.iter("fcn"))}


def _function(fcn: Element) -> SpecifiedFunction:
    signatures = fcn.findall("sig")
    return SpecifiedFunction(
        fcn.get("name", ""),
        tuple(map(_signature, signatures)),
        {int(error.get("code", "")): _message(error) for error in fcn.iter("error")},
        _common(signatures, "deprecation"),
        _common(signatures, "death"),
    )


def _common(signatures: list[Element], attribute: str) -> str | None:
    """What all signatures say: a function that keeps one of them is itself not removed."""
    values = {signature.get(attribute) for signature in signatures}
    return values.pop() if len(values) == 1 else None


def _message(error: Element) -> str:
    text = "".join(error.itertext())
    quoted = _QUOTED_ERROR.search(text) or _QUOTED.search(text)
    return quoted[1] if quoted else ""


def _signature(sig: Element) -> str:
    return f"({_named(sig, 'par')}) -> {_inside(sig, 'ret')}"


def _named(parent: Element, tag: str) -> str:
    return ", ".join(f"{child.get('name')}: {_pattern(child)}" for child in parent.findall(tag))


def _inside(parent: Element, tag: str) -> str:
    child = parent.find(tag)
    if child is None:
        raise ValueError(f"<{parent.tag}> without <{tag}>")
    return _pattern(child)


def _pattern(wrapper: Element) -> str:
    """The pattern inside an element: union members, one element, or the name of a primitive type."""
    members = wrapper.findall("union")
    if members:
        return f"union {{{', '.join(map(_pattern, members))}}}"
    if len(wrapper):
        (child,) = wrapper
        return _TEXTS[child.tag](child)
    return (wrapper.text or "").strip()


def _any(element: Element) -> str:
    among = element.get("of")
    return f"any {element.get('label')}" + (f" of {{{among}}}" if among else "")


def _record(element: Element) -> str:
    fields = _named(element, "field")
    return f"any record {element.get('label')}" + (f" with {{{fields}}}" if fields else "")


def _enum(element: Element) -> str:
    record = element.get("ofRecord")
    label = element.get("label")
    return f"enum {label} of fields of {record}" if record else f"any enum {label}"


def _function_pattern(element: Element) -> str:
    return f"function ({', '.join(map(_pattern, element.findall('par')))}) -> {_inside(element, 'ret')}"


_TEXTS: Mapping[str, Callable[[Element], str]] = {
    "any": _any,
    "ref": lambda element: element.get("label", ""),
    "array": lambda element: f"array of {_pattern(element)}",
    "map": lambda element: f"map of {_pattern(element)}",
    "record": _record,
    "enum": _enum,
    "fixed": lambda element: f"any fixed {element.get('label')}",
    "function": _function_pattern,
}
