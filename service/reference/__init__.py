"""Data we ship, read once through importlib.resources; each with its source and date."""
