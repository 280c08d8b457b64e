"""What the user writes: feature functions, respond functions and HTML templates.

    functions.py   Functions: all of a service's, as its app asks for them
    files.py       "features.py:from_city" -> the function: the user's files, each loaded once
    signature.py   a function -> what callers send, what it is handed; kinds.py what an annotation says of a value
    arguments.py   what callers send -> arguments, or all that is wrong with them
    function.py    FeatureFunction: what callers send -> the model's rows
    respond.py     RespondFunction: a prediction -> the answer
    calls.py       calls of the user's functions; gate.py where what they raise becomes an answer
    loop.py        where functions that are `async def` run
    supplies.py    what functions are handed: client, secrets
    client/        the HTTP client
    secrets.py     secrets by name: environment, SSM Parameter Store, Secrets Manager
    template.py    an HTML file with places for values

A service without functions imports none of it, and one whose functions call nobody none of `client`. What is slow to
import (`http.client`, `asyncio`) is imported when a function is loaded that needs it.
"""
