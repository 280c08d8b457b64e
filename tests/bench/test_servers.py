"""What wrk reports."""

from __future__ import annotations

import pytest

from bench.doors.servers import Load, parsed

REPORT = """Running 4s test @ http://127.0.0.1:8000/predict
  1 threads and 8 connections
  Latency Distribution
     50%  741.00us
     99%    1.25ms
  36000 requests in 4.00s, 9.00MB read
{more}Requests/sec:   9000.25
Transfer/sec:      2.25MB
"""


def test_rate_and_percentile() -> None:
    assert parsed(REPORT.format(more="")) == Load(9000.25, 0.000741, 0.00125, 0)


def test_errors_are_counted() -> None:
    more = "  Socket errors: connect 0, read 3, write 0, timeout 1\n  Non-2xx or 3xx responses: 12\n"
    assert parsed(REPORT.format(more=more)).failed == 16


def test_anything_else_is_no_report() -> None:
    with pytest.raises(AssertionError, match="this is no report of wrk"):
        parsed("unable to connect to 127.0.0.1:8000 Connection refused\n")
