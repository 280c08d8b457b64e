from __future__ import annotations

from typing import Any

import pytest
from botocore.config import Config
from botocore.session import Session

from scorelet.errors import AwsCallError
from scorelet.signed.endpoints import VARIABLES, Endpoint, endpoint_of, parsed_url, region_of
from scorelet.wire.messages import Origin
from tests.store.saying import says


@pytest.mark.parametrize("service", VARIABLES)
@pytest.mark.parametrize("region", ["us-east-1", "eu-central-2", "us-gov-west-1", "cn-north-1"])
def test_endpoints_are_those_of_botocore(service: str, region: str) -> None:
    endpoint = endpoint_of(service, region, {})
    config = Config(s3={"us_east_1_regional_endpoint": "regional"})
    session: Any = Session()
    client = session.create_client(service, region, config=config, aws_access_key_id="a", aws_secret_access_key="b")
    assert f"https://{endpoint.origin.authority}" == client.meta.endpoint_url
    client.close()


def test_another_place_than_aws() -> None:
    environment = {"AWS_ENDPOINT_URL": "http://[::1]:5000", "AWS_ENDPOINT_URL_S3": "https://Store.local/base/"}
    s3 = Endpoint("s3", "eu-west-1", Origin("https", "store.local", 443), own=False, path="/base")
    assert endpoint_of("s3", "eu-west-1", environment) == s3
    sqs = endpoint_of("sqs", "eu-west-1", environment)
    assert sqs == Endpoint("sqs", "eu-west-1", Origin("http", "::1", 5000), own=False)
    assert (s3.origin.authority, sqs.origin.authority) == ("store.local", "[::1]:5000")


@pytest.mark.parametrize(
    "url",
    ["nowhere", "ftp://a", "http://", "http://a:0", "http://a:65536", "http://u:secret@a", "http://a b", "http://a/\n"],
)
def test_what_is_no_url_is_not_shown(url: str) -> None:
    with says(AwsCallError, "cannot call AWS: AWS_ENDPOINT_URL is not an http or https URL\nlook at AWS_ENDPOINT_URL"):
        parsed_url(url, "AWS_ENDPOINT_URL")


def test_the_region() -> None:
    assert region_of({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}) == "eu-west-1"
    assert region_of({"AWS_DEFAULT_REGION": "us-east-1"}) == "us-east-1"
    with says(AwsCallError, "cannot call AWS: no region is set\nset AWS_REGION"):
        region_of({})
    with says(AwsCallError, "cannot call AWS: 'evil.com/x?' is no region\nlook at AWS_REGION"):
        region_of({"AWS_REGION": "evil.com/x?"})
