"""The HTTP server: how connections are watched over, and how the service starts and ends."""
