"""AWS Lambda and API Gateway on this machine: the very package that would be deployed, behind the same rules.

    caller -> front (HTTP) -> gateway: route, key, rate, validation -> event
           -> function: version, environment -> reply -> gateway -> answer

One process, one event loop; each execution environment is a process of its own, which runs AWS's own runtime interface
client. Facts about AWS are in `docs/emulator.md`, with where they come from.
"""
