"""What a conversion found out about rows, in the words of a packed model."""

from __future__ import annotations

from scorelet.bundle.fields import Field, InputSpec
from scorelet.convert.converted import Converted

KINDS = {"number": "number", "string": "string", "boolean": "boolean", None: "number"}


def spec_of(converted: Converted) -> InputSpec:
    """The input of a converted model."""
    if converted.form == "text":
        return InputSpec("text", (Field("text", "string"),))
    return InputSpec(
        "record",
        tuple(
            Field(
                name=field.name,
                kind=KINDS[field.kind],
                missing=field.missing or field.kind is None,
                infinite=field.infinite and field.kind == "number",
                categories=field.categories,
                source=field.source if converted.named else None,
                strict=field.strict,
            )
            for field in converted.fields
        ),
    )
