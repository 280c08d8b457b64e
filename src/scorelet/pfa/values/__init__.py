"""Values on their way in, through and out of an engine, by type.

The canonical representation, which all generated code and every library function may rely on:

    null None · boolean bool · int, long int · float, double float · string, enum str · bytes, fixed bytes
    array list · map, record dict · union: its member's value

A member of a union that shares its Python class with another member (int with long, string with an enum, a
map with a record, ...) is *boxed*: a tuple (tag, value). So a value's class tells its member, always.

    decoder(t)      plain Python or JSON -> canonical; unions tagged ({"double": 1.5}) or, where that is
                    unambiguous, untagged
    encoder(t)      canonical -> plain Python, unions tagged as in Avro's JSON encoding
    converter(a, b) canonical of `a` -> canonical of the wider type `b`

All three are built once per type, as closures; none looks at a type again while it works.
"""

from __future__ import annotations

from scorelet.pfa.values.canonical import PLAIN, Mismatch, boxed, class_of, ready_class
from scorelet.pfa.values.convert import convert_step, converter, narrower
from scorelet.pfa.values.decode import decode_literal, decoder
from scorelet.pfa.values.encode import encoder
from scorelet.pfa.values.fields import field_reader

__all__ = [
    "PLAIN",
    "Mismatch",
    "boxed",
    "class_of",
    "convert_step",
    "converter",
    "decode_literal",
    "decoder",
    "encoder",
    "field_reader",
    "narrower",
    "ready_class",
]
