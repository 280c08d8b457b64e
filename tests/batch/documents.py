"""Small documents for the tests of the rooms that use the language."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

PLUS_ONE: Document = {"input": "double", "output": "double", "action": {"+": ["input", 1]}}

PAIR: Document = {
    "name": "Pair",
    "input": {
        "type": "record",
        "name": "Pair",
        "fields": [{"name": "x", "type": "double"}, {"name": "y", "type": ["null", "double"]}],
    },
    "output": {"type": "map", "values": "double"},
    "action": {"type": {"type": "map", "values": "double"}, "new": {"x": "input.x"}},
}

POSITIVE: Document = {
    "input": "int",
    "output": "int",
    "action": [{"if": {"<": ["input", 0]}, "then": {"error": "negative", "code": -7}}, "input"],
}

TWICE: Document = {
    "input": "int",
    "output": "int",
    "method": "emit",
    "action": [
        {"emit": "input"},
        {"if": {"<": ["input", 0]}, "then": {"error": "negative"}},
        {"emit": {"+": ["input", 100]}},
    ],
}

SUM: Document = {
    "input": "int",
    "output": "int",
    "method": "fold",
    "zero": 0,
    "action": {"+": ["input", "tally"]},
    "merge": {"+": ["tallyOne", "tallyTwo"]},
}

END_FAILS: Document = {"input": "int", "output": "int", "action": "input", "end": {"error": "too late"}}

BEGIN_FAILS: Document = {"input": "int", "output": "int", "action": "input", "begin": {"error": "too early"}}
