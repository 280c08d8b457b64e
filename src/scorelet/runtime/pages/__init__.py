"""What people and their tools see of a service: status page, OpenAPI document, docs page."""

BROWSED = frozenset({"/", "/docs", "/openapi.json"})
"""What people open in browsers, which send no keys of their own."""
