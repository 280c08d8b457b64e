"""`scorelet.toml` becomes a Service: models, feature functions, keys, limits, events.

    values.py         what a service is
    reading.py        scorelet.toml -> Service, or all that is wrong in it
    surface.py        its tables and keys: a check for each; event_sources.py those of [[events]]
    checks.py         what checks are made of; quantities.py durations and sizes; files.py paths and functions
    places.py         the line of each key
    arguments.py      models as a command line names them -> Service
    resolved.py       a service with its models pinned <-> service.json; formats.py its version
    package.py        Service and Store -> the files that a Lambda function starts from

The runtime imports `values` and `resolved`, at every cold start; the rest is for machines that have a scorelet.toml.
"""
