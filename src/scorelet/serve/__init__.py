"""The runtime's door on this machine: an HTTP server around the app, in several processes.

    running.py      the path of `scorelet serve`, written once
    server.py       uvicorn, set up: it speaks HTTP, starts workers and replaces those that die
    surroundings.py what a service needs of this machine beside its models, looked at before it starts
    protocol.py     a connection: how long a head may be and take, and who asks for another protocol
    preflight.py    the models are tried in a process of their own, before anything listens
    worker.py       one process that answers: it loads the models, follows them, ends gracefully
    door.py         a request as ASGI brings it -> Request, who may come in, Response -> its answer
    keys.py         API keys; rate.py how often each may call
    access_log.py   a line per request; settings.py how all of it is set
    address.py      where to listen

The app is called on the event loop itself, for a compiled model answers in microseconds. Only what may take longer
(`App.waits`) goes to a thread.

uvicorn was taken after measuring both around this app, one worker and 8 connections on two cores: with httptools and
uvloop it answered 14,500 to 15,600 requests a second with 66 microseconds of processor time each; Granian, through its
own interface, 8,800 to 18,200 with 105, for a thread of its own competes with Python's.
"""
