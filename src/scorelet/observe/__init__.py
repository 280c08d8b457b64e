"""What happened becomes metrics and a prediction log, never in the way of the answer.

observation.py     Observation: one value per request; an Observer is given each
observers.py       the prediction log that a service asks for

prediction_log.py  PredictionLog: an Observer in front, a writer behind
sampling.py        which requests are logged
recent.py          which requests were logged a moment ago
records.py         Observation -> records, a JSON line each
backlog.py         what waits to be written, within bounds
delivery.py        a batch goes to a sink: tries, pauses, counted losses
sinks/             one file per place where records go: a folder, S3, a stream

prometheus.py      metrics of a server: text for Prometheus
emf.py             metrics of AWS Lambda: lines for CloudWatch
"""
