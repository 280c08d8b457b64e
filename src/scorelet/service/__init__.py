"""`scorelet.toml` becomes a Service: models, feature functions, keys, limits, events."""
