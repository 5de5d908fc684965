"""Act: what to do next."""
