"""A function: its versions and aliases, what it lets in, and the environments that it has on demand."""
