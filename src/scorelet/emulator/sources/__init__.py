"""Queues, streams, buckets and schedules become events, as Lambda's own pollers make them, and what comes of them."""
