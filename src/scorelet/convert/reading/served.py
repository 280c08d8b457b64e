"""What may be asked of a model in its reading process."""

from __future__ import annotations

QUESTIONS = ("convert", "take", "pickle", "piece", "describe", "answers", "time")

SERVED: dict[str, str] = dict.fromkeys(QUESTIONS, "scorelet.convert.serving:answered")
"""The request's name -> the function that answers it in the child, as "module:function".

It is called with the Loaded and the request, and gives a dict that JSON can say. ScoreletErrors arrive at the parent as
they are, anything else as a ModelReadError.
"""
