"""A request becomes a response: on a server, and inside AWS Lambda.

    messages.py    Request and Response, as every door brings and takes them
    app.py         Request -> Response: routing and scoring; knows no transport
    routes.py      every path and what answers it; turn.py one request on its way to its answer
    bodies.py      what a body holds: strict_json.py, csv_body.py, csv_columns.py; query.py what a URL does
    problems.py    what is told of errors, and the gate where exceptions become some
    dialects/      one file per way in which clients speak: body -> rows, predictions -> body
    features/      feature functions: what callers send -> the model's row
    events/        one file per Lambda event source: event -> requests, responses -> reply
    pages/         what people see: status, docs, OpenAPI
    served.py      the models that answer; loading.py how they get there, following.py how they change meanwhile

    lambda_handler.py  where AWS Lambda looks for the door that ships
      door.py            the start of a function, and each of its invocations
      packaged.py        the package a function came in -> its models
      connections.py     AWS, when something needs it
      looking.py         when aliases are looked at
      after.py           what is done after an answer; extension.py where Lambda waits for it
      snapshots.py       before and after a snapshot of SnapStart

All of it ships: it imports the standard library and rooms that ship, and starts in tens of milliseconds.
"""
