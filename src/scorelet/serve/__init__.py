"""The runtime's door on this machine: an HTTP/1.1 server around the app, in several processes.

    running.py      the path of `scorelet serve`, written once
    supervisor.py   starts workers, replaces those that die, ends them all
    worker.py       one process: loads the models, listens, ends gracefully
    connection.py   one connection: bytes -> Request, Response -> bytes
    door.py         who may come in, and how a request gets its answer
    targets.py      the first line of a request -> path and query; wire.py a Response -> bytes
    keys.py         API keys; rate.py how often each may call
    access_log.py   a line per request; settings.py how all of it is set
    address.py      where to listen

The app is called on the event loop itself, for a compiled model answers in microseconds. Only what may take longer
(`App.waits`) goes to a thread.

Why no ready server: Granian and uvicorn were measured around the same app. uvloop with the parser of Node.js
(httptools), on which uvicorn stands too, answers half as many requests again as either, for nothing lies between the
parser and the app. And what this door promises needs the connection itself: a slow client is told so (408), a large
body is refused before it is read and the refusal still arrives (413), half a body is never scored, and a stop waits
for what is being answered.
"""
