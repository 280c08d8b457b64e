"""What people and their tools see of a service: status page, OpenAPI document, docs page."""
