"""A function's processes: isolated, limited, frozen, measured and ended. Knows nothing of Lambda's rules."""
