"""SNS: one message, as it always brings; several rows are a list in it."""

from __future__ import annotations

from scorelet.emulator.making.bodies import text, together
from scorelet.emulator.making.order import Json, Order


def message(order: Order) -> Json:
    host = f"https://sns.{order.region}.amazonaws.com"
    subscription = f"{order.source.arn}:{order.uuid()}"
    notification = {
        "Type": "Notification",
        "MessageId": order.uuid(),
        "TopicArn": order.source.arn,
        "Subject": None,
        "Message": text(together(order.rows)),
        "Timestamp": order.iso,
        "SignatureVersion": "1",
        "Signature": order.token(256),
        "SigningCertUrl": f"{host}/SimpleNotificationService-{order.digits(32)}.pem",
        "UnsubscribeUrl": f"{host}/?Action=Unsubscribe&SubscriptionArn={subscription}",
        "MessageAttributes": {"model": {"Type": "String", "Value": order.model}},
    }
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription,
        "Sns": notification,
    }
    return {"Records": [record]}
