from __future__ import annotations

import pytest

from scorelet.errors import AwsCallError
from scorelet.signed.credentials import Credentials, from_environment
from tests.signed.conftest import KEYS, SECRET, TOKEN
from tests.store.saying import says


def test_from_the_environment() -> None:
    assert from_environment(KEYS) == Credentials("AKIDEXAMPLE", SECRET, TOKEN)
    assert from_environment({**KEYS, "AWS_SESSION_TOKEN": ""}) == Credentials("AKIDEXAMPLE", SECRET)
    assert from_environment({}) is None


@pytest.mark.parametrize("missing", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_one_half_alone(missing: str) -> None:
    with says(AwsCallError, f"cannot call AWS: the credentials are incomplete\nset {missing}"):
        from_environment({**KEYS, missing: " "})


def test_secrets_are_never_shown() -> None:
    credentials = Credentials("AKIDEXAMPLE", SECRET, TOKEN)
    expected = "Credentials(access_key='AKIDEXAMPLE', secret_key=..., token='...')"
    assert (repr(credentials), str(credentials), f"{credentials}") == (expected, expected, expected)
    assert credentials.without(f"'{SECRET}' and {TOKEN}.") == "'...' and ...."
    assert Credentials("a", "b").without("a bucket") == "a bucket"
