"""What a conversion found out about rows, in the words of a packed model."""

from __future__ import annotations

from scorelet.bundle.fields import Field as PackedField
from scorelet.bundle.fields import InputSpec
from scorelet.convert.converted import Field
from scorelet.packing.specs import spec_of
from tests.packing.test_rows import form

FIELDS = (
    Field("size_cm", "size (cm)", "number", missing=False, infinite=True),
    Field("colour", "colour", "string", categories=("red",), strict=True, infinite=True),
    Field("unread", "unread", missing=False),
)


def test_fields() -> None:
    assert spec_of(form(*FIELDS, named=True)) == InputSpec(
        "record",
        (
            PackedField("size_cm", "number", infinite=True, source="size (cm)"),
            PackedField("colour", "string", missing=True, categories=("red",), source="colour", strict=True),
            PackedField("unread", "number", missing=True, source="unread"),
        ),
    )


def test_names_that_nobody_gave_are_no_sources() -> None:
    assert [field.source for field in spec_of(form(*FIELDS)).fields] == [None, None, None]


def test_a_text() -> None:
    assert spec_of(form(form="text")) == InputSpec("text", (PackedField("text", "string"),))
