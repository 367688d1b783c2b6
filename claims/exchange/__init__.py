"""Records to bytes and back, streaming, free of Django."""
