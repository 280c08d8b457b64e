from __future__ import annotations

import pytest

from scorelet.emulator.lambda_api.names import qualifier_of
from scorelet.emulator.values import Configuration, RefusedError

IRIS = Configuration("iris")
ARN = "arn:aws:lambda:us-east-1:123456789012:function:iris"


@pytest.mark.parametrize(
    ("given", "query", "qualifier"),
    [
        ("iris", "", ""),
        ("iris", "live", "live"),
        ("iris:live", "", "live"),
        ("iris:live", "live", "live"),
        ("iris:$LATEST", "", "$LATEST"),
        ("function:iris", "", ""),
        ("123456789012:function:iris:3", "", "3"),
        (ARN, "2", "2"),
        (f"{ARN}:live", "", "live"),
    ],
)
def test_names_of_the_function(given: str, query: str, qualifier: str) -> None:
    assert qualifier_of(given, query, IRIS) == qualifier


@pytest.mark.parametrize(
    ("given", "query", "status", "kind", "message"),
    [
        ("", "", 400, "ValidationException", "'' is no name and no ARN of a function"),
        ("a/b", "", 400, "ValidationException", "'a/b' is no name and no ARN of a function"),
        ("iris", "a b", 400, "ValidationException", "'a b' is no version and no alias"),
        (
            "rose",
            "",
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:123456789012:function:rose",
        ),
        (
            "arn:aws:lambda:eu-west-1:123456789012:function:iris",
            "",
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:iris",
        ),
        (
            "210987654321:function:iris",
            "",
            404,
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:210987654321:function:iris",
        ),
        (
            "iris:live",
            "2",
            400,
            "InvalidParameterValueException",
            "The derived qualifier from the function name does not match the specified qualifier.",
        ),
    ],
)
def test_names_of_no_function(given: str, query: str, status: int, kind: str, message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        qualifier_of(given, query, IRIS)
    assert (caught.value.status, caught.value.kind, caught.value.message) == (status, kind, message)
