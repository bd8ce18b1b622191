"""Matching, planned: the match frame, its prepared form, blocking keys, agreement levels, weights and sentences."""
