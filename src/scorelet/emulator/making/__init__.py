"""Events that look like AWS's own, made of a model's sample rows: to try a function with.

    generated.py the path, written once: a service and a kind -> an event
    kinds.py     which kinds there are: one row each, and `made`, which makes an event of one
    models.py    which model an event is for, and which [[events]] of the service it comes from
    samples.py   rows of a model, as callers send them
    order.py     what each maker is given; bodies.py rows as callers write them
    notes.py     what people have to know beside the event

    gateways.py  rest, http, url        alb.py  direct.py  schedule.py
    sqs.py  sns.py  kinesis.py  kafka.py  s3.py

Every event has the fields that a real one has. Moments and ids come from a clock and a source of random numbers that
are passed in, so that the same order makes the same event.
"""
