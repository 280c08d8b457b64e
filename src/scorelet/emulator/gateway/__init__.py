"""A caller's request becomes an event, and the function's reply an answer, by the rules of the kind of endpoint.

It knows no process and no socket: it is given a Call and something that invokes.
"""
