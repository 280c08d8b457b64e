"""A service becomes a function on AWS Lambda behind a gateway.

Nothing here calls AWS: what is packaged and what stands in front of it are values, of which the emulator is made, too.
"""
