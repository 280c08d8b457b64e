"""What happened becomes metrics and a prediction log, never in the way of the answer."""
