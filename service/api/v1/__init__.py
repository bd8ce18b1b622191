"""Version 1 of the API: one file a noun. Registered in `service/api/nouns.py`."""
