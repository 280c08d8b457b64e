"""Every promise about speed and size, measured in one run, side by side with the alternatives: `python -m bench`.

timing.py     contenders take turns, round by round; what is reported is the median of paired ratios
results.py    one measured figure, with the promise it belongs to
models.py     the documents that are measured, with their rows and who they are compared with
baselines/    the same models as a person would write them in Python
rows.py       one row, one call: against hand-written Python and against Titus
starting.py   importing, compiling, loading a saved image
large.py      documents of millions of tree nodes: time to load, memory, one row
packed/       packed models, against the originals and ONNX Runtime, where these are installed
table.py      the results as tables
"""
