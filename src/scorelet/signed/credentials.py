"""Whose calls they are: AWS's environment variables, read anew at each call.

A Lambda function under SnapStart has none of the three: the environment then says who knows (container.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scorelet.errors import AwsCallError

SHORTEST_SECRET = 8


class Credentials(NamedTuple):
    """`token` is "" for a user's own keys, and there for those of a role."""

    access_key: str
    secret_key: str
    token: str = ""

    def __repr__(self) -> str:
        return f"Credentials(access_key={self.access_key!r}, secret_key=..., token={'...' if self.token else ''!r})"

    def without(self, text: str) -> str:
        """`text` with the secrets in it made unreadable; a key of a few letters, as in a test, is none."""
        for secret in (self.secret_key, self.token):
            text = text.replace(secret, "...") if len(secret) >= SHORTEST_SECRET else text
        return text


def from_environment(environment: Mapping[str, str]) -> Credentials | None:
    """None when neither of the two keys is set; raises AwsCallError when only one of them is."""
    access_key = environment.get("AWS_ACCESS_KEY_ID", "").strip()
    secret_key = environment.get("AWS_SECRET_ACCESS_KEY", "").strip()
    if not access_key and not secret_key:
        return None
    if not access_key or not secret_key:
        missing = "AWS_SECRET_ACCESS_KEY" if access_key else "AWS_ACCESS_KEY_ID"
        raise AwsCallError(f"cannot call AWS: the credentials are incomplete\nset {missing}")
    return Credentials(access_key, secret_key, environment.get("AWS_SESSION_TOKEN", "").strip())


def no_credentials() -> AwsCallError:
    return AwsCallError(
        "cannot call AWS: there are no credentials\n"
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: aws configure export-credentials --format env"
    )
