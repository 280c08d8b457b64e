"""The HTTP client that feature functions are handed.

    client.py        Client: what a function calls; tries again, keeps answers, ends in time
    async_client.py  the same for functions that are `async def`
    network.py       what all requests share: connections, kept answers, the clock
    sending.py       what a function asked for -> Sent: an address that is safe to send to, headers, body
    exchange.py      Sent -> Answer over `wire`, or Broken: a sentence about the upstream
    answer.py        Answer; Broken, where there is none
    redirects.py     where an answer points to, and whether we go there
    retries.py       which failure is worth another try, and when
    cache.py         answers that are kept for a while

A call ends in time whatever the other side does: there are seconds for one try, and seconds for all calls of a
request. They count to the last byte read, so an upstream that sends a byte a second is as late
as one that is silent. What an error tells of an upstream is its host: addresses and headers may hold secrets.
`exchange`, and `http.client` with it, is imported when the first function is loaded that asks for a client.
"""
