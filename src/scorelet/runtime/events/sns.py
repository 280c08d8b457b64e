"""SNS: the message holds a row or a list of rows.

SNS knows no partial failures: an exception has the whole event come again, twice as Lambda is set up at first, and then
go to the function's dead-letter queue or destination. It brings one message at a time, so that nothing else waits.
"""

from __future__ import annotations

from typing import Any

from scorelet.errors import EventError
from scorelet.runtime.events.records import Record, Way, process, source_of
from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.shapes import Json, needed, objects


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"records": how many}. Raises EventError where one of them failed."""
    source = source_of(setting, "sns", needed(event, "Records.0.Sns.TopicArn", str))
    records = [
        Record(needed(record, "Sns.MessageId", str), needed(record, "Sns.Message", str).encode(errors="surrogatepass"))
        for record in objects(event, "Records")
    ]
    failed = process(records, Way(source), context, setting)
    if failed:
        ids = ", ".join(repr(records[number].id[:100]) for number in failed[:5])
        raise EventError(f"{len(failed)} of {len(records)} messages were not answered: {ids}")
    return {"records": len(records)}
