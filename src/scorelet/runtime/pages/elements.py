"""HTML, element by element: text is escaped unless it is made here.

element("a", "5 < 6", href="docs")    ->  <a href="docs">5 &lt; 6</a>
"""

from __future__ import annotations

from collections.abc import Iterable

_VOID = frozenset(["meta", "link", "input", "br"])


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | Html | None


def element(name: str, /, *children: Child | Iterable[Child], **attributes: str | bool | None) -> Html:
    """One element. None children are left out, and lists stand for their items.

    Attributes: names that are Python's own words end in "_" (`class_`), "_" inside stands for "-"; True is an
    attribute without a value, None and False are none.
    """
    inside = "".join(_text(child) for child in _flat(children))
    opened = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Html(opened if name in _VOID else f"{opened}{inside}</{name}>")


def raw(name: str, text: str) -> Html:
    """A script or a stylesheet of our own, whose text browsers take as it is. Never of a model's."""
    return Html(f"<{name}>{text}</{name}>")


def escaped(text: str) -> Html:
    """Text that can stand anywhere in a document, in attributes too. Half of a surrogate pair is no character."""
    from html import escape

    return Html(escape(text.encode("utf-8", "replace").decode()))


def _flat(children: Iterable[Child | Iterable[Child]]) -> Iterable[str]:
    for child in children:
        if isinstance(child, str):
            yield child
        elif child is not None:
            yield from _flat(child)


def _text(child: str) -> str:
    return child if isinstance(child, Html) else escaped(child)


def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escaped(value)}"'
