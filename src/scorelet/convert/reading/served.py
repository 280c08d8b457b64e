"""What may be asked of a model in its reading process."""

from __future__ import annotations

SERVED: dict[str, str] = {
    "describe": "scorelet.convert.reading.child:described",
}
"""The request's name -> the function that answers it in the child, as "module:function".

It is called with the Loaded and the request, and gives a dict that JSON can say. ScoreletErrors arrive at the parent as
they are, anything else as a ModelReadError.
"""
