"""A trained model becomes a PFA document."""
