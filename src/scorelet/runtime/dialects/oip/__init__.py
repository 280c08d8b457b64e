"""Open Inference Protocol, version 2, over HTTP: what KServe, Triton and MLServer speak.

https://github.com/kserve/open-inference-protocol

A request holds tensors, the first dimension of each being the rows:

    {"inputs": [{"name": "age", "shape": [2], "datatype": "FP64", "data": [20, 40]}, ...]}

Clients differ in how they send the same rows, so whatever can be meant in one way only is taken: a tensor for each
feature, of the shape [n] or [n, 1], or one tensor [n, k] of any name; data flat or nested; null and NaN for what is
missing; texts as they are, or in Base64 where a parameter says so; in JSON, or in the binary form that Triton's
clients use unless told otherwise. Answers are always JSON, which all of them read.
"""
