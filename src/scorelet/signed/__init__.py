"""Calls to AWS with the standard library alone: importing boto3 would cost a third of a second at each cold start.

    caller = Caller()                                       environment, clock, connections, retries
    S3(caller).get("models", "iris.scorelet")               s3.py
    send_messages(caller, queue_url, messages)              sqs.py
    put_records(caller, "predictions", records)             kinesis.py
    get_parameter(caller, "/rain/key")                      secrets.py
    get_secret(caller, "rain")

    caller.py        the path of a call: endpoint, credentials, signature, exchange, again where that may help
    endpoints.py     a service and a region -> where it is asked
    credentials.py   whose calls they are; container.py where the environment only says who knows
    sigv4.py         a request -> the headers that sign it                              nothing is read or sent
    retries.py       what may go better the next time, and when that is
    refusals.py      what AWS answers, and what keeps its answer from coming -> AwsCallError, with what to do
    answers.py       XML and JSON from anyone
    batches.py       items that a service takes a few at a time, and of which it may refuse some

Everything that fails is an AwsCallError. Import from the modules: this one imports nothing.
"""
