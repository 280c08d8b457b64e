"""One execution environment: a process with its Runtime API, which answers one event at a time."""
