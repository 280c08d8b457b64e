"""Application Load Balancer, with a target group that has no multi-value headers: as one is made at first."""

from __future__ import annotations

from scorelet.emulator.making.bodies import text, together
from scorelet.emulator.making.order import Json, Order
from scorelet.runtime.events.setting import predict_path


def request(order: Order) -> Json:
    body = text(together(order.rows))
    name, number = order.service.name, order.digits(16)
    group = f"arn:aws:elasticloadbalancing:{order.region}:{order.account}:targetgroup/{name}/{number}"
    return {
        "requestContext": {"elb": {"targetGroupArn": group}},
        "httpMethod": "POST",
        "path": predict_path(order.model),
        "queryStringParameters": {},
        "headers": {
            "accept": "*/*",
            "content-length": str(len(body.encode())),
            "content-type": "application/json",
            "host": f"{name}-{order.random.randrange(10**8, 10**9)}.{order.region}.elb.amazonaws.com",
            "user-agent": "scorelet",
            "x-amzn-trace-id": order.trace(),
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "80",
            "x-forwarded-proto": "http",
        },
        "body": body,
        "isBase64Encoded": False,
    }
