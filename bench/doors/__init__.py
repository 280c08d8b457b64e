"""What stands around a model: requests over HTTP, a function's cold start, the app without any transport."""
