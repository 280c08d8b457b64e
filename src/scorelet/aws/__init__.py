"""A service becomes a function on AWS Lambda behind a gateway.

    package.py    service and store -> the files that a function comes in, and their zip
      reach.py      which of Scorelet's own modules it can come to run; needs.py what only some services need
      imports.py    what a source imports, by reading it
      bytecode.py   a module -> small byte code, the same everywhere; code.py all of them -> one file
      carried.py    runs in the function: how it imports what came along
      siblings.py   what the owner's functions import from beside them
      sizes.py      what Lambda takes; zipping.py files -> zip; unpacking.py zip -> folder, as Lambda does
    advice.py     what the owner should know
    endpoint.py   what stands in front of the function

Nothing here calls AWS: what is packaged and what stands in front of it are values, of which the emulator is made, too.
"""
