"""The runtime's door on this machine: an HTTP server, its workers, reloading, the access log."""
