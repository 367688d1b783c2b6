"""Forms that more than one edge shows."""
