"""A model file is recognised, scanned and loaded, in a process of its own.

    recognise (format)  ->  opened (compression)  ->  scan  ->  load  ->  Loaded
    ChildProcess (process)  <- one JSON object a line ->  child

Reading obeys two rules. What a file is, is read from its content, never from its name. And nothing in a file runs
before a static scan has listed every import it asks for and each of them is known or trusted; while it loads, a gate
admits these imports and no others.
"""
