"""boto3's S3 client, made from AWS's own environment variables and files."""

from __future__ import annotations

from scorelet.errors import StoreUnreachableError, UsageError
from scorelet.store.s3 import Client
from scorelet.store.s3_errors import cannot_open, foreign_errors

CONNECT_SECONDS = 10
READ_SECONDS = 60
ATTEMPTS = 4


def make_client(url: str) -> Client:
    """A client with the SDK's standard retries. Raises UsageError when boto3 is missing, else StoreError."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        raise UsageError(f"the store {url} needs boto3, which is not installed\npip install 'scorelet[s3]'") from None

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    try:
        client: Client = boto3.session.Session().client("s3", config=config)
    except foreign_errors() as error:
        raise cannot_open(error, url) from None
    except ValueError:  # the SDK's word for an endpoint that is no URL
        raise StoreUnreachableError(f"cannot open {url}: the endpoint is not a URL\nlook at AWS_ENDPOINT_URL") from None
    return client
