"""The runtime's door on this machine: an HTTP server around the app, in several processes.

    running.py      the path of `scorelet serve`, written once
    server.py       Granian, set up: it speaks HTTP, starts workers and replaces those that die
    preflight.py    the models are tried in a process of their own, before anything listens
    worker.py       one process that answers: it loads the models, follows them, ends gracefully
    door.py         a request of Granian's -> Request, who may come in, Response -> its answer
    keys.py         API keys; rate.py how often each may call
    access_log.py   a line per request; settings.py how all of it is set
    address.py      where to listen

The app is called on the event loop itself, for a compiled model answers in microseconds. Only what may take longer
(`App.waits`) goes to a thread.

Granian was taken for its speed: around the same app, with one worker, it answered 15,000 to 17,500 requests a second
through its own interface, RSGI, where uvicorn (httptools, uvloop) answered 12,000 to 14,000.
"""
