"""Scorelet turns a trained model into a tiny, safe, fast scoring API.

Kept empty of imports on purpose: `import scorelet.pfa` runs this file first, at every cold start.
"""

__version__ = "0.1.0"
