"""The condition language of segments."""
