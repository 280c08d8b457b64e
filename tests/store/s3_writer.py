"""Run as a program: a writer of its own, that pushes and moves an alias.

python s3_writer.py ENDPOINT STORE
"""

from __future__ import annotations

import sys

import boto3
from botocore.config import Config

from scorelet.store import open_store


def main(endpoint: str, where: str) -> None:
    session = boto3.session.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1")
    client = session.client("s3", endpoint_url=endpoint, config=Config(s3={"addressing_style": "path"}))
    store = open_store(where, client=client, who="killed@here")
    store.push("iris", b"new")
    store.move_alias("iris", "prod")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
