"""HTTP over the standard library: one message out, its answer in, over connections that are kept.

    messages.py     Origin, Message, Answer; NoAnswer, and the reasons for it         nothing is sent or imported
    deadline.py     how much time is left
    pool.py         connections that are kept, by origin; the gate where foreign exceptions become NoAnswer
    opening.py      a connection that is opened: name, address, TLS
    connection.py   one exchange on an open connection

Who calls decides what is asked again, and in what words a failure is told. `pool` takes 15 ms to import, for
`http.client` and `ssl`: import it when something is to be sent.
"""
